"""Measuring an .xlsx file before anything opens it.

An .xlsx file is a ZIP archive of XML parts (ECMA-376). A file of 40 kB can claim a single cell in
the last row and column and make a reader reserve 17 thousand million cells, or hold a part that
unpacks to gigabytes, or repeat one long text in a million cells. So each part is unpacked here in
small pieces that are counted and thrown away, and the directory of the archive is not believed.
"""

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from .refusals import (
    Limits,
    SheetRefused,
    broken,
    encrypted,
    too_large,
    too_many_columns,
    too_many_rows,
    too_many_sheets,
)

PIECE = 1 << 16
LOCAL_HEADER = 30
FORMULA_ERRORS_KEPT = 20_000


@dataclass
class Measured:
    """What a look through the parts has shown."""

    date1904: bool = False
    errors: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    """sheet name -> (row, column), both from 0 -> the error Excel shows there, such as ``#N/A``"""


@dataclass
class _Part:
    """One sheet's extent and its formula errors."""

    first: tuple[int, int] | None = None
    last: tuple[int, int] = (0, 0)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def use(self, row: int, column: int) -> None:
        if self.first is None:
            self.first = self.last = (row, column)
            return
        self.first = (min(self.first[0], row), min(self.first[1], column))
        self.last = (max(self.last[0], row), max(self.last[1], column))

    def cells(self) -> int:
        if self.first is None:
            return 0
        return (self.last[0] - self.first[0] + 1) * (self.last[1] - self.first[1] + 1)


def measure(data: bytes, limits: Limits) -> Measured:
    """Look through an .xlsx archive; raise SheetRefused if it is not one, or too large."""
    entries = _directory(data, limits)
    look = _Look()
    unpacked = 0
    for entry in entries:
        parser = look.parser(entry.filename) if entry.filename.lower().endswith((".xml", ".rels")) else None
        size = 0
        for piece in _pieces(data, entry):
            size += len(piece)
            if unpacked + size > limits.unpacked:
                raise _inflated()
            if size > 1_000_000 and size > limits.ratio * max(entry.compress_size, 1):
                raise _inflated()
            _feed(parser, piece, final=False)
        _feed(parser, b"", final=True)
        unpacked += size
    return look.judge(limits)


def _inflated() -> SheetRefused:
    return SheetRefused(
        "inflated",
        "The file unpacks to far more than a list needs and was not opened. Save the list alone as .xlsx.",
    )


def _directory(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """The archive's entries, after the checks that need nothing unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError, OSError):
        raise broken() from None
    names = {entry.filename.lower() for entry in entries}
    _check_kind(names)
    if len(entries) > limits.parts or sum(entry.file_size for entry in entries) > limits.unpacked:
        raise _inflated()
    if len(names) < len(entries) or sum(entry.compress_size for entry in entries) > len(data):
        raise broken("Parts of the file lie over each other")
    if any(name.startswith("/") or ".." in name.replace("\\", "/").split("/") for name in names):
        raise broken("Parts of the file point outside it")
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted()
    return entries


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise SheetRefused("other-format", "This is a binary workbook (.xlsb). Save it as .xlsx.")
    if any(name.startswith("word/") for name in names):
        raise SheetRefused("not-a-spreadsheet", "This is a Word document. Copy its table into Excel first.")
    if "content.xml" in names and "mimetype" in names:
        raise SheetRefused("other-format", "This is an OpenDocument file. Save it as .xlsx.")
    raise SheetRefused("not-a-spreadsheet", "This is an archive. Send the .xlsx file itself.")


def _pieces(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What an entry really unpacks to, whatever size its header claims."""
    start = entry.header_offset
    if data[start : start + 4] != b"PK\x03\x04":
        raise broken()
    name, extra = struct.unpack_from("<HH", data, start + 26)
    start += LOCAL_HEADER + name + extra
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), PIECE):
            yield bytes(packed[at : at + PIECE])
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise broken("The file is packed in an unusual way")
    unpack = zlib.decompressobj(-15)
    rest: bytes = bytes(packed)
    try:
        while rest and not unpack.eof:
            yield unpack.decompress(rest, PIECE)
            rest = unpack.unconsumed_tail
    except zlib.error:
        raise broken() from None


def _feed(parser: expat.XMLParserType | None, piece: bytes, *, final: bool) -> None:
    if parser is None:
        return
    try:
        parser.Parse(piece, final)
    except SheetRefused:
        raise
    except (expat.ExpatError, LookupError, ValueError):
        raise broken() from None


