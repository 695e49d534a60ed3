"""Control-chart constants for any subgroup size, computed and never looked up.

Printed tables stop at n = 25 and are rounded to three decimals, which moves limits in the fourth digit. Here
every constant is the integral that defines it, good to ten digits, and cached per n.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import whole
from mutu.lib.statistics.normal import cdf_of, density_of
from mutu.lib.statistics.results import Floats

LARGEST_SUBGROUP = 10_000


@lru_cache(maxsize=4)
def _nodes(step: float) -> tuple[Floats, Floats]:
    """Nodes and weights on (-1, 1) by the tanh-sinh rule: made in no time, exact for smooth functions."""
    t = np.arange(-3.2, 3.2 + step / 2, step)
    inner = math.pi / 2 * np.sinh(t)
    weights = step * math.pi / 2 * np.cosh(t) / np.cosh(inner) ** 2
    return np.tanh(inner), weights


def _size(n: Any) -> int:
    size = whole(n, "subgroup size", least=2)
    if size > LARGEST_SUBGROUP:
        raise InputError("subgroup_too_large", f"A subgroup may have up to {LARGEST_SUBGROUP} values.")
    return size


def _range_exceeds(r: Floats, n: int) -> Floats:
    """P(R > r) for n standard normal values: 1 - n * integral of phi(x) (Phi(x+r) - Phi(x))^(n-1) dx."""
    step = 0.1 if n <= 200 else 0.04
    x = np.arange(-8.5, 8.5 + step / 2, step)  # decays on both sides: the plain sum is exact
    within = cdf_of(x[None, :] + r[:, None]) - cdf_of(x)[None, :]
    return np.asarray(1.0 - n * step * (density_of(x) * within ** (n - 1)).sum(axis=1), dtype=np.float64)


@lru_cache(maxsize=4096)
def d2(n: int) -> float:
    """Mean range of n standard normal values: integral of 1 - Phi(x)^n - (1 - Phi(x))^n.

    >>> round(d2(5), 6)
    2.325929
    """
    size = _size(n)
    step = 0.05
    below = cdf_of(np.arange(-9.0, 9.0 + step / 2, step))
    above = below[::-1]  # the grid is symmetric, so this is 1 - Phi without losing the tail
    return float(step * np.sum(1.0 - below**size - above**size))


@lru_cache(maxsize=4096)
def d3(n: int) -> float:
    """Standard deviation of the range of n standard normal values: E[R^2] = 2 * integral of r P(R > r).

    >>> round(d3(5), 6)
    0.864082
    """
    size = _size(n)
    return math.sqrt(2.0 * _mean_square_range(size) - d2(size) ** 2)


def _mean_square_range(n: int) -> float:
    """Integral of r P(R > r) over all r.

    Small n: the tanh-sinh rule. Larger n: P(R > r) is flat at 0 to the order n - 1, so that the plain sum needs only
    the first term of Euler and Maclaurin.
    """
    widest = 17.0
    if n <= 20:
        points, weights = _nodes(0.04)
        r = widest / 2 * (points + 1.0)
        return widest / 2 * float(np.sum(weights * r * _range_exceeds(r, n)))
    step = 0.1
    r = np.arange(0.0, widest, step)
    return step * float(np.sum(r * _range_exceeds(r, n))) + step**2 / 12


@lru_cache(maxsize=4096)
def median_range(n: int) -> float:
    """Median of the range of n standard normal values (d4 in some books), for the median moving range.

    >>> round(median_range(2), 5)
    0.95387
    """
    size = _size(n)
    low, high = 0.0, 17.0
    while high - low > 1e-13 * high:
        grid = np.linspace(low, high, 17)
        first = int(np.argmax(_range_exceeds(grid, size) <= 0.5))
        if first == 0:
            break
        low, high = float(grid[first - 1]), float(grid[first])
        if float(grid[1] - grid[0]) < 1e-5:
            return _secant(low, high, size)
    return 0.5 * (low + high)


def _secant(low: float, high: float, n: int) -> float:
    """The last digits of the median range: secant steps where the curve is straight."""
    for _ in range(3):
        at_low, at_high = (_range_exceeds(np.array([low, high]), n) - 0.5).tolist()
        if at_low == at_high:
            break
        low, high = high, high - at_high * (high - low) / (at_high - at_low)
    return high


@lru_cache(maxsize=4096)
def c4(n: int) -> float:
    """Mean of the sample standard deviation of n standard normal values.

    >>> round(c4(5), 6)
    0.939986
    """
    size = whole(n, "subgroup size", least=2)
    if size > 1000:  # the difference of two large logarithms loses digits; the series does not
        inverse = 1.0 / (size - 1)
        return 1 - inverse / 4 + inverse**2 / 32 + 5 * inverse**3 / 128
    return math.sqrt(2 / (size - 1)) * math.exp(math.lgamma(size / 2) - math.lgamma((size - 1) / 2))


def c5(n: int) -> float:
    """Standard deviation of the sample standard deviation of n standard normal values."""
    return math.sqrt(1.0 - c4(n) ** 2)


@lru_cache(maxsize=4096)
def sd_median(n: int) -> float:
    """Standard deviation of the median of n standard normal values.

    Odd n: the density of the middle value. Even n = 2m, median (a + b) / 2 of the two middle values:
    Var = E[a^2] - E[(b - a)^2] / 4, because a and -b have the same distribution.

    >>> round(sd_median(5), 6), round(sd_median(4), 6)
    (0.535569, 0.546077)
    """
    size = _size(n)
    middle = (size + 1) // 2  # the lower middle value
    spread = min(9.0, 14.0 * 1.2533 / math.sqrt(size))
    step = spread / 300
    x = np.arange(-spread, spread + step / 2, step)
    lower, upper = cdf_of(x), cdf_of(-x)
    order = math.lgamma(size + 1) - math.lgamma(middle) - math.lgamma(size - middle + 1)
    density = density_of(x) * np.exp(order + (middle - 1) * np.log(lower) + (size - middle) * np.log(upper))
    second_moment = step * float(np.sum(x * x * density))
    if size % 2:
        return math.sqrt(second_moment)
    return math.sqrt(second_moment - _middle_gap_squared(size, x, step) / 4)


def _middle_gap_squared(n: int, x: Floats, step: float) -> float:
    """E[(b - a)^2] for the two middle values of an even number n of standard normal values."""
    half = n // 2
    points, weights = _nodes(0.08)
    widest = min(17.0, 100.0 / n)
    gap = widest / 2 * (points + 1.0)
    order = math.lgamma(n + 1) - math.lgamma(half) - math.lgamma(half + 1)
    above = np.log(cdf_of(-(x[None, :] + gap[:, None])))
    log_density = order + (half - 1) * np.log(cdf_of(x))[None, :] + half * above
    exceeds = step * (density_of(x)[None, :] * np.exp(log_density)).sum(axis=1)
    return 2 * widest / 2 * float(np.sum(weights * gap * exceeds))


def d2_star(size: int, groups: int) -> float:
    """Factor for sigma from the mean of few ranges: sqrt(d2^2 + d3^2 / groups) (AIAG, measurement systems).

    >>> round(d2_star(2, 5), 5)
    1.19105
    """
    number = whole(groups, "number of subgroups", least=1)
    return math.sqrt(d2(size) ** 2 + d3(size) ** 2 / number)


@dataclass(frozen=True)
class Constants:
    """All constants of one subgroup size, under the names of the printed tables."""

    n: int
    d2: float
    d3: float
    d4_median_range: float
    c4: float
    c5: float
    A: float
    A2: float
    A3: float
    B3: float
    B4: float
    B5: float
    B6: float
    D1: float
    D2: float
    D3: float
    D4: float
    E2: float
    E3: float
    sd_median: float
    A2_median: float

    def to_dict(self) -> dict[str, float]:
        """The constants by name."""
        return dict(self.__dict__)


@lru_cache(maxsize=1024)
def constants(n: int) -> Constants:
    """Every constant for subgroups of n.

    The first row of any printed table (Montgomery, appendix VI), to three decimals:

    >>> k = constants(5)
    >>> [round(v, 3) for v in (k.A2, k.A3, k.B4, k.D4, k.c4, k.d2, k.d3)]
    [0.577, 1.427, 2.089, 2.114, 0.94, 2.326, 0.864]
    """
    size = _size(n)
    a, e, c, d, s = d2(size), d3(size), c4(size), c5(size), sd_median(size)
    root = math.sqrt(size)
    return Constants(
        n=size,
        d2=a,
        d3=e,
        d4_median_range=median_range(size),
        c4=c,
        c5=d,
        A=3 / root,
        A2=3 / (a * root),
        A3=3 / (c * root),
        B3=max(0.0, 1 - 3 * d / c),
        B4=1 + 3 * d / c,
        B5=max(0.0, c - 3 * d),
        B6=c + 3 * d,
        D1=max(0.0, a - 3 * e),
        D2=a + 3 * e,
        D3=max(0.0, 1 - 3 * e / a),
        D4=1 + 3 * e / a,
        E2=3 / a,
        E3=3 / c,
        sd_median=s,
        A2_median=3 * s / a,
    )
