"""One-way analysis of variance, and tests of equal variances: do machines, shifts or suppliers differ?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import series
from mutu.lib.statistics.results import Floats, Result


@dataclass(frozen=True, kw_only=True, eq=False)
class OneWay(Result):
    """The table of the analysis: between, within. F and p are None where nothing varies within groups."""

    df: tuple[int, int]
    ss: tuple[float, float]
    ms: tuple[float, float]
    f: float | None
    p: float | None
    r_squared: float | None
    residual_sd: float
    means: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class VarianceTest(Result):
    """A statistic for equal variances and its p-value."""

    name: str
    statistic: float
    p: float


def by_label(values: Any, labels: Sequence[Any]) -> list[Floats]:
    """Values split by label, groups in order of first appearance."""
    data = series(values)
    if len(labels) != data.size:
        raise InputError("unequal_lengths", f"There are {data.size} values and {len(labels)} labels.")
    order = list(dict.fromkeys(labels))
    index = np.array([order.index(label) for label in labels])
    return [data[index == position] for position in range(len(order))]


def _groups(groups: Sequence[Any], least: int) -> list[Floats]:
    found = [series(group, f"values of group {i}", least=least) for i, group in enumerate(groups, start=1)]
    if len(found) < 2:
        raise InputError("too_few", "At least two groups are needed.")
    return found


def one_way(groups: Sequence[Any]) -> OneWay:
    """F = mean square between / mean square within, from deviations about the means.

    All values are first shifted by one of them, which costs nothing and keeps the digits of large values. Source:
    NIST StRD, data set SiRstv, certified F 1.18046237440255.

    >>> groups = [[6, 8, 4, 5, 3, 4], [8, 12, 9, 11, 6, 8], [13, 9, 11, 8, 7, 12]]
    >>> round(one_way(groups).f, 3)
    9.265
    """
    given = _groups(groups, 1)
    start = float(given[0][0])
    data = [group - start for group in given]
    n, k = sum(group.size for group in data), len(data)
    if n <= k:
        raise InputError("too_few", "At least one group needs two values.")
    means = [_mean(group) for group in data]
    grand = _mean(np.concatenate(data))
    between = math.fsum(group.size * (mean - grand) ** 2 for group, mean in zip(data, means, strict=True))
    within = math.fsum(math.fsum(((group - mean) ** 2).tolist()) for group, mean in zip(data, means, strict=True))
    freedom = (k - 1, n - k)
    squares = (between / freedom[0], within / freedom[1])
    f, p = _f_test(squares, freedom)
    return OneWay(
        df=freedom,
        ss=(between, within),
        ms=squares,
        f=f,
        p=p,
        r_squared=between / (between + within) if between + within > 0 else None,
        residual_sd=math.sqrt(squares[1]),
        means=tuple(mean + start for mean in means),
        method="one-way analysis of variance",
        warnings=() if f is not None else ("no_variation",),
    )


def _mean(group: Floats) -> float:
    return math.fsum(group.tolist()) / group.size


def _f_test(squares: tuple[float, float], freedom: tuple[int, int]) -> tuple[float | None, float | None]:
    if squares[1] <= 0:
        return None, None
    from scipy import special

    f = squares[0] / squares[1]
    return f, float(special.fdtrc(*freedom, f))


def bartlett(groups: Sequence[Any]) -> VarianceTest:
    """Bartlett's test of equal variances: sharp for normal data, misled by others.

    >>> round(bartlett([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]]).p, 3)
    0.398
    """
    data = _groups(groups, 2)
    freedom = np.array([group.size - 1 for group in data])
    variances = np.array([group.var(ddof=1) for group in data])
    if (variances <= 0).any():
        raise InputError("no_variation", "A group does not vary: Bartlett's test needs variances above zero.")
    total = int(freedom.sum())
    pooled = float((freedom * variances).sum()) / total
    raw = total * math.log(pooled) - float((freedom * np.log(variances)).sum())
    correction = 1 + (float((1 / freedom).sum()) - 1 / total) / (3 * (len(data) - 1))
    from scipy import special

    k2 = raw / correction
    return VarianceTest(
        name="Bartlett", statistic=k2, p=float(special.chdtrc(len(data) - 1, k2)), method="Bartlett 1937"
    )


def levene(groups: Sequence[Any]) -> VarianceTest:
    """Levene's test with medians (Brown & Forsythe 1974): equal variances, without trusting normality."""
    data = _groups(groups, 2)
    table = one_way([np.abs(group - np.median(group)) for group in data])
    if table.f is None or table.p is None:
        raise InputError("no_variation", "The groups do not vary enough for Levene's test.")
    return VarianceTest(name="Levene", statistic=table.f, p=table.p, method="Brown & Forsythe 1974")