class _Look:
    """Follows all XML parts and remembers what the judgement needs."""

    def __init__(self) -> None:
        self.parts: dict[str, _Part] = {}
        self.text_lengths: list[int] = []
        self.text_used: Counter[int] = Counter()
        self.inline_text = 0
        self.sheets: list[tuple[str, str]] = []
        self.targets: dict[str, str] = {}
        self.date1904 = False

    def parser(self, name: str) -> expat.XMLParserType:
        """A parser for one part, with the handlers of this look."""
        reading = _Reading(self, name.lower(), self.parts.setdefault(name.lower(), _Part()))
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = reading.start
        parser.EndElementHandler = reading.end
        parser.CharacterDataHandler = reading.text
        parser.StartDoctypeDeclHandler = reading.doctype
        return parser

    def judge(self, limits: Limits) -> Measured:
        """Refuse what is too large; else say what was seen."""
        if len(self.sheets) > limits.sheets:
            raise too_many_sheets(len(self.sheets), limits)
        found = Measured(date1904=self.date1904)
        cells = 0
        for name, relation in self.sheets:
            part = self.parts.get(self.targets.get(relation, ""))
            if part is None:
                raise broken("A sheet of the workbook is missing")
            if part.last[0] >= limits.rows:
                raise too_many_rows(part.last[0] + 1, limits)
            if part.last[1] >= limits.columns:
                raise too_many_columns(part.last[1] + 1, limits)
            cells += part.cells()
            found.errors[name] = part.errors
        known = len(self.text_lengths)
        text = sum(self.text_lengths[at] * times for at, times in self.text_used.items() if 0 <= at < known)
        if cells > limits.cells or text + self.inline_text > limits.text:
            raise too_large()
        return found


class _Reading:
    """The position inside one part."""

    def __init__(self, look: _Look, name: str, part: _Part) -> None:
        self.look = look
        self.name = name
        self.part = part
        self.row = self.column = 0
        self.kind = ""
        self.value: list[str] | None = None

    def doctype(self, *_: object) -> None:
        raise broken("The file declares things a spreadsheet never needs")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes["r"]) - 1 if attributes.get("r", "").isdecimal() else self.row
        elif name == "c":
            self.kind = attributes.get("t", "")
            self.row, self.column = position(attributes.get("r", ""), (self.row, self.column))
        elif name in {"v", "is"}:
            self.part.use(self.row, self.column)
            self.value = []
        elif name == "si":
            self.value = []
        elif self.name == "xl/workbook.xml":
            self.workbook(name, attributes)
        elif self.name == "xl/_rels/workbook.xml.rels" and name == "Relationship":
            self.look.targets[attributes.get("Id", "")] = _target(attributes.get("Target", ""))

    def workbook(self, name: str, attributes: dict[str, str]) -> None:
        """The list of sheets, and from which year the days are counted."""
        if name == "sheet":
            relation = next((at for key, at in attributes.items() if key.rpartition(":")[2] == "id"), "")
            self.look.sheets.append((attributes.get("name", ""), relation))
        elif name == "workbookPr":
            self.look.date1904 = attributes.get("date1904", "") in {"1", "true", "on"}

    def text(self, text: str) -> None:
        if self.value is not None:
            self.value.append(text)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self.row, self.column = self.row + 1, 0
        elif name == "c":
            self.column += 1
        elif name == "si" and self.value is not None:
            self.look.text_lengths.append(sum(map(len, self.value)))
            self.value = None
        elif name in {"v", "is"} and self.value is not None:
            self.used("".join(self.value))
            self.value = None

    def used(self, text: str) -> None:
        """A cell's value: a number into the shared texts, an error, or the text itself."""
        if self.kind == "s":
            if text.isdecimal() and len(text) < 10:
                self.look.text_used[int(text)] += 1
            return
        self.look.inline_text += len(text)
        if self.kind == "e" and len(self.part.errors) < FORMULA_ERRORS_KEPT:
            self.part.errors[self.row, self.column] = text


def _target(target: str) -> str:
    """Where a relation of the workbook points, as a name in the archive."""
    target = target.lower()
    return target[1:] if target.startswith("/") else f"xl/{target}"


def position(reference: str, otherwise: tuple[int, int]) -> tuple[int, int]:
    """Row and column, both from 0, of a cell named as Excel names it.

    >>> position("B3", (0, 0)), position("", (7, 2))
    ((2, 1), (7, 2))
    """
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not letters or not digits or not letters.isascii() or not letters.isalpha() or len(reference) > 12:
        return otherwise
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1
