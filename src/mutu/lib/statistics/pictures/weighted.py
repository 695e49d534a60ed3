"""EWMA, CUSUM and the run chart."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mutu.lib.statistics.pictures.axes import Frame, horizontal_axis, kept, padded, stepped, vertical_axis
from mutu.lib.statistics.pictures.drawing import Drawing, Heading, decimals_for, shown
from mutu.lib.statistics.results import Floats
from mutu.lib.statistics.run_chart import RunChart
from mutu.lib.statistics.time_weighted import CusumChart, EwmaChart

LEFT, RIGHT, HEIGHT = 72.0, 128.0, 400.0


def _sheet(
    heading: Heading, values: list[float], count: int, width: float, colours: str, words: Mapping[str, str] | None
) -> tuple[Drawing, Frame]:
    sheet = Drawing(width, HEIGHT, colours, words or {})
    top = sheet.headline(heading) + 24
    low, high = padded(values)
    return sheet, Frame(LEFT, top, width - LEFT - RIGHT, HEIGHT - top - 84, 0.5, count + 0.5, low, high)


def _trace(sheet: Drawing, frame: Frame, values: Floats, marked: set[int], *, dots: bool = True) -> None:
    """A line through the points, signals marked."""
    drawn = kept(values, marked)
    sheet.path([frame.at(i + 1, float(values[i])) for i in drawn], "ink", width=1.2)
    size = 3.5 if values.size <= 120 else 2.0
    for i in drawn:
        if i in marked:
            sheet.mark("beyond", frame.at(i + 1, float(values[i])), size)
        elif dots and values.size <= 1000:
            sheet.mark("dot", frame.at(i + 1, float(values[i])), size)


def _label(sheet: Drawing, frame: Frame, value: float, words: str, places: int) -> None:
    label = f"{sheet.say(words)} {shown(value, places)}"
    sheet.text((frame.right + 8, frame.y(value) + 4), label, ink="ink", bold=True)


def ewma_picture(
    chart: EwmaChart,
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    width: float = 960,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """The weighted means with their widening limits."""
    heading = Heading(title, subtitle, chart.method)
    ends = [float(v) for v in (chart.z.min(), chart.z.max(), chart.asymptotic_lcl, chart.asymptotic_ucl)]
    sheet, frame = _sheet(heading, ends, chart.z.size, width, colours, words)
    vertical_axis(sheet, frame, unit)
    places = decimals_for(float(chart.ucl[-1] - chart.lcl[-1]))
    sheet.path(stepped(frame, chart.center, chart.z.size), "ink", width=1.2)
    for name, line in (("UCL", chart.ucl), ("LCL", chart.lcl)):
        sheet.path(_settled(frame, line), "ink", width=1.2, dash="6 4")
        _label(sheet, frame, float(line[-1]), name, places)
    _label(sheet, frame, chart.center, "target", places)
    _trace(sheet, frame, chart.z, {i - 1 for i in chart.beyond})
    horizontal_axis(sheet, frame, [str(i) for i in range(1, chart.z.size + 1)])
    sheet.legend(8, HEIGHT - 30, also=[("6 4", "control limit")])
    said = f"{chart.z.size} weighted means, {len(chart.beyond)} beyond the limits."
    return sheet.svg(heading, said, standalone=standalone)


def _settled(frame: Frame, line: Floats) -> list[Any]:
    """Steps while the limits widen, then one straight line."""
    moving = int(np.argmax(line == line[-1]))
    start = stepped(frame, line[: moving + 1], moving + 1)
    return [*start, (frame.right, frame.y(float(line[-1])))]


def cusum_picture(
    chart: CusumChart,
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    width: float = 960,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """The upper sum above zero, the lower sum mirrored below, the decision interval on both sides.

    A bracket under the first signal of each side marks where its excursion began.
    """
    heading = Heading(title, subtitle, chart.method)
    lower = np.asarray(-chart.c_minus, dtype=np.float64)
    ends = [-chart.decision, chart.decision, float(lower.min()), float(chart.c_plus.max())]
    sheet, frame = _sheet(heading, ends, lower.size, width, colours, words)
    vertical_axis(sheet, frame, unit)
    places = decimals_for(2 * chart.decision)
    for value, name in ((chart.decision, "H"), (0.0, "0"), (-chart.decision, "H")):
        sheet.path(stepped(frame, value, lower.size), "ink", width=1.2, dash="" if name == "0" else "6 4")
        if name != "0":
            _label(sheet, frame, value, name, places)
    _trace(sheet, frame, chart.c_plus, {i - 1 for i in chart.signal_up}, dots=False)
    _trace(sheet, frame, lower, {i - 1 for i in chart.signal_down}, dots=False)
    for signals in (chart.signal_up, chart.signal_down):
        if signals:
            _began(sheet, frame, chart.shift_began(signals[0]), signals[0])
    horizontal_axis(sheet, frame, [str(i) for i in range(1, lower.size + 1)])
    sheet.legend(8, HEIGHT - 30, also=[("6 4", "decision interval")])
    sides = (("up", chart.signal_up), ("down", chart.signal_down))
    first = [f"a signal {side} at {points[0]}" for side, points in sides if points]
    said = f"{lower.size} points, {' and '.join(first) or 'no signal'}."
    return sheet.svg(heading, said, standalone=standalone)


def _began(sheet: Drawing, frame: Frame, start: int, end: int) -> None:
    y = frame.bottom - 14
    sheet.path(
        [(frame.x(start), y - 5), (frame.x(start), y), (frame.x(end), y), (frame.x(end), y - 5)], "ink-2", width=1
    )
    words = f"{sheet.say('shift began about')} {start}"
    sheet.text((frame.x(start) + 4, y + 12), words, size=10)


def run_chart_picture(
    chart: RunChart,
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    width: float = 760,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """Points and their median, with the two tests in the subtitle's place if there is none."""
    tests = f"longest run {chart.longest_run} (chance allows {chart.longest_run_max}), "
    tests += f"crossings {chart.crossings} (chance gives at least {chart.crossings_min})"
    heading = Heading(title, subtitle or tests, chart.method)
    ends = [float(chart.points.min()), float(chart.points.max())]
    sheet, frame = _sheet(heading, ends, chart.points.size, width, colours, words)
    vertical_axis(sheet, frame, unit)
    sheet.path(stepped(frame, chart.median, chart.points.size), "ink", width=1.2, dash="6 4" if chart.signal else "")
    _label(sheet, frame, chart.median, "median", decimals_for(ends[1] - ends[0]))
    _trace(sheet, frame, chart.points, set())
    horizontal_axis(sheet, frame, [str(i) for i in range(1, chart.points.size + 1)])
    verdict = "not random" if chart.signal else "no sign against randomness"
    return sheet.svg(heading, f"{chart.points.size} points: {tests}; {verdict}.", standalone=standalone)
