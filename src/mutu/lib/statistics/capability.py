"""Process capability for normal measurements: Cp, Cpk within, Pp, Ppk overall, Cpm, intervals and ppm.

Within sigma (from the control chart) says what the process could do, overall sigma what it did (ISO 22514-1, -2).
Without a stable chart there is no capability, only performance: the gate says so in the warnings. Boundaries such as
a physical zero are no specification limits.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.charts import ChartPair
from mutu.lib.statistics.constants import c4, d2
from mutu.lib.statistics.descriptive import mean_and_sd
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import Missing, finite, fraction, series, table
from mutu.lib.statistics.noncentral_t import noncentrality
from mutu.lib.statistics.normal import cdf, quantile
from mutu.lib.statistics.results import Floats, Result
from mutu.lib.statistics.variables import individuals, moving_ranges, range_of, sd_of, xbar_r, xbar_s

ENOUGH_VALUES = 100
FEW_VALUES = 30
MILLION = 1e6
Interval = tuple[float, float]


@dataclass(frozen=True)
class Specification:
    """Lower and upper specification limit, at least one of them, and a target (default: none).

    >>> Specification(lower=9.5, upper=10.5).middle
    10.0
    """

    lower: float | None = None
    upper: float | None = None
    target: float | None = None

    def __post_init__(self) -> None:
        for name in ("lower", "upper", "target"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, finite(value, f"specification's {name}"))
        if self.lower is None and self.upper is None:
            raise InputError("no_specification", "At least one specification limit is needed.")
        if self.lower is not None and self.upper is not None and self.lower >= self.upper:
            raise InputError("specification_order", "The lower limit must lie below the upper limit.")

    @property
    def middle(self) -> float | None:
        """Halfway between the limits; None for a one-sided specification."""
        return None if self.lower is None or self.upper is None else (self.lower + self.upper) / 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Indices(Result):
    """Indices from one sigma. ``both`` is Cp or Pp (None if one-sided), ``worst`` is Cpk or Ppk.

    Intervals are two-sided. ``ppm`` are expected parts per million beyond each limit under the normal distribution.
    """

    sigma: float | None
    both: float | None
    lower: float | None
    upper: float | None
    worst: float | None
    both_interval: Interval | None
    worst_interval: Interval | None
    lower_interval: Interval | None
    upper_interval: Interval | None
    worst_bound: float | None
    ppm_below: float | None
    ppm_above: float | None
    ppm_total: float | None
    z_bench: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Capability(Result):
    """Within and overall indices, Cpm, and what was observed. ``stable`` is None when no chart could be judged."""

    n: int
    mean: float
    sd: float | None
    specification: Specification
    within: Indices
    overall: Indices
    cpm: float | None
    cpm_taguchi: float | None
    observed_below: int | None
    observed_above: int | None
    observed_ppm: float
    off_centre: float | None
    stable: bool | None
    confidence: float


def cp_interval(index: float, freedom: int, confidence: float) -> Interval:
    """Chi-square interval of Cp or Pp: index * sqrt(chi2 / df).

    >>> [round(limit, 3) for limit in cp_interval(1.0, 99, 0.95)]
    [0.861, 1.139]
    """
    from scipy import special

    tail = (1 - confidence) / 2
    low, high = special.chdtri(freedom, 1 - tail), special.chdtri(freedom, tail)
    return index * math.sqrt(low / freedom), index * math.sqrt(high / freedom)


def bissell_interval(index: float, n: int, z: float) -> Interval:
    """Bissell's interval of Cpk or Ppk: index +- z sqrt(1 / (9 n) + index^2 / (2 (n - 1)))."""
    half = z * math.hypot(1 / (3 * math.sqrt(n)), index / math.sqrt(2 * (n - 1)))
    return index - half, index + half


def cpm_interval(cpm: float, offset: float, n: int, confidence: float) -> Interval:
    """Boyles' interval of Cpm, chi-square with df = n (1 + d^2) / (1 + 2 d^2), d = (mean - target) / sigma."""
    from scipy import special

    freedom = n / (2 - 1 / (1 + offset * offset))
    tail = (1 - confidence) / 2
    low, high = special.chdtri(freedom, 1 - tail), special.chdtri(freedom, tail)
    return cpm * math.sqrt(low / freedom), cpm * math.sqrt(high / freedom)


