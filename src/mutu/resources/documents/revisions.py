"""Writing, revising, checking, approving and releasing; the only writers of revisions (7.5.2, 7.5.3)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mutu.core import gate, permissions
from mutu.core.actors import Actor
from mutu.core.confirming import confirm
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.identity import new_id
from mutu.core.models import Attachment, Person, Process, Site
from mutu.core.permissions import ANYONE, Role
from mutu.core.references import Reference
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.core.tell import tells
from mutu.core.trail import Remembered
from mutu.resources.competence.actions import document_revised
from mutu.resources.documents import actions, keeping, queries, rules
from mutu.resources.documents.actions import CONTROLLERS, WRITERS
from mutu.resources.documents.content import content_hash
from mutu.resources.documents.keeping import Because
from mutu.resources.documents.models import Approval, ApprovalMeaning, Document, DocumentType, Revision
from mutu.resources.documents.paper import DocumentRequest

SIGNERS = (*WRITERS, Role.TOP_MANAGEMENT)
Secret = Annotated[str, Ask(label=_("your PIN or password"), secret=True, help=_("This is your signature."))]
Alone = Annotated[str, Ask(label=_("why is it safe that the author alone approves?"),
                           help=_("Only where nobody else here may approve it."),
                           where=lambda by, revision: by.person_id == revision.author_id)]  # fmt: skip
OfType = Annotated[DocumentType, Ask(label=_("type of document"))]


@action(
    Revision, "revision.start", creates=True, may=WRITERS,
    label=_("Write a document"), told=_("%(who)s began a document"),
)  # fmt: skip
def start(
    revision: Revision, *, by: Actor, name: str,
    type: OfType, text: str = "", file: Attachment | None = None,
    site: Annotated[Site | None, Ask(label=_("site"), help=_("Empty means every site."))] = None,
    process: Annotated[Process | None, Ask(label=_("process"))] = None,
    owner: Annotated[Person | None, Ask(label=_("owner"))] = None,
    publisher: Annotated[str, Ask(label=_("who publishes it, and where to look for a newer issue"))] = "",
    number: Annotated[str, Ask(label=_("number"), help=_("Empty: the next of its type."))] = "", label: str = "",
) -> None:  # fmt: skip
    """A new document with its first draft (7.5.2)."""
    revision.document = actions.register(
        new_id(), by=by, name=name, type=type, site=site, process=process, owner=owner, publisher=publisher,
        number=number,
    )  # fmt: skip
    _begin(revision, by)


@action(
    Revision, "revision.revise", creates=True, may=WRITERS,
    label=_("Revise"), told=_("%(who)s began to revise a document"),
)  # fmt: skip
def revise(
    revision: Revision, *, by: Actor, document: Document, change: str, origin: Because = None, label: str = "",
) -> None:  # fmt: skip
    """A new draft from the text in force, with the reason and the record that caused it (7.5.2, 7.5.3.2 c)."""
    (document,) = gate.lock(Document, [document.pk], by)
    rules.check_living(document, "document")
    before = document.current
    revision.document, revision.origin = document, str(origin or "")
    revision.name = before.name if before is not None else document.name
    revision.text = before.text if before is not None else ""
    _begin(revision, by)


def _begin(revision: Revision, by: Actor) -> None:
    work = queries.in_work(revision.document)
    rules.check_nothing_in_work(work.label if work is not None else None)
    labels = queries.labels_of(revision.document)
    revision.label = revision.label or rules.next_label(labels)
    rules.check_label(revision.label, labels)
    revision.number = f"{revision.document.number} {revision.label}"[:40]
    revision.sequence = queries.last_sequence(revision.document) + 1
    revision.author, revision.drafted_at = by.person, gate.now()


@action(
    Revision, "revision.write", may=WRITERS,
    label=_("Write"), told=_("%(who)s wrote on %(number)s"),
)  # fmt: skip
def write(
    revision: Revision, *, by: Actor, name: str, text: str = "", file: Attachment | None = None, change: str = ""
) -> None:
    """The text as it shall be; what was checked or approved before lapses (7.5.2 b)."""
    revision.author, revision.approved_content = by.person, ""


@action(
    Revision, "revision.attach", may=CONTROLLERS,
    label=_("Attach the file"), told=_("%(who)s attached the file of %(number)s"),
)  # fmt: skip
def attach(revision: Revision, *, by: Actor, file: Attachment) -> None:
    """The file that a list brought in without it (7.5.2 b)."""
    kept = Revision.objects.of(by.organization).values_list("file", flat=True).get(pk=revision.pk)
    if kept is not None or revision.text:
        raise NotYet(noop("7.5.3: this revision has its content already. Revise the document instead."), fact="file")


@action(
    Revision, "revision.relabel", may=CONTROLLERS,
    label=_("Say which revision it is"), told=_("%(who)s said which revision %(number)s is"),
)  # fmt: skip
def relabel(
    revision: Revision, *, by: Actor, said: Annotated[str, Ask(label=_("revision"))], effective_on: date | None = None
) -> None:
    """The earlier list had it without a revision or a day, or a wrong one; what was signed keeps its name (7.5.2 a)."""
    if revision.approved_content:
        raise NotYet(noop("7.5.2: this revision was signed under its name. Revise the document instead."), fact="said")
    if effective_on is not None and revision.state == rules.State.DRAFT:
        raise NotYet(noop("7.5.3: a draft is in force from its release."), fact="effective_on")
    if effective_on is not None and effective_on > queries.today_at(revision.document):
        raise NotYet(noop("%(day)s has not been yet."), fact="effective_on", day=effective_on.isoformat())
    others = queries.labels_of(revision.document)
    others.remove(revision.label)
    rules.check_label(said, others)
    revision.label = said[:12]
    revision.number = f"{revision.document.number} {revision.label}"[:40]


@action(
    Revision, "revision.submit", may=WRITERS,
    label=_("Send for approval"), told=_("%(who)s sent %(number)s for approval"),
)  # fmt: skip
def submit(revision: Revision, *, by: Actor) -> None:
    """The draft is ready to be judged (7.5.2 c)."""
    rules.check_has_content(revision)
    if revision.sequence > 1 and not revision.change.strip():
        raise NotYet(noop("7.5.3: write what changes, and why."), fact="change")
    revision.submitted_at, revision.remarks = gate.now(), ""


@action(
    Revision, "revision.check", may=SIGNERS,
    label=_("I have checked it"), told=_("%(who)s checked %(number)s"),
)  # fmt: skip
def check(revision: Revision, *, by: Actor, secret: Secret, alone_reason: Alone = "") -> None:
    """A second pair of eyes before approval, signed (7.5.2 c)."""
    rule = queries.rule_for(revision.document)
    _sign(revision, by, rule.checks or rule.approves, ApprovalMeaning.CHECKED, secret, alone_reason)


@action(
    Revision, "revision.approve", may=SIGNERS,
    label=_("Approve"), told=_("%(who)s approved %(number)s"),
)  # fmt: skip
def approve(revision: Revision, *, by: Actor, secret: Secret, alone_reason: Alone = "") -> None:
    """Suitable and adequate: signed for exactly this content by whom the matrix names (7.5.2 c)."""
    rule = queries.rule_for(revision.document)
    rules.check_checked(_state_kept(revision), bool(rule.checks))
    _sign(revision, by, rule.approves, ApprovalMeaning.APPROVED, secret, alone_reason)
    revision.approved_content = content_hash(revision)


def _state_kept(revision: Revision) -> str:
    kept = Revision.objects.of(revision.organization_id).values_list("state", flat=True)
    return str(kept.get(pk=revision.pk))


def _sign(revision: Revision, by: Actor, role: str, meaning: str, secret: str, alone_reason: str) -> None:
    held = permissions.held(by, "revision.sign", (role,))
    if by.person is None or not held.at(revision.document.site_id):
        raise NotPermitted(noop("%(who)s may not do this here: %(roles)s can."), who=by.name,
                           roles=permissions.readable((role,)))  # fmt: skip
    others = [one for one in queries.who_may(revision.document, role) if one.pk != revision.author_id]
    rules.check_signer_is_other(by.person.pk, revision, len(others), alone_reason)
    confirm(by, secret)
    revision.rows("approvals").append(Approval(
        meaning=meaning, person=by.person, name=by.person.name, job=by.person.job, at=gate.now(),
        content=content_hash(revision), alone_reason=alone_reason[:400],
    ))  # fmt: skip


@action(
    Revision, "revision.send_back", may=SIGNERS,
    label=_("Send back with a reason"), told=_("%(who)s sent %(number)s back"),
)  # fmt: skip
def send_back(revision: Revision, *, by: Actor, remarks: str) -> None:
    """Not suitable yet; the remarks say what must change first (7.5.2 c)."""
    revision.approved_content = ""


@action(
    Revision, "revision.release", may=SIGNERS,
    label=_("Release now"), told=_("%(who)s released %(number)s"),
)  # fmt: skip
def release(revision: Revision, *, by: Actor) -> None:
    """In force from today; the one before ends today (7.5.3.2 c)."""
    _put_in_force(revision, by, queries.today_at(revision.document))


@action(
    Revision, "revision.plan_release", may=SIGNERS,
    label=_("Release on a day"), told=_("%(who)s planned the release of %(number)s"),
)  # fmt: skip
def plan_release(revision: Revision, *, by: Actor, effective_on: date) -> None:
    """Approved and in force from a day to come, so that people can read it first (7.5.3.2 c)."""
    rules.check_can_be_planned(effective_on, queries.today_at(revision.document))
    rules.check_approval_stands(revision, content_hash(revision))


@action(
    Revision, "revision.take_effect", may=CONTROLLERS, listed=False,
    label=_("Its day has come"), told=_("%(number)s is in force, as planned"),
)  # fmt: skip
def take_effect(revision: Revision, *, by: Actor) -> None:
    """The planned day has come (7.5.3.2 c)."""
    rules.check_still_to_come(revision, queries.today_at(revision.document))
    _put_in_force(revision, by, revision.effective_on or queries.today_at(revision.document))


def _put_in_force(revision: Revision, by: Actor, day: date) -> None:
    """One revision in force at a time: the one before ends on the day this one begins."""
    (document,) = gate.lock(Document, [revision.document_id], by)
    rules.check_living(document)
    rules.check_approval_stands(revision, content_hash(revision))
    revision.document, revision.effective_on = document, day
    before, revision.state = document.current_id, rules.State.IN_FORCE
    revision.save(update_fields=["state", "effective_on"])
    actions.take_up(document.pk, by=by, revision=revision)
    if before is not None:
        replace(before, by=by)
        document_revised(Reference.to(document), by=by, reason=f"{document.number} {revision.label}")
    _finish_request(revision, by)


def _finish_request(revision: Revision, by: Actor) -> None:
    """The request that led to it is answered by its release."""
    if revision.origin.startswith(f"{DocumentRequest.kind}:"):
        asked = Reference.parse(revision.origin).id
        found = DocumentRequest.objects.of(by.organization).filter(pk=asked, state="accepted").first()
        if found is not None and permissions.may(by, keeping.finish):
            keeping.finish(found.pk, by=by)


@action(
    Revision, "revision.replace", may=(ANYONE,), listed=False,
    label=_("Replaced by a newer one"), told=_("%(number)s was replaced by a newer revision"),
)  # fmt: skip
def replace(revision: Revision, *, by: Actor) -> None:
    """A newer revision took its place; it stays to be read, marked (7.5.3.2 c)."""
    if revision.document.current_id == revision.pk:
        raise NotYet(noop("7.5.3: a revision is replaced by releasing the next one."))
    revision.ended_on = queries.today_at(revision.document)


@action(
    Revision, "revision.retire", may=(ANYONE,), listed=False,
    label=_("Ended with its document"), told=_("%(number)s ended with its document"),
)  # fmt: skip
def retire(revision: Revision, *, by: Actor) -> None:
    """Its document was withdrawn from use (7.5.3.2 c)."""
    if revision.document.state != rules.Life.OBSOLETE:
        raise NotYet(noop("7.5.3: withdraw the document instead."))
    revision.ended_on = queries.today_at(revision.document)


@action(
    Revision, "revision.drop", may=WRITERS,
    label=_("Drop this draft"), told=_("%(who)s dropped %(number)s"),
)  # fmt: skip
def drop(revision: Revision, *, by: Actor, reason: str) -> None:
    """Not needed after all; it stays to be read, with the reason (7.5.3)."""
    revision.approved_content = ""


@tells("revision.submit", "revision.check", says={"revision_waits": _("%(who)s passed a document on for signing")})
def _waits_for_signature(one: Remembered) -> Iterable[tuple[UUID | None, str]]:
    """Whoever may sign next."""
    assert isinstance(one.record, Revision)
    rule = queries.rule_for(one.record.document)
    role = rule.checks if rule.checks and one.record.state == rules.State.SUBMITTED else rule.approves
    for person in queries.who_may(one.record.document, role):
        if person.pk != one.record.author_id:
            yield person.pk, "revision_waits"


@tells("revision.send_back", "revision.approve", says={
    "revision_send_back": _("%(who)s sent your document back"),
    "revision_approve": _("%(who)s approved your document"),
})  # fmt: skip
def _judged(one: Remembered) -> Iterable[tuple[UUID | None, str]]:
    yield getattr(one.record, "author_id", None), one.action.replace(".", "_")
