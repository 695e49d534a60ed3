"""A list as an Excel workbook: what the page shows under its filters, all of it, same words and order (7.5.3)."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mutu.lib.spreadsheets.workbook import safe_cell
from mutu.web.listing.lists import Asked, Line, State, cursor_of

MOST = 100_000
AT_ONCE = 2000
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"subject": 60, "state": 26, "due": 12}
SHEET_NAME = 31


def every_line(asked: Asked, most: int) -> Iterator[Line]:
    """The rows of all pages, newest first, read in stretches."""
    before, left, records = None, most, asked.records()
    while left > 0:
        lines = asked.lines(records, min(AT_ONCE, left), before)
        yield from lines
        if len(lines) < AT_ONCE:
            return
        before, left = cursor_of(lines[-1], asked.listing.at), left - len(lines)


def plain(shown: Any) -> Any:
    """A cell's value: a state is its word, a date stays a date, text that looks like a formula is made harmless."""
    if isinstance(shown, State):
        shown = shown.label
    return safe_cell(shown) if isinstance(shown, str) else shown


def answer(asked: Asked, in_force: list[str]) -> FileResponse:
    """The workbook as a download."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response
    write(file, asked, in_force)
    file.seek(0)
    name = f"{asked.listing.address.strip('/')}-{asked.reader.today.isoformat()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


def write(file: Any, asked: Asked, in_force: list[str]) -> None:
    """The rows on the first sheet, what was asked, by whom and when on the second."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": str(asked.listing.title), "author": "Mutu"})
        written, cut = _rows(book, asked)
        _about(book, asked, in_force, written, cut)


def _rows(book: Any, asked: Asked) -> tuple[int, bool]:
    sheet = book.add_worksheet(str(asked.listing.title)[:SHEET_NAME])
    bold, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    columns = asked.listing.columns
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column.role, 18))
    sheet.freeze_panes(2, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, safe_cell(str(column.label)), bold)
    sheet.set_row(1, None, None, {"hidden": True})
    for place, column in enumerate(columns):
        sheet.write_string(1, place, column.fact)
    at = 1
    for at, line in enumerate(every_line(asked, MOST + 1), start=2):
        if at - 2 == MOST:
            return MOST, True
        for place, column in enumerate(columns):
            value = plain(column.shown(line, asked.reader))
            if isinstance(value, date):
                sheet.write_datetime(at, place, datetime.combine(value, datetime.min.time()), day)
            elif value not in (None, ""):
                sheet.write_string(at, place, value)
    return at - 1, False


def _about(book: Any, asked: Asked, in_force: list[str], written: int, cut: bool) -> None:
    sheet = book.add_worksheet(_("About this list")[:SHEET_NAME])
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    now = asked.reader.by.now().astimezone(asked.reader.zone)
    lines = [
        (_("Organization"), asked.reader.by.organization.name),
        (_("List"), str(asked.listing.title)),
        (_("Filters"), " · ".join(in_force)),
        (_("Rows"), str(written) + (" · " + _("there are more; narrow the filters to see them") if cut else "")),
        (_("Written by"), asked.reader.by.name),
        (_("Written at"), f"{date_format(now, 'j M Y H:i')} {now.tzname()}"),
    ]
    for at, (label, value) in enumerate(lines):
        sheet.write_string(at, 0, label)
        sheet.write_string(at, 1, safe_cell(value))
