"""What people do with documents, their types and who approves them; with `revisions.py` the only writers (7.5)."""

from datetime import date
from typing import Annotated

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.models import Person, Process, Site
from mutu.core.numbering import PatternRefused, check_pattern
from mutu.core.permissions import ANYONE, Role
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.resources.documents import queries, rules
from mutu.resources.documents.models import ApprovalRule, Document, DocumentType, Revision

KEEPERS = (Role.QUALITY_MANAGER, Role.ADMINISTRATOR)
WRITERS = (Role.QUALITY_MANAGER, Role.QUALITY_ENGINEER, Role.PROCESS_OWNER, Role.LINE_LEADER)
CONTROLLERS = (Role.QUALITY_MANAGER, Role.QUALITY_ENGINEER)


def _check_type(type: DocumentType) -> None:
    try:
        check_pattern(type.pattern)
    except PatternRefused:
        raise NotYet(noop("Write a pattern such as WI-{n:3}, with {n} once."), fact="pattern") from None


@action(
    DocumentType, "document_type.add", creates=True, may=KEEPERS,
    label=_("Add a type of document"), told=_("%(who)s added a type of document"),
)  # fmt: skip
def add_type(
    type: DocumentType, *, by: Actor, name: str, code: str, category: str, pattern: str, per_site: bool = False,
    review_months: int = 24,
) -> None:  # fmt: skip
    """Policies, procedures, work instructions: each with its own numbers and review interval (7.5.2 a)."""
    _check_type(type)


@action(
    DocumentType, "document_type.change", may=KEEPERS,
    label=_("Change the type"), told=_("%(who)s changed a type of document"),
)  # fmt: skip
def change_type(type: DocumentType, *, by: Actor, name: str, pattern: str, review_months: int = 24) -> None:
    """For numbers given and reviews set from now on (7.5.2 a)."""
    _check_type(type)


@action(
    DocumentType, "document_type.retire", may=KEEPERS,
    label=_("Retire"), told=_("%(who)s retired a type of document"),
)  # fmt: skip
def retire_type(type: DocumentType, *, by: Actor) -> None:
    """Not used for new documents; the old ones keep it (7.5.3)."""


@action(
    ApprovalRule, "approval_rule.set", creates=True, may=KEEPERS,
    label=_("Say who approves what"), told=_("%(who)s said who approves what"),
)  # fmt: skip
def set_rule(
    rule: ApprovalRule, *, by: Actor, approves: str, type: DocumentType | None = None, site: Site | None = None,
    checks: str = "",
) -> None:  # fmt: skip
    """Who checks and who approves a type of document at a site (7.5.2 b)."""
    if type is not None:
        gate.lock(DocumentType, [type.pk], by)
    same = ApprovalRule.objects.of(by.organization).filter(type=type, site=site, state="held")
    if same.exclude(pk=rule.pk).exists():
        raise NotYet(noop("There is a rule for this type and site already; change that one."), fact="type")


@action(
    ApprovalRule, "approval_rule.change", may=KEEPERS,
    label=_("Change who approves"), told=_("%(who)s changed who approves what"),
)  # fmt: skip
def change_rule(rule: ApprovalRule, *, by: Actor, approves: str, checks: str = "") -> None:
    """From now on others check or approve (7.5.2 b)."""


@action(
    ApprovalRule, "approval_rule.end", may=KEEPERS,
    label=_("End the rule"), told=_("%(who)s ended a rule of approval"),
)  # fmt: skip
def end_rule(rule: ApprovalRule, *, by: Actor) -> None:
    """The more general rule counts again (7.5.2 b)."""


@action(
    Document, "document.register", creates=True, may=WRITERS,
    label=_("Register a document"), told=_("%(who)s registered the document %(number)s"),
)  # fmt: skip
def register(
    document: Document, *, by: Actor, name: str, type: DocumentType, site: Site | None = None,
    process: Process | None = None, owner: Person | None = None, language: str = "", publisher: str = "",
    number: Annotated[str, Ask(label=_("number"), help=_("Empty: the next of its type."))] = "",
) -> None:  # fmt: skip
    """A document gets its number; what it says comes with its first revision (7.5.2 a, 7.5.3.2)."""
    (type,) = gate.lock(DocumentType, [type.pk], by)
    if type.state != "current":
        raise NotYet(noop("This type of document is retired."), fact="type")
    if type.category == "external" and not publisher and by.kind != "import":
        raise NotYet(noop("7.5.3.2: write who publishes it, and where to look for a newer issue."), fact="publisher")
    _give_number(document, by, type, number)
    document.owner = owner or (process.owner if process is not None else None) or by.person
    if document.owner is not None:
        rules.check_active(document.owner.state, "owner")
    document.language = language or by.organization.language
    document.registered_at = gate.now()


def _give_number(document: Document, by: Actor, type: DocumentType, number: str) -> None:
    """The number asked for, or the next one; the same one stands at two sites only where the type says so."""
    if type.per_site and document.site is None:
        raise NotYet(noop("7.5.2: this type is numbered at each site. Choose the site."), fact="site")
    document.numbered_at = document.site if type.per_site else None
    document.number = number[:40] or queries.next_number(by.organization, type, document.site, gate.now())
    same = Document.objects.of(by.organization).filter(number__iexact=document.number).exclude(pk=document.pk)
    if type.per_site:  # the same number is allowed where the numbers run apart at each site
        same = same.filter(Q(numbered_at=None) | Q(numbered_at=document.site))
    if same.exists():
        raise NotYet(noop("7.5.2: the number %(number)s is taken."), fact="number", number=document.number)


