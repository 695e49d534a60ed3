"""What people do with a complaint apart from answering it (`answers.py` has that); with those, the only writers."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.identity import new_id
from mutu.core.models import Attachment, Part, Party, Person, RoleAssignment, Site
from mutu.core.nouns import actions as nouns
from mutu.core.permissions import Role
from mutu.core.references import Reference
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.core.tell import tells
from mutu.core.trail import Remembered
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.improvement.nonconformities.queries import noon, site_of
from mutu.operation.customers import queries, rules
from mutu.operation.customers.clocks import next_clock
from mutu.operation.customers.models import Complaint, CustomerRules, TeamMember

QUALITY = (Role.QUALITY_MANAGER, Role.QUALITY_ENGINEER)
CURERS = (*QUALITY, Role.PROCESS_OWNER)
ANSWERERS = (*CURERS, Role.CUSTOMER_SERVICE)
AGREERS = (Role.QUALITY_MANAGER, Role.CUSTOMER_SERVICE, Role.ADMINISTRATOR)
Photos = Annotated[Sequence[Attachment], Ask(as_kind="photo")]


def set_due(complaint: Complaint) -> None:
    """Which answer is owed next, and until when; kept in the record so that lists read it from an index."""
    running = next_clock(complaint)
    complaint.due = running.ends if running else None
    complaint.due_clock = running.name if running else ""


def stop_clocks(complaint: Complaint) -> None:
    complaint.due, complaint.due_clock = None, ""


def _check_active(person: Person | None) -> None:
    if person is not None and person.state != "active":
        raise NotYet(noop("This person has left."), fact="owner")


def _check_dispute(complaint: Complaint) -> None:
    """The clock of a platform runs from the hour its dispute was opened."""
    if not complaint.platform_dispute:
        complaint.disputed_at = None
    elif complaint.disputed_at is None:
        complaint.disputed_at = complaint.received_at
    rules.check_moment(complaint.disputed_at, gate.now(), since=None, fact="disputed_at")


def _take_in(complaint: Complaint, by: Actor) -> None:
    """What both ways in have in common."""
    complaint.received_by = by.person
    complaint.owner = complaint.owner or by.person
    complaint.currency = complaint.currency.upper()
    if complaint.part is not None:
        complaint.drawing_revision = complaint.drawing_revision or complaint.part.drawing_revision
    rules.check_quantities(complaint)


@action(
    Complaint, "complaint.receive", creates=True, may=(*ANSWERERS, Role.TOP_MANAGEMENT),
    label=_("Record a complaint"), told=_("%(who)s recorded the complaint %(number)s"),
)  # fmt: skip
def receive(
    complaint: Complaint, *, by: Actor, customer: Party, what: str, photos: Photos = (), contact: str = "",
    claim_number: str = "", order: str = "", part: Part | None = None, drawing_revision: str = "", lot: str = "",
    quantity_delivered: int | None = None, quantity_complained: int | None = None,
    quantity_checked: int | None = None, channel: str = "email", language: str = "", platform_dispute: bool = False,
    disputed_at: datetime | None = None, received_at: datetime | None = None, cost_claimed: Decimal | None = None,
    currency: str = "", site: Site | None = None, owner: Person | None = None,
) -> None:  # fmt: skip
    """A customer says something is wrong: who and what; everything else can follow, the clocks run (8.2.1 c)."""
    rules.check_moment(received_at, gate.now(), since=None, fact="received_at")
    _check_active(owner)
    agreed = queries.rules_of(customer)
    complaint.site = site or site_of(by)
    complaint.received_at = received_at or gate.now()
    complaint.language = language or customer.language
    complaint.contact = contact or customer.contact
    complaint.currency = currency or agreed.currency
    _take_in(complaint, by)
    _check_dispute(complaint)
    complaint.agreed = agreed.clocks()
    complaint.reply_due = queries.reply_due(complaint, complaint.agreed)
    set_due(complaint)


@tells("complaint.receive", says={"complaint_received": _("%(who)s received a complaint")})
def _received(one: Remembered) -> Iterable[tuple[UUID | None, str]]:
    """The quality managers of the site and the owner hear of it at once (8.2.1 c)."""
    complaint = one.record
    assert isinstance(complaint, Complaint)
    managers = RoleAssignment.objects.of(one.by.organization_id).filter(
        Q(site__isnull=True) | Q(site=complaint.site_id), role=Role.QUALITY_MANAGER, state="held"
    )
    for person in {complaint.owner_id, *managers.values_list("person_id", flat=True)}:
        yield person, "complaint_received"


@action(
    Complaint, "complaint.bring_in", creates=True, may=(Role.QUALITY_MANAGER, Role.ADMINISTRATOR), listed=False,
    label=_("Bring in from an earlier list"), told=_("%(who)s brought in %(number)s from an earlier list"),
)  # fmt: skip
def bring_in(
    complaint: Complaint, *, by: Actor, what: str, received_on: Annotated[date, Ask(label=_("received on"))],
    customer: Party | None = None,
    customer_name: Annotated[str, Ask(label=_("name of the customer, added if new"))] = "",
    claim_number: str = "", order: str = "", part: Part | None = None, lot: str = "",
    quantity_complained: int | None = None, cost_claimed: Decimal | None = None,
    cost_settled: Decimal | None = None, currency: str = "", conclusion: str = "",
    closed_on: Annotated[date | None, Ask(label=_("closed on"))] = None,
) -> None:  # fmt: skip
    """A line of an earlier list, kept as it was written and marked as brought in; no clock runs (7.5.3, 10.2.2)."""
    complaint.customer = customer or _customer(customer_name, by)
    complaint.site = site_of(by)
    complaint.language = by.organization.language
    complaint.received_at = noon(received_on, complaint.site)
    complaint.brought_in = True
    _take_in(complaint, by)
    if complaint.received_at > gate.now():
        raise NotYet(noop("%(day)s has not been yet."), fact="received_on", day=received_on.isoformat())
    if closed_on is not None:
        complaint.closed_at = noon(closed_on, complaint.site)
        rules.check_moment(complaint.closed_at, gate.now(), since=complaint.received_at, fact="closed_on")
        complaint.state = rules.State.CLOSED


def _customer(name: str, by: Actor) -> Party:
    """The one customer of this name, added when there is none."""
    if not name:
        raise NotYet(
            noop("Say which customer: choose one, or write the name and it is added."), fact="customer_name"
        )  # fmt: skip
    named = queries.customer_named(name, by)
    if len(named) > 1:
        raise NotYet(noop("There are two customers called “%(name)s”. Choose one."), fact="customer", name=name)
    return named[0] if named else nouns.add_party(new_id(), by=by, name=name, relation="customer")


@action(
    Complaint, "complaint.describe", may=ANSWERERS,
    label=_("Add what is known"), told=_("%(who)s added to %(number)s"),
)  # fmt: skip
def describe(
    complaint: Complaint, *, by: Actor, contact: str = "", claim_number: str = "", order: str = "",
    part: Part | None = None, drawing_revision: str = "", lot: str = "", quantity_delivered: int | None = None,
    quantity_complained: int | None = None, quantity_checked: int | None = None, photos: Photos = (),
    cost_claimed: Decimal | None = None, currency: str = "", platform_dispute: bool = False,
    disputed_at: datetime | None = None, site: Site | None = None,
) -> None:  # fmt: skip
    """Their claim number, order, part and revision, quantities: what the first record left open (8.2.1 c)."""
    if site is None:
        complaint.site = queries.site_before(complaint)
    complaint.currency = currency.upper()
    rules.check_quantities(complaint)
    _check_dispute(complaint)
    set_due(complaint)


@action(
    Complaint, "complaint.link_nonconformity", may=ANSWERERS,
    label=_("Link a nonconformity"), told=_("%(who)s linked %(number)s to a nonconformity"),
)  # fmt: skip
def link_nonconformity(complaint: Complaint, *, by: Actor, nonconformity: Nonconformity) -> None:
    """The problem behind it is being cured in a record of its own (10.2.1)."""
    if nonconformity.state in ("withdrawn", "merged"):
        raise NotYet(noop("Choose a nonconformity that is still alive."), fact="nonconformity")


@action(
    Complaint, "complaint.raise_nonconformity", may=CURERS,
    label=_("Raise a nonconformity"), told=_("%(who)s raised a nonconformity from %(number)s"),
)  # fmt: skip
def raise_nonconformity(
    complaint: Complaint,
    *,
    by: Actor,
    problem: Annotated[str, Ask(label=_("what is wrong?"), as_kind="long_text")] = "",
) -> None:
    """The complaint becomes a problem of ours, with all that is known of it (8.7.1, 10.2.1 a)."""
    if complaint.nonconformity is not None:
        raise NotYet(noop("%(number)s is linked already."), number=complaint.nonconformity.number)
    raised = nonconformities.report(
        new_id(), by=by, what=problem or complaint.what[:4000], site=complaint.site, part=complaint.part,
        lot=complaint.lot, quantity=complaint.quantity_complained, source="customer",
        language="" if problem else complaint.language, origin=Reference.to(complaint),
        photos=complaint.photos,
    )  # fmt: skip
    complaint.nonconformity = nonconformities.describe(raised.pk, by=by, customer_due=True)


@action(
    Complaint, "complaint.name_team", may=ANSWERERS,
    label=_("Name the team"), told=_("%(who)s named the team for %(number)s"),
)  # fmt: skip
def name_team(complaint: Complaint, *, by: Actor, team: Sequence[TeamMember]) -> None:
    """Who answers together, and who leads (5.3)."""
    rules.check_team(team)
    for member in team:
        if member.person is not None:
            member.name = member.person.name
            member.role_in = member.role_in or member.person.job


@action(
    Complaint, "complaint.judge_justified", may=QUALITY,
    label=_("Judge whether it is justified"), told=_("%(who)s judged whether %(number)s is justified"),
)  # fmt: skip
def judge_justified(complaint: Complaint, *, by: Actor, justified: bool, justified_reason: str) -> None:
    """Whether we answer for it, with the reason either way (8.2.1 c, 10.2.1 a)."""
    set_due(complaint)


@action(
    Complaint, "complaint.settle", may=(Role.QUALITY_MANAGER, Role.CUSTOMER_SERVICE, Role.TOP_MANAGEMENT),
    label=_("Settle the cost"), told=_("%(who)s settled the cost of %(number)s"),
)  # fmt: skip
def settle(
    complaint: Complaint, *, by: Actor, cost_settled: Decimal, currency: str = "", settled_note: str = ""
) -> None:
    """What was agreed to be paid or credited (8.2.1 c, 8.5.3)."""
    complaint.currency = currency.upper()
    if not complaint.currency:
        raise NotYet(noop("Write the currency too, for example EUR."), fact="currency")
    complaint.settled_at = gate.now()


@action(
    Complaint, "complaint.hand_over", may=ANSWERERS,
    label=_("Hand over"), told=_("%(who)s handed %(number)s over"),
)  # fmt: skip
def hand_over(complaint: Complaint, *, by: Actor, owner: Person) -> None:
    """Another person carries on; nothing stays with someone who left (5.3)."""
    _check_active(owner)


@tells("complaint.hand_over", says={"complaint_handed_over": _("%(who)s handed a complaint over to you")})
def _handed_over(one: Remembered) -> Iterable[tuple[UUID | None, str]]:
    yield getattr(one.record, "owner_id", None), "complaint_handed_over"


@action(
    Complaint, "complaint.withdraw", may=QUALITY,
    label=_("Withdraw"), told=_("%(who)s withdrew %(number)s"),
)  # fmt: skip
def withdraw(complaint: Complaint, *, by: Actor, reason: str) -> None:
    """Recorded by mistake, or taken back by the customer; it stays to be read, with the reason (10.2.2)."""
    stop_clocks(complaint)


@action(
    Complaint, "complaint.merge", may=QUALITY,
    label=_("Merge into another"), told=_("%(who)s merged %(number)s into another complaint"),
)  # fmt: skip
def merge(complaint: Complaint, *, by: Actor, merged_into: Complaint, reason: str) -> None:
    """The same complaint recorded twice; the other one carries on (10.2.2)."""
    if merged_into.pk == complaint.pk or merged_into.state in (rules.State.MERGED, rules.State.WITHDRAWN):
        raise NotYet(noop("Choose another complaint that is still alive."), fact="merged_into")
    if merged_into.customer_id != complaint.customer_id:
        raise NotYet(noop("That complaint is another customer's."), fact="merged_into")
    stop_clocks(complaint)


@action(
    CustomerRules, "customer_rules.set", creates=True, may=AGREERS,
    label=_("Set what is agreed with a customer"), told=_("%(who)s set what is agreed with a customer"),
)  # fmt: skip
def set_rules(
    agreed: CustomerRules, *, by: Actor, customer: Party, first_reply_working_days: int = 1,
    containment_hours: int = 24, cause_days: int = 14, action_days: int = 30, platform_dispute_hours: int = 72,
    layout: str = "b1", own_template: str = "", language: str = "", currency: str = "",
) -> None:  # fmt: skip
    """Clocks, layout, language and currency as this customer wants them (8.2.1 c)."""
    gate.lock(Party, [customer.pk], by)
    if CustomerRules.objects.of(by.organization).filter(customer=customer).exclude(pk=agreed.pk).exists():
        raise NotYet(noop("Rules for this customer stand already; change those."), fact="customer")
    agreed.language = language or customer.language
    _check_layout(agreed)


@action(
    CustomerRules, "customer_rules.change", may=AGREERS,
    label=_("Change what is agreed"), told=_("%(who)s changed what is agreed with a customer"),
)  # fmt: skip
def change_rules(
    agreed: CustomerRules, *, by: Actor, first_reply_working_days: int = 1, containment_hours: int = 24,
    cause_days: int = 14, action_days: int = 30, platform_dispute_hours: int = 72, layout: str = "b1",
    own_template: str = "", language: str = "en", currency: str = "",
) -> None:  # fmt: skip
    """For complaints received from now on; those that run keep the clocks they began with (8.2.1 c)."""
    _check_layout(agreed)


def _check_layout(agreed: CustomerRules) -> None:
    agreed.currency = agreed.currency.upper()
    if agreed.layout == "own" and not agreed.own_template:
        raise NotYet(noop("Write the name of our template for this customer."), fact="own_template")
