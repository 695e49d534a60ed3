"""Organizations fail closed: in Python first, and behind it in the database, as the role the program runs as."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from tests import cast

from mutu.core import gate, guards, tenancy
from mutu.core.identity import new_id
from mutu.core.models import Entry, Person, Site, Workplace
from mutu.core.refusals import NotUnderstood
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import Nonconformity

postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has row-level security")


@pytest.fixture
def bayan(committed: None) -> cast.Factory:
    return cast.build()


@pytest.fixture
def eves(committed: None) -> cast.Factory:
    return cast.build("Eve & Sons")


def of_an_organization() -> list[type[models.Model]]:
    found = [
        model
        for model in apps.get_models()
        if any(column.name == "organization" and column.is_relation for column in model._meta.concrete_fields)
    ]
    assert len(found) > 20
    return found


@pytest.mark.parametrize("model", of_an_organization(), ids=lambda model: model.__name__)
def test_a_query_without_an_organization_is_a_mistake(model: type[models.Model]) -> None:
    manager = model._default_manager if not hasattr(model, "objects") else model.objects
    with pytest.raises(tenancy.UnscopedQuery):
        manager.all()
    with pytest.raises(tenancy.UnscopedQuery):
        manager.filter(pk=None)


def test_a_record_of_others_is_not_found_and_not_named(bayan: cast.Factory, eves: cast.Factory) -> None:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    with pytest.raises(gate.NotFound):
        actions.close(problem.pk, by=eves.nurul, conclusion="Ha.")
    for facts in ({"workplace": bayan.workplace.pk}, {"workplace": "IM-14x"}, {"part": str(problem.pk)}):
        with pytest.raises(NotUnderstood):
            actions.report.do(new_id(), by=eves.bishnu, facts={"what": "Flash", **facts})
    with pytest.raises(NotUnderstood):
        origin = f"nonconformity:{problem.pk}:{problem.number}"
        actions.report.do(new_id(), by=eves.bishnu, facts={"what": "Flash", "origin": origin})


@postgres
def test_without_an_organization_a_protected_table_is_an_error(bayan: cast.Factory) -> None:
    connection.close()
    with pytest.raises(DatabaseError):
        list(Nonconformity.unscoped.all())


@postgres
def test_without_the_filter_only_one_s_own_rows_are_there(bayan: cast.Factory, eves: cast.Factory) -> None:
    mine = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    actions.report(new_id(), by=eves.bishnu, what="Secret")
    with tenancy.reading(bayan.organization):
        assert [one.pk for one in Nonconformity.unscoped.all()] == [mine.pk]
        assert {one.organization_id for one in Person.unscoped.all()} == {bayan.organization.pk}
        assert {one.organization_id for one in Entry.unscoped.all()} == {bayan.organization.pk}
        assert Person.unscoped.filter(pk=eves.bishnu.person_id).count() == 0


@postgres
def test_nothing_is_written_into_another_organization(bayan: cast.Factory, eves: cast.Factory) -> None:
    with pytest.raises(DatabaseError), tenancy.reading(bayan.organization):
        Site.unscoped.create(organization=eves.organization, name="Ours now")
    with tenancy.reading(bayan.organization):
        assert Site.unscoped.filter(pk=eves.site.pk).update(name="Ours now") == 0
    with pytest.raises(DatabaseError), tenancy.reading(bayan.organization):
        Site.unscoped.filter(pk=bayan.site.pk).update(organization=eves.organization)


@postgres
def test_the_setting_ends_with_its_transaction(bayan: cast.Factory) -> None:
    with tenancy.reading(bayan.organization):
        assert Nonconformity.unscoped.count() == 0
    with pytest.raises(DatabaseError):
        Nonconformity.unscoped.count()


@postgres
def test_every_table_of_an_organization_has_its_policy(bayan: cast.Factory) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = 'own_organization'")
        policies = {table: (qual, check) for table, qual, check in cursor.fetchall()}
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
    for model in of_an_organization():
        rule = "(organization_id = (current_setting('mutu.organization'::text))::uuid)"
        assert policies[model._meta.db_table] == (rule, rule)
        assert model._meta.db_table in walled


@postgres
def test_the_program_owns_nothing_and_does_not_walk_past_the_walls(bayan: cast.Factory) -> None:
    guards.refuse_unsafe_role()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def test_the_walls_may_be_put_up_again(bayan: cast.Factory) -> None:
    if connection.vendor == "sqlite":
        guards.ensure()
    tables = {table for table, _column in guards.guarded_tables()}
    assert tables == {model._meta.db_table for model in of_an_organization()}


@pytest.mark.parametrize("statement", ["UPDATE core_entry SET leaf = ''", "DELETE FROM core_entry"])
def test_the_trail_is_neither_changed_nor_cut(bayan: cast.Factory, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        tenancy.enter(bayan.organization.pk)
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_entry_is_not_replaced_by_inserting_it_again(bayan: cast.Factory) -> None:
    """`INSERT OR REPLACE` walks past a trigger on SQLite unless recursive triggers are on."""
    word = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        tenancy.enter(bayan.organization.pk)
        with connection.cursor() as cursor:
            cursor.execute(
                f"{word} INTO core_entry SELECT * FROM core_entry WHERE organization_id = %s",
                [bayan.organization.pk.hex if connection.vendor == "sqlite" else bayan.organization.pk],
            )


def test_eve_sees_nothing_of_bayan_through_any_model(bayan: cast.Factory, eves: cast.Factory) -> None:
    actions.report(new_id(), by=bayan.bishnu, what="Flash", workplace=bayan.workplace)
    with tenancy.reading(eves.organization):
        assert Workplace.objects.of(eves.organization).filter(pk=bayan.workplace.pk).count() == 0
        assert Nonconformity.objects.of(eves.organization).count() == 0
