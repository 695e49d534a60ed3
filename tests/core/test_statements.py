"""Plain statements answer as the queries of Django do, and never beyond one organization."""

from datetime import date

import pytest
from tests import cast

from mutu.core import tenancy
from mutu.core.identity import new_id
from mutu.core.models import Holiday, LogHead, Name, Site
from mutu.core.nouns import actions as nouns
from mutu.core.statements import change, values_of


@pytest.fixture
def bayan(committed: None) -> cast.Factory:
    return cast.build()


@pytest.fixture
def eves(committed: None) -> cast.Factory:
    return cast.build("Eve & Sons")


def test_values_come_as_their_columns_give_them(bayan: cast.Factory) -> None:
    with tenancy.reading(bayan.organization):
        head = LogHead.objects.of(bayan.organization).get()
        found = values_of(LogHead, ("size", "frontier", "at"), organization_id=bayan.organization.pk)
    assert [(size, bytes(frontier), at) for size, frontier, at in found] == [(head.size, bytes(head.frontier), head.at)]


def test_rows_are_those_that_are_as_known_and_no_others(bayan: cast.Factory) -> None:
    for day in (date(2026, 2, 17), date(2026, 8, 31)):
        nouns.add_holiday(new_id(), by=bayan.nurul, site=bayan.site, day=day, name="Cuti")
    with tenancy.reading(bayan.organization):
        known = {"organization_id": bayan.organization.pk, "site_id": bayan.site.pk}
        days = sorted(values_of(Holiday, ("day",), **known, state="current"))
        retired = values_of(Holiday, ("day",), **known, state="retired")
    assert (days, retired) == ([(date(2026, 2, 17),), (date(2026, 8, 31),)], [])


def test_nothing_known_of_a_column_means_that_it_is_empty(bayan: cast.Factory) -> None:
    with tenancy.reading(bayan.organization):
        nobody = Name.objects.of(bayan.organization).filter(person=None).count()
        found = values_of(Name, ("person",), organization_id=bayan.organization.pk, person=None)
    assert found == [(None,)] * nobody


def test_another_organization_is_not_read(bayan: cast.Factory, eves: cast.Factory) -> None:
    with tenancy.reading(bayan.organization):
        theirs = values_of(Site, ("name",), organization_id=bayan.organization.pk, id=eves.site.pk)
        ours = values_of(Site, ("name",), organization_id=bayan.organization.pk, id=bayan.site.pk)
    assert (theirs, ours) == ([], [(bayan.site.name,)])


def test_a_change_is_of_the_organization_s_own_row(bayan: cast.Factory, eves: cast.Factory) -> None:
    with tenancy.reading(eves.organization):
        before = LogHead.objects.of(eves.organization).get().size
    with tenancy.reading(bayan.organization):
        change(LogHead, organization_id=bayan.organization.pk, size=4711)
        assert LogHead.objects.of(bayan.organization).get().size == 4711
    with tenancy.reading(eves.organization):
        assert LogHead.objects.of(eves.organization).get().size == before


def test_a_column_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        values_of(LogHead, ("length",), organization_id=new_id())
