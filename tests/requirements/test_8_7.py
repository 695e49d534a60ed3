"""8.7 Control of nonconforming outputs: what the gate asks for, and what it refuses."""

import re

import pytest
from tests.evaluation.curing import Shop, build
from tests.web.asking import browser

from mutu.core.refusals import MoveRefused, NotYet
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import ContainmentPlace, Disposition, Nonconformity


@pytest.fixture
def shop(db: None) -> Shop:
    return build()


def contained(shop: Shop, **facts: object) -> Nonconformity:
    return shop.contain(shop.report(0, quantity=5, **facts), 1)


def test_8_7_1_only_what_is_wrong_must_be_said_and_the_rest_is_filled_in(shop: Shop) -> None:
    problem = shop.report(0, workplace=shop.factory.workplace.pk)
    assert (problem.state, problem.site_id, problem.language) == ("reported", shop.factory.site.pk, "ne")
    assert problem.process_id == shop.factory.process.pk
    assert problem.owner_id == shop.factory.suresh.person_id
    assert problem.due.isoformat() == "2026-03-03"


def test_8_7_1_a_containment_without_a_place_is_refused(shop: Shop) -> None:
    with pytest.raises(NotYet) as refusal:
        shop.contain(shop.report(0), 1, places=[])
    assert refusal.value.fact == "places"
    assert str(refusal.value) == "8.7.1 a: say at least one place where it could be, and what was found there."


def test_8_7_1_a_no_place_holds_more_bad_pieces_than_pieces(shop: Shop) -> None:
    with pytest.raises(NotYet) as refusal:
        shop.contain(shop.report(0), 1, places=[ContainmentPlace(where="in_process", quantity=5, found=6)])
    assert str(refusal.value) == "At “in process” more bad pieces were found (6) than there are pieces (5)."


def test_8_7_1_a_the_places_do_not_hold_more_than_was_made(shop: Shop) -> None:
    problem = shop.report(0)
    actions.describe(problem.pk, by=shop.on(0).suresh, made=100)
    places = [ContainmentPlace(where="stock", quantity=60), ContainmentPlace(where="finished", quantity=41)]
    with pytest.raises(NotYet) as refusal:
        shop.contain(problem, 1, places=places)
    assert refusal.value.parameters == {"counted": 101, "made": 100}


def test_8_7_1_a_product_found_at_the_customer_has_reached_a_customer(shop: Shop) -> None:
    problem = shop.contain(shop.report(0), 1, places=[ContainmentPlace(where="at_customer", quantity=4)])
    assert problem.customer_due is True


def test_8_7_1_nothing_is_decided_before_it_is_contained(shop: Shop) -> None:
    with pytest.raises(MoveRefused):
        shop.decide(shop.report(0), 1, Disposition(decision="scrap", quantity=5))


@pytest.mark.parametrize("decided", [4, 6])
def test_8_7_1_b_every_bad_piece_has_one_decision(shop: Shop, decided: int) -> None:
    with pytest.raises(NotYet) as refusal:
        shop.decide(contained(shop), 2, Disposition(decision="scrap", quantity=decided))
    assert refusal.value.parameters == {"quantity": 5, "decided": decided}


def test_8_7_1_b_decisions_that_add_up_are_kept(shop: Shop) -> None:
    lines = (Disposition(decision="scrap", quantity=2), Disposition(decision="good", quantity=3))
    problem = shop.decide(contained(shop), 2, *lines)
    assert [(line.decision, line.quantity) for line in problem.rows("dispositions")] == [("scrap", 2), ("good", 3)]


def test_8_7_2_c_a_concession_has_the_name_of_who_authorized_it(shop: Shop) -> None:
    problem = contained(shop)
    with pytest.raises(NotYet) as refusal:
        shop.decide(problem, 2, Disposition(decision="concession", quantity=5, authorized_by=" "))
    assert str(refusal.value) == "8.7.2 c: say who authorized the concession."
    shop.decide(problem, 2, Disposition(decision="concession", quantity=5, authorized_by="Jana Brandt"))


