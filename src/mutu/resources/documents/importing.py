"""The master list a factory has: how it is brought in, and how that is undone (7.5.3)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.identity import new_id
from mutu.core.importing.declared import Importable, importable
from mutu.core.models import Person, Process
from mutu.core.permissions import ANYONE, Role
from mutu.core.refusals import NotPermitted
from mutu.core.refusals import gettext_noop as noop
from mutu.lib import document_names
from mutu.resources.documents import actions, queries, rules
from mutu.resources.documents.models import Category, Document, DocumentType, Revision

KEEPERS = (Role.QUALITY_MANAGER, Role.ADMINISTRATOR)
A_WHOLE_LIST = noop("This is done for a whole list: open the list that was brought in and undo it.")


@action(
    Document, "document.list_in", creates=True, may=KEEPERS, listed=False,
    label=_("Register from an earlier list"), told=_("%(who)s brought in %(number)s from an earlier list"),
)  # fmt: skip
def list_in(
    document: Document, *, by: Actor, name: str, type: DocumentType, listed_number: str = "", listed_approver: str = "",
    listed_place: str = "", process: Process | None = None, owner: Person | None = None,
    review_due: date | None = None, obsolete: Annotated[bool, Ask(label=_("obsolete"))] = False,
    revision: Annotated[str, Ask(label=_("revision"))] = "",
) -> None:  # fmt: skip
    """A line of the master list as it was written; what is wrong with it is found afterwards (7.5.3)."""
    if by.grants.pop("listed_revision", None) != revision:
        raise NotPermitted(noop("A document of an earlier list comes with its revision: bring the list in."))
    type = _locked(type, by)
    document.number = (
        _free_number(listed_number, by) if listed_number
        else queries.next_number(by.organization, type, None, gate.now())
    )  # fmt: skip
    document.language = by.organization.language
    document.registered_at = gate.now()
    document.current_id = UUID(revision)
    document.state = rules.Life.OBSOLETE if obsolete else rules.Life.CURRENT
    if obsolete:
        document.current, document.withdrawn_on, document.review_due = None, queries.today_at(document), None


def _locked(type: DocumentType, by: Actor) -> DocumentType:
    """So that no number is given twice: once for a breath of the work, or again after a refusal, which unlocks it."""
    remembered = by.grants.get("records", {})
    if ("locked", type.pk) not in remembered:
        (type,) = gate.lock(DocumentType, [type.pk], by)
        remembered["locked", type.pk] = remembered[DocumentType, type.pk] = type
    return type


def _free_number(number: str, by: Actor) -> str:
    """The number as it was listed, or with a mark where another document has it already; found by the index."""
    taken = Document.objects.of(by.organization)
    place, free = 1, number[:40]
    while taken.filter(number=free).exists():
        place += 1
        free = f"{number[:34]} ({place})"
    return free


@action(
    Revision, "revision.bring_in", creates=True, may=KEEPERS, listed=False,
    label=_("Bring in from an earlier list"), told=_("%(who)s brought in %(number)s from an earlier list"),
)  # fmt: skip
def bring_in(
    revision: Revision, *, by: Actor, name: str,
    number: Annotated[str, Ask(label=_("document number"))] = "", label: str = "", effective_on: date | None = None,
    kind_of: Annotated[str, Ask(label=_("type of document"))] = "",
    owner: Annotated[str, Ask(label=_("owner"))] = "", approver: Annotated[str, Ask(label=_("approved by"))] = "",
    review_due: Annotated[date | None, Ask(label=_("next review"))] = None,
    status: Annotated[str, Ask(label=_("state"))] = "", place: Annotated[str, Ask(label=_("where it is used"))] = "",
    change: str = "",
) -> None:  # fmt: skip
    """A line of an earlier master list, kept as it was written and marked as brought in (7.5.2 a, 7.5.3)."""
    obsolete = document_names.is_obsolete(status)
    by.grants["listed_revision"] = str(revision.pk)
    revision.document = list_in(
        new_id(), by=by, name=name, type=_type_for(kind_of, number, by), listed_number=number[:60],
        listed_approver=approver[:200], listed_place=place[:200], owner=_named(owner, by), review_due=review_due,
        obsolete=obsolete, revision=str(revision.pk),
    )  # fmt: skip
    revision.number = f"{revision.document.number} {label}".strip()[:40]
    revision.drafted_at, revision.author = gate.now(), None
    revision.state = rules.State.WITHDRAWN if obsolete else rules.State.IN_FORCE
    revision.ended_on = queries.today_at(revision.document) if obsolete else None


def _type_for(said: str, number: str, by: Actor) -> DocumentType:
    """The type a list means: by its word, by the number's letters, else one is added for them."""
    remembered = by.grants.get("records", {})
    known: list[DocumentType] | None = remembered.get(DocumentType)
    if known is None:
        known = list(DocumentType.objects.of(by.organization).filter(state="current").order_by("pk"))
        remembered[DocumentType] = known
    code = document_names.code_of(number) or "DOC"
    for one in known:
        if said and said.casefold() in (one.name.casefold(), one.code.casefold()):
            return one
    for one in known:
        if one.code.casefold() == code.casefold():
            return one
    category = document_names.category_of(said, number)
    pattern = document_names.pattern_of(number) or f"{code}-{{n:2}}"
    del remembered[DocumentType]
    with translation.override(by.organization.language):
        word = str(Category(category).label)
    return actions.add_type(new_id(), by=by, name=said[:200] or f"{word} ({code})", code=code,
                            category=category, pattern=pattern[-40:], review_months=24)  # fmt: skip


