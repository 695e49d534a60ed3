"""Can the fonts draw this text? Asked before anything is printed, so that no character becomes a silent box.

Only the table of characters (`cmap`, OpenType specification, formats 4 and 12) is read from each font file;
that is a few lines, while a font library would be 30 MB more to install. What counts is what the fonts shipped
in `mutu/catalogue/fonts` can draw together, plus the fonts of an installation's own folders.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from struct import error as struct_error
from struct import unpack_from

SHIPPED_FONTS = Path(str(files("mutu.catalogue") / "fonts"))
FONT_FILES = (".ttf", ".otf", ".ttc")
UNICODE_TABLES = {(0, encoding) for encoding in (0, 1, 2, 3, 4, 6)} | {(3, 1), (3, 10)}
# Line ends and tabs become space on paper; the others steer joining, breaking and direction and have no shape.
SHAPELESS = frozenset(map(ord, "\n\r\t\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")) | set(range(0xFE00, 0xFE10))
# Some fonts claim these, but they are no text: control characters and each font's private signs.
NO_TEXT = frozenset({*range(0x20), *range(0x7F, 0xA0), *range(0xE000, 0xF900)}) - SHAPELESS
NAMED_AT_MOST = 8


class GlyphMissing(ValueError):
    """A text has characters that no font here can draw; ``characters`` holds them in order."""

    code = "glyph_missing"

    def __init__(self, missing: set[str]) -> None:
        self.characters = tuple(sorted(missing))
        named = ", ".join(_named(character) for character in self.characters[:NAMED_AT_MOST])
        more = len(self.characters) - NAMED_AT_MOST
        super().__init__(
            f"No font here can draw {named}{f' and {more} more' if more > 0 else ''}. "
            "Write it differently, or put a font that has it into the folder fonts of this installation."
        )


class FontUnreadable(ValueError):
    """A file in a font folder is not a font."""

    code = "font_unreadable"


def missing_glyphs(text: str, font_dirs: tuple[Path, ...] = ()) -> set[str]:
    """The characters of a text that neither the shipped fonts nor those in ``font_dirs`` can draw.

    >>> missing_glyphs("Trụ bắt vít nứt ở −20 °C")
    set()
    >>> missing_glyphs("Crack 裂")
    {'裂'}
    """
    drawn = coverage(font_dirs)
    return {character for character in set(text) if ord(character) not in drawn}


def refuse_missing(text: str, font_dirs: tuple[Path, ...] = ()) -> None:
    """Raise ``GlyphMissing`` when a character of the text cannot be drawn."""
    if missing := missing_glyphs(text, font_dirs):
        raise GlyphMissing(missing)


@cache
def coverage(font_dirs: tuple[Path, ...] = ()) -> frozenset[int]:
    """Code points the shipped fonts and those in ``font_dirs`` can draw; read once per process."""
    return SHAPELESS.union(*(_drawn_by(path) for path in font_files(font_dirs))) - NO_TEXT


def font_files(font_dirs: tuple[Path, ...] = ()) -> list[Path]:
    """The font files of the shipped folder, then of each further folder that exists, in the order of names."""
    folders = (SHIPPED_FONTS, *font_dirs)
    return [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in FONT_FILES
    ]


def _named(character: str) -> str:
    name = unicodedata.name(character, "no name")
    point = f"U+{ord(character):04X}"
    return f"{character} ({point})" if character.isprintable() and not character.isspace() else f"{point} ({name})"


def _drawn_by(path: Path) -> set[int]:
    data = path.read_bytes()
    try:
        return {point for face in _faces(data) for table in _tables(data, face) for point in table}
    except (struct_error, KeyError) as error:
        raise FontUnreadable(f"{path.name} in {path.parent} is not a font that can be read.") from error


def _faces(data: bytes) -> tuple[int, ...]:
    """Where each face begins: at 0, or at several places in a collection."""
    if data[:4] != b"ttcf":
        return (0,)
    (count,) = unpack_from(">L", data, 8)
    return tuple(unpack_from(f">{count}L", data, 12))


def _tables(data: bytes, face: int) -> Iterator[set[int]]:
    """The Unicode tables of a face, each as the set of code points it gives a glyph."""
    (count,) = unpack_from(">H", data, face + 4)
    entries = (unpack_from(">4s4xLL", data, face + 12 + 16 * index) for index in range(count))
    start = {tag: offset for tag, offset, _ in entries}[b"cmap"]
    (count,) = unpack_from(">H", data, start + 2)
    for index in range(count):
        platform, encoding, offset = unpack_from(">HHL", data, start + 4 + 8 * index)
        (form,) = unpack_from(">H", data, start + offset)
        if (platform, encoding) in UNICODE_TABLES and form == 4:
            yield _segments(data, start + offset)
        elif (platform, encoding) in UNICODE_TABLES and form == 12:
            yield _groups(data, start + offset)


def _segments(data: bytes, table: int) -> set[int]:
    """Format 4: runs of the first 65,536 code points, some of them through a list of glyph numbers."""
    (twice,) = unpack_from(">H", data, table + 6)
    count = twice // 2
    ends = unpack_from(f">{count}H", data, table + 14)
    starts = unpack_from(f">{count}H", data, table + 16 + twice)
    deltas = unpack_from(f">{count}H", data, table + 16 + 2 * twice)
    ranges = table + 16 + 3 * twice
    offsets = unpack_from(f">{count}H", data, ranges)
    drawn = set()
    for index, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point + delta
            if offset:
                (listed,) = unpack_from(">H", data, ranges + 2 * index + offset + 2 * (point - first))
                glyph = listed + delta if listed else 0
            if glyph % 65536:
                drawn.add(point)
    return drawn


def _groups(data: bytes, table: int) -> set[int]:
    """Format 12: runs over all of Unicode, each from a first to a last code point."""
    (count,) = unpack_from(">L", data, table + 12)
    drawn: set[int] = set()
    for index in range(count):
        first, last, glyph = unpack_from(">LLL", data, table + 16 + 12 * index)
        drawn.update(range(first + (glyph == 0), min(last, 0x10FFFF) + 1))
    return drawn
