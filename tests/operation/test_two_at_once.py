"""Two people at the same complaint in the same moment: one of them wins, nothing is lost, nobody waits forever."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from tests.cast import fresh
from tests.operation.complaining import Case, build

from mutu.core import tenancy, trail
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.refusals import Refusal
from mutu.core.verification import verify
from mutu.operation.customers import actions, answers
from mutu.operation.customers.models import Complaint, CustomerRules, Direction, Meaning, Message

pytestmark = pytest.mark.usefixtures("committed")


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all at the same moment, each on its own connection; answers in their order, a refusal as itself."""
    start = threading.Barrier(len(works))
    answered: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            start.wait(10)
            answered[place] = work()
        except Refusal as refusal:
            answered[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answered


def person(case: Case, actor: Actor) -> Actor:
    assert actor.person is not None
    return fresh(case.factory.organization, actor.person)


@pytest.fixture
def case(committed: None) -> Case:
    return build()


def test_closed_by_two_people_at_once_it_is_closed_once(case: Case) -> None:
    complaint = case.receive()
    answers.reply(complaint.pk, by=case.ana, text="Thank you.")
    one, two = person(case, case.factory.nurul), person(case, case.factory.tan)
    results = at_once(
        lambda: answers.close(complaint.pk, by=one, conclusion="Done.", reason="Small."),
        lambda: answers.close(complaint.pk, by=two, conclusion="Done.", reason="Small."),
    )
    assert sorted(type(result).__name__ for result in results) == ["Complaint", "MoveRefused"]
    with tenancy.reading(case.factory.organization):
        story = trail.story(case.factory.organization, complaint)
    assert [line.action for line in story].count("complaint.close") == 1


def test_two_messages_logged_at_once_are_both_kept(case: Case) -> None:
    complaint = case.receive()
    one, two = person(case, case.ana), person(case, case.factory.nurul)
    at_once(
        lambda: answers.log_message(complaint.pk, by=one, direction=Direction.IN, text="Any news?"),
        lambda: answers.log_message(complaint.pk, by=two, direction=Direction.OUT, text="By Friday."),
    )
    with tenancy.reading(case.factory.organization):
        kept = Complaint.objects.of(case.factory.organization).get(pk=complaint.pk)
        assert sorted(line.text for line in kept.messages_read()) == ["Any news?", "By Friday."]


def test_the_same_form_sent_twice_at_once_makes_one_complaint(case: Case) -> None:
    key, customer = new_id(), case.customer
    one, two = person(case, case.ana), person(case, case.ana)
    results = at_once(
        lambda: actions.receive(key, by=one, customer=customer, what="Boss cracks."),
        lambda: actions.receive(key, by=two, customer=customer, what="Boss cracks."),
    )
    assert [getattr(result, "pk", result) for result in results] == [key, key]
    with tenancy.reading(case.factory.organization):
        assert Complaint.objects.of(case.factory.organization).count() == 1


def test_rules_set_by_two_people_at_once_stand_once(case: Case) -> None:
    one, two = person(case, case.ana), person(case, case.factory.nurul)
    results = at_once(
        lambda: actions.set_rules(new_id(), by=one, customer=case.customer, containment_hours=8),
        lambda: actions.set_rules(new_id(), by=two, customer=case.customer, containment_hours=12),
    )
    assert sorted(type(result).__name__ for result in results) == ["CustomerRules", "NotYet"]
    with tenancy.reading(case.factory.organization):
        assert CustomerRules.objects.of(case.factory.organization).count() == 1


def test_raised_by_two_people_at_once_there_is_one_nonconformity(case: Case) -> None:
    complaint = case.receive()
    one, two = person(case, case.factory.nurul), person(case, case.factory.suresh)
    results = at_once(
        lambda: actions.raise_nonconformity(complaint.pk, by=one),
        lambda: actions.raise_nonconformity(complaint.pk, by=two),
    )
    assert sorted(type(result).__name__ for result in results) == ["Complaint", "NotYet"]


def test_after_a_whole_life_the_trail_finds_nothing_changed_and_then_finds_one_changed_promise(case: Case) -> None:
    complaint = case.receive(part=case.part, quantity_delivered=2000, cost_claimed="12.5", currency="eur")
    case.answered(complaint)
    answers.sign(complaint.pk, by=case.factory.nurul, meaning=Meaning.APPROVED)
    answers.compose(complaint.pk, by=case.ana, slot="letter", phrases=["letter.general.cause_follows?day=2026-12-08"])
    organization = case.factory.organization
    assert [str(finding) for finding in verify(organization)] == []
    with tenancy.reading(organization):
        Message.objects.of(organization).filter(record=complaint.pk).update(promise="Free tooling")
    assert [(finding.code, finding.record) for finding in verify(organization)] == [
        ("changed_record", complaint.number)
    ]