def _named(said: str, by: Actor) -> Person | None:
    """The person of this name who works here; a name nobody has leaves it without an owner, to be found."""
    if not said.strip():
        return None
    known: dict[str, list[Person]] = by.grants.get("people_by_name", {})
    if not known:
        for one in Person.objects.of(by.organization).filter(state="active"):
            known.setdefault(one.name.casefold(), []).append(one)
        by.grants["people_by_name"] = known
    people = known.get(said.strip().casefold(), [])
    return people[0] if len(people) == 1 else None


@action(
    Document, "document.undo_bringing_in", may=(ANYONE,), listed=False,
    label=_("Undo the bringing-in"), told=_("%(number)s was taken back with the list it came from"),
)  # fmt: skip
def undo_document(document: Document, *, by: Actor, reason: str) -> None:
    """The list it came from is taken back; it stays to be read, with the reason (7.5.3)."""
    if by.kind != "import" or document.version != 1:
        raise NotPermitted(A_WHOLE_LIST)
    document.current, document.review_due = None, None


@action(
    Revision, "revision.undo_bringing_in", may=KEEPERS, listed=False,
    label=_("Undo the bringing-in"), told=_("%(number)s was taken back with the list it came from"),
)  # fmt: skip
def undo_bringing_in(revision: Revision, *, by: Actor, reason: str) -> None:
    """The list it came from is taken back; it stays to be read, with the reason (7.5.3)."""
    if by.kind != "import":
        raise NotPermitted(A_WHOLE_LIST)
    undo_document(revision.document_id, by=by, reason=reason)


importable(Importable(
    name="documents", action="revision.bring_in", label=_("Documents (master list)"), undo="revision.undo_bringing_in",
    same_as={
        "number": "document_number", "name": "document_title", "label": "drawing_revision",
        "effective_on": "effective_on", "kind_of": "document_type", "owner": "owner", "approver": "approved_by",
        "review_due": "next_review_on", "status": "state", "place": "kept_at", "change": "remark",
    },
    identity={"number": "document__listed_number", "label": "label", "name": "name"}, undone_in="dropped",
    past=("effective_on",),
))  # fmt: skip
