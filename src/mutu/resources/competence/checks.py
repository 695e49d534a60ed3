"""What the records show of competence (7.2 a-d)."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mutu.core.checks import Evidence, Look, check
from mutu.core.models import Person
from mutu.core.refusals import gettext_noop
from mutu.resources.competence import rules
from mutu.resources.competence.gaps import is_asked, lacks_something
from mutu.resources.competence.models import Competence, Requirement, Training

JUDGED_WITHIN_DAYS = 30
"""So long after its day a training may wait to be held, and its effect to be judged."""


def people(look: Look) -> QuerySet[Person]:
    return Person.objects.of(look.organization_id).filter(state="active").order_by("-number")


@check("7.2-a", label=_("Decided what work asks of people"))
def determined(look: Look) -> Evidence:
    """For everybody who works here it is decided what their work asks of them (7.2 a)."""
    decided = Requirement.unscoped.filter(organization=OuterRef("organization"), state="current")
    return Evidence(
        people(look).filter(Exists(decided)),
        ~is_asked(), least=1,
        shown=gettext_noop("Decided for all %(read)s people what their work asks of them."),
        attention=gettext_noop("For %(lacking)s of %(read)s people nobody has decided what their work asks of them."),
        nothing=gettext_noop("Nobody has decided yet what work asks of people."),
    )  # fmt: skip


@check("7.2-b", label=_("Everybody can do what their work asks, or is learning it"))
def competent(look: Look) -> Evidence:
    """Everybody holds what their work asks of them, valid today; who does not has a day for learning it (7.2 b)."""
    return Evidence(
        people(look).filter(is_asked()),
        lacks_something(look.organization_id, look.now.date()), least=1,
        shown=gettext_noop("Competent, or with a training planned: %(good)s of %(read)s people."),
        attention=gettext_noop("%(lacking)s of %(read)s people lack something, and no training is planned for it."),
        nothing=gettext_noop("Nobody has decided yet what work asks of people."),
    )  # fmt: skip


@check("7.2-c", label=_("Trainings held, and their effect judged"))
def effect_judged(look: Look) -> Evidence:
    """Trainings are held when planned, and their effect is judged later, at work (7.2 c)."""
    limit = look.now.date() - timedelta(days=JUDGED_WITHIN_DAYS)
    not_held = Q(state=rules.Course.PLANNED, planned_on__lt=limit)
    not_judged = Q(state=rules.Course.HELD, effect_due__lt=limit)
    seen = Training.objects.of(look.organization_id).filter(planned_at__gte=look.since, planned_at__lte=look.now)
    return Evidence(
        seen.exclude(state=rules.Course.CANCELLED).order_by("-planned_at", "-pk"), not_held | not_judged,
        shown=gettext_noop("Held as planned and judged in time, or not due yet: %(good)s of %(read)s trainings."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s trainings: not held 30 days after their day, or their effect not judged 30 days "
            "after it was due."
        ),
        nothing=gettext_noop("%(read)s trainings in 12 months; at least %(least)s are needed."),
    )  # fmt: skip


@check("7.2-d", label=_("Evidence kept of what people can do"))
def kept(look: Look) -> Evidence:
    """Each assessment says what shows it, who judged it and when; none of those in force has run out (7.2 d)."""
    silent = Q(evidence="", files=[]) | Q(assessor__isnull=True, outside="")
    run_out = Q(valid_until__lt=look.now.date())
    held = Competence.objects.of(look.organization_id).filter(state="held", person__state="active")
    return Evidence(
        held.order_by("-assessed_on", "-pk"), silent | run_out,
        shown=gettext_noop("With evidence, assessor and a term that runs: %(good)s of %(read)s assessments."),
        attention=gettext_noop("%(lacking)s of %(read)s assessments have run out, or do not say what shows them."),
        nothing=gettext_noop("%(read)s assessments on record; at least %(least)s are needed."),
    )  # fmt: skip
