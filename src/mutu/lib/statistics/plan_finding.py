"""The smallest plan that keeps two promises: to the producer at a good level, to the consumer at a bad one."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import fraction, whole
from mutu.lib.statistics.noncentral_t import quantile as t_quantile
from mutu.lib.statistics.noncentral_t import survival
from mutu.lib.statistics.normal import cdf, quantile
from mutu.lib.statistics.results import Result
from mutu.lib.statistics.sampling_curves import cumulative, hypergeometric_acceptance

LARGEST_SAMPLE = 1_000_000
Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class FoundPlan(Result):
    """Sample size with acceptance number c (attributes) or constant k (variables), and Pa at both points."""

    n: int
    c: int | None
    k: float | None
    pa_producer: float
    pa_consumer: float


def _points(producer: Point, consumer: Point) -> tuple[float, float, float, float]:
    good, accept = (fraction(value, "producer's point") for value in producer)
    bad, risk = (fraction(value, "consumer's point") for value in consumer)
    if good >= bad or accept <= risk:
        raise InputError("points_order", "The producer's level must be better and accepted more often.")
    return good, accept, bad, risk


def find_plan(producer: Point, consumer: Point, *, distribution: str = "binomial", lot: int | None = None) -> FoundPlan:
    """The smallest single plan with Pa(p1) >= a at the producer's (p1, a) and Pa(p2) <= b at the consumer's (p2, b).

    For each c the smallest n that satisfies the consumer grows with c, so the first c whose n satisfies the producer
    gives the smallest sample. Hypergeometric plans round N p to the nearest whole item.

    >>> found = find_plan((0.01, 0.95), (0.06, 0.10))
    >>> found.n, found.c
    (110, 3)
    """
    good, accept, bad, risk = _points(producer, consumer)
    most = LARGEST_SAMPLE
    if distribution == "hypergeometric":
        most = whole(lot, "lot size", least=2)
    elif distribution not in ("binomial", "poisson"):
        raise InputError("unknown_method", f"Unknown distribution '{distribution}'.")

    def pa(n: int, c: int, p: float) -> float:
        if distribution == "hypergeometric":
            return hypergeometric_acceptance(most, n, c, round(most * p))
        return float(cumulative(c, n, np.array([p]), distribution)[0])

    c, n = 0, 1
    while n <= most:
        n = _smallest(lambda size, c=c: pa(size, c, bad) <= risk, max(n, 1), most)
        if n <= most and pa(n, c, good) >= accept:
            return FoundPlan(
                n=n,
                c=c,
                k=None,
                pa_producer=pa(n, c, good),
                pa_consumer=pa(n, c, bad),
                method=f"smallest single plan, {distribution}",
            )
        c += 1
    raise InputError("no_plan", "No plan keeps both promises: the two levels are too close together.")


def _smallest(fits: Any, low: int, most: int) -> int:
    """The smallest n >= low that fits, by doubling and halving; most + 1 if none does."""
    if fits(low):
        return low
    step = 1
    while low + step <= most and not fits(low + step):
        low, step = low + step, step * 2
    high = min(low + step, most)
    if not fits(high):
        return most + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def find_variables_plan(producer: Point, consumer: Point, *, sigma_known: bool = False) -> FoundPlan:
    """The smallest plan by measurement with one specification limit; k keeps the producer's promise exactly.

    Known sigma: n = ((z_a + z_b) / (z_1 - z_2))^2 rounded up. Unknown sigma: the noncentral t decides.

    >>> found = find_variables_plan((0.01, 0.95), (0.05, 0.10))
    >>> found.n, round(found.k, 5)
    (55, 1.95219)
    """
    good, accept, bad, risk = _points(producer, consumer)
    z_good, z_bad, z_accept = -quantile(good), -quantile(bad), quantile(accept)
    if sigma_known:
        n = math.ceil(((z_accept - quantile(risk)) / (z_good - z_bad)) ** 2 - 1e-12)
        k = z_good - z_accept / math.sqrt(n)
        at_good, at_bad = (cdf(math.sqrt(n) * (z - k)) for z in (z_good, z_bad))
        return FoundPlan(
            n=n, c=None, k=k, pa_producer=at_good, pa_consumer=at_bad, method="variables plan, sigma known"
        )

    def constant(n: int) -> float:
        return t_quantile(1 - accept, n - 1, math.sqrt(n) * z_good) / math.sqrt(n)

    def pa_bad(n: int) -> float:
        return survival(math.sqrt(n) * constant(n), n - 1, math.sqrt(n) * z_bad)

    n = _smallest(lambda size: pa_bad(size) <= risk, 2, LARGEST_SAMPLE)
    if n > LARGEST_SAMPLE:
        raise InputError("no_plan", "No plan keeps both promises: the two levels are too close together.")
    return FoundPlan(
        n=n,
        c=None,
        k=constant(n),
        pa_producer=accept,
        pa_consumer=pa_bad(n),
        method="variables plan, sigma unknown",
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class ZeroPlan(Result):
    """Accept on zero: the sample that finds a lot at the limiting quality with probability 1 - beta."""

    lot: int
    n: int
    nonconforming: int
    pa: float


def zero_acceptance(lot: Any, limiting_quality: float, beta: float = 0.10) -> ZeroPlan:
    """Smallest n with P(no nonconforming in the sample | D = ceil(N LQ) in the lot) <= beta, hypergeometric.

    >>> found = zero_acceptance(500, 0.05)
    >>> found.n, round(found.pa, 4)
    (43, 0.0996)
    """
    size = whole(lot, "lot size", least=2)
    quality, risk = fraction(limiting_quality, "limiting quality"), fraction(beta, "beta")
    bad = math.ceil(size * quality - 1e-9)

    def pa(n: int) -> float:
        return hypergeometric_acceptance(size, n, 0, bad)

    n = _smallest(lambda sample: pa(sample) <= risk, 1, size)
    return ZeroPlan(
        lot=size,
        n=n,
        nonconforming=bad,
        pa=pa(n),
        method=f"hypergeometric, LQ {quality:g}, beta {risk:g}",
        warnings=("full_inspection",) if n >= size else (),
    )
