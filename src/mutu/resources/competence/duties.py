"""What waits for whom: assessments that end, trainings to hold, effects to judge; and what is in whose hands (7.2)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from mutu.core.belongings import Belonging, belongings_of
from mutu.core.duties import Duty, Whose, duties_of
from mutu.core.permissions import Role
from mutu.resources.competence import rules
from mutu.resources.competence.models import Competence, Skill, Training

LOOK_AHEAD = timedelta(days=30)


def whose_skill(whose: Whose) -> Q:
    """A skill is its owner's, as long as they work here, and then the quality manager's."""
    left = Q(skill__owner__state="left") if Role.QUALITY_MANAGER in whose.roles else Q()
    mine = whose.steps("skill__owner", Role.QUALITY_MANAGER)
    return mine | left if left else mine


@duties_of
def endings(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each skill in which somebody's assessment ends within a month or has ended: one step, not one for each person."""
    ending = (
        Competence.objects.of(organization)
        .filter(state="held", person__state="active", skill__state="current", valid_until__lte=now.date() + LOOK_AHEAD)
        .filter(whose_skill(whose))
    )
    counted = ending.order_by().values("skill").annotate(n=Count("pk"), first=Min("valid_until"))
    found = {one["skill"]: one for one in counted.order_by("first")[: whose.most]}
    for skill in Skill.objects.of(organization).filter(pk__in=list(found)).select_related("owner"):
        one = found[skill.pk]
        owner = skill.owner if skill.owner is not None and skill.owner.state == "active" else None
        yield Duty(
            owner.pk if owner else None, owner.name if owner else "", skill.kind, skill.pk, skill.number,
            _said(skill.name, one["n"]), _("Assess again"), "skill.ask_again", now, one["first"],
            "" if owner else Role.QUALITY_MANAGER, "waiting",
        )  # fmt: skip


def _said(name: str, people: int) -> str:
    return f"{name} ({people})"


@duties_of
def trainings(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each training whose day is near or past, and each effect that can be judged."""
    near = Q(state=rules.Course.PLANNED, planned_on__lte=now.date() + timedelta(days=7))
    judged = Q(state=rules.Course.HELD, effect_due__lte=now.date())
    found = Training.objects.of(organization).filter(near | judged, open=True).select_related("trainer", "judge")
    if whose.person is not None:
        found = found.filter(Q(trainer=whose.person) | Q(judge=whose.person))
    for one in found.order_by("planned_on", "pk")[: whose.most]:
        planned = one.state == rules.Course.PLANNED
        person = (one.trainer or one.judge) if planned else one.judge
        step, action = (_("Hold the training"), "training.hold") if planned else (
            _("Judge whether the training worked"), "training.find_effective")  # fmt: skip
        yield Duty(
            person.pk, person.name, one.kind, one.pk, one.number, one.title, step, action, one.planned_at,
            one.planned_on if planned else one.effect_due, shape="progress" if planned else "statement",
        )  # fmt: skip


@belongings_of
def in_hands(organization: Any, person_id: UUID) -> Iterator[Belonging]:
    """The skills somebody answers for, the trainings they give and those whose effect they judge."""
    for skill in Skill.objects.of(organization).filter(owner=person_id, state="current").order_by("pk"):
        yield Belonging(skill, "skill.hand_over", _("skill"))
    mine = Training.objects.of(organization).filter(open=True)
    for one in mine.filter(trainer=person_id, state=rules.Course.PLANNED).order_by("pk"):
        yield Belonging(one, "training.hand_over", _("training"), "trainer")
    for one in mine.filter(judge=person_id).order_by("pk"):
        yield Belonging(one, "training.hand_over", _("judging the effect of"), "judge")
