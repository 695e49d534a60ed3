"""Numbers as people type them: comma or point, spaces, units, figures of other scripts.

>>> read_number("1.234,5"), read_number("๑,๒๓๔.๕"), read_quantity("3,5 kg")
(Decimal('1234.5'), Decimal('1234.5'), Quantity(value=Decimal('3.5'), unit='kg'))
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from .folding import fold
from .refusals import CellRefused
from .refusals import gettext_noop as noop

Mark = Literal[",", ".", "ambiguous"]
SIGNS = str.maketrans({"−": "-", "–": "-", "٫": ".", "٬": ",", "’": "'", "‘": "'", "、": ","})
NUMBER = re.compile(
    r"(?P<before>(?:[^\W\d_]{1,4}\.?|[$€£¥฿₫₱₹៛₭])?) ?"
    r"(?P<sign>[+-]?) ?(?P<figures>\d[\d.,' ]*|[.,]\d+)(?P<power>e[+-]?\d{1,3})?(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
MULTIPLIERS = {
    *("k", "thousand", "million", "nghin", "ngan", "trieu", "ty", "rb", "ribu", "jt", "juta", "milyar"),
    *("พัน", "หมื่น", "แสน", "ล้าน", "千", "万", "亿", "百万"),
}


class Quantity(NamedTuple):
    """A value and the unit written beside it, as written; '' if none was."""

    value: Decimal
    unit: str


def read_number(value: object, *, mark: Mark | None = None) -> Decimal:
    """The number in a cell; a percentage is a hundredth, as Excel counts it.

    ``mark`` says whether 1,234 is a thousand or a bit more than one in this column, see
    `decimal_mark`; without it such a cell is refused. Floats lose what lies beyond the 15 figures
    Excel keeps. Raises CellRefused with number, number-ambiguous, number-unit, number-in-words.

    >>> read_number("12,5 %"), read_number("1,234", mark="."), read_number(0.1 + 0.2)
    (Decimal('0.125'), Decimal('1234'), Decimal('0.3'))
    """
    number, unit = read_quantity(value, mark=mark)
    if unit == "%":
        return number / 100
    if unit:
        raise CellRefused(
            "number-unit",
            noop("“%(unit)s” stands beside the number. Write the number alone, for example 1234.5."),
            unit=unit,
        )
    return number


def read_quantity(value: object, *, mark: Mark | None = None) -> Quantity:
    """The number in a cell and the unit or currency beside it.

    >>> read_quantity("RM 1,250.00"), read_quantity("120 cái"), read_quantity(5)
    (Quantity(value=Decimal('1250.00'), unit='RM'), Quantity(value=Decimal('120'), unit='cái'), \
Quantity(value=Decimal('5'), unit=''))
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise CellRefused("number", noop("This is no number. Write the number alone, for example 1234.5."))
    if isinstance(value, str):
        return _from_text(value, mark)
    number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise CellRefused("number", noop("This is no number. Write the number alone, for example 1234.5."))
    return Quantity(number, "")


def decimal_mark(values: Iterable[object]) -> Mark:
    """Which sign parts whole from fraction in a whole column, if its cells leave no doubt.

    >>> decimal_mark(["1,234", "2,5"]), decimal_mark(["1.234.567"]), decimal_mark(["1,234"])
    (',', ',', 'ambiguous')
    """
    found: set[Mark] = set()
    for value in values:
        match = NUMBER.fullmatch(_plain(value)) if isinstance(value, str) else None
        seen = _mark_of(re.sub("[ ']", "", match["figures"]).rstrip(".,")) if match else None
        if seen:
            found.add(seen)
    return found.pop() if len(found) == 1 else "ambiguous"


def _plain(text: str) -> str:
    """The text with 0-9 for the figures of any script and one kind of space and sign."""
    text = unicodedata.normalize("NFKC", text[:200]).translate(SIGNS)
    figures = (str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)
    return " ".join("".join(figures).split())