def test_8_7_1_reworked_product_is_not_released_before_it_is_inspected_again(shop: Shop) -> None:
    problem = contained(
        shop,
    )
    rework = Disposition(decision="rework", quantity=5)
    with pytest.raises(NotYet):
        shop.decide(problem, 2, rework, hold=False)
    shop.decide(problem, 2, rework, hold=True)
    shop.correct(problem, 3)
    actions.decide_no_action(problem.pk, by=shop.on(3).nurul, no_action_reason="One worn tool.")
    with pytest.raises(NotYet) as refusal:
        shop.close(problem, 4)
    assert str(refusal.value) == "8.7.1: 5 reworked or repaired pieces have not been inspected again."
    done = actions.inspect_again(problem.pk, by=shop.on(4).tan, line=1, good=4, release=True)
    assert done.hold is False
    (line,) = done.rows("dispositions")
    assert (line.inspected_good, line.inspected_by) == (4, "Tan Wei Ling")
    shop.close(problem, 5)


@pytest.mark.parametrize(("line", "good"), [(0, 1), (2, 1), (1, 6)])
def test_8_7_1_an_inspection_names_a_line_and_no_more_pieces_than_there_are(shop: Shop, line: int, good: int) -> None:
    problem = shop.decide(contained(shop), 2, Disposition(decision="rework", quantity=5), hold=True)
    with pytest.raises(NotYet):
        actions.inspect_again(problem.pk, by=shop.on(3).tan, line=line, good=good)


def test_8_7_1_scrap_is_not_inspected_again(shop: Shop) -> None:
    problem = shop.decide(contained(shop), 2, Disposition(decision="scrap", quantity=5))
    with pytest.raises(NotYet):
        actions.inspect_again(problem.pk, by=shop.on(3).tan, line=1, good=5)


def test_8_7_1_what_is_on_hold_is_not_closed(shop: Shop) -> None:
    problem = shop.contain(shop.report(0), 1, hold=True)
    shop.correct(problem, 2)
    actions.decide_no_action(problem.pk, by=shop.on(3).nurul, no_action_reason="One worn tool.")
    with pytest.raises(NotYet) as refusal:
        shop.close(problem, 4)
    assert str(refusal.value) == "8.7.1: product is still on hold. Decide what becomes of it first."


def test_8_7_1_b_the_customer_is_told_or_the_reason_why_not_is_recorded(shop: Shop) -> None:
    problem = shop.contain(shop.report(0), 1, customer_due=True)
    shop.correct(problem, 2)
    actions.decide_no_action(problem.pk, by=shop.on(3).nurul, no_action_reason="One worn tool.")
    with pytest.raises(NotYet) as refusal:
        shop.close(problem, 4)
    assert str(refusal.value) == "8.7.1: it reached a customer. Record that they were told, or why not."
    with pytest.raises(NotYet):
        actions.inform_customer(problem.pk, by=shop.on(4).nurul)
    told = actions.inform_customer(problem.pk, by=shop.on(4).nurul, customer_told="Jana Brandt, by telephone")
    assert told.customer_told_at == shop.on(4).nurul.at
    shop.close(problem, 5)


def test_8_7_1_b_a_reason_for_not_telling_is_enough(shop: Shop) -> None:
    problem = shop.contain(shop.report(0), 1, customer_due=True)
    shop.correct(problem, 2)
    actions.inform_customer(problem.pk, by=shop.on(3).nurul, customer_not_told_reason="Stopped at the gate.")
    shop.close_without_action(problem, 4)
    problem.refresh_from_db()
    assert problem.state == "closed"


def test_8_7_1_what_was_reworked_leads_to_its_inspection_line_by_line(shop: Shop) -> None:
    problem = contained(shop, defect="crack")
    decided = [Disposition(decision="scrap", quantity=2), Disposition(decision="rework", quantity=3)]
    actions.decide_disposition(problem.pk, by=shop.factory.suresh, dispositions=decided, hold=True)
    shown = browser(shop.factory.suresh).get(f"/problems/{problem.pk}").content.decode()
    assert re.findall(r'inspect_again/[0-9a-f-]+[?](line=[0-9]+)"', shown) == ["line=2"]
    assert "<dt>Kind</dt><dd>Cracked, broken</dd>" in shown
    assert "inspect_again" not in browser(shop.factory.bishnu).get(f"/problems/{problem.pk}").content.decode()
