"""The run chart: a line, its median, and two tests of randomness that need neither sigma nor a distribution.

For a factory that starts to collect data: ten points suffice, and it works for anything that can be ordered.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.inputs import Missing, series
from mutu.lib.statistics.results import Floats, Result, frozen


@dataclass(frozen=True, kw_only=True, eq=False)
class RunChart(Result):
    """Longest run and number of crossings of the median, with the bounds chance allows."""

    points: Floats
    median: float
    useful: int
    longest_run: int
    longest_run_max: int | None
    crossings: int
    crossings_min: int | None
    signal: bool


def binomial_quantile(p: float, n: int) -> int:
    """The smallest k with P(X <= k) >= p for n tosses of a fair coin.

    >>> binomial_quantile(0.05, 25)
    8
    """
    cumulative = 0.0
    log_half = n * math.log(0.5)
    for k in range(n + 1):
        cumulative += math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + log_half)
        if cumulative >= p * (1 - 1e-12):
            return k
    return n


def run_chart(values: Any, *, missing: Missing = "raise") -> RunChart:
    """Anhoej's rules: a run longer than round(log2 n) + 3, or fewer crossings than the 5 % quantile of
    chance.

    n counts the useful points, those not on the median. Source: Anhoej & Olesen 2014, PLoS ONE 9(11).

    >>> chart = run_chart([1, 2, 1, 2, 1, 2, 1, 2, 9, 9, 9, 9])
    >>> chart.useful, chart.longest_run, chart.crossings, chart.signal
    (8, 4, 1, False)
    """
    data = series(values, missing="omit" if missing == "gap" else missing)
    median = float(np.median(data))
    sides = np.sign(data - median)
    sides = sides[sides != 0]
    useful = int(sides.size)
    if useful == 0:
        return RunChart(
            points=frozen(data), median=median, useful=0, longest_run=0, longest_run_max=None, crossings=0,
            crossings_min=None, signal=False, method="Anhoej", warnings=("no_variation",),
        )  # fmt: skip
    changes = np.flatnonzero(np.diff(sides))
    edges = np.concatenate([[-1], changes, [useful - 1]])
    longest = int(np.diff(edges).max())
    longest_max = round(math.log2(useful)) + 3
    crossings_min = binomial_quantile(0.05, useful - 1)
    return RunChart(
        points=frozen(data),
        median=median,
        useful=useful,
        longest_run=longest,
        longest_run_max=longest_max,
        crossings=int(changes.size),
        crossings_min=crossings_min,
        signal=longest > longest_max or changes.size < crossings_min,
        method="Anhoej: longest run and crossings of the median",
        warnings=("few_points",) if useful < 10 else (),
    )
