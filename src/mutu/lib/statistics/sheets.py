"""Pasted or uploaded tables of measurements: separators, decimal commas, blanks, headers; wide or long.

Wide: one subgroup a row, one piece a column. Long: one value a row, with the name of its subgroup beside it. A single
column is a series of single values.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mutu.lib.statistics.charts import ChartPair
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.rules import DEFAULT, RuleSet
from mutu.lib.statistics.unequal import xbar_unequal
from mutu.lib.statistics.variables import individuals, median_r, xbar_r, xbar_s

MOST_VALUES = 100_000
MOST_COLUMNS = 500
SURE = 5
COUNTS = re.compile(
    r"(#|no|nr|n°|id|row|group|subgroup|sample|day|week|shift|lot|stt|nhóm|ngày|bil|hari)\.?", re.IGNORECASE
)
_UNIT = re.compile(r"\d+\s*[^\W\d_]+|\d+\s*[%°µ].*")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+")
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


DECIMALS = ("auto", "comma", "point")


def _separator(lines: Sequence[str], decimal: str) -> str | None:
    """Tab, semicolon, or comma where the lines do not read as numbers with decimal commas; None: one column."""
    for mark in ("\t", ";"):
        if any(mark in line for line in lines):
            return mark
    if decimal == "comma" and not any('"' in line for line in lines):
        return None
    if not any("," in line for line in lines):
        return None
    if decimal == "auto" and all(_is_number(line) or line.count(",") == 0 for line in lines):
        return None  # one column with decimal commas
    return ","


def parse(text: str, decimal: str = "auto") -> Sheet:
    """A pasted table or the text of a CSV file as a sheet of equal rows.

    The first row is a header if one of its cells is no number while the cell below it is one. ``decimal`` says
    whether a comma is the decimal sign (comma), separates columns (point), or is to be found out (auto).

    >>> parse("shift;a;b\\n1;8,01;8,02\\n2;8,00;\\n").rows
    (('1', '8,01', '8,02'), ('2', '8,00', ''))
    >>> parse("1,2\\n3,4\\n").rows, parse("1,2\\n3,4\\n", "point").rows
    ((('1,2',), ('3,4',)), (('1', '2'), ('3', '4')))
    """
    if decimal not in DECIMALS:
        raise InputError("unknown_method", f"The decimal sign is one of {', '.join(DECIMALS)}, not '{decimal}'.")
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip(" \t;,")]
    if not lines:
        raise InputError("no_data", "The table is empty.")
    if len(lines) > MOST_VALUES + 20:  # a header and titles above it
        raise _too_many()
    mark = _separator(lines, decimal)
    if mark == "," and decimal == "auto":
        _refuse_doubtful(lines)
    if mark is None:
        return from_rows([[line] for line in lines])
    if not any('"' in line for line in lines):
        return from_rows([line.split(mark) for line in lines])
    try:
        return from_rows(list(csv.reader(lines, delimiter=mark)))
    except csv.Error as reason:
        raise InputError("no_table", f"The quotation marks of the table do not fit: {reason}.") from reason


def _refuse_doubtful(lines: Sequence[str]) -> None:
    """A comma that may be a decimal sign must not quietly become a border between columns: 8,05 mm and 1.234,5."""
    for line in lines:
        whole_part, mark, rest = line.strip().partition(",")
        if _THOUSANDS.fullmatch(line.strip()) or (mark and whole_part.isdecimal() and _UNIT.fullmatch(rest.strip())):
            raise InputError("not_a_number", f"'{line.strip()[:40]}' is no number that can be read for certain.")


def _too_many() -> InputError:
    return InputError("too_many", f"The table has more than {MOST_VALUES} cells.")


def from_rows(given: Sequence[Sequence[str]]) -> Sheet:
    """Rows of text as a sheet: titles above the table and blank rows are left out, short rows filled up.

    >>> from_rows([["Boss diameter"], ["a", "b"], ["1", "2"]])
    Sheet(names=('a', 'b'), rows=(('1', '2'),))
    """
    cells = [row for row in ([cell.strip().strip('"') for cell in row] for row in given) if any(row)]
    if not cells:
        raise InputError("no_data", "The table is empty.")
    width = max(len(row) for row in cells)
    first = next(i for i, row in enumerate(cells) if width == 1 or sum(map(bool, row)) > 1 or i == len(cells) - 1)
    cells = cells[first:]
    if width > MOST_COLUMNS:
        raise InputError("too_many", f"The table has {width} columns; at most {MOST_COLUMNS} are read.")
    rows = [tuple(row + [""] * (width - len(row))) for row in cells]
    head = len(rows) > 1 and any(
        top and not _is_number(top) and _is_number(below) for top, below in zip(rows[0], rows[1], strict=True)
    )
    names, body = (rows[0], rows[1:]) if head else (("",) * width, rows)
    if width * len(body) > MOST_VALUES:
        raise _too_many()
    return Sheet(_distinct(names), tuple(body))


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, made up where there is none, numbered where one occurs twice."""
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        wanted, again = (name or f"column {place}")[:80], 1
        while wanted in found:
            again += 1
            wanted = f"{name[:70] or f'column {place}'} ({again})"
        found.append(wanted)
    return tuple(found)


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
        values = [number(cell) for cell in sheet.column(place_of(sheet, value))]
        if subgroup is None:
            return Measurements("series", values, None, None)
        return _long(values, sheet.column(place_of(sheet, subgroup)))
    numeric, words = numeric_columns(sheet)
    if not words and len(numeric) > 1 and (counts := _counting(sheet, numeric)):
        words, numeric = [numeric[0]], numeric[1:]
        if counts == "groups" and len(numeric) == 1:
            return _long([number(cell) for cell in sheet.column(numeric[0])], sheet.column(words[0]))
    labels = sheet.column(words[0]) if words else None
    columns = [[number(cell) for cell in sheet.column(i)] for i in numeric]
    if len(columns) > 1:
        return Measurements("wide", [list(row) for row in zip(*columns, strict=True)], None, labels)
    if labels is not None and len(set(labels)) < len(labels):
        return _long(columns[0], labels)
    return Measurements("series", columns[0], None, labels)


