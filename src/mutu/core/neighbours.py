"""No row of one organization points at a record of another, whoever wrote it (kernel-trial 3.7; 7.5.3).

The gate looks up every named record inside the actor's organization. This is the wall behind it, for a mistake in our
own code and for a hand in the database: on PostgreSQL a second foreign key over (organization, record), on SQLite a
trigger. Both are made from the models, after every migration.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

PREFIX = "neighbour_"


@dataclass(frozen=True)
class Link:
    """A column of an organization's table that names a record of an organization."""

    table: str
    column: str
    target: str
    key: str

    @property
    def name(self) -> str:
        digest = hashlib.sha256(f"{self.table}.{self.column}>{self.target}".encode()).hexdigest()[:12]
        return f"{PREFIX}{digest}"

    @property
    def unique(self) -> str:
        """The name of the index that lets a foreign key look at both columns of its target."""
        return f"{PREFIX}of_{self.target}"[:60]


def owned(model: Any) -> bool:
    """Whether a table holds an organization's data."""
    return any(one.name == "organization" and one.is_relation for one in model._meta.concrete_fields)


def links() -> Iterator[Link]:
    """Every column that could point at another organization's record."""
    for model in apps.get_models():
        if not owned(model):
            continue
        for column in model._meta.concrete_fields:
            target: Any = column.related_model
            if isinstance(column, models.ForeignKey) and column.name != "organization" and owned(target):
                key = target._meta.get_field(column.target_field.name).column
                yield Link(model._meta.db_table, str(column.column), target._meta.db_table, str(key))


def statements(existing: set[str]) -> Iterator[str]:
    """What puts the wall up where it is not yet up."""
    here = [link for link in links() if {link.table, link.target} <= existing]
    yield from _triggers(here) if connection.vendor == "sqlite" else _foreign_keys(here)


def taken_down() -> Iterator[str]:
    """What takes the wall down before a migration: SQLite makes no table anew that a trigger of another one names."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
            names = [name for (name,) in cursor.fetchall()]
        yield from (f"DROP TRIGGER {name}" for name in names)


def _foreign_keys(here: list[Link]) -> Iterator[str]:
    kept, plain = _names_kept(), _plain_keys()
    for link in here:
        if link.name not in kept:
            yield f"CREATE UNIQUE INDEX IF NOT EXISTS {link.unique} ON {link.target} (organization_id, {link.key})"
            yield (
                f"ALTER TABLE {link.table} ADD CONSTRAINT {link.name} FOREIGN KEY (organization_id, {link.column}) "
                f"REFERENCES {link.target} (organization_id, {link.key}) DEFERRABLE INITIALLY DEFERRED"
            )
        # the key over both columns says all that Django's over one says; looking twice would cost every insert
        for name in plain.get((link.table, link.column), ()):
            yield f"ALTER TABLE {link.table} DROP CONSTRAINT {connection.ops.quote_name(name)}"


def _names_kept() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname LIKE %s", [f"{PREFIX}%"])
        return {name for (name,) in cursor.fetchall()}


def _plain_keys() -> dict[tuple[str, str], list[str]]:
    """The foreign keys over one column, by table and column."""
    found: dict[tuple[str, str], list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.relname, a.attname, c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
            "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1] "
            "WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 1 "
            "AND c.connamespace = current_schema()::regnamespace"
        )
        for table, column, name in cursor.fetchall():
            found.setdefault((table, column), []).append(name)
    return found


def _triggers(here: list[Link]) -> Iterator[str]:
    yield from taken_down()
    for table in sorted({link.table for link in here}):
        mine = [link for link in here if link.table == table]
        strangers = " OR ".join(
            f"EXISTS (SELECT 1 FROM {link.target} t WHERE t.{link.key} = NEW.{link.column} "  # noqa: S608
            "AND t.organization_id <> NEW.organization_id)"
            for link in mine
        )
        columns = ", ".join(["organization_id", *(link.column for link in mine)])
        for event, on in (("insert", "INSERT"), ("update", f"UPDATE OF {columns}")):
            yield (
                f"CREATE TRIGGER {PREFIX}{event}_{table} BEFORE {on} ON {table} WHEN {strangers} "
                "BEGIN SELECT RAISE(ABORT, 'a record of another organization'); END"
            )
