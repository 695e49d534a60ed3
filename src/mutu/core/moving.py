"""An installation that has outgrown its file moves to PostgreSQL, to the same trail roots or not at all (7.5.3).

Every row of the SQLite file is written as it stands; the gate is not asked, because nothing happens to any record. The
logs must then have the roots they had, and verification must find what it found before: nothing.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction

from mutu.core import search, tenancy
from mutu.core.archives import ArchiveRefused
from mutu.core.backup import as_owner
from mutu.core.checkpoints import root
from mutu.core.models import Door, Organization
from mutu.core.search_models import Found
from mutu.core.verification import verify

BATCH = 500
SOURCE = "moved"
NOT_MOVED = frozenset({"django_content_type", "auth_permission", "django_session", Found._meta.db_table})
"""What the new database has made itself, what lasts a day, and the words of the search box, which are made anew."""

Progress = Callable[[str, int], None]


def move_to_postgresql(file: Path, told: Progress = lambda _table, _rows: None) -> dict[str, str]:
    """Bring the installation in this SQLite file into the empty PostgreSQL database that is configured.

    Answers with each organization's address and the root of its log, the same before and after. The file and the
    attachments stay as they are.
    """
    if connection.vendor != "postgresql":
        raise ArchiveRefused("other_engine", "Set MUTU_DATABASE_URL and MUTU_OWNER_DATABASE_URL to the PostgreSQL "
                             "database to move to.")  # fmt: skip
    if not file.is_file():
        raise ArchiveRefused("foreign", f"There is no database {file}.")
    if Door.objects.exists():
        raise ArchiveRefused("not_empty", "The PostgreSQL database here is not empty; move into an empty one.")
    with _source(file), as_owner(), transaction.atomic():
        if _migrations(SOURCE) != _migrations("default"):
            raise ArchiveRefused("newer", "The file is of another version of Mutu; run `mutu migrate` on it first.")
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and model._meta.db_table not in NOT_MOVED:
                told(model._meta.db_table, _copy(model))
        connection.check_constraints()
        return {slug: _proved(slug, key, before) for slug, key, before in _logs_before(file)}


@contextmanager
def _source(file: Path) -> Iterator[None]:
    """The file as a second database, read only."""
    from mutu.settings import database

    settings = {**connection.settings_dict, **database(f"sqlite:///{file}"), "NAME": f"file:{file}?mode=ro"}
    settings["OPTIONS"] = {"uri": True}
    connections.databases[SOURCE] = settings
    try:
        yield
    finally:
        connections[SOURCE].close()
        del connections[SOURCE]
        del connections.databases[SOURCE]


def _migrations(alias: str) -> set[tuple[str, str]]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _copy(model: Any) -> int:
    """All rows of a table as they stand: no default, no clock, no signal touches them."""
    rows = model._base_manager.using(SOURCE).order_by("pk").iterator(chunk_size=BATCH)
    columns, batch, count = model._meta.concrete_fields, [], 0
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            count += _write(model, columns, batch)
            batch = []
    count += _write(model, columns, batch)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return count


def _write(model: Any, columns: Any, batch: list[models.Model]) -> int:
    if batch:
        model._base_manager.using("default")._insert(batch, fields=columns, using="default", raw=True)
    return len(batch)


def _logs_before(file: Path) -> Iterator[tuple[str, UUID, tuple[int, str]]]:
    """Each organization with the size and the root of its log, read from the file itself."""
    from mutu.lib import transparency

    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as kept:
        asked = (
            "SELECT d.slug, d.organization_id, h.size, h.frontier FROM core_door d "
            "JOIN core_loghead h ON h.organization_id = d.organization_id ORDER BY d.slug"
        )
        logs = list(kept.execute(asked))
    kept.close()
    for slug, key, size, frontier in logs:
        yield slug, UUID(key), (size, transparency.root(size, bytes(frontier)).hex())


def _proved(slug: str, key: UUID, before: tuple[int, str]) -> str:
    """The root of a log that has arrived; a refusal if it is another, or if its records do not fit it."""
    tenancy.enter(key)
    search.reindex(Organization.objects.of(key).get())
    size, after = root(key)
    findings = verify(key)
    if (size, after.hex()) != before or not findings.clean:
        first = next(iter(findings), "another root")
        raise ArchiveRefused("other_root", f"{slug}: the log did not arrive as it was: {first}. Nothing was moved.")
    return after.hex()
