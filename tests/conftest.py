"""The test database (see ground.py), and the two ways a test may use it: `db` and `committed`.

On PostgreSQL the tables are made by the role that owns them; the tests then run as the application's role,
which owns nothing, so that row-level security binds them as it binds the program.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from tests.ground import DATABASE, ENGINE

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker
    from tests.cast import Factory

    from mutu.core.actors import Actor


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: "DjangoDbBlocker") -> Iterator[None]:
    """Make the test database as its owner, then hand it to the tests as the application sees it."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    application = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    with django_db_blocker.unblock():
        become(owner() or application)
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        become(application)
        if ENGINE == "postgres":
            for name in ("MUTU_DATABASE_URL", "MUTU_OWNER_DATABASE_URL"):
                os.environ[name] = urlsplit(os.environ[name])._replace(path=f"/{DATABASE}").geturl()
    yield
    with django_db_blocker.unblock():
        become(owner() or application)
        teardown_databases(made, verbosity=0)


def owner() -> dict[str, str] | None:
    """The role that makes tables, where the engine knows roles."""
    if ENGINE == "sqlite":
        return None
    url = urlsplit(os.environ["MUTU_OWNER_DATABASE_URL"])
    return {"USER": url.username or "", "PASSWORD": url.password or ""}


def become(role: dict[str, str]) -> None:
    """Use this role from the next connection on, in every thread."""
    from django.db import connection

    connection.close()
    connection.settings_dict.update(role)


@pytest.fixture
def committed(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: "DjangoDbBlocker"
) -> Iterator[None]:
    """The database with real commits, for tests of locks, threads, other processes and row-level security.

    Nothing is cleaned up afterwards: the trail cannot be deleted. Each test founds its own organizations.
    """
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        raise pytest.UsageError("A test is either rolled back (db) or committed, not both.")
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def bayan(db: None) -> "Factory":
    """The factory of the cast, rolled back after the test."""
    from tests import cast

    return cast.build()


@pytest.fixture
def nurul(bayan: "Factory") -> "Actor":
    """The quality manager."""
    return bayan.nurul


@pytest.fixture
def suresh(bayan: "Factory") -> "Actor":
    """The process owner."""
    return bayan.suresh


@pytest.fixture
def bishnu(bayan: "Factory") -> "Actor":
    """The operator at Penang."""
    return bayan.bishnu


@pytest.fixture
def eve(db: None) -> "Actor":
    """The quality manager of another firm."""
    from tests import cast

    return cast.build("Eve & Sons").nurul
