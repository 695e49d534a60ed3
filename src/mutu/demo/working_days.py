"""When people of the demo are at work: shifts, Sundays and the feasts around which a factory here is quiet (7.1.4)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from mutu.core.calendar import after_working_days, works_on

MALAYSIA = {
    "Hari Raya Aidilfitri": (
        "2025-03-31 2025-04-01 2025-04-02 2026-03-20 2026-03-21 2026-03-23 2026-03-24 "
        "2027-03-10 2027-03-11 2027-03-12 2028-02-26 2028-02-28 2028-02-29"
    ),
    "Chinese New Year": (
        "2025-01-29 2025-01-30 2025-01-31 2026-02-17 2026-02-18 2026-02-19 2027-02-06 2027-02-08 2027-02-09 "
        "2028-01-26 2028-01-27 2028-01-28"
    ),
    "Deepavali": "2025-10-20 2025-10-21 2026-11-09 2027-10-28 2028-10-17",
    "Hari Raya Haji": "2025-06-07 2026-05-27 2027-05-17 2028-05-05",
    "Thaipusam": "2025-02-11 2026-02-02 2027-01-22 2028-02-09",
    "Wesak": "2025-05-12 2026-06-01 2027-05-20 2028-05-09",
    "Awal Muharram": "2025-06-27 2026-06-17 2027-06-07 2028-05-25",
    "Birthday of the Prophet": "2025-09-05 2026-08-25 2027-08-14 2028-08-03",
    "Birthday of the Agong": "2025-06-02 2026-06-02 2027-06-08 2028-06-05",
    "Birthday of the Governor": "2025-07-12 2026-07-11 2027-07-10 2028-07-08",
}
MALAYSIA_EVERY_YEAR = {
    "New Year": "01-01", "Labour Day": "05-01", "George Town Heritage Day": "07-07", "National Day": "08-31",
    "Malaysia Day": "09-16", "Christmas": "12-25",
}  # fmt: skip
VIETNAM = {
    "Tết Nguyên Đán": (
        "2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-01 2026-02-16 2026-02-17 2026-02-18 2026-02-19 "
        "2026-02-20 2026-02-21 2027-02-05 2027-02-06 2027-02-08 2027-02-09 2027-02-10 2028-01-25 2028-01-26 "
        "2028-01-27 2028-01-28 2028-01-29"
    ),
    "Giỗ Tổ Hùng Vương": "2025-04-07 2026-04-27 2027-04-16 2028-04-04",
}
VIETNAM_EVERY_YEAR = {
    "Tết Dương lịch": "01-01", "Ngày Giải phóng": "04-30", "Quốc tế Lao động": "05-01",
    "Quốc khánh": "09-02", "Quốc khánh, ngày thứ hai": "09-01",
}  # fmt: skip


def holidays(moving: dict[str, str], every_year: dict[str, str], first: date, last: date) -> dict[date, str]:
    """The holidays of a country from `first` to `last`, by day."""
    found = {date.fromisoformat(day): name for name, days in moving.items() for day in days.split()}
    for year in range(first.year, last.year + 1):
        found |= {date.fromisoformat(f"{year}-{day}"): name for name, day in every_year.items()}
    return {day: found[day] for day in sorted(found) if first <= day <= last}


@dataclass(frozen=True)
class WorkingDays:
    """The calendar of one factory: Monday to Saturday without its holidays, in its own time zone."""

    zone: ZoneInfo
    holidays: frozenset[date]
    rng: Random

    def works(self, day: date) -> bool:
        return works_on(day, "123456", self.holidays)

    def date_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def plus(self, day: date, days: int) -> date:
        return after_working_days(day, days, holidays=self.holidays)

    def last_before(self, day: date) -> date:
        """The last working day before that day."""
        day -= timedelta(days=1)
        while not self.works(day):
            day -= timedelta(days=1)
        return day

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute, self.rng.randrange(60)), self.zone)

    def between(self, day: date, first: float, last: float) -> datetime:
        """Some moment of a day between two hours, as 8.5 and 17."""
        minutes = self.rng.randrange(int(first * 60), int(last * 60))
        return self.moment(day, minutes // 60, minutes % 60)

    def office(self, after: datetime, low: int, high: int) -> datetime:
        """Some office hour `low` to `high` working days later, never before `after`."""
        day = self.plus(self.date_of(after), self.rng.randint(low, high))
        at = self.between(day, 8.2, 17.6)
        return at if at > after else self.soon(after, 20, 90)

    def soon(self, after: datetime, low: int, high: int) -> datetime:
        """Some minutes later, or the next working morning if nobody is there by then."""
        at = (after + timedelta(minutes=self.rng.randint(low, high))).astimezone(self.zone)
        if not self.works(at.date()):
            return self.between(self.plus(at.date(), 1), 7.2, 8.6)
        if at.hour < 7 and not self.works(at.date() - timedelta(days=1)):
            return self.between(at.date(), 7.2, 8.6)
        return at
