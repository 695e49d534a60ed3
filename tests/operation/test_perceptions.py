"""Small records of how customers see us, and the plan behind them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import fresh
from tests.operation.complaining import TUESDAY, Case

from mutu.core import actions as core
from mutu.core import gate
from mutu.core.identity import new_id
from mutu.core.refusals import MoveRefused, NotPermitted, NotUnderstood, NotYet
from mutu.operation.perceptions import actions, queries
from mutu.operation.perceptions.models import Perception, PerceptionPlan


def record(case: Case, **facts: object) -> Perception:
    said = {"customer": case.customer, "method": "scorecard", "words": "B supplier in Q3.", **facts}
    return actions.record.do(new_id(), by=case.ana, facts=said)


def decide(case: Case) -> PerceptionPlan:
    return actions.decide(
        new_id(), by=case.factory.nurul, method="survey", interval_days=180, owner=case.ana.person, whom="all"
    )  # fmt: skip


def test_a_perception_is_dated_today_in_the_customers_language_unless_said(case: Case) -> None:
    kept = record(case)
    assert (kept.number, kept.state, kept.at, kept.language) == ("CP-2026-0001", "kept", TUESDAY.date(), "de")
    earlier = record(case, at="2026-10-02", language="en", score="82.5", scale="100")
    assert (earlier.at, earlier.score, earlier.scale) == (date(2026, 10, 2), Decimal("82.50"), Decimal("100.00"))


@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        ({"score": "4"}, "scale"),
        ({"score": "4", "scale": "0"}, "scale"),
        ({"score": "6", "scale": "5"}, "score"),
        ({"at": "2027-01-01"}, "at"),
    ],
)
def test_a_score_has_its_scale_and_a_day_has_been(case: Case, facts: dict[str, object], fact: str) -> None:
    with pytest.raises(NotYet) as refused:
        record(case, **facts)
    assert refused.value.fact == fact


@pytest.mark.parametrize("fact", ["customer", "method", "words"])
def test_whom_how_and_what_are_needed(case: Case, fact: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        record(case, **{fact: ""})
    assert set(refused.value.errors) == {fact}


@pytest.mark.parametrize(("fact", "said"), [("method", "rumour"), ("score", "-1"), ("words", "x" * 4001)])
def test_what_cannot_be_understood_is_named(case: Case, fact: str, said: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        record(case, **{fact: said})
    assert set(refused.value.errors) == {fact}


def test_withdrawn_it_stays_to_be_read(case: Case) -> None:
    gone = actions.withdraw(record(case).pk, by=case.ana, reason="Another customer's.")
    assert (gone.state, gone.reason) == ("withdrawn", "Another customer's.")
    with pytest.raises(MoveRefused):
        actions.withdraw(gone.pk, by=case.ana, reason="again")


def test_a_plan_says_when_to_look_again_and_a_review_moves_that(case: Case) -> None:
    plan = decide(case)
    assert (plan.due, plan.reviewed_at) == (TUESDAY.date() + timedelta(days=180), None)
    later = case.after(days=170)
    looked = actions.review(plan.pk, by=later.ana, conclusion="Delivery is praised, packing is not.")
    assert looked.due == TUESDAY.date() + timedelta(days=350)
    changed = actions.change(plan.pk, by=later.factory.nurul, interval_days=30, owner=case.factory.nurul.person)
    assert changed.due == TUESDAY.date() + timedelta(days=200)
    ended = actions.end(plan.pk, by=later.factory.nurul, reason="Scorecards instead.")
    assert (ended.state, ended.open, ended.due) == ("ended", False, None)


def test_a_plan_belongs_to_somebody_who_works_here(case: Case) -> None:
    core.leave(
        case.factory.suresh.person.pk, by=case.factory.nurul, left_on=TUESDAY.date(), successor=case.factory.tan.person
    )
    with pytest.raises(NotYet) as refused:
        actions.decide(
            new_id(), by=case.factory.nurul, method="survey", interval_days=180, owner=case.factory.suresh.person
        )  # fmt: skip
    assert refused.value.fact == "owner"


@pytest.mark.parametrize("days", ["0", "-1", "1101", "often"])
def test_an_interval_is_a_number_of_days_that_comes_round(case: Case, days: str) -> None:
    facts = {"method": "survey", "interval_days": days, "owner": case.ana.person}
    with pytest.raises(NotUnderstood) as refused:
        actions.decide.do(new_id(), by=case.factory.nurul, facts=facts)
    assert set(refused.value.errors) == {"interval_days"}


def test_sales_do_not_decide_the_method_and_operators_do_not_record(case: Case) -> None:
    with pytest.raises(NotPermitted):
        actions.decide(new_id(), by=case.ana, method="survey", interval_days=90, owner=case.ana.person)
    with pytest.raises(NotPermitted):
        actions.record(new_id(), by=case.factory.bishnu, customer=case.customer, method="thanks", words="Thanks!")


def test_eve_finds_neither(case: Case, elsewhere: Case) -> None:
    perception, plan, eve = record(case), decide(case), elsewhere.factory.nurul
    for model, kept in ((Perception, perception), (PerceptionPlan, plan)):
        for one in gate.actions_on(model):
            if not one.creates:
                with pytest.raises(gate.NotFound):
                    one.do(kept.pk, by=eve, facts={})


def test_a_list_takes_as_many_queries_for_a_hundred_as_for_one(case: Case) -> None:
    def count() -> int:
        reader = fresh(case.factory.organization, case.ana.person)
        with CaptureQueriesContext(connection) as caught:
            assert {one.customer.name for one in queries.listed(reader)} == {"Nordlicht Werkzeuge"}
        return len(caught)

    record(case)
    one = count()
    with gate.batch(case.ana):
        for _ in range(99):
            record(case)
    assert len(queries.listed(case.ana)) == 100
    assert count() == one == 1


def test_a_plan_is_due_once_its_interval_has_passed(case: Case) -> None:
    plan, day = decide(case), TUESDAY.date()
    assert queries.due(case.ana, day + timedelta(days=179)) == []
    assert queries.due(case.ana, day + timedelta(days=180)) == [plan]
    actions.review(plan.pk, by=case.after(days=180).ana, conclusion="Praised.")
    assert queries.due(case.ana, day + timedelta(days=180)) == []