def one_sided_interval(index: float, n: int, confidence: float) -> Interval:
    """Exact two-sided interval of Ppl or Ppu by the noncentral t distribution.

    3 sqrt(n) Ppu is noncentral t with n - 1 degrees of freedom and noncentrality 3 sqrt(n) times the true index.

    >>> [round(limit, 3) for limit in one_sided_interval(1.0, 50, 0.95)]
    [0.781, 1.217]
    """
    scale, tail = 3 * math.sqrt(n), (1 - confidence) / 2
    t = scale * index
    return noncentrality(t, n - 1, 1 - tail) / scale, noncentrality(t, n - 1, tail) / scale


def indices(
    mean: float,
    sigma: float | None,
    n: int,
    freedom: int,
    spec: Specification,
    confidence: float = 0.95,
    method: str = "from a summary",
) -> Indices:
    """All indices from mean, sigma, number of values and degrees of freedom of sigma; None without variation.

    NIST/SEMATECH e-Handbook 6.1.6 (limits 8 and 20, mean 16, sigma 2): Cp 1.0, Cpk 0.6667.

    >>> found = indices(16.0, 2.0, 50, 49, Specification(8.0, 20.0))
    >>> found.both, round(found.worst, 4)
    (1.0, 0.6667)
    """
    low, high = spec.lower, spec.upper
    if not sigma:
        nothing = dict.fromkeys((*Indices.__dataclass_fields__,))
        return Indices(**{**nothing, "sigma": sigma, "method": method, "warnings": ("no_variation",)})  # type: ignore[arg-type]
    lower = None if low is None else (mean - low) / (3 * sigma)
    upper = None if high is None else (high - mean) / (3 * sigma)
    both = None if low is None or high is None else (high - low) / (6 * sigma)
    worst = min(index for index in (lower, upper) if index is not None)
    z = quantile((1 + confidence) / 2)
    below = None if lower is None else MILLION * cdf(-3 * lower)
    above = None if upper is None else MILLION * cdf(-3 * upper)
    total = (below or 0.0) + (above or 0.0)
    return Indices(
        sigma=sigma,
        both=both,
        lower=lower,
        upper=upper,
        worst=worst,
        both_interval=None if both is None else cp_interval(both, freedom, confidence),
        worst_interval=bissell_interval(worst, n, z),
        lower_interval=None if lower is None else one_sided_interval(lower, n, confidence),
        upper_interval=None if upper is None else one_sided_interval(upper, n, confidence),
        worst_bound=bissell_interval(worst, n, quantile(confidence))[0],
        ppm_below=below,
        ppm_above=above,
        ppm_total=total,
        z_bench=_bench(total / MILLION),
        method=method,
    )


def _bench(share: float) -> float | None:
    """The z above which the whole expected share would lie; None where it is 0 or 1 in double precision."""
    return -quantile(share) if 0.0 < share < 1.0 else None


@dataclass(frozen=True)
class _Within:
    sigma: float
    freedom: int
    method: str
    stable: bool | None


def _within_of_series(data: Floats) -> _Within:
    """Sigma from moving ranges; about 0.62 (n - 1) degrees of freedom stand behind their mean."""
    sigma = float(moving_ranges(data).mean()) / d2(2)
    stable = individuals(data).stable
    return _Within(sigma, max(1, round(0.62 * (data.size - 1))), "mean moving range / d2", stable)


def _within_of_subgroups(groups: Floats, kind: str) -> _Within:
    k, n = groups.shape
    freedom = k * (n - 1)
    stable = (xbar_r(groups) if kind == "range" else xbar_s(groups)).stable
    if kind == "range":
        return _Within(float(range_of(groups).mean()) / d2(n), round(0.9 * freedom), "mean range / d2", stable)
    if kind == "sd":
        return _Within(float(sd_of(groups).mean()) / c4(n), freedom, "mean standard deviation / c4", stable)
    if kind != "pooled":
        raise InputError("unknown_method", f"Within sigma by range, sd or pooled, not '{kind}'.")
    pooled = math.sqrt(float((sd_of(groups) ** 2).mean()))
    method = "pooled standard deviation / c4(df + 1)"
    return _Within(pooled / c4(freedom + 1), freedom, method, stable)


