"""Tables as files: workbooks and CSV as people send them, and the JSON in which a study is kept and opens again."""

import json
from collections.abc import Mapping
from typing import Any

from mutu.lib.spreadsheets import workbook
from mutu.lib.spreadsheets.refusals import Limits
from mutu.lib.statistics import sheets
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.sheets import Sheet
from mutu.lib.statistics.studies.answer import Answer
from mutu.lib.statistics.studies.asked import Asked

LIMITS = Limits(file=5_000_000, unpacked=60_000_000, cells=400_000, columns=500, sheets=20, text=10_000_000)
FORMAT, VERSION = "mutu data and charts", 1
KEPT = frozenset({"what", "version", "asked", "data", "method", "answer", "made"})


def read_file(data: bytes, asked: Asked) -> tuple[Sheet, Asked]:
    """The table in a file, and what is asked of it: as given, or as it was when the study was kept.

    Raises `InputError`, and ``SheetRefused`` for what is no spreadsheet.

    >>> read_file(b"8,01\\n8,03\\n", Asked())[0].rows
    (('8,01',), ('8,03',))
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return opened(data)
    book = workbook.read(data, "", limits=LIMITS)
    if book.kind == "csv":
        return sheets.parse(data.decode(book.encoding), asked.decimal), asked
    shown = [sheet for sheet in book.sheets if sheet.rows and not sheet.hidden] or [s for s in book.sheets if s.rows]
    return sheets.from_rows([[_written(cell) for cell in row.cells] for row in shown[0].rows]), asked


def _written(cell: Any) -> str:
    """A cell as it would be typed."""
    if cell is None:
        return ""
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def kept(sheet: Sheet, asked: Asked, answer: Answer, made: str) -> dict[str, Any]:
    """A study as JSON: the data, what was asked, how it was computed, what came out, and by which program."""
    return {
        "what": FORMAT,
        "version": VERSION,
        "made": made,
        "asked": asked.to_dict(),
        "method": answer.method,
        "answer": answer.to_dict(),
        "data": {"names": list(sheet.names), "rows": [list(row) for row in sheet.rows]},
    }


def opened(data: bytes) -> tuple[Sheet, Asked]:
    """What `kept` wrote, or anybody: the table and what is asked of it. Everything else is computed again."""
    refusal = InputError("not_a_study", "This JSON is no study kept by Mutu, or was changed.")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as reason:
        raise refusal from reason
    if not isinstance(found, dict) or found.get("what") != FORMAT or found.get("version") != VERSION:
        raise refusal
    table = found.get("data")
    if set(found) - KEPT or not isinstance(table, Mapping) or not isinstance(table.get("rows"), list):
        raise refusal
    rows = [table.get("names"), *table["rows"]]
    if not all(isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows):
        raise refusal
    return sheets.from_rows(rows), Asked.from_dict(found.get("asked"))
