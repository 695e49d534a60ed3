"""What all charts share: the words, the look, escaped SVG, and how wide a text will be."""

import datetime as dt
import html
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Number = int | float | Decimal

FEWEST = 5
"""Fewer cases than this are listed."""
NARROWEST = 320
"""Fluid drawings keep their labels apart on a screen as narrow as this, in pixels."""
SIZE, SMALL = 13, 11.5

COLOURS = {
    "c-ink": 'fill="#1C1E21"',
    "c-quiet": 'fill="#62656A"',
    "c-bar": 'fill="#4A4D52"',
    "c-rest": 'fill="none" stroke="#4A4D52" stroke-width="1.5"',
    "c-line": 'fill="none" stroke="#1C1E21" stroke-width="1.5"',
    "c-dot": 'fill="#1C1E21"',
    "c-axis": 'stroke="#857F72" stroke-width="1"',
    "c-grid": 'stroke="#DDD7CA" stroke-width="1"',
}
"""Class -> the plain attributes that stand for it in a standalone drawing (the light theme)."""

CSS = """\
.c-chart { display: block; width: 100%; overflow: visible; }
.c-ink, .c-dot { fill: var(--ink); }
.c-quiet { fill: var(--ink-3); }
.c-bar { fill: var(--ink-2); }
.c-rest { fill: none; stroke: var(--ink-2); stroke-width: 1.5px; }
.c-line { fill: none; stroke: var(--ink); stroke-width: 1.5px; }
.c-axis { stroke: var(--line-strong); stroke-width: 1px; }
.c-grid { stroke: var(--line); stroke-width: 1px; }
"""
"""The style sheet of a fluid drawing, on the tokens --ink, --ink-2, --ink-3, --line, --line-strong."""

FACES = "Noto Sans, Noto Sans Thai, Noto Sans Khmer, Noto Sans Myanmar, Noto Sans CJK SC, sans-serif"
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
BINDS_THE_NEXT = set("เแโใไເແໂໃໄ") | {"\u200d", "\u17d2", "\u1039"}
"""Vowels written before their consonant, and the signs that stack two consonants."""


@dataclass(frozen=True)
class Words:
    """The words in a chart, English unless translated; the names in braces are filled in."""

    other: str = "other"
    what: str = "what"
    when: str = "when"
    cumulative: str = "cumulative"
    no_data: str = "no data"
    unfinished: str = "The last bar is not over yet."
    caption: str = "n = {n}, {period}."
    few: str = "{n} cases are too few for a picture: {listed}."
    nothing: str = "No cases."
    largest: str = "Largest: {label}, {value} of {total} {unit} ({share})."
    change: str = "{first} in {since}, {last} in {until} ({unit}); highest {high} in {peak}."
    oldest: str = "{total} {unit}; oldest: {label}, {value}."


def show_number(value: Number) -> str:
    """A number as English readers write it: whole when it is whole, else one or two decimals.

    >>> show_number(1234), show_number(0.25), show_number(1e6 / 3)
    ('1,234', '0.25', '333,333.3')
    """
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if value >= 10 else f"{value:,.2f}".rstrip("0").rstrip(".")


def show_month(day: dt.date) -> str:
    """The short name of a month.

    >>> show_month(dt.date(2026, 11, 1))
    'Nov 26'
    """
    return f"{day:%b %y}"


@dataclass(frozen=True)
class Look:
    """How a chart is shown: fluid on a page, or ``standalone`` at ``width`` pixels for paper and mail.

    ``number`` and ``month`` write figures and months in the reader's way, for instance in the
    Buddhist era; ``lang`` is the language of the labels.
    """

    standalone: bool = False
    width: int = 640
    lang: str = ""
    words: Words = field(default_factory=Words)
    number: Callable[[Number], str] = show_number
    month: Callable[[dt.date], str] = show_month

    def narrowest(self) -> float:
        """Pixels on which labels must find room."""
        return self.width if self.standalone else NARROWEST


LOOK = Look()


@dataclass(frozen=True)
class Chart:
    """A drawing with what stands beside it; ``svg`` is empty where too few cases were listed instead."""

    svg: str
    summary: str
    table: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()
    title: str = ""
    caption: str = ""


