"""Control charts for measurements: from the input of a case to the library, back to the names the cases use."""

import math
from typing import Any

import numpy as np

from mutu.lib.statistics import rules as run_rules
from mutu.lib.statistics.capability import bissell_interval, cp_interval, cpm_interval
from mutu.lib.statistics.charts import ChartPair, ControlChart, standardized
from mutu.lib.statistics.constants import c4, constants, d2
from mutu.lib.statistics.descriptive import describe
from mutu.lib.statistics.normal import cdf, quantile
from mutu.lib.statistics.normality import (
    anderson_darling,
    cramer_von_mises,
    lilliefors,
    shapiro_wilk,
)
from mutu.lib.statistics.rules import Rule
from mutu.lib.statistics.sigma_units import in_sigma_units
from mutu.lib.statistics.unequal import grouped, sigma_estimates
from mutu.lib.statistics.unequal import xbar_unequal as unequal_chart
from mutu.lib.statistics.validation.compare import Labelled
from mutu.lib.statistics.validation.registry import procedure
from mutu.lib.statistics.variables import individuals, median_r, xbar_r, xbar_s

NAMED_RULES = {
    "nelson_1": run_rules.NELSON.rules[0],
    "nelson_2_n9": run_rules.NELSON.rules[1],
    "nelson_3_n6": run_rules.NELSON.rules[2],
    "nelson_4_n14": run_rules.NELSON.rules[3],
    "nelson_5_2of3": run_rules.NELSON.rules[4],
    "nelson_6_4of5": run_rules.NELSON.rules[5],
    "nelson_7_n15": run_rules.NELSON.rules[6],
    "nelson_8_n8": run_rules.NELSON.rules[7],
    "we_4_n8_same_side": run_rules.WESTERN_ELECTRIC.rules[1],
    "aiag_n7_same_side": run_rules.AIAG.rules[1],
    "iso7870_2_trend_n7": run_rules.ISO_7870_2.rules[2],
    "nelson_5_any_completion": Rule("5", "zone", 2, 2.0, of=3, anywhere=True),
    "nelson_6_any_completion": Rule("6", "zone", 4, 1.0, of=5, anywhere=True),
    "nelson_8_both_sides": Rule("8", "mixture", 8, 1.0, both_sides=True),
}


def all_rules(z: Any) -> dict[str, list[int]]:
    """Positions of every named rule on points in sigma units."""
    return {name: run_rules.positions(z, rule) for name, rule in NAMED_RULES.items()}


def lines(chart: ControlChart) -> dict[str, Any]:
    """Centre and limits as the cases write them: lists where they differ from point to point."""
    found = chart.lines
    return {"center": _listed(found.center), "lcl": _listed(found.lcl), "ucl": _listed(found.ucl)}


