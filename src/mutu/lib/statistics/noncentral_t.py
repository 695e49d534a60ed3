"""The noncentral t distribution by direct integration, exact where common routines lose digits (large noncentrality).

T = (Z + delta) / S with S^2 chi-square over its degrees of freedom: P(T <= t) = E[Phi(t S - delta)]. With S = exp(u)
the integrand is smooth and dies out on both sides, so that a plain sum over u converges at once.
"""

import math
from functools import lru_cache

import numpy as np

from mutu.lib.statistics.normal import cdf_of, density_of
from mutu.lib.statistics.results import Floats

STEPS = 1024
STEEP = 4.0


@lru_cache(maxsize=64)
def _scale(df: float) -> tuple[Floats, Floats]:
    """Values of S and the probability that stands at each."""
    width = 1 / math.sqrt(2 * df)
    u = np.linspace(-10 * width - 45 / df, min(10 * width, 2.0 + 1.5 / df), STEPS)
    log_density = df * u - df / 2 * np.exp(2 * u)
    weights = np.exp(log_density - log_density.max())
    return np.exp(u), weights / weights.sum()


@lru_cache(maxsize=1)
def _nodes() -> tuple[Floats, Floats]:
    points, weights = np.polynomial.legendre.leggauss(200)
    return points, weights


def _steep(t: float, df: float, delta: float) -> float:
    """P(T > t) for large positive t, where Phi(t S - delta) is a step: integrate over Z instead, S < (Z +
    delta) / t.
    """
    from scipy import special

    low = max(-delta, -9.0)
    if low >= 9.0:
        return 0.0
    points, weights = _nodes()
    z = low + (9.0 - low) / 2 * (points + 1)
    below = special.gammainc(df / 2, df / 2 * ((z + delta) / t) ** 2)
    return float((9.0 - low) / 2 * np.sum(weights * density_of(z) * below))


def cdf(t: float, df: float, delta: float) -> float:
    """P(T <= t).

    >>> round(cdf(1.0, 10, 0.0), 6)  # the central t
    0.829553
    """
    if abs(t) > STEEP * math.sqrt(df):
        return 1 - _steep(t, df, delta) if t > 0 else _steep(-t, df, -delta)
    s, weights = _scale(df)
    return float(np.sum(weights * cdf_of(t * s - delta)))


def survival(t: float, df: float, delta: float) -> float:
    """P(T > t), with its own digits in the tail."""
    return cdf(-t, df, -delta)


def noncentrality(t: float, df: float, p: float) -> float:
    """The delta for which P(T <= t) = p; the probability falls as delta grows."""
    spread = math.sqrt(1 + t * t / (2 * df))
    low, high = t - 2 * spread, t + 2 * spread
    while cdf(t, df, low) < p:
        low -= 2 * spread
    while cdf(t, df, high) > p:
        high += 2 * spread
    from scipy import optimize

    return float(optimize.brentq(lambda delta: cdf(t, df, delta) - p, low, high, xtol=1e-12, rtol=1e-14))


def quantile(p: float, df: float, delta: float) -> float:
    """The t for which P(T <= t) = p."""
    spread = math.sqrt(1 + delta * delta / (2 * df)) + 1
    low, high = delta - 2 * spread, delta + 2 * spread
    while cdf(low, df, delta) > p:
        low -= 2 * spread
    while cdf(high, df, delta) < p:
        high += 2 * spread
    from scipy import optimize

    return float(optimize.brentq(lambda t: cdf(t, df, delta) - p, low, high, xtol=1e-12, rtol=1e-14))
