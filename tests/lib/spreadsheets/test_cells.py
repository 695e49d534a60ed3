"""Numbers, quantities, yes and no, and text, as people type them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.spreadsheets.cells import (
    CellRefused,
    Quantity,
    decimal_mark,
    is_blank,
    read_number,
    read_quantity,
    read_text,
    read_yes_no,
)


def refusal(reader, value, **how) -> str:
    with pytest.raises(CellRefused) as refused:
        reader(value, **how)
    assert refused.value.sentence.endswith(".")
    return refused.value.code


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((text, "1234.5") for text in ("1.234,5", "1,234.5", "1 234,5", "1 234.5", "1\u00a0234,5", "1\u202f234,5")),
        *(
            (text, "1234.5")
            for text in ("1'234.5", "1’234,5", "1234,5", "1234.5", " 1234.50 ", "+1,234.5", "1,234.5-"[:-1])
        ),
        *((text, "1234.5") for text in ("๑,๒๓๔.๕", "١٬٢٣٤٫٥", "１，２３４．５", "១.២៣៤,៥", "၁,၂၃၄.၅")),
        *((text, "1234567") for text in ("1.234.567", "1,234,567", "1 234 567", "1'234'567")),
        *((text, "-12") for text in ("-12", "−12", "–12", "(12)", "- 12")),
        *(("0,125", "0.125"), ("0.125", "0.125"), (",5", "0.5"), (".5", "0.5"), ("5.", "5"), ("007", "7")),
        *(("12,5 %", "0.125"), ("50%", "0.5"), ("๕๐%", "0.5"), ("1.5E+05", "150000"), ("2e-3", "0.002")),
        *(("1,2345", "1.2345"), ("1234,567", "1234.567"), ("1 234", "1234"), (1, "1"), (0.1 + 0.2, "0.3")),
        *((12.0, "12"), (1e-7, "0.0000001"), (Decimal("2.50"), "2.5")),
    ],
)
def test_the_same_number_in_many_hands(written, value):
    assert read_number(written) == Decimal(value)


def grouped(value: Decimal, group: str, mark: str) -> str:
    return f"{value:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", group)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_whatever_is_written_with_two_decimals_is_read_back(value):
    for group, mark in ((",", "."), (".", ","), (" ", ","), ("'", "."), ("\u00a0", ","), ("", "."), ("", ",")):
        assert read_number(grouped(value, group, mark)) == value


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_read_back_once_the_column_has_decided(value):
    assert read_number(f"{value:,}", mark=".") == value
    assert read_number(f"{value:,}".replace(",", "."), mark=",") == value
    assert read_number(value) == value


@pytest.mark.parametrize(
    ("written", "mark", "value"),
    [("1,234", ".", "1234"), ("1,234", ",", "1.234"), ("1.234", ",", "1234"), ("-1.234", ".", "-1.234")],
)
def test_a_single_separator_before_three_figures_means_what_the_column_says(written, mark, value):
    assert read_number(written, mark=mark) == Decimal(value)
    assert refusal(read_number, written) == "number-ambiguous"
    assert refusal(read_number, written, mark="ambiguous") == "number-ambiguous"


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        (["1,234", "1.234,5"], ","),
        (["1,234", "0.5"], "."),
        (["1,234", "12,5 kg", None, 7], ","),
        (["1.234.567"], ","),
        (["1,234", "1.234"], "ambiguous"),
        (["0,5", "0.5"], "ambiguous"),
        ([1, 2.5, "x", "-"], "ambiguous"),
        (["๑,๒๓๔.๕๐"], "."),
    ],
)
def test_the_decimal_mark_of_a_column_is_decided_by_its_clear_cells(column, mark):
    assert decimal_mark(column) == mark


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        *(("3,5 kg", "3.5", "kg"), ("120pcs", "120", "pcs"), ("12 cái", "12", "cái"), ("5 ชิ้น", "5", "ชิ้น")),
        *(
            ("12,5%", "12.5", "%"),
            ("RM 1,250.00", "1250.00", "RM"),
            ("$1,200.50", "1200.50", "$"),
            ("20 个", "20", "个"),
        ),
        *(("1.500.000 đ", "1500000", "đ"), ("Rp 1.500.000", "1500000", "Rp"), ("Rp. 1.500.000", "1500000", "Rp.")),
        *(
            ("8 m2", "8", "m2"),
            ("36 °C", "36", "°C"),
            ("5 pcs/lot", "5", "pcs/lot"),
            ("-3 µm", "-3", "μm"),
            (7, "7", ""),
        ),
    ],
)
def test_a_unit_beside_a_number_is_kept(written, value, unit):
    assert read_quantity(written) == Quantity(Decimal(value), unit)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(
            (text, "number")
            for text in ("", "abc", "10-20", "10/200", "5 x 8", "12 34", "1,23,456.7.8", "~5", ">5", "1.2.3,4")
        ),
        *(
            (text, "number")
            for text in ("1 2345", "1 234 56", "NaN", "inf", "½", "5 kg 300", "1,,2", "$5 USD", "#DIV/0!")
        ),
        *((value, "number") for value in (None, True, float("nan"), float("inf"), dt.date(2026, 1, 1))),
        *(("3,5 kg", "number-unit"), ("$5", "number-unit")),
        *((text, "number-in-words") for text in ("5k", "1,5 triệu", "12 nghìn", "2 jt", "1.2万", "3 ล้าน", "2 million")),
    ],
)
def test_what_is_not_one_number_is_refused(written, code):
    assert refusal(read_number, written) == code


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text):
    try:
        assert read_number(text, mark=".").is_finite()
    except CellRefused as refused:
        assert refused.sentence.endswith(".")


@pytest.mark.parametrize(
    "written",
    [
        "Yes",
        "y",
        "TRUE",
        "ok",
        "Có",
        "co",
        "đúng",
        "ใช่",
        "มี",
        "ya",
        "Ada",
        "Sudah",
        "是",
        "有",
        "✓",
        "☑",
        "√",
        "x",
        "X",
        " v ",
        "1",
        1,
        1.0,
        True,
    ],
)
def test_yes_in_six_languages(written):
    assert read_yes_no(written) is True


@pytest.mark.parametrize(
    "written",
    [
        "No",
        "n",
        "FALSE",
        "NG",
        "Không",
        "khong",
        "chưa",
        "ไม่",
        "ไม่ใช่",
        "ไม่มี",
        "tidak",
        "Belum",
        "bukan",
        "tak",
        "否",
        "无",
        "✗",
        "×",
        "0",
        0,
        0.0,
        False,
    ],
)
def test_no_in_six_languages(written):
    assert read_yes_no(written) is False


@pytest.mark.parametrize("written", [None, "", "maybe", 2, "yes no", dt.date(2026, 1, 1), "-"])
def test_neither_yes_nor_no_is_refused(written):
    assert refusal(read_yes_no, written) == "yes-no"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((10023.0, "10023"), (10023, "10023"), (0.5, "0.5"), (1e15, "1000000000000000"), (True, "yes"), (None, "")),
        *((dt.date(2026, 11, 22), "2026-11-22"), (" a\r\nb\rc_x000D_ ", "a\nb\nc"), ("a\x00\x08b\tc", "ab\tc")),
        *(("e\u0302\u0301", "ế"), ("=1+1", "=1+1")),
    ],
)
def test_text_is_what_was_meant(value, text):
    assert read_text(value) == text


@pytest.mark.parametrize("value", [None, "", " ", "-", "—", "/", "N/A", "n.a.", "nil", "…", "空", "--"])
def test_a_sign_for_nothing_is_blank(value):
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, False, "0", "ok", "✓", "×", "○", "không"])
def test_a_value_is_not_blank(value):
    assert not is_blank(value)
