"""How the gate keeps a record and the lines of its own tables; nothing else writes them (7.5.3)."""

from typing import Any

from django.db import IntegrityError

from mutu.core import uniqueness
from mutu.core.records import Record, Row


def update(record: Record) -> None:
    """Keep what changed; what is taken by another is refused in words."""
    try:
        record.save(force_update=True)
    except IntegrityError as error:
        raise uniqueness.refusal_of(error, record) or error from None


def read_back(record: Record, after: dict[str, Any]) -> None:
    """In tests: what was hashed is what the table holds, to the last digit."""
    kept = type(record).unscoped.get(pk=record.pk).snapshot()
    if kept != after:
        names = [name for name in after if after[name] != kept.get(name)]
        raise AssertionError(f"{record.kind}: {names} are not in the table as they were hashed")


def save_rows(record: Record, *, new: bool) -> None:
    """Keep the lines of its own tables as they are now; a new record has none to take away."""
    for part, lines in record.__dict__.get("_rows", {}).items():
        related: Any = record._meta.get_field(part).related_model
        if not new:
            kept = [line.pk for line in lines]
            related.objects.of(record.organization_id).filter(record_id=record.pk).exclude(pk__in=kept).delete()
        for position, line in enumerate(lines):
            line.organization_id, line.record, line.position = record.organization_id, record, position
        _save_lines(related, lines)


def _save_lines(related: Any, lines: list[Row]) -> None:
    known = [line for line in lines if not line._state.adding]
    kept = {line.pk: line for line in related.unscoped.filter(pk__in=[line.pk for line in known])} if known else {}
    if added := [line for line in lines if line._state.adding]:
        related.unscoped.bulk_create(added)
    for line in known:
        if (line.position, line.snapshot()) != (kept[line.pk].position, kept[line.pk].snapshot()):
            line.save(force_update=True)
