"""Histogram with limits and curves, and the normal probability plot."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from mutu.lib.statistics.capability import Capability, Specification
from mutu.lib.statistics.descriptive import mean_and_sd
from mutu.lib.statistics.inputs import series
from mutu.lib.statistics.normal import density_of, quantile
from mutu.lib.statistics.normality import NormalityTest, anderson_darling
from mutu.lib.statistics.pictures.axes import Frame, horizontal_axis, kept, padded, ticks, vertical_axis
from mutu.lib.statistics.pictures.drawing import Drawing, Heading, decimals_for, shown
from mutu.lib.statistics.results import Floats


def bins(data: Floats, most: int = 40) -> Floats:
    """Edges of round width, about as many classes as Freedman and Diaconis advise (at least 5).

    >>> bins(np.array([1.0, 2.0, 3.0, 4.0, 5.0])).tolist()
    [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    """
    low, high = float(data.min()), float(data.max())
    span = high - low
    if span <= 1e-12 * max(abs(low), abs(high), 1e-300):
        width = abs(low) * 0.1 or 1.0
        return np.array([low - width / 2, low + width / 2])
    q1, q3 = np.quantile(data, [0.25, 0.75])
    wanted = 2 * float(q3 - q1) / data.size ** (1 / 3) or span / math.sqrt(data.size)
    wanted = min(max(wanted, span / most), span / 5)
    power = 10.0 ** math.floor(math.log10(wanted))
    width = min((power * f for f in (1, 2, 5, 10)), key=lambda w: abs(math.log(w / wanted)))
    first, last = math.floor(low / width - 1e-9), math.floor(high / width + 1e-9) + 1
    return np.asarray(width * np.arange(first, last + 1), dtype=np.float64)


def histogram(
    values: Any,
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    specification: Specification | None = None,
    curve: bool = False,
    width: float = 640,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """A histogram from zero upwards, with specification limits and on request the overall normal curve."""
    data = series(values)
    sheet = Drawing(width, 360, colours, words or {})
    heading = Heading(title, subtitle, f"n = {data.size}, classes of round width")
    top = sheet.headline(heading) + 24
    sigmas = {"overall": mean_and_sd(data)[1]} if curve and data.size > 1 else {}
    histogram_panel(sheet, (60, top, width - 84, 360 - top - 64), data, specification, sigmas)
    sheet.text((60 + (width - 84) / 2, 360 - 30), unit, anchor="middle")
    outside = _outside(data, specification)
    words_for = f"{data.size} values from {data.min():.5g} to {data.max():.5g}, mean {data.mean():.5g}{outside}."
    return sheet.svg(heading, words_for, standalone=standalone)


def _outside(data: Floats, specification: Specification | None) -> str:
    if specification is None:
        return ""
    low = 0 if specification.lower is None else int((data < specification.lower).sum())
    high = 0 if specification.upper is None else int((data > specification.upper).sum())
    return f", {low + high} outside the specification"


def histogram_panel(
    sheet: Drawing,
    area: tuple[float, float, float, float],
    data: Floats,
    specification: Specification | None = None,
    sigmas: Mapping[str, float] | None = None,
) -> None:
    """Bars, specification lines thick, normal curves solid (overall) and dashed (within)."""
    edges = bins(data)
    found, _ = np.histogram(data, edges)
    limits = [] if specification is None else [x for x in (specification.lower, specification.upper) if x is not None]
    mean = float(data.mean())
    curves = {name: sigma for name, sigma in (sigmas or {}).items() if sigma > 0}
    tallest = max([float(found.max()), *(data.size * float(edges[1] - edges[0]) * 0.3989 / s for s in curves.values())])
    low, high = padded([float(edges[0]), float(edges[-1]), *limits], share=0.04)
    frame = Frame(*area, low, high, 0.0, tallest * 1.08)
    for start, end, count in zip(edges[:-1], edges[1:], found, strict=True):
        x, top = frame.x(float(start)), frame.y(float(count))
        sheet.rect(x + 0.5, top, frame.x(float(end)) - x - 1, frame.bottom - top, "ink-2")
    for name, sigma in curves.items():
        across = np.linspace(low, high, 160)
        heights = data.size * float(edges[1] - edges[0]) / sigma * density_of((across - mean) / sigma)
        points = [frame.at(float(a), float(b)) for a, b in zip(across, heights, strict=True)]
        sheet.path(points, "nila", width=2, dash="" if name == "overall" else "5 3")
    vertical_axis(sheet, frame, "", most=4)
    horizontal_axis(sheet, frame)
    if specification is not None:
        _limits(sheet, frame, specification)


def _limits(sheet: Drawing, frame: Frame, specification: Specification) -> None:
    """Specification limits thick, the target dotted, each with name and value above."""
    places = decimals_for(frame.x_high - frame.x_low)
    rows = (("LSL", specification.lower, "start"), ("USL", specification.upper, "end"))
    for label, value, anchor in (*rows, ("target", specification.target, "middle")):
        if value is None or not frame.x_low <= value <= frame.x_high:
            continue
        x, thick = frame.x(value), label != "target"
        start, end = (x, frame.top - 4), (x, frame.bottom)
        sheet.line(start, end, "ink", width=2.5 if thick else 1, dash="" if thick else "2 3")
        words = f"{sheet.say(label)} {shown(value, places)}"
        sheet.text((x, frame.top - 8), words, ink="ink", size=11, anchor=anchor, bold=thick)


PROBABILITY_TICKS = (0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999)


def probability_plot(
    values: Any,
    *,
    title: str,
    subtitle: str = "",
    width: float = 480,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """Ordered values against normal quantiles (median ranks): a straight line if the values are normal."""
    data = np.sort(series(values, least=8))
    sheet = Drawing(width, 380, colours, words or {})
    test = anderson_darling(data)
    heading = Heading(title, subtitle, f"median ranks; Anderson-Darling A2 = {test.statistic:.3f}, {_p(test)}")
    top = sheet.headline(heading) + 16
    probability_panel(sheet, (60, top, width - 80, 380 - top - 60), data)
    said = f"{data.size} values against normal quantiles; Anderson-Darling {_p(test)}."
    return sheet.svg(heading, said, standalone=standalone)


def _p(test: NormalityTest) -> str:
    return "p < 0.001" if test.p < 0.001 else f"p = {test.p:.3f}"


def probability_panel(sheet: Drawing, area: tuple[float, float, float, float], ordered: Floats) -> None:
    """Points at (i - 0.3) / (n + 0.4) and the line of the fitted normal distribution."""
    n = ordered.size
    mean, sd = mean_and_sd(ordered)
    drawn = [*range(n)] if n <= 500 else kept(ordered, (0, n - 1), 500)
    ranks = {i: quantile((i + 0.7) / (n + 0.4)) for i in drawn}
    reach = max(2.5, abs(ranks[drawn[0]]) + 0.3)
    low, high = padded([float(ordered[0]), float(ordered[-1])])
    frame = Frame(*area, low, high, -reach, reach)
    sheet.line((frame.left, frame.top), (frame.left, frame.bottom), "line-strong")
    for p in PROBABILITY_TICKS:
        if abs(quantile(p)) <= reach:
            y = frame.y(quantile(p))
            sheet.line((frame.left, y), (frame.right, y), "line")
            sheet.text((frame.left - 6, y + 4), f"{100 * p:g} %", anchor="end", size=11)
    if sd > 0:
        ends = [max(low, mean - reach * sd), min(high, mean + reach * sd)]
        sheet.path([frame.at(x, (x - mean) / sd) for x in ends], "nila", width=1.5)
    for i in drawn:
        sheet.mark("dot", frame.at(float(ordered[i]), ranks[i]), 3)
    horizontal_axis(sheet, frame)


def capability_bars(sheet: Drawing, area: tuple[float, float, float, float], result: Capability) -> None:
    """Three bars on one scale: six sigma within, six sigma overall, the specification."""
    spec = result.specification
    rows = [("within", result.within.sigma), ("overall", result.overall.sigma)]
    spans = [(name, result.mean - 3 * s, result.mean + 3 * s) for name, s in rows if s]
    ends = [x for _, a, b in spans for x in (a, b)] + [x for x in (spec.lower, spec.upper) if x is not None]
    low, high = padded(ends or [result.mean - 1, result.mean + 1])
    frame = Frame(*area, low, high, 0.0, 1.0)
    left = frame.left
    tops = [frame.top + frame.height * share for share in (0.12, 0.44, 0.76)]
    for (name, start, end), y in zip(spans, tops, strict=False):
        sheet.rect(frame.x(start), y, frame.x(end) - frame.x(start), 10, "ink-2")
        sheet.text((left, y - 4), f"{sheet.say(name)}, 6 sigma", size=11)
    y = tops[2]
    a = frame.x(spec.lower) if spec.lower is not None else frame.left
    b = frame.x(spec.upper) if spec.upper is not None else frame.right
    sheet.rect(a, y, b - a, 10, "sheet", edge="ink")
    sheet.text((left, y - 4), sheet.say("specification"), size=11)
    for value in ticks(low, high, 4):
        sheet.text((frame.x(value), frame.bottom + 12), f"{value:g}", anchor="middle", size=10)
