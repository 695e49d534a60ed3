"""Bars that stand, and lines: how many in each month, with the months nobody has figures for."""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from .drawing import (
    FEWEST,
    LOOK,
    SMALL,
    Canvas,
    Chart,
    Look,
    Number,
    caption_of,
    checked,
    escape,
    listing,
    width_of,
)

HEIGHT, ABOVE, BELOW = 120, 26, 20
"""Pixels of the plot, above it for the unit and letters, below it for the months."""
Point = tuple[dt.date | str, Number | None]
Named = tuple[str, Number | None]


def trend(
    points: Sequence[Point],
    *,
    title: str,
    unit: str,
    period: str,
    n: int,
    definition: str = "",
    kind: Literal["bars", "line"] = "bars",
    unfinished: bool = False,
    happened: Mapping[str, str] | None = None,
    look: Look = LOOK,
) -> Chart:
    """A figure for each month (or other step), from zero, in the order given.

    None for a figure means that there are no data; the place stays empty and says so. ``unfinished``
    draws the last bar hollow. ``happened`` maps the label of a point to what happened then; it is
    marked A, B, … in the drawing and told in the caption. ``kind="line"`` is for rates and times.

    >>> chart = trend([(dt.date(2026, month, 1), month) for month in range(1, 7)],
    ...     title="Reports", unit="reports", period="2026", n=21)
    >>> chart.summary
    '1 in Jan 26, 6 in Jun 26 (reports); highest 6 in Jun 26.'
    """
    named = [(look.month(at) if isinstance(at, dt.date) else at, value) for at, value in points]
    known = [(label, value) for label, value in named if value is not None]
    checked([value for _, value in known])
    words = look.words
    table = tuple((label, words.no_data if value is None else look.number(value)) for label, value in named)
    letters = _letters(named, happened or {})
    notes = [f"{letter}: {(happened or {})[label]}." for label, letter in letters.items()]
    notes += [words.unfinished] if unfinished and kind == "bars" else []
    notes += [f"– {words.no_data}."] if len(known) < len(named) else []
    caption = " ".join([caption_of(look, n, period, definition), *notes])
    head = (words.when, unit)
    if n < FEWEST or not known:
        return Chart("", listing([point for point in known if point[1]], n, look), table, head, title, caption)
    peak = max(known, key=lambda point: point[1])
    (since, first), (until, last) = known[0], known[-1]
    summary = words.change.format(
        first=look.number(first),
        since=since,
        last=look.number(last),
        until=until,
        high=look.number(peak[1]),
        peak=peak[0],
        unit=unit,
    )
    canvas = _plot(named, letters, look, kind, unit, unfinished=unfinished)
    return Chart(canvas.svg(title, summary, caption), summary, table, head, title, caption)


def spark(values: Sequence[Number | None], *, title: str, unit: str, period: str, look: Look = LOOK) -> Chart:
    """A line as small as a word, 96 by 24 pixels, with a dot on the last figure; no scale.

    Fewer than five figures are listed. Gaps stay gaps.
    """
    known = [value for value in values if value is not None]
    checked(known)
    table = tuple((look.words.no_data if value is None else look.number(value),) for value in values)
    caption = look.words.caption.format(n=len(known), period=period)
    if len(known) < FEWEST:
        listed = ", ".join(look.number(value) for value in known)
        few = look.words.few.format(n=len(known), listed=listed) if known else look.words.nothing
        return Chart("", few, table, (unit,), title, caption)
    summary = f"{', '.join(row[0] for row in table)} {unit}, {period}."
    small = Look(standalone=True, width=96)
    canvas = Canvas(small if look.standalone else look)
    greatest = float(max(known)) or 1.0
    width, height, edge = 96, 24, 4
    across = [edge + at * (width - 2 * edge) / (len(values) - 1) for at in range(len(values))]
    down = [
        None if value is None else height - edge - float(value) / greatest * (height - 2 * edge) for value in values
    ]
    path, pen_down = "", False
    for x, y in zip(across, down, strict=True):
        if y is not None:
            path += f"{'L' if pen_down else 'M'}{x:.1f} {y:.1f}"
        pen_down = y is not None
    canvas.parts.append(f'<path d="{path}" {canvas.ink("c-line")}/>')
    last = max(at for at, y in enumerate(down) if y is not None)
    canvas.parts.append(f'<circle cx="{across[last]:.1f}" cy="{down[last]:.1f}" r="2.5" {canvas.ink("c-dot")}/>')
    return Chart(_word_sized(canvas, title, summary), summary, table, (unit,), title, caption)


