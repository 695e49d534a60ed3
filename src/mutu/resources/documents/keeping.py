"""Printed copies, requests and keeping; the only writers of these tables (7.5.2, 7.5.3)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.models import Person, Site, Workplace
from mutu.core.permissions import ANYONE
from mutu.core.references import Reference
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.core.tell import tells
from mutu.core.trail import Remembered
from mutu.resources.documents import queries, rules
from mutu.resources.documents.actions import CONTROLLERS, KEEPERS, WRITERS
from mutu.resources.documents.models import BECAUSE, Document, DocumentType
from mutu.resources.documents.paper import Disposal, DocumentRequest, PrintedCopy, Retention

Because = Annotated[Reference | None, Ask(label=_("because of"), help=BECAUSE)]


@action(
    PrintedCopy, "printed_copy.issue", creates=True, may=WRITERS,
    label=_("Print a controlled copy"), told=_("%(who)s issued a numbered printed copy"),
)  # fmt: skip
def issue(
    copy: PrintedCopy, *, by: Actor, document: Document, workplace: Workplace | None = None, place: str = ""
) -> None:
    """A copy on paper with its number and its place, so that it can be called back (7.5.3.2 a)."""
    (document,) = gate.lock(Document, [document.pk], by)
    if document.state != rules.Life.CURRENT or document.current is None:
        raise NotYet(noop("7.5.3: only what is in force is printed as a controlled copy."), fact="document")
    if workplace is None and not place:
        raise NotYet(noop("7.5.3: write where this copy will be."), fact="place")
    copy.document, copy.revision = document, document.current
    copy.copy = queries.last_copy(document) + 1
    copy.printed_at, copy.printed_by = gate.now(), by.person


@action(
    PrintedCopy, "printed_copy.move", may=WRITERS,
    label=_("It hangs elsewhere"), told=_("%(who)s moved a printed copy"),
)  # fmt: skip
def move(copy: PrintedCopy, *, by: Actor, workplace: Workplace | None = None, place: str = "") -> None:
    """The copy is somewhere else now (7.5.3.2 a)."""


@action(
    PrintedCopy, "printed_copy.collect", may=(ANYONE,),
    label=_("Collected and destroyed"), told=_("%(who)s collected a printed copy"),
)  # fmt: skip
def collect(copy: PrintedCopy, *, by: Actor) -> None:
    """The paper is back; nobody works by it any more (7.5.3.2 c)."""
    copy.ended_at, copy.ended_by = gate.now(), by.person


@action(
    PrintedCopy, "printed_copy.lose", may=WRITERS,
    label=_("It cannot be found"), told=_("%(who)s recorded that a printed copy cannot be found"),
)  # fmt: skip
def lose(copy: PrintedCopy, *, by: Actor, reason: str) -> None:
    """Looked for and not found; the reason says what was done about it (7.5.3.2 c)."""
    copy.ended_at, copy.ended_by = gate.now(), by.person


@action(
    DocumentRequest, "document_request.ask", creates=True, may=(ANYONE,),
    label=_("Ask for a document or a change"), told=_("%(who)s asked for something about a document: %(number)s"),
)  # fmt: skip
def ask(
    request: DocumentRequest, *, by: Actor, wants: str, what: str, document: Document | None = None,
    origin: Because = None,
) -> None:  # fmt: skip
    """Create, change, copy or cancel: anybody may ask, and gets an answer (7.5.2, 7.5.3.2 c)."""
    if document is None and wants != "create":
        raise NotYet(noop("Say which document."), fact="document")
    request.origin = str(origin or "")
    request.asked_at, request.asked_by = gate.now(), by.person


@action(
    DocumentRequest, "document_request.accept", may=CONTROLLERS,
    label=_("Accept"), told=_("%(who)s accepted %(number)s"),
)  # fmt: skip
def accept(request: DocumentRequest, *, by: Actor, answer: str = "") -> None:
    """It will be done (7.5.3.2 c)."""
    request.answered_at = gate.now()


@action(
    DocumentRequest, "document_request.decline", may=CONTROLLERS,
    label=_("Decline"), told=_("%(who)s declined %(number)s"),
)  # fmt: skip
def decline(request: DocumentRequest, *, by: Actor, answer: str) -> None:
    """Not done, and why (7.5.3.2 c)."""
    request.answered_at = gate.now()


@action(
    DocumentRequest, "document_request.finish", may=WRITERS,
    label=_("Done"), told=_("%(who)s finished %(number)s"),
)  # fmt: skip
def finish(request: DocumentRequest, *, by: Actor, answer: str = "") -> None:
    """What was asked for is there (7.5.3.2 c)."""


@tells("document_request.accept", "document_request.decline", "document_request.finish",
       says={"document_request_answered": _("%(who)s answered your request for a document")})  # fmt: skip
def _answered(one: Remembered) -> Iterable[tuple[UUID | None, str]]:
    yield getattr(one.record, "asked_by_id", None), "document_request_answered"


@action(
    Retention, "retention.decide", creates=True, may=KEEPERS,
    label=_("Say how long records are kept"), told=_("%(who)s decided how long a type of record is kept"),
)  # fmt: skip
def decide(
    retention: Retention, *, by: Actor, name: str, months: int, disposal: str, counts_from: str = "",
    kept_where: str = "", protection: str = "", form: DocumentType | None = None, site: Site | None = None,
    owner: Person | None = None,
) -> None:  # fmt: skip
    """For each type of record: how long, where, and what becomes of it then (7.5.3.2 d)."""
    retention.decided_at = gate.now()


@action(
    Retention, "retention.change", may=KEEPERS,
    label=_("Change how long"), told=_("%(who)s changed how long a type of record is kept"),
)  # fmt: skip
def change(
    retention: Retention, *, by: Actor, months: int, disposal: str, counts_from: str = "", kept_where: str = "",
    protection: str = "", owner: Person | None = None,
) -> None:  # fmt: skip
    """From now on (7.5.3.2 d)."""


@action(
    Retention, "retention.dispose", may=KEEPERS,
    label=_("Record a disposal"), told=_("%(who)s recorded that records were disposed of"),
)  # fmt: skip
def dispose(
    retention: Retention, *, by: Actor, what: Annotated[str, Ask(label=_("which records?"))],
    until: Annotated[date, Ask(label=_("newest of them from"))],
    witness: Annotated[str, Ask(label=_("witness"))] = "",
) -> None:  # fmt: skip
    """Kept long enough, then gone in the way that was decided; which, when and by whom stays (7.5.3.2 d)."""
    today = gate.now().date()
    last = queries.in_months(until, retention.months)
    if last is None or last > today:
        raise NotYet(noop("7.5.3.2: these must be kept longer: %(months)s months from their day."), fact="until",
                     months=retention.months or "∞")  # fmt: skip
    retention.rows("disposals").append(Disposal(
        what=what[:300], until=until, on=today, by_whom=by.name[:200], witness=witness[:200]
    ))  # fmt: skip


@action(
    Retention, "retention.retire", may=KEEPERS,
    label=_("Retire"), told=_("%(who)s retired a rule of keeping"),
)  # fmt: skip
def retire(retention: Retention, *, by: Actor) -> None:
    """Such records are not made any more (7.5.3.2 d)."""
