"""The clocks of a complaint: which of them move for a holiday, which never do, and what stops each."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.operation.complaining import TUESDAY, Case

from mutu.core.identity import new_id
from mutu.core.nouns import actions as nouns
from mutu.core.refusals import NotUnderstood, NotYet
from mutu.operation.customers import actions, answers
from mutu.operation.customers.clocks import Clock, ClockName, Whose, agreement, clocks_of, next_clock
from mutu.operation.customers.models import Channel, Complaint, Direction

SATURDAY = datetime(2026, 12, 19, 8, 0, tzinfo=UTC)
"""Four in the afternoon in Penang, where people work Monday to Saturday."""


def ends(complaint: Complaint) -> dict[str, datetime]:
    return {str(clock.name): clock.ends for clock in clocks_of(complaint)}


def test_the_usual_clocks_run_where_nothing_else_is_agreed(case: Case) -> None:
    assert ends(case.receive()) == {
        "reply": TUESDAY + timedelta(days=1),
        "containment": TUESDAY + timedelta(hours=24),
        "cause": TUESDAY + timedelta(days=14),
        "action": TUESDAY + timedelta(days=30),
    }


def test_the_first_reply_moves_for_a_sunday_and_a_holiday_of_the_site_and_no_other_clock_does(case: Case) -> None:
    nouns.add_holiday(new_id(), by=case.factory.nurul, site=case.factory.site, day="2026-12-21", name="Founder's day")
    complaint = case.at(SATURDAY).receive()
    assert ends(complaint) == {
        "reply": datetime(2026, 12, 22, 8, 0, tzinfo=UTC),
        "containment": datetime(2026, 12, 20, 8, 0, tzinfo=UTC),
        "cause": datetime(2027, 1, 2, 8, 0, tzinfo=UTC),
        "action": datetime(2027, 1, 18, 8, 0, tzinfo=UTC),
    }


def test_a_holiday_of_another_site_moves_nothing(case: Case) -> None:
    nouns.add_holiday(new_id(), by=case.factory.nurul, site=case.factory.other_site, day="2026-12-21", name="Kulim day")
    assert ends(case.at(SATURDAY).receive())["reply"] == datetime(2026, 12, 21, 8, 0, tzinfo=UTC)


def test_a_customer_has_the_clocks_agreed_with_them(case: Case) -> None:
    actions.set_rules(new_id(), by=case.ana, customer=case.customer, containment_hours=8, cause_days=10)
    complaint = case.receive()
    assert ends(complaint)["containment"] == TUESDAY + timedelta(hours=8)
    assert ends(complaint)["cause"] == TUESDAY + timedelta(days=10)
    assert ends(complaint)["action"] == TUESDAY + timedelta(days=30)


def test_a_later_agreement_does_not_rewrite_the_clocks_that_run(case: Case) -> None:
    agreed = actions.set_rules(new_id(), by=case.ana, customer=case.customer, containment_hours=8)
    complaint = case.receive()
    actions.change_rules(agreed.pk, by=case.ana, containment_hours=48)
    described = answers.log_message(complaint.pk, by=case.ana, direction=Direction.IN, text="Any news?")
    assert ends(described)["containment"] == TUESDAY + timedelta(hours=8)
    assert ends(case.receive())["containment"] == TUESDAY + timedelta(hours=48)


def test_a_platform_dispute_has_72_hours_from_when_it_was_opened_and_only_an_answer_there_stops_it(case: Case) -> None:
    opened = TUESDAY - timedelta(hours=5)
    complaint = case.receive(platform_dispute=True, disputed_at=opened, received_at=opened)
    assert ends(complaint)["platform"] == opened + timedelta(hours=72)
    complaint = answers.reply(complaint.pk, by=case.ana, text="We are looking at it.", through=Channel.EMAIL)
    assert complaint.platform_answered_at is None
    later = case.after(hours=2)
    complaint = answers.log_message(
        complaint.pk, by=later.ana, direction=Direction.OUT, text="Photos uploaded.", through=Channel.PLATFORM
    )
    assert complaint.platform_answered_at == TUESDAY + timedelta(hours=2)


def test_a_dispute_opened_days_later_starts_its_own_clock_then(case: Case) -> None:
    complaint = case.receive()
    later = case.after(days=3)
    described = actions.describe(
        complaint.pk, by=later.ana, platform_dispute=True, disputed_at=TUESDAY + timedelta(days=3)
    )
    assert ends(described)["platform"] == TUESDAY + timedelta(days=6)


def test_the_next_clock_stands_in_the_record_so_that_a_list_need_not_work_it_out(case: Case) -> None:
    complaint = case.receive()
    seen = [(complaint.due_clock, complaint.due)]
    complaint = answers.reply(complaint.pk, by=case.ana, text="Thank you, we look at it now.")
    seen.append((complaint.due_clock, complaint.due))
    case.answered(complaint)
    complaint = Complaint.objects.of(case.factory.organization).get(pk=complaint.pk)
    seen.append((complaint.due_clock, complaint.due))
    day = timedelta(days=1)
    assert seen == [("reply", TUESDAY + day), ("containment", TUESDAY + day), ("", None)]


def test_when_it_is_not_justified_nobody_waits_for_a_cause(case: Case) -> None:
    complaint = case.receive()
    judged = actions.judge_justified(complaint.pk, by=case.factory.nurul, justified=False, justified_reason="Not ours.")
    assert list(ends(judged)) == ["reply"]


def test_opened_again_the_cause_and_the_action_are_owed_anew(case: Case) -> None:
    complaint = case.receive()
    answers.reply(complaint.pk, by=case.ana, text="Thank you.")
    answers.close(complaint.pk, by=case.factory.nurul, conclusion="Sent new pieces.", reason="Customer content.")
    later = case.after(days=20)
    again = answers.reopen(complaint.pk, by=later.ana, reason="It happened again.")
    assert ends(again)["cause"] == TUESDAY + timedelta(days=34)
    assert ends(again)["action"] == TUESDAY + timedelta(days=50)
    assert again.due_clock == "containment"


@pytest.mark.parametrize("said", ["0", "-1", "9999", "soon", "1.5"])
def test_a_clock_that_could_not_be_kept_or_counted_is_refused(case: Case, said: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        actions.set_rules.do(new_id(), by=case.ana, facts={"customer": case.customer, "containment_hours": said})
    assert set(refused.value.errors) == {"containment_hours"}


def test_rules_for_a_customer_are_set_once_and_then_changed(case: Case) -> None:
    actions.set_rules(new_id(), by=case.ana, customer=case.customer)
    with pytest.raises(NotYet, match="change those"):
        actions.set_rules(new_id(), by=case.ana, customer=case.customer)


@given(st.integers(-500, 500), st.integers(1, 200))
def test_a_clock_is_kept_exactly_when_its_answer_came_by_its_end(answered_after: int, amount: int) -> None:
    start, hour = TUESDAY, timedelta(hours=1)
    clock = Clock(ClockName.CAUSE, start, start + amount * hour, start + answered_after * hour, amount, "hours",
                  Whose.CUSTOMER)  # fmt: skip
    assert clock.kept == (answered_after <= amount)
    assert clock.late(start) == (answered_after > amount)
    assert 0.0 <= clock.share(start) <= 1.0


def test_a_running_clock_is_neither_kept_nor_missed_until_its_end_has_passed() -> None:
    clock = Clock(ClockName.REPLY, TUESDAY, TUESDAY + timedelta(hours=24), None, 1, "working_days", Whose.SITE)
    before, after = TUESDAY + timedelta(hours=6), TUESDAY + timedelta(hours=25)
    assert (clock.kept, clock.late(before), clock.late(after)) == (None, False, True)
    assert (clock.left(before), clock.share(before)) == (timedelta(hours=18), 0.25)


def test_an_unknown_or_absent_agreement_falls_back_to_what_buyers_usually_expect() -> None:
    assert agreement({"cause_days": 7, "no_such_clock": 1}) == {
        "first_reply_working_days": 1,
        "containment_hours": 24,
        "cause_days": 7,
        "action_days": 30,
        "platform_dispute_hours": 72,
    }


def test_a_complaint_of_an_earlier_list_has_no_clock(case: Case) -> None:
    brought = actions.bring_in(
        new_id(), by=case.factory.nurul, what="Burr", received_on="2026-03-02", customer_name="Prairie Outfitters"
    )
    assert (clocks_of(brought), next_clock(brought), brought.due) == ([], None, None)
