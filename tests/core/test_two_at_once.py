"""Several people in the same moment: one wins, nobody waits forever, and the log holds together."""

import threading
import time

import pytest
from django.db import transaction
from tests import cast
from tests.cast import Factory, fresh
from tests.core.at_once import at_once
from tests.ground import ENGINE

from mutu.core import actions as core
from mutu.core import tenancy, trail
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Person
from mutu.core.verification import verify
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import ContainmentPlace, Nonconformity

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def bayan(committed: None) -> Factory:
    return cast.build()


def again(bayan: Factory, actor: Actor) -> Actor:
    assert isinstance(actor.person, Person)
    return fresh(bayan.organization, actor.person)


def corrected(bayan: Factory) -> Nonconformity:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    place = ContainmentPlace(where="stock", quantity=20, found=2)
    actions.contain(problem.pk, by=bayan.suresh, containment="Held.", places=[place])
    return actions.correct(problem.pk, by=bayan.suresh, correction="Sorted.")


def story(bayan: Factory, record: Nonconformity) -> list[str]:
    with tenancy.reading(bayan.organization):
        return [line.action for line in trail.story(bayan.organization, record)]


def test_the_same_id_eight_times_at_once_is_one_record(bayan: Factory) -> None:
    key = new_id()
    people = [again(bayan, bayan.bishnu) for _ in range(8)]
    done = at_once(*(lambda by=by: actions.report(key, by=by, what="Flash").number for by in people))
    assert len(set(done)) == 1
    with tenancy.reading(bayan.organization):
        assert Nonconformity.objects.of(bayan.organization).count() == 1
        assert len(trail.story(bayan.organization, Nonconformity.objects.of(bayan.organization).get())) == 1
    assert list(verify(bayan.organization)) == []


def test_eight_reports_at_once_have_eight_numbers_without_a_gap(bayan: Factory) -> None:
    people = [again(bayan, bayan.bishnu) for _ in range(8)]
    done = at_once(*(lambda by=by: actions.report(new_id(), by=by, what="Flash").number[-4:] for by in people))
    assert sorted(done) == [f"{n:04}" for n in range(1, 9)]
    assert list(verify(bayan.organization)) == []


def test_closed_by_two_at_once_it_is_closed_once(bayan: Factory) -> None:
    problem = corrected(bayan)
    actions.decide_no_action(problem.pk, by=bayan.nurul, no_action_reason="Worn tool, exchanged.")
    one, two = again(bayan, bayan.nurul), again(bayan, bayan.tan)
    done = at_once(
        lambda: actions.close(problem.pk, by=one, conclusion="Done."),
        lambda: actions.close(problem.pk, by=two, conclusion="Done too."),
    )
    assert sorted(type(answer).__name__ for answer in done) == ["MoveRefused", "Nonconformity"]
    assert story(bayan, problem).count("nonconformity.close") == 1
    assert list(verify(bayan.organization)) == []


def test_two_who_saw_the_same_version_do_not_overwrite_each_other(bayan: Factory) -> None:
    problem = corrected(bayan)
    one, two = again(bayan, bayan.nurul), again(bayan, bayan.tan)
    done = at_once(
        lambda: actions.describe(problem.pk, by=one.having_seen(problem.version), lot="L-1"),
        lambda: actions.describe(problem.pk, by=two.having_seen(problem.version), lot="L-2"),
    )
    assert sorted(type(answer).__name__ for answer in done) == ["Nonconformity", "Outdated"]


def test_the_last_two_actions_done_at_once_begin_the_wait_for_the_effect(bayan: Factory) -> None:
    problem = corrected(bayan)
    actions.determine_cause(problem.pk, by=bayan.suresh, why_made=["Clamp weak.", "Nobody set it."])
    due = bayan.nurul.now().date()
    planned = [
        corrective.plan(new_id(), by=bayan.nurul, nonconformity=problem, what=what, owner=bayan.suresh.person, due=due)
        for what in ("Set it", "Write it down")
    ]
    actions.plan_cure(problem.pk, by=bayan.nurul, criterion="No flash in 3 lots", wait_days=30, judge=bayan.tan.person)
    people = [again(bayan, bayan.suresh), again(bayan, bayan.nurul)]
    at_once(
        *(
            lambda by=by, one=one: corrective.complete(one.pk, by=by, done_note="Done.")
            for by, one in zip(people, planned, strict=True)
        )
    )
    with tenancy.reading(bayan.organization):
        assert Nonconformity.objects.of(bayan.organization).get(pk=problem.pk).state == "acted"
    assert story(bayan, problem).count("nonconformity.finish_actions") == 1


def test_two_records_are_not_merged_into_each_other(bayan: Factory) -> None:
    """On PostgreSQL the two wait for each other in a ring; the gate tries again, and the loser is told why."""
    here = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    there = actions.report(new_id(), by=bayan.bishnu, what="Flash, the same")
    one, two = again(bayan, bayan.nurul), again(bayan, bayan.tan)
    done = at_once(
        lambda: actions.merge(here.pk, by=one, merged_into=there, reason="Same."),
        lambda: actions.merge(there.pk, by=two, merged_into=here, reason="Same."),
    )
    assert sorted(type(answer).__name__ for answer in done) in (
        ["Nonconformity", "NotYet"], ["MoveRefused", "Nonconformity"],
    )  # fmt: skip
    assert list(verify(bayan.organization)) == []


@pytest.mark.skipif(ENGINE != "postgres", reason="SQLite has one writer, and so no ring")
def test_a_deadlock_is_tried_again(bayan: Factory) -> None:
    """A second connection takes the two records in the other order, and PostgreSQL breaks the gate's transaction."""
    here = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    there = actions.report(new_id(), by=bayan.bishnu, what="Flash, the same")
    holding = threading.Event()

    def other() -> None:
        with transaction.atomic():
            tenancy.enter(bayan.organization.pk)
            list(Nonconformity.objects.of(bayan.organization).filter(pk=there.pk).select_for_update(no_key=True))
            holding.set()
            time.sleep(0.5)  # the gate waits first, so it is the one that finds the ring
            list(Nonconformity.objects.of(bayan.organization).filter(pk=here.pk).select_for_update(no_key=True))

    def work() -> object:
        holding.wait(10)
        return actions.merge(here.pk, by=bayan.nurul, merged_into=there, reason="Same.").state

    answers = at_once(work, other)
    assert answers[0] == "merged"
    assert story(bayan, here).count("nonconformity.merge") == 1


def test_a_role_is_given_while_others_report(bayan: Factory) -> None:
    people = [again(bayan, bayan.bishnu) for _ in range(3)]
    boss = again(bayan, bayan.nurul)
    at_once(
        *(lambda by=by: actions.report(new_id(), by=by, what="Flash") for by in people),
        lambda: core.give_role(new_id(), by=boss, person=bayan.bishnu.person, role="inspector"),
    )
    assert list(verify(bayan.organization)) == []
