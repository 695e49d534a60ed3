"""Dates as six languages write them, and the sentences for those that are none."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.spreadsheets.cells import CellRefused, date_order, half_converted, read_date

DAY = dt.date(2026, 11, 22)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2049, 12, 31))
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
THAI = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
THAI_SHORT = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
INDONESIAN = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
MALAY = [
    "Januari",
    "Februari",
    "Mac",
    "April",
    "Mei",
    "Jun",
    "Julai",
    "Ogos",
    "September",
    "Oktober",
    "November",
    "Disember",
]
VIETNAMESE = "Một Hai Ba Tư Năm Sáu Bảy Tám Chín Mười|Mười Một|Mười Hai"
VIETNAMESE = [*VIETNAMESE.split("|", maxsplit=1)[0].split(), *VIETNAMESE.split("|")[1:]]
CHINESE = ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"]


def refusal(value, **how) -> tuple[str, str]:
    with pytest.raises(CellRefused) as refused:
        read_date(value, **how)
    return refused.value.code, refused.value.sentence


@pytest.mark.parametrize(
    "written",
    [
        *("22/11/2026", "22-11-2026", "22.11.2026", "22 11 2026", " 22 / 11 / 2026 ", "22/11/26", "22.11.'26"),
        *("11/22/2026", "11-22-26", "2026-11-22", "2026/11/22", "2026.11.22", "20261122", "22112026"),
        *("22/11/2569", "22-11-69", "2569-11-22", "22112569", "๒๒/๑๑/๒๕๖๙", "２２／１１／２０２６"),
        *("2026-11-22T14:05:00Z", "22/11/2026 14:05", "22/11/2026 2:05 PM", "14:05 22/11/2026", "22/11/2026 14h30"),
        *("22 Nov 2026", "22-Nov-26", "Nov 22, 2026", "November 22nd, 2026", "Sunday, 22 November 2026", "2026 Nov 22"),
        *("22nov2026", "22 NOV. 2026", "the 22nd of November 2026"[4:]),
        *("ngày 22 tháng 11 năm 2026", "22 tháng 11, 2026", "22 thg 11 2026".replace("thg", "tháng")),
        *("Chủ nhật, 22/11/2026", "ngày 22 tháng mười một năm 2026", "22 THÁNG 11 2026"),
        *("22 พ.ย. 2569", "22 พ.ย. 69", "22 พย. 2569", "22 พฤศจิกายน 2569", "วันที่ 22 พฤศจิกายน พ.ศ. 2569"),
        *("22 พฤศจิกายน ค.ศ. 2026", "๒๒ พ.ย. ๒๕๖๙", "วันอาทิตย์ที่ 22 พฤศจิกายน 2569".replace("ที่ ", " ")),
        *("22 November 2026", "22 Nop 2026", "Minggu, 22 November 2026", "tanggal 22 Nov 2026", "Ahad 22 Nov 2026"),
        *("2026年11月22日", "2026年11月22号", "2026 年 11 月 22 日", "２０２６年１１月２２日", "2026年11月22日 星期日"),
        *(46348, 46348.59, "46348", DAY, dt.datetime(2026, 11, 22, 23, 59), dt.date(2569, 11, 22), 20261122),
    ],
)
def test_the_same_day_in_many_hands(written):
    assert read_date(written) == DAY


@given(DAYS)
def test_whatever_is_written_in_one_known_form_is_read_back(day):
    era = day.year + 543
    assert read_date(f"{day:%d/%m/%Y}", order="dmy") == day
    assert read_date(f"{day:%m/%d/%y}", order="mdy") == day
    assert read_date(f"{day.day}.{day.month}.{era}", order="dmy") == day
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day:%Y%m%d}") == day
    assert read_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert read_date(f"ngày {day.day} tháng {day.month} năm {day.year}") == day
    assert read_date((day - dt.date(1899, 12, 30)).days) == day
    assert read_date((day - dt.date(1904, 1, 1)).days, date1904=True) == day


@given(DAYS)
def test_month_names_of_each_language_are_read_back(day):
    at = day.month - 1
    for names in (ENGLISH, THAI, THAI_SHORT, INDONESIAN, MALAY):
        assert read_date(f"{day.day} {names[at]} {day.year + 543}") == day
    assert read_date(f"{day.day} {ENGLISH[at][:3]} {day:%y}") == day
    assert read_date(f"{ENGLISH[at].upper()} {day.day}, {day.year}") == day
    assert read_date(f"{day.day} tháng {VIETNAMESE[at]} {day.year}") == day
    assert read_date(f"{day.year}年{CHINESE[at]}{day.day}日") == day


@pytest.mark.parametrize(
    ("written", "code", "sentence"),
    [
        ("31/11/2026", "date-no-such-day", "November has 30 days. Write for example 30/11/2026."),
        ("29/02/2026", "date-no-such-day", "February 2026 has 28 days. Write for example 28/02/2026."),
        ("0/5/2026", "date-no-such-day", "May has 31 days. Write for example 31/05/2026."),
        (
            "13/13/2026",
            "date-no-such-day",
            "There is no month 13. Write day, month and year, for example 22/11/2026.",
        ),
        (
            "05/11/2026",
            "date-ambiguous",
            "“05/11/2026” can be 5 November or 11 May. "
            "Say for the column which comes first, day or month, or write the month as a word.",
        ),
        (
            "22/11",
            "date-incomplete",
            "“22/11” lacks a day, month or year. Write day, month and year, for example 22/11/2026.",
        ),
        (
            "22/11/1826",
            "date-year",
            "The year 1826 cannot be meant. Write day, month and year, for example 22/11/2026.",
        ),
        (7, "date", "7 is a number, not a date. Write day, month and year, for example 22/11/2026."),
        ("next week", "date", "“next week” is not a date. Write day, month and year, for example 22/11/2026."),
        (
            "#N/A",
            "date",
            "#N/A is what Excel shows when a formula fails. Write day, month and year, for example 22/11/2026.",
        ),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence_that_helps(written, code, sentence):
    assert refusal(written) == (code, sentence)


@pytest.mark.parametrize(
    "written",
    [None, True, "", "  ", "?", "1/2/3/4", "22//2026", "Nov", "Nov 2026", "2026", "tháng 11", "1" * 400, "22/Foo/2026"],
)
def test_other_cells_are_refused_too(written):
    assert refusal(written)[0].startswith("date")


@pytest.mark.parametrize("written", [0, -5, 1e300, float("inf"), float("nan"), 10**30, 2_958_465, 40.5])
def test_numbers_that_are_no_days_are_refused(written):
    assert refusal(written)[0] in {"date", "date-year", "date-no-such-day"}


@given(st.text(max_size=40) | st.floats() | st.integers())
def test_anything_is_read_or_refused(value):
    try:
        assert 1950 <= read_date(value).year <= 2200
    except CellRefused as refused:
        assert refused.sentence.endswith(".")


def test_a_leap_day_of_the_buddhist_era_is_a_day():
    assert read_date("29/2/2567") == dt.date(2024, 2, 29)


def test_the_order_of_a_column_decides_and_a_cell_against_it_is_refused():
    assert read_date("05/11/2026", order="dmy") == dt.date(2026, 11, 5)
    assert read_date("05/11/2026", order="mdy") == dt.date(2026, 5, 11)
    assert refusal("11/22/2026", order="dmy")[0] == "date-no-such-day"
    assert refusal("05/11/2026", order="ambiguous")[0] == "date-ambiguous"
    assert read_date("11/11/2026", order="ambiguous") == dt.date(2026, 11, 11)


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["01/02/2026", "13/02/2026 10:00", None, ""], "dmy"),
        (["1.2.26", "2/13/26"], "mdy"),
        (["13/02/2026", "02/13/2026"], "ambiguous"),
        (["01/02/2026", "2026-02-13", 46348, dt.date(2026, 1, 1), "5 Nov 2026"], "ambiguous"),
        ([], "ambiguous"),
        (["๒๒/๑๑/๒๕๖๙"], "dmy"),
    ],
)
def test_the_order_of_a_column_is_decided_by_its_clear_cells(column, order):
    assert date_order(column) == order


def test_a_column_that_another_excel_half_converted_is_noticed():
    assert half_converted([dt.date(2026, 5, 11), dt.datetime(2026, 2, 1), "22/11/2026", None])
    assert not half_converted([dt.date(2026, 5, 22), "22/11/2026"])
    assert not half_converted(["22/11/2026", "01/02/2026"])
    assert not half_converted([dt.date(2026, 5, 11)])
