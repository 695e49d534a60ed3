"""Reading how customers see us: lists, and what of the plan is due."""

from datetime import date
from typing import cast

from django.db.models import QuerySet

from mutu.core import permissions
from mutu.core.actors import Actor
from mutu.operation.perceptions.models import Perception, PerceptionPlan


def listed(by: Actor) -> QuerySet[Perception]:
    """Every sign that was kept, newest first, with its customer, in one query."""
    kept = permissions.visible(Perception, by).select_related("customer").order_by("-at", "-pk")
    return cast("QuerySet[Perception]", kept)


def plans(by: Actor) -> QuerySet[PerceptionPlan]:
    """The methods in use, the one to look at next first."""
    in_use = permissions.visible(PerceptionPlan, by).filter(open=True).select_related("owner").order_by("due", "pk")
    return cast("QuerySet[PerceptionPlan]", in_use)


def due(by: Actor, today: date) -> list[PerceptionPlan]:
    """The methods whose answers nobody has looked at in the interval that was decided (9.1.2 b)."""
    return list(plans(by).filter(due__lte=today))