@action(
    Document, "document.describe", may=WRITERS,
    label=_("Change what is known of it"), told=_("%(who)s changed what is known of %(number)s"),
)  # fmt: skip
def describe(
    document: Document, *, by: Actor, process: Process | None = None, review_due: date | None = None,
    publisher: str = "", site: Site | None = None,
) -> None:  # fmt: skip
    """Where it belongs and when it is looked at next; its title changes with a revision (7.5.2 a)."""
    if document.numbered_at_id is not None and document.numbered_at_id != document.site_id:
        raise NotYet(noop("7.5.2: its number belongs to its site."), fact="site")


@action(
    Document, "document.hand_over", may=(*WRITERS, Role.TOP_MANAGEMENT),
    label=_("Hand over"), told=_("%(who)s gave %(number)s to another owner"),
)  # fmt: skip
def hand_over(document: Document, *, by: Actor, owner: Person) -> None:
    """Another person answers for it; nothing stays with someone who left (5.3)."""
    rules.check_active(owner.state, "owner")


@action(
    Document, "document.renumber", may=CONTROLLERS,
    label=_("Give it another number"), told=_("%(who)s gave %(number)s its number"),
)  # fmt: skip
def renumber(
    document: Document, *, by: Actor, reason: str,
    number: Annotated[str, Ask(label=_("number"), help=_("Empty: the next of its type."))] = "",
) -> None:  # fmt: skip
    """Two documents had the same number, or it had none (7.5.2 a)."""
    (type,) = gate.lock(DocumentType, [document.type_id], by)
    _give_number(document, by, type, number)


@action(
    Document, "document.review", may=WRITERS,
    label=_("Reviewed, no change needed"), told=_("%(who)s reviewed %(number)s: no change needed"),
)  # fmt: skip
def review(document: Document, *, by: Actor, review_note: str = "", review_due: date | None = None) -> None:
    """Still suitable and adequate as it stands; the next look is set (7.5.2 c)."""
    today = queries.today_at(document)
    document.reviewed_on = today
    kept = Document.objects.of(by.organization).values_list("review_due", flat=True).get(pk=document.pk)
    if document.review_due is None or document.review_due == kept:
        document.review_due = queries.in_months(today, document.type.review_months)
    elif document.review_due <= today:
        raise NotYet(noop("7.5.2: the next review lies ahead."), fact="review_due")


@action(
    Document, "document.take_up", may=(ANYONE,), listed=False,
    label=_("Take up a revision"), told=_("another revision of %(number)s is in force"),
)  # fmt: skip
def take_up(document: Document, *, by: Actor, revision: Revision) -> None:
    """The revision that was released is the one people work by from now on (7.5.3.2 c)."""
    if revision.document_id != document.pk or revision.state != rules.State.IN_FORCE:
        raise NotYet(noop("7.5.3: this revision is not in force."), fact="revision")
    if document.current_id == revision.pk:
        raise NotYet(noop("7.5.3: this revision is in force already."), fact="revision")
    document.current, document.name = revision, revision.name
    document.review_due = queries.in_months(queries.today_at(document), document.type.review_months)


@action(
    Document, "document.withdraw", may=CONTROLLERS,
    label=_("Withdraw from use"), told=_("%(who)s withdrew %(number)s from use"),
)  # fmt: skip
def withdraw(document: Document, *, by: Actor, reason: str, replaced_by: Document | None = None) -> None:
    """Nobody works by it any more; it stays to be read, marked as obsolete (7.5.3.2 c, d)."""
    from mutu.resources.documents import revisions

    if replaced_by is not None and (replaced_by.pk == document.pk or replaced_by.state not in rules.LIVING):
        raise NotYet(noop("Choose another document that is in use."), fact="replaced_by")
    document.withdrawn_on, document.review_due = queries.today_at(document), None
    if document.current is not None:
        _withdrawn(document)
        revisions.retire(document.current.pk, by=by)
    _drop_what_is_in_work(document, by)


@action(
    Document, "document.clear_place", may=WRITERS,
    label=_("Taken away where it was used"), told=_("%(who)s recorded that %(number)s is not used any more"),
)  # fmt: skip
def clear_place(document: Document, *, by: Actor, reason: str) -> None:
    """Somebody went there and took the obsolete paper away (7.5.3.2 c)."""
    document.listed_place = ""


@action(
    Document, "document.cancel", may=CONTROLLERS,
    label=_("Cancel"), told=_("%(who)s cancelled %(number)s"),
)  # fmt: skip
def cancel(document: Document, *, by: Actor, reason: str) -> None:
    """Never released and not needed after all; its number is not given again (7.5.2 a)."""
    document.review_due = None
    _drop_what_is_in_work(document, by)


def _withdrawn(document: Document) -> None:
    """Say it where the revision looks before it ends."""
    document.state, document.open = rules.Life.OBSOLETE, False
    document.save(update_fields=["state", "open"])


def _drop_what_is_in_work(document: Document, by: Actor) -> None:
    from mutu.resources.documents import revisions

    if (one := queries.in_work(document)) is not None:
        revisions.drop(one.pk, by=by, reason=document.reason)
