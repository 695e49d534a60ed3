"""The second wall: row-level security on PostgreSQL, append-only triggers on both databases, ensured after migrating.

Row-level security does not look through foreign keys, so a row of one organization could point at another's record;
`core/neighbours.py` has that wall.

The application's role owns nothing, so the policies bind it; the owner's role migrates and makes backups, which
is why no table forces them on its owner.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from mutu.core import neighbours
from mutu.core.trail_models import Entry

HERE = "current_setting('mutu.organization')::uuid"


class UnsafeRole(RuntimeError):
    """The program is connected as a role that the walls do not bind."""


def guarded_tables() -> Iterator[tuple[str, str]]:
    """Every table that holds an organization's data, with the column that says whose."""
    for model in apps.get_models():
        if any(isinstance(column, models.ForeignKey | models.OneToOneField) and column.name == "organization"
               for column in model._meta.concrete_fields):  # fmt: skip
            yield model._meta.db_table, "organization_id"


def ensure() -> None:
    """Put every wall up; safe to do again."""
    existing = set(connection.introspection.table_names())
    if Entry._meta.db_table not in existing:
        return
    with connection.cursor() as cursor:
        for statement in (*_statements(existing), *neighbours.statements(existing)):
            cursor.execute(statement)


def make_way() -> None:
    """Before migrating: what would stand in the way of a table being made anew."""
    with connection.cursor() as cursor:
        for statement in neighbours.taken_down():
            cursor.execute(statement)


def _statements(existing: set[str]) -> Iterator[str]:
    log = Entry._meta.db_table
    if connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {log}_no_{event.lower()} BEFORE {event} ON {log} "
                "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
            )
        return
    yield (
        "CREATE OR REPLACE FUNCTION mutu_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {log}_append_only ON {log}"
    yield (
        f"CREATE TRIGGER {log}_append_only BEFORE UPDATE OR DELETE ON {log} "
        "FOR EACH ROW EXECUTE FUNCTION mutu_append_only()"
    )
    for table, column in guarded_tables():
        if table in existing:
            yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
            yield f"DROP POLICY IF EXISTS own_organization ON {table}"
            yield (
                f"CREATE POLICY own_organization ON {table} USING ({column} = {HERE}) WITH CHECK ({column} = {HERE})"
            )
    yield from _grants(log)


def _grants(log: str) -> Iterator[str]:
    role = settings.APPLICATION_ROLE
    if not role:
        return
    quoted = connection.ops.quote_name(role)
    yield f"GRANT USAGE ON SCHEMA public TO {quoted}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}"
    yield f"REVOKE UPDATE, DELETE ON {log} FROM {quoted}"


def refuse_unsafe_role() -> None:
    """Refuse to serve as a superuser, as an owner of tables, or as a role that walks past row-level security."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = current_user "
            "AND schemaname = 'public') FROM pg_roles WHERE rolname = current_user"
        )
        (unsafe,) = cursor.fetchone()
    if unsafe:
        raise UnsafeRole(
            "This database role is a superuser, owns tables or bypasses row-level security. "
            "Use an application role of its own in MUTU_DATABASE_URL; see docs/how-to/install.md."
        )
