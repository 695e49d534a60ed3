"""Hotelling's T squared: one chart for several related measurements, with the right limits for each phase.

Phase I points took part in the estimate, so single observations follow a beta and not an F distribution;
using F there hides what the chart is to find. With few observations per variable the difference is a
factor of three.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import fraction, table, whole
from mutu.lib.statistics.results import Floats, Result, frozen

CONFIDENCE = 0.9973


@dataclass(frozen=True, kw_only=True, eq=False)
class T2Chart(Result):
    """T squared of every point, the mean and covariance behind it, limits and signals (1-based) of both
    phases.
    """

    t2: Floats
    center: Floats
    covariance: Floats
    ucl_phase1: float
    ucl_phase2: float
    phase1: int
    signals_phase1: tuple[int, ...]
    signals_phase2: tuple[int, ...]


def successive_difference_covariance(rows: Any) -> Floats:
    """Covariance from differences of neighbouring rows, sum d d' / (2 (m - 1)): a drift hardly inflates it.

    >>> successive_difference_covariance([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]).tolist()
    [[0.5, 1.0], [1.0, 2.0]]
    """
    data = table(rows, "observations")
    if len(data) < 2:
        raise InputError("too_few", "At least two observations are needed.")
    steps = np.diff(data, axis=0)
    return np.asarray(steps.T @ steps / (2 * (len(data) - 1)), dtype=np.float64)


def _distances(rows: Floats, center: Floats, covariance: Floats) -> Floats:
    """(x - m)' S^-1 (x - m) through the Cholesky factor; scaled first, so that units do not matter."""
    scale = np.sqrt(np.diag(covariance))
    if not (scale > 0).all():
        raise InputError("no_variation", f"Variable {int(np.argmin(scale)) + 1} does not vary.")
    correlation = covariance / np.outer(scale, scale)
    if np.linalg.cond(correlation) > 1e12:
        raise InputError("dependent_variables", "Some variables are linear combinations of others.")
    standard = np.linalg.solve(np.linalg.cholesky(correlation), ((rows - center) / scale).T)
    return np.asarray(np.sum(standard**2, axis=0), dtype=np.float64)


def t2_individuals(
    observations: Any,
    *,
    phase1: int | None = None,
    confidence: float = CONFIDENCE,
    covariance: str = "sample",
) -> T2Chart:
    """Single observations, a table (m, p): mean and covariance from the first ``phase1`` rows (default all).

    Phase I limit (m-1)^2/m * Beta(p/2, (m-p-1)/2), phase II limit p(m+1)(m-1)/(m(m-p)) * F(p, m-p). With
    ``covariance="successive_differences"`` the limits are approximate. Source: Tracy, Young & Mason 1992.

    Montgomery, 8th ed. (a boiler, eight temperatures): the two limits differ by a factor of 3.5.

    >>> from mutu.lib.statistics.validation.published import published
    >>> boiler = published("spc/multivariate.json", "boiler")["data"]
    >>> chart = t2_individuals(boiler)
    >>> round(chart.ucl_phase1, 2), round(chart.ucl_phase2, 2), chart.signals_phase1
    (16.57, 58.25, (9,))
    """
    data = table(observations, "observations")
    m, p = min(whole(phase1 or len(data), "number of phase I rows", least=1), len(data)), data.shape[1]
    level = fraction(confidence, "confidence")
    if m <= p + 1:
        raise InputError("too_few", f"{p} variables need at least {p + 2} phase I observations; there are {m}.")
    base = data[:m]
    center = base.mean(axis=0)
    spread = _covariance(base, center, covariance)
    t2 = _distances(data, center, spread)
    from scipy import special

    ucl1 = (m - 1) ** 2 / m * float(special.betaincinv(p / 2, (m - p - 1) / 2, level))
    ucl2 = p * (m + 1) * (m - 1) / (m * (m - p)) * float(special.fdtri(p, m - p, level))
    return _result(
        t2, center, spread, (ucl1, ucl2), m, f"Hotelling T2, individuals, {covariance} covariance, {level:g}"
    )


def _covariance(base: Floats, center: Floats, kind: str) -> Floats:
    if kind == "successive_differences":
        return successive_difference_covariance(base)
    if kind != "sample":
        raise InputError("unknown_method", f"Covariance: sample or successive_differences, not '{kind}'.")
    deviations = base - center
    return np.asarray(deviations.T @ deviations / (len(base) - 1), dtype=np.float64)


def t2_subgroups(measurements: Any, *, phase1: int | None = None, confidence: float = CONFIDENCE) -> T2Chart:
    """Means of subgroups: ``measurements`` is a table (variables p, subgroups m, items n), n >= 2.

    T2 = n (xbar - m)' S^-1 (xbar - m) with S the mean of the covariances within. Limits, with
    df = mn - m - p + 1: phase I p(m-1)(n-1)/df * F(p, df), phase II p(m+1)(n-1)/df * F(p, df).

    >>> data = [[[1.0, 2.0], [2.0, 4.0], [3.0, 2.0]], [[5.0, 7.0], [6.0, 5.5], [5.0, 6.0]]]
    >>> [round(value, 3) for value in t2_subgroups(data).center.tolist()]
    [2.333, 5.75]
    """
    data = table(measurements, "measurements", dimensions=3)
    p, all_groups, n = data.shape
    m = min(whole(phase1 or all_groups, "number of phase I subgroups", least=1), all_groups)
    freedom = m * n - m - p + 1
    level = fraction(confidence, "confidence")
    if n < 2 or m < 2 or freedom < 1:
        raise InputError("too_few", "Too few items or subgroups for this number of variables.")
    means = data.mean(axis=2)
    center = means[:, :m].mean(axis=1)
    within = data[:, :m] - means[:, :m, None]
    pooled = np.einsum("igk,jgk->ij", within, within) / (m * (n - 1))
    t2 = n * _distances(means.T, center, pooled)
    from scipy import special

    f = float(special.fdtri(p, freedom, level)) * p * (n - 1) / freedom
    return _result(t2, center, pooled, (f * (m - 1), f * (m + 1)), m, f"Hotelling T2, means of {n}, pooled, {level:g}")


def _result(t2: Floats, center: Floats, covariance: Floats, ucl: tuple[float, float], m: int, method: str) -> T2Chart:
    over1 = np.flatnonzero(t2[:m] > ucl[0]) + 1
    over2 = np.flatnonzero(t2[m:] > ucl[1]) + 1 + m
    return T2Chart(
        t2=frozen(t2),
        center=frozen(center),
        covariance=frozen(covariance),
        ucl_phase1=ucl[0],
        ucl_phase2=ucl[1],
        phase1=m,
        signals_phase1=tuple(over1.tolist()),
        signals_phase2=tuple(over2.tolist()),
        method=method,
        warnings=("approximate_limits",) if "successive" in method else (),
    )
