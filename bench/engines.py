"""The databases that are measured: SQLite always, PostgreSQL too when it is installed (a throw-away server)."""

import contextlib
import io
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests import postgres


@cache
def cluster() -> postgres.Cluster:
    """The server that `python tests/postgres.py start` keeps; `... stop` removes it with what was filled."""
    with contextlib.redirect_stdout(io.StringIO()):
        postgres.start()
    kept = postgres.remembered()
    if kept is None:
        raise RuntimeError("PostgreSQL did not start")
    return kept


def urls_of(engine: str, rows: int) -> dict[str, str]:
    """The environment under which the program uses this engine's database of so many records."""
    if engine == "sqlite":
        return {}
    there = cluster().urls
    name = f"bench_{rows}"
    _make(there["MUTU_OWNER_DATABASE_URL"], name)
    return {key: f"{url.rpartition('/')[0]}/{name}" for key, url in there.items() if key.endswith("_URL")}


def bare_database(engine: str, home: Path) -> dict[str, Any]:
    """Django's settings of an empty database for the bare pages."""
    if engine == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "bare"), "CONN_MAX_AGE": None}
    name = f"bare_{secrets.token_hex(4)}"
    owner = urlsplit(cluster().urls["MUTU_OWNER_DATABASE_URL"])
    _make(owner.geturl(), name)
    return {"ENGINE": "django.db.backends.postgresql", "NAME": name, "CONN_MAX_AGE": None, "HOST": owner.hostname,
            "PORT": owner.port, "USER": owner.username, "PASSWORD": owner.password}  # fmt: skip


@cache
def _make(owner_url: str, name: str) -> None:
    import psycopg

    with psycopg.connect(owner_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]


def analyze() -> None:
    """Let the engine look at what was filled; on PostgreSQL only the owner may."""
    from django.db import connection

    if owner := os.environ.get("MUTU_OWNER_DATABASE_URL"):
        import psycopg

        with psycopg.connect(owner, autocommit=True) as direct:
            direct.execute("VACUUM ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
