"""Stratification: the same characteristic by machine, cavity or shift, each as a small histogram with its box.

One of the seven basic tools: a spread that looks like one heap is often two, and the name of the stratum says where to
look. All strata share one axis; the box is the middle half with the median, the whiskers reach to the extremes.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mutu.lib.statistics.descriptive import quantile
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import series
from mutu.lib.statistics.pictures.axes import Frame, horizontal_axis, padded
from mutu.lib.statistics.pictures.distributions import bins
from mutu.lib.statistics.pictures.drawing import Drawing, Heading, text_width
from mutu.lib.statistics.results import Floats

ROW, LEFT, RIGHT = 92.0, 120.0, 40.0
MOST_STRATA = 30
QUARTILES = (0.25, 0.5, 0.75)


def stratified(
    strata: Mapping[str, Any],
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    width: float = 760,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """One row a stratum, named at the left with its n: histogram above, box below; at most 30 strata."""
    data = {str(name): series(values, f"values of {name}") for name, values in strata.items()}
    if not data:
        raise InputError("no_data", "There is no stratum to draw.")
    if len(data) > MOST_STRATA:
        raise InputError("too_many", f"At most {MOST_STRATA} strata are drawn; there are {len(data)}.")
    sheet = Drawing(width, 96 + ROW * len(data), colours, words or {})
    heading = Heading(title, subtitle, sheet.say("box: quartiles and median (type 6), whiskers to the extremes"))
    top = sheet.headline(heading) + 12
    everything = np.concatenate([*data.values()])
    edges = bins(everything)
    low, high = padded([float(edges[0]), float(edges[-1])], share=0.02)
    for place, (name, values) in enumerate(data.items()):
        frame = Frame(LEFT, top + ROW * place, width - LEFT - RIGHT, ROW - 36, low, high, 0.0, 1.05)
        _name(sheet, frame, name, values)
        _heap(sheet, frame, edges, values)
        _box(sheet, frame, values)
    last = Frame(LEFT, top, width - LEFT - RIGHT, ROW * len(data), low, high, 0.0, 1.0)
    horizontal_axis(sheet, last, name=unit)
    said = " ".join(f"{name}: {values.size} values, median {np.median(values):.5g}." for name, values in data.items())
    return sheet.svg(heading, said, standalone=standalone)


def _name(sheet: Drawing, frame: Frame, name: str, values: Floats) -> None:
    most = int((LEFT - 16) / text_width("n", 12))
    short = name if len(name) <= most else name[: most - 1] + "…"
    sheet.text((8, frame.top + frame.height / 2), short, ink="ink", bold=True)
    sheet.text((8, frame.top + frame.height / 2 + 15), f"n = {values.size}", size=11)


def _heap(sheet: Drawing, frame: Frame, edges: Floats, values: Floats) -> None:
    """The histogram, as high as its row: its shape is what is compared, and n stands beside it."""
    found, _ = np.histogram(values, edges)
    shares = found / found.max()
    for start, end, share in zip(edges[:-1], edges[1:], shares, strict=True):
        x, y = frame.x(float(start)), frame.y(float(share))
        sheet.rect(x + 0.5, y, frame.x(float(end)) - x - 1, frame.bottom - y, "ink-3")
    sheet.line((frame.left, frame.bottom), (frame.right, frame.bottom), "line")


def _box(sheet: Drawing, frame: Frame, values: Floats) -> None:
    y, half = frame.bottom + 14, 6.0
    quartiles = quantile(values, QUARTILES, kind=6) if values.size > 1 else (float(values[0]),) * 3
    q1, middle, q3 = (frame.x(float(q)) for q in quartiles)
    ends = frame.x(float(values.min())), frame.x(float(values.max()))
    sheet.line((ends[0], y), (ends[1], y), "ink", width=1.5)
    for end in ends:
        sheet.line((end, y - half * 0.6), (end, y + half * 0.6), "ink", width=1.5)
    sheet.rect(q1, y - half, q3 - q1, 2 * half, "sheet", edge="ink")
    sheet.line((middle, y - half), (middle, y + half), "ink", width=3)
