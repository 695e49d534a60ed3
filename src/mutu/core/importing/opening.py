"""The file of a list: kept as it came under its content's hash, opened again whenever its rows are needed."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from mutu.core import attachments
from mutu.core.importing.declared import Importable
from mutu.core.kinds import Choice, Day, Moment, Number, Unreadable
from mutu.core.languages import PAGES
from mutu.core.own_words import speaking
from mutu.core.refusals import gettext_noop as _
from mutu.lib.spreadsheets import workbook
from mutu.lib.spreadsheets.cells import date_order, decimal_mark, half_converted, is_blank, read_text
from mutu.lib.spreadsheets.columns import Mapping, fold
from mutu.lib.spreadsheets.headers import Header, Table, find_table
from mutu.lib.spreadsheets.refusals import SheetRefused

SAMPLES = 3
SAMPLE_LENGTH = 60
LOOKED_AT = 20_000
SHEETS = 12
LIKE_A_DATE = re.compile(r"\s*\d{1,2}\s?[-/. ]\s?\d{1,2}\s?[-/. ]\s?\d{2,4}\b")
LIKE_A_NUMBER = re.compile(r"[^\d]{0,6}\d[\d.,' ]*[.,][\d.,' ]*[^\d]{0,8}")


@dataclass(frozen=True)
class Found:
    """One list in a file: its columns with samples, and what they seem to be."""

    sheet: str
    names: list[str]
    samples: list[list[str]]
    rows: int
    last: int
    """the number of the last row, as the spreadsheet shows it"""
    guess: dict[str, int] = field(default_factory=dict)
    """fact -> column"""
    orders: dict[str, str] = field(default_factory=dict)
    """column with written dates -> dmy, mdy or ambiguous"""
    marks: dict[str, str] = field(default_factory=dict)
    """column with fractions or thousands -> comma, point or ambiguous"""
    turned: list[int] = field(default_factory=list)
    """columns of dates that a spreadsheet set to another country may have turned round"""

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    def unclear(self, importable: Importable, mapping: dict[str, int], kind: str) -> str | None:
        """The day-month order (`kind` "dates") or decimal mark ("numbers") of the columns in use.

        None if the question does not arise, "" if it must be asked, else the answer the column itself gives.
        """
        readers, seen = ((Day, Moment), self.orders) if kind == "dates" else ((Number,), self.marks)
        used = [str(mapping[fact.name]) for fact in importable.facts
                if fact.name in mapping and isinstance(fact.reader, readers)]  # fmt: skip
        said = {seen[column] for column in used if column in seen}
        if not said:
            return None
        said.discard("ambiguous")
        return said.pop() if len(said) == 1 else ""


def keep(organization_id: UUID, data: bytes) -> str:
    """Put the file into the organization's store as it came; the answer is its hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = attachments.place(organization_id, sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).replace(path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    return sha256


def load(organization_id: UUID, sha256: str) -> bytes:
    """The file as it came; one that was changed in the store is refused."""
    try:
        data = attachments.place(organization_id, sha256).read_bytes()
    except (OSError, ValueError):
        raise Unreadable(_("No file with this content has been received here."), fact="sha256") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Unreadable(_("The file is not what it was when it was received. Bring it in again."), fact="sha256")
    return data


def read(data: bytes, name: str) -> workbook.Workbook:
    """The workbook; a file that cannot be one is refused with what to do instead."""
    if data[:4] == b"PK\x03\x04" and len(data) <= attachments.LARGEST:
        attachments.sniff(data, name)
    try:
        return workbook.read(data, name)
    except SheetRefused as reason:
        raise Unreadable(_("%(reason)s"), reason=reason.sentence, fact="file") from None


def table_of(book: workbook.Workbook, sheet: str, importable: Importable) -> Table:
    """The list on one sheet."""
    chosen = [one for one in book.sheets if one.name == sheet]
    if not chosen:
        raise Unreadable(_("There is no sheet “%(sheet)s” in the file."), sheet=sheet, fact="sheet")
    try:
        return find_table(chosen[0], importable.wanted())
    except SheetRefused as reason:
        unknown = _under_unknown_words(chosen[0])
        if unknown is None:
            raise Unreadable(_("%(reason)s"), reason=reason.sentence, fact="file") from None
        return unknown


