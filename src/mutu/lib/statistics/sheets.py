"""Pasted or uploaded tables of measurements: separators, decimal commas, blanks, headers; wide or long.

Wide: one subgroup a row, one piece a column. Long: one value a row, with the name of its subgroup beside it. A single
column is a series of single values.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mutu.lib.statistics.charts import ChartPair
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.rules import DEFAULT, RuleSet
from mutu.lib.statistics.unequal import xbar_unequal
from mutu.lib.statistics.variables import individuals, xbar_s

MOST_VALUES = 100_000
_PLAIN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f']\d{3})+([.,]\d+)?")


@dataclass(frozen=True)
class Sheet:
    """Names of the columns (made up where the table has none) and the cells as text."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, place: int) -> tuple[str, ...]:
        """One column from the top."""
        return tuple(row[place] for row in self.rows)


def number(cell: str) -> float | None:
    """A cell as a number: decimal point or comma, spaces between thousands; None for a blank cell.

    >>> number(" 8,05 "), number("1 234,5"), number("-3e-2"), number("")
    (8.05, 1234.5, -0.03, None)
    >>> number("1.234,5")
    Traceback (most recent call last):
    ...
    mutu.lib.statistics.errors.InputError: '1.234,5' is no number that can be read for certain.
    """
    text = cell.strip()
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[ \u00a0\u202f']", "", text)
    if not _PLAIN.fullmatch(text):
        raise InputError("not_a_number", f"'{text}' is no number that can be read for certain.")
    return float(text.replace(",", "."))


def _is_number(cell: str) -> bool:
    try:
        return number(cell) is not None
    except InputError:
        return False


def _separator(lines: Sequence[str]) -> str | None:
    """Tab, semicolon, or comma where the lines do not read as numbers with decimal commas; None: one column."""
    for mark in ("\t", ";"):
        if any(mark in line for line in lines):
            return mark
    if not any("," in line for line in lines):
        return None
    if all(_is_number(line) or line.count(",") == 0 for line in lines):
        return None  # one column with decimal commas
    return ","


def parse(text: str) -> Sheet:
    """A pasted table or the text of a CSV file as a sheet of equal rows.

    The first row is a header if one of its cells is no number while the cell below it is one.

    >>> parse("shift;a;b\\n1;8,01;8,02\\n2;8,00;\\n").rows
    (('1', '8,01', '8,02'), ('2', '8,00', ''))
    """
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip(" \t;,")]
    if not lines:
        raise InputError("no_data", "The table is empty.")
    mark = _separator(lines)
    cells = [[cell.strip().strip('"') for cell in (line.split(mark) if mark else [line])] for line in lines]
    width = max(len(row) for row in cells)
    if width * len(cells) > MOST_VALUES:
        raise InputError("too_many", f"The table has more than {MOST_VALUES} cells.")
    rows = [tuple(row + [""] * (width - len(row))) for row in cells]
    head = len(rows) > 1 and any(
        top and not _is_number(top) and _is_number(below) for top, below in zip(rows[0], rows[1], strict=True)
    )
    names = rows[0] if head else tuple(f"column {i}" for i in range(1, width + 1))
    return Sheet(names, tuple(rows[1:] if head else rows))


@dataclass(frozen=True)
class Measurements:
    """What a sheet of measurements holds: a series, equal subgroups, or labelled values; labels of the points."""

    kind: str
    values: Any
    groups: tuple[str, ...] | None
    labels: tuple[str, ...] | None


def measurements(sheet: Sheet, value: str | None = None, subgroup: str | None = None) -> Measurements:
    """Find the measurements in a sheet.

    Named columns win: ``value`` alone is a series, with ``subgroup`` it is a long table. Without names, columns of
    numbers are the values: one is a series, several are a wide table; a column that is not all numbers labels the
    points, and makes a long table where its labels repeat.

    >>> measurements(parse("lot,x\\nA,1\\nA,2\\nB,3\\n")).kind
    'long'
    """
    if value is not None:
        values = [number(cell) for cell in sheet.column(_place(sheet, value))]
        if subgroup is None:
            return Measurements("series", values, None, None)
        return _long(values, sheet.column(_place(sheet, subgroup)))
    numeric = [i for i in range(len(sheet.names)) if all(not c.strip() or _is_number(c) for c in sheet.column(i))]
    words = [i for i in range(len(sheet.names)) if i not in numeric]
    if not numeric:
        raise InputError("not_a_number", "No column of the table holds numbers only.")
    labels = sheet.column(words[0]) if words else None
    columns = [[number(cell) for cell in sheet.column(i)] for i in numeric]
    if len(columns) > 1:
        return Measurements("wide", [list(row) for row in zip(*columns, strict=True)], None, labels)
    if labels is not None and len(set(labels)) < len(labels):
        return _long(columns[0], labels)
    return Measurements("series", columns[0], None, labels)


def _long(values: list[float | None], groups: tuple[str, ...]) -> Measurements:
    kept = [(value, group) for value, group in zip(values, groups, strict=True) if value is not None]
    order = tuple(dict.fromkeys(group for _, group in kept))
    return Measurements("long", [v for v, _ in kept], tuple(g for _, g in kept), order)


def _place(sheet: Sheet, name: str) -> int:
    if name not in sheet.names:
        raise InputError("no_such_column", f"There is no column '{name}' but {', '.join(sheet.names)}.")
    return sheet.names.index(name)


def chart_of(found: Measurements, rules: RuleSet = DEFAULT) -> ChartPair:
    """The chart that fits: I-MR for a series (blanks are gaps), X-bar and s for subgroups of any size.

    >>> chart_of(measurements(parse("8,01\\n8,03\\n8,02\\n"))).location.kind
    'i_mr'
    """
    if found.kind == "series":
        return individuals(found.values, missing="gap", rules=rules)
    if found.kind == "long":
        return xbar_unequal(found.values, found.groups, rules=rules)
    if all(cell is not None for row in found.values for cell in row):
        return xbar_s(found.values, rules=rules)
    pairs = [(cell, i) for i, row in enumerate(found.values) for cell in row if cell is not None]
    return xbar_unequal([cell for cell, _ in pairs], [place for _, place in pairs], rules=rules)