def _word_sized(canvas: Canvas, title: str, summary: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="96" height="24" viewBox="0 0 96 24">'
        f"<title>{escape(title)}</title><desc>{escape(summary)}</desc>{''.join(canvas.parts)}</svg>"
    )


def _letters(named: Sequence[Named], happened: Mapping[str, str]) -> dict[str, str]:
    """The letter for each point at which something happened."""
    marked = [label for label, _ in named if label in happened]
    return {label: chr(ord("A") + at) for at, label in enumerate(marked[:26])}


def ticks(greatest: float) -> list[float]:
    """Zero and two to five round figures, the last one at or above the greatest.

    >>> ticks(7), ticks(41), ticks(0.3), ticks(0)
    ([0, 2, 4, 6, 8], [0, 10, 20, 30, 40, 50], [0.0, 0.1, 0.2, 0.3], [0, 1])
    """
    if greatest <= 0:
        return [0, 1]
    rough = greatest / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    count = math.ceil(greatest / step - 1e-9)
    whole = step >= 1
    return [round(at * step) if whole else round(at * step, 12) for at in range(count + 1)]


def _plot(
    named: Sequence[Named], letters: Mapping[str, str], look: Look, kind: str, unit: str, *, unfinished: bool
) -> Canvas:
    """Grid, months, then the data over them."""
    canvas = Canvas(look)
    room = look.narrowest()
    marks = ticks(float(max(value for _, value in named if value is not None)))
    left = (max(width_of(look.number(mark), SMALL) for mark in marks) + 8) / room
    base, step = ABOVE + HEIGHT, (1 - left) / len(named)

    def down(value: Number) -> float:
        return base - float(value) / marks[-1] * HEIGHT

    for mark in marks:
        canvas.line("c-grid" if mark else "c-axis", left, down(mark), 1, down(mark))
        canvas.text(look.number(mark), left, down(mark) + 4, "c-quiet", anchor="end", dx=-6, size=SMALL)
    canvas.text(unit, 0, 10, "c-quiet", size=SMALL)
    _months(canvas, named, left, step, room)
    for at, (label, value) in enumerate(named):
        middle = left + (at + 0.5) * step
        canvas.group(f"{label}: {look.words.no_data if value is None else look.number(value)}")
        top = base if value is None else down(value)
        if value is None:
            canvas.text("–", middle, base - 4, "c-quiet", anchor="middle")
        elif kind == "bars":
            name = "c-rest" if unfinished and at == len(named) - 1 else "c-bar"
            canvas.bar(name, middle - step * 0.32, top, step * 0.64, base - top)
        else:
            _segment(canvas, named, at, left, step, down)
            canvas.dot(middle, top)
        if label in letters:
            canvas.text(letters[label], middle, top - 5, anchor="middle")
        canvas.end()
    canvas.height = base + BELOW
    return canvas


def _segment(
    canvas: Canvas, named: Sequence[Named], at: int, left: float, step: float, down: Callable[[Number], float]
) -> None:
    """The line from the point before, unless one of the two has no data."""
    before, value = named[at - 1][1] if at else None, named[at][1]
    if before is not None and value is not None:
        x = left + (at + 0.5) * step
        canvas.line("c-line", x - step, down(before), x, down(value))


def _months(canvas: Canvas, named: Sequence[Named], left: float, step: float, room: float) -> None:
    """Labels below the axis, as many as fit on the narrowest screen, always the last one."""
    widest = max(width_of(label, SMALL) for label, _ in named) + 8
    every = max(1, math.ceil(widest / (step * room)))
    last = len(named) - 1
    for at, (label, _) in enumerate(named):
        if (last - at) % every == 0:
            anchor = "end" if at == last and step * room < widest else "middle"
            x = 1 if anchor == "end" else left + (at + 0.5) * step
            canvas.text(label, x, ABOVE + HEIGHT + 15, "c-quiet", anchor=anchor, size=SMALL)
