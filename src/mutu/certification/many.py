"""Many certificates at once: files, a folder packed as ZIP, a table of texts. Each becomes one thing to check.

A packed folder is a stranger's file: what it unpacks to is counted while it is unpacked, whatever it says of
itself, and a packed folder inside another stays packed. Nothing is written to a disk.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mutu.certification.answers import unreadable
from mutu.certification.checking import asker, check, home
from mutu.certification.published import Published
from mutu.lib.credentials.reading import LARGEST_FILE
from mutu.lib.credentials.status_check import Memory
from mutu.lib.credentials.trust import Trust

MOST = 200
LARGEST_TOGETHER = 60_000_000
MOST_ENTRIES = 2_000
LONGEST_NAME = 120
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class Handed:
    """One thing handed in: its name, its bytes, and why it could not be opened, if so."""

    name: str
    data: bytes
    trouble: str = ""


def opened(files: Iterable[tuple[str, bytes]]) -> Iterator[Handed]:
    """Everything to check in these files: packed folders unpacked, tables taken line by line."""
    room = LARGEST_TOGETHER
    for name, data in files:
        if data.startswith(_ZIP):
            for found in _unpacked(name, data, room):
                room -= len(found.data)
                yield from _lines(found) if not found.trouble else (found,)
        else:
            yield from _lines(Handed(short(name), data))


def checked(handed: Iterable[Handed], trust: Trust, now: datetime) -> list[dict[str, Any]]:
    """The answer on each thing; all share what this installation publishes, and one way to the network."""
    own, resolver, memory = Published(home()), asker(trust, now), Memory()
    return [
        unreadable(one.name, one.trouble, now)
        if one.trouble
        else check(one.name, one.data, trust, now, fetch=True, remember=True, own=own, resolver=resolver, memory=memory)
        for one in handed
    ]


def short(name: str) -> str:
    """A file's name as it is shown: no control characters, not longer than a line.

    >>> short("a\\x1b[2Jb.pdf")
    'a�[2Jb.pdf'
    """
    plain = "".join(letter if letter.isprintable() else "�" for letter in name)
    return plain if len(plain) <= LONGEST_NAME else plain[: LONGEST_NAME - 1] + "…"


def _unpacked(name: str, data: bytes, room: int) -> Iterator[Handed]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            if len(entries) > MOST_ENTRIES:
                yield Handed(short(name), b"", f"The packed folder holds more than {MOST_ENTRIES:,} files.")
                return
            for entry in sorted(entries, key=lambda one: one.filename):
                if entry.filename.startswith("__MACOSX/") or entry.filename.rpartition("/")[2].startswith("."):
                    continue
                found = _entry(packed, entry, room)
                room -= len(found.data)
                yield found
                if room <= 0:
                    yield Handed(short(name), b"", "The packed folder unpacks to more than can be checked at once.")
                    return
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError, EOFError):
        yield Handed(short(name), b"", "The packed folder cannot be opened.")


def _entry(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> Handed:
    name = short(entry.filename)
    if entry.flag_bits & 1:
        return Handed(name, b"", "The file is locked with a password.")
    try:
        with packed.open(entry) as file:
            data = file.read(min(LARGEST_FILE, room) + 1)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, RuntimeError, EOFError, ValueError):
        return Handed(name, b"", "The file cannot be unpacked.")
    except Exception as error:
        # zlib and lzma raise errors of their own for damaged data
        return Handed(name, b"", f"The file cannot be unpacked ({type(error).__name__}).")
    if data.startswith(_ZIP):
        return Handed(name, b"", "A packed folder inside another is not opened; hand it in on its own.")
    return Handed(name, data)


def _lines(handed: Handed) -> Iterator[Handed]:
    """A table's lines, each with one text to check; any other file as it is."""
    if not handed.name.lower().endswith((".csv", ".tsv")):
        yield handed
        return
    try:
        text = handed.data[:LARGEST_FILE].decode("utf-8-sig")
        delimiter = "\t" if "\t" in text.partition("\n")[0] else ";" if ";" in text.partition("\n")[0] else ","
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error):
        yield Handed(handed.name, b"", "The table is not text in UTF-8 with separated columns.")
        return
    found = [(number, cell) for number, row in enumerate(rows, start=1) if (cell := _text_of(row))]
    if not found:
        yield Handed(handed.name, b"", "No line of the table holds a certificate's text.")
    for number, cell in found:
        yield Handed(f"{handed.name}, {number}", cell.encode("utf-8", "replace"))


def _text_of(row: list[str]) -> str:
    """The cell of a line that can be checked: a bundle, a credential, a JWT, or a code's text with its summary."""
    cells = [cell.strip() for cell in row]
    checkable = (cell for cell in cells if cell.startswith(("{", "eyJ", "https://")))
    return max(checkable, key=len, default="")
