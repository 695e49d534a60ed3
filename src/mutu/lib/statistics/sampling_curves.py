"""What a sampling plan does: probability of acceptance, outgoing quality, amount of inspection.

Binomial for percent nonconforming from a process (type B), Poisson for nonconformities per hundred units,
hypergeometric for one lot of known size (type A). Source: Schilling & Neubauer, Acceptance Sampling.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, fraction, fractions, whole
from mutu.lib.statistics.noncentral_t import survival
from mutu.lib.statistics.results import Floats, Result, frozen

DISTRIBUTIONS = ("binomial", "poisson")


def _levels(p: Any, distribution: str) -> Floats:
    """Fractions nonconforming, or nonconformities per unit (which may exceed 1)."""
    if distribution not in DISTRIBUTIONS:
        raise InputError("unknown_method", f"Distribution: {', '.join(DISTRIBUTIONS)}, not '{distribution}'.")
    if distribution == "binomial":
        return fractions(p)
    found = np.atleast_1d(np.asarray(p, dtype=np.float64))
    if not np.isfinite(found).all() or (found < 0).any():
        raise InputError("not_a_rate", "Nonconformities per unit must be zero or more.")
    return found


def cumulative(k: Any, n: int, p: Floats, distribution: str) -> Floats:
    """P(X <= k) in a sample of n; 0 for negative k."""
    from scipy import special

    if np.ndim(k) == 0 and k < 0:
        return np.zeros(np.shape(p))
    if distribution == "poisson":
        return np.asarray(special.pdtr(k, n * p), dtype=np.float64)
    if k >= n:
        return np.ones(np.shape(p))
    return np.asarray(special.bdtr(float(k), n, p), dtype=np.float64)


def exactly(k: int, n: int, p: Floats, distribution: str) -> Floats:
    """P(X = k) in a sample of n."""
    from scipy import special

    if distribution == "poisson":
        return np.asarray(np.exp(special.xlogy(k, n * p) - n * p - math.lgamma(k + 1)), dtype=np.float64)
    choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return np.asarray(np.exp(choose + special.xlogy(k, p) + special.xlog1py(n - k, -p)), dtype=np.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve(Result):
    """Probability of acceptance at every level; for lots also outgoing quality (AOQ) and inspection (ATI)."""

    p: Floats
    pa: Floats
    aoq: Floats | None
    ati: Floats | None
    aoql: float | None
    p_at_aoql: float | None


def _plan(n: Any, c: Any) -> tuple[int, int]:
    size, accept = whole(n, "sample size", least=1), whole(c, "acceptance number")
    if accept >= size:
        raise InputError("accept_all", f"Accepting {accept} of {size} accepts every lot.")
    return size, accept


def operating_characteristic(
    n: Any, c: Any, p: Any, *, distribution: str = "binomial", lot: int | None = None
) -> Curve:
    """Single plan: Pa = P(X <= c); with a ``lot`` under rectifying inspection AOQ = Pa p (N - n) / N.

    ATI = n + (1 - Pa)(N - n). The AOQL is the largest AOQ over all levels.

    >>> curve = operating_characteristic(80, 2, [0.01, 0.05], lot=10_000)
    >>> [round(pa, 4) for pa in curve.pa.tolist()], round(curve.aoql, 5)
    ([0.9534, 0.2306], 0.01697)
    """
    size, accept = whole(n, "sample size", least=1), whole(c, "acceptance number")
    if distribution == "binomial":
        size, accept = _plan(n, c)
    levels = _levels(p, distribution)
    pa = cumulative(accept, size, levels, distribution)
    method = f"n = {size}, Ac = {accept}, {distribution}"
    if lot is None:
        return Curve(p=frozen(levels), pa=frozen(pa), aoq=None, ati=None, aoql=None, p_at_aoql=None, method=method)
    whole_lot = whole(lot, "lot size", least=2)
    if size > whole_lot:
        raise InputError("sample_above_lot", f"A sample of {size} cannot come from a lot of {whole_lot}.")
    share = (whole_lot - size) / whole_lot
    worst = _worst_level(size, accept, distribution)
    aoql = share * worst * float(cumulative(accept, size, np.array([worst]), distribution)[0])
    return Curve(
        p=frozen(levels),
        pa=frozen(pa),
        aoq=frozen(share * levels * pa),
        ati=frozen(size + (1 - pa) * (whole_lot - size)),
        aoql=aoql,
        p_at_aoql=worst,
        method=f"{method}, rectifying inspection of lots of {whole_lot}",
    )


def _worst_level(n: int, c: int, distribution: str) -> float:
    """The level at which p Pa(p) is largest: the zero of Pa + p Pa'."""
    from scipy import optimize

    def slope(p: float) -> float:
        at = np.array([p])
        if distribution == "poisson":
            derivative = -n * float(exactly(c, n, at, "poisson")[0])
        else:
            derivative = -(n - c) / (1 - p) * float(exactly(c, n, at, "binomial")[0])
        return float(cumulative(c, n, at, distribution)[0]) + p * derivative

    if n == 1 and distribution == "binomial":
        return 0.5
    high = (c + 1) / n * 2 + 2 / n if distribution == "poisson" else min(1 - 1e-12, 2 * (c + 1) / n + 2 / n)
    return float(optimize.brentq(slope, 1e-12, high, xtol=1e-16, rtol=1e-14))


