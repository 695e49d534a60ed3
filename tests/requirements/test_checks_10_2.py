"""10.2 Nonconformity and corrective action: what the live checks answer, four tests each."""

from datetime import timedelta

import pytest
from tests.evaluation.curing import START, Shop, ask, build
from tests.operation.complaining import TUESDAY, Case
from tests.operation.complaining import build as complain

from mutu.core.checks import Found, Verdict
from mutu.core.identity import new_id
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.nonconformities import actions
from mutu.operation.customers import answers


@pytest.fixture
def shop(db: None) -> Shop:
    return build()


@pytest.fixture
def case(db: None) -> Case:
    return complain()


def counted(found: Found) -> tuple[str, int, int]:
    return str(found.verdict), found.good, found.read


# 10.2.1 a: reacted


def test_10_2_1_a_problems_contained_and_put_right_in_time_are_shown(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.corrected(day)
    assert counted(shop.ask("10.2.1-a.reacted", 60)) == ("shown", 3, 3)


def test_10_2_1_a_one_contained_after_four_days_calls_for_attention(shop: Shop) -> None:
    for day in (0, 1):
        shop.corrected(day)
    late = shop.report(2)
    shop.contain(late, 6)
    found = shop.ask("10.2.1-a.reacted", 10)
    assert counted(found) == ("attention", 2, 3)
    assert found.examples == ((str(late.pk), late.number),)


def test_10_2_1_a_two_problems_are_not_enough_data_and_a_withdrawn_one_is_none(shop: Shop) -> None:
    for day in (0, 1):
        shop.corrected(day)
    actions.withdraw(shop.report(2).pk, by=shop.on(3).nurul, reason="Training only.")
    assert counted(shop.ask("10.2.1-a.reacted", 60)) == ("nodata", 2, 2)


def test_10_2_1_a_one_opened_again_does_not_turn_it_but_one_never_put_right_does(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.corrected(day)
    waiting = shop.report(3)
    shop.contain(waiting, 4)
    verdicts = [shop.ask("10.2.1-a.reacted", day).verdict for day in (32.5, 33.5)]
    shop.correct(waiting, 34)
    verdicts.append(shop.ask("10.2.1-a.reacted", 35).verdict)
    assert verdicts == [Verdict.SHOWN, Verdict.ATTENTION, Verdict.SHOWN]


# 10.2.1 a: complaints answered


def complaint_check(case: Case, hours: float) -> Found:
    return ask("10.2.1-a.replied", case.factory.organization, TUESDAY + timedelta(hours=hours))


def test_10_2_1_a_complaints_answered_in_time_are_shown_from_the_first(case: Case) -> None:
    answers.reply(case.receive().pk, by=case.after(hours=3).ana, text="Thank you.")
    assert counted(complaint_check(case, 100)) == ("shown", 1, 1)


def test_10_2_1_a_a_complaint_nobody_answers_calls_for_attention(case: Case) -> None:
    case.receive()
    assert counted(complaint_check(case, 100)) == ("attention", 0, 1)


def test_10_2_1_a_without_complaints_there_is_nothing_to_say(case: Case) -> None:
    found = complaint_check(case, 100)
    assert counted(found) == ("nodata", 0, 0)
    assert str(found.said) == "No complaints in 12 months."


def test_10_2_1_a_one_answer_that_came_late_turns_it(case: Case) -> None:
    answers.reply(case.receive().pk, by=case.after(hours=3).ana, text="Thank you.")
    second = case.receive()
    before = complaint_check(case, 4).verdict
    answers.reply(second.pk, by=case.after(hours=90).ana, text="Sorry that it took so long.")
    assert (before, complaint_check(case, 100).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 10.2.1 b: cause judged, similar cases looked at


def test_10_2_1_b_causes_found_and_looked_across_are_shown(shop: Shop) -> None:
    shop.closed(0)
    shop.acted(1)
    shop.close_without_action(shop.corrected(2), 5)
    assert counted(shop.ask("10.2.1-b.cause_judged", 60)) == ("shown", 3, 3)


def test_10_2_1_b_no_cause_and_no_reason_after_30_days_calls_for_attention(shop: Shop) -> None:
    for day in (0, 1):
        shop.close_without_action(shop.corrected(day), day + 5)
    shop.corrected(2)
    verdicts = [counted(shop.ask("10.2.1-b.cause_judged", day)) for day in (33.5, 34.5)]
    assert verdicts == [("shown", 3, 3), ("attention", 2, 3)]


def test_10_2_1_b_problems_not_yet_corrected_are_not_read(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.contain(shop.report(day), day + 1)
    assert counted(shop.ask("10.2.1-b.cause_judged", 60)) == ("nodata", 0, 0)


def test_10_2_1_b_one_cured_without_looking_across_turns_it(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.acted(day)
    problem = shop.corrected(3)
    shop.find_cause(problem, 6)
    planned = shop.plan(problem, 7)
    before = shop.ask("10.2.1-b.cause_judged", 20).verdict
    shop.finish(planned, 10)
    after = shop.ask("10.2.1-b.cause_judged", 20).verdict
    shop.look_across(problem, 11)
    mended = shop.ask("10.2.1-b.cause_judged", 20).verdict
    assert (before, after, mended) == (Verdict.SHOWN, Verdict.ATTENTION, Verdict.SHOWN)


# 10.2.1 c: actions done, effect judged


def test_10_2_1_c_actions_done_and_judged_in_time_are_shown(shop: Shop) -> None:
    shop.closed(0)
    for day in (30, 31):
        shop.acted(day)
    assert counted(shop.ask("10.2.1-c.acted", 60)) == ("shown", 3, 3)


def test_10_2_1_c_an_effect_nobody_judged_calls_for_attention(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.acted(day)
    verdicts = [counted(shop.ask("10.2.1-c.acted", day)) for day in (53.5, 54.5)]
    assert verdicts == [("shown", 3, 3), ("attention", 2, 3)]


def test_10_2_1_c_problems_without_corrective_action_are_not_read(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.close_without_action(shop.corrected(day), day + 5)
    assert counted(shop.ask("10.2.1-c.acted", 60)) == ("nodata", 0, 0)


def test_10_2_1_c_one_action_that_is_late_turns_it(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.acted(day)
    problem = shop.corrected(3)
    shop.find_cause(problem, 6)
    planned = shop.plan(problem, 7, due_after=20)
    before = shop.ask("10.2.1-c.acted", 20).verdict
    earlier = START.date() + timedelta(days=15)
    corrective.move_due(planned.pk, by=shop.on(12).nurul, due=earlier, reason="The customer wants it sooner.")
    assert (before, shop.ask("10.2.1-c.acted", 20).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 10.2.2 a: what it was and what was done


def brought_in(shop: Shop, day: float, **facts: str) -> None:
    found_on = shop.on(day).nurul.now().date()
    actions.bring_in.do(
        new_id(), by=shop.on(day + 1).nurul,
        facts={"what": "Scratches", "found_on": found_on, "closed_on": found_on, **facts},
    )  # fmt: skip


def test_10_2_2_a_closed_records_that_say_what_was_done_are_shown(shop: Shop) -> None:
    shop.close_without_action(shop.corrected(0), 5)
    shop.closed(0)
    brought_in(shop, 10, correction="Polished.")
    assert counted(shop.ask("10.2.2-a.kept", 60)) == ("shown", 3, 3)


def test_10_2_2_a_a_closed_record_that_does_not_say_what_was_done_calls_for_attention(shop: Shop) -> None:
    brought_in(shop, 10)
    assert counted(shop.ask("10.2.2-a.kept", 60)) == ("attention", 0, 1)


def test_10_2_2_a_open_records_are_not_read(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.corrected(day)
    assert counted(shop.ask("10.2.2-a.kept", 60)) == ("nodata", 0, 0)


def test_10_2_2_a_one_silent_record_turns_it(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.close_without_action(shop.corrected(day), day + 5)
    before = shop.ask("10.2.2-a.kept", 60).verdict
    brought_in(shop, 10)
    assert (before, shop.ask("10.2.2-a.kept", 60).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 10.2.2 b: results of corrective action


def test_10_2_2_b_finished_actions_with_a_judged_effect_are_shown(shop: Shop) -> None:
    shop.closed(0)
    shop.closed(1)
    shop.acted(2)
    assert counted(shop.ask("10.2.2-b.results_kept", 60)) == ("shown", 3, 3)


def without_result(shop: Shop, day: float) -> None:
    """The action is done before anyone planned how to judge it, and the problem closed without."""
    problem = shop.corrected(day)
    shop.find_cause(problem, day + 3)
    due = shop.on(day + 20).nurul.now().date()
    one = corrective.plan(new_id(), by=shop.on(day + 4).nurul, nonconformity=problem, what="New clamp.", due=due,
                          owner=shop.factory.suresh.person)  # fmt: skip
    shop.finish(one, day + 5)
    shop.close_without_action(problem, day + 6)


def test_10_2_2_b_an_action_of_a_problem_closed_without_judging_calls_for_attention(shop: Shop) -> None:
    without_result(shop, 0)
    assert counted(shop.ask("10.2.2-b.results_kept", 60)) == ("attention", 0, 1)


def test_10_2_2_b_two_finished_actions_are_not_enough_data(shop: Shop) -> None:
    for day in (0, 1):
        shop.acted(day)
    assert counted(shop.ask("10.2.2-b.results_kept", 60)) == ("nodata", 2, 2)


def test_10_2_2_b_one_action_without_result_turns_it(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.acted(day)
    before = shop.ask("10.2.2-b.results_kept", 60).verdict
    without_result(shop, 3)
    assert (before, shop.ask("10.2.2-b.results_kept", 60).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)