def capability(
    values: Any,
    specification: Specification,
    *,
    within: str = "pooled",
    confidence: float = 0.95,
    missing: Missing = "raise",
) -> Capability:
    """Capability of a series in order of production, or of a table (k, n) of subgroups.

    Cp = (U - L) / 6 s, Cpk = min(U - m, m - L) / 3 s with s within (moving ranges for a series; ``within``: pooled,
    sd or range for subgroups); Pp, Ppk with the overall s, without c4. Cpm = (U - L) / 6 tau about the target, with
    tau^2 = sum (x - T)^2 / (n - 1), and Taguchi's s^2 + (m - T)^2. Intervals of the within indices are approximate.
    Warnings: ``not_stable``, ``few_values`` (< 100), ``show_intervals_first`` (< 30), ``no_variation``.

    >>> data = [9.9, 10.1, 10.0, 10.2, 9.8, 10.0, 10.1, 9.9]
    >>> result = capability(data, Specification(9.5, 10.5))
    >>> round(result.overall.both, 4), round(result.overall.worst, 4)
    (1.2729, 1.2729)
    """
    level = fraction(confidence, "confidence")
    array = np.asarray(values, dtype=object)
    if array.ndim == 2:
        groups = table(values)
        if groups.shape[1] < 2:
            raise InputError("subgroups_of_one", "Give subgroups of one as a plain series.")
        data, inside = groups.ravel(), _within_of_subgroups(groups, within)
    else:
        data = series(values, least=2, missing="omit" if missing == "gap" else missing)
        inside = _within_of_series(data)
    return _capability(data, specification, inside, level)


def capability_by_chart(
    values: Any, specification: Specification, pair: ChartPair, *, confidence: float = 0.95
) -> Capability:
    """The same for values that were charted: sigma within and stability are those of the chart beside it.

    >>> data = [9.9, 10.1, 10.0, 10.2, 9.8, 10.0, 10.1, 9.9]
    >>> by_chart = capability_by_chart(data, Specification(9.5, 10.5), individuals(data))
    >>> by_chart.within.both == capability(data, Specification(9.5, 10.5)).within.both
    True
    """
    level = fraction(confidence, "confidence")
    data = series(values, least=2, missing="omit")
    limits = pair.location.limits[-1]
    if limits.sigma is None:
        raise InputError("no_sigma", "Capability needs a chart of measurements.")
    groups = int(np.count_nonzero(~np.isnan(pair.location.points)))
    freedom = round(0.62 * (data.size - 1)) if pair.location.kind == "i_mr" else data.size - groups
    if pair.location.kind in ("xbar_r", "median_r"):
        freedom = round(0.9 * freedom)
    inside = _Within(limits.sigma, max(1, freedom), limits.method.partition("sigma = ")[2], pair.stable)
    return _capability(data, specification, inside, level)


def _capability(data: Floats, spec: Specification, inside: _Within, level: float) -> Capability:
    n = data.size
    mean, sd = mean_and_sd(data)
    flat = sd <= 1e-14 * float(np.max(np.abs(data)))
    overall_sigma, within_sigma = (0.0, 0.0) if flat else (sd, inside.sigma)
    below = None if spec.lower is None else int((data < spec.lower).sum())
    above = None if spec.upper is None else int((data > spec.upper).sum())
    cpm, taguchi = _cpm(data, mean, overall_sigma, spec)
    return Capability(
        n=n,
        mean=mean,
        sd=sd,
        specification=spec,
        within=indices(mean, within_sigma, n, inside.freedom, spec, level, f"within: {inside.method}"),
        overall=indices(mean, overall_sigma, n, n - 1, spec, level, "overall: standard deviation (n - 1)"),
        cpm=cpm,
        cpm_taguchi=taguchi,
        observed_below=below,
        observed_above=above,
        observed_ppm=MILLION * ((below or 0) + (above or 0)) / n,
        off_centre=_off_centre(mean, spec),
        stable=inside.stable,
        confidence=level,
        method=f"normal; {inside.method} within, standard deviation overall",
        warnings=_gate(n, inside.stable, flat),
    )


def _gate(n: int, stable: bool | None, flat: bool) -> tuple[str, ...]:
    """What a reader must know before quoting an index (ISO 22514-2: capability needs a stable process)."""
    codes = {
        "no_variation": flat,
        "not_stable": stable is False,
        "few_values": n < ENOUGH_VALUES,
        "show_intervals_first": n < FEW_VALUES,
    }
    return tuple(code for code, applies in codes.items() if applies)


def _cpm(data: Floats, mean: float, sd: float, spec: Specification) -> tuple[float | None, float | None]:
    target = spec.target if spec.target is not None else spec.middle
    if spec.lower is None or spec.upper is None or target is None:
        return None, None
    width = (spec.upper - spec.lower) / 6
    about = math.sqrt(float(np.sum((data - target) ** 2)) / (data.size - 1))
    taguchi = math.hypot(sd, mean - target)
    return (width / about if about else None), (width / taguchi if taguchi else None)


def _off_centre(mean: float, spec: Specification) -> float | None:
    """k: distance of the mean from the middle, in half widths of the specification."""
    if spec.middle is None or spec.upper is None:
        return None
    return abs(mean - spec.middle) / (spec.upper - spec.middle)
