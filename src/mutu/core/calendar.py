"""Working days of a site: our own due dates move for weekends and holidays, customers' and bodies' never do."""

from collections.abc import Set
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mutu.core.nouns.models import Holiday, Site
from mutu.core.statements import values_of


def works_on(day: date, working_days: str, holidays: Set[date]) -> bool:
    return str(day.isoweekday()) in working_days and day not in holidays


def after_working_days(start: date, days: int, working_days: str = "123456", holidays: Set[date] = frozenset()) -> date:
    """The working day that many working days after `start`; 0 gives the start itself or the next working day.

    >>> after_working_days(date(2026, 11, 21), 1).isoformat()
    '2026-11-23'
    """
    day, left = start, days
    for _ in range(3660):
        if left <= 0 and works_on(day, working_days, holidays):
            return day
        day += timedelta(days=1)
        if works_on(day, working_days, holidays):
            left -= 1
    raise ValueError("no working day within ten years: check the site's working days")


def end_of_day(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(23, 59), ZoneInfo(timezone)).astimezone(UTC)


def holidays_of(site: Site) -> frozenset[date]:
    days = values_of(Holiday, ("day",), organization_id=site.organization_id, site_id=site.pk, state="current")
    return frozenset(day for (day,) in days)


def due_in_working_days(start: datetime, days: int, site: Site | None) -> datetime:
    """A due moment that many of the site's working days later, at the same time of day on the site's clock.

    What begins on a day off is due at the end of its last day: Sunday night leaves no working time until Monday night.
    """
    zone = ZoneInfo(site.timezone if site else "UTC")
    local = start.astimezone(zone)
    pattern, holidays = (site.working_days, holidays_of(site)) if site else ("123456", frozenset())
    day = after_working_days(local.date(), days, pattern, holidays)
    if not works_on(local.date(), pattern, holidays):
        return end_of_day(day, zone.key)
    return datetime.combine(day, local.time(), zone).astimezone(UTC)
