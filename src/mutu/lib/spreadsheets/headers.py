"""Finding the table in a sheet: titles above it, merged headers, headers in two rows.

>>> from .workbook import Row, Sheet
>>> rows = Row(1, ("LIST 2026",)), Row(3, ("No", "Date", "Defect")), Row(4, ("7", "1/2/26", "burr"))
>>> sheet = Sheet("", rows)
>>> table = find_table(sheet, [Wanted("number"), Wanted("raised_on"), Wanted("what")])
>>> table.header.rows, table.rows[0].number, table.value(table.rows[0], "what")
((3,), 4, 'burr')
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .columns import Mapping, Wanted, fold, recognise
from .refusals import SheetRefused
from .workbook import Cell, Row, Sheet

SEARCHED = 40
GUESSED = 12
WIDEST_GROUP = 1000


@dataclass(frozen=True)
class Header:
    """The row or two rows that name the columns, and the joined name of each column."""

    rows: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A header, what its columns are, and the rows below it."""

    header: Header
    mapping: Mapping
    rows: tuple[Row, ...]

    def value(self, row: Row, fact: str) -> Cell:
        """What a row says about a fact; None if it says nothing or has no such column."""
        match = self.mapping.columns.get(fact)
        return row.cells[match.column] if match is not None and match.column < len(row.cells) else None


def find_table(sheet: Sheet, wanted: Sequence[Wanted]) -> Table:
    """Find the list in a sheet, by the row whose words name most of the wanted facts.

    Rows that repeat the header (printed pages) and the row that only counts the columns are left
    out. Raises SheetRefused ``no-header`` if no row names two of the facts (or the only one).
    """
    needed = min(2, len(wanted))
    readings = _readings(sheet)
    best = max(
        ((recognise(header.names, wanted, guess=False), header) for header in readings),
        key=_rank,
        default=None,
    )
    if best is None or len(best[0].columns) < needed:
        guesses = [(recognise(header.names, wanted), header) for header in readings[:GUESSED]]
        best = max(guesses, key=_rank, default=None)
    if best is None or len(best[0].columns) < needed:
        raise SheetRefused(
            "no-header",
            "No row names the columns of the list. Put a row above it such as: No, Date, Description.",
        )
    header = best[1]
    words = {word for name in header.names for word in (name, *name.split(" / "))}
    below = [row for row in sheet.rows if row.number > header.rows[-1]]
    rows = [row for at, row in enumerate(below) if not _repeats(row, words) and not (at == 0 and _counts(row))]
    return Table(header, recognise(header.names, wanted), tuple(rows))


def _rank(reading: tuple[Mapping, Header]) -> tuple[float, int, int]:
    """More facts first, then the simpler header, then the upper one."""
    mapping, header = reading
    return mapping.confidence(), -len(header.rows), -header.rows[0]


def _readings(sheet: Sheet) -> list[Header]:
    """Every row near the top that may be a header, alone and together with the row below."""
    found = []
    rows = sheet.rows[:SEARCHED]
    for at, row in enumerate(rows):
        upper = _spread(row, sheet)
        if not _wordy(row):
            continue
        found.append(Header((row.number,), tuple(upper)))
        if at + 1 < len(rows) and rows[at + 1].number == row.number + 1 and _wordy(rows[at + 1]):
            found.append(Header((row.number, row.number + 1), _joined(upper, rows[at + 1], sheet)))
    return found


def _wordy(row: Row) -> bool:
    """Header rows hold words: no dates, and no more numbers than a stray year."""
    values = [cell for cell in row.cells if cell is not None]
    return sum(isinstance(cell, str) for cell in values) >= max(1, len(values) - 1)


def _spread(row: Row, sheet: Sheet) -> list[str]:
    """The texts of a row, with a merged cell's text under each of its columns."""
    texts = [str(cell).strip() if cell is not None else "" for cell in row.cells]
    for top, _, left, right in sheet.merged:
        if top == row.number and left < len(texts) and right < WIDEST_GROUP:
            texts[left : right + 1] = [texts[left]] * (right + 1 - left)
    return texts


def _joined(upper: list[str], row: Row, sheet: Sheet) -> tuple[str, ...]:
    """Group names and the names below them, joined with a slash.

    Without merged cells (a .csv) a group name also holds for the blank cells to its right, as long
    as something is written below them.
    """
    lower = _spread(row, sheet)
    width = max(len(upper), len(lower))
    upper = upper + [""] * (width - len(upper))
    lower = lower + [""] * (width - len(lower))
    if not sheet.merged:
        for column in range(1, width):
            if not upper[column] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]
    return tuple(" / ".join(dict.fromkeys(name for name in pair if name)) for pair in zip(upper, lower, strict=True))


def _repeats(row: Row, words: set[str]) -> bool:
    """Does this row say the header again, as on each page of a printed list?"""
    texts = [cell.strip() if isinstance(cell, str) else cell for cell in row.cells if cell is not None]
    return len(texts) >= 2 and all(text in words for text in texts)


def _counts(row: Row) -> bool:
    """Is this the row that only counts the columns: 1 2 3, (1) (2) (3) or A B C?"""
    marks = [fold(str(cell)) for cell in row.cells if cell is not None]
    size = len(marks)
    letters = [chr(ord("a") + at) for at in range(min(size, 26))]
    return size > 2 and marks in ([str(at + 1) for at in range(size)], letters)
