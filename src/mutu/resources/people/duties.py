"""Leavers of whom something is left to hand over (5.3)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mutu.core.duties import Duty, Whose, duties_of
from mutu.core.permissions import Role
from mutu.resources.people.models import Movement


@duties_of
def leavers(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each person the personnel office said leaves, until everything in their hands went to others."""
    found = Movement.objects.of(organization).filter(state="waiting").select_related("person")
    for one in found.order_by("left_on", "pk")[: whose.most]:
        yield Duty(None, "", "person", one.person_id, one.person.number, one.person.name, _("Hand over, then let go"),
                   "person.leave", one.told_at, one.left_on, Role.QUALITY_MANAGER, "waiting")  # fmt: skip
