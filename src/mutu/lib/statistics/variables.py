"""Control charts for measurements: subgroups with their range or standard deviation, medians, and single
values.

Sigma never comes from the spread of all values together, which contains the very shifts the chart is to
show, but from within subgroups or from moving ranges. Limits are centre +- 3 sigma of the plotted
statistic.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.charts import (
    ChartPair,
    ControlChart,
    Exclusion,
    Frozen,
    LimitSet,
    chart,
    exclusions,
    limits_of,
)
from mutu.lib.statistics.constants import c4, d2, d3, median_range
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import Missing, positions, series, table, whole
from mutu.lib.statistics.results import Floats
from mutu.lib.statistics.rules import DEFAULT, LIMITS_ONLY, RuleSet

Excluded = Mapping[int, str] | Sequence[Exclusion]
FEW_SUBGROUPS = 20
R_POOR_ABOVE = 10
ROWS = 8192


@dataclass(frozen=True)
class _Phase:
    """Which points the limits come from: the rows before ``stop`` without the excluded ones."""

    used: Any
    stop: int
    excluded: tuple[Exclusion, ...]
    warnings: tuple[str, ...]


def _phase(length: int, stop: int | None, excluded: Excluded, few: int = FEW_SUBGROUPS) -> _Phase:
    last = length if stop is None else min(whole(stop, "number of phase I points", least=1), length)
    left_out = exclusions(excluded, last)
    used = ~positions((each.position for each in left_out), length)
    used[last:] = False
    warnings = ("few_subgroups",) if int(used.sum()) < few else ()
    return _Phase(used, last, left_out, warnings)


def _limit_set(statistic: str, center: float, sigma: float, size: int, phase: _Phase, **more: Any) -> LimitSet:
    flat = ("no_variation",) if sigma == 0 else ()
    return LimitSet(
        statistic=statistic,
        center=float(center),
        sigma=float(sigma),
        size=size,
        first=1,
        last=phase.stop,
        excluded=phase.excluded,
        warnings=(*phase.warnings, *flat),
        **more,
    )


def _subgroups(values: Any) -> Floats:
    groups = table(values)
    if groups.shape[1] < 2:
        raise InputError("subgroups_of_one", "Subgroups of one value have no spread: use an I-MR chart.")
    return groups


def _by_blocks(groups: Floats, *figures: Any) -> list[Floats]:
    """Figures of every row. Rows become columns block by block, which is several times faster than row by row."""
    results = [np.empty(len(groups)) for _ in figures]
    for start in range(0, len(groups), ROWS):
        columns = np.ascontiguousarray(groups[start : start + ROWS].T)
        for result, figure in zip(results, figures, strict=True):
            result[start : start + ROWS] = figure(columns)
    return results


def _range(columns: Floats) -> Any:
    return columns.max(axis=0) - columns.min(axis=0)


def _sd(columns: Floats) -> Any:
    return columns.std(axis=0, ddof=1)


def _mean(columns: Floats) -> Any:
    return columns.mean(axis=0)


def _median(columns: Floats) -> Any:
    return np.median(columns, axis=0)


def range_of(groups: Floats) -> Floats:
    """Range of every row."""
    return _by_blocks(groups, _range)[0]


def sd_of(groups: Floats) -> Floats:
    """Standard deviation (n - 1) of every row, from deviations and never from sums of squares."""
    return _by_blocks(groups, _sd)[0]


@dataclass(frozen=True)
class _Kind:
    """What the three subgroup charts differ in."""

    name: str
    location: str
    spread: str
    sigma: str
    factor: str


@dataclass(frozen=True)
class _Asked:
    """What the caller says about phase I."""

    stop: int | None
    excluded: Excluded
    established: datetime.date | None


_R = _Kind("xbar_r", "mean", "range", "mean range / d2", "d2")
_S = _Kind("xbar_s", "mean", "standard deviation", "mean standard deviation / c4", "c4")
_MEDIAN = _Kind("median_r", "median", "range", "mean range / d2", "d2")


def _pair(kind: _Kind, values: Any, limits: Frozen | None, rules: RuleSet, phase1: _Asked) -> ChartPair:
    groups = _subgroups(values)
    size = groups.shape[1]
    center_of = _median if kind.location == "median" else _mean
    spread_of = _sd if kind.spread == "standard deviation" else _range
    location, spread = _by_blocks(groups, center_of, spread_of)
    if limits is None:
        upper, lower = _pair_limits(kind, location, spread, size, phase1)
    else:
        upper, lower = _frozen(limits, kind.location, kind.spread)
    sizes = None if upper.size == size else size
    above = chart(kind.name, location, upper, rules=rules, sizes=sizes)
    below = chart(kind.name, spread, lower, rules=LIMITS_ONLY, sizes=sizes)
    poor = kind.factor == "d2" and size > R_POOR_ABOVE
    warnings = ("range_poor_for_large_subgroups",) if poor else ()
    return ChartPair(location=above, spread=below, method=above.method, warnings=(*warnings, *above.warnings))


def _mean_used(values: Floats, phase: _Phase) -> float:
    return float(values.mean() if phase.used.all() else values[phase.used].mean())


def _frozen(limits: Frozen, location: str, spread: str) -> tuple[LimitSet, LimitSet]:
    """Stored limits, if they are for these statistics."""
    upper, lower = limits_of(limits)
    if (upper.statistic, lower.statistic) != (location, spread):
        raise InputError("unlike_charts", f"Limits for {upper.statistic} and {lower.statistic} do not fit here.")
    return upper, lower


def _pair_limits(kind: _Kind, location: Floats, spread: Floats, size: int, asked: _Asked) -> tuple[LimitSet, LimitSet]:
    phase = _phase(len(location), asked.stop, asked.excluded)
    factor = d2(size) if kind.factor == "d2" else c4(size)
    mean_spread = _mean_used(spread, phase)
    facts: dict[str, Any] = {
        "established": asked.established,
        "method": f"{kind.location} +- 3 sigma, sigma = {kind.sigma}",
        "constants": {kind.factor: factor},
    }
    center = _mean_used(location, phase)
    upper = _limit_set(kind.location, center, mean_spread / factor, size, phase, **facts)
    lower = _limit_set(kind.spread, mean_spread, mean_spread / factor, size, phase, low=0.0, **facts)
    return upper, lower


def xbar_r(
    subgroups: Any,
    *,
    phase1: int | None = None,
    excluded: Excluded = (),
    established: datetime.date | None = None,
    limits: Frozen | None = None,
    rules: RuleSet = DEFAULT,
) -> ChartPair:
    """Mean and range chart: centre the mean of means, sigma = mean range / d2, limits +- 3 sigma / sqrt(n).

    ``subgroups`` is a table (k, n), n >= 2, in the unit of the measurement; limits come from the first
    ``phase1`` rows (default all) without ``excluded`` ({position: reason}), or are taken from the frozen
    ``limits`` of an earlier chart. For n > 10 the range wastes information: prefer ``xbar_s``. Source:
    Montgomery, 8th ed., 6.2.

    >>> from mutu.lib.statistics.validation.published import published
    >>> rings = published("spc/variables_charts.json", "pistonrings")["subgroups"][:25]
    >>> pair = xbar_r(rings)  # Montgomery prints 73.988 and 74.014
    >>> round(pair.location.lines.lcl, 3), round(pair.location.lines.ucl, 3), round(pair.spread.lines.ucl, 4)
    (73.988, 74.014, 0.0481)
    """
    return _pair(_R, subgroups, limits, rules, _Asked(phase1, excluded, established))


def xbar_s(
    subgroups: Any,
    *,
    phase1: int | None = None,
    excluded: Excluded = (),
    established: datetime.date | None = None,
    limits: Frozen | None = None,
    rules: RuleSet = DEFAULT,
) -> ChartPair:
    """Mean and standard deviation chart: sigma = mean s / c4, limits +- 3 sigma / sqrt(n); shapes as
    ``xbar_r``.

    Source: Montgomery, 8th ed., 6.3, the same piston rings: 73.988 and 74.014, s chart up to 0.0193.

    >>> from mutu.lib.statistics.validation.published import published
    >>> pair = xbar_s(published("spc/variables_charts.json", "pistonrings")["subgroups"][:25])
    >>> round(pair.location.lines.lcl, 3), round(pair.location.lines.ucl, 3), round(pair.spread.lines.ucl, 4)
    (73.988, 74.014, 0.0193)
    """
    return _pair(_S, subgroups, limits, rules, _Asked(phase1, excluded, established))


def median_r(
    subgroups: Any,
    *,
    phase1: int | None = None,
    excluded: Excluded = (),
    established: datetime.date | None = None,
    limits: Frozen | None = None,
    rules: RuleSet = DEFAULT,
) -> ChartPair:
    """Median and range chart: centre the mean of medians, limits +- 3 sd(median) * mean range / d2.

    The median needs no arithmetic at the machine and shrugs off one wild value; its limits are wider.

    >>> round(median_r([[1.0, 2.0, 4.0], [2.0, 3.0, 5.0]]).location.lines.ucl, 4)
    6.0617
    """
    return _pair(_MEDIAN, subgroups, limits, rules, _Asked(phase1, excluded, established))


def moving_ranges(values: Floats) -> Floats:
    """|x_i - x_(i-1)|; NaN where either value is missing."""
    return np.asarray(np.abs(np.diff(values)), dtype=np.float64)


def individuals(
    values: Any,
    *,
    sigma: str = "mean",
    missing: Missing = "raise",
    phase1: int | None = None,
    excluded: Excluded = (),
    established: datetime.date | None = None,
    limits: Frozen | None = None,
    rules: RuleSet = DEFAULT,
) -> ChartPair:
    """Individuals and moving range chart (I-MR): sigma = mean moving range / d2(2), never the sample
    deviation.

    ``sigma="median"`` uses the median moving range / 0.95387, for phase I data with wild values in them.
    The first point of the moving range chart is empty, so positions agree. A gap (``missing="gap"``)
    breaks moving ranges and runs. Source: NIST/SEMATECH e-Handbook 6.3.2.2, whose flow rates give 45.82
    and 55.80 with exact constants:

    >>> flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    >>> pair = individuals(flow)
    >>> round(pair.location.lines.lcl, 2), round(pair.location.lines.ucl, 2)
    (45.82, 55.8)
    """
    data = series(values, least=2, missing=missing)
    ranges = moving_ranges(data)
    if limits is None:
        upper, lower = _individual_limits(data, ranges, sigma, _phase(data.size, phase1, excluded), established)
    else:
        upper, lower = _frozen(limits, "value", "moving range")
    above = chart("i_mr", data, upper, rules=rules)
    below = chart("i_mr", np.concatenate([[np.nan], ranges]), lower, rules=LIMITS_ONLY)
    return ChartPair(location=above, spread=below, method=above.method, warnings=above.warnings)


def _individual_limits(
    data: Floats, ranges: Floats, sigma: str, phase: _Phase, established: datetime.date | None
) -> tuple[LimitSet, LimitSet]:
    usable = phase.used & ~np.isnan(data)
    both = usable[1:] & usable[:-1]
    if not both.any():
        raise InputError("too_few", "No two neighbouring values are left to take a moving range from.")
    center, used = float(data[usable].mean()), ranges[both]
    spread, factor = _moving_range_sigma(used, sigma)
    estimate = spread / factor
    facts: dict[str, Any] = {
        "established": established,
        "method": f"mean +- 3 sigma, sigma = {sigma} moving range / {factor:.6g}",
        "constants": {"factor": factor, "d3": d3(2)},
    }
    upper = _limit_set("value", center, estimate, 1, phase, **facts)
    middle = spread if sigma == "mean" else d2(2) * estimate
    return upper, _limit_set("moving range", middle, estimate, 2, phase, low=0.0, **facts)


def _moving_range_sigma(ranges: Floats, sigma: str) -> tuple[float, float]:
    if sigma == "mean":
        return float(ranges.mean()), d2(2)
    if sigma == "median":
        return float(np.median(ranges)), median_range(2)
    raise InputError("unknown_method", f"Sigma from the mean or the median moving range, not '{sigma}'.")


def mean_chart(values: Any, limits: LimitSet, *, sizes: Any = None, rules: RuleSet = DEFAULT) -> ControlChart:
    """A single chart of ready-made means against given limits (a standard given, or limits from
    elsewhere).
    """
    return chart("mean", series(values, missing="gap"), limits, rules=rules, sizes=sizes)
