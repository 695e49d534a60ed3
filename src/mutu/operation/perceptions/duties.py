"""Whose turn it is to look at what customers think (9.1.2 b)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mutu.core.belongings import Belonging, belongings_of
from mutu.core.duties import Duty, Whose, duties_of
from mutu.operation.perceptions.models import PerceptionPlan

LOOK_AHEAD = timedelta(days=14)


@duties_of
def looks(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each method whose interval is over, or nearly."""
    found = PerceptionPlan.objects.of(organization).filter(open=True, due__lte=now.date() + LOOK_AHEAD)
    for one in found.filter(whose.steps("owner", "")).select_related("owner").order_by("due", "pk")[: whose.most]:
        yield Duty(
            one.owner_id, one.owner.name, one.kind, one.pk, one.number, one.title, _("Look at what customers think"),
            "perception_plan.review", one.reviewed_at or one.decided_at, one.due, shape="statement",
        )  # fmt: skip


@belongings_of
def in_hands(organization: Any, person_id: UUID) -> Iterator[Belonging]:
    """The ways of listening somebody sees to."""
    for one in PerceptionPlan.objects.of(organization).filter(open=True, owner=person_id).order_by("pk"):
        yield Belonging(one, "perception_plan.change", _("listening to customers"),
                        facts={"interval_days": one.interval_days})  # fmt: skip
