"""How full the tables are: what SQLite must be told now and then to choose the right index; PostgreSQL looks itself."""

from django.db import connection

LOOKED_AT = 2000
"""Rows of each index that are looked at; enough to tell a rare value from a common one, at any size in a second."""


def look_at_tables() -> str:
    """Count anew; after a migration, after much was brought in, and every night."""
    if connection.vendor != "sqlite":
        return "nothing to do"
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
        cursor.execute("ANALYZE")
        cursor.fetchall()
    return "looked at"
