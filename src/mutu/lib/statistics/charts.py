"""Control charts as objects: limit sets with their history, the points judged by them, and the signals.

Phase I estimates limits from past data, leaving out points with a recorded reason; phase II judges new
points by the frozen limits and never moves them (ISO 9001:2015 9.1.1; ISO 7870-1). A limit set is a
document: the range of data, the excluded points with reason, the method and the date travel with it
(7.5).
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from mutu.lib.statistics.constants import c4, c5, d2, d3, sd_median
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, whole
from mutu.lib.statistics.results import Floats, Result, frozen
from mutu.lib.statistics.rules import DEFAULT, RuleSet, Signal, signals
from mutu.lib.statistics.sigma_units import ROUNDING, in_sigma_units


@dataclass(frozen=True)
class Exclusion:
    """A phase I point left out of the estimate: its 1-based position and the reason, which is never empty."""

    position: int
    reason: str

    def __post_init__(self) -> None:
        whole(self.position, "excluded position", least=1)
        if not self.reason.strip():
            raise InputError("no_reason", f"Point {self.position} is excluded without a reason.")


@dataclass(frozen=True, eq=False)
class Lines:
    """What is drawn: centre line and limits, and the sigma of each plotted point; one number or one per
    point.
    """

    center: Any
    lcl: Any
    ucl: Any
    sigma: Any


@dataclass(frozen=True, kw_only=True, eq=False)
class LimitSet(Result):
    """Frozen limits of one statistic, with where they come from.

    ``center`` is the centre line at the subgroup size ``size``; ``sigma`` is the standard deviation of
    the process (variables) or None (attributes, where it follows from the centre). ``low`` and ``high``
    are natural bounds: a limit that would lie beyond is drawn there, means "no limit", and never signals.
    """

    statistic: str
    center: float
    sigma: float | None
    size: float | None = None
    width: float = 3.0
    ratio: float = 1.0  # Laney's sigma_z
    low: float | None = None
    high: float | None = None
    first: int = 1
    last: int = 0
    excluded: tuple[Exclusion, ...] = ()
    established: datetime.date | None = None
    constants: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers_given = [finite(self.center, "centre"), finite(self.width, "width"), finite(self.ratio, "ratio")]
        if self.sigma is not None and finite(self.sigma, "sigma") < 0:
            raise InputError("not_positive", "The sigma of a limit set cannot be below zero.")
        if min(numbers_given[1:]) <= 0:
            raise InputError("not_positive", "The width of limits must be greater than zero.")

    def lines(self, sizes: Any = None) -> Lines:
        """Centre and limits for subgroups of the given size or sizes (default: the size they were set at)."""
        size = self.size if sizes is None else sizes
        center, spread = _LINES[self.statistic](self, size)
        lcl, ucl = center - self.width * spread, center + self.width * spread
        if self.low is not None:
            lcl = np.maximum(lcl, self.low)
        if self.high is not None:
            ucl = np.minimum(ucl, self.high)
        return Lines(_tidy(center), _tidy(lcl), _tidy(ucl), _tidy(spread))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "LimitSet":
        """A limit set as ``to_dict`` wrote it: approved once, stored, and used again in phase II.

        >>> limits = LimitSet(statistic="value", center=10.0, sigma=0.5, method="given")
        >>> LimitSet.from_dict(limits.to_dict()).lines().ucl
        11.5
        """
        known = {each.name for each in fields(cls)}
        if not isinstance(data, Mapping) or set(data) - known or data.get("statistic") not in _LINES:
            raise InputError("no_limit_set", "This is no limit set of this library.")
        given = dict(data)
        given["excluded"] = tuple(Exclusion(e["position"], e["reason"]) for e in given.get("excluded", ()))
        given["warnings"] = tuple(given.get("warnings", ()))
        if given.get("established"):
            given["established"] = datetime.date.fromisoformat(given["established"])
        for name in ("center", "sigma", "width", "ratio"):
            if given.get(name) is not None:
                given[name] = finite(given[name], name)
        return cls(**given)


def _tidy(value: Any) -> Any:
    return frozen(value) if np.ndim(value) else float(value)


def _each(function: Any, size: Any) -> Any:
    """A constant for one size, or for every size of an array."""
    if np.ndim(size) == 0:
        return function(int(size))
    known = {int(n): function(int(n)) for n in np.unique(size)}
    return np.array([known[int(n)] for n in np.asarray(size)])


def _process_sigma(limits: LimitSet) -> float:
    if limits.sigma is None:
        raise InputError("no_sigma", f"A limit set for {limits.statistic} needs the sigma of the process.")
    return limits.sigma


def _resized(limits: LimitSet, constant: Any, size: Any) -> Any:
    """The centre for another subgroup size, kept exactly as it was at the size the limits were set at."""
    if np.ndim(size) == 0 and size == limits.size:
        return limits.center
    return constant(size) * _process_sigma(limits)


def _mean_lines(limits: LimitSet, size: Any) -> tuple[Any, Any]:
    center = limits.center if np.ndim(size) == 0 else np.full(np.shape(size), limits.center)
    return center, _process_sigma(limits) / np.sqrt(size)


def _median_lines(limits: LimitSet, size: Any) -> tuple[Any, Any]:
    return limits.center, _process_sigma(limits) * _each(sd_median, size)


def _range_lines(limits: LimitSet, size: Any) -> tuple[Any, Any]:
    center = _resized(limits, lambda n: _each(d2, n), size)
    return center, _process_sigma(limits) * _each(d3, size)


def _sd_lines(limits: LimitSet, size: Any) -> tuple[Any, Any]:
    center = _resized(limits, lambda n: _each(c4, n), size)
    return center, _process_sigma(limits) * _each(c5, size)


def _single_lines(limits: LimitSet, size: Any) -> tuple[Any, Any]:
    return limits.center, _process_sigma(limits)


def _p_lines(limits: LimitSet, size: Any) -> tuple[Any, Any]:
    center = limits.center if np.ndim(size) == 0 else np.full(np.shape(size), limits.center)
    return center, limits.ratio * np.sqrt(limits.center * (1 - limits.center) / size)


def _np_lines(limits: LimitSet, size: Any) -> tuple[Any, Any]:
    share = limits.center / float(limits.size or 1)
    return share * size, np.sqrt(size * share * (1 - share))


def _c_lines(limits: LimitSet, size: Any) -> tuple[Any, Any]:
    return limits.center, np.sqrt(limits.center)


def _u_lines(limits: LimitSet, size: Any) -> tuple[Any, Any]:
    center = limits.center if np.ndim(size) == 0 else np.full(np.shape(size), limits.center)
    return center, limits.ratio * np.sqrt(limits.center / size)


_LINES: dict[str, Any] = {
    "mean": _mean_lines,
    "median": _median_lines,
    "range": _range_lines,
    "standard deviation": _sd_lines,
    "value": _single_lines,
    "moving range": lambda limits, size: (limits.center, _process_sigma(limits) * d3(2)),
    "fraction nonconforming": _p_lines,
    "number nonconforming": _np_lines,
    "nonconformities": _c_lines,
    "nonconformities per unit": _u_lines,
}


@dataclass(frozen=True)
class Stage:
    """A stretch of a chart with its own limits: first point (from 1) and why it begins."""

    start: int
    reason: str


@dataclass(frozen=True, kw_only=True, eq=False)
class ControlChart(Result):
    """Points, the lines they are judged by, the limit sets behind the lines, and the signals.

    ``points`` may hold NaN for gaps; ``excluded`` are the positions left out of the estimate (drawn hollow).
    """

    kind: str
    statistic: str
    points: Floats
    lines: Lines
    limits: tuple[LimitSet, ...]
    signals: Sequence[Signal]
    rules: RuleSet
    sizes: Any = None
    stages: tuple[Stage, ...] = ()

    @property
    def beyond(self) -> list[int]:
        """1-based positions of points beyond a limit."""
        rounding = ROUNDING * np.abs(self.points)
        outside = (self.lines.lcl - self.points > rounding) | (self.points - self.lines.ucl > rounding)
        return [int(index) + 1 for index in np.flatnonzero(outside)]

    @property
    def excluded(self) -> tuple[Exclusion, ...]:
        """All points left out of an estimate."""
        return tuple(each for limits in self.limits for each in limits.excluded)

    @property
    def stable(self) -> bool:
        """No signal on any point that counts: the excluded ones are explained."""
        explained = {each.position for each in self.excluded}
        return not self.signals if not explained else all(signal.end in explained for signal in self.signals)

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the positions beyond the limits added."""
        return {**super().to_dict(), "beyond": self.beyond}


