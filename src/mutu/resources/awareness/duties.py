"""Cards somebody is asked to go through (7.3)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mutu.core.duties import RUNS_AHEAD, Duty, own_duties_of
from mutu.core.models import Person
from mutu.resources.awareness import queries
from mutu.resources.awareness.models import AwarenessNeed

STEP = _("Go through the cards")


@own_duties_of
def cards(organization: Any, now: datetime, person: Person | None) -> Iterator[Duty]:
    """A person's open sets from a month before they run out; for the daily mail, everybody's that are due soon."""
    if person is None:
        for need, key, name, due in queries.open_for_everybody(organization, now, now.date() + RUNS_AHEAD):
            yield duty(need, key, name, due)
        return
    for one in queries.asked_of(person, now):
        if one.is_open(now) or one.due <= now.date() + RUNS_AHEAD:
            yield duty(one.need, person.pk, person.name, one.due)


def duty(need: AwarenessNeed, key: Any, name: str, due: Any) -> Duty:
    return Duty(
        key, name, need.kind, need.pk, "", need.title, STEP, "awareness.complete", need.asked_at, due, shape="open"
    )