class Canvas:
    """The growing drawing. Across, places are shares of the width (0 to 1); down, pixels."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.parts: list[str] = []
        self.height = 0.0

    def across(self, share: float) -> str:
        """A place or width: per cent in a fluid drawing, pixels in a standalone one."""
        if self.look.standalone:
            return plain(share * self.look.width)
        return plain(share * 100) + "%"

    def ink(self, name: str) -> str:
        """How this kind of ink is written: as a class, or as the colours themselves."""
        return COLOURS[name] if self.look.standalone else f'class="{name}"'

    def bar(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """A filled or outlined bar."""
        self.parts.append(
            f'<rect x="{self.across(x)}" y="{plain(y)}" width="{self.across(width)}" height="{plain(height)}" '
            f"{self.ink(name)}/>"
        )

    def line(self, name: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        self.parts.append(
            f'<line x1="{self.across(x1)}" y1="{plain(y1)}" x2="{self.across(x2)}" y2="{plain(y2)}" {self.ink(name)}/>'
        )

    def dot(self, x: float, y: float, radius: float = 3) -> None:
        """A point of data."""
        self.parts.append(f'<circle cx="{self.across(x)}" cy="{plain(y)}" r="{plain(radius)}" {self.ink("c-dot")}/>')

    def text(
        self, text: str, x: float, y: float, name: str = "c-ink", *, anchor: str = "", dx: float = 0, size: float = SIZE
    ) -> None:
        """One line of text on the base line ``y``; ``anchor`` is middle or end."""
        extra = f' text-anchor="{anchor}"' if anchor else ""
        extra += f' dx="{plain(dx)}"' if dx else ""
        extra += f' font-size="{plain(size)}"' if size != SIZE else ""
        self.parts.append(f'<text x="{self.across(x)}" y="{plain(y)}"{extra} {self.ink(name)}>{escape(text)}</text>')

    def group(self, title: str) -> None:
        """Begin a group whose full words are told when it is pointed at; end it with `end`."""
        self.parts.append(f"<g><title>{escape(title)}</title>")

    def end(self) -> None:
        """End the group."""
        self.parts.append("</g>")

    def svg(self, title: str, summary: str, caption: str = "") -> str:
        """The finished drawing; a standalone one has its title above and its caption below."""
        width, height, body = self.look.width, self.height, "".join(self.parts)
        if self.look.standalone:
            body, height = self._framed(title, caption, body)
        size = f'width="{width}" height="{plain(height)}" viewBox="0 0 {width} {plain(height)}"'
        face = f'{size} font-family="{FACES}"' if self.look.standalone else f'width="100%" height="{plain(height)}"'
        lang = f' lang="{escape(self.look.lang)}"' if self.look.lang else ""
        named = "" if self.look.standalone else ' class="c-chart"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img"{named}{lang} {face} font-size="{SIZE}">'
            f"<title>{escape(title)}</title><desc>{escape(summary)}</desc>{body}</svg>"
        )

    def _framed(self, title: str, caption: str, body: str) -> tuple[str, float]:
        above = 30
        head = f'<text x="0" y="15" font-size="15" font-weight="600" {self.ink("c-ink")}>{escape(title)}</text>'
        foot, y = "", above + self.height + 6
        for line in wrap(caption, self.look.width, lines=4, size=SMALL):
            y += leading(line) * SMALL
            foot += f'<text x="0" y="{plain(y)}" font-size="{plain(SMALL)}" {self.ink("c-quiet")}>{escape(line)}</text>'
        return f'{head}<g transform="translate(0 {above})">{body}</g>{foot}', y + 6


def escape(text: str) -> str:
    """Text that can stand in SVG, whatever somebody typed.

    >>> escape('<b onclick="x">\\x00 & co\\u202e')
    '&lt;b onclick=&quot;x&quot;&gt; &amp; co'
    """
    return html.escape(UNPRINTABLE.sub("", text))


def plain(number: float) -> str:
    """A length in SVG, never with an exponent or a needless nought.

    >>> plain(12.0), plain(1 / 3), plain(-1e-9)
    ('12', '0.33', '0')
    """
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def listing(items: Sequence[tuple[str, Number]], n: int, look: Look) -> str:
    """The words that stand where a picture of so few cases would mislead.

    >>> listing([("flash", 2), ("sink", 1)], 3, LOOK)
    '3 cases are too few for a picture: flash 2, sink 1.'
    """
    if not items:
        return look.words.nothing
    listed = ", ".join(f"{label} {look.number(value)}" for label, value in items)
    return look.words.few.format(n=n, listed=listed)


def caption_of(look: Look, n: int, period: str, definition: str) -> str:
    """n, period and definition; a chart without them is a decoration."""
    return " ".join(filter(None, (look.words.caption.format(n=look.number(n), period=period), definition)))


def checked(values: Sequence[Number]) -> None:
    """Counts and sums are finite and not negative; anything else is a mistake of the caller."""
    for value in values:
        if not math.isfinite(value) or value < 0:
            raise ValueError(f"a chart of counts or sums cannot show {value}")


def share_text(part: Number, whole: Number) -> str:
    """A share in whole per cent that says 0 or 100 only when it is exactly that.

    >>> share_text(1, 3), share_text(999, 1000), share_text(1, 1000), share_text(0, 5), share_text(5, 5)
    ('33 %', '99 %', '1 %', '0 %', '100 %')
    """
    if part in {0, whole}:
        return "0 %" if part == 0 else "100 %"
    return f"{min(99, max(1, round(float(part) / float(whole) * 100)))} %"


def width_of(text: str, size: float = SIZE) -> float:
    """About how many pixels a text takes, with a little to spare.

    >>> width_of("flash") < width_of("FLASH") < width_of("flash marks")
    True
    """
    return size * sum(map(_ems, text))


def _ems(letter: str) -> float:
    category = unicodedata.category(letter)
    if category in {"Mn", "Cf", "Me"}:
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in "ijlt.,:;'|! ()[]":
        return 0.34
    if category == "Lu" or letter in "mwMW%@":
        return 0.74
    return 0.78 if "\u1000" <= letter <= "\u17ff" else 0.6


def leading(text: str) -> float:
    """Line height for a text: scripts with signs above and below need more.

    >>> leading("ba via"), leading("ครีบ")
    (1.35, 1.7)
    """
    return 1.7 if re.search("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]", text) else 1.35


def wrap(text: str, width: float, *, lines: int = 2, size: float = SIZE) -> list[str]:
    """A text in at most so many lines of this width; what finds no room ends in an ellipsis.

    Breaks between words; in scripts without spaces between letters with their signs.

    >>> wrap("black specks after colour change", 90)
    ['black specks', 'after colou…']
    """
    found: list[str] = []
    line = ""
    for word in re.findall(r"\s*\S+", " ".join(text.split())):
        for piece in [word] if width_of(word.strip(), size) <= width else _pieces(word, width, size):
            if line and width_of(line + piece, size) > width:
                found.append(line)
                line = piece.lstrip()
            else:
                line += piece
    found.append(line)
    found = [one.strip() for one in found if one.strip()] or [""]
    if len(found) > lines:
        found = [*found[: lines - 1], _shortened(found[lines - 1], width, size)]
    return found


def _shortened(line: str, width: float, size: float) -> str:
    """The line with an ellipsis, without the letters that then find no room."""
    pieces = list(clusters(line))
    while pieces and width_of("".join(pieces) + "…", size) > width:
        pieces.pop()
    return "".join(pieces).rstrip(" ,.;:-") + "…"


def _pieces(word: str, width: float, size: float) -> Iterator[str]:
    """Where a word that is too long may break: in Thai and Lao before a vowel that begins a syllable."""
    for piece in re.split("(?=[เแโใไເແໂໃໄ])", word):
        yield from [piece] if width_of(piece, size) <= width else clusters(piece)


def clusters(text: str) -> Iterator[str]:
    """Letters together with the signs that belong to them.

    >>> list(clusters("เก่า"))
    ['เก่', 'า']
    """
    cluster = ""
    for letter in text:
        joined = unicodedata.category(letter)[0] == "M" or cluster[-1:] in BINDS_THE_NEXT
        if cluster and not joined and cluster.strip():
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster
