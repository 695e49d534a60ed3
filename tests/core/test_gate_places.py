"""The gate, continued: at which site somebody may, whose clock counts, numbers, and how few statements it takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from tests.cast import Factory, fresh

from mutu.core import actions as core
from mutu.core import tenancy, trail
from mutu.core.actors import ClockMayNotBeSet
from mutu.core.identity import new_id
from mutu.core.models import Counter, Person
from mutu.core.permissions import Role
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.verification import verify
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import Nonconformity


def reported(bayan: Factory, **facts: object) -> Nonconformity:
    said = {"what": "Flash on the rim", "workplace": bayan.workplace.pk, **facts}
    return actions.report.do(new_id(), by=bayan.bishnu, facts=said)


def kept(record: Nonconformity) -> Nonconformity:
    return Nonconformity.objects.of(record.organization_id).get(pk=record.pk)


# where: sites


def test_who_leads_lines_at_kulim_does_not_describe_a_problem_at_penang(bayan: Factory) -> None:
    problem = reported(bayan)
    with pytest.raises(NotPermitted):
        actions.describe.do(problem.pk, by=bayan.mei, facts={"lot": "L-1"})


def test_nobody_moves_a_record_to_a_site_where_they_may_nothing(bayan: Factory) -> None:
    problem = actions.report(new_id(), by=bayan.mei, what="Scratch", site=bayan.other_site)
    assert actions.describe.do(problem.pk, by=bayan.mei, facts={"lot": "L-1"}).lot == "L-1"
    with pytest.raises(NotPermitted):
        actions.describe.do(problem.pk, by=bayan.mei, facts={"site": bayan.site.pk})
    with pytest.raises(NotPermitted):
        actions.describe.do(problem.pk, by=bayan.mei, facts={"site": "", "workplace": bayan.workplace.pk})
    assert kept(problem).site_id == bayan.other_site.pk


def test_who_may_at_both_sites_moves_it(bayan: Factory) -> None:
    problem = actions.report(new_id(), by=bayan.mei, what="Scratch", site=bayan.other_site)
    core.give_role(new_id(), by=bayan.nurul, person=bayan.mei.person, role=Role.INSPECTOR, site=bayan.site)
    mei = fresh(bayan.organization, bayan.mei.person)
    assert actions.describe.do(problem.pk, by=mei, facts={"site": bayan.site.pk}).site_id == bayan.site.pk


# the clock


def test_the_clock_is_not_set_where_it_may_not_be(bayan: Factory, settings: object) -> None:
    settings.MUTU_CLOCK_MAY_BE_SET = False  # type: ignore[attr-defined]
    with pytest.raises(ClockMayNotBeSet):
        replace(bayan.nurul, at=datetime(2026, 3, 2, tzinfo=UTC))


def test_a_clock_that_was_set_back_is_written_down_and_the_log_goes_on(bayan: Factory) -> None:
    problem = actions.report(new_id(), by=replace(bayan.bishnu, at=datetime(2031, 5, 1, tzinfo=UTC)), what="Flash")
    actions.assign(problem.pk, by=replace(bayan.nurul, at=datetime(2031, 4, 1, tzinfo=UTC)), owner=bayan.suresh.person)
    first, second = trail.story(bayan.organization, problem)
    assert second.at - first.at == timedelta(microseconds=1)
    from mutu.core.models import Entry

    leaf = Entry.objects.of(bayan.organization).order_by("-seq")[0].leaf
    assert '"clock":"2031-04-01T00:00:00.000000+00:00"' in leaf
    assert list(verify(bayan.organization)) == []


# what is hashed is what is kept


def test_what_is_hashed_is_what_the_table_holds(bayan: Factory, settings: object) -> None:
    assert settings.MUTU_READ_BACK is True  # type: ignore[attr-defined]
    problem = reported(bayan)
    done = actions.estimate_cost(problem.pk, by=bayan.nurul, cost=Decimal("12.5"), currency="myr")
    assert done.snapshot()["cost"] == "12.50" == kept(problem).snapshot()["cost"]


def test_numbers_follow_the_organization_s_own_pattern(bayan: Factory) -> None:
    core.set_pattern(bayan.organization.pk, by=bayan.nurul, kind="nonconformity", pattern="KN/{yy}{month}/{n:3}")
    organization = type(bayan.organization).objects.of(bayan.organization.pk).get()
    by = replace(bayan.bishnu, organization=organization, at=datetime(2026, 11, 30, 17, 0, tzinfo=UTC))
    assert actions.report(new_id(), by=by, what="Flash").number == "KN/2612/001"
    assert Counter.objects.of(organization).get(series="KN/2612/{n:3}").last == 1


@pytest.mark.parametrize("pattern", ["NC", "{n}{n}", "{x}-{n}", "N" * 36 + "{n:9}", "{n"])
def test_a_pattern_that_makes_no_numbers_is_refused(bayan: Factory, pattern: str) -> None:
    with pytest.raises(NotYet):
        core.set_pattern(bayan.organization.pk, by=bayan.nurul, kind="nonconformity", pattern=pattern)


def test_a_pattern_for_nothing_is_refused(bayan: Factory) -> None:
    with pytest.raises(NotYet):
        core.set_pattern(bayan.organization.pk, by=bayan.nurul, kind="nonconformty", pattern="N-{n}")


def test_statements_of_one_report_stay_few(
    bayan: Factory, settings: object, django_assert_max_num_queries: object
) -> None:
    by = fresh(bayan.organization, Person.objects.of(bayan.organization).get(pk=bayan.bishnu.person_id))
    with tenancy.reading(bayan.organization):
        assert by.organization.pk
    settings.MUTU_READ_BACK = False  # type: ignore[attr-defined]
    limit = 22 if connection.vendor == "postgresql" else 21
    with django_assert_max_num_queries(limit):  # type: ignore[operator]
        actions.report(new_id(), by=by, what="Flash")
