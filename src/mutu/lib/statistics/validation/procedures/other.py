"""Designed experiments, analysis of variance, uncertainty, FMEA, Pareto, yields, and the NIST certified data."""

import math
from typing import Any

import numpy as np

from mutu.lib.statistics import anova, factorial, fmea, proportions, uncertainty
from mutu.lib.statistics.descriptive import autocorrelation, mean_and_sd
from mutu.lib.statistics.pareto import pareto
from mutu.lib.statistics.regression import straight_line
from mutu.lib.statistics.validation.registry import procedure


@procedure("doe.factorial")
def effects(given: dict[str, Any]) -> dict[str, Any]:
    """Full two-level factorial."""
    found = factorial.analyse({name: levels for name, levels in given.items() if name != "y"}, given["y"])
    return {"effects": found.effects, "coef": found.coefficients, "ss": found.ss, "df": found.df}


@procedure("anova.one_way")
def one_way(given: dict[str, Any]) -> dict[str, Any]:
    """One-way analysis of variance with tests of equal variances."""
    groups = anova.by_label(given["y"], given["g"])
    found, bartlett, levene = anova.one_way(groups), anova.bartlett(groups), anova.levene(groups)
    return {
        "df": found.df,
        "ss": found.ss,
        "ms": found.ms,
        "F": found.f,
        "p": found.p,
        "bartlett": {"K2": bartlett.statistic, "p": bartlett.p},
        "levene_median": {"F": levene.statistic, "p": levene.p},
    }


def _attainable(given: dict[str, Any]) -> float:
    """What reading decimal data into double precision costs: SmLs07 keeps four digits, whatever one computes."""
    groups = anova.by_label(given["y"], given["g"])
    spread = anova.one_way(groups).residual_sd
    largest = max(abs(value) for value in given["y"])
    return 2.0**-55 * largest / spread if spread > 0 else 0.0


@procedure("nist.anova", attainable=_attainable)
def certified_anova(given: dict[str, Any]) -> dict[str, Any]:
    """NIST StRD analysis of variance."""
    found = anova.one_way(anova.by_label(given["y"], given["g"]))
    return {
        "df_between": found.df[0],
        "ss_between": found.ss[0],
        "ms_between": found.ms[0],
        "F": found.f,
        "df_within": found.df[1],
        "ss_within": found.ss[1],
        "ms_within": found.ms[1],
        "r_squared": found.r_squared,
        "residual_sd": found.residual_sd,
    }


@procedure("nist.univariate")
def certified_univariate(given: dict[str, Any]) -> dict[str, Any]:
    """NIST StRD univariate summary."""
    data = np.asarray(given["data"], dtype=float)
    mean, sd = mean_and_sd(data)
    return {"mean": mean, "sd": sd, "r1": autocorrelation(data)}


@procedure("nist.linear")
def certified_line(given: dict[str, Any]) -> dict[str, Any]:
    """NIST StRD linear regression."""
    line = straight_line(given["x"], given["y"])
    return {
        "b0": line.intercept,
        "b0_sd": line.intercept_se,
        "b1": line.slope,
        "b1_sd": line.slope_se,
        "residual_sd": line.s,
        "r_squared": line.r_squared,
    }


@procedure("uncertainty.budget")
def budget(given: dict[str, Any]) -> dict[str, Any]:
    """Uncertainty budget with Welch-Satterthwaite."""
    key = next(name for name in given if name.startswith("components"))
    parts = [
        uncertainty.Component(part["name"], part["u"], part.get("sensitivity", 1.0), part.get("dof"))
        for part in given[key]
    ]
    found = uncertainty.budget(parts, coverage=given["coverage"])
    return {
        "u_c": found.u_c,
        "nu_eff": found.nu_eff,
        "nu_eff_truncated": found.nu_used,
        "k": found.k,
        "U": found.expanded,
    }


@procedure("uncertainty.correlated")
def correlated(given: dict[str, Any]) -> dict[str, Any]:
    """Resistance, reactance and impedance from simultaneous voltage, current and phase (GUM H.2)."""
    found = uncertainty.observed([given["V"], given["I"], given["phi"]])
    v, i, phi = (float(mean) for mean in found.means)
    z, cos, sin = v / i, math.cos(phi), math.sin(phi)
    answers = {
        "R": (z * cos, [cos / i, -z * cos / i, -z * sin]),
        "X": (z * sin, [sin / i, -z * sin / i, z * cos]),
        "Z": (z, [1 / i, -z / i, 0.0]),
    }
    return {
        "means": found.means.tolist(),
        "u": found.u.tolist(),
        "r_VI": float(found.correlation[0, 1]),
        "r_Vphi": float(found.correlation[0, 2]),
        "r_Iphi": float(found.correlation[1, 2]),
        **{name: {"value": value, "u": found.propagate(c)} for name, (value, c) in answers.items()},
    }


@procedure("uncertainty.half_width")
def half_width(given: dict[str, Any]) -> dict[str, Any]:
    """Type B from a half width."""
    return {shape: uncertainty.from_half_width(given["a"], shape) for shape in uncertainty.DIVISORS}


@procedure("fmea.action_priority")
def action_priority(given: dict[str, Any]) -> dict[str, Any]:
    """Risk priority number and action priority."""
    found = fmea.priority(given["s"], given["o"], given["d"])
    return {"rpn": found.rpn, "ap": found.action_priority}


@procedure("pareto")
def pareto_table(given: dict[str, Any]) -> list[dict[str, Any]]:
    """Pareto table."""
    return [
        {
            "category": bar.category,
            "count": bar.amount,
            "percent": bar.percent,
            "cumulative_percent": bar.cumulative_percent,
        }
        for bar in pareto(given).bars
    ]


@procedure("proportion.rolled_throughput")
def rolled(given: list[float]) -> dict[str, Any]:
    """Rolled throughput yield."""
    found = proportions.rolled_throughput(given)
    return {"rty": found.rolled, "normalised_yield": found.normalised}


@procedure("proportion.dpmo")
def dpmo(given: dict[str, Any]) -> dict[str, Any]:
    """Defect rates."""
    found = proportions.defect_rates(given["defects"], given["units"], given["opportunities"])
    return {"dpu": found.dpu, "dpmo": found.dpmo, "z_lt": found.z_long_term, "z_st": found.z_short_term}


@procedure("proportion.intervals")
def intervals(given: dict[str, Any]) -> dict[str, Any]:
    """Intervals for a fraction."""
    x, n = given["x"], given["n"]
    return {"clopper_pearson": proportions.clopper_pearson(x, n), "wilson": proportions.wilson(x, n)}