def _under_unknown_words(sheet: workbook.Sheet) -> Table | None:
    """The list under the first row of nothing but short words: a person says what its columns are."""
    for place, row in enumerate(sheet.rows[:10]):
        words = [cell for cell in row.cells if cell is not None]
        if len(words) > 1 and all(_is_word(word) for word in words):
            names = tuple(str(cell or "").strip() for cell in row.cells)
            return Table(Header((row.number,), names), Mapping({}), sheet.rows[place + 1 :])
    return None


def _is_word(cell: workbook.Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= SAMPLE_LENGTH and any(letter.isalpha() for letter in cell)


def look(book: workbook.Workbook, importable: Importable) -> list[Found]:
    """Every list in the file, the likeliest first; refused if there is none."""
    found: list[tuple[float, int, Found]] = []
    refused: Unreadable | None = None
    for sheet in [one for one in book.sheets if one.rows and not one.hidden][:SHEETS] or book.sheets[:1]:
        try:
            table = table_of(book, sheet.name, importable)
        except Unreadable as reason:
            refused = refused or reason
            continue
        if table.rows:
            found.append((-table.mapping.confidence(), len(found), _found(sheet.name, table, importable)))
    if not found:
        raise refused or Unreadable(_("There is a row of headers, and nothing below it."), fact="file")
    return [one for _confidence, _place, one in sorted(found, key=lambda item: item[:2])]


def _found(sheet: str, table: Table, importable: Importable) -> Found:
    width = max([len(table.header.names), *(len(row.cells) for row in table.rows)])
    names = [*table.header.names, *[""] * (width - len(table.header.names))]
    seen = {column: list(_values(table, column)) for column in range(width)}
    samples = [list(dict.fromkeys(_short(value) for value in seen[column][:200]))[:SAMPLES] for column in range(width)]
    dates = {column: [value for value in values if isinstance(value, str) and LIKE_A_DATE.match(value)]
             for column, values in seen.items()}  # fmt: skip
    numbers = {column: [value for value in values if isinstance(value, str) and LIKE_A_NUMBER.fullmatch(value)]
               for column, values in seen.items()}  # fmt: skip
    return Found(
        sheet=sheet,
        names=names,
        samples=samples,
        rows=len(table.rows),
        last=table.rows[-1].number,
        guess=_guess(table, importable, seen),
        orders={str(column): date_order(values) for column, values in dates.items() if values},
        marks={str(column): decimal_mark(values) for column, values in numbers.items() if values},
        turned=[column for column, values in seen.items() if dates[column] and half_converted(values)],
    )


def _values(table: Table, column: int) -> Iterator[workbook.Cell]:
    for row in table.rows[:LOOKED_AT]:
        value = row.cells[column] if column < len(row.cells) else None
        if not is_blank(value):
            yield value


def _short(value: workbook.Cell) -> str:
    text = read_text(value)
    return text if len(text) <= SAMPLE_LENGTH else text[: SAMPLE_LENGTH - 1] + "…"


def _guess(table: Table, importable: Importable, seen: dict[int, list[workbook.Cell]]) -> dict[str, int]:
    """What the headers say; a choice none of whose cells can be chosen is left out, as a name under "found by"."""
    facts = {fact.name: fact for fact in importable.facts}
    guessed = {name: match.column for name, match in table.mapping.columns.items()}
    for name, column in list(guessed.items()):
        fact = facts[name]
        if isinstance(fact.reader, Choice):
            words = choices_in_words(fact.choices)
            if not any(fold(read_text(value)) in words for value in seen[column][:200]):
                del guessed[name]
    return guessed


def choices_in_words(choices: Sequence[tuple[str, Any]]) -> dict[str, str]:
    """What people may write for each choice, folded: its value and its label in any language of the pages."""
    words: dict[str, str] = {}
    for code, _name in PAGES:
        with speaking(code, {}):
            for value, label in choices:
                words.setdefault(fold(str(label)), value)
                words.setdefault(fold(value), value)
    return words
