"""The rows that were left, as a spreadsheet to mend: their own columns, and one more that says what to mend."""

import io
from datetime import date, datetime, time

from django.utils.translation import gettext

from mutu.core import gate
from mutu.core.importing import opening, progress
from mutu.core.importing.actions import importable_of
from mutu.core.importing.models import Import
from mutu.core.importing.rows import Fault
from mutu.lib.spreadsheets.workbook import Cell, Row, safe_cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def in_words(fault: Fault, labels: dict[str, str]) -> str:
    """A fault as a sentence in the reader's language, with the column's name before it."""
    label = labels.get(fault.fact, "")
    return f"{label}: {gate.in_words(fault.why)}" if label else gate.in_words(fault.why)


def labels_of(of: Import, names: list[str]) -> dict[str, str]:
    """What each fact is called in their own list, else among us."""
    labels = {fact.name: str(fact.label) for fact in importable_of(of).does.facts}
    theirs = {fact: names[column] for fact, column in of.mapping.items() if column < len(names) and names[column]}
    return {**labels, **theirs}


def spreadsheet(of: Import) -> bytes:
    """An .xlsx of the faulty rows, cell for cell as they came, the faulty cells shaded."""
    import xlsxwriter

    kept = progress.of(of)
    book = opening.read(opening.load(of.organization_id, of.sha256), of.name)
    found = progress.found_in(kept, of.sheet)
    rows = {row.number: row for row in opening.table_of(book, found.sheet, importable_of(of)).rows}
    faults: dict[int, list[Fault]] = {}
    for fault in progress.faults_of(kept):
        faults.setdefault(fault.row, []).append(fault)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as file:
        sheet = file.add_worksheet()
        bold, day = file.add_format({"bold": True}), file.add_format({"num_format": "yyyy-mm-dd"})
        shaded = file.add_format({"bg_color": "#FDE9C9"})
        shaded_day = file.add_format({"bg_color": "#FDE9C9", "num_format": "yyyy-mm-dd"})
        formats = {False: (None, day), True: (shaded, shaded_day)}
        names = [*found.names, gettext("what to mend")]
        for column, name in enumerate(names):
            sheet.write_string(0, column, safe_cell(name), bold)
        labels, mapping = labels_of(of, found.names), of.mapping
        for place, number in enumerate(sorted(set(faults) & set(rows)), 1):
            wrong = {mapping[fault.fact] for fault in faults[number] if fault.fact in mapping}
            for column in range(len(found.names)):
                _write(sheet, place, column, _cell(rows[number], column), formats[column in wrong])
            said = "\n".join(in_words(fault, labels) for fault in faults[number])
            sheet.write_string(place, len(found.names), safe_cell(said))
        sheet.freeze_panes(1, 0)
        sheet.autofit(max_width=400)
    return out.getvalue()


def _cell(row: Row, column: int) -> Cell:
    return row.cells[column] if column < len(row.cells) else None


def _write(sheet: object, place: int, column: int, value: Cell, formats: tuple[object, object]) -> None:
    plain, day = formats
    write = sheet.__getattribute__
    if value is None:
        write("write_blank")(place, column, None, plain)
    elif isinstance(value, bool):
        write("write_boolean")(place, column, value, plain)
    elif isinstance(value, int | float) and abs(value) < 1e15:
        write("write_number")(place, column, value, plain)
    elif isinstance(value, datetime):
        write("write_datetime")(place, column, value.replace(tzinfo=None), day)
    elif isinstance(value, date) and value.year >= 1900:
        write("write_datetime")(place, column, datetime.combine(value, time()), day)
    else:
        write("write_string")(place, column, safe_cell(str(value)), plain)
