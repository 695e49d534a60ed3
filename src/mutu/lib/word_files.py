"""A Word file (.docx, ECMA-376) as Markdown with its pictures; what does not come along is said (7.5.2 b, 7.5.3.1 b).

The archive is measured before anything is unpacked, and every XML part is walked once: document types, which could
declare entities without end, and macros are refused. Tracked changes come in as if they were accepted; embedded
objects, external links and comments stay outside, and the answer names them.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

MOST_PARTS = 3000
MOST_UNPACKED = 80_000_000
MOST_RATIO = 150
LONGEST_XML = 10_000_000
PIECE = 1 << 16
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
RELATION = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
TRACKED = {f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"}
PICTURES = {"image/png", "image/jpeg", "image/gif"}


class WordRefused(ValueError):
    """A file that is not opened; `code` says which rule it breaks."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass
class Word:
    """The text, its pictures as `picture:0` and on, and what was left outside."""

    markdown: str
    pictures: list[bytes] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    """Codes: tracked, embedded, external, comments, pictures."""


def read(data: bytes) -> Word:
    """Raises `WordRefused` with not_word, broken, macros, inflated, entities or too_long."""
    left_out = _look_through(data)
    import mammoth

    pictures: list[bytes] = []

    def keep(image: Any) -> dict[str, str]:
        if image.content_type not in PICTURES or len(pictures) >= 200:
            left_out.add("pictures")
            return {"src": ""}
        with image.open() as opened:
            pictures.append(opened.read())
        return {"src": f"picture:{len(pictures) - 1}"}

    try:
        made = mammoth.convert_to_html(io.BytesIO(data), convert_image=mammoth.images.img_element(keep),
                                       external_file_access=False)  # fmt: skip
    except Exception as reason:  # whatever a crafted file makes of the reader, it is this file that is wrong
        raise WordRefused("broken", "The Word file is damaged. Open it in Word and save it again.") from reason
    writer = _Writer()
    writer.feed(made.value)
    return Word(writer.text(), pictures, tuple(sorted(left_out)))


def _look_through(data: bytes) -> set[str]:
    """What the archive holds besides words, after the checks that need little unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _walk(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, OSError, RuntimeError, EOFError) as why:
        if isinstance(why, WordRefused):
            raise
        raise WordRefused("broken", "The Word file is damaged. Open it in Word and save it again.") from None


def _walk(archive: zipfile.ZipFile) -> set[str]:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        raise WordRefused("not_word", "This is not a Word file (.docx).")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise WordRefused("macros", "The file holds macros. Save it without macros, as .docx.")
    size, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or len(names) < len(parts) or size > MOST_UNPACKED:
        raise WordRefused("inflated", "The file unpacks to far more than a document needs and was not opened.")
    if size > 5_000_000 and size > MOST_RATIO * max(packed, 1):
        raise WordRefused("inflated", "The file unpacks to far more than a document needs and was not opened.")
    found = {"embedded"} if any(name.startswith("word/embeddings/") for name in names) else set()
    if "word/comments.xml" in names:
        found.add("comments")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            if part.file_size > LONGEST_XML:
                raise WordRefused("too_long", "The document is too long to be read as text. Attach the file itself.")
            with archive.open(part) as opened:
                found |= set(_signs(opened))
    return found


def _signs(opened: Any) -> Iterator[str]:
    """One walk through a part; a document type declaration ends it."""
    found: set[str] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name in TRACKED:
            found.add("tracked")
        elif name == RELATION and attributes.get("TargetMode") == "External":
            found.update(() if attributes.get("Type", "").endswith("/hyperlink") else ("external",))

    def doctype(*_said: object) -> None:
        raise WordRefused("entities", "The file declares a document type, as no Word file does. It was not opened.")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, doctype
    try:
        while piece := opened.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise WordRefused("broken", "The Word file is damaged. Open it in Word and save it again.") from None
    yield from found


class _Writer(HTMLParser):
    """The reader's plain HTML as Markdown: headings, lists, tables, emphasis, pictures, links."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.words = ""
        self.lists: list[list[Any]] = []
        self.row: list[str] = []
        self.rows = 0
        self.link = ""
        self.in_cell = False

    def text(self) -> str:
        self._end()
        joined = "\n".join(self.lines)
        while "\n\n\n" in joined:
            joined = joined.replace("\n\n\n", "\n\n")
        return joined.strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in ("ol", "ul"):
            self._end()
            self.lists.append([tag, 0])
        elif tag == "li":
            self._end()
            if self.lists:
                self.lists[-1][1] += 1
            self.words = self._marker()
        elif tag[0] == "h" and tag[1:].isdigit():
            self._end()
            self.words = "#" * int(tag[1:]) + " "
        elif tag == "table":
            self._end()
            self.rows = 0
        elif tag in ("td", "th"):
            self.in_cell, self.words = True, ""
        elif tag == "a":
            self.link = said.get("href", "")
            self.words += "[" if self.link.startswith(("http:", "https:", "mailto:")) else ""
        elif tag == "img" and said.get("src"):
            self.words += f"![{said.get('alt', '')}]({said['src']})"
        elif tag == "br":
            self.words += " " if self.in_cell else "  \n"
        else:
            self.words += {"strong": "**", "em": "*", "s": "~~"}.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul"):
            self._end()
            self.lists.pop()
        elif tag in ("td", "th"):
            self.row.append(" ".join(self.words.split()).replace("|", "\\|"))
            self.in_cell, self.words = False, ""
        elif tag == "tr":
            self._row()
        elif tag == "p" and self.in_cell:
            self.words += " "
        elif tag in ("p", "li") or (tag[0] == "h" and tag[1:].isdigit()):
            self._end()
        elif tag == "a":
            self.words += f"]({self.link})" if self.link.startswith(("http:", "https:", "mailto:")) else ""
        elif tag != "table":
            self.words += {"strong": "**", "em": "*", "s": "~~"}.get(tag, "")
        else:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.words += data.replace("\\", "\\\\").replace("*", "\\*").replace("_", "\\_").replace("<", "\\<")

    def _marker(self) -> str:
        depth = "   " * (len(self.lists) - 1)
        kind, count = self.lists[-1] if self.lists else ("ul", 1)
        return f"{depth}{count}. " if kind == "ol" else f"{depth}- "

    def _row(self) -> None:
        if not self.row:
            return
        self.lines.append("| " + " | ".join(self.row) + " |")
        if self.rows == 0:
            self.lines.append("|" + " --- |" * len(self.row))
        self.rows, self.row = self.rows + 1, []

    def _end(self) -> None:
        """The block that was being written is complete."""
        if self.in_cell:
            return
        if self.words.strip():
            self.lines.append(self.words.rstrip())
            if not self.lists:
                self.lines.append("")
        self.words = ""
