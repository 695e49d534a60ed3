"""Before and after: did the corrective action work (ISO 9001:2015 10.2.1 d)? Differences with intervals, then p.

A small p without a worthwhile difference is no success, and a wide interval around zero is no proof of failure.
"""

import math
from dataclasses import dataclass
from typing import Any

from mutu.lib.statistics.descriptive import mean_and_sd
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, fraction, series, whole
from mutu.lib.statistics.normal import cdf, quantile
from mutu.lib.statistics.proportions import wilson
from mutu.lib.statistics.results import Result

Interval = tuple[float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Difference(Result):
    """After less before, with its interval, the test statistic, degrees of freedom and two-sided p."""

    before: float
    after: float
    difference: float
    interval: Interval
    statistic: float | None
    df: float | None
    p: float | None
    confidence: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratio(Result):
    """After divided by before, with its interval and two-sided p; None where the denominator is zero."""

    ratio: float | None
    interval: tuple[float | None, float | None]
    p: float | None
    confidence: float


def means(before: Any, after: Any, *, confidence: float = 0.95, equal_variances: bool = False) -> Difference:
    """Welch's t (default) or the pooled t for the difference of two means.

    >>> result = means([3.0, 4.0, 5.0], [6.0, 7.0, 8.0])
    >>> round(result.difference, 3), round(result.p, 4)
    (3.0, 0.0213)
    """
    first, second = series(before, "values before", least=2), series(after, "values after", least=2)
    level = fraction(confidence, "confidence")
    (m1, s1), (m2, s2) = mean_and_sd(first), mean_and_sd(second)
    n1, n2 = first.size, second.size
    v1, v2 = s1**2 / n1, s2**2 / n2
    if equal_variances:
        df = float(n1 + n2 - 2)
        se = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df * (1 / n1 + 1 / n2))
    else:
        se = math.sqrt(v1 + v2)
        df = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1)) if se > 0 else float(n1 + n2 - 2)
    method = "pooled t test" if equal_variances else "Welch's t test"
    return _t_result((m1, m2, m2 - m1), se, df, level, method)


def paired(before: Any, after: Any, *, confidence: float = 0.95) -> Difference:
    """The same pieces, machines or lines before and after: a t test of the differences.

    >>> round(paired([10.0, 12.0, 9.0], [9.0, 10.5, 8.5]).difference, 3)
    -1.0
    """
    first, second = series(before, "values before", least=2), series(after, "values after", least=2)
    if first.size != second.size:
        raise InputError("unequal_lengths", "Pairs need as many values after as before.")
    mean, sd = mean_and_sd(second - first)
    level = fraction(confidence, "confidence")
    found = (float(first.mean()), float(second.mean()), mean)
    return _t_result(found, sd / math.sqrt(first.size), first.size - 1.0, level, "paired t test")


def _t_result(found: tuple[float, float, float], se: float, df: float, level: float, method: str) -> Difference:
    from scipy import special

    half = float(special.stdtrit(df, (1 + level) / 2)) * se
    t = found[2] / se if se > 0 else None
    return Difference(
        before=found[0],
        after=found[1],
        difference=found[2],
        interval=(found[2] - half, found[2] + half),
        statistic=t,
        df=df,
        p=None if t is None else 2 * float(special.stdtr(df, -abs(t))),
        confidence=level,
        method=method,
        warnings=("no_variation",) if t is None else (),
    )


def variances(before: Any, after: Any, *, confidence: float = 0.95) -> Ratio:
    """Ratio of two variances by the F distribution; it trusts normality (else use Levene's test).

    >>> round(variances([1.0, 2.0, 3.0, 4.0], [2.0, 2.5, 3.0, 3.5]).ratio, 3)
    0.25
    """
    first, second = series(before, "values before", least=2), series(after, "values after", least=2)
    level = fraction(confidence, "confidence")
    (_, s1), (_, s2) = mean_and_sd(first), mean_and_sd(second)
    if s1 == 0 or s2 == 0:
        raise InputError("no_variation", "Both series must vary to compare their variances.")
    from scipy import special

    d1, d2, ratio = first.size - 1, second.size - 1, (s2 / s1) ** 2
    tail = (1 - level) / 2
    low, high = special.fdtri(d2, d1, 1 - tail), special.fdtri(d2, d1, tail)
    below = float(special.fdtr(d2, d1, ratio))
    return Ratio(
        ratio=ratio,
        interval=(ratio / float(low), ratio / float(high)),
        p=min(1.0, 2 * min(below, 1 - below)),
        confidence=level,
        method="F test of two variances",
    )


def fractions_nonconforming(before: tuple[int, int], after: tuple[int, int], *, confidence: float = 0.95) -> Difference:
    """Two fractions, each (nonconforming, inspected): Newcombe's interval, p by Fisher's exact test.

    >>> result = fractions_nonconforming((30, 500), (12, 500))
    >>> round(result.difference, 3), round(result.p, 4)
    (-0.036, 0.0067)
    """
    (x1, n1), (x2, n2) = before, after
    level = fraction(confidence, "confidence")
    (low1, high1), (low2, high2) = wilson(x1, n1, level), wilson(x2, n2, level)
    p1, p2 = x1 / n1, x2 / n2
    lower = p2 - p1 - math.hypot(p2 - low2, high1 - p1)
    upper = p2 - p1 + math.hypot(high2 - p2, p1 - low1)
    return Difference(
        before=p1,
        after=p2,
        difference=p2 - p1,
        interval=(lower, upper),
        statistic=None,
        df=None,
        p=_fisher(int(x1), int(n1), int(x2), int(n2)),
        confidence=level,
        method="Newcombe 1998 interval of score limits; Fisher's exact test",
    )


def _fisher(x1: int, n1: int, x2: int, n2: int) -> float:
    """Two-sided: all tables with the same margins that are no more probable than the observed one."""
    total = x1 + x2

    def log_weight(k: int) -> float:
        return sum(
            math.lgamma(n + 1) - math.lgamma(j + 1) - math.lgamma(n - j + 1) for n, j in ((n1, k), (n2, total - k))
        )

    weights = [log_weight(k) for k in range(max(0, total - n2), min(n1, total) + 1)]
    observed, top = log_weight(x1), max(weights)
    scaled = [math.exp(weight - top) for weight in weights]
    as_rare = [s for s, weight in zip(scaled, weights, strict=True) if weight <= observed + 1e-7]
    return min(1.0, math.fsum(as_rare) / math.fsum(scaled))


def rates(before: tuple[int, float], after: tuple[int, float], *, confidence: float = 0.95) -> Ratio:
    """Two rates, each (nonconformities, units or hours): their ratio, exact by the binomial given the total.

    >>> result = rates((40, 100.0), (20, 100.0))
    >>> result.ratio, round(result.p, 4)
    (0.5, 0.0135)
    """
    x1, x2 = whole(before[0], "count before"), whole(after[0], "count after")
    t1, t2 = finite(before[1], "exposure before"), finite(after[1], "exposure after")
    if t1 <= 0 or t2 <= 0:
        raise InputError("not_positive", "Both exposures must be greater than zero.")
    if x1 + x2 == 0:
        raise InputError("no_data", "There are no nonconformities to compare.")
    level = fraction(confidence, "confidence")
    share = t2 / (t1 + t2)
    from scipy import special

    from mutu.lib.statistics.proportions import clopper_pearson

    low, high = clopper_pearson(x2, x1 + x2, level)
    below, above = float(special.bdtr(x2, x1 + x2, share)), 1 - float(special.bdtr(x2 - 1.0, x1 + x2, share))
    if x2 == 0:
        above = 1.0
    return Ratio(
        ratio=(x2 / t2) / (x1 / t1) if x1 else None,
        interval=(low / (1 - low) * t1 / t2, high / (1 - high) * t1 / t2 if high < 1 else None),
        p=min(1.0, 2 * min(below, above)),
        confidence=level,
        method="exact conditional test of two Poisson rates",
    )


def sample_size_for_means(difference: float, sigma: float, *, power: float = 0.9, alpha: float = 0.05) -> int:
    """How many values before and after are needed to see a difference: 2 ((z_a + z_b) sigma / d)^2, rounded up.

    >>> sample_size_for_means(1.0, 1.0)
    22
    """
    d, s = abs(finite(difference, "difference")), finite(sigma, "sigma")
    if d == 0 or s <= 0:
        raise InputError("not_positive", "The difference and sigma must not be zero.")
    z = quantile(1 - fraction(alpha, "alpha") / 2) + quantile(fraction(power, "power"))
    n = math.ceil(2 * (z * s / d) ** 2)
    return max(2, n)


def power_for_means(difference: float, sigma: float, n: int, *, alpha: float = 0.05) -> float:
    """The chance to see such a difference with n values each (normal approximation)."""
    shift = abs(finite(difference, "difference")) / (finite(sigma, "sigma") * math.sqrt(2 / whole(n, "n", least=2)))
    z = quantile(1 - fraction(alpha, "alpha") / 2)
    return cdf(shift - z) + cdf(-shift - z)
