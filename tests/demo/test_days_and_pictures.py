"""When people are at work, and the pictures they take."""

import io
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mutu.demo import drawing
from mutu.demo.working_days import (
    MALAYSIA,
    MALAYSIA_EVERY_YEAR,
    VIETNAM,
    VIETNAM_EVERY_YEAR,
    WorkingDays,
    holidays,
)

PENANG = ZoneInfo("Asia/Kuala_Lumpur")
KEPT = holidays(MALAYSIA, MALAYSIA_EVERY_YEAR, date(2025, 1, 1), date(2028, 12, 31))


def days(seed: int = 1) -> WorkingDays:
    return WorkingDays(PENANG, frozenset(KEPT), Random(seed))


moments = st.datetimes(datetime(2025, 2, 1), datetime(2028, 11, 1), timezones=st.just(PENANG))


@given(moments, st.integers(0, 10**6))
def test_soon_is_later_and_when_somebody_is_there(at: datetime, seed: int) -> None:
    later = days(seed).soon(at, 10, 600)
    assert later > at
    assert days().works(later.date())


@given(moments, st.integers(0, 4), st.integers(0, 9), st.integers(0, 10**6))
def test_office_hours_never_go_back(at: datetime, low: int, more: int, seed: int) -> None:
    later = days(seed).office(at, low, low + more)
    assert later > at
    assert days().works(later.date())


def test_the_night_before_monday_nobody_is_there() -> None:
    sunday_night = datetime(2026, 11, 15, 23, 30, tzinfo=PENANG)
    monday = days().soon(sunday_night, 60, 90)
    assert (monday.date(), monday.hour >= 7) == (date(2026, 11, 16), True)


def test_feasts_are_kept_in_both_countries() -> None:
    assert KEPT[date(2026, 3, 20)] == "Hari Raya Aidilfitri"
    assert KEPT[date(2026, 2, 17)] == "Chinese New Year"
    assert KEPT[date(2026, 11, 9)] == "Deepavali"
    assert KEPT[date(2027, 8, 31)] == "National Day"
    vietnam = holidays(VIETNAM, VIETNAM_EVERY_YEAR, date(2026, 1, 1), date(2026, 12, 31))
    assert (vietnam[date(2026, 2, 17)], vietnam[date(2026, 9, 2)]) == ("Tết Nguyên Đán", "Quốc khánh")
    assert list(vietnam) == sorted(vietnam)


def test_the_last_working_day_before_a_monday_is_a_saturday() -> None:
    assert days().last_before(date(2026, 11, 23)) == date(2026, 11, 21)
    assert days().last_before(date(2026, 11, 10)) == date(2026, 11, 7)


@pytest.mark.parametrize("kind", drawing.KINDS)
def test_a_picture_is_a_photo_of_its_own(kind: str) -> None:
    one, again, other = drawing.jpeg(kind, 3), drawing.jpeg(kind, 3), drawing.jpeg(kind, 4)
    with Image.open(io.BytesIO(one)) as image:
        assert (image.format, image.size) == ("JPEG", (800, 600))
    assert one == again
    assert one != other
    assert 5_000 < len(one) < 120_000


def test_utc_moments_are_read_in_the_factorys_zone() -> None:
    assert days().date_of(datetime(2026, 11, 23, 17, tzinfo=UTC)) == date(2026, 11, 24)
    assert days().moment(date(2026, 11, 24), 9) - datetime(2026, 11, 24, 1, tzinfo=UTC) < timedelta(minutes=1)
