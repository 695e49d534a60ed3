"""Tests of normality. Look at the probability plot as well: with many values every test rejects, with few none does."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import Missing, series
from mutu.lib.statistics.normal import cdf_of
from mutu.lib.statistics.results import Floats, Result

SHAPIRO_LARGEST = 5000
P_MEANS_LITTLE_ABOVE = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class NormalityTest(Result):
    """The statistic and its p-value; a small p speaks against the normal distribution."""

    name: str
    statistic: float
    p: float
    n: int


def _standard(values: Any, missing: Missing, least: int) -> Floats:
    """Sorted values in units of their own standard deviation."""
    data = np.sort(series(values, least=least, missing="omit" if missing == "gap" else missing))
    deviations = data - data.mean()
    largest = float(np.max(np.abs(deviations)))
    if largest <= 1e-14 * float(np.max(np.abs(data))):
        raise InputError("no_variation", "All values are equal: normality cannot be tested.")
    scaled = deviations / largest  # so that squares neither vanish nor overflow
    return np.asarray(scaled / scaled.std(ddof=1), dtype=np.float64)


def _result(name: str, statistic: float, p: float, n: int, source: str) -> NormalityTest:
    warnings = ("p_means_little",) if n > P_MEANS_LITTLE_ABOVE else ()
    chance = min(1.0, max(0.0, p))
    return NormalityTest(name=name, statistic=statistic, p=chance, n=n, method=source, warnings=warnings)


def anderson_darling(values: Any, *, missing: Missing = "raise") -> NormalityTest:
    """Anderson-Darling with estimated mean and sigma; p by D'Agostino & Stephens 1986, case 3, table 4.9.

    >>> from mutu.lib.statistics.validation.published import published
    >>> test = anderson_darling(published("spc/variables_charts.json", "viscosity")["data"])
    >>> round(test.statistic, 4), round(test.p, 4)  # R, nortest
    (0.2474, 0.7039)
    """
    z = _standard(values, missing, 8)
    n = z.size
    lower, upper = np.log(cdf_of(z)), np.log(cdf_of(-z[::-1]))
    a2 = -n - float(np.mean((2 * np.arange(1, n + 1) - 1) * (lower + upper)))
    a = a2 * (1 + 0.75 / n + 2.25 / n**2)
    if a < 0.2:
        p = 1 - math.exp(-13.436 + 101.14 * a - 223.73 * a**2)
    elif a < 0.34:
        p = 1 - math.exp(-8.318 + 42.796 * a - 59.938 * a**2)
    elif a < 0.6:
        p = math.exp(0.9177 - 4.279 * a - 1.38 * a**2)
    elif a < 10:
        p = math.exp(1.2937 - 5.709 * a + 0.0186 * a**2)
    else:
        p = 3.7e-24
    return _result("Anderson-Darling", a2, p, n, "D'Agostino & Stephens 1986, case 3")


def cramer_von_mises(values: Any, *, missing: Missing = "raise") -> NormalityTest:
    """Cramer-von Mises with estimated mean and sigma; p by D'Agostino & Stephens 1986, table 4.9."""
    z = _standard(values, missing, 8)
    n = z.size
    w2 = 1 / (12 * n) + float(np.sum((cdf_of(z) - (2 * np.arange(1, n + 1) - 1) / (2 * n)) ** 2))
    w = (1 + 0.5 / n) * w2
    if w < 0.0275:
        p = 1 - math.exp(-13.953 + 775.5 * w - 12542.61 * w**2)
    elif w < 0.051:
        p = 1 - math.exp(-5.903 + 179.546 * w - 1515.29 * w**2)
    elif w < 0.092:
        p = math.exp(0.886 - 31.62 * w + 10.897 * w**2)
    elif w < 1.1:
        p = math.exp(1.111 - 34.242 * w + 12.832 * w**2)
    else:
        p = 7.37e-10
    return _result("Cramer-von Mises", w2, p, n, "D'Agostino & Stephens 1986")


def lilliefors(values: Any, *, missing: Missing = "raise") -> NormalityTest:
    """Kolmogorov-Smirnov with estimated mean and sigma; p by Dallal & Wilkinson 1986, above 0.1 by Stephens 1974."""
    z = _standard(values, missing, 5)
    n = z.size
    below = cdf_of(z)
    steps = np.arange(1, n + 1) / n
    d = float(max(np.max(steps - below), np.max(below - steps + 1 / n)))
    scaled, size = (d, n) if n <= 100 else (d * (n / 100) ** 0.49, 100)
    p = math.exp(
        -7.01256 * scaled**2 * (size + 2.78019)
        + 2.99587 * scaled * math.sqrt(size + 2.78019)
        - 0.122119
        + 0.974598 / math.sqrt(size)
        + 1.67997 / size
    )
    if p > 0.1:
        p = _stephens((math.sqrt(n) - 0.01 + 0.85 / math.sqrt(n)) * d)
    return _result("Lilliefors", d, p, n, "Dallal & Wilkinson 1986; Stephens 1974 for p above 0.1")


_STEPHENS = (
    (0.302, (1.0,)),
    (0.5, (2.76773, -19.828315, 80.709644, -138.55152, 81.218052)),
    (0.9, (-4.901232, 40.662806, -97.490286, 94.029866, -32.355711)),
    (1.31, (6.198765, -19.558097, 23.186922, -12.234627, 2.423045)),
)


def _stephens(k: float) -> float:
    for upper, coefficients in _STEPHENS:
        if k <= upper:
            return sum(c * k**power for power, c in enumerate(coefficients))
    return 0.0


def shapiro_wilk(values: Any, *, missing: Missing = "raise") -> NormalityTest:
    """Shapiro-Wilk, 3 to 5000 values (Royston 1995, AS R94, through SciPy)."""
    z = _standard(values, missing, 3)
    if z.size > SHAPIRO_LARGEST:
        raise InputError("too_many", f"Shapiro-Wilk is defined for up to {SHAPIRO_LARGEST} values.")
    from scipy import stats

    w, p = stats.shapiro(z)
    return _result("Shapiro-Wilk", float(w), float(p), z.size, "Royston 1995 (AS R94)")


TESTS = {
    "anderson_darling": anderson_darling,
    "shapiro_wilk": shapiro_wilk,
    "lilliefors": lilliefors,
    "cramer_von_mises": cramer_von_mises,
}
