"""No row points at a record of another organization, past the gate too: as the role the program runs as."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from tests import cast

from mutu.core import guards, neighbours, tenancy
from mutu.core.identity import new_id
from mutu.core.models import RoleAssignment, Workplace
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import ContainmentPlace, Nonconformity

LINKS = sorted(neighbours.links(), key=lambda link: (link.table, link.column))


@pytest.fixture
def bayan(committed: None) -> cast.Factory:
    return cast.build()


@pytest.fixture
def eves(committed: None) -> cast.Factory:
    return cast.build("Eve & Sons")


def test_a_role_does_not_point_at_a_person_of_another_organization(bayan: cast.Factory, eves: cast.Factory) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        tenancy.enter(bayan.organization.pk)
        RoleAssignment.unscoped.create(organization=bayan.organization, person=eves.nurul.person, role="operator")


def test_a_row_is_not_turned_to_another_organizations_record(bayan: cast.Factory, eves: cast.Factory) -> None:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash", workplace=bayan.workplace)
    for column, value in (("workplace", eves.workplace.pk), ("owner", eves.suresh.person_id), ("site", eves.site.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            tenancy.enter(bayan.organization.pk)
            Nonconformity.unscoped.filter(pk=problem.pk).update(**{f"{column}_id": value})
    with tenancy.reading(bayan.organization):
        kept = Nonconformity.objects.of(bayan.organization).get(pk=problem.pk)
        assert (kept.workplace_id, kept.site_id) == (bayan.workplace.pk, problem.site_id)


def test_a_line_of_a_table_does_not_hang_on_a_record_of_others(bayan: cast.Factory, eves: cast.Factory) -> None:
    theirs = actions.report(new_id(), by=eves.bishnu, what="Flash")
    with pytest.raises(DatabaseError), transaction.atomic():
        tenancy.enter(bayan.organization.pk)
        ContainmentPlace.unscoped.create(organization=bayan.organization, record_id=theirs.pk, where="stock")


def test_what_belongs_together_is_kept_as_ever(bayan: cast.Factory) -> None:
    with transaction.atomic():
        tenancy.enter(bayan.organization.pk)
        moved = Workplace.unscoped.filter(pk=bayan.workplace.pk).update(site=bayan.other_site, process=None)
        assert moved == 1
        Workplace.unscoped.filter(pk=bayan.workplace.pk).update(site=bayan.site, process=bayan.process)


def test_the_wall_stands_for_every_column_that_names_a_record(bayan: cast.Factory) -> None:
    assert len(LINKS) > 40
    assert len({link.name for link in LINKS}) == len(LINKS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT conname FROM pg_constraint WHERE conname LIKE 'neighbour%' AND convalidated")
            assert {name for (name,) in cursor.fetchall()} == {link.name for link in LINKS}
            plain = neighbours._plain_keys()
            assert [link for link in LINKS if (link.table, link.column) in plain] == []
            return
        cursor.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'neighbour%'")
        written: dict[str, list[str]] = {}
        for table, sql in cursor.fetchall():
            written.setdefault(table, []).append(sql)
    for link in LINKS:
        condition = f"FROM {link.target} t WHERE t.{link.key} = NEW.{link.column} "
        assert [condition in sql for sql in written[link.table]] == [True, True]


def test_putting_it_up_again_changes_nothing(bayan: cast.Factory) -> None:
    if connection.vendor == "sqlite":
        guards.make_way()
        guards.ensure()
    with connection.cursor() as cursor:
        again = list(neighbours.statements(set(connection.introspection.table_names(cursor))))
    assert (again == []) is (connection.vendor == "postgresql")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its constraints through a migration")
def test_a_migration_finds_no_wall_in_its_way_and_leaves_one_behind(tmp_path: Path) -> None:
    """SQLite makes some tables anew when they change; a trigger that names one would stop it."""
    environment: dict[str, Any] = {**os.environ, "MUTU_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "mutu.settings"}
    for name in ("MUTU_DATABASE_URL", "MUTU_OWNER_DATABASE_URL"):
        environment.pop(name, None)
    script = """
from mutu.cli.starting import prepare
prepare()
from django.core.management import call_command
call_command("migrate", "improvement", "0001", verbosity=0)
call_command("migrate", verbosity=0)
"""
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True)
    with sqlite3.connect(tmp_path / "mutu.sqlite3") as kept:
        asked = "SELECT count(DISTINCT tbl_name) FROM sqlite_master WHERE name LIKE 'neighbour%'"
        assert kept.execute(asked).fetchone() == (len({link.table for link in LINKS}),)
    kept.close()


def test_a_record_that_is_not_there_is_not_pointed_at(bayan: cast.Factory) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        tenancy.enter(bayan.organization.pk)
        RoleAssignment.unscoped.create(organization=bayan.organization, person_id=new_id(), role="operator")


def test_only_tables_of_an_organization_are_walled() -> None:
    from django.apps import apps

    walled = {link.table for link in LINKS} | {link.target for link in LINKS}
    owners: set[str] = {model._meta.db_table for model in apps.get_models() if neighbours.owned(model)}
    assert walled <= owners
    assert issubclass(Nonconformity, models.Model)
