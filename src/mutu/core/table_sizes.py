"""How full the tables are: what SQLite must be told now and then to choose the right index; PostgreSQL looks itself."""

from django.db import connection


def look_at_tables() -> str:
    """Count anew, whole tables one by one; after a migration, after much was brought in, and every night.

    A sample would do for rare values, but not for "all of this organization", which it takes for a sample's size; and
    a table at a time keeps others who write waiting for one table only.
    """
    if connection.vendor != "sqlite":
        return "nothing to do"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit=0")
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            if not table.startswith("core_found_pieces"):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
    return f"{len(tables)} tables"
