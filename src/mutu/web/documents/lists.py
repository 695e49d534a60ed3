"""The list of documents: what is in force, what is being written, what is due for review (7.5.3.2)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mutu.core.models import Process
from mutu.resources.documents import rules
from mutu.resources.documents.models import STATES, Document, DocumentType, Revision
from mutu.resources.documents.paper import DocumentRequest
from mutu.web.listing.declared import ALL, OWNER, SITE, STILL_OPEN, shortened, states, subject, text, who
from mutu.web.listing.lists import Chip, Column, Line, Listing, Reader, Select, State, named, one_of

WORDS = {str(key): label for key, label in STATES}
REQUEST_WORDS = {str(key): label for key, label in DocumentRequest.states}


def is_due(line: Line, reader: Reader) -> bool:
    due = line["review_due"]
    return line["state"] == "current" and due is not None and due < reader.today


def review(line: Line, _reader: Reader) -> date | None:
    due: date | None = line["review_due"] if line["state"] == "current" else None
    return due


def state(line: Line, reader: Reader) -> State:
    """Late for review before anything else; a document whose owner left is nobody's."""
    label = str(WORDS[line["state"]])
    if is_due(line, reader):
        return State("record", "late", _("review is late"))
    if line["state"] == "current":
        return State("product", "ok", label)
    return State("record", "draft" if line["state"] == "draft" else "replaced", label)


def in_work(_reader: Reader) -> Q:
    """Those of which a revision is being written or approved."""
    work = Revision.unscoped.filter(
        document=OuterRef("pk"), organization=OuterRef("organization"), state__in=rules.IN_WORK
    )
    return STILL_OPEN & Q(Exists(work))


DOCUMENTS = Listing(
    model=Document,
    address="/documents/",
    title=lazy("Documents"),
    at="registered_at",
    columns=(
        Column("number", lazy("Number"), ("number",), text("number")),
        Column("name", lazy("Title"), (), subject, "subject"),
        Column("revision", lazy("Rev"), ("current__label",), text("current__label")),
        Column("state", lazy("State"), ("state", "review_due"), state, "state"),
        Column("owner", lazy("With"), ("owner__name",), who),
        Column("review_due", lazy("Next review"), ("review_due",), review, "due"),
    ),
    chips=(
        Chip("open", lazy("In use"), lambda _reader: STILL_OPEN),
        Chip("mine", lazy("Mine"), lambda reader: STILL_OPEN & Q(owner=reader.by.person_id)),
        Chip("work", lazy("Being written"), in_work),
        Chip("late", lazy("Past review"), lambda reader: STILL_OPEN & Q(review_due__lt=reader.today, state="current")),
        Chip("obsolete", lazy("Obsolete"), lambda _reader: Q(state="obsolete")),
        ALL,
    ),
    selects=(
        states(WORDS),
        Select("type", lazy("Any type"), named(DocumentType, "name", state="current"), one_of("type")),
        Select("process", lazy("Any process"), named(Process, "name", state="current"), one_of("process")),
        OWNER,
        SITE,
    ),
    late=is_due,
    title_of=shortened("name"),
    example=lazy("In this list: purge, WI-12, moulding"),
    empty=lazy("No document is here yet. Bring your master list in, or write the first one."),
    begin=("/do/revision.start", lazy("Write a document")),
    beside=(
        ("/do/revision.start", lazy("Write a document")),
        ("/documents/faults", lazy("What an auditor would find")),
        ("/documents/requests/", lazy("Requests")),
        ("/documents/rules", lazy("Types, approval, keeping")),
    ),
)  # fmt: skip


def request_state(line: Line, _reader: Reader) -> State:
    word = {"asked": "open", "accepted": "progress", "done": "done"}.get(line["state"], "cancelled")
    return State("record", word, str(REQUEST_WORDS[line["state"]]))


def nothing_late(_line: Line, _reader: Reader) -> bool:
    return False


REQUESTS = Listing(
    model=DocumentRequest,
    address="/documents/requests/",
    title=lazy("Requests about documents"),
    at="asked_at",
    columns=(
        Column("number", lazy("Number"), ("number",), text("number")),
        Column("what", lazy("What"), (), subject, "subject"),
        Column("document", lazy("Document"), ("document__number",), text("document__number")),
        Column("state", lazy("State"), ("state",), request_state, "state"),
        Column("asked_by", lazy("Asked by"), ("asked_by__name",), text("asked_by__name")),
    ),
    chips=(Chip("open", lazy("Open"), lambda _reader: STILL_OPEN), ALL),
    selects=(states(REQUEST_WORDS),),
    late=nothing_late,
    title_of=shortened("what"),
    example=lazy("In this list: step 4, WI-12, DAR-2026-…"),
    empty=lazy("Nobody has asked for a document or a change yet."),
    begin=("/do/document_request.ask", lazy("Ask for a document or a change")),
    beside=(("/do/document_request.ask", lazy("Ask for a document or a change")),),
)  # fmt: skip

LISTINGS: tuple[Listing, ...] = (DOCUMENTS, REQUESTS)
