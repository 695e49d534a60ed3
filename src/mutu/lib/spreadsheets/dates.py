"""Dates as people write them in a list: any order, any era, month names in six languages.

>>> read_date("22/11/2569"), read_date("22 พ.ย. 69"), read_date("Nov 22, 2026")
(datetime.date(2026, 11, 22), datetime.date(2026, 11, 22), datetime.date(2026, 11, 22))
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

from .folding import fold
from .refusals import CellRefused
from .refusals import gettext_noop as noop

Order = Literal["dmy", "mdy", "ambiguous"]
BUDDHIST_ERA = 543
EARLIEST, LATEST = 1950, 2200
LAST_SERIAL = 2_958_465  # 31 December 9999, where Excel ends

MONTHS = tuple(calendar.month_name)
NAMES = (
    "january jan januari ocak|มกราคม|ม.ค.|tháng một|tháng giêng|一月",
    "february feb februari pebruari|กุมภาพันธ์|ก.พ.|tháng hai|二月",
    "march mar maret mac mrt|มีนาคม|มี.ค.|tháng ba|三月",
    "april apr|เมษายน|เม.ย.|tháng tư|四月",
    "may mei|พฤษภาคม|พ.ค.|tháng năm|五月",
    "june jun juni|มิถุนายน|มิ.ย.|tháng sáu|六月",
    "july jul juli julai|กรกฎาคม|ก.ค.|tháng bảy|七月",
    "august aug agustus ogos agu agt ags ogo|สิงหาคม|ส.ค.|tháng tám|八月",
    "september sep sept|กันยายน|ก.ย.|tháng chín|九月",
    "october oct oktober okt|ตุลาคม|ต.ค.|tháng mười|十月",
    "november nov nop nopember|พฤศจิกายน|พ.ย.|tháng mười một|十一月",
    "december dec desember disember des dis|ธันวาคม|ธ.ค.|tháng mười hai|tháng chạp|十二月",
)
WEEKDAYS = (
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun "
    "senin selasa rabu kamis jumat sabtu minggu isnin khamis jumaat ahad|thứ hai|thứ ba|thứ tư|thứ năm|"
    "thứ sáu|thứ bảy|chủ nhật|วันจันทร์|วันอังคาร|วันพุธ|วันพฤหัสบดี|วันศุกร์|วันเสาร์|วันอาทิตย์|"
    "星期一|星期二|星期三|星期四|星期五|星期六|星期日|星期天"
)
FILLERS = "ngày năm date day of th st nd rd tanggal tgl tarikh tahun bulan|วันที่|เดือน|พ.ศ.|พศ|ค.ศ.|ปี|be|ce|ad|m"


def _words(text: str) -> list[str]:
    """Folded names out of a line where | parts phrases and spaces part Latin words."""
    phrases = text.split("|")
    return [fold(word) for word in [*phrases[0].split(), *phrases[1:]]]


MONTH_OF = {name: month for month, line in enumerate(NAMES, 1) for name in _words(line)}
MONTH_OF |= {name.replace(" ", ""): month for name, month in tuple(MONTH_OF.items()) if not name.isascii()}


def _any_of(names: Iterable[str]) -> str:
    """A pattern for any of these names; Latin ones only as whole words."""
    longest = sorted(names, key=len, reverse=True)
    return "|".join(rf"(?<![a-z]){name}(?![a-z])" if name.isascii() else name for name in longest)


A_MONTH = re.compile(_any_of(MONTH_OF))
A_FILLER = re.compile(_any_of([*_words(WEEKDAYS), *_words(FILLERS)]))
NUMBERED_MONTH = re.compile(r"(?<![a-z])(?:thang|bulan|bln|เดือน) ?(\d{1,2})(?!\d)|(\d{1,2}) ?月")
CLOCK = r"\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:am|pm|น\.?|z|[+-]\d\d:?\d\d))?"
TIME_AFTER = re.compile(rf"(?<=\d)(?:[t\s,]+){CLOCK}$", re.IGNORECASE)
TIME_BEFORE = re.compile(rf"^{CLOCK}[\s,]+(?=\d)", re.IGNORECASE)


def read_date(value: object, *, order: Order | None = None, date1904: bool = False) -> dt.date:
    """The day a cell means.

    ``order`` says what 05/11/2026 is in this column, see `date_order`; without it such a cell is
    refused. ``date1904`` is the workbook's. Years from 2493 on are Buddhist era. Two figures for a
    year mean 2000 to 2049, and from 50 on the Buddhist era (69 is 2569, the year 2026).
    Raises CellRefused with date, date-ambiguous, date-no-such-day, date-year, date-incomplete.

    >>> read_date("05/11/2026", order="dmy"), read_date(46348), read_date("2026年11月22日")
    (datetime.date(2026, 11, 5), datetime.date(2026, 11, 22), datetime.date(2026, 11, 22))
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _day(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(value, date1904=date1904)
    if not isinstance(value, str):
        raise CellRefused("date", noop("This is no date. Write day, month and year, for example 22/11/2026."))
    return _from_text(value, order, date1904=date1904)


def date_order(values: Iterable[object]) -> Order:
    """Which of day and month comes first in a whole column, if its cells leave no doubt.

    >>> date_order(["05/11/2026", "22/11/2026"]), date_order(["11/22/26"]), date_order(["05/11/2026"])
    ('dmy', 'mdy', 'ambiguous')
    """
    found: set[Order] = set()
    for first, second in _leading_numbers(values):
        if first > 12 >= second:
            found.add("dmy")
        elif second > 12 >= first:
            found.add("mdy")
    return found.pop() if len(found) == 1 else "ambiguous"


def half_converted(values: Iterable[object]) -> bool:
    """Has an Excel set to the other order already turned some of these days and months round?

    An American Excel takes a typed 05/11/2026 for 11 May and leaves 22/11/2026 as text. The column
    then holds both texts whose first number is above 12 and real dates with no day above 12.

    >>> half_converted([dt.date(2026, 5, 11), "22/11/2026"])
    True
    """
    values = list(values)
    days = [value.day for value in values if isinstance(value, dt.date)]
    return bool(days) and max(days) <= 12 and date_order(values) == "dmy"


def _leading_numbers(values: Iterable[object]) -> Iterable[tuple[int, int]]:
    for value in values:
        numbers = fold(_without_time(value)).split() if isinstance(value, str) else []
        if len(numbers) == 3 and all(map(str.isdecimal, numbers)) and len(numbers[0]) <= 2:
            yield int(numbers[0]), int(numbers[1])


def _without_time(text: str) -> str:
    return TIME_BEFORE.sub("", TIME_AFTER.sub("", text.strip()))


def _from_serial(serial: float, *, date1904: bool) -> dt.date:
    """A day counted by Excel: from 1900, with a 29 February 1900 that never was, or from 1904."""
    if not 1 <= serial <= LAST_SERIAL:
        if 10_000_000 <= serial <= 99_999_999 and serial == int(serial):
            return _compact(str(int(serial)))
        raise CellRefused(
            "date",
            noop("%(shown)s is a number, not a date. Write day, month and year, for example 22/11/2026."),
            shown=f"{serial:g}",
        )
    start = dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30)
    day = start + dt.timedelta(days=int(serial))
    if not EARLIEST <= day.year <= LATEST and not EARLIEST <= day.year - BUDDHIST_ERA <= LATEST:
        raise CellRefused(
            "date",
            noop("%(shown)s is a number, not a date. Write day, month and year, for example 22/11/2026."),
            shown=f"{serial:g}",
        )
    return _day(day.year, day.month, day.day)


