"""Scales and frames: from data to places on the sheet, with round ticks."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from mutu.lib.statistics.pictures.drawing import (
    MOST_MARKS,
    Drawing,
    Point,
    decimals_for,
    shown,
    text_width,
)
from mutu.lib.statistics.results import Floats


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values within a range: steps of 1, 2 or 5 times a power of ten.

    >>> ticks(0.0, 10.0), ticks(7.987, 8.031, 5)
    ([0.0, 2.0, 4.0, 6.0, 8.0, 10.0], [7.99, 8.0, 8.01, 8.02, 8.03])
    """
    span = high - low
    if not span > 0 or not math.isfinite(span):
        return [low]
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * f for f in (1, 2, 5, 10, 20) if span / (power * f) <= most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 12) if abs(step) > 1e-9 else i * step for i in range(first, last + 1)]


@dataclass(frozen=True)
class Frame:
    """A rectangle on the sheet and the ranges of data it shows."""

    left: float
    top: float
    width: float
    height: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        """Place of a value on the horizontal axis."""
        span = self.x_high - self.x_low
        return self.left + (self.width * (value - self.x_low) / span if span else self.width / 2)

    def y(self, value: float) -> float:
        """Place of a value on the vertical axis."""
        span = self.y_high - self.y_low
        share = (value - self.y_low) / span if span else 0.5
        return self.top + self.height * (1 - share)

    def at(self, x: float, y: float) -> Point:
        """Place of a point."""
        return self.x(x), self.y(y)

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


def padded(values: Iterable[float], *, share: float = 0.08, low: float | None = None) -> tuple[float, float]:
    """A range a little wider than the values; ``low`` fixes the lower end (zero for bars and spreads)."""
    known = [value for value in values if math.isfinite(value)]
    bottom, top = (min(known), max(known)) if known else (0.0, 1.0)
    if low is not None:
        bottom = low
    span = top - bottom
    if span <= 1e-12 * max(abs(top), abs(bottom), 1e-300):
        span = abs(top) * 0.1 or 1.0
        return (bottom if low is not None else bottom - span), top + span
    return (bottom if low is not None else bottom - share * span), top + share * span


def vertical_axis(sheet: Drawing, frame: Frame, name: str, *, most: int = 6) -> None:
    """Ticks and numbers on the left, the name above."""
    places = ticks(frame.y_low, frame.y_high, most)
    step = places[1] - places[0] if len(places) > 1 else 1.0
    decimals = max(0, min(10, -math.floor(math.log10(step) + 1e-9))) if step > 0 else 2
    sheet.line((frame.left, frame.top), (frame.left, frame.bottom), "line-strong")
    for value in places:
        y = frame.y(value)
        sheet.line((frame.left - 4, y), (frame.left, y), "line-strong")
        sheet.text((frame.left - 8, y + 4), shown(value, decimals), anchor="end")
    if name:
        left = max(8.0, frame.left - 8 - text_width(name, 12))
        sheet.text((left, frame.top - 10), name, ink="ink", bold=True)


def horizontal_axis(sheet: Drawing, frame: Frame, labels: Sequence[str] | None = None, name: str = "") -> None:
    """Numbers or labels below; as many as fit."""
    sheet.line((frame.left, frame.bottom), (frame.right, frame.bottom), "line-strong")
    if labels is not None:
        widest = max((len(label) for label in labels), default=1)
        every = max(1, math.ceil(len(labels) * (widest * 7 + 10) / frame.width))
        first = 0
        if every > 25:  # round numbers where points are many
            power = 10 ** math.floor(math.log10(every))
            every = next(power * f for f in (1, 2, 5, 10) if power * f >= every)
            first = every - 1
        for index in range(first, len(labels), every):
            sheet.text((frame.x(index + 1), frame.bottom + 16), labels[index], anchor="middle")
    else:
        places = ticks(frame.x_low, frame.x_high, max(2, int(frame.width // 90)))
        decimals = decimals_for((places[1] - places[0]) * 100) if len(places) > 1 else 2
        for value in places:
            sheet.line((frame.x(value), frame.bottom), (frame.x(value), frame.bottom + 4), "line-strong")
            sheet.text((frame.x(value), frame.bottom + 16), shown(value, decimals), anchor="middle")
    if name:
        sheet.text((frame.left + frame.width / 2, frame.bottom + 34), name, anchor="middle")


def kept(points: Floats, always: Iterable[int], most: int = MOST_MARKS) -> list[int]:
    """Which points to draw: all when few; else every signal, and the extremes of equal stretches between.

    ``always`` are 0-based positions that must stay. Returns sorted 0-based positions, at most ``most`` of them
    unless the signals alone are more.
    """
    n = points.size
    if n <= most:
        return list(range(n))
    chosen = set(always)
    stretches = max(1, (most - len(chosen)) // 2)
    if len(chosen) < most:
        for part in np.array_split(np.arange(n), stretches):
            inside = points[part]
            if not np.isnan(inside).all():
                chosen.add(int(part[np.nanargmin(inside)]))
                chosen.add(int(part[np.nanargmax(inside)]))
    return sorted(chosen)


def stepped(frame: Frame, values: Any, count: int, breaks: Iterable[int] = ()) -> list[Point | None]:
    """A limit as a line: straight where it is one number, else in steps around the points.

    ``breaks`` are the 1-based first points of stages: the pen is lifted there.
    """
    if np.ndim(values) == 0:
        return [(frame.left, frame.y(float(values))), (frame.right, frame.y(float(values)))]
    line: list[Point | None] = []
    array = np.asarray(values, dtype=np.float64)
    changes = [0, *(np.flatnonzero(np.diff(array)) + 1).tolist(), count]
    if len(changes) > MOST_MARKS:  # finer than a page can show
        changes = [*changes[:: math.ceil(len(changes) / MOST_MARKS)], count]
    lifted = {start - 1 for start in breaks}
    for start, end in pairwise(changes):
        y = frame.y(float(array[start]))
        if start in lifted:
            line.append(None)
        line += [(frame.x(start + 0.5), y), (frame.x(end + 0.5), y)]
    return line
