"""Capability of measurements that are not normal: fitted quantiles (ISO 22514-2), Box-Cox, and empirical quantiles.

Pp = (U - L) / (X99.865 - X0.135) and Ppk by the distances from the median. Choose the distribution for a reason of
physics (waiting, wear, runout), not because it gives the better index.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.capability import MILLION, Specification
from mutu.lib.statistics.descriptive import mean_and_sd, quantile
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import series
from mutu.lib.statistics.normal import cdf
from mutu.lib.statistics.normal import quantile as normal_quantile
from mutu.lib.statistics.results import Floats, Result

TAIL = 0.00135
EMPIRICAL_ENOUGH = 1000
PROBABILITIES = (TAIL, 0.5, 1 - TAIL)


@dataclass(frozen=True, kw_only=True, eq=False)
class FittedCapability(Result):
    """Indices by quantiles: parameters of the fit, the three quantiles, ppm expected beyond each limit."""

    distribution: str
    parameters: dict[str, float]
    log_likelihood: float | None
    quantiles: tuple[float, float, float]
    pp: float | None
    ppl: float | None
    ppu: float | None
    ppk: float
    ppm_below: float | None
    ppm_above: float | None


@dataclass(frozen=True)
class _Fit:
    parameters: dict[str, float]
    log_likelihood: float
    quantile: Callable[[float], float]
    below: Callable[[float], float]
    above: Callable[[float], float]


def _positive_data(values: Any, name: str) -> Floats:
    data = series(values, least=3)
    if (data <= 0).any():
        raise InputError("not_positive", f"A {name} distribution needs values above zero.")
    if float(np.ptp(data)) <= 1e-14 * float(data.max()):
        raise InputError("no_variation", "All values are equal: no distribution can be fitted.")
    return data


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """The zero of an increasing or decreasing function on the positive axis, the bracket widened as needed."""
    from scipy import optimize

    for _ in range(200):
        if function(low) * function(high) <= 0:
            return float(optimize.brentq(function, low, high, xtol=1e-300, rtol=1e-14, maxiter=500))
        low, high = low / 2, high * 2
    raise InputError("no_fit", "The likelihood equation has no solution for these values.")


def _weibull(values: Any) -> _Fit:
    """1/b + mean ln x = sum x^b ln x / sum x^b for the shape b; scale = (mean x^b)^(1/b)."""
    data = _positive_data(values, "Weibull")
    logs = np.log(data)
    top, mean_log = float(logs.max()), float(logs.mean())

    def equation(shape: float) -> float:
        weights = np.exp(shape * (logs - top))
        return float(np.sum(weights * logs) / np.sum(weights)) - 1 / shape - mean_log

    b = _root(equation, 0.1, 10.0)
    scale = math.exp(top + math.log(float(np.mean(np.exp(b * (logs - top))))) / b)
    n = data.size
    likelihood = n * (math.log(b) - b * math.log(scale)) + (b - 1) * float(logs.sum()) - n
    return _Fit(
        {"shape": b, "scale": scale},
        likelihood,
        lambda p: scale * (-math.log1p(-p)) ** (1 / b),
        lambda x: -math.expm1(-((max(x, 0.0) / scale) ** b)),
        lambda x: math.exp(-((max(x, 0.0) / scale) ** b)),
    )


def _lognormal(values: Any) -> _Fit:
    """Mean and standard deviation (n, the maximum likelihood kind) of the logarithms."""
    data = _positive_data(values, "lognormal")
    logs = np.log(data)
    mu, sigma, n = float(logs.mean()), float(logs.std()), data.size
    likelihood = -float(logs.sum()) - n * (math.log(sigma) + 0.5 * math.log(2 * math.pi) + 0.5)
    return _Fit(
        {"meanlog": mu, "sdlog_mle": sigma},
        likelihood,
        lambda p: math.exp(mu + sigma * normal_quantile(p)),
        lambda x: cdf((math.log(x) - mu) / sigma) if x > 0 else 0.0,
        lambda x: cdf((mu - math.log(x)) / sigma) if x > 0 else 1.0,
    )


def _gamma(values: Any) -> _Fit:
    """ln a - digamma(a) = ln mean x - mean ln x for the shape a; rate = a / mean."""
    from scipy import special

    data = _positive_data(values, "gamma")
    logs = np.log(data)
    mean, n = float(data.mean()), data.size
    gap = math.log(mean) - float(logs.mean())
    a = _root(lambda shape: math.log(shape) - float(special.digamma(shape)) - gap, 0.1, 10.0)
    rate = a / mean
    likelihood = n * (a * math.log(rate) - math.lgamma(a)) + (a - 1) * float(logs.sum()) - rate * n * mean
    return _Fit(
        {"shape": a, "rate": rate},
        likelihood,
        lambda p: float(special.gammaincinv(a, p)) / rate,
        lambda x: float(special.gammainc(a, max(x, 0.0) * rate)),
        lambda x: float(special.gammaincc(a, max(x, 0.0) * rate)),
    )


DISTRIBUTIONS: dict[str, Callable[[Any], _Fit]] = {
    "weibull": _weibull,
    "lognormal": _lognormal,
    "gamma": _gamma,
}


def by_quantiles(
    quantiles: tuple[float, float, float], spec: Specification
) -> tuple[float | None, float | None, float | None, float]:
    """Pp, Ppl, Ppu, Ppk from the 0.135 %, 50 % and 99.865 % quantiles (ISO 22514-2).

    >>> by_quantiles((7.0, 10.0, 16.0), Specification(4.0, 22.0))
    (2.0, 2.0, 2.0, 2.0)
    """
    low, median, high = quantiles
    if not low < median < high:
        raise InputError("no_variation", "The quantiles do not differ: indices cannot be computed.")
    lower = None if spec.lower is None else (median - spec.lower) / (median - low)
    upper = None if spec.upper is None else (spec.upper - median) / (high - median)
    both = None if spec.lower is None or spec.upper is None else (spec.upper - spec.lower) / (high - low)
    return both, lower, upper, min(index for index in (lower, upper) if index is not None)


def fitted_capability(values: Any, specification: Specification, distribution: str) -> FittedCapability:
    """Performance by the quantiles of a Weibull, lognormal or gamma distribution fitted by maximum likelihood.

    >>> data = [1.2, 0.8, 2.5, 1.9, 3.1, 1.4, 0.9, 2.2]
    >>> result = fitted_capability(data, Specification(upper=9.0), "lognormal")
    >>> round(result.ppk, 3), round(result.ppm_above, 1)
    (1.589, 73.6)
    """
    if distribution not in DISTRIBUTIONS:
        raise InputError("unknown_method", f"Distribution: {', '.join(DISTRIBUTIONS)}, not '{distribution}'.")
    fit = DISTRIBUTIONS[distribution](values)
    low, median, high = (fit.quantile(p) for p in PROBABILITIES)
    pp, ppl, ppu, ppk = by_quantiles((low, median, high), specification)
    lower, upper = specification.lower, specification.upper
    return FittedCapability(
        distribution=distribution,
        parameters=fit.parameters,
        log_likelihood=fit.log_likelihood,
        quantiles=(low, median, high),
        pp=pp,
        ppl=ppl,
        ppu=ppu,
        ppk=ppk,
        ppm_below=None if lower is None else MILLION * fit.below(lower),
        ppm_above=None if upper is None else MILLION * fit.above(upper),
        method=f"quantiles of a {distribution} distribution fitted by maximum likelihood (ISO 22514-2)",
        warnings=("few_values",) if np.size(values) < 100 else (),
    )


def empirical_capability(values: Any, specification: Specification, *, kind: int = 6) -> FittedCapability:
    """Performance by empirical quantiles; below 1000 values the outer quantiles are little but the extremes."""
    data = series(values, least=3)
    low, median, high = quantile(data, PROBABILITIES, kind=kind)
    pp, ppl, ppu, ppk = by_quantiles((low, median, high), specification)
    lower, upper = specification.lower, specification.upper
    return FittedCapability(
        distribution="empirical",
        parameters={},
        log_likelihood=None,
        quantiles=(low, median, high),
        pp=pp,
        ppl=ppl,
        ppu=ppu,
        ppk=ppk,
        ppm_below=None if lower is None else MILLION * float(np.mean(data < lower)),
        ppm_above=None if upper is None else MILLION * float(np.mean(data > upper)),
        method=f"empirical quantiles of type {kind}",
        warnings=("few_values",) if data.size < EMPIRICAL_ENOUGH else (),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class BoxCox(Result):
    """The power that makes the data most nearly normal, and performance on the transformed scale."""

    lam: float
    log_likelihood: float
    ppl: float | None
    ppu: float | None
    ppk: float | None
    mean: float
    sd: float


def box_cox(x: Floats, lam: float) -> Floats:
    """(x^lam - 1) / lam, or ln x at 0; through expm1, so that it is smooth around 0."""
    logs = np.log(x)
    return np.asarray(logs if lam == 0 else np.expm1(lam * logs) / lam, dtype=np.float64)


def box_cox_capability(values: Any, specification: Specification, *, rounded: bool = False) -> BoxCox:
    """Box-Cox: lam maximises -n/2 ln(variance) + (lam - 1) sum ln x over all values (variance with n); x > 0.

    Limits are transformed like the data, Ppl and Ppu taken there with the n - 1 standard deviation. ``rounded``
    rounds lam to the nearest half. A limit at or below zero cannot be transformed: its index is None.

    >>> data = [1.2, 0.8, 2.5, 1.9, 3.1, 1.4, 0.9, 2.2]
    >>> round(box_cox_capability(data, Specification(upper=9.0)).lam, 2)
    0.15
    """
    from scipy import optimize

    data = _positive_data(values, "Box-Cox transformed")
    logs = np.log(data)
    centre = float(logs.mean())

    def likelihood(lam: float) -> float:
        unit = box_cox(np.exp(logs - centre), lam)  # scaled by the geometric mean: only the spread is left
        return -data.size / 2 * math.log(float(unit.var())) - data.size * centre

    def slope(lam: float, step: float = 1e-3) -> float:
        near = likelihood(lam + step) - likelihood(lam - step)
        far = likelihood(lam + 2 * step) - likelihood(lam - 2 * step)
        return (8 * near - far) / (12 * step)

    found = float(optimize.minimize_scalar(lambda lam: -likelihood(lam), bounds=(-5, 5), method="bounded").x)
    if abs(found) < 4.9 and slope(found - 0.05) > 0 > slope(found + 0.05):
        found = float(optimize.brentq(slope, found - 0.05, found + 0.05, xtol=1e-12))
    lam = round(2 * found) / 2 if rounded else found
    mean, sd = mean_and_sd(box_cox(data, lam))
    lower, upper = (_transformed(limit, lam) for limit in (specification.lower, specification.upper))
    ppl = None if lower is None else (mean - lower) / (3 * sd)
    ppu = None if upper is None else (upper - mean) / (3 * sd)
    return BoxCox(
        lam=lam,
        log_likelihood=likelihood(lam),
        ppl=ppl,
        ppu=ppu,
        ppk=min((index for index in (ppl, ppu) if index is not None), default=None),
        mean=mean,
        sd=sd,
        method="Box-Cox, profile likelihood over all values" + (", rounded to a half" if rounded else ""),
        warnings=("lambda_at_bound",) if abs(found) >= 4.9 else (),
    )


def _transformed(limit: float | None, lam: float) -> float | None:
    return None if limit is None or limit <= 0 else float(box_cox(np.array([limit]), lam)[0])
