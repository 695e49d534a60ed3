"""9.1.2 Customer satisfaction: how customers see us, by a decided method, looked at in time."""

from datetime import timedelta

import pytest
from tests.operation.complaining import TUESDAY, Case, build

from mutu.core import gate, trail
from mutu.core.identity import new_id
from mutu.core.refusals import NotYet
from mutu.operation.customers import answers, queries
from mutu.operation.perceptions import actions
from mutu.operation.perceptions.models import Method, Perception


@pytest.fixture
def case(db: None) -> Case:
    return build()


@pytest.mark.parametrize("method", Method.values)
def test_9_1_2_a_each_sign_of_how_a_customer_sees_us_can_be_kept(case: Case, method: str) -> None:
    kept = actions.record(
        new_id(), by=case.ana, customer=case.customer, method=method, words="Ordered again, 10,000 pieces."
    )
    assert (kept.method, kept.customer, kept.recorded_by) == (method, case.customer, case.ana.person)


def test_9_1_2_a_a_score_without_its_scale_says_nothing(case: Case) -> None:
    with pytest.raises(NotYet, match="scale"):
        actions.record(new_id(), by=case.ana, customer=case.customer, method="survey", words="4", score=4)


def test_9_1_2_a_how_fast_they_were_answered_is_said_with_its_number_of_cases(case: Case) -> None:
    for hours in (2, 4, 6, 8, 30):
        answers.reply(case.receive().pk, by=case.after(hours=hours).ana, text="Thank you.")
    figures = queries.response_figures(case.factory.organization, TUESDAY, TUESDAY + timedelta(days=30))
    first = figures.first_reply
    assert (first.n, first.median, first.ninetieth, first.waiting) == (5, 6.0, 30.0, 0)
    assert (figures.containment.n, figures.containment.median, figures.containment.waiting) == (0, None, 5)


def test_9_1_2_b_the_method_has_an_interval_and_an_owner_and_a_day_to_look_again(case: Case) -> None:
    plan = actions.decide(
        new_id(), by=case.factory.nurul, method="survey", interval_days=180, owner=case.ana.person
    )  # fmt: skip
    assert (plan.owner, plan.due) == (case.ana.person, TUESDAY.date() + timedelta(days=180))


def test_9_1_2_b_looking_at_the_answers_leaves_a_conclusion_and_the_next_day(case: Case) -> None:
    plan = actions.decide(
        new_id(), by=case.factory.nurul, method="survey", interval_days=180, owner=case.ana.person
    )  # fmt: skip
    looked = actions.review(plan.pk, by=case.after(days=100).ana, conclusion="Packing is the weak point.")
    assert (looked.conclusion, looked.due) == ("Packing is the weak point.", TUESDAY.date() + timedelta(days=280))
    story = trail.story(case.factory.organization, plan)
    assert [line.action for line in story] == ["perception_plan.decide", "perception_plan.review"]


def test_another_firm_does_not_even_find_it(case: Case) -> None:
    kept = actions.record(new_id(), by=case.ana, customer=case.customer, method="thanks", words="Thank you!")
    eve = build().factory.nurul
    with pytest.raises(gate.NotFound):
        actions.withdraw(kept.pk, by=eve, reason="none of yours")
    assert kept.state == Perception.workflow.initial
