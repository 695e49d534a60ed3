"""Measuring an old .xls file before anything opens it.

An .xls file is a little file system of sectors ([MS-CFB]) in which one stream holds the workbook as
a run of records ([MS-XLS]). Chains of sectors may run in circles and records may claim millions of
rows, so both are followed here once, with every count bounded by the length of the file. The reader
then gets the measured stream alone, in a new and tidy file system: a reader that trusts a length
in a header would otherwise reserve whatever a damaged file claims, and end the whole process.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

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

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST_REAL_SECTOR = 0xFFFFFFFA
DIRECTORY_ENTRY = 128

# Record types of [MS-XLS] 2.3 that this look needs.
EOF, CONTINUE, FILEPASS, SHEET, SHARED_TEXTS, DATE1904, EXTENT = 0x0A, 0x3C, 0x2F, 0x85, 0xFC, 0x22, 0x200
FORMULA, NUMBER, LABEL, BOOLEAN_OR_ERROR, RK, LABEL_SHARED, RK_RUN = 6, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xBD
CELLS = {FORMULA, NUMBER, LABEL, BOOLEAN_OR_ERROR, RK, LABEL_SHARED, RK_RUN}
XLS_ROWS, XLS_COLUMNS = 65_536, 256

Record = tuple[int, bytes]


class Measured(NamedTuple):
    """Whether days are counted from 1904, and the workbook's stream in a file of its own."""

    date1904: bool
    tidy: bytes


def measure(data: bytes, limits: Limits) -> Measured:
    """Look through an .xls file; raise SheetRefused if it is no workbook, locked, damaged or too large."""
    try:
        stream = _workbook_stream(data)
        return Measured(_measure_workbook(stream, limits), _tidy(stream))
    except (struct.error, IndexError, UnicodeDecodeError):
        raise broken() from None


