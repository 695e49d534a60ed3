"""A sheet to draw on: lines, marks and words, each in one of a few inks."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

PAPER = {
    "sheet": "#ffffff",
    "ink": "#1c1e21",
    "ink-2": "#4a4d52",
    "ink-3": "#62656a",
    "line": "#ddd7ca",
    "line-strong": "#857f72",
    "sunk": "#f0ece3",
    "nila": "#1f4479",
    "attention": "#7a4b00",
    "attention-mark": "#db9a14",
    "stop": "#a3261a",
    "ok": "#0e6245",
}
DARK = {
    "sheet": "#1a1d22",
    "ink": "#eceae4",
    "ink-2": "#bcbec1",
    "ink-3": "#9da0a6",
    "line": "#343a42",
    "line-strong": "#7f8690",
    "sunk": "#23272d",
    "nila": "#93b7eb",
    "attention": "#f0c063",
    "attention-mark": "#f0c063",
    "stop": "#ff9d8e",
    "ok": "#74d1a8",
}
FONT = "'Noto Sans', system-ui, sans-serif"
MOST_MARKS = 2000
MARK = 4.0
Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with two decimals at most.

    >>> number(1.0), number(2.345), number(-0.001)
    ('1', '2.35', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True)
class Heading:
    """The words around a picture: what is shown, about what, and how it was computed."""

    title: str
    subtitle: str = ""
    method: str = ""


@dataclass
class Drawing:
    """Collects the parts of one SVG. ``colours`` is css (variables with fallbacks) or print (plain values).

    ``words`` translates the fixed words of a picture; what is not in it stays English.
    """

    width: float
    height: float
    colours: str = "css"
    words: Mapping[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def ink(self, name: str) -> str:
        """The value of a colour attribute."""
        return PAPER[name] if self.colours == "print" else f"var(--{name}, {PAPER[name]})"

    def say(self, words: str) -> str:
        """A fixed word of the picture in the reader's language."""
        return self.words.get(words, words)

    def line(self, start: Point, end: Point, ink: str = "ink", *, width: float = 1.0, dash: str = "") -> None:
        """A straight line."""
        (x1, y1), (x2, y2) = start, end
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
            f'stroke="{self.ink(ink)}" stroke-width="{number(width)}"{dashed}/>'
        )

    def path(self, points: Iterable[Point | None], ink: str = "ink", *, width: float = 1.5, dash: str = "") -> None:
        """A line through points; None lifts the pen."""
        steps, pen = [], "M"
        for point in points:
            if point is None:
                pen = "M"
                continue
            steps.append(f"{pen}{number(point[0])} {number(point[1])}")
            pen = "L"
        if steps:
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            self.parts.append(
                f'<path d="{"".join(steps)}" fill="none" stroke="{self.ink(ink)}" '
                f'stroke-width="{number(width)}" stroke-linejoin="round"{dashed}/>'
            )

    def rect(
        self, x: float, y: float, width: float, height: float, ink: str, *, edge: str = "", opacity: float = 1.0
    ) -> None:
        """A filled rectangle, with an edge if asked."""
        stroke = f' stroke="{self.ink(edge)}"' if edge else ""
        faint = f' fill-opacity="{number(opacity)}"' if opacity < 1 else ""
        self.parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(0.0, width))}" '
            f'height="{number(max(0.0, height))}" fill="{self.ink(ink)}"{faint}{stroke}/>'
        )

    def text(
        self,
        at: Point,
        words: str,
        *,
        ink: str = "ink-2",
        size: float = 12,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Words at a point of their base line: start, middle or end there."""
        weight = ' font-weight="600"' if bold else ""
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(
            f'<text x="{number(at[0])}" y="{number(at[1])}" fill="{self.ink(ink)}" '
            f'font-size="{number(size)}"{weight}{where}>{escape(words)}</text>'
        )

    def mark(self, kind: str, at: Point, size: float = MARK) -> None:
        """One of the marks: dot, hollow, beyond, run. The legend remembers which were used."""
        x, y = at
        self.used.add(kind)
        if kind == "dot":
            self.parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(size * 0.75)}" {self._fill()}/>')
        elif kind == "hollow":
            self.parts.append(
                f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(size)}" fill="{self.ink("sheet")}" '
                f'stroke="{self.ink("ink-2")}" stroke-width="1.5"/>'
            )
        elif kind == "beyond":
            s = size * 1.25
            self.rect(x - s, y - s, 2 * s, 2 * s, "stop")
            for slope in (1, -1):
                self.line((x - s * 0.6, y - slope * s * 0.6), (x + s * 0.6, y + slope * s * 0.6), "sheet", width=1.5)
        else:
            s = size * 1.35
            self.parts.append(
                f'<path d="M{number(x)} {number(y - s)}L{number(x + s)} {number(y + s * 0.8)}'
                f'L{number(x - s)} {number(y + s * 0.8)}Z" fill="{self.ink("attention-mark")}" '
                f'stroke="{self.ink("ink")}" stroke-width="1"/>'
            )

    def _fill(self) -> str:
        return f'fill="{self.ink("ink")}"'

    def legend(self, left: float, y: float, *, also: Sequence[tuple[str, str]] = ()) -> None:
        """What the marks used mean, in one row; ``also`` adds lines as (dash, words)."""
        meanings = {
            "dot": "in control",
            "run": "part of a run",
            "beyond": "beyond a limit",
            "hollow": "excluded, with reason",
        }
        x = left
        for kind, words in meanings.items():
            if kind in self.used:
                self.mark(kind, (x + 5, y - 4))
                self.text((x + 14, y), self.say(words))
                x += 34 + text_width(self.say(words), 12)
        for dash, words in also:
            self.line((x, y - 4), (x + 20, y - 4), "ink", dash=dash, width=1.5)
            self.text((x + 26, y), self.say(words))
            x += 46 + text_width(self.say(words), 12)

    def svg(self, heading: Heading, description: str, *, standalone: bool = False) -> str:
        """The finished picture. ``standalone`` adds a style for dark surroundings, for files outside a page."""
        if heading.method:
            self.text((8, self.height - 8), heading.method, ink="ink-3", size=11)
        alternative = f"{heading.title}. {description}"
        style = f"<style>{_dark_style()}</style>" if standalone and self.colours == "css" else ""
        box = f'width="{number(self.width)}" height="{number(self.height)}"'
        view = f'viewBox="0 0 {number(self.width)} {number(self.height)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {box} {view} role="img" '
            f'aria-label="{escape(alternative)}" font-family="{escape(FONT)}">'
            f"<title>{escape(heading.title)}</title><desc>{escape(description)}</desc>{style}"
            f'<rect width="100%" height="100%" fill="{self.ink("sheet")}"/>'
            f"{''.join(self.parts)}</svg>"
        )

    def headline(self, heading: Heading) -> float:
        """Title and subtitle at the top; the y below them."""
        self.text((8, 20), heading.title, ink="ink", size=16, bold=True)
        if not heading.subtitle:
            return 32
        self.text((8, 38), heading.subtitle, size=12)
        return 50


def _dark_style() -> str:
    variables = "".join(f"--{name}:{value};" for name, value in DARK.items())
    return f"@media (prefers-color-scheme:dark){{svg{{{variables}}}}}"


def text_width(words: str, size: float) -> float:
    """Roughly how wide words are; wide scripts count double."""
    return size * sum(1.0 if ord(letter) > 0x2E80 else 0.56 for letter in words)


def decimals_for(spread: float) -> int:
    """Decimals that show a thousandth of a spread: four to five digits of a limit and no more.

    >>> decimals_for(0.03), decimals_for(4.0), decimals_for(2500.0)
    (4, 2, 0)
    """
    if not spread > 0 or not math.isfinite(spread):
        return 2
    return max(0, min(10, 2 - math.floor(math.log10(spread))))


def shown(value: float, decimals: int) -> str:
    """A number with fixed decimals, scientific where it would fill a line.

    >>> shown(8.01262, 4), shown(123456789012.0, 2)
    ('8.0126', '1.235e+11')
    """
    if abs(value) >= 1e9 or (value != 0 and abs(value) < 10.0 ** -(decimals + 3)):
        return f"{value:.4g}"
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text
