"""Two people at the same document or the same list in the same moment: one of them wins, and nothing is lost."""

from datetime import date

import pytest
from tests.cast import fresh
from tests.core.at_once import at_once
from tests.resources.writing import PIN, Office, build

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.verification import verify
from mutu.resources.acknowledgements import actions as reading
from mutu.resources.acknowledgements.models import Acknowledgement
from mutu.resources.documents import actions, keeping, revisions
from mutu.resources.documents.models import Document, Revision
from mutu.resources.documents.paper import PrintedCopy

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def office(committed: None) -> Office:
    return build()


def person(office: Office, actor: Actor) -> Actor:
    assert actor.person is not None
    return fresh(office.factory.organization, actor.person)


def in_force(office: Office) -> list[tuple[str, str]]:
    """The revisions of every document that count as in force, each with the one its document says is."""
    with tenancy.reading(office.factory.organization):
        found = Revision.objects.of(office.factory.organization).filter(state="in_force")
        return list(found.order_by("number").values_list("number", "document__current__number"))


def test_two_releases_of_one_revision_at_once_put_it_in_force_once(office: Office) -> None:
    one = office.approved()
    nurul, tan = person(office, office.factory.nurul), person(office, office.factory.suresh)
    results = at_once(lambda: revisions.release(one.pk, by=nurul), lambda: revisions.release(one.pk, by=tan))
    assert sorted(type(result).__name__ for result in results) == ["MoveRefused", "Revision"]
    assert in_force(office) == [("WI-01 A", "WI-01 A")]


def test_released_by_hand_in_the_moment_its_planned_day_comes_it_is_in_force_once(office: Office) -> None:
    document = office.document()
    second = office.approve(office.submit(office.revise(document, 1), 1), 1)
    revisions.plan_release(second.pk, by=office.on(1).nurul, effective_on=date(2026, 3, 9))
    nurul, tan = person(office, office.factory.nurul), person(office, office.factory.tan)
    results = at_once(lambda: revisions.release(second.pk, by=nurul), lambda: revisions.take_effect(second.pk, by=tan))
    assert sorted(type(result).__name__ for result in results) == ["MoveRefused", "Revision"]
    assert in_force(office) == [("WI-01 B", "WI-01 B")]


def test_released_while_the_next_is_begun_leaves_one_in_force(office: Office) -> None:
    document = office.document()
    second = office.approve(office.submit(office.revise(document, 1), 1), 1)
    nurul, suresh = person(office, office.factory.nurul), person(office, office.factory.suresh)
    results = at_once(
        lambda: revisions.release(second.pk, by=nurul),
        lambda: revisions.revise(new_id(), by=suresh, document=document, change="Nine shots."),
    )
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds in (["NotYet", "Revision"], ["Revision", "Revision"])  # begun before the release it is refused
    assert in_force(office) == [("WI-01 B", "WI-01 B")]
    assert [str(finding) for finding in verify(office.factory.organization)] == []


def test_released_and_withdrawn_at_once_it_is_never_in_force_of_a_withdrawn_document(office: Office) -> None:
    document = office.document()
    second = office.approve(office.submit(office.revise(document, 1), 1), 1)
    nurul, tan = person(office, office.factory.nurul), person(office, office.factory.tan)
    at_once(
        lambda: revisions.release(second.pk, by=nurul),
        lambda: actions.withdraw(document.pk, by=tan, reason="Another machine."),
    )
    with tenancy.reading(office.factory.organization):
        kept = Document.objects.of(office.factory.organization).get(pk=document.pk)
    assert kept.state == "obsolete"
    assert in_force(office) == []
    assert [str(finding) for finding in verify(office.factory.organization)] == []


def test_two_who_revise_at_once_begin_one_revision(office: Office) -> None:
    document = office.document()
    nurul, suresh = person(office, office.factory.nurul), person(office, office.factory.suresh)
    results = at_once(
        lambda: revisions.revise(new_id(), by=nurul, document=document, change="Eight shots."),
        lambda: revisions.revise(new_id(), by=suresh, document=document, change="Nine shots."),
    )
    assert sorted(type(result).__name__ for result in results) == ["NotYet", "Revision"]


def test_documents_registered_at_once_have_numbers_of_their_own(office: Office) -> None:
    nurul, suresh = person(office, office.factory.nurul), person(office, office.factory.suresh)
    results = at_once(
        lambda: revisions.start(new_id(), by=nurul, name="Purge", type=office.type),
        lambda: revisions.start(new_id(), by=suresh, name="Start", type=office.type),
    )
    assert sorted(str(getattr(result, "number", result)) for result in results) == ["WI-01 A", "WI-02 A"]


def test_copies_printed_at_once_have_numbers_of_their_own(office: Office) -> None:
    document = office.document()
    nurul, suresh = person(office, office.factory.nurul), person(office, office.factory.suresh)
    at_once(
        lambda: keeping.issue(new_id(), by=nurul, document=document, place="Board"),
        lambda: keeping.issue(new_id(), by=suresh, document=document, place="Drawer"),
    )
    with tenancy.reading(office.factory.organization):
        copies = PrintedCopy.objects.of(office.factory.organization).order_by("copy")
        assert list(copies.values_list("copy", flat=True)) == [1, 2]


def test_signed_and_replaced_at_once_a_signature_is_of_what_was_in_force_or_is_refused(office: Office) -> None:
    first = office.released()
    document = first.document
    second = office.approve(office.submit(office.revise(document, 1), 1), 1)
    nurul, bishnu = person(office, office.factory.nurul), person(office, office.factory.bishnu)
    results = at_once(
        lambda: revisions.release(second.pk, by=nurul),
        lambda: reading.sign(new_id(), by=bishnu, revision=first, language="en"),
    )
    with tenancy.reading(office.factory.organization):
        kept = Acknowledgement.objects.of(office.factory.organization).count()
    assert (type(results[1]).__name__, kept) in (("Acknowledgement", 1), ("NotYet", 0))
    assert in_force(office) == [("WI-01 B", "WI-01 B")]


def test_approved_twice_at_once_it_is_approved_once(office: Office) -> None:
    one = office.submit(office.begin())
    nurul, again = person(office, office.factory.nurul), person(office, office.factory.nurul)
    results = at_once(
        lambda: revisions.approve(one.pk, by=nurul, secret=PIN), lambda: revisions.approve(one.pk, by=again, secret=PIN)
    )
    assert sorted(type(result).__name__ for result in results) == ["MoveRefused", "Revision"]
