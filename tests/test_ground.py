"""What tests/conftest.py promises every other test about its database."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

OTHER_PROCESS = """
import django
django.setup()
from django.contrib.contenttypes.models import ContentType
print(ContentType.objects.filter(app_label="seen elsewhere").count())
"""

on_postgresql = pytest.mark.skipif("postgresql://" not in os.environ["MUTU_DATABASE_URL"], reason="PostgreSQL only")


@on_postgresql
def test_the_role_that_runs_the_tests_owns_nothing_and_cannot_walk_past_row_level_security(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


@on_postgresql
def test_the_role_that_runs_the_tests_makes_no_tables(db):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("CREATE TABLE mine (id int)")


def test_what_is_committed_is_seen_by_another_thread_and_another_process(committed):
    from django.contrib.contenttypes.models import ContentType

    def seen() -> int:
        try:
            return ContentType.objects.filter(app_label="seen elsewhere").count()
        finally:
            connection.close()

    kind = ContentType.objects.create(app_label="seen elsewhere", model="thing")
    try:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(seen).result() == 1
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mutu.settings"}
        other = subprocess.run(
            [sys.executable, "-c", OTHER_PROCESS], env=environment, capture_output=True, text=True, check=True
        )
        assert other.stdout.strip() == "1"
    finally:
        kind.delete()


def test_what_a_rolled_back_test_writes_is_gone_from_other_connections(db):
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.create(app_label="never committed", model="thing")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mutu.settings"}
    other = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS.replace("seen elsewhere", "never committed")],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == "0"