def numeric_columns(sheet: Sheet) -> tuple[list[int], list[int]]:
    """The places of the columns that hold numbers only (and some), and of those with words; blank ones are neither."""
    numeric: list[int] = []
    words: list[int] = []
    for place in range(len(sheet.names)):
        filled = [cell for cell in sheet.column(place) if cell.strip()]
        if filled:
            (numeric if all(_is_number(cell) for cell in filled) else words).append(place)
    if not numeric:
        raise InputError("not_a_number", "No column of the table holds numbers only.")
    return numeric, words


def _counting(sheet: Sheet, numeric: Sequence[int]) -> str:
    """Whether the first column counts the rows (rows) or numbers subgroups one after another (groups), or neither.

    Only whole numbers in steps of one do, beside columns that are not of that kind: measurements are not so tidy. A few
    rows prove nothing unless the column is named like a number of a row.
    """
    found = [_steps(sheet.column(place)) for place in numeric]
    if len(sheet.rows) < SURE and not COUNTS.fullmatch(sheet.names[numeric[0]].strip()):
        return ""
    if found[0] == "rows" and "rows" not in found[1:]:
        return "rows"
    return "groups" if found[0] == "groups" and len(numeric) == 2 and not found[1] else ""


def _steps(cells: Sequence[str]) -> str:
    if len(cells) < 2 or not all(cell.strip().isdecimal() for cell in cells):
        return ""
    steps = {int(b) - int(a) for a, b in pairwise(cells)}
    return "rows" if steps == {1} else "groups" if steps == {0, 1} else ""


def _long(values: list[float | None], groups: tuple[str, ...]) -> Measurements:
    kept = [(value, group) for value, group in zip(values, groups, strict=True) if value is not None]
    order = tuple(dict.fromkeys(group for _, group in kept))
    return Measurements("long", [v for v, _ in kept], tuple(g for _, g in kept), order)


