"""What is in an Office file, as text and tables, without the program that made it (7.5.3.1 a)."""

from dataclasses import dataclass, field
from typing import Any

from mutu.core.refusals import gettext_noop as _
from mutu.lib import word_files
from mutu.lib.markdown import safe_html
from mutu.lib.spreadsheets import workbook

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 200, 30, 5
LEFT_OUT = {
    "tracked": _("Tracked changes are shown as if they were accepted."),
    "embedded": _("Embedded objects are left out."),
    "external": _("Parts that are fetched from elsewhere are left out."),
    "comments": _("Comments are left out."),
    "pictures": _("Some pictures are left out: they are of a kind browsers do not show."),
}


@dataclass
class Shown:
    """Safe HTML or sheets of cells, with sentences about what is not shown; `refused` says why nothing is."""

    html: str = ""
    sheets: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: str = ""


def of(data: bytes, media_type: str) -> Shown:
    """The preview of a kept file; other kinds are only offered for download."""
    if media_type.endswith("wordprocessingml.document"):
        return _word(data)
    if media_type.endswith("spreadsheetml.sheet"):
        return _sheets(data)
    return Shown(refused=_("This kind of file is not previewed. Download it."))


def _word(data: bytes) -> Shown:
    try:
        read = word_files.read(data)
    except word_files.WordRefused as reason:
        return Shown(refused=str(reason))
    return Shown(html=safe_html(read.markdown), notes=[LEFT_OUT[code] for code in read.left_out])


def _sheets(data: bytes) -> Shown:
    try:
        book = workbook.read(data, "file.xlsx")
    except workbook.SheetRefused as reason:
        return Shown(refused=str(reason))
    return Shown(sheets=[
        {"name": sheet.name, "more": len(sheet.rows) > MOST_ROWS,
         "rows": [["" if cell is None else cell for cell in row.cells[:MOST_COLUMNS]]
                  for row in sheet.rows[:MOST_ROWS]]}
        for sheet in book.sheets if not sheet.hidden
    ][:MOST_SHEETS])  # fmt: skip
