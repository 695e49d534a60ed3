"""EWMA and CUSUM charts: they add up small deviations and find a shift of one sigma several times sooner.

Use them where the process is stable and small shifts cost money; a Shewhart chart beside them catches the
large ones.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, series, whole
from mutu.lib.statistics.results import Floats, Result, frozen

BLOCK = 1 << 15
ROW = 32
LOOP_BELOW = 2000


def _positive(value: Any, name: str) -> float:
    number = finite(value, name)
    if number <= 0:
        raise InputError("not_positive", f"The {name} must be greater than zero, not {value}.")
    return number


@dataclass(frozen=True, kw_only=True, eq=False)
class EwmaChart(Result):
    """The weighted means, their limits, and where they leave them (1-based)."""

    points: Floats
    z: Floats
    center: float
    asymptotic_lcl: float
    asymptotic_ucl: float
    sigma: float
    weight: float
    width: float
    beyond: tuple[int, ...]
    size: int
    asymptotic: bool

    def half_width(self, count: int) -> Floats:
        """Distance of the limits from the centre at the first ``count`` points."""
        limit = self.asymptotic_ucl - self.center
        return np.full(count, limit) if self.asymptotic else limit * _approach(count, self.weight)

    @property
    def lcl(self) -> Floats:
        """Lower limit at every point."""
        return self.center - self.half_width(self.z.size)

    @property
    def ucl(self) -> Floats:
        """Upper limit at every point."""
        return self.center + self.half_width(self.z.size)

    def to_dict(self) -> dict[str, Any]:
        """Plain data with both limits at every point."""
        return {**super().to_dict(), "lcl": self.lcl.tolist(), "ucl": self.ucl.tolist()}


def ewma(
    values: Any,
    *,
    target: float,
    sigma: float,
    weight: float = 0.2,
    width: float = 3.0,
    size: int = 1,
    asymptotic: bool = False,
) -> EwmaChart:
    """Exponentially weighted moving average: z_i = w x_i + (1 - w) z_(i-1), z_0 = target.

    Limits target +- L s sqrt(w / (2 - w) (1 - (1 - w)^(2 i))) with s = sigma / sqrt(size), exact from the
    first point, or ``asymptotic``. ``values`` are single values or means of ``size`` values. Source:
    NIST/SEMATECH e-Handbook 6.3.2.4, whose limits are 47.4115 and 52.5885:

    >>> chart = ewma([52.0, 47.0, 53.0], target=50, sigma=2.0539, weight=0.3)
    >>> chart.z.tolist(), round(chart.asymptotic_lcl, 4)
    ([50.6, 49.52, 50.564], 47.4116)
    """
    data = series(values)
    center, deviation = finite(target, "target"), _positive(sigma, "sigma")
    share, k = finite(weight, "weight"), _positive(width, "width of the limits")
    if not 0 < share <= 1:
        raise InputError("weight_out_of_range", f"The weight must lie above 0 and up to 1, not {weight}.")
    spread = deviation / math.sqrt(whole(size, "subgroup size", least=1))
    z = _smoothed(data, center, share)
    limit = k * spread * math.sqrt(share / (2 - share))
    return EwmaChart(
        points=frozen(data),
        z=frozen(z),
        center=center,
        asymptotic_lcl=center - limit,
        asymptotic_ucl=center + limit,
        sigma=deviation,
        weight=share,
        width=k,
        beyond=_outside(z, center, limit, 1.0 if asymptotic else share),
        size=size,
        asymptotic=asymptotic,
        method=f"EWMA, weight {share:g}, {k:g} sigma, {'asymptotic' if asymptotic else 'exact'} limits",
    )


def _outside(z: Floats, center: float, limit: float, weight: float) -> tuple[int, ...]:
    """1-based positions beyond the limits: point by point while they widen, then against their final value."""
    moving = min(z.size, _settled_after(weight))
    early = np.abs(z[:moving] - center) > limit * _approach(moving, weight)
    found = (np.flatnonzero(early) + 1).tolist()
    low, high = center - limit, center + limit
    for begin in range(moving, z.size, BLOCK):
        part = z[begin : begin + BLOCK]
        if part.min() < low or part.max() > high:
            found += (np.flatnonzero((part < low) | (part > high)) + 1 + begin).tolist()
    return tuple(found)


def _settled_after(weight: float) -> int:
    """Points until (1 - w)^(2 i) is below the precision."""
    return 0 if weight >= 1 else math.ceil(-40 / (2 * math.log1p(-weight)))


def _smoothed(data: Floats, start: float, weight: float) -> Floats:
    """The weighted means: one by one for a short series, row by row for a long one.

    Within a row of ``ROW`` values every mean is a fixed combination of them, which is one product of matrices; what
    the rows before it leave over is added with its power of 1 - w. All terms keep their sign, so nothing cancels.
    """
    if data.size < LOOP_BELOW:
        return np.array(_one_by_one(data, start, weight))
    stay = 1 - weight
    place = np.arange(ROW)
    behind = place[None, :] - place[:, None]
    within = np.where(behind >= 0, weight * stay ** np.maximum(behind, 0), 0.0)
    left_over = stay ** (place + 1.0)
    result, z, whole_rows = np.empty(data.size), start, data.size // ROW * ROW
    for begin in range(0, whole_rows, BLOCK):
        stop = min(begin + BLOCK, whole_rows)
        rows = result[begin:stop].reshape(-1, ROW)
        np.matmul(data[begin:stop].reshape(-1, ROW), within, out=rows)
        before = []
        for last in rows[:, -1].tolist():
            before.append(z)
            z = last + float(left_over[-1]) * z
        rows += np.multiply.outer(before, left_over)
    result[whole_rows:] = _one_by_one(data[whole_rows:], z, weight)
    return result


def _one_by_one(data: Floats, z: float, weight: float) -> list[float]:
    means = []
    for value in data.tolist():
        z = weight * value + (1 - weight) * z
        means.append(z)
    return means


def _approach(n: int, weight: float) -> Floats:
    """sqrt(1 - (1 - w)^(2 i)) for i = 1..n; 1 once the power is below the precision."""
    result = np.ones(n)
    moving = min(n, _settled_after(weight))
    if moving:
        result[:moving] = np.sqrt(-np.expm1(2 * math.log1p(-weight) * np.arange(1, moving + 1)))
    return result


@dataclass(frozen=True, kw_only=True, eq=False)
class CusumChart(Result):
    """Both sums in data units, the points since each was last zero, and where they exceed the decision
    interval.
    """

    points: Floats
    target: float
    sigma: float
    allowance: float
    decision: float
    head_start: float
    c_plus: Floats
    c_minus: Floats
    signal_up: tuple[int, ...]
    signal_down: tuple[int, ...]

    @property
    def n_plus(self) -> tuple[int, ...]:
        """At every point, how many in a row the upper sum has been above zero."""
        return _since_zero(self.c_plus)

    @property
    def n_minus(self) -> tuple[int, ...]:
        """At every point, how many in a row the lower sum has been above zero."""
        return _since_zero(self.c_minus)

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the run lengths of both sums."""
        return {**super().to_dict(), "n_plus": [*self.n_plus], "n_minus": [*self.n_minus]}

    def shift_began(self, signal: int) -> int:
        """The first point of the excursion that ends in the signal: where to look for the cause."""
        if signal in self.signal_up:
            return signal - self.n_plus[signal - 1] + 1
        if signal in self.signal_down:
            return signal - self.n_minus[signal - 1] + 1
        raise InputError("no_such_point", f"There is no signal at point {signal}.")


