"""Average run length: how many points a chart needs on average to signal, in control and after a shift.

The honest comparison of designs: long when nothing is wrong, short when something is. Points are
independent and normal with the assumed sigma; a shift is in units of that sigma and is there from the
first point (zero state).
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite
from mutu.lib.statistics.normal import cdf, cdf_of, density_of
from mutu.lib.statistics.results import Floats, Result

MOST_STEPS = 100_000


@dataclass(frozen=True, kw_only=True, eq=False)
class RunLength(Result):
    """The average run length of one design at one shift."""

    arl: float
    shift: float


def _checked(value: Any, name: str, *, zero: bool = False) -> float:
    number = finite(value, name)
    if number < 0 or (number == 0 and not zero):
        raise InputError("not_positive", f"The {name} must be greater than zero, not {value}.")
    return number


def shewhart_arl(shift: float = 0.0, width: float = 3.0, size: int = 1) -> RunLength:
    """1 / P(a point beyond +- width sigma); means of ``size`` values see the shift sqrt(size) times larger.

    >>> round(shewhart_arl().arl, 1), round(shewhart_arl(1.0).arl, 2)
    (370.4, 43.89)
    """
    k, moved = _checked(width, "width of the limits"), finite(shift, "shift") * math.sqrt(size)
    out = cdf(-k - moved) + cdf(-k + moved)
    if out == 0.0:
        raise InputError("out_of_range", "With limits this wide a signal is too rare to compute.")
    return RunLength(arl=1 / out, shift=shift, method=f"Shewhart chart, {k:g} sigma limits, closed form")


def _nodes(half: float, scale: float) -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes on [-half, half], dense enough for a kernel of width ``scale``."""
    number = min(900, 60 + math.ceil(16 * half / scale))
    points, weights = np.polynomial.legendre.leggauss(number)
    return half * points, half * weights


def ewma_arl(shift: float = 0.0, *, weight: float, width: float, exact_limits: bool = True) -> RunLength:
    """EWMA with limits that follow the exact variance (default) or stay at their final value.

    The integral equation L(z) = 1 + integral of L(y) f(y | z) dy is solved on Gauss-Legendre nodes; exact
    limits are followed point by point until they have settled. Source: Crowder 1987; Knoth 2005.

    >>> round(ewma_arl(weight=0.2, width=2.962).arl, 3)
    494.386
    """
    w, k, moved = _checked(weight, "weight"), _checked(width, "width of the limits"), finite(shift, "shift")
    if w > 1:
        raise InputError("weight_out_of_range", f"The weight must lie above 0 and up to 1, not {weight}.")
    method = f"EWMA, weight {w:g}, {k:g} sigma, {'exact' if exact_limits else 'fixed'} limits"
    if w == 1:
        return RunLength(arl=shewhart_arl(moved, k).arl, shift=shift, method=method)
    half = k * math.sqrt(w / (2 - w))
    y, weights = _nodes(half, w)
    kernel = density_of((y[None, :] - (1 - w) * y[:, None]) / w - moved) / w * weights[None, :]
    from_node = np.asarray(np.linalg.solve(np.eye(y.size) - kernel, np.ones(y.size)), dtype=np.float64)
    if exact_limits:
        arl = _settling(y / half, weights / half, w, k, moved, from_node)
    else:
        first = density_of(y / w - moved) / w * weights
        arl = 1.0 + float(first @ from_node)
    return RunLength(arl=arl, shift=shift, method=f"{method}, integral equation")


def _settling(unit: Floats, weights: Floats, w: float, k: float, moved: float, settled: Floats) -> float:
    """Sum P(run length > i) while the limits still widen, then continue with the settled run lengths."""

    def half_at(step: int) -> float:
        return k * math.sqrt(-w / (2 - w) * math.expm1(2 * step * math.log1p(-w)))

    half, arl = half_at(1), 1.0
    at = half * unit
    mass = density_of(at / w - moved) / w * half * weights
    for step in range(2, MOST_STEPS):
        arl += float(mass.sum())
        wider = half_at(step)
        to = wider * unit
        moves = density_of((to[None, :] - (1 - w) * at[:, None]) / w - moved) / w
        mass = (mass @ moves) * wider * weights
        if wider - half <= 1e-13 * wider:
            break
        half, at = wider, to
    return arl + float(mass @ settled)


def cusum_arl(shift: float = 0.0, *, k: float, h: float, head_start: float = 0.0, two_sided: bool = True) -> RunLength:
    """Tabular CUSUM, two-sided or the upper side alone.

    One side: L(z) = 1 + L(0) Phi(k - z - shift) + integral over (0, h) of L(y) phi(y - z + k - shift) dy.
    Both sides without head start combine as 1 / ARL = 1 / ARL+ + 1 / ARL-; with head starts by Lucas &
    Crosier 1982.

    >>> round(cusum_arl(k=0.5, h=5).arl, 2), round(cusum_arl(1.0, k=0.5, h=5).arl, 2)
    (465.44, 10.38)
    """
    allowance, decision = _checked(k, "allowance k", zero=True), _checked(h, "decision interval h")
    start, moved = _checked(head_start, "head start", zero=True), finite(shift, "shift")
    if start >= decision:
        raise InputError("out_of_range", "The head start must lie below the decision interval.")
    zero, begun = _one_sided(allowance, decision, start, moved)
    words = f"CUSUM, k = {allowance:g}, h = {decision:g}, head start {start:g}"
    if not two_sided:
        return RunLength(arl=begun, shift=shift, method=f"{words}, upper side, integral equation")
    other_zero, other_begun = _one_sided(allowance, decision, start, -moved)
    both = (begun * other_zero + zero * other_begun - zero * other_zero) / (zero + other_zero)
    return RunLength(arl=both, shift=shift, method=f"{words}, two-sided, integral equation")


def _one_sided(k: float, h: float, start: float, shift: float) -> tuple[float, float]:
    """Run lengths of the upper sum from 0 and from the head start."""
    number = min(600, 80 + math.ceil(12 * h))
    points, weights = np.polynomial.legendre.leggauss(number)
    y, weights = h / 2 * (points + 1), h / 2 * weights
    states = np.concatenate([[0.0], y])
    step = density_of(y[None, :] - states[:, None] + k - shift) * weights[None, :]
    fall = cdf_of(k - states - shift)
    lengths = np.linalg.solve(np.eye(number + 1) - np.column_stack([fall, step]), np.ones(number + 1))
    from_start = density_of(y - start + k - shift) * weights
    begun = 1.0 + float(cdf(k - start - shift) * lengths[0] + from_start @ lengths[1:])
    return float(lengths[0]), begun