def _tidy(stream: bytes) -> bytes:
    """The smallest file system of sectors that holds this one stream ([MS-CFB], version 4)."""
    size, free, end, table_mark = 4096, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors = max(1, -(-len(stream) // size))
    tables = -(-(sectors + 3) // (size // 4 - 1))
    # Sector 0 is the directory, 1 an empty store for short streams, then the stream, then the table.
    chain = [end, end, *range(3, sectors + 2), end, *[table_mark] * tables]
    chain += [free] * (tables * size // 4 - len(chain))
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", MAGIC, 0x3E, 4, 0xFFFE, 12, 6, 1, tables, 0, 0, size, end, 0, end, 0)
    header += struct.pack("<109I", *range(sectors + 2, sectors + 2 + tables), *[free] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, 64, child=1) + _entry("Workbook", 2, 2, max(len(stream), size))
    parts = (header, directory, b"", stream.ljust(sectors * size, b"\0"), struct.pack(f"<{len(chain)}I", *chain))
    return b"".join(part.ljust(size, b"\0") for part in parts)


def _entry(name: str, kind: int, start: int, length: int, child: int = 0xFFFFFFFF) -> bytes:
    """One entry of the directory, without neighbours."""
    coded = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(coded) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return coded.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, length)


def _workbook_stream(data: bytes) -> bytes:
    """The bytes of the stream that holds the workbook."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in {9, 12} or mini_shift != 6:
        raise broken()
    size = 1 << shift
    directory, cutoff, mini_start = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    table = _sector_table(data, size)
    streams = _streams(_chain(data, directory, table, size))
    names = {name.lower() for name in streams}
    if "encryptedpackage" in names:
        raise encrypted()
    name = next((name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in streams), None)
    if name is None:
        what = "a Word document" if "worddocument" in names else "not a workbook"
        raise SheetRefused("not-a-spreadsheet", f"This file is {what}. Send the list as .xlsx.")
    start, length = streams[name]
    if length >= cutoff:
        return _chain(data, start, table, size)[:length]
    minis = _chain(data, streams["Root Entry"][0], table, size) if "Root Entry" in streams else b""
    mini_bytes = _chain(data, mini_start, table, size)
    mini_table = struct.unpack(f"<{len(mini_bytes) // 4}I", mini_bytes)
    return _chain(minis, start, mini_table, 64, header=0)[:length]


def _sector_table(data: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows which, for the whole file."""
    where = list(struct.unpack_from("<109I", data, 76))
    at, seen = struct.unpack_from("<I", data, 68)[0], 0
    while at < LAST_REAL_SECTOR:
        seen += 1
        if seen > len(data) // size:
            raise broken()
        *more, at = struct.unpack_from(f"<{size // 4}I", data, (at + 1) * size)
        where += more
    used = [sector for sector in where if sector < LAST_REAL_SECTOR]
    if len(used) > len(data) // size:
        raise broken()
    table: list[int] = []
    for sector in used:
        table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return tuple(table)


def _chain(data: bytes, start: int, table: tuple[int, ...], size: int, *, header: int = 1) -> bytes:
    """The sectors of one chain, joined; a chain longer than the file runs in a circle."""
    found: list[bytes] = []
    while start < LAST_REAL_SECTOR:
        piece = data[(start + header) * size : (start + header + 1) * size]
        if not piece or len(found) > len(data) // size:
            raise broken()
        found.append(piece)
        start = table[start]
    return b"".join(found)


def _streams(directory: bytes) -> dict[str, tuple[int, int]]:
    """Name -> first sector and length of each stream."""
    found: dict[str, tuple[int, int]] = {}
    for at in range(0, len(directory) - DIRECTORY_ENTRY + 1, DIRECTORY_ENTRY):
        length = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
        if length >= 2:
            name = directory[at : at + length - 2].decode("utf-16-le")
            found.setdefault(name, struct.unpack_from("<II", directory, at + 116))
    return found


def _records(stream: bytes, start: int = 0) -> Iterator[Record]:
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length


def _measure_workbook(stream: bytes, limits: Limits) -> bool:
    """The workbook's own records, then each sheet's."""
    date1904, sheets, in_texts = False, [], False
    pieces: list[bytes] = []
    for kind, record in _records(stream):
        if kind == FILEPASS:
            raise encrypted()
        if kind == EOF:
            break
        if kind == SHARED_TEXTS and pieces:
            raise broken("The file holds its texts twice")
        in_texts = kind == SHARED_TEXTS or (in_texts and kind == CONTINUE)
        if in_texts:
            pieces.append(record)
        if kind == SHEET:
            sheets.append(struct.unpack_from("<I", record)[0])
        elif kind == DATE1904:
            date1904 = record[:2] == b"\x01\x00"
    if not sheets or len(set(sheets)) < len(sheets):
        raise broken()
    if len(sheets) > limits.sheets:
        raise too_many_sheets(len(sheets), limits)
    lengths = list(_text_lengths(pieces))
    used: Counter[int] = Counter()
    cells = sum(_measure_sheet(stream, start, used, limits) for start in sheets)
    known = len(lengths)
    if cells > limits.cells or sum(lengths[at] * n for at, n in used.items() if at < known) > limits.text:
        raise too_large()
    return date1904


def _measure_sheet(stream: bytes, start: int, used: Counter[int], limits: Limits) -> int:
    """How many cells the rectangle around everything in this sheet has."""
    first, last = (XLS_ROWS, XLS_COLUMNS), (-1, -1)
    for kind, record in _records(stream, start):
        if kind == EOF:
            break
        if kind == EXTENT:
            top, bottom, left, right = struct.unpack_from("<IIHH" if len(record) == 14 else "<HHHH", record)
            if top > bottom or left > right or bottom > XLS_ROWS or right > XLS_COLUMNS:
                raise broken("A sheet claims more rows than the format has")
        if kind in CELLS:
            row, column = struct.unpack_from("<HH", record)
            end = struct.unpack_from("<H", record, len(record) - 2)[0] if kind == RK_RUN else column
            first = (min(first[0], row), min(first[1], column))
            last = (max(last[0], row), max(last[1], column, end))
        if kind == LABEL_SHARED:
            used[struct.unpack_from("<I", record, 6)[0]] += 1
    if last[0] >= limits.rows:
        raise too_many_rows(last[0] + 1, limits)
    if last[1] >= limits.columns:
        raise too_many_columns(last[1] + 1, limits)
    return max(0, last[0] - first[0] + 1) * max(0, last[1] - first[1] + 1)


def _text_lengths(pieces: list[bytes]) -> Iterator[int]:
    """Characters in each shared text; a text may run on in the next record ([MS-XLS] 2.5.293)."""
    if not pieces:
        return
    count = struct.unpack_from("<I", pieces[0], 4)[0]
    if count > sum(map(len, pieces)) // 3:
        raise broken("The file claims more texts than it holds")
    at, piece = 8, 0
    for _ in range(count):
        while at >= len(pieces[piece]):
            at, piece = at - len(pieces[piece]), piece + 1
        characters, flags = struct.unpack_from("<HB", pieces[piece], at)
        at += 3
        extra = 0
        if flags & 8:
            extra += 4 * struct.unpack_from("<H", pieces[piece], at)[0]
            at += 2
        if flags & 4:
            extra += struct.unpack_from("<I", pieces[piece], at)[0]
            at += 4
        yield characters
        left, width = characters, 1 + (flags & 1)
        while left * width > len(pieces[piece]) - at:
            left -= (len(pieces[piece]) - at) // width
            piece += 1
            width = 1 + (pieces[piece][0] & 1)
            at = 1
        at += left * width + extra