@dataclass(frozen=True, kw_only=True, eq=False)
class ChartPair(Result):
    """A chart of location above a chart of spread."""

    location: ControlChart
    spread: ControlChart

    @property
    def stable(self) -> bool:
        """Neither chart signals."""
        return self.location.stable and self.spread.stable


Frozen = ChartPair | tuple[LimitSet, LimitSet]


def limits_of(frozen_limits: Frozen) -> tuple[LimitSet, LimitSet]:
    """The limit sets for location and spread, of an earlier chart or as they were stored."""
    if isinstance(frozen_limits, ChartPair):
        return frozen_limits.location.limits[-1], frozen_limits.spread.limits[-1]
    return frozen_limits


def standardized(points: Floats, lines: Lines) -> Floats:
    """Points of a chart in sigma units."""
    return in_sigma_units(points, lines.center, lines.sigma)


def chart(
    kind: str, points: Any, limits: LimitSet, *, rules: RuleSet = DEFAULT, sizes: Any = None, method: str = ""
) -> ControlChart:
    """Judge points by a limit set: the lines at each point's size, then the rules on the points in sigma
    units.

    A point is beyond a limit only where a limit exists: a line clipped at a natural bound never signals.
    """
    values = frozen(points)
    lines = limits.lines(sizes)
    found = signals(standardized(values, lines), rules)
    return ControlChart(
        kind=kind,
        statistic=limits.statistic,
        points=values,
        lines=lines,
        limits=(limits,),
        signals=found,
        rules=rules,
        sizes=sizes,
        method=method or limits.method,
        warnings=limits.warnings,
    )


