"""What complaints and customers' perceptions show about clauses 9.1.2 and 10.2.

Withdrawn and merged complaints, and those brought in from an earlier list, are not read.
"""

from datetime import timedelta
from typing import Any

from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from mutu.core.checks import Evidence, Look, check
from mutu.core.refusals import gettext_noop
from mutu.operation.customers.models import Complaint
from mutu.operation.customers.queries import NOT_COUNTED
from mutu.operation.perceptions.models import Perception, PerceptionPlan


def complaints(look: Look) -> Any:
    """The complaints of the period, newest first."""
    found = Complaint.objects.of(look.organization_id).filter(received_at__gte=look.since, received_at__lte=look.now)
    return found.filter(brought_in=False).exclude(state__in=NOT_COUNTED).order_by("-received_at", "-pk")


@check("10.2.1-a", label=_("Complaints: first reply in time"))
def replied(look: Look) -> Evidence:
    """Each complaint was answered before the end of the first clock agreed with the customer (10.2.1 a, 8.2.1 c)."""
    not_yet = Q(replied_at__isnull=True, reply_due__lt=look.now)
    return Evidence(
        complaints(look), not_yet | Q(replied_at__gt=F("reply_due")), least=1,
        shown=gettext_noop("Answered in time: %(good)s of %(read)s complaints in 12 months."),
        attention=gettext_noop("%(lacking)s of %(read)s complaints in 12 months had no first reply in time."),
        nothing=gettext_noop("No complaints in 12 months."),
    )  # fmt: skip


@check("9.1.2-a", label=_("How customers see us"))
def perceived(look: Look) -> Evidence:
    """Customers' perceptions are recorded, by each method decided on, within its interval (9.1.2 a).

    Complaints tell of the unhappy only: with complaints and no perception this calls for attention.
    """
    signs = Perception.objects.of(look.organization_id).filter(state="kept", at__lte=look.now.date())
    recent = signs.filter(at__gte=look.since.date()).order_by("-at", "-pk")
    silent = silent_ways(signs, look)
    only_complaints = not recent.exists() and complaints(look).exists()
    attention = gettext_noop("%(silent)s of the ways decided on brought nothing within their interval.")
    if only_complaints:
        attention = gettext_noop("Only complaints in 12 months: they tell of the unhappy customers only.")
    return Evidence(
        recent, None, against=only_complaints or silent > 0, attention=attention, says={"silent": silent},
        shown=gettext_noop("%(read)s signs of how customers see us in 12 months, each way within its interval."),
        nothing=gettext_noop("%(read)s signs of how customers see us in 12 months; at least %(least)s are needed."),
    )  # fmt: skip


def silent_ways(signs: Any, look: Look) -> int:
    """How many ways of finding out in use have brought nothing for longer than the interval decided for them."""
    last = dict(signs.order_by().values_list("method").annotate(Max("at")))
    silent = 0
    for plan in PerceptionPlan.objects.of(look.organization_id).filter(state="in_use"):
        newest = max(plan.decided_at.date(), last.get(plan.method, plan.decided_at.date()))
        silent += newest < look.now.date() - timedelta(days=plan.interval_days)
    return silent
