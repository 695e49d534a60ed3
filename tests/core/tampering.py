"""What somebody with the database in their hands can do: the owner's connection, past the gate and the triggers."""

import itertools
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from tests.cast import Factory
from tests.ground import DATABASE

from mutu.core import attachments, references, tenancy, trail
from mutu.core.identity import new_id
from mutu.core.proofs import verify
from mutu.core.records import Record
from mutu.core.trail_models import Entry, LogHead, Words
from mutu.lib import transparency

LOG, WORDS, HEAD = (model._meta.db_table for model in (Entry, Words, LogHead))
KEPT_OUT = {"secret", "used_at"}
"""Columns that never enter the trail, so that nothing can tell whether they were changed."""


class Owner:
    """A connection of the role that owns the tables: row-level security does not bind it, triggers it can drop."""

    def __init__(self) -> None:
        self.postgresql = connection.vendor == "postgresql"
        if self.postgresql:
            import psycopg

            self.raw: Any = psycopg.connect(os.environ["MUTU_OWNER_DATABASE_URL"], autocommit=True)
        else:
            self.raw = sqlite3.connect(DATABASE, isolation_level=None, timeout=20)

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        cursor = self.raw.cursor()
        cursor.execute(statement if self.postgresql else statement.replace("%s", "?"), values)
        return list(cursor.fetchall()) if cursor.description else []

    def key(self, id: UUID) -> Any:
        return id if self.postgresql else id.hex

    def json(self, value: Any) -> Any:
        from psycopg.types.json import Jsonb

        return Jsonb(value) if self.postgresql else json.dumps(value)

    @contextmanager
    def without_triggers(self) -> Iterator[None]:
        """The log opened for writing, and its locks put back afterwards."""
        if self.postgresql:
            self.run(f"ALTER TABLE {LOG} DISABLE TRIGGER USER")
        else:
            self.run(f"DROP TRIGGER {LOG}_no_update")
            self.run(f"DROP TRIGGER {LOG}_no_delete")
        try:
            yield
        finally:
            if self.postgresql:
                self.run(f"ALTER TABLE {LOG} ENABLE TRIGGER USER")
            else:
                from mutu.core import guards

                guards.ensure()

    @contextmanager
    def without_walls(self) -> Iterator[None]:
        """All tables without what keeps their rows in one organization, put back afterwards."""
        if self.postgresql:
            walls = self.run(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE starts_with(conname::text, 'neighbour_')"
            )
            for table, name, _definition in walls:
                self.run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        else:
            asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 10) = 'neighbour_'"
            walls = self.run(asked)
            for (name,) in walls:
                self.run(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            if self.postgresql:
                for table, name, definition in walls:
                    self.run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            else:
                from mutu.core import guards

                guards.ensure()


class Rows:
    """The rows of one organization in one table, for changing them from outside."""

    def __init__(self, owner: Owner, factory: Factory, table: str) -> None:
        self.owner, self.table, self.key = owner, table, owner.key(factory.organization.pk)

    def one(self, column: str, where: str = "TRUE") -> Any:
        asked = f"SELECT {column} FROM {self.table} WHERE organization_id = %s AND {where}"
        return self.owner.run(asked, self.key)[0][0]

    def set(self, column: str, value: Any, where: str = "TRUE") -> None:
        changed = f"UPDATE {self.table} SET {column} = %s WHERE organization_id = %s AND {where}"
        self.owner.run(changed, value, self.key)

    def delete(self, where: str) -> None:
        self.owner.run(f"DELETE FROM {self.table} WHERE organization_id = %s AND {where}", self.key)

    def copy(self, where: str, **changed: Any) -> None:
        """A second row like the first but for some columns."""
        cursor = self.owner.raw.cursor()
        cursor.execute(f"SELECT * FROM {self.table} LIMIT 0")
        columns = [column[0] for column in cursor.description if not (column[0] == "id" and "id" not in changed)]
        taken = [f'"{name}"' if name not in changed else "%s" for name in columns]
        names = ", ".join(f'"{name}"' for name in columns)
        self.owner.run(
            f"INSERT INTO {self.table} ({names}) SELECT {', '.join(taken)} FROM {self.table} "
            f"WHERE organization_id = %s AND {where}", *changed.values(), self.key,
        )  # fmt: skip


def fabricate(factory: Factory, model: type[Record]) -> Record:
    """A record of any kind with a line in each of its tables, as the gate would leave it, trail entry included."""
    record = model(pk=new_id(), version=1, **columns_for(factory, model))
    if any(isinstance(one, models.UniqueConstraint) and "numbered_at" in one.fields for one in model._meta.constraints):
        record.number = f"ü{uuid4().hex[:12]}"  # never without one
    if any(column.name == "state" for column in model._meta.concrete_fields):
        record.state = str(model.workflow.initial) if model.workflow else ""
    if hasattr(record, "open"):
        record.open = record.state not in record.ended
    with transaction.atomic():
        tenancy.enter(factory.organization.pk)
        record.save(force_insert=True)
        for part in model.parts:
            related: Any = model._meta.get_field(part).related_model
            line = related(record=record, **columns_for(factory, related))
            line.save(force_insert=True)
        fresh = model.objects.of(factory.organization).get(pk=record.pk)
        trail.append(
            factory.organization.pk,
            [trail.Remembered(factory.nurul, f"{model.kind}.fabricate", fresh, {}, {}, fresh.snapshot(), moment())],
        )
    return fresh


def columns_for(factory: Factory, model: type[models.Model]) -> dict[str, Any]:
    """A value for every column that asks for one."""
    values: dict[str, Any] = {"organization": factory.organization}
    for column in model._meta.concrete_fields:
        if column.name in ("id", "organization", "record", "state", "version", "position", "number"):
            continue
        if isinstance(column, models.ForeignKey):
            values[column.name] = some(factory, column.related_model, column.null)  # type: ignore[arg-type]
        elif column.name == "sha256":
            values[column.name] = attachments.keep(factory.organization.pk, b"what was measured", "a.txt").sha256
        else:
            values[column.name] = value_for(column)
    return values


def some(factory: Factory, model: type[Record], optional: bool) -> Record | None:
    with tenancy.reading(factory.organization):
        found = model.objects.of(factory.organization).order_by("pk").first()
    if found is None and not optional:
        return fabricate(factory, model)
    return found


COUNTED = itertools.count(3)


def value_for(column: models.Field[Any, Any]) -> Any:
    if column.choices:
        return next(value for value, _label in column.flatchoices if value not in (None, ""))
    for kind, value in (
        (models.BooleanField, True), (models.DecimalField, Decimal("1.5")), (models.DateTimeField, moment()),
        (models.DateField, date(2026, 5, 4)), (models.JSONField, ["ä"]), (models.UUIDField, uuid4()),
        (models.IntegerField, next(COUNTED)), (models.TimeField, None),
    ):  # fmt: skip
        if isinstance(column, kind):
            return value
    return f"ü{uuid4().hex}"[: column.max_length or 12]


def moment() -> datetime:
    return datetime.now(UTC)


def other_than(column: models.Field[Any, Any], old: Any, owner: Owner) -> Any:
    """Another value the column takes, as the driver writes it; `LookupError` when there is none."""
    if isinstance(column, models.ForeignKey):
        target: Any = column.target_field.model
        rows = owner.run(f"SELECT id FROM {target._meta.db_table} WHERE id <> %s", old or owner.key(uuid4()))
        if not rows:
            raise LookupError(column.name)
        return rows[0][0]
    if isinstance(column, models.JSONField):
        return owner.json(["changed"])
    if isinstance(column, models.DateTimeField):
        return "2001-02-03 04:05:06" if not owner.postgresql else datetime(2001, 2, 3, tzinfo=UTC)
    if isinstance(column, models.DateField):
        return "2001-02-03" if not owner.postgresql else date(2001, 2, 3)
    if isinstance(column, models.BooleanField):
        return not old if owner.postgresql else int(not old)
    if isinstance(column, models.DecimalField | models.IntegerField):
        return (old or 0) + 1
    if isinstance(column, models.UUIDField):
        return owner.key(uuid4())
    return changed_byte(old or "")


def changed_byte(text: str) -> str:
    return f"{text[:-1]}{'y' if text[-1:] == 'x' else 'x'}"


def every_kind() -> list[type[Record]]:
    return [model for _name, model in sorted(references.kinds().items())]


def found(factory: Factory, **how: Any) -> list[tuple[str, str, int | None]]:
    """What verification says: code, table and entry of each finding."""
    return [(one.code, one.table, one.seq) for one in verify(factory.organization, **how)]


def size_of(factory: Factory) -> int:
    with tenancy.reading(factory.organization):
        return int(LogHead.objects.of(factory.organization).get().size)


def rewrite(owner: Owner, factory: Factory, leaves: dict[int, str], size: int | None = None) -> None:
    """The log of these leaves instead, hashes and head made to fit: what only a checkpoint can find."""
    key, frontier = owner.key(factory.organization.pk), b""
    kept = dict(owner.run(f"SELECT seq, leaf FROM {LOG} WHERE organization_id = %s ORDER BY seq", key)) | leaves
    size = len(kept) if size is None else size
    with owner.without_triggers():
        for seq in range(size):
            nodes, frontier = transparency.append(seq, frontier, transparency.leaf_hash(kept[seq].encode()))
            owner.run(f"UPDATE {LOG} SET leaf = %s, nodes = %s WHERE organization_id = %s AND seq = %s",
                      kept[seq], nodes, key, seq)  # fmt: skip
        owner.run(f"DELETE FROM {LOG} WHERE organization_id = %s AND seq >= %s", key, size)
    owner.run(f"DELETE FROM {WORDS} WHERE organization_id = %s AND seq >= %s", key, size)
    at = datetime.fromisoformat(json.loads(kept[size - 1])["at"])
    owner.run(f"UPDATE {HEAD} SET size = %s, frontier = %s, at = %s WHERE organization_id = %s",
              size, frontier, at if owner.postgresql else at.replace(tzinfo=None).isoformat(" "), key)  # fmt: skip
