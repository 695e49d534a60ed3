"""What the records of nonconformities show about clauses 8.7 and 10.2.

Everything asked of a million records is in the index `nc_readiness`; texts are read only where a column in it leaves
the question open.

Withdrawn and merged records are never read. Lines brought in from an earlier list are read where a record as such is
asked for, and left out where it matters when something was done, because Mutu did not see it happen.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, FloatField, Func, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan
from django.utils.translation import gettext_lazy as _

from mutu.core.checks import Evidence, Look, check
from mutu.core.refusals import gettext_noop
from mutu.improvement.corrective_actions.models import CorrectiveAction
from mutu.improvement.nonconformities.models import Disposition, LookAcross, Nonconformity
from mutu.improvement.nonconformities.rules import REINSPECTED, State

CONTAINED_WITHIN = timedelta(days=3)
"""A day, and a weekend in between."""
DECIDED_WITHIN = timedelta(days=14)
CORRECTED_WITHIN = CAUSE_WITHIN = timedelta(days=30)
CURED = (State.ACTING, State.ACTED, State.EFFECTIVE)
JUDGED_WITHIN = timedelta(days=14)
"""After the wait the plan names."""


class Days(Func):
    """How many days lie from the second moment to the first; computed where the rows are, a million at a time."""

    arity = 2
    output_field = FloatField()
    template = "EXTRACT(EPOCH FROM (%(expressions)s)) / 86400.0"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="julianday(%(expressions)s)", arg_joiner=") - julianday(", **extra
        )


def recorded(look: Look) -> Any:
    """The nonconformities of the period that stand, newest first."""
    found = Nonconformity.objects.of(look.organization_id).filter(
        reported_at__gte=look.since, reported_at__lte=look.now
    )
    return found.exclude(state__in=(State.WITHDRAWN, State.MERGED)).order_by("-reported_at", "-pk")


def seen(look: Look) -> Any:
    """Those of them that were reported to Mutu when they happened."""
    return recorded(look).filter(reported_by__isnull=False)


def decided_so(look: Look, **which: Any) -> Q:
    """Those for which such a decision stands, found from the few such decisions."""
    return Q(pk__in=Disposition.objects.of(look.organization_id).filter(**which).values("record"))


def decisions(**which: Any) -> Exists:
    return Exists(Disposition.unscoped.filter(record=OuterRef("pk"), organization=OuterRef("organization"), **which))


@check("8.7.1-a", label=_("Stopped wherever it could be"))
def under_control(look: Look) -> Evidence:
    """Bad product is found, marked and kept from going further: contained, and held until decided (8.7.1 a)."""
    undecided = Q(open=True, contained_at__isnull=False, hold=False, quantity__gt=0) & ~Q(decisions())
    return Evidence(
        seen(look),
        Q(state=State.REPORTED, reported_at__lt=look.now - CONTAINED_WITHIN) | undecided,
        shown=gettext_noop("Under control: %(good)s of %(read)s problems in 12 months."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s problems are not contained after 3 days, or their bad pieces are neither on hold "
            "nor decided."
        ),
    )


@check("8.7.1-b", label=_("Decided what becomes of it, customer told"))
def handled(look: Look) -> Evidence:
    """Bad pieces do not lie undecided, and a customer they reached was told or the reason why not stands (8.7.1 b)."""
    undecided = Q(open=True, quantity__gt=0, contained_at__lt=look.now - DECIDED_WITHIN) & ~Q(decisions())
    untold = Q(customer_due=True, customer_told_at__isnull=True, customer_not_told_reason="")
    return Evidence(
        seen(look).filter(Q(quantity__gt=0) | Q(customer_due=True), contained_at__isnull=False),
        undecided | (untold & Q(contained_at__lt=look.now - CONTAINED_WITHIN)),
        shown=gettext_noop("Decided, and customers told where due: %(good)s of %(read)s problems with bad product."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s problems with bad product: undecided after 14 days, or the customer it reached "
            "not told after 3."
        ),
        nothing=gettext_noop("%(read)s problems with bad product in 12 months; at least %(least)s are needed."),
    )


@check("8.7.1-c", label=_("Inspected again after rework or repair"))
def inspected_again(look: Look) -> Evidence:
    """What was corrected is checked again: none released without it, none waiting longer than 14 days (8.7.1)."""
    waiting = decided_so(look, decision__in=REINSPECTED, inspected_good__isnull=True)
    return Evidence(
        seen(look).filter(decided_so(look, decision__in=REINSPECTED)),
        waiting & (Q(hold=False) | Q(contained_at__lt=look.now - DECIDED_WITHIN)),
        shown=gettext_noop("Inspected again: %(good)s of %(read)s problems with rework or repair."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s problems with rework or repair: released or waiting 14 days without a new "
            "inspection."
        ),
        nothing=gettext_noop("Rework or repair %(read)s times in 12 months; at least %(least)s are needed."),
    )


@check("8.7.2-a", label=_("Fault, action, concession and decider recorded"))
def complete(look: Look) -> Evidence:
    """The record says what was wrong, what was done with every piece, and who granted a concession (8.7.2)."""
    pieces = (
        Disposition.unscoped.filter(record=OuterRef("pk"), organization=OuterRef("organization"))
        .order_by()
        .values("record")
        .annotate(pieces=Sum("quantity"))
        .values("pieces")
    )
    nothing_done = Q(state=State.CLOSED, corrected_at__isnull=True, containment="", correction="")
    nobody_decided = decided_so(look, decision="concession", authorized_by="")
    does_not_add_up = ~Q(Exact(Coalesce("quantity", 0), Coalesce(Subquery(pieces), "quantity", 0)))
    return Evidence(
        recorded(look).filter(Q(quantity__gt=0) | Q(state=State.CLOSED)),
        nothing_done | nobody_decided | does_not_add_up,
        shown=gettext_noop("Complete: %(good)s of %(read)s records of bad product or closed problems."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s records do not say what was done, who granted the concession, or what became of "
            "every piece."
        ),
    )


@check("10.2.1-a", label=_("Reacted to in time"))
def reacted(look: Look) -> Evidence:
    """Each problem was contained within three days and put right within thirty (10.2.1 a)."""
    late = Q(GreaterThan(Days("contained_at", "reported_at"), float(CONTAINED_WITHIN.days)))
    not_yet = Q(state=State.REPORTED, reported_at__lt=look.now - CONTAINED_WITHIN)
    not_put_right = Q(state=State.CONTAINED, reported_at__lt=look.now - CORRECTED_WITHIN)
    return Evidence(
        seen(look), late | not_yet | not_put_right,
        shown=gettext_noop("Contained within 3 days, put right within 30: %(good)s of %(read)s problems in 12 months."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s problems in 12 months were contained after more than 3 days, or are not put "
            "right after 30."
        ),
    )  # fmt: skip


@check("10.2.1-b", label=_("Cause found or reason given, similar cases looked at"))
def cause_judged(look: Look) -> Evidence:
    """Its cause is known or the reason why none is sought, and other lines and parts were looked at (10.2.1 b)."""
    across = Exists(LookAcross.unscoped.filter(record=OuterRef("pk"), organization=OuterRef("organization")))
    open_cause = Q(state=State.CORRECTED, no_action_reason="", corrected_at__lt=look.now - CAUSE_WITHIN)
    not_across = Q(state__in=(State.ACTED, State.EFFECTIVE), no_action_reason="") & ~Q(across)
    return Evidence(
        seen(look).filter(corrected_at__isnull=False), open_cause | not_across,
        shown=gettext_noop(
            "Cause judged, and similar cases looked at where it was removed: %(good)s of %(read)s corrected problems."
        ),
        attention=gettext_noop(
            "%(lacking)s of %(read)s corrected problems have no cause and no reason after 30 days, or nobody looked "
            "for similar cases."
        ),
        nothing=gettext_noop("%(read)s corrected problems in 12 months; at least %(least)s are needed."),
    )  # fmt: skip


@check("10.2.1-c", label=_("Actions done, effect judged"))
def acted(look: Look) -> Evidence:
    """Corrective actions are done by their date, and their effect is judged after the planned wait (10.2.1 c, d)."""
    owed = CorrectiveAction.unscoped.filter(
        nonconformity=OuterRef("pk"), organization=OuterRef("organization"), open=True, due__lt=look.now.date()
    )
    late = Q(state=State.ACTING) & Q(Exists(owed))
    not_judged = Q(state=State.ACTED, effect_due__lt=look.now - JUDGED_WITHIN)
    return Evidence(
        seen(look).filter(Q(state__in=CURED) | Q(state=State.CLOSED, effect_at__isnull=False)), late | not_judged,
        shown=gettext_noop("On time, actions and the judging of their effect: %(good)s of %(read)s problems."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s problems with corrective action: an action is late, or its effect is not judged "
            "14 days after it was due."
        ),
        nothing=gettext_noop("Corrective action for %(read)s problems in 12 months; at least %(least)s are needed."),
    )  # fmt: skip


@check("10.2.2-a", label=_("What it was and what was done"))
def kept(look: Look) -> Evidence:
    """Closed records say what was wrong and what was done about it, those of earlier lists included (10.2.2 a)."""
    silent = Q(corrected_at__isnull=True, containment="", correction="", conclusion="", no_action_reason="")
    return Evidence(
        recorded(look).filter(state=State.CLOSED), silent,
        shown=gettext_noop("Kept with what was done: %(good)s of %(read)s closed problems in 12 months."),
        attention=gettext_noop("%(lacking)s of %(read)s closed problems do not say what was done."),
        nothing=gettext_noop("%(read)s closed problems in 12 months; at least %(least)s are needed."),
    )  # fmt: skip


@check("10.2.2-b", label=_("Results of corrective action"))
def results_kept(look: Look) -> Evidence:
    """Each finished corrective action has its result: the effect that somebody judged (10.2.2 b)."""
    done = CorrectiveAction.objects.of(look.organization_id).filter(
        state="done", planned_at__gte=look.since, planned_at__lte=look.now
    )
    return Evidence(
        done.order_by("-planned_at", "-pk"), Q(nonconformity__state=State.CLOSED, nonconformity__effect_evidence=""),
        shown=gettext_noop("With result, or waiting for it: %(good)s of %(read)s finished corrective actions."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s finished corrective actions belong to problems closed without a judged effect."
        ),
        nothing=gettext_noop("%(read)s finished corrective actions in 12 months; at least %(least)s are needed."),
    )  # fmt: skip
