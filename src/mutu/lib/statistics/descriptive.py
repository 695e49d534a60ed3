"""Descriptive statistics with the kind of every figure named: programs differ in skewness, kurtosis and quantiles."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import Missing, fractions, series
from mutu.lib.statistics.results import Floats, Result

TYPES = {6: "weibull", 7: "linear"}  # Hyndman & Fan 1996: 6 as Minitab and SPSS, 7 as NumPy, R and Excel
QUANTILES = (0.00135, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99865)


@dataclass(frozen=True, kw_only=True, eq=False)
class Summary(Result):
    """Location, spread and shape. g1, g2 are the moment kinds; G1, G2 the unbiased ones (SAS, SPSS, Excel)."""

    n: int
    missing: int
    mean: float
    sd: float | None
    median: float
    min: float
    max: float
    skew_g1: float | None
    kurt_g2: float | None
    skew_G1: float | None  # noqa: N815
    kurt_G2: float | None  # noqa: N815
    quantiles: dict[int, tuple[float, ...]]
    autocorrelation: float | None


def quantile(values: Any, probabilities: Sequence[float], *, kind: int) -> tuple[float, ...]:
    """Quantiles by type 6, position p (n + 1), or type 7, position p (n - 1) + 1 (Hyndman & Fan 1996).

    >>> quantile([1, 2, 3, 4], [0.25], kind=6), quantile([1, 2, 3, 4], [0.25], kind=7)
    ((1.25,), (1.75,))
    """
    if kind not in TYPES:
        raise InputError("unknown_method", f"Quantiles of type 6 or 7, not {kind}.")
    data, at = series(values), fractions(probabilities, "probabilities")
    found: Any = np.quantile(data, at, method=TYPES[kind])  # type: ignore[call-overload]
    return tuple(float(value) for value in found)


def shape(data: Floats) -> tuple[float | None, float | None, float | None, float | None]:
    """g1, g2, G1, G2; None where there is no variation or there are too few values (3 for G1, 4 for G2)."""
    n = data.size
    deviations = data - data.mean()
    largest = float(np.max(np.abs(deviations)))
    if n < 2 or largest <= 1e-14 * float(np.max(np.abs(data))):
        return None, None, None, None
    scaled = deviations / largest
    second = float(np.mean(scaled**2))
    g1 = float(np.mean(scaled**3)) / second**1.5
    g2 = float(np.mean(scaled**4)) / second**2 - 3
    unbiased1 = g1 * math.sqrt(n * (n - 1)) / (n - 2) if n > 2 else None
    unbiased2 = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6) if n > 3 else None
    return g1, g2, unbiased1, unbiased2


def mean_and_sd(data: Floats) -> tuple[float, float]:
    """Mean and standard deviation (n - 1) about it; the second pass also corrects the mean's rounding.

    >>> mean_and_sd(np.array([10000001.0, 10000003.0, 10000002.0]))
    (10000002.0, 1.0)
    """
    first = float(data.mean())
    deviations = data - first
    shift = float(deviations.mean())
    deviations = deviations - shift
    return first + shift, math.sqrt(float(np.sum(deviations**2)) / (data.size - 1))


def autocorrelation(data: Floats) -> float | None:
    """Lag-1 autocorrelation: near 0 for a process charted without memory."""
    deviations = data - data.mean()
    total = float(np.sum(deviations**2))
    return float(np.sum(deviations[1:] * deviations[:-1])) / total if total > 0 else None


def describe(values: Any, *, missing: Missing = "raise") -> Summary:
    """Summary of one series. ``missing="omit"`` drops missing values and counts them.

    >>> summary = describe([2.0, 4.0, 4.0, 6.0])
    >>> summary.mean, round(summary.sd, 4), summary.median
    (4.0, 1.633, 4.0)
    """
    policy: Missing = "omit" if missing == "gap" else missing
    data = series(values, missing=policy)
    mean, sd = mean_and_sd(data) if data.size > 1 else (float(data[0]), None)
    g1, g2, unbiased1, unbiased2 = shape(data)
    return Summary(
        n=data.size,
        missing=int(np.size(values)) - data.size,
        mean=mean,
        sd=sd,
        median=float(np.median(data)),
        min=float(data.min()),
        max=float(data.max()),
        skew_g1=g1,
        kurt_g2=g2,
        skew_G1=unbiased1,
        kurt_G2=unbiased2,
        quantiles={kind: quantile(data, QUANTILES, kind=kind) for kind in TYPES},
        autocorrelation=autocorrelation(data),
        method="n - 1 standard deviation; quantiles of type 6 and 7",
        warnings=("no_variation",) if g1 is None else (),
    )
