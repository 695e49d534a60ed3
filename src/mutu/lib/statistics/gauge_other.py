"""Gauge studies beside the crossed one: nested (destructive tests), the quick range method, bias, linearity, stability.

AIAG MSA, 4th edition, chapters III and IV.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.charts import ChartPair
from mutu.lib.statistics.constants import d2_star
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.gauge import Spread, verdict
from mutu.lib.statistics.inputs import finite, fraction, series, table
from mutu.lib.statistics.results import Result
from mutu.lib.statistics.variables import individuals, xbar_r


@dataclass(frozen=True, kw_only=True, eq=False)
class NestedStudy(Result):
    """Analysis of variance with parts nested in operators, and the variance components."""

    ss: dict[str, float]
    df: dict[str, int]
    ms: dict[str, float]
    variances: dict[str, float]
    spread: Spread
    verdict: str


def nested(measurements: Any) -> NestedStudy:
    """A table (operators, parts of that operator, trials): every operator has parts of their own.

    Trials are pieces of one homogeneous batch, which stand in for repeated measurements of a piece that is destroyed.

    >>> study = nested([[[7.0, 7.2], [6.6, 6.7]], [[7.3, 7.3], [7.1, 7.5]]])
    >>> {name: round(value, 4) for name, value in study.variances.items()}["repeatability"]
    0.0263
    """
    data = table(measurements, "measurements", dimensions=3)
    operators, parts, trials = data.shape
    if operators < 2 or parts < 2 or trials < 2:
        raise InputError("study_too_small", "Two operators, two parts each and two trials are needed.")
    grand, by_operator, cell = data.mean(), data.mean(axis=(1, 2)), data.mean(axis=2)
    ss = {
        "operator": parts * trials * float(((by_operator - grand) ** 2).sum()),
        "part_in_operator": trials * float(((cell - by_operator[:, None]) ** 2).sum()),
        "repeatability": float(((data - cell[:, :, None]) ** 2).sum()),
    }
    df = {
        "operator": operators - 1,
        "part_in_operator": operators * (parts - 1),
        "repeatability": operators * parts * (trials - 1),
    }
    ms = {name: ss[name] / df[name] for name in ss}
    raw_part = (ms["part_in_operator"] - ms["repeatability"]) / trials
    raw_operator = (ms["operator"] - ms["part_in_operator"]) / (parts * trials)
    repeatability, reproducibility, part = ms["repeatability"], max(0.0, raw_operator), max(0.0, raw_part)
    grr = repeatability + reproducibility
    spread = Spread(*(math.sqrt(v) for v in (repeatability, reproducibility, grr, part, grr + part)))
    return NestedStudy(
        ss=ss,
        df=df,
        ms=ms,
        variances={
            "repeatability": repeatability,
            "reproducibility": reproducibility,
            "grr": grr,
            "part": part,
            "total": grr + part,
        },
        spread=spread,
        verdict=verdict(spread.percent_study(spread.grr), None, spread.ndc),
        method="nested analysis of variance",
        warnings=("negative_component",) if min(raw_part, raw_operator) < 0 else (),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class RangeStudy(Result):
    """GRR as a standard deviation from one range per part; it does not split repeatability from reproducibility."""

    mean_range: float
    d2_star: float
    grr: float
    percent_of_process: float | None


def range_method(measurements: Any, process_sigma: float | None = None) -> RangeStudy:
    """The quick check: a table (parts, appraisers), one value each; GRR = mean range / d2*(appraisers, parts).

    AIAG's example (five parts, two appraisers, process sigma 0.0777):

    >>> rows = [[0.85, 0.80], [0.75, 0.70], [1.00, 0.95], [0.45, 0.55], [0.50, 0.60]]
    >>> study = range_method(rows, 0.0777)
    >>> round(study.mean_range, 2), round(study.grr, 4), round(study.percent_of_process, 1)
    (0.07, 0.0588, 75.6)
    """
    data = table(measurements, "measurements")
    parts, appraisers = data.shape
    if appraisers < 2:
        raise InputError("study_too_small", "Two appraisers are needed.")
    mean_range = float((data.max(axis=1) - data.min(axis=1)).mean())
    factor = d2_star(appraisers, parts)
    if process_sigma is not None and finite(process_sigma, "process sigma") <= 0:
        raise InputError("not_positive", "The process sigma must be greater than zero.")
    share = None if process_sigma is None else 100 * mean_range / factor / process_sigma
    return RangeStudy(
        mean_range=mean_range,
        d2_star=factor,
        grr=mean_range / factor,
        percent_of_process=share,
        method=f"range method, d2*({appraisers}, {parts})",
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Bias(Result):
    """The mean difference from a reference, with its t test; t and p are None when the gauge shows no variation."""

    n: int
    mean: float
    bias: float
    sd: float
    se: float
    t: float | None
    df: int
    p: float | None
    interval: tuple[float, float]
    acceptable: bool


def bias(values: Any, reference: float, *, confidence: float = 0.95) -> Bias:
    """Repeated measurements of one reference part: bias = mean - reference; acceptable if the interval holds 0.

    >>> result = bias([5.8, 5.7, 5.9, 5.9, 6.0, 6.1, 6.0, 6.1, 6.4, 6.3, 6.0, 6.1, 6.2, 5.6, 6.0], 6.0)
    >>> round(result.bias, 4), round(result.t, 3), result.acceptable  # AIAG MSA, 4th ed., table III-B 2
    (0.0067, 0.122, True)
    """
    data = series(values, least=2)
    true, level = finite(reference, "reference"), fraction(confidence, "confidence")
    n = data.size
    deviations = data - true
    difference, sd = float(deviations.mean()), float(deviations.std(ddof=1))
    se = sd / math.sqrt(n)
    from scipy import special

    t = difference / se if se > 0 else None
    half = float(special.stdtrit(n - 1, (1 + level) / 2)) * se
    interval = (difference - half, difference + half)
    return Bias(
        n=n,
        mean=true + difference,
        bias=difference,
        sd=sd,
        se=se,
        t=t,
        df=n - 1,
        p=None if t is None else 2 * float(special.stdtr(n - 1, -abs(t))),
        interval=interval,
        acceptable=interval[0] <= 0 <= interval[1],
        method=f"one-sample t, {100 * level:g} % interval",
        warnings=("no_variation",) if t is None else (),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Linearity(Result):
    """Bias as a straight line over the reference values, with the confidence band at each reference."""

    intercept: float
    slope: float
    se: tuple[float, float]
    t: tuple[float | None, float | None]
    p: tuple[float | None, float | None]
    s: float
    r_squared: float | None
    references: tuple[float, ...]
    bias_by_reference: tuple[float, ...]
    overall_bias: float
    band_lower: tuple[float, ...]
    band_upper: tuple[float, ...]
    acceptable: bool


def linearity(references: Any, values: Any, *, confidence: float = 0.95) -> Linearity:
    """Least squares of bias = value - reference on reference; acceptable if the band holds 0 at every reference.

    Two series of the same length, at least two different references and three values. Source: AIAG MSA, 4th ed.,
    III-B (published: slope -0.131667, intercept 0.736667 for its sixty values).

    >>> from mutu.lib.statistics.validation.published import published
    >>> study = published("msa/msa.json", "aiag_linearity")
    >>> result = linearity(study["ref"], study["value"])
    >>> round(result.slope, 6), round(result.intercept, 6), result.acceptable
    (-0.131667, 0.736667, False)
    """
    ref, data = series(references, "references", least=3), series(values, least=3)
    if ref.size != data.size:
        raise InputError("unequal_lengths", f"There are {data.size} values and {ref.size} references.")
    from mutu.lib.statistics.regression import straight_line

    level = fraction(confidence, "confidence")
    difference = data - ref
    line = straight_line(ref, difference)
    from scipy import special

    at = np.unique(ref)
    half = float(special.stdtrit(line.df, (1 + level) / 2)) * line.s_of_mean(at)
    fit = line.intercept + line.slope * at
    return Linearity(
        intercept=line.intercept,
        slope=line.slope,
        se=(line.intercept_se, line.slope_se),
        t=(line.intercept_t, line.slope_t),
        p=(line.intercept_p, line.slope_p),
        s=line.s,
        r_squared=line.r_squared,
        references=tuple(at.tolist()),
        bias_by_reference=tuple(float(difference[ref == r].mean()) for r in at),
        overall_bias=float(difference.mean()),
        band_lower=tuple((fit - half).tolist()),
        band_upper=tuple((fit + half).tolist()),
        acceptable=bool(((fit - half <= 0) & (fit + half >= 0)).all()),
        method=f"least squares of bias on reference, {100 * level:g} % band",
    )


def stability(measurements: Any) -> ChartPair:
    """A master part measured again and again over time, on a control chart: subgroups (k, n) or single values.

    >>> stability([[6.0, 6.1], [6.1, 6.0], [5.9, 6.0]]).stable
    True
    """
    return xbar_r(measurements) if np.ndim(measurements) == 2 else individuals(measurements)