def join_stages(charts: Sequence[ControlChart], reasons: Sequence[str]) -> ControlChart:
    """One picture of several stages, each with its own limits; runs do not reach across a change of stage.

    ``reasons`` says for every stage after the first why it began ("new tool", "after corrective action").
    """
    if not charts:
        raise InputError("no_data", "There is no stage to join.")
    if len(reasons) != len(charts) - 1 or not all(reason.strip() for reason in reasons):
        raise InputError("no_reason", "Every stage after the first needs the reason why it began.")
    if len({(each.kind, each.statistic) for each in charts}) != 1:
        raise InputError("unlike_charts", "Only charts of the same kind can be stages of one chart.")
    starts = np.cumsum([1, *(each.points.size for each in charts)]).tolist()
    moved = [
        replace(signal, start=signal.start + start - 1, end=signal.end + start - 1)
        for each, start in zip(charts, starts, strict=False)
        for signal in each.signals
    ]
    stages = tuple(Stage(s, reason) for s, reason in zip(starts, ["", *reasons], strict=False))
    return replace(
        charts[0],
        points=frozen(np.concatenate([each.points for each in charts])),
        lines=_joined_lines(charts),
        limits=tuple(_moved(each.limits[0], start) for each, start in zip(charts, starts, strict=False)),
        signals=tuple(moved),
        sizes=None,
        stages=stages,
        warnings=tuple(dict.fromkeys(code for each in charts for code in each.warnings)),
    )


def _moved(limits: LimitSet, start: int) -> LimitSet:
    """A limit set whose positions count on the joined chart."""
    excluded = tuple(Exclusion(each.position + start - 1, each.reason) for each in limits.excluded)
    return replace(limits, first=limits.first + start - 1, last=limits.last + start - 1, excluded=excluded)


def _joined_lines(charts: Sequence[ControlChart]) -> Lines:
    def joined(name: str) -> Floats:
        parts = [np.broadcast_to(getattr(each.lines, name), each.points.shape) for each in charts]
        return frozen(np.concatenate(parts))

    return Lines(joined("center"), joined("lcl"), joined("ucl"), joined("sigma"))


def exclusions(excluded: Mapping[int, str] | Sequence[Exclusion], length: int) -> tuple[Exclusion, ...]:
    """Exclusions in order, given as {position: reason} or as objects, checked against the number of
    points.
    """
    given = [Exclusion(*pair) for pair in excluded.items()] if isinstance(excluded, Mapping) else [*excluded]
    for each in given:
        if each.position > length:
            raise InputError("no_such_point", f"Point {each.position} is excluded; there are {length}.")
    if len(given) >= length:
        raise InputError("no_data", "All points are excluded: nothing is left to compute limits from.")
    return tuple(sorted(given, key=lambda each: each.position))
