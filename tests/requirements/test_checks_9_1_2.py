"""9.1.2 Customer satisfaction: what the live check answers, four tests."""

from datetime import timedelta

import pytest
from tests.evaluation.curing import ask
from tests.operation.complaining import TUESDAY, Case, build

from mutu.core.checks import Found, Verdict
from mutu.core.identity import new_id
from mutu.operation.perceptions import actions


@pytest.fixture
def case(db: None) -> Case:
    return build()


def asked(case: Case, day: float) -> Found:
    return ask("9.1.2-a.perceived", case.factory.organization, TUESDAY + timedelta(days=day))


def record(case: Case, day: float, method: str = "survey") -> object:
    said = {"customer": case.customer, "method": method, "words": "All well."}
    return actions.record.do(new_id(), by=case.after(days=day).ana, facts=said)


def decide(case: Case, method: str = "survey", interval: int = 90) -> object:
    return actions.decide(new_id(), by=case.factory.nurul, method=method, interval_days=interval,
                          owner=case.ana.person)  # fmt: skip


def test_9_1_2_a_signs_within_the_decided_interval_are_shown(case: Case) -> None:
    decide(case)
    for day in (10, 20, 30):
        record(case, day)
    found = asked(case, 120)
    assert (found.verdict, found.read) == (Verdict.SHOWN, 3)
    assert str(found.said) == "3 signs of how customers see us in 12 months, each way within its interval."


def test_9_1_2_a_complaints_alone_call_for_attention(case: Case) -> None:
    case.receive()
    found = asked(case, 10)
    assert (found.verdict, found.read) == (Verdict.ATTENTION, 0)
    assert str(found.said) == "Only complaints in 12 months: they tell of the unhappy customers only."


def test_9_1_2_a_two_signs_are_not_enough_data_and_nothing_at_all_neither(case: Case) -> None:
    nothing = asked(case, 1)
    for day in (10, 20):
        record(case, day, "thanks")
    found = asked(case, 30)
    assert [(one.verdict, one.read) for one in (nothing, found)] == [(Verdict.NODATA, 0), (Verdict.NODATA, 2)]


def test_9_1_2_a_the_newest_answer_withdrawn_turns_it(case: Case) -> None:
    decide(case)
    for day in (10, 20, 30):
        record(case, day, "thanks")
    newest = record(case, 40)
    before = asked(case, 100).verdict
    actions.withdraw(newest.pk, by=case.after(days=41).ana, reason="Another customer's answer.")  # type: ignore[attr-defined]
    found = asked(case, 100)
    assert (before, found.verdict) == (Verdict.SHOWN, Verdict.ATTENTION)
    assert str(found.said) == "1 of the ways decided on brought nothing within their interval."
