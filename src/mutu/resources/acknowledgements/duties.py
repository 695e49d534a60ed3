"""What somebody still has to read and sign (7.3, 7.5.3.1)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from mutu.core.duties import RUNS_AHEAD, Duty, own_duties_of
from mutu.core.models import Person
from mutu.resources.acknowledgements import queries
from mutu.resources.documents.models import Document

STEP = _("Read and sign")
ONE_BY_ONE = 3
"""So many are shown by themselves; of more only the most urgent, with how many wait behind it."""


@own_duties_of
def reading(organization: Any, now: datetime, person: Person | None) -> Iterator[Duty]:
    """A person's unread documents; for the daily mail everybody's that are due soon."""
    if person is None:
        for document, reader, due in queries.news(organization, now.date(), now.date() + RUNS_AHEAD):
            yield duty(document, reader, due, now)
        return
    waiting = queries.to_read(person)
    shown = waiting if len(waiting) <= ONE_BY_ONE else waiting[:1]
    for one in shown:
        yield duty(one.document, person, one.due, now, len(waiting) - len(shown))


def duty(document: Document, person: Person, due: Any, now: datetime, behind: int = 0) -> Duty:
    subject = f"{document.name} (+{behind})" if behind else document.name
    return Duty(
        person.pk, person.name, "revision", document.current_id or document.pk, document.number, subject, STEP,
        "acknowledgement.sign", since(document, now), due, shape="open",
    )  # fmt: skip


def since(document: Document, now: datetime) -> datetime:
    """It has waited since the revision came in force."""
    day = document.current.effective_on if document.current is not None else None
    return datetime.combine(day, time.min, UTC) if day is not None else now