def level_at(n: Any, c: Any, pa: float, *, distribution: str = "binomial") -> float:
    """The level that is accepted with probability ``pa``: the LQ at 0.10, the producer's point at 0.95.

    >>> round(level_at(80, 2, 0.10), 4)
    0.0652
    """
    wanted = fraction(pa, "probability of acceptance")
    from scipy import special

    if distribution == "poisson":
        size, accept = whole(n, "sample size", least=1), whole(c, "acceptance number")
        return float(special.gammainccinv(accept + 1, wanted)) / size
    _levels(0.5, distribution)
    size, accept = _plan(n, c)
    return float(special.betainccinv(accept + 1, size - accept, wanted))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def hypergeometric_acceptance(lot: Any, n: Any, c: Any, nonconforming: Any) -> float:
    """P(X <= c) in a sample of n from a lot with that many nonconforming items (type A).

    >>> round(hypergeometric_acceptance(1000, 50, 1, 20), 6)
    0.736043
    """
    size, sample = whole(lot, "lot size", least=1), whole(n, "sample size", least=1)
    accept, bad = whole(c, "acceptance number"), whole(nonconforming, "nonconforming items in the lot")
    if sample > size or bad > size:
        raise InputError("sample_above_lot", "Neither the sample nor the nonconforming can exceed the lot.")
    low, high = max(0, sample - (size - bad)), min(bad, sample)
    if accept >= high:
        return 1.0
    if accept < low:
        return 0.0
    total = math.comb(size, sample) if sample <= 2000 else 0
    if total:
        ways = sum(math.comb(bad, k) * math.comb(size - bad, sample - k) for k in range(low, accept + 1))
        return ways / total
    logs = [
        _log_choose(bad, k) + _log_choose(size - bad, sample - k) - _log_choose(size, sample)
        for k in range(low, accept + 1)
    ]
    return min(1.0, math.fsum(math.exp(log) for log in logs))


@dataclass(frozen=True, kw_only=True, eq=False)
class DoubleCurve(Result):
    """Probability of acceptance in all and on the first sample, and the average sample number (no curtailment)."""

    p: Floats
    pa: Floats
    pa_first: Floats
    asn: Floats