def values_of(sheet: Sheet, place: int) -> list[float | None]:
    """One column as numbers; None where it is blank."""
    return [number(cell) for cell in sheet.column(place)]


def without_counting(sheet: Sheet, numeric: list[int], words: list[int]) -> tuple[list[int], list[int]]:
    """The columns of numbers and of words, a first column that only counts the rows among the words."""
    if not words and len(numeric) > 1 and _counting(sheet, numeric) == "rows":
        return numeric[1:], [numeric[0]]
    return numeric, words


def place_of(sheet: Sheet, name: str) -> int:
    """Where the column of this name is."""
    if name not in sheet.names:
        raise InputError("no_such_column", f"There is no column '{name}' but {', '.join(sheet.names)}.")
    return sheet.names.index(name)


def chart_of(found: Measurements, rules: RuleSet = DEFAULT, kind: str = "auto", phase1: int | None = None) -> ChartPair:
    """The chart that fits, or the one asked for: I-MR for a series (blanks are gaps), X-bar and R for full subgroups
    of two to ten, X-bar and s for larger ones and for those of unequal size. ``phase1`` points set the limits.

    >>> chart_of(measurements(parse("8,01\\n8,03\\n8,02\\n"))).location.kind
    'i_mr'
    """
    chosen = fitting(found) if kind == "auto" else kind
    if chosen not in CHARTS:
        raise InputError("unknown_chart", f"There is no chart '{kind}' but {', '.join(CHARTS)}.")
    if chosen == "i_mr":
        return individuals(flat(found), missing="gap", phase1=phase1, rules=rules)
    if found.kind == "series":
        raise InputError("subgroups_of_one", "Single values have no subgroups: use an I-MR chart.")
    if full(found):
        groups = found.values if found.kind == "wide" else _rows_of(found)
        return {"xbar_r": xbar_r, "xbar_s": xbar_s, "median_r": median_r}[chosen](groups, phase1=phase1, rules=rules)
    if chosen != "xbar_s":
        raise InputError("unequal_sizes", "Subgroups of unequal size need a chart of means and standard deviations.")
    if phase1 is not None:
        raise InputError("unequal_sizes", "Limits of a part of the points need subgroups of one size.")
    return xbar_unequal(*labelled(found), rules=rules)


CHARTS = ("i_mr", "xbar_r", "xbar_s", "median_r")
LARGE = 10  # the range of more than ten values wastes what is in them


def fitting(found: Measurements) -> str:
    """The kind of chart that fits the shape of the data."""
    if found.kind == "series" or len(set(labelled(found)[1])) == len(labelled(found)[1]):
        return "i_mr"
    return "xbar_r" if full(found) and subgroup_size(found) <= LARGE else "xbar_s"


def labelled(found: Measurements) -> tuple[list[float], list[Any]]:
    """The values of all subgroups with the subgroup of each; blanks are left out."""
    if found.kind == "long":
        return found.values, list(found.groups or ())
    pairs = [(cell, i) for i, row in enumerate(found.values) for cell in row if cell is not None]
    return [cell for cell, _ in pairs], [place for _, place in pairs]


def flat(found: Measurements) -> list[float | None]:
    """All values in order; blanks stay, as gaps of a series."""
    return [cell for row in found.values for cell in row] if found.kind == "wide" else found.values


def full(found: Measurements) -> bool:
    """Whether every subgroup has the same number of values."""
    if found.kind == "wide":
        return all(cell is not None for row in found.values for cell in row)
    return len(set(Counter(found.groups or ()).values())) == 1


def subgroup_size(found: Measurements) -> int:
    """How many values the largest subgroup has."""
    if found.kind == "series":
        return 1
    if found.kind == "wide":
        return len(found.values[0])
    return max(Counter(found.groups or ()).values())


def _rows_of(found: Measurements) -> list[list[float]]:
    rows: dict[str, list[float]] = {}
    for value, group in zip(found.values, found.groups or (), strict=True):
        rows.setdefault(group, []).append(value)
    return [*rows.values()]
