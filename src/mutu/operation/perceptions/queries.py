"""Reading how customers see us: lists, and what of the plan is due."""

from datetime import date

from django.db.models import QuerySet

from mutu.core import permissions
from mutu.core.actors import Actor
from mutu.operation.perceptions.models import Perception, PerceptionPlan


def listed(by: Actor) -> QuerySet[Perception]:
    """Every sign that was kept, newest first, with its customer, in one query."""
    return permissions.visible(Perception, by).select_related("customer").order_by("-at", "-pk")


def plans(by: Actor) -> QuerySet[PerceptionPlan]:
    """The methods in use, the one to look at next first."""
    return permissions.visible(PerceptionPlan, by).filter(open=True).select_related("owner").order_by("due", "pk")


def due(by: Actor, today: date) -> list[PerceptionPlan]:
    """The methods whose answers nobody has looked at in the interval that was decided (9.1.2 b)."""
    return list(plans(by).filter(due__lte=today))
