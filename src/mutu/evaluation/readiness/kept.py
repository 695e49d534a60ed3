"""The answers of all checks, kept as long as nothing has changed.

Every change goes through the trail, so its size says whether anything changed at all; the day is part of the key
because deadlines pass by themselves. The answers are kept in this process and in a table the other processes read.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import OperationalError, transaction

from mutu.core.checks import Found, Look, checks
from mutu.core.models import LogHead
from mutu.evaluation.readiness.models import ReadinessFound

REVISION = 1
"""Raised when a check begins to mean something else, so that answers kept by an earlier version are not read."""


def found(organization_id: UUID, now: datetime | None = None) -> tuple[dict[str, Found], int]:
    """The answer of each check by name, and the size of the trail they hold for."""
    now = now or datetime.now(UTC)
    size = LogHead.objects.of(organization_id).values_list("size", flat=True).first() or 0
    key = f"{REVISION}.{len(checks())}:{size}:{now.date().isoformat()}"
    place = f"readiness:{organization_id}"
    held: tuple[str, dict[str, Found]] | None = cache.get(place)
    if held is not None and held[0] == key:
        return held[1], size
    answers = _shared(organization_id, key)
    if answers is None:
        look = Look(organization_id, now)
        answers = {name: one.run(look) for name, one in checks().items()}
        _share(organization_id, key, answers.values())
    cache.set(place, (key, answers), timeout=86400)
    return answers, size


def _shared(organization_id: UUID, key: str) -> dict[str, Found] | None:
    rows: list[dict[str, Any]] | None = (
        ReadinessFound.objects.of(organization_id).filter(key=key).values_list("found", flat=True).first()
    )
    return None if rows is None else {row["check"]: Found.kept(row) for row in rows}


def _share(organization_id: UUID, key: str, answers: Iterable[Found]) -> None:
    """For the other processes; a reader does not wait for a database that is being written."""
    row = ReadinessFound(organization_id=organization_id, key=key, found=[one.plain() for one in answers])
    try:
        with transaction.atomic():
            ReadinessFound.unscoped.bulk_create(
                [row], update_conflicts=True, unique_fields=["organization"], update_fields=["key", "found"]
            )
    except OperationalError:
        return