def cusum(
    values: Any,
    *,
    target: float,
    sigma: float,
    k: float = 0.5,
    h: float = 5.0,
    fir: float = 0.0,
    size: int = 1,
) -> CusumChart:
    """Tabular CUSUM: C+ = max(0, C+ + x - T - K), C- = max(0, C- + T - x - K); signal where a sum exceeds H.

    K = k s, H = h s, head start fir * s, with s = sigma / sqrt(size): k, h and fir in sigma units, sums
    in data units. ``fir`` of h / 2 is the fast initial response. Nothing is reset after a signal. Source:
    NIST/SEMATECH e-Handbook 6.3.2.3; Lucas & Crosier 1982 for the head start.

    >>> from mutu.lib.statistics.validation.published import published
    >>> nist = published("spc/time_weighted_charts.json", "nist_cusum")["data"]  # h there is 4.1959 in data units
    >>> chart = cusum(nist, target=325, sigma=0.635, k=0.5, h=4.1959 / 0.635)
    >>> chart.signal_up[0], chart.shift_began(14), round(float(chart.c_plus[13]), 2)
    (14, 13, 4.94)
    """
    data = series(values)
    center = finite(target, "target")
    spread = _positive(sigma, "sigma") / math.sqrt(whole(size, "subgroup size", least=1))
    allowance, decision = finite(k, "allowance k") * spread, _positive(h, "decision interval h") * spread
    start = finite(fir, "head start") * spread
    if allowance < 0 or not 0 <= start < decision:
        raise InputError("out_of_range", "The allowance must be 0 or more, the head start from 0 to below h.")
    upper, up = _accumulated(data, center + allowance, 1.0, start, decision)
    lower, down = _accumulated(data, center - allowance, -1.0, start, decision)
    return CusumChart(
        points=frozen(data),
        target=center,
        sigma=sigma,
        allowance=allowance,
        decision=decision,
        head_start=start,
        c_plus=frozen(upper),
        c_minus=frozen(lower),
        signal_up=up,
        signal_down=down,
        method=f"tabular CUSUM, k = {k:g}, h = {h:g}" + (f", head start {fir:g} sigma" if fir else ""),
    )


def _accumulated(
    data: Floats, line: float, side: float, start: float, decision: float
) -> tuple[Floats, tuple[int, ...]]:
    """max(0, C + side (x - line)) along the series, and the 1-based positions where it exceeds the decision interval.

    A running sum less its running minimum, block by block: blocks keep the running sum short, so that no rounding
    piles up over millions of points, and are looked through while they are at hand.
    """
    result = np.empty(data.size)
    carried = start
    if data.size < LOOP_BELOW:
        for index, value in enumerate(data.tolist()):
            carried = max(0.0, carried + side * (value - line))
            result[index] = carried
        return result, tuple((np.flatnonzero(result > decision) + 1).tolist())
    sums, floor, found = np.empty(BLOCK), np.empty(BLOCK), []
    for begin in range(0, data.size, BLOCK):
        part = data[begin : begin + BLOCK]
        total, low, out = sums[: part.size], floor[: part.size], result[begin : begin + part.size]
        np.subtract(part, line, out=total) if side > 0 else np.subtract(line, part, out=total)
        total[0] += carried
        np.cumsum(total, out=total)
        np.minimum.accumulate(total, out=low)
        np.minimum(low, 0.0, out=low)
        np.subtract(total, low, out=out)
        carried = float(out[-1])
        if out.max() > decision:
            found.append(np.flatnonzero(out > decision) + begin + 1)
    return result, tuple(np.concatenate(found).tolist()) if found else ()


def _since_zero(sums: Floats) -> tuple[int, ...]:
    """How many points in a row, up to each, the sum has been above zero."""
    index = np.arange(sums.size)
    last_zero = np.maximum.accumulate(np.where(sums == 0, index, -1))
    return tuple((index - last_zero).tolist())
