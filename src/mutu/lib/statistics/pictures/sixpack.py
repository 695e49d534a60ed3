"""The capability six-pack: is it stable, is it normal, does it fit the specification - on one sheet."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mutu.lib.statistics.capability import Capability, Specification, capability
from mutu.lib.statistics.charts import ChartPair, ControlChart
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import series, table
from mutu.lib.statistics.normality import anderson_darling
from mutu.lib.statistics.pictures.axes import Frame, horizontal_axis, padded, vertical_axis
from mutu.lib.statistics.pictures.control import _frame, panel, sentence
from mutu.lib.statistics.pictures.distributions import capability_bars, histogram_panel, probability_panel
from mutu.lib.statistics.pictures.drawing import Drawing, Heading
from mutu.lib.statistics.results import Floats
from mutu.lib.statistics.variables import individuals, xbar_s

LAST = 25
COLUMN = 520.0


def capability_sixpack(
    values: Any,
    specification: Specification,
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """Two charts, the last 25 subgroups, histogram with both curves, probability plot, bars and indices.

    ``values`` is a series in order of production, or a table (k, n) of subgroups. Where the charts signal, Cpk is
    not given and the reason stands in its place.
    """
    array = np.asarray(values, dtype=object)
    if array.ndim == 2:
        groups = table(values)
        pair, data = xbar_s(groups), groups.ravel()
    else:
        groups, data = None, series(values, least=8)
        pair = individuals(data)
    result = capability(values, specification)
    if not result.sd or result.within.sigma in (None, 0.0):
        raise InputError("no_variation", "All values are equal: there is nothing to draw.")
    sheet = Drawing(2 * COLUMN, 800, colours, words or {})
    heading = Heading(title, subtitle, f"{pair.method}; {result.method}")
    top = sheet.headline(heading) + 22
    _charts(sheet, pair, top)
    _last_groups(sheet, (64, top + 470, COLUMN - 96, 150), groups, data, result)
    left = COLUMN + 64
    sheet.text((left, top - 6), sheet.say("histogram with overall (solid) and within (dashed) curve"), size=11)
    sigmas = {"overall": result.overall.sigma or 0.0, "within": result.within.sigma or 0.0}
    histogram_panel(sheet, (left, top + 24, COLUMN - 96, 150), data, specification, sigmas)
    _probability(sheet, (left, top + 250, COLUMN - 96, 170), np.sort(data))
    _figures(sheet, (left, top + 476), result, unit)
    capability_bars(sheet, (left + 230, top + 490, COLUMN - 96 - 230, 130), result)
    said = f"{sentence(pair.location)} {indices_sentence(result)}"
    return sheet.svg(heading, said, standalone=standalone)


def _charts(sheet: Drawing, pair: ChartPair, top: float) -> None:
    for chart, above, height in ((pair.location, top, 180.0), (pair.spread, top + 250, 130.0)):
        frame = _narrow(chart, above, height)
        panel(sheet, frame, chart, sheet.say(chart.statistic))
        horizontal_axis(sheet, frame, [str(i) for i in range(1, chart.points.size + 1)])


def _narrow(chart: ControlChart, top: float, height: float) -> Frame:
    wide = _frame(chart, top, height, COLUMN + 22)
    return Frame(64, wide.top, COLUMN - 64 - 106, wide.height, wide.x_low, wide.x_high, wide.y_low, wide.y_high)


def _last_groups(
    sheet: Drawing, area: tuple[float, float, float, float], groups: Floats | None, data: Floats, result: Capability
) -> None:
    """The values of the last 25 subgroups one by one, against the mean."""
    rows = data[-LAST:, None] if groups is None else groups[-LAST:]
    low, high = padded([float(rows.min()), float(rows.max()), result.mean])
    frame = Frame(*area, 0.5, len(rows) + 0.5, low, high)
    sheet.text((area[0], area[1] - 12), sheet.say("last 25 values" if groups is None else "last 25 subgroups"), size=11)
    vertical_axis(sheet, frame, "", most=4)
    y = frame.y(result.mean)
    sheet.line((frame.left, y), (frame.right, y), "ink")
    for place, row in enumerate(rows, start=1):
        for value in row[:20]:
            sheet.mark("dot", frame.at(place, float(value)), 2.5)
    total = len(data) if groups is None else len(groups)
    horizontal_axis(sheet, frame, [str(i) for i in range(total - len(rows) + 1, total + 1)])


def _probability(sheet: Drawing, area: tuple[float, float, float, float], ordered: Floats) -> None:
    test = anderson_darling(ordered)
    p = "p < 0.001" if test.p < 0.001 else f"p = {test.p:.3f}"
    words = f"{sheet.say('normal probability plot')}, A2 = {test.statistic:.3f}, {p}"
    sheet.text((area[0], area[1] - 8), words, size=11)
    probability_panel(sheet, area, ordered)


def _figures(sheet: Drawing, at: tuple[float, float], result: Capability, unit: str) -> None:
    """The indices with their intervals; Cpk only for a stable process."""
    overall, within = result.overall, result.within
    lines = [f"n = {result.n}, {sheet.say('mean')} {result.mean:.5g} {unit}".rstrip()]
    if result.stable:
        lines += [_index("Cp", within.both, within.both_interval), _index("Cpk", within.worst, within.worst_interval)]
    else:
        lines += [f"Cpk: {sheet.say('not given')}", sheet.say("the process is not stable")]
    lines += [_index("Pp", overall.both, overall.both_interval), _index("Ppk", overall.worst, overall.worst_interval)]
    if result.cpm is not None:
        lines.append(f"Cpm {result.cpm:.3f}")
    expected, observed = sheet.say("expected"), sheet.say("observed")
    lines.append(f"ppm {expected} {overall.ppm_total:.4g}, {observed} {result.observed_ppm:.4g}")
    for row, words in enumerate(lines):
        sheet.text((at[0], at[1] + 20 * row), words, ink="ink", size=12)


def _index(name: str, value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None:
        return f"{name}: one-sided"
    ends = f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    return f"{name} {value:.3f}{ends}"


def indices_sentence(result: Capability) -> str:
    """The indices in words."""
    worst = result.overall.worst
    said = "Ppk not defined" if worst is None else f"Ppk {worst:.2f}"
    if not result.stable:
        return f"{said}; not stable, so Cpk is not given."
    inside = result.within.worst
    return f"{said}, Cpk {inside:.2f}." if inside is not None else f"{said}."
