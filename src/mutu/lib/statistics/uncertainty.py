"""Uncertainty budgets by the GUM (JCGM 100:2008): what a calibration must state before one can rely on it (7.1.5.2).

Type A from repeated readings, type B from certificates and data sheets; combined by the law of propagation, expanded
by a coverage factor from the effective degrees of freedom (Welch-Satterthwaite).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, fraction, series, table
from mutu.lib.statistics.normal import quantile
from mutu.lib.statistics.results import Floats, Result, frozen

DIVISORS = {"rectangular": math.sqrt(3), "triangular": math.sqrt(6), "u_shaped": math.sqrt(2), "normal_k2": 2.0}


def from_half_width(a: float, shape: str = "rectangular") -> float:
    """Standard uncertainty from a half width: a / sqrt(3), sqrt(6), sqrt(2), or a stated U with k = 2 by 2.

    >>> round(from_half_width(0.06), 6)
    0.034641
    """
    width = finite(a, "half width")
    if width < 0 or shape not in DIVISORS:
        raise InputError("unknown_method", f"A half width of zero or more, and one of {', '.join(DIVISORS)}.")
    return width / DIVISORS[shape]


@dataclass(frozen=True)
class Component:
    """One source: standard uncertainty, sensitivity, degrees of freedom (None: known without doubt, infinite)."""

    name: str
    u: float
    sensitivity: float = 1.0
    dof: float | None = None

    def __post_init__(self) -> None:
        if finite(self.u, f"uncertainty of {self.name}") < 0:
            raise InputError("negative_uncertainty", f"The uncertainty of {self.name} is below zero.")
        finite(self.sensitivity, f"sensitivity of {self.name}")
        if self.dof is not None and not self.dof > 0:
            raise InputError("not_positive", f"The degrees of freedom of {self.name} must be above zero.")

    @property
    def contribution(self) -> float:
        """|c| u."""
        return abs(self.sensitivity) * self.u


def type_a(name: str, readings: Any, sensitivity: float = 1.0) -> Component:
    """The mean of n readings: u = s / sqrt(n), n - 1 degrees of freedom.

    >>> round(type_a("V", [5.007, 4.994, 5.005, 4.990, 4.999]).u, 6)  # JCGM 100:2008, H.2
    0.003209
    """
    data = series(readings, "readings", least=2)
    return Component(name, float(data.std(ddof=1)) / math.sqrt(data.size), sensitivity, data.size - 1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Budget(Result):
    """Combined and expanded uncertainty. ``shares`` are percent of the variance; nu_eff None means infinite."""

    components: tuple[Component, ...]
    shares: dict[str, float | None]
    u_c: float
    nu_eff: float | None
    nu_used: int | None
    k: float
    expanded: float
    coverage: float


def budget(components: Sequence[Component], *, coverage: float = 0.95, k: float | None = None) -> Budget:
    """Combine independent components: u_c^2 = sum (c u)^2; U = k u_c.

    nu_eff = u_c^4 / sum((c u)^4 / nu), cut to a whole number; k is the two-sided t quantile at ``coverage``, or as
    given. Source: JCGM 100:2008, H.1 (end gauge: u_c 32 nm, nu 16, U99 93 nm).

    >>> parts = [Component("l_s", 25.0, dof=18), Component("d", 9.7, dof=25.6),
    ...          Component("d_alpha", 2.9, dof=50), Component("d_theta", 16.6, dof=2)]
    >>> found = budget(parts, coverage=0.99)
    >>> round(found.u_c), found.nu_used, round(found.expanded)
    (32, 16, 93)
    """
    parts = tuple(components)
    if not parts:
        raise InputError("no_data", "The budget has no component.")
    level = fraction(coverage, "coverage")
    u_c = math.sqrt(math.fsum(part.contribution**2 for part in parts))
    nu = _effective(parts, u_c)
    used = None if nu is None else max(1, math.floor(nu + 1e-9))
    factor = _coverage_factor(level, used) if k is None else finite(k, "coverage factor")
    return Budget(
        components=parts,
        shares={part.name: 100 * (part.contribution / u_c) ** 2 if u_c else None for part in parts},
        u_c=u_c,
        nu_eff=nu,
        nu_used=used,
        k=factor,
        expanded=factor * u_c,
        coverage=level,
        method="law of propagation, Welch-Satterthwaite" if k is None else "law of propagation, k as given",
        warnings=("few_degrees_of_freedom",) if used is not None and used < 5 else (),
    )


def _effective(parts: Sequence[Component], u_c: float) -> float | None:
    if u_c == 0:
        return None
    load = math.fsum((part.contribution / u_c) ** 4 / part.dof for part in parts if part.dof is not None)
    return 1 / load if load > 0 else None


def _coverage_factor(level: float, nu: int | None) -> float:
    if nu is None:
        return quantile((1 + level) / 2)
    from scipy import special

    return float(special.stdtrit(nu, (1 + level) / 2))


@dataclass(frozen=True, kw_only=True, eq=False)
class Observed(Result):
    """Quantities read simultaneously: means, standard uncertainties of the means, their correlations."""

    means: Floats
    u: Floats
    correlation: Floats

    def propagate(self, sensitivities: Any) -> float:
        """Standard uncertainty of a function with these partial derivatives, correlations included."""
        c = series(sensitivities, "sensitivities") * self.u
        if c.size != self.means.size:
            raise InputError("unequal_lengths", "One sensitivity is needed for each quantity.")
        return math.sqrt(max(0.0, float(c @ self.correlation @ c)))


def observed(readings: Any) -> Observed:
    """``readings`` is a table (quantities, observations), at least two of each. Source: JCGM 100:2008, H.2.

    >>> found = observed([[5.007, 4.994, 5.005, 4.990, 4.999], [19.663, 19.639, 19.640, 19.685, 19.678]])
    >>> round(float(found.correlation[0, 1]), 3)
    -0.355
    """
    data = table(readings, "readings")
    if data.shape[1] < 2:
        raise InputError("too_few", "At least two observations are needed.")
    means = data.mean(axis=1)
    deviations = data - means[:, None]
    covariance = deviations @ deviations.T / (data.shape[1] - 1)
    sd = np.sqrt(np.diag(covariance))
    if (sd == 0).any():
        raise InputError("no_variation", f"Quantity {int(np.argmin(sd)) + 1} does not vary.")
    return Observed(
        means=frozen(means),
        u=frozen(sd / math.sqrt(data.shape[1])),
        correlation=frozen(covariance / np.outer(sd, sd)),
        method="means of simultaneous observations",
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Conformity(Result):
    """A decision with a guard band: conforming, nonconforming, or within the band (conditional)."""

    decision: str
    accept_lower: float | None
    accept_upper: float | None


def conformity(
    value: float,
    expanded: float,
    *,
    lower: float | None = None,
    upper: float | None = None,
    guard: float = 1.0,
) -> Conformity:
    """Guarded acceptance: accept inside the limits less w = guard * U (ILAC G8:09/2019, w = U by default).

    Beyond a limit by more than w: nonconforming; in between: conditional_pass or conditional_fail.

    >>> conformity(9.98, 0.05, upper=10.0).decision
    'conditional_pass'
    """
    measured, band = finite(value, "value"), finite(guard, "guard factor") * finite(expanded, "uncertainty")
    if band < 0 or (lower is None and upper is None):
        raise InputError("no_specification", "A limit and an uncertainty of zero or more are needed.")
    inner = (None if lower is None else lower + band, None if upper is None else upper - band)
    if inner[0] is not None and inner[1] is not None and inner[0] > inner[1]:
        raise InputError("band_too_wide", "The guard band leaves nothing of the tolerance.")
    distances = [measured - lower if lower is not None else math.inf]
    distances.append(upper - measured if upper is not None else math.inf)
    nearest = min(distances)
    if nearest >= band:
        decision = "conforming"
    elif nearest >= 0:
        decision = "conditional_pass"
    else:
        decision = "conditional_fail" if nearest >= -band else "nonconforming"
    return Conformity(decision=decision, accept_lower=inner[0], accept_upper=inner[1], method=f"guard band {guard:g} U")