def _from_text(text: str, order: str | None, *, date1904: bool) -> dt.date:
    shown = text.strip()[:40]
    if shown.startswith("#"):
        raise CellRefused(
            "date",
            noop(
                "%(shown)s is what Excel shows when a formula fails. Write day, month and year, for example 22/11/2026."
            ),
            shown=shown,
        )
    folded = fold(_without_time(text[:200]))
    folded = NUMBERED_MONTH.sub(lambda match: f" month{match[1] or match[2]} ", folded)
    folded = A_MONTH.sub(lambda match: f" month{MONTH_OF[match[0]]} ", folded)
    folded = re.sub("[年日号號]", " ", A_FILLER.sub(" ", folded))
    words = folded.split()
    months = [word for word in words if word.startswith("month")]
    rest = [word for word in words if not word.startswith("month")]
    if not all(map(str.isdecimal, rest)):
        raise CellRefused(
            "date", noop("“%(shown)s” is not a date. Write day, month and year, for example 22/11/2026."), shown=shown
        )
    if len(months) == 1 and _lengths(rest) in {(2, 4), (4, 2), (2, 2)}:
        year, day = rest if len(rest[0]) == 4 else reversed(rest)
        return _day(_year(year), int(months[0][5:]), int(day))
    if not months and _lengths(rest) == (4, 2, 2):
        return _day(int(rest[0]), int(rest[1]), int(rest[2]))
    if not months and _lengths(rest) in {(2, 2, 4), (2, 2, 2)}:
        return _ordered(int(rest[0]), int(rest[1]), rest[2], order, shown)
    if not months and len(rest) == 1 and len(rest[0]) == 8:
        return _compact(rest[0])
    if not months and len(rest) == 1 and len(rest[0]) in {5, 6}:
        return _from_serial(int(rest[0]), date1904=date1904)
    if rest and len(words) <= 2 and len(rest[-1]) <= 4:
        raise CellRefused(
            "date-incomplete",
            noop("“%(shown)s” lacks a day, month or year. Write day, month and year, for example 22/11/2026."),
            shown=shown,
        )
    raise CellRefused(
        "date", noop("“%(shown)s” is not a date. Write day, month and year, for example 22/11/2026."), shown=shown
    )


