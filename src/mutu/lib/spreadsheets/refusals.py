"""The two ways in which a spreadsheet says no, and how much of one is accepted.

>>> str(CellRefused("date", "November has 30 days. Write for example 30/11/2026."))
'November has 30 days. Write for example 30/11/2026.'
"""

from dataclasses import dataclass


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for whoever collects what is to be translated; here it stays as it is."""
    return sentence


class Refused(ValueError):
    """Something a person handed in cannot be used; the sentence says what to do instead.

    >>> refused = CellRefused("date", "“%(shown)s” is not a date.", shown="soon")
    >>> refused.sentence, refused.template, refused.values
    ('“soon” is not a date.', '“%(shown)s” is not a date.', {'shown': 'soon'})
    """

    def __init__(self, code: str, template: str, **values: str) -> None:
        self.code = code
        self.template = template
        """The sentence with a place for each value, as it is translated."""
        self.values = values
        self.sentence = template % values if values else template
        super().__init__(self.sentence)


class SheetRefused(Refused):
    """The file as a whole cannot be read."""


class CellRefused(Refused):
    """One cell does not say what its column asks for."""


@dataclass(frozen=True)
class Limits:
    """How large a spreadsheet may be before it is refused, counted before it is opened.

    Excel itself ends at 1,048,576 rows, 16,384 columns and 32,767 characters in a cell.
    """

    file: int = 25_000_000
    """bytes as sent"""
    unpacked: int = 250_000_000
    """bytes of all parts of the archive together"""
    ratio: int = 200
    """unpacked to packed bytes of one part above a megabyte; lists of ten thousand rows reach about 30"""
    parts: int = 2_000
    sheets: int = 60
    rows: int = 100_000
    """the last row used in a sheet"""
    columns: int = 500
    """the last column used in a sheet"""
    cells: int = 3_000_000
    """the rectangle around everything used, summed over the sheets"""
    text: int = 60_000_000
    """characters in all cells together"""


LIMITS = Limits()
EXCEL_ROWS = 1_048_576


def too_many_rows(rows: int, limits: Limits) -> SheetRefused:
    """The refusal for a sheet that goes on too long."""
    if rows > EXCEL_ROWS:
        return SheetRefused(
            "too-many-rows",
            f"There are {rows:,} rows; a spreadsheet ends at {EXCEL_ROWS:,}. Split the list in two.",
        )
    return SheetRefused(
        "too-many-rows",
        f"The sheet is used down to row {rows:,}; at most {limits.rows:,} rows are read at once. "
        "Delete what stands far below the list, or split it into several files.",
    )


def too_many_columns(columns: int, limits: Limits) -> SheetRefused:
    """The refusal for a sheet that is too wide."""
    return SheetRefused(
        "too-many-columns",
        f"The sheet is used up to column number {columns:,}; at most {limits.columns:,} columns are read. "
        "Delete what stands far to the right of the list.",
    )


def too_many_sheets(sheets: int, limits: Limits) -> SheetRefused:
    """The refusal for a workbook with too many sheets."""
    return SheetRefused("too-many-sheets", f"The workbook has {sheets} sheets; at most {limits.sheets} are read.")


def too_large() -> SheetRefused:
    """The refusal for a workbook whose sheets together hold too much."""
    return SheetRefused(
        "too-large", "The workbook holds more than can be read at once. Keep only the sheet with the list."
    )


def broken(what: str = "The file is damaged") -> SheetRefused:
    """The refusal for a file that begins like a spreadsheet and cannot be read as one."""
    return SheetRefused("broken", f"{what}. Open it in Excel, save it again as .xlsx and send that file.")


def encrypted() -> SheetRefused:
    """The refusal for a workbook that opens only with a password."""
    return SheetRefused(
        "encrypted", "The file is locked with a password. Save a copy without the password and send that."
    )
