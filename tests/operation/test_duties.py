"""What Today says of complaints and perceptions: whose step, until when."""

from datetime import date, timedelta

from tests.operation.complaining import TUESDAY, Case

from mutu.core.duties import Duty, all_clocks, all_duties
from mutu.core.identity import new_id
from mutu.operation.customers import actions, answers
from mutu.operation.customers.models import Direction
from mutu.operation.perceptions import actions as perceptions


def duties(case: Case, days: float = 0) -> list[Duty]:
    return all_duties(case.factory.organization, TUESDAY + timedelta(days=days))


def test_the_owner_owes_the_next_answer_by_its_day(case: Case) -> None:
    complaint = case.receive()
    assert [(one.action, one.person, one.record, one.due) for one in duties(case)] == [
        ("complaint.reply", "Ana Lim", complaint.pk, date(2026, 11, 25))
    ]
    answers.reply(complaint.pk, by=case.ana, text="Thank you.")
    assert [one.action for one in duties(case)] == ["complaint.send_containment"]
    actions.withdraw(complaint.pk, by=case.factory.nurul, reason="mistake")
    assert duties(case) == []


def test_the_clock_on_today_is_the_one_that_ends_first(case: Case) -> None:
    complaint = case.receive()
    answers.reply(complaint.pk, by=case.ana, text="Thank you.")
    (clock,) = all_clocks(case.factory.organization, TUESDAY)
    assert (clock.number, clock.start, clock.end) == (complaint.number, TUESDAY, TUESDAY + timedelta(hours=24))
    assert (clock.whose, clock.action) == ("Nordlicht Werkzeuge", "complaint.send_containment")


def test_a_promise_is_asked_for_from_three_days_before_until_somebody_says(case: Case) -> None:
    complaint = case.receive()
    answers.log_message(
        complaint.pk, by=case.ana, direction=Direction.OUT, text="By Friday.", promise="New pieces",
        promised_for="2026-12-04",
    )  # fmt: skip

    def promised(days: float) -> list[tuple[str, date | None]]:
        return [(one.subject, one.due) for one in duties(case, days) if one.action == "complaint.keep_promise"]

    assert promised(6) == []
    assert promised(7) == promised(30) == [("New pieces", date(2026, 12, 4))]
    answers.keep_promise(complaint.pk, by=case.ana, line=1, kept=True)
    assert promised(30) == []


def test_the_owner_of_a_method_looks_at_the_answers_in_its_interval(case: Case) -> None:
    perceptions.decide(
        new_id(), by=case.factory.nurul, method="survey", interval_days=90, owner=case.ana.person
    )  # fmt: skip
    assert duties(case, 75) == []
    assert [(one.action, one.person, one.due) for one in duties(case, 76)] == [
        ("perception_plan.review", "Ana Lim", TUESDAY.date() + timedelta(days=90))
    ]