def _lengths(numbers: list[str]) -> tuple[int, ...]:
    """How many figures each number has, one counted as two: 2 for a day or month, 4 for a year."""
    return tuple(2 if len(number) == 1 else len(number) for number in numbers)


def _ordered(first: int, second: int, year: str, order: str | None, shown: str) -> dt.date:
    """Two numbers of which one is the day."""
    if order in {"dmy", "mdy"}:
        day, month = (first, second) if order == "dmy" else (second, first)
        return _day(_year(year), month, day)
    if 1 <= first <= 12 and 1 <= second <= 12 and first != second:
        raise CellRefused(
            "date-ambiguous",
            noop(
                "“%(shown)s” can be %(one)s or %(other)s. "
                "Say for the column which comes first, day or month, or write the month as a word."
            ),
            shown=shown,
            one=f"{first} {_month_name(second)}",
            other=f"{second} {_month_name(first)}",
        )
    day, month = (second, first) if second > 12 >= first else (first, second)
    return _day(_year(year), month, day)


def _compact(whole: str) -> dt.date:
    """Eight figures without signs: year first, or day first."""
    if EARLIEST <= int(whole[:4]) <= LATEST + BUDDHIST_ERA and 1 <= int(whole[4:6]) <= 12:
        return _day(_year(whole[:4]), int(whole[4:6]), int(whole[6:]))
    return _day(_year(whole[4:]), int(whole[2:4]), int(whole[:2]))


def _year(text: str) -> int:
    if len(text) > 2:
        return int(text)
    short = int(text)
    return 2000 + short if short < 50 else 2500 + short


def _month_name(month: int) -> str:
    return MONTHS[month] if 1 <= month <= 12 else f"month {month}"


def _day(year: int, month: int, day: int) -> dt.date:
    """The date, in the common era, or the refusal that says what is wrong with it."""
    if year - BUDDHIST_ERA >= EARLIEST:
        year -= BUDDHIST_ERA
    if not EARLIEST <= year <= LATEST:
        raise CellRefused(
            "date-year",
            noop("The year %(year)s cannot be meant. Write day, month and year, for example 22/11/2026."),
            year=str(year),
        )
    if not 1 <= month <= 12:
        raise CellRefused(
            "date-no-such-day",
            noop("There is no month %(month)s. Write day, month and year, for example 22/11/2026."),
            month=str(month),
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        of_year = f" {year}" if month == 2 else ""
        raise CellRefused(
            "date-no-such-day",
            noop("%(month)s has %(last)s days. Write for example %(example)s."),
            month=f"{MONTHS[month]}{of_year}",
            last=str(last),
            example=f"{last:02}/{month:02}/{year}",
        )
    return dt.date(year, month, day)
