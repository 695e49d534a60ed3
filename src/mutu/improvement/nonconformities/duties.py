"""Whose step an open nonconformity or corrective action waits for, and in whose hands it is (10.2.1, 5.3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mutu.core.belongings import Belonging, belongings_of
from mutu.core.duties import Duty, Whose, duties_of
from mutu.core.permissions import Role
from mutu.improvement.corrective_actions.models import CorrectiveAction
from mutu.improvement.nonconformities import rules
from mutu.improvement.nonconformities.models import Nonconformity

S = rules.State
ANSWER_WITHIN = timedelta(hours=24)
ANSWERS_SOUGHT_FOR = timedelta(days=14)
NEXT = {
    S.REPORTED: (_("Contain it"), "contain"),
    S.CONTAINED: (_("Put it right"), "correct"),
    S.CORRECTED: (_("Find the cause"), "determine_cause"),
    S.CAUSE_FOUND: (_("Plan the cure"), "plan_cure"),
    S.ACTING: (_("See the actions through"), "plan_cure"),
    S.ACTED: (_("Judge the effect"), "verify_effectiveness"),
    S.EFFECTIVE: (_("Close it"), "close"),
}


def whose_step(whose: Whose) -> Q:
    """Judging the effect is the judge's step, closing is the quality manager's, every other one the owner's."""
    if whose.person is None:
        return Q()
    mine = whose.steps("owner", Role.QUALITY_MANAGER) | Q(judge=whose.person)
    return mine | Q(state=S.EFFECTIVE) if Role.QUALITY_MANAGER in whose.roles else mine


@duties_of
def steps(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """The next step of each open problem; judging waits for its day."""
    found = (
        Nonconformity.objects.of(organization)
        .filter(whose_step(whose), open__in=(True,))
        .exclude(state=S.ACTING)
        .filter(~Q(state=S.ACTED) | Q(effect_due__lte=now))
        .select_related("owner", "judge")
        .only("number", "what", "state", "reported_at", "due", "hold", "owner__name", "judge__name", "organization_id")
        .order_by("due", "-reported_at")
    )
    for one in found[: whose.most]:
        step, verb = NEXT[S(one.state)]
        person = one.judge if one.state == S.ACTED else one.owner
        if one.state == S.EFFECTIVE:
            person = None
        yield Duty(
            person.pk if person else None, person.name if person else "", one.kind, one.pk, one.number, one.title,
            step, f"nonconformity.{verb}", one.reported_at, one.due, "" if person else Role.QUALITY_MANAGER,
            "hold" if one.hold else "open",
        )  # fmt: skip


@duties_of
def corrective_actions(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each corrective action its owner has not done."""
    found = (
        CorrectiveAction.objects.of(organization)
        .filter(whose.steps("owner", ""), open__in=(True,))
        .select_related("owner")
        .only("number", "what", "due", "planned_at", "owner__name", "organization_id", "state")
        .order_by("due")
    )
    for one in found[: whose.most]:
        yield Duty(
            one.owner_id, one.owner.name, one.kind, one.pk, one.number, one.title, _("Do the corrective action"),
            "corrective_action.complete", one.planned_at, one.due, shape="progress",
        )  # fmt: skip


@duties_of
def answers(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Reporters who wait for an answer."""
    found = (
        Nonconformity.objects.of(organization)
        .filter(whose.steps("owner", Role.QUALITY_MANAGER))
        .filter(reported_at__gte=now - ANSWERS_SOUGHT_FOR, answer="", source="floor")
        .exclude(reported_by=None)
        .select_related("owner", "reported_by")
        .order_by("reported_at")
    )
    for one in found[: whose.most]:
        if one.state in (S.WITHDRAWN, S.MERGED):
            continue
        yield Duty(
            one.owner_id, one.owner.name if one.owner else "", one.kind, one.pk, one.number, one.title,
            _("Answer the reporter"), "nonconformity.answer_reporter", one.reported_at,
            (one.reported_at + ANSWER_WITHIN).date(), "" if one.owner else Role.QUALITY_MANAGER, "statement",
        )  # fmt: skip


@belongings_of
def in_hands(organization: Any, person_id: UUID) -> Iterator[Belonging]:
    """Open problems somebody sees through or will judge, and the corrective actions they owe."""
    problems = Nonconformity.objects.of(organization).filter(open=True)
    for one in problems.filter(owner=person_id).order_by("pk"):
        yield Belonging(one, "nonconformity.assign", _("problem"))
    for one in problems.filter(judge=person_id, effect_at=None, state__in=rules.CURING).order_by("pk"):
        yield Belonging(one, "nonconformity.hand_over_judging", _("judging the effect of"), "judge")
    for owed in CorrectiveAction.objects.of(organization).filter(owner=person_id, open=True).order_by("pk"):
        yield Belonging(owed, "corrective_action.hand_over", _("corrective action"))
