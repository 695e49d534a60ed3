"""Who must read a document, who has, and what one person still has to read: sets of rows, never loops (7.3).

Nothing is kept about who must read what: it follows from roles, workplaces, sites and languages as they are now.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mutu.core.models import Person, RoleAssignment
from mutu.resources.acknowledgements.models import Acknowledgement, Audience
from mutu.resources.acknowledgements.rules import due_on
from mutu.resources.competence.models import Assignment
from mutu.resources.documents.models import Document, Revision, Translation

NOBODY = Q(pk__in=[])
NEWS = timedelta(days=45)
"""How far back the daily mail looks for what came in force, or who came."""


def audiences(document: Document) -> list[Audience]:
    """What is asked for this document: its own and its type's, in the order they were decided."""
    found = Audience.objects.of(document.organization_id).filter(
        Q(document=document.pk) | Q(type=document.type_id), state="asked"
    )
    return list(found.select_related("site", "process").order_by("decided_at", "pk"))


def works_in(organization: Any, process_id: UUID | None) -> Q:
    """People who work in a process, or at a machine of it: two lists, each made once, not for each person."""
    if process_id is None:
        return NOBODY
    here = Assignment.objects.of(organization).filter(state="current")
    return Q(pk__in=here.filter(process=process_id).values("person")) | Q(
        pk__in=here.filter(workplace__process=process_id).values("person")
    )


def must(one: Audience, document: Document) -> Q:
    """The people one line asks, for a document."""
    wanted = Q()
    for site in {document.site_id, one.site_id} - {None}:
        wanted &= Q(site=site)
    if one.language:
        wanted &= Q(language=one.language)
    if one.role:
        held = RoleAssignment.objects.of(document.organization_id).filter(role=one.role, state="held")
        wanted &= Q(pk__in=held.values("person"))
    if one.process_id is not None:
        wanted &= works_in(document.organization_id, one.process_id)
    if one.own_process:
        wanted &= works_in(document.organization_id, document.process_id)
    return wanted


def readers(document: Document, asked: Iterable[Audience] | None = None) -> QuerySet[Person]:
    """Everybody who works here and must read it."""
    lines = audiences(document) if asked is None else list(asked)
    if not lines:
        return Person.objects.of(document.organization_id).none()
    people: QuerySet[Person] = Person.objects.of(document.organization_id).filter(state="active")
    return people.filter(reduce(or_, (must(one, document) for one in lines)))


def has_read(document: Document) -> Exists:
    """Whether a person of an outer query signed the revision in force."""
    signed = Acknowledgement.objects.of(document.organization_id)
    return Exists(signed.filter(revision=document.current_id, person=OuterRef("pk")))


def has_read_any(document: Document) -> Exists:
    """Whether a person of an outer query signed some revision of it."""
    signed = Acknowledgement.objects.of(document.organization_id)
    return Exists(signed.filter(document=document.pk, person=OuterRef("pk")))


@dataclass(frozen=True)
class Coverage:
    """How many of those who must have read the revision in force."""

    read: int
    asked: int

    @property
    def missing(self) -> int:
        return self.asked - self.read


def coverage(document: Document, asked: Iterable[Audience] | None = None) -> Coverage:
    """Read by x of y: one query over the people and the acknowledgements of one revision."""
    people = readers(document, asked).annotate(read=has_read(document)).order_by()
    counted = people.aggregate(asked=Count("pk"), done=Count("pk", filter=Q(read=True)))
    return Coverage(counted["done"], counted["asked"])


def not_read(document: Document, asked: Iterable[Audience] | None = None) -> QuerySet[Person]:
    """Who must still read it; `stale` says who signed an earlier revision."""
    people = readers(document, asked).exclude(has_read(document))
    return people.annotate(stale=has_read_any(document)).order_by("name", "pk")


@dataclass(frozen=True)
class ToRead:
    """A document somebody must still read, by when."""

    document: Document
    due: date


def processes_of(person: Person) -> set[UUID]:
    """The processes a person works in, by themselves or by a machine's."""
    held = Assignment.objects.of(person.organization_id).filter(person=person, state="current")
    return {key for pair in held.values_list("process", "workplace__process") for key in pair if key is not None}


def asked_of(person: Person) -> list[Audience]:
    """Every line that speaks of this person: three queries."""
    roles = RoleAssignment.objects.of(person.organization_id).filter(person=person, state="held")
    mine = set(roles.values_list("role", flat=True))
    found = Audience.objects.of(person.organization_id).filter(
        Q(role="") | Q(role__in=mine), Q(site=None) | Q(site=person.site_id),
        Q(process=None) | Q(process__in=processes_of(person)), Q(language="") | Q(language=person.language),
        state="asked",
    )  # fmt: skip
    return list(found)


def to_read(person: Person) -> list[ToRead]:
    """What this person must read and has not signed in its revision in force, the most urgent first: five queries."""
    lines = asked_of(person)
    if not lines:
        return []
    signed = Acknowledgement.objects.of(person.organization_id).filter(person=person, revision=OuterRef("current"))
    mine = processes_of(person)
    wanted = reduce(or_, (names(one, mine) for one in lines), NOBODY)
    here = Q(site=None) | Q(site=person.site_id)
    found = Document.objects.of(person.organization_id).filter(wanted, here, ~Exists(signed), state="current")
    open_ones = []
    for document in found.select_related("current", "type"):
        speaks = [one for one in lines if speaks_of(one, document, mine)]
        if speaks and document.current is not None:
            due = min(due_on(document.current.effective_on, one.decided_at, person.joined_on, one.within_days)
                      for one in speaks)  # fmt: skip
            open_ones.append(ToRead(document, due))
    return sorted(open_ones, key=lambda one: (one.due, one.document.number))


def names(one: Audience, processes: set[UUID]) -> Q:
    """The documents a line asks of somebody who works in these processes."""
    about = Q(pk=one.document_id) if one.document_id is not None else Q(type=one.type_id)
    return about & Q(process__in=processes) if one.own_process else about


def speaks_of(one: Audience, document: Document, processes: set[UUID]) -> bool:
    about = one.document_id == document.pk if one.document_id is not None else one.type_id == document.type_id
    return about and (not one.own_process or document.process_id in processes)


def reads_in(revision: Revision, language: str) -> bool:
    """Whether this revision is there in a language."""
    versions = Translation.objects.of(revision.organization_id).filter(revision=revision, state="released")
    return revision.document.language == language or versions.filter(language=language).exists()


def news(organization: Any, today: date, until: date) -> Iterator[tuple[Document, Person, date]]:
    """Who must still read what came in force lately, or came lately themselves, as far as it is due soon."""
    recent = Document.objects.of(organization).filter(state="current", current__effective_on__gt=today - NEWS)
    for document in recent.select_related("current", "type").order_by("pk"):
        lines = audiences(document)
        for person in not_read(document, lines):
            due = min(due_on(document.current.effective_on, one.decided_at, person.joined_on, one.within_days)  # type: ignore[union-attr]
                      for one in lines)  # fmt: skip
            if due <= until:
                yield document, person, due
    known = set(recent.values_list("pk", flat=True))
    came = Person.objects.of(organization).filter(state="active", joined_on__gt=today - NEWS)
    for person in came.order_by("pk"):
        for one in to_read(person):
            if one.due <= until and one.document.pk not in known:
                yield one.document, person, one.due
