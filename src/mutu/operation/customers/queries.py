"""Reading complaints: what rules, pages and reports ask of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mutu.core import permissions
from mutu.core.actors import Actor
from mutu.core.calendar import due_in_working_days
from mutu.core.models import Party, Site
from mutu.improvement.nonconformities.queries import actions_of
from mutu.operation.customers import content
from mutu.operation.customers.clocks import DEFAULTS
from mutu.operation.customers.figures import Figure, Figures
from mutu.operation.customers.models import Complaint, CustomerRules, Signature
from mutu.operation.customers.rules import State

NOT_COUNTED = (State.WITHDRAWN, State.MERGED)


def rules_of(customer: Party) -> CustomerRules:
    """What is agreed with a customer; unsaved, with the usual terms, where nothing is."""
    found = CustomerRules.objects.of(customer.organization_id).filter(customer=customer).first()
    return found or CustomerRules(
        organization_id=customer.organization_id, customer=customer, language=customer.language, **DEFAULTS
    )


def reply_due(complaint: Complaint, agreed: Mapping[str, int]) -> datetime:
    """The end of the first clock, counted in the working days of the complaint's site."""
    return due_in_working_days(complaint.received_at, agreed["first_reply_working_days"], complaint.site)


def site_before(complaint: Complaint) -> Site:
    """The site as it is kept, for when somebody left it empty."""
    kept = Complaint.objects.of(complaint.organization_id).select_related("site").get(pk=complaint.pk)
    return kept.site


def customer_named(name: str, by: Actor) -> list[Party]:
    """Those customers of this name that are still current; two at most, which is already one too many."""
    found = Party.objects.of(by.organization).filter(name__iexact=name, relation="customer", state="current")
    return list(found.order_by("pk")[:2])


def listed(by: Actor) -> QuerySet[Complaint]:
    """The complaints this person may see, newest first, with what a list shows of each in one query."""
    seen = permissions.visible(Complaint, by).select_related("customer", "owner", "part", "site", "nonconformity")
    return seen.order_by("-received_at", "-pk")


def running_clocks(by: Actor, *, most: int = 50) -> list[Complaint]:
    """Open complaints with a clock running, the one that ends first on top (`due`, `due_clock`); one query."""
    running = permissions.visible(Complaint, by).filter(open=True, due__isnull=False)
    return list(running.select_related("customer", "owner").order_by("due", "pk")[:most])


def languages_of(complaint: Complaint) -> list[str]:
    """The languages its answer is read in: the one agreed with the customer, and our own; one if they are the same."""
    return list(dict.fromkeys([rules_of(complaint.customer).language, complaint.organization.language]))


def content_of(complaint: Complaint, covers: str = "report") -> dict[str, Any]:
    """Everything the customer reads in what is signed, in plain values; its hash is what a signature binds."""
    problem = complaint.nonconformity
    actions = actions_of(problem) if problem is not None else []
    return content.of(complaint, problem, actions, covers, languages_of(complaint))


def content_hash(complaint: Complaint, covers: str = "report") -> str:
    return content.digest(content_of(complaint, covers))


def signatures_of(complaint: Complaint, covers: str = "report") -> list[tuple[Signature, bool]]:
    """Each signature under this content, and whether it still stands or has lapsed with a change (7.5.3)."""
    signed = [line for line in complaint.rows("signatures") if isinstance(line, Signature) and line.covers == covers]
    today = content_hash(complaint, covers) if signed else ""
    return [(line, line.content == today) for line in signed]


def response_figures(organization: Any, start: datetime, end: datetime) -> Figures:
    """How fast customers were answered, over complaints received from `start` to before `end` (9.1.2, 9.1.3)."""
    counted = (
        Complaint.objects.of(organization)
        .filter(received_at__gte=start, received_at__lt=end, brought_in=False)
        .exclude(state__in=NOT_COUNTED)
        .order_by("received_at", "pk")
    )
    lines = list(counted.values_list("number", "received_at", "replied_at", "contained_sent_at", "justified"))
    owed = [line for line in lines if line[4] is not False]
    return Figures(
        start, end,
        first_reply=Figure.over((number, received, replied) for number, received, replied, _sent, _just in lines),
        containment=Figure.over((number, received, sent) for number, received, _replied, sent, _just in owed),
    )  # fmt: skip
