"""Fractions and yields: intervals for a fraction nonconforming, DPU, DPMO, rolled throughput yield."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, fraction, fractions, whole
from mutu.lib.statistics.normal import quantile
from mutu.lib.statistics.results import Result

Interval = tuple[float, float]
CUSTOMARY_SHIFT = 1.5


def _checked(x: int, n: int) -> tuple[int, int]:
    size, found = whole(n, "sample size", least=1), whole(x, "count")
    if found > size:
        raise InputError("count_above_size", f"{found} of {size}: the count exceeds the sample size.")
    return found, size


def clopper_pearson(x: int, n: int, confidence: float = 0.95) -> Interval:
    """The exact interval of a fraction: it never covers less often than promised.

    >>> [round(limit, 4) for limit in clopper_pearson(7, 250)]
    [0.0113, 0.0568]
    """
    found, size = _checked(x, n)
    tail = (1 - fraction(confidence, "confidence")) / 2
    from scipy import special

    low = float(special.betaincinv(found, size - found + 1, tail)) if found > 0 else 0.0
    high = float(special.betaincinv(found + 1, size - found, 1 - tail)) if found < size else 1.0
    return low, high


def wilson(x: int, n: int, confidence: float = 0.95) -> Interval:
    """The score interval of a fraction: shorter, right on average (Wilson 1927).

    >>> [round(limit, 4) for limit in wilson(7, 250)]
    [0.0136, 0.0567]
    """
    found, size = _checked(x, n)
    z = quantile((1 + fraction(confidence, "confidence")) / 2)
    p, scale = found / size, 1 + z**2 / size
    centre = (p + z**2 / (2 * size)) / scale
    half = z / scale * math.sqrt(p * (1 - p) / size + z**2 / (4 * size**2))
    return max(0.0, centre - half) if found else 0.0, min(1.0, centre + half) if found < size else 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class DefectRates(Result):
    """Defects per unit and per million opportunities, and the z they stand for.

    ``z_long_term`` is what was observed; ``z_short_term`` adds the customary 1.5 by convention, not by measurement.
    Both are None where no opportunity, or every one, was a defect.
    """

    dpu: float
    dpmo: float
    z_long_term: float | None
    z_short_term: float | None


def defect_rates(defects: int, units: int, opportunities: int = 1, shift: float = CUSTOMARY_SHIFT) -> DefectRates:
    """DPU = defects / units, DPMO = 10^6 defects / (units opportunities).

    >>> rates = defect_rates(47, 1500, 12)
    >>> round(rates.dpmo, 2), round(rates.z_long_term, 3)
    (2611.11, 2.793)
    """
    found, made = whole(defects, "defects"), whole(units, "units", least=1)
    chances = whole(opportunities, "opportunities per unit", least=1)
    share = found / (made * chances)
    if share > 1:
        raise InputError("count_above_size", f"{found} defects exceed {made * chances} opportunities.")
    z = -quantile(share) if 0 < share < 1 else None
    return DefectRates(
        dpu=found / made,
        dpmo=1e6 * share,
        z_long_term=z,
        z_short_term=None if z is None else z + finite(shift, "shift"),
        method=f"DPMO; short term = long term + {shift:g} by convention",
        warnings=("no_defects",) if found == 0 else (),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Yield(Result):
    """Rolled throughput yield of steps in a row, and the yield each step would have if all were alike."""

    rolled: float
    normalised: float
    steps: int


def rolled_throughput(yields: Sequence[float] | Any) -> Yield:
    """The product of the first-pass yields, and its root by the number of steps.

    >>> result = rolled_throughput([0.985, 0.972, 0.991, 0.96])
    >>> round(result.rolled, 4), round(result.normalised, 4)
    (0.9109, 0.9769)
    """
    each = fractions(yields, "yields")
    if each.size == 0:
        raise InputError("no_data", "There is no step.")
    rolled = float(np.prod(each))
    return Yield(rolled=rolled, normalised=rolled ** (1 / each.size), steps=each.size, method="product of yields")
