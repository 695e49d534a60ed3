"""8.7 Nonconforming output: what the live checks answer, four tests each."""

import pytest
from tests.evaluation.curing import Shop, build

from mutu.core.checks import Found, Verdict
from mutu.core.identity import new_id
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import Disposition


@pytest.fixture
def shop(db: None) -> Shop:
    return build()


def counted(found: Found) -> tuple[str, int, int]:
    return str(found.verdict), found.good, found.read


def scrap(pieces: int = 5) -> Disposition:
    return Disposition(decision="scrap", quantity=pieces)


# 8.7.1 a: under control


def test_8_7_1_a_problems_contained_in_time_are_shown(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.contain(shop.report(day), day + 1)
    found = shop.ask("8.7.1-a.under_control", 30)
    assert counted(found) == ("shown", 3, 3)
    assert str(found.said) == "Under control: 3 of 3 problems in 12 months."


def test_8_7_1_a_a_problem_nobody_contains_calls_for_attention(shop: Shop) -> None:
    for day in (0, 1):
        shop.contain(shop.report(day), day + 1)
    left = shop.report(2)
    found = shop.ask("8.7.1-a.under_control", 5.5)
    assert counted(found) == ("attention", 2, 3)
    assert found.examples == ((str(left.pk), left.number),)


def test_8_7_1_a_two_problems_are_not_enough_data(shop: Shop) -> None:
    for day in (0, 1):
        shop.contain(shop.report(day), day + 1)
    assert counted(shop.ask("8.7.1-a.under_control", 30)) == ("nodata", 2, 2)


def test_8_7_1_a_bad_pieces_no_longer_held_and_not_decided_turn_it(shop: Shop) -> None:
    problems = [shop.report(day, quantity=2) for day in (0, 1, 2)]
    for problem in problems:
        shop.contain(problem, 3, hold=True)
    before = shop.ask("8.7.1-a.under_control", 30).verdict
    shop.contain(problems[0], 4, hold=False)
    assert (before, shop.ask("8.7.1-a.under_control", 30).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 8.7.1 b: decided, and the customer told


def bad_product(shop: Shop, day: float, decided: bool = True) -> object:
    problem = shop.report(day, quantity=5)
    shop.contain(problem, day + 1, hold=True)
    if decided:
        shop.decide(problem, day + 2, scrap(), quantity=5)
    return problem


def test_8_7_1_b_decided_product_is_shown(shop: Shop) -> None:
    for day in (0, 1, 2):
        bad_product(shop, day)
    assert counted(shop.ask("8.7.1-b.handled", 30)) == ("shown", 3, 3)


def test_8_7_1_b_product_undecided_for_more_than_14_days_calls_for_attention(shop: Shop) -> None:
    for day in (0, 1, 2):
        bad_product(shop, day, decided=day > 0)
    verdicts = [counted(shop.ask("8.7.1-b.handled", day)) for day in (14.5, 15.5)]
    assert verdicts == [("shown", 3, 3), ("attention", 2, 3)]


def test_8_7_1_b_problems_without_bad_product_are_not_read(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.corrected(day)
    bad_product(shop, 3)
    assert counted(shop.ask("8.7.1-b.handled", 30)) == ("nodata", 1, 1)


def test_8_7_1_b_a_customer_it_reached_and_nobody_told_turns_it(shop: Shop) -> None:
    problems = [bad_product(shop, day) for day in (0, 1, 2)]
    before = shop.ask("8.7.1-b.handled", 30).verdict
    changed = actions.describe(problems[0].pk, by=shop.on(20).nurul, customer_due=True, quantity=5)  # type: ignore[attr-defined]
    after = shop.ask("8.7.1-b.handled", 30).verdict
    actions.inform_customer(changed.pk, by=shop.on(21).nurul, customer_told="Jana, by phone")
    told = shop.ask("8.7.1-b.handled", 30).verdict
    assert (before, after, told) == (Verdict.SHOWN, Verdict.ATTENTION, Verdict.SHOWN)


# 8.7.1 c: inspected again


def reworked(shop: Shop, day: float, inspected: bool = True) -> object:
    problem = shop.report(day, quantity=5)
    shop.contain(problem, day + 1, hold=True)
    shop.decide(problem, day + 2, Disposition(decision="rework", quantity=5), quantity=5, hold=True)
    if inspected:
        actions.inspect_again(problem.pk, by=shop.on(day + 3).suresh, line=1, good=5, release=True)
    return problem


def test_8_7_1_c_reworked_product_inspected_again_is_shown(shop: Shop) -> None:
    for day in (0, 1, 2):
        reworked(shop, day)
    assert counted(shop.ask("8.7.1-c.inspected_again", 30)) == ("shown", 3, 3)


def test_8_7_1_c_rework_waiting_longer_than_14_days_calls_for_attention(shop: Shop) -> None:
    for day in (0, 1, 2):
        reworked(shop, day, inspected=day > 0)
    verdicts = [counted(shop.ask("8.7.1-c.inspected_again", day)) for day in (14.5, 15.5)]
    assert verdicts == [("shown", 3, 3), ("attention", 2, 3)]


def test_8_7_1_c_without_rework_there_is_not_enough_data(shop: Shop) -> None:
    for day in (0, 1, 2):
        bad_product(shop, day)
    found = shop.ask("8.7.1-c.inspected_again", 30)
    assert counted(found) == ("nodata", 0, 0)
    assert str(found.said) == "Rework or repair 0 times in 12 months; at least 3 are needed."


def test_8_7_1_c_releasing_one_without_inspection_turns_it(shop: Shop) -> None:
    problems = [reworked(shop, day, inspected=day > 0) for day in (0, 1, 2)]
    before = shop.ask("8.7.1-c.inspected_again", 10).verdict
    shop.contain(problems[0], 4, hold=False)  # type: ignore[arg-type]
    assert (before, shop.ask("8.7.1-c.inspected_again", 10).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 8.7.2 a: records complete


def test_8_7_2_a_complete_records_are_shown(shop: Shop) -> None:
    for day in (0, 1, 2):
        bad_product(shop, day)
    assert counted(shop.ask("8.7.2-a.complete", 30)) == ("shown", 3, 3)


def test_8_7_2_a_a_line_of_an_earlier_list_that_does_not_say_what_was_done_calls_for_attention(shop: Shop) -> None:
    for day in (0, 1):
        bad_product(shop, day)
    day = shop.on(0).nurul.now().date()
    actions.bring_in(new_id(), by=shop.on(5).nurul, what="Scratches", found_on=day, closed_on=day)
    assert counted(shop.ask("8.7.2-a.complete", 30)) == ("attention", 2, 3)


def test_8_7_2_a_two_records_are_not_enough_data(shop: Shop) -> None:
    for day in (0, 1):
        bad_product(shop, day)
    assert counted(shop.ask("8.7.2-a.complete", 30)) == ("nodata", 2, 2)


def test_8_7_2_a_pieces_that_no_longer_add_up_turn_it(shop: Shop) -> None:
    problems = [bad_product(shop, day) for day in (0, 1, 2)]
    before = shop.ask("8.7.2-a.complete", 30).verdict
    actions.describe(problems[0].pk, by=shop.on(20).nurul, quantity=7)  # type: ignore[attr-defined]
    assert (before, shop.ask("8.7.2-a.complete", 30).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)
