"""Control charts: one chart, or location above spread on a shared axis."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mutu.lib.statistics.charts import ChartPair, ControlChart, standardized
from mutu.lib.statistics.pictures.axes import (
    Frame,
    horizontal_axis,
    kept,
    padded,
    stepped,
    vertical_axis,
)
from mutu.lib.statistics.pictures.drawing import MOST_MARKS, Drawing, Heading, decimals_for, shown
from mutu.lib.statistics.rules import Signals

LEFT, RIGHT = 72.0, 128.0
DASH = "6 4"
CENTERS = {"range": "mean", "standard deviation": "mean", "moving range": "mean"}


def control_chart(
    chart: ControlChart,
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    labels: Sequence[str] | None = None,
    zones: bool = False,
    width: float = 960,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """One control chart as SVG: limits labelled, signals by shape with rule numbers, stages, excluded hollow."""
    sheet = Drawing(width, 400, colours, words or {})
    heading = Heading(title, subtitle, _footer(chart))
    top = sheet.headline(heading) + 24
    frame = _frame(chart, top, 400 - top - 84, width)
    panel(sheet, frame, chart, unit, zones=zones, stages=True)
    horizontal_axis(sheet, frame, _labels(labels, chart.points.size))
    sheet.legend(8, 400 - 30, also=[(DASH, "control limit")])
    return sheet.svg(heading, sentence(chart), standalone=standalone)


def control_pair(
    pair: ChartPair,
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    labels: Sequence[str] | None = None,
    zones: bool = False,
    width: float = 960,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """Location above spread (X-bar and R or s, I and MR) with one horizontal axis."""
    height = 560.0
    sheet = Drawing(width, height, colours, words or {})
    heading = Heading(title, subtitle, _footer(pair.location))
    top = sheet.headline(heading) + 24
    upper = _frame(pair.location, top, 240, width)
    lower = _frame(pair.spread, top + 240 + 44, height - top - 284 - 84, width)
    panel(sheet, upper, pair.location, unit, zones=zones, stages=True)
    panel(sheet, lower, pair.spread, sheet.say(pair.spread.statistic), stages=False)
    horizontal_axis(sheet, lower, _labels(labels, pair.location.points.size))
    sheet.legend(8, height - 30, also=[(DASH, "control limit")])
    return sheet.svg(heading, f"{sentence(pair.location)} {sentence(pair.spread)}", standalone=standalone)


def sentence(chart: ControlChart) -> str:
    """The chart in words, for those who do not see it."""
    count = int(np.count_nonzero(~np.isnan(chart.points)))
    name = f"{count} points of the {chart.statistic}"
    center = np.ravel(chart.lines.center)
    where = f"centre {center[-1]:.5g}"
    if not chart.signals:
        return f"{name}, {where}: no signal."
    ends = signal_ends(chart)
    some = ", ".join(str(end) for end in ends[:12]) + (" and more" if len(ends) > 12 else "")
    return f"{name}, {where}: {len(ends)} points with a signal, at {some}."


def signal_ends(chart: ControlChart) -> list[int]:
    """The positions at which something is signalled, each once and in order."""
    if isinstance(chart.signals, Signals):
        return chart.signals.ends()
    return sorted({signal.end for signal in chart.signals})


def _footer(chart: ControlChart) -> str:
    limits = chart.limits[-1]
    size = f", n = {limits.size:g}" if limits.size and limits.size > 1 else ""
    since = f", set {limits.established.isoformat()}" if limits.established else ""
    based = f", from points {limits.first} to {limits.last}" if limits.last else ""
    return f"{chart.method}{size}{based}{since}; rules: {chart.rules.source}"


def _labels(labels: Sequence[str] | None, count: int) -> list[str]:
    if labels is not None and len(labels) == count:
        return [str(label) for label in labels]
    return [str(i) for i in range(1, count + 1)]


def _frame(chart: ControlChart, top: float, height: float, width: float) -> Frame:
    """Wide enough for all points and limits; spreads and counts start where their limits do."""
    values: list[float] = []
    for line in (chart.points, chart.lines.lcl, chart.lines.ucl, chart.lines.center):
        array = np.ravel(np.asarray(line, dtype=np.float64))
        array = array[~np.isnan(array)]
        if array.size:
            values += [float(array.min()), float(array.max())]
    zero = chart.limits[-1].low == 0.0
    low, high = padded(values, low=0.0 if zero else None)
    return Frame(LEFT, top, width - LEFT - RIGHT, height, 0.5, chart.points.size + 0.5, low, high)


def panel(
    sheet: Drawing, frame: Frame, chart: ControlChart, name: str, *, zones: bool = False, stages: bool = False
) -> None:
    """Axis, zones, lines, stage breaks, points and signals of one chart within its frame."""
    if zones:
        _zones(sheet, frame, chart)
    vertical_axis(sheet, frame, name, most=6 if frame.height > 150 else 4)
    if stages:
        _stages(sheet, frame, chart)
    _limit_lines(sheet, frame, chart)
    _points(sheet, frame, chart)


def _zones(sheet: Drawing, frame: Frame, chart: ControlChart) -> None:
    """Thin dotted lines at one and two sigma, named C, B and A between them, where the limits are straight."""
    lines = chart.lines
    if np.ndim(lines.sigma) or np.ndim(lines.center):
        return
    for side in (1, -1):
        for k, name in ((1, "C"), (2, "B"), (3, "A")):
            middle = lines.center + side * (k - 0.5) * lines.sigma
            edge = lines.center + side * k * lines.sigma
            if frame.y_low <= middle <= frame.y_high:
                sheet.text((frame.right + 2, frame.y(middle) + 3), name, ink="ink-3", size=9)
            if k < 3 and frame.y_low <= edge <= frame.y_high:
                y = frame.y(edge)
                sheet.line((frame.left, y), (frame.right, y), "line-strong", dash="1 4")


def _limit_lines(sheet: Drawing, frame: Frame, chart: ControlChart) -> None:
    """Centre solid, limits dashed, name and value at the right; a limit at its natural bound is none."""
    lines, limits = chart.lines, chart.limits[-1]
    count = chart.points.size
    ends = {name: float(np.ravel(value)[-1]) for name, value in vars(lines).items()}
    places = decimals_for(ends["ucl"] - ends["lcl"])
    middle = CENTERS.get(chart.statistic, "centre")
    rows = [("ucl", "UCL", limits.high), ("center", middle, None), ("lcl", "LCL", limits.low)]
    used: list[float] = []
    for name, label, bound in rows:
        value = getattr(lines, name)
        if bound is not None and name != "center" and bool(np.all(np.asarray(value) == bound)):
            continue
        solid = name == "center"
        sheet.path(
            stepped(frame, value, count, [stage.start for stage in chart.stages]),
            "ink",
            width=1.2,
            dash="" if solid else DASH,
        )
        y = frame.y(ends[name]) + 4
        while any(abs(y - other) < 13 for other in used):
            y += 4
        used.append(y)
        words = f"{sheet.say(label)} {shown(ends[name], places)}"
        sheet.text((frame.right + 8, y), words, ink="ink", bold=True)


def _stages(sheet: Drawing, frame: Frame, chart: ControlChart) -> None:
    """A dotted vertical line where limits change or freeze, with the reason."""
    breaks = [(stage.start, stage.reason) for stage in chart.stages if stage.start > 1]
    last = chart.limits[-1].last
    if not chart.stages and 0 < last < chart.points.size:
        breaks.append((last + 1, sheet.say("limits carried forward")))
    for start, reason in breaks:
        x = frame.x(start - 0.5)
        sheet.line((x, frame.top - 12), (x, frame.bottom), "ink-3", dash="2 3")
        sheet.text((x + 6, frame.top - 8), reason, size=11)


def _points(sheet: Drawing, frame: Frame, chart: ControlChart) -> None:
    points = chart.points
    rules = signal_rules(chart)
    hollow = {each.position - 1 for each in chart.excluded}
    marked = _thinned(frame, sorted(rules))
    runs = in_patterns(chart) if points.size <= MOST_MARKS else set()
    drawn = kept(points, {*marked, *hollow})
    line: list[Any] = []
    previous = -1
    gaps = np.flatnonzero(np.isnan(points))
    starts = {stage.start - 1 for stage in chart.stages}
    for index in drawn:
        if np.isnan(points[index]) or index in starts or _gap_between(gaps, previous, index):
            line.append(None)
        if not np.isnan(points[index]):
            line.append(frame.at(index + 1, float(points[index])))
        previous = index
    sheet.path(line, "ink", width=1.2)
    size = 4.0 if points.size <= 120 else 2.5
    plain = points.size <= MOST_MARKS
    show = [i for i in drawn if plain or i in marked or i in hollow]
    centers = np.broadcast_to(chart.lines.center, points.shape)
    for index in show:
        value = float(points[index])
        if not np.isnan(value):
            kind = _kind(index, rules, runs, hollow)
            sheet.mark(kind, frame.at(index + 1, value), size)
            if index in rules:
                _number(sheet, frame, frame.at(index + 1, value), rules[index], value < centers[index])


def _kind(index: int, rules: dict[int, list[str]], runs: set[int], hollow: set[int]) -> str:
    if index in hollow:
        return "hollow"
    if "1" in rules.get(index, ()):
        return "beyond"
    return "run" if index in runs or index in rules else "dot"


def _number(sheet: Drawing, frame: Frame, at: tuple[float, float], rules: list[str], low: bool) -> None:
    """Rule numbers outside the line: below a low point, above a high one, where there is room."""
    below = (low and at[1] + 20 < frame.bottom + 12) or at[1] - 12 < frame.top - 6
    y = at[1] + (19 if below else -9)
    sheet.text((at[0], y), ",".join(rules), ink="ink", size=10, anchor="middle", bold=True)


def in_patterns(chart: ControlChart) -> set[int]:
    """0-based positions of all points that belong to a pattern of a rule other than the first.

    For zone patterns only the points beyond the zone line on that side count.
    """
    by_number = {rule.number: rule for rule in chart.rules.rules}
    z = standardized(chart.points, chart.lines)
    found: set[int] = set()
    for signal in chart.signals:
        rule = by_number[signal.rule]
        stretch = range(signal.start - 1, signal.end)
        if rule.kind == "zone":
            found |= {i for i in stretch if signal.side * z[i] > rule.sigmas}
        elif rule.kind != "beyond":
            found |= set(stretch)
    return found


def _gap_between(gaps: Any, before: int, after: int) -> bool:
    """Whether a missing value lies between two drawn points."""
    place = np.searchsorted(gaps, before, side="right")
    return bool(before >= 0 and place < gaps.size and gaps[place] < after)


def signal_rules(chart: ControlChart) -> dict[int, list[str]]:
    """Rule numbers by 0-based position: the point that completes a pattern."""
    rules: dict[int, list[str]] = {}
    for signal in chart.signals:
        here = rules.setdefault(signal.end - 1, [])
        if signal.rule not in here:
            here.append(signal.rule)
    return rules


def _thinned(frame: Frame, marked: list[int]) -> set[int]:
    """Signals to mark: all of them, or one for every half pixel where more would fall on the same spot."""
    if len(marked) <= MOST_MARKS - 200:
        return set(marked)
    by_place: dict[int, int] = {}
    for index in marked:
        by_place.setdefault(int(frame.x(index + 1) * 2), index)
    return set(by_place.values())
