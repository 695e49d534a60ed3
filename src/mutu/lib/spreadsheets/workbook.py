"""Opening a spreadsheet somebody sent: .xlsx, .xls or .csv, told apart by what is in the file.

>>> book = read(b"No,Date\\nNCR-1,22/11/2026\\n", "list.csv")
>>> book.sheets[0].rows[1]
Row(number=2, cells=('NCR-1', '22/11/2026'))
"""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from . import archive, binary
from .delimited import is_risky, rows_of
from .refusals import LIMITS, Limits, SheetRefused, broken, encrypted, too_large

__all__ = ["Cell", "Limits", "Row", "Sheet", "SheetRefused", "Workbook", "read", "safe_cell"]

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None
Span = tuple[int, int, int, int]

NOT_SPREADSHEETS = (
    (b"%PDF", "a PDF"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"SQLite format 3", "a database"),
)


class Row(NamedTuple):
    """One row in which something stands; ``number`` is the one Excel shows at its left."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet. Cells are counted from column A, empty ones are None, rows with nothing are left out."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Span, ...] = ()
    """merged cells: first row and last row as Excel numbers them, first and last column from 0"""
    hidden: bool = False


@dataclass(frozen=True)
class Workbook:
    """What was read. ``kind`` is xlsx, xls or csv; ``encoding`` is given for csv only."""

    name: str
    kind: str
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    encoding: str = ""


def read(data: bytes, name: str, *, limits: Limits = LIMITS) -> Workbook:
    """Read a spreadsheet from its bytes; ``name`` is only repeated, never trusted.

    Formulas come as the value Excel last showed. Raises SheetRefused with one of the codes
    not-a-spreadsheet, other-format, empty, too-large, too-many-rows, too-many-columns,
    too-many-sheets, inflated, encrypted, encoding, broken.
    """
    if not data.strip(b" \t\r\n\0"):
        raise _empty()
    if len(data) > limits.file:
        raise SheetRefused(
            "too-large",
            f"The file has {len(data) / 1e6:.0f} MB; at most {limits.file / 1e6:.0f} MB are read. "
            "Keep only the sheet with the list, without pictures.",
        )
    if data.startswith(b"PK\x03\x04"):
        seen = archive.measure(data, limits)
        book = Workbook(name, "xlsx", _sheets(data, limits, seen.errors), seen.date1904)
    elif data.startswith(binary.MAGIC):
        old = binary.measure(data, limits)
        book = Workbook(name, "xls", _sheets(old.tidy, limits, {}), old.date1904)
    else:
        _refuse_other_kinds(data)
        rows, encoding = rows_of(data, limits)
        if sum(len(cell) for row in rows for cell in row) > limits.text:
            raise too_large()
        book = Workbook(name, "csv", (Sheet("", _numbered(rows, 1, 0)),), encoding=encoding)
    if not any(sheet.rows for sheet in book.sheets):
        raise _empty()
    return book


def safe_cell(text: str) -> str:
    """Text for an exported cell that no spreadsheet will take for a formula.

    An apostrophe is put before =, +, -, @ and control characters; `read` takes it off again from
    a .csv. Numbers are exported as numbers and need none of this.

    >>> safe_cell("=HYPERLINK(A1)"), safe_cell("QP-07")
    ("'=HYPERLINK(A1)", 'QP-07')
    """
    return f"'{text}" if is_risky(text.lstrip("'")) else text


def _empty() -> SheetRefused:
    return SheetRefused("empty", "Nothing is written in this file. Was it saved, and is it the right one?")


def _refuse_other_kinds(data: bytes) -> None:
    for magic, what in NOT_SPREADSHEETS:
        if data.startswith(magic):
            raise SheetRefused("not-a-spreadsheet", f"This file is {what}. Send the list as .xlsx or .csv.")
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") and (b"<html" in start or b"<!doctype" in start or b"<table" in start):
        raise SheetRefused(
            "other-format",
            "This is a web page named like a spreadsheet. Open it in Excel and save it as .xlsx.",
        )
    if start.startswith(b"<?xml"):
        raise SheetRefused("other-format", "This is an XML file. Open it in Excel and save it as .xlsx.")


Errors = dict[str, dict[tuple[int, int], str]]


def _sheets(data: bytes, limits: Limits, errors: Errors) -> tuple[Sheet, ...]:
    """All sheets of a measured workbook."""
    import python_calamine as calamine

    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            return _worksheets(book, limits, errors)
    except SheetRefused:
        raise
    except calamine.PasswordError:
        raise encrypted() from None
    except MemoryError:
        raise too_large() from None
    except BaseException as error:
        # A fault inside the reader arrives as a PanicException, which is no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise broken() from None
        raise


def _worksheets(book: object, limits: Limits, errors: Errors) -> tuple[Sheet, ...]:
    import python_calamine as calamine

    assert isinstance(book, calamine.CalamineWorkbook)
    found, cells = [], 0
    for meta in book.sheets_metadata:
        if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        top, left = sheet.start or (0, 0)
        cells += sheet.height * sheet.width
        if cells > limits.cells:
            raise too_large()
        grid = sheet.to_python(skip_empty_area=True)
        for (row, column), error in errors.get(meta.name, {}).items():
            if row - top < len(grid) and column - left < len(grid[row - top]):
                grid[row - top][column - left] = error
        spans = tuple((a[0] + 1, b[0] + 1, a[1], b[1]) for a, b in sheet.merged_cell_ranges or ())
        hidden = meta.visible is not calamine.SheetVisibleEnum.Visible
        found.append(Sheet(meta.name, _numbered(grid, top + 1, left), spans, hidden))
    return tuple(found)


def _numbered(grid: Sequence[Sequence[object]], first: int, left: int) -> tuple[Row, ...]:
    """The rows in which something stands, with their numbers."""
    rows = []
    for number, values in enumerate(grid, first):
        cells: list[Cell] = [None] * left
        cells += map(_cell, values)
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            rows.append(Row(number, tuple(cells)))
    return tuple(rows)


def _cell(value: object) -> Cell:
    """One value as Python has it: whole numbers whole, blanks None, lengths of time in days."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    assert value is None or isinstance(value, int | dt.date | dt.time)
    return value
