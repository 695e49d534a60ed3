"""A straight line by least squares, computed about the means so that large values lose no digits."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import series
from mutu.lib.statistics.results import Floats, Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Line(Result):
    """y = intercept + slope x with standard errors, t and p of both (None where the fit is exact)."""

    intercept: float
    slope: float
    intercept_se: float
    slope_se: float
    intercept_t: float | None
    slope_t: float | None
    intercept_p: float | None
    slope_p: float | None
    s: float
    df: int
    r_squared: float | None
    n: int
    mean_x: float
    sxx: float

    def s_of_mean(self, x: Floats) -> Floats:
        """Standard error of the fitted mean at x."""
        return np.asarray(self.s * np.sqrt(1 / self.n + (x - self.mean_x) ** 2 / self.sxx), dtype=np.float64)


def straight_line(x: Any, y: Any) -> Line:
    """Least squares of y on x; at least three points and two different x.

    >>> line = straight_line([0.0, 1.0, 2.0, 3.0], [1.0, 3.1, 4.9, 7.0])
    >>> round(line.slope, 4), round(line.intercept, 4)
    (1.98, 1.03)
    """
    across, up = series(x, "x values", least=3), series(y, "y values", least=3)
    if across.size != up.size:
        raise InputError("unequal_lengths", f"There are {across.size} x values and {up.size} y values.")
    n, mean_x, mean_y = across.size, float(across.mean()), float(up.mean())
    dx, dy = across - mean_x, up - mean_y
    sxx = float(np.sum(dx * dx))
    if sxx <= 0 or float(np.ptp(across)) <= 1e-14 * float(np.max(np.abs(across))):
        raise InputError("no_variation", "All x values are equal: no line can be fitted.")
    slope = float(np.sum(dx * dy)) / sxx
    intercept = mean_y - slope * mean_x
    left = float(np.sum((dy - slope * dx) ** 2))
    s = math.sqrt(left / (n - 2))
    slope_se, intercept_se = s / math.sqrt(sxx), s * math.sqrt(1 / n + mean_x**2 / sxx)
    total = float(np.sum(dy * dy))
    tests = [_test(intercept, intercept_se, n - 2), _test(slope, slope_se, n - 2)]
    return Line(
        intercept=intercept,
        slope=slope,
        intercept_se=intercept_se,
        slope_se=slope_se,
        intercept_t=tests[0][0],
        slope_t=tests[1][0],
        intercept_p=tests[0][1],
        slope_p=tests[1][1],
        s=s,
        df=n - 2,
        r_squared=1 - left / total if total > 0 else None,
        n=n,
        mean_x=mean_x,
        sxx=sxx,
        method="least squares",
        warnings=("exact_fit",) if s == 0 else (),
    )


def _test(value: float, error: float, df: int) -> tuple[float | None, float | None]:
    if error <= 0:
        return None, None
    from scipy import special

    return value / error, 2 * float(special.stdtr(df, -abs(value / error)))