def _from_text(text: str, mark: str | None) -> Quantity:
    shown = text.strip()[:40]
    if shown.startswith("#"):
        raise CellRefused(
            "number",
            noop("%(shown)s is what Excel shows when a formula fails. Write the number alone, for example 1234.5."),
            shown=shown,
        )
    plain = _plain(text)
    negative = plain.startswith("(") and plain.endswith(")")
    match = NUMBER.fullmatch(plain[1:-1].strip() if negative else plain)
    if match is None or not _is_unit(match["after"]) or (match["before"] and match["after"].strip()):
        raise CellRefused(
            "number", noop("“%(shown)s” is not one number. Write the number alone, for example 1234.5."), shown=shown
        )
    unit = match["before"] or match["after"].strip()
    if fold(unit) in MULTIPLIERS or unit in MULTIPLIERS:
        raise CellRefused(
            "number-in-words",
            noop("“%(shown)s” has part of the number as a word. Write the number alone, for example 1234.5."),
            shown=shown,
        )
    value = _value(match["figures"].strip(), mark, shown)
    if match["power"]:
        value = value.scaleb(int(match["power"][1:]))
    return Quantity(-value if negative or match["sign"] == "-" else value, unit)


def _is_unit(text: str) -> bool:
    """True for kg, m2, °C, pcs/lot or a word of any script; figures only as a power."""
    return not re.search(r"\d", re.sub(r"(?<=[^\W\d_])[23](?!\d)", "", text)) and all(
        unicodedata.category(sign)[0] in "LMN" or unicodedata.category(sign) == "Sc" or sign in "%‰°/. "
        for sign in text
    )


def _value(figures: str, mark: str | None, shown: str) -> Decimal:
    """The value of figures with separators, once it is clear what each separator means."""
    if re.search("[ ']", figures):
        spaced = re.match(r"\d{1,3}([ '])\d{3}(?:\1\d{3})*(?![ '\d])", figures)
        if spaced is None or re.search("[ ']", figures[spaced.end() :]):
            raise CellRefused(
                "number",
                noop("“%(shown)s” is not one number. Write the number alone, for example 1234.5."),
                shown=shown,
            )
        figures = re.sub("[ ']", "", spaced[0]) + figures[spaced.end() :]
        if figures.count(",") + figures.count(".") == 1:
            mark = "," if "," in figures else "."
    figures = figures.rstrip(".,")
    decimal = _mark_of(figures) or mark
    if decimal not in {",", "."}:
        if "," not in figures and "." not in figures:
            return Decimal(figures)
        other = figures.replace(",", "").replace(".", "")
        raise CellRefused(
            "number-ambiguous",
            noop(
                "“%(shown)s” can be %(one)s or %(other)s. "
                "Say for the column whether the comma or the point parts the fraction."
            ),
            shown=shown,
            one=other,
            other=figures.replace(",", "."),
        )
    grouping = "." if decimal == "," else ","
    whole, _, fraction = figures.partition(decimal)
    if not re.fullmatch(rf"\d*|\d{{1,3}}(?:\{grouping}\d{{3}})+", whole) or not re.fullmatch(r"\d*", fraction):
        raise CellRefused(
            "number", noop("“%(shown)s” is not one number. Write the number alone, for example 1234.5."), shown=shown
        )
    whole = whole.replace(grouping, "") or "0"
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


def _mark_of(figures: str) -> Mark | None:
    """The decimal mark these figures show beyond doubt: 1.234,5 shows a comma, 1,234 nothing.

    >>> _mark_of("1.234,5"), _mark_of("1,234,567"), _mark_of("0,125"), _mark_of("1,234")
    (',', '.', ',', None)
    """
    commas, points = figures.count(","), figures.count(".")
    if commas and points:
        return "," if figures.rindex(",") > figures.rindex(".") else "."
    if commas + points == 0:
        return None
    sign: Mark = "," if commas else "."
    if commas + points > 1:
        return "." if sign == "," else ","
    whole, _, fraction = figures.partition(sign)
    if len(fraction) != 3 or len(whole) > 3 or whole in {"", "0"} or whole.startswith("0"):
        return sign
    return None