def double_characteristic(
    n1: int, n2: int, ac1: int, re1: int, ac2: int, re2: int, p: Any, *, distribution: str = "binomial"
) -> DoubleCurve:
    """Double plan: accept at once up to ac1, reject from re1, else add a second sample and accept up to ac2 in all.

    ASN = n1 + n2 P(ac1 < d1 < re1). Reduced plans leave a gap between Ac2 and Re2: such a lot is accepted.

    >>> curve = double_characteristic(50, 50, 1, 4, 4, 5, [0.04])
    >>> round(float(curve.pa[0]), 4), round(float(curve.asn[0]), 2)
    (0.6612, 73.02)
    """
    numbers = [whole(value, "number of the plan") for value in (n1, n2, ac1, re1, ac2, re2)]
    if not (n1 >= 1 and n2 >= 1 and ac1 < re1 <= re2 and ac1 <= ac2 < re2 and re1 <= n1 + 1):
        raise InputError("no_double_plan", f"{numbers} is no double plan (n1, n2, Ac1, Re1, Ac2, Re2).")
    levels = _levels(p, distribution)
    first = cumulative(ac1, n1, levels, distribution)
    pa, second = first.copy(), np.zeros(levels.shape)
    for d in range(ac1 + 1, re1):
        chance = exactly(d, n1, levels, distribution)
        second += chance
        if re2 > d:
            pa += chance * cumulative(re2 - 1 - d, n2, levels, distribution)
    return DoubleCurve(
        p=frozen(levels),
        pa=frozen(pa),
        pa_first=frozen(first),
        asn=frozen(n1 + n2 * second),
        method=f"double plan {n1}+{n2}, {ac1}/{re1}, {ac2}/{re2}, {distribution}, uncurtailed",
    )


def variables_characteristic(n: Any, k: float, p: Any, *, sigma_known: bool = False) -> Curve:
    """Plan by measurement, one limit: accept if (U - mean) / s >= k.

    Pa = Phi(sqrt(n) (z_p - k)) with sigma known, else by the noncentral t with n - 1 degrees of freedom.

    >>> curve = variables_characteristic(10, 1.72, [0.01, 0.1])
    >>> [round(pa, 4) for pa in curve.pa.tolist()]
    [0.8978, 0.224]
    """
    size = whole(n, "sample size", least=1 if sigma_known else 2)
    constant, levels = finite(k, "acceptability constant"), fractions(p)
    from scipy import special

    z = -special.ndtri(np.clip(levels, 1e-300, 1 - 1e-16))
    root = math.sqrt(size)
    if sigma_known:
        pa = special.ndtr(root * (z - constant))
    else:
        pa = np.array([survival(root * constant, size - 1, delta) for delta in (root * z).tolist()])
    pa = np.where(levels <= 0, 1.0, np.where(levels >= 1, 0.0, pa))
    return Curve(
        p=frozen(levels),
        pa=frozen(pa),
        aoq=None,
        ati=None,
        aoql=None,
        p_at_aoql=None,
        method=f"n = {size}, k = {constant:g}, sigma {'known' if sigma_known else 'unknown'}",
    )


def promise(aql: Any, n: int, c: int, lot: int) -> dict[str, Any] | None:
    """What a plan for this AQL (percent, or nonconformities per hundred units above 10) lets through; None where the
    whole lot is inspected or nothing is ever rejected.

    ``at_aql`` is how often a lot exactly at the AQL passes (None for the buyers' AQL 0), ``lq`` the percentage, or
    the number per hundred units, that still passes in one case of ten.

    >>> found = promise("2.5", 80, 5, 1200)
    >>> found["distribution"], round(found["at_aql"], 3), round(found["lq"], 1)
    ('binomial', 0.985, 11.3)
    """
    level = finite(float(aql), "AQL") / 100
    distribution = "poisson" if level > 0.10 else "binomial"
    if n >= lot or (distribution == "binomial" and c >= n):
        return None
    at_aql = float(operating_characteristic(n, c, [level], distribution=distribution).pa[0]) if level else None
    return {
        "distribution": distribution,
        "at_aql": at_aql,
        "lq": 100 * level_at(n, c, 0.10, distribution=distribution),
    }