def _listed(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


@procedure("spc.constants")
def control_chart_constants(given: dict[str, Any]) -> dict[str, Any]:
    """Every column of the table of constants for one subgroup size."""
    return constants(given["n"]).to_dict()


@procedure("spc.run_rules")
def rules_on_data(given: dict[str, Any]) -> dict[str, Any]:
    """Run rules on points with a given centre and sigma."""
    return all_rules(in_sigma_units(given["data"], given["center"], given["sigma"]))


@procedure("spc.xbar")
def xbar(given: dict[str, Any]) -> dict[str, Any]:
    """Mean, range, standard deviation and median charts of one table, phase I on its first rows."""
    groups, stop = given["subgroups"], given["phase1_rows"]
    by_r, by_s = xbar_r(groups, phase1=stop), xbar_s(groups, phase1=stop)
    base = np.asarray(groups, dtype=float)[:stop]
    pooled = math.sqrt(float(base.var(axis=1, ddof=1).mean()))
    freedom = base.size - len(base)
    answer: dict[str, Any] = {
        "xbarbar": by_r.location.limits[0].center,
        "Rbar": by_r.spread.limits[0].center,
        "sbar": by_s.spread.limits[0].center,
        "s_pooled": pooled,
        "sigma_R": by_r.location.limits[0].sigma,
        "sigma_s": by_s.location.limits[0].sigma,
        "sigma_pooled_unbiased": pooled / c4(freedom + 1),
        "R_chart": lines(by_r.spread),
        "S_chart": lines(by_s.spread),
        "xbar_R": lines(by_r.location),
        "xbar_S": lines(by_s.location),
        "median_chart": lines(median_r(groups, phase1=stop).location),
        "beyond_xbar_R_all_subgroups": by_r.location.beyond,
        "beyond_R_all_subgroups": by_r.spread.beyond,
        "nelson_on_xbar_all_subgroups": all_rules(standardized(by_r.location.points, by_r.location.lines)),
    }
    if given.get("lsl") is not None and given.get("usl") is not None:
        answer["capability_within_qcc"] = _qcc(given, base, by_r, by_s)
    return answer


def _qcc(given: dict[str, Any], base: Any, by_r: ChartPair, by_s: ChartPair) -> Labelled:
    """Within capability as R's qcc 2.7 prints it; its UWAVE-R divides by d2 rounded to three decimals."""
    sigmas = {
        "UWAVE-R": by_r.spread.limits[0].center / round(d2(base.shape[1]), 3),
        "UWAVE-SD": by_s.location.limits[0].sigma or 0.0,
        "RMSDF": math.sqrt(float(base.var(axis=1, ddof=1).mean())),
    }
    blocks = {name: _qcc_block(given, base, name, sigma) for name, sigma in sigmas.items()}
    return Labelled("sd_method", blocks)


def _qcc_block(given: dict[str, Any], base: Any, name: str, sigma: float) -> dict[str, Any]:
    low, high, n, mean = given["lsl"], given["usl"], int(base.size), float(base.mean())
    target = given["target"] if given.get("target") is not None else (low + high) / 2
    cp, cpl, cpu = (high - low) / (6 * sigma), (mean - low) / (3 * sigma), (high - mean) / (3 * sigma)
    cpm = cp / math.sqrt(1 + ((mean - target) / sigma) ** 2)
    one_sided, two_sided = quantile(0.95), quantile(0.975)
    return {
        "sd_method": name,
        "nobs": n,
        "center": mean,
        "sigma": sigma,
        "target": target,
        "cp": cp,
        "cp_ci": cp_interval(cp, n - 1, 0.95),
        "cpl": cpl,
        "cpl_ci": bissell_interval(cpl, n, one_sided),
        "cpu": cpu,
        "cpu_ci": bissell_interval(cpu, n, one_sided),
        "cpk": min(cpl, cpu),
        "cpk_ci": bissell_interval(min(cpl, cpu), n, two_sided),
        "cpm": cpm,
        "cpm_ci": cpm_interval(cpm, (mean - target) / sigma, n, 0.95),
        "exp_frac": [_qcc_share(cdf((low - mean) / sigma)), _qcc_share(cdf((mean - high) / sigma))],
        "obs_frac": [float(np.mean(base < low)), float(np.mean(base > high))],
    }


def _qcc_share(share: float) -> float:
    """qcc prints shares below 0.01 % as zero."""
    return 0.0 if share < 1e-4 else share


@procedure("spc.xbar_unequal")
def xbar_unequal(given: dict[str, Any]) -> dict[str, Any]:
    """Charts of subgroups of unequal size, with all estimators of sigma."""
    groups = grouped(given["values"], given["group"])
    sigma = sigma_estimates(groups)
    pair = unequal_chart(given["values"], given["group"], sigma="S_mvlue")
    above, below = lines(pair.location), lines(pair.spread)
    return {
        "center": groups.grand_mean,
        "sizes": [int(size) for size in groups.sizes],
        "sigma": {
            "R_unweighted_mean_of_R_over_d2": sigma["R_unweighted"],
            "S_unweighted_mean_of_s_over_c4": sigma["S_unweighted"],
            **{name: sigma[name] for name in ("S_mvlue", "R_mvlue", "pooled_sd", "pooled_sd_unbiased")},
        },
        "xbar_limits_S_mvlue": {"lcl": above["lcl"], "ucl": above["ucl"]},
        "S_chart_S_mvlue": below,
    }


@procedure("spc.imr_and_descriptives")
def imr(given: dict[str, Any]) -> dict[str, Any]:
    """I-MR chart by mean and median moving range, descriptive statistics and normality tests."""
    data = given["data"]
    pair, median = individuals(data), individuals(data, sigma="median")
    summary = describe(data)
    ranges = pair.spread.points[1:]
    middle = lines(median.location)
    return {
        "mean": summary.mean,
        "mr_bar": pair.spread.limits[0].center,
        "mr_median": float(np.median(ranges)),
        "sigma_mr": pair.location.limits[0].sigma,
        "sigma_median_mr": median.location.limits[0].sigma,
        "sd_overall": summary.sd,
        "I_chart": lines(pair.location),
        "MR_chart": lines(pair.spread),
        "I_chart_median_mr": {"lcl": middle["lcl"], "ucl": middle["ucl"]},
        "nelson": all_rules(standardized(pair.location.points, pair.location.lines)),
        "beyond_MR": pair.spread.beyond,
        "descriptive": {
            **{name: getattr(summary, name) for name in ("n", "mean", "sd", "median", "min", "max")},
            **{name: getattr(summary, name) for name in ("skew_g1", "kurt_g2", "skew_G1", "kurt_G2")},
            "q_type7": summary.quantiles[7],
            "q_type6": summary.quantiles[6],
        },
        "normality": _normality(data),
    }


def _normality(data: Any) -> dict[str, Any]:
    tests = {
        "shapiro": ("W", shapiro_wilk),
        "ad": ("A2", anderson_darling),
        "lillie": ("D", lilliefors),
        "cvm": ("W2", cramer_von_mises),
    }
    results = {name: (letter, test(data)) for name, (letter, test) in tests.items()}
    return {name: {letter: found.statistic, "p": found.p} for name, (letter, found) in results.items()}
