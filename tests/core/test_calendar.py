"""Working days of a site: our own dates move for Sundays and holidays (7.1.4)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import cast

from mutu.core import calendar
from mutu.core.identity import new_id
from mutu.core.nouns import actions as nouns

SATURDAY, SUNDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 30)
WEEKS = st.sets(st.sampled_from("1234567"), min_size=1).map("".join)


@pytest.mark.parametrize(
    ("start", "days", "pattern", "due"),
    [
        (SATURDAY, 0, "123456", SATURDAY),
        (SUNDAY, 0, "123456", MONDAY),
        (SATURDAY, 1, "123456", MONDAY),
        (SATURDAY, 1, "12345", MONDAY),
        (date(2026, 11, 27), 1, "12345", MONDAY),
        (date(2026, 11, 27), 1, "123456", SATURDAY),
        (MONDAY, 7, "1", date(2027, 1, 18)),
        (SATURDAY, 1, "1234567", SUNDAY),
    ],
)
def test_working_days_are_counted(start: date, days: int, pattern: str, due: date) -> None:
    assert calendar.after_working_days(start, days, pattern) == due


def test_a_holiday_is_no_working_day() -> None:
    tet = frozenset({date(2026, 2, day) for day in (16, 17, 18, 19, 20, 21)})
    assert calendar.after_working_days(date(2026, 2, 14), 1, "123456", tet) == date(2026, 2, 23)
    assert calendar.works_on(date(2026, 2, 16), "123456", tet) is False


def test_a_site_that_never_works_is_said() -> None:
    with pytest.raises(ValueError, match="check the site's working days"):
        calendar.after_working_days(MONDAY, 1, "")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60), WEEKS, st.sets(st.dates(), max_size=9))
def test_the_day_is_a_working_day_with_so_many_before_it(
    start: date, days: int, pattern: str, holidays: set[date]
) -> None:
    due = calendar.after_working_days(start, days, pattern, frozenset(holidays))
    between = [date.fromordinal(one) for one in range(start.toordinal() + 1, due.toordinal() + 1)]
    worked = [one for one in between if calendar.works_on(one, pattern, frozenset(holidays))]
    assert calendar.works_on(due, pattern, frozenset(holidays))
    started = calendar.works_on(start, pattern, frozenset(holidays))
    assert len(worked) == days or (days == 0 and not started and len(worked) == 1)


@pytest.mark.django_db
def test_a_sites_own_calendar_and_clock_decide() -> None:
    """Five in the afternoon in UTC on Friday is one at night on Saturday in Penang."""
    factory = cast.build()
    site = nouns.add_site(
        new_id(), by=factory.nurul, name="Melaka", country="MY", timezone="Asia/Kuala_Lumpur", working_days="12345"
    )  # fmt: skip
    friday = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
    assert calendar.due_in_working_days(friday, 1, site) == datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    sunday = datetime(2026, 11, 28, 16, 25, tzinfo=UTC)
    assert calendar.due_in_working_days(sunday, 1, site) == datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    assert calendar.due_in_working_days(friday, 1, None) == datetime(2026, 11, 28, 17, 0, tzinfo=UTC)
    holiday = nouns.add_holiday(new_id(), by=factory.nurul, site=site, day=MONDAY, name="Deepavali")
    assert calendar.holidays_of(site) == {MONDAY}
    assert calendar.due_in_working_days(friday, 1, site) == datetime(2026, 12, 1, 15, 59, tzinfo=UTC)
    thursday = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
    assert calendar.due_in_working_days(thursday, 2, site) == datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
    from mutu.core import gate

    gate.actions()["holiday.retire"].do(holiday.pk, by=factory.nurul, facts={})
    assert calendar.holidays_of(site) == frozenset()


def test_the_end_of_a_day_is_the_sites() -> None:
    assert calendar.end_of_day(MONDAY, "Asia/Kuala_Lumpur") == datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
