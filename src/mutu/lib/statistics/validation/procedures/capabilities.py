"""Capability of normal and other measurements."""

from typing import Any

from mutu.lib.statistics.capability import Capability, Specification, bissell_interval, capability
from mutu.lib.statistics.descriptive import describe, quantile
from mutu.lib.statistics.nonnormal import PROBABILITIES, box_cox_capability, fitted_capability
from mutu.lib.statistics.normal import quantile as normal_quantile
from mutu.lib.statistics.validation.registry import procedure


def _specification(given: dict[str, Any]) -> Specification:
    return Specification(given.get("lsl"), given.get("usl"), given.get("target"))


@procedure("capability.normal")
def normal(given: dict[str, Any]) -> dict[str, Any]:
    """Overall and within indices with their intervals."""
    result = capability(given["data"], _specification(given))
    overall, within = result.overall, result.within
    return {
        "n": result.n,
        "mean": result.mean,
        "sd": result.sd,
        "pp": overall.both,
        "ppl": overall.lower,
        "ppu": overall.upper,
        "ppk": overall.worst,
        "pp_ci": overall.both_interval,
        "ppk_ci_bissell": overall.worst_interval,
        "cpm_minitab": result.cpm,
        "cpm_taguchi": result.cpm_taguchi,
        "ppm_below": overall.ppm_below,
        "ppm_above": overall.ppm_above,
        "obs_below": result.observed_below,
        "obs_above": result.observed_above,
        "within": {
            "sigma_mr": within.sigma,
            "cp": within.both,
            "cpl": within.lower,
            "cpu": within.upper,
            "cpk": within.worst,
            "ppm_below": within.ppm_below,
            "ppm_above": within.ppm_above,
        },
        "ppl_ci95_noncentral_t": overall.lower_interval,
        "ppu_ci95_noncentral_t": overall.upper_interval,
        "ppk_lower95_one_sided_bissell": _lower_bound(result),
        "z_bench_overall": overall.z_bench,
        "k_offset_ratio": result.off_centre,
    }


def _lower_bound(result: Capability) -> float | None:
    worst = result.overall.worst
    return None if worst is None else bissell_interval(worst, result.n, normal_quantile(0.95))[0]


@procedure("capability.nonnormal")
def nonnormal(given: dict[str, Any]) -> dict[str, Any]:
    """Fitted distributions, empirical quantiles and Box-Cox."""
    data, specification = given["data"], _specification(given)
    answer: dict[str, Any] = {}
    for name in ("weibull", "lognormal", "gamma"):
        fit = fitted_capability(data, specification, name)
        answer[f"{name}_mle"] = {
            **fit.parameters,
            "loglik": fit.log_likelihood,
            "quantiles": fit.quantiles,
            **{key: getattr(fit, key) for key in ("pp", "ppl", "ppu", "ppk", "ppm_below", "ppm_above")},
        }
    box = box_cox_capability(data, specification)
    summary = describe(data)
    return {
        **answer,
        "empirical_quantiles_type6_minitab": quantile(data, PROBABILITIES, kind=6),
        "empirical_quantiles_type7_numpy": quantile(data, PROBABILITIES, kind=7),
        "boxcox_mle": {
            "lam": box.lam,
            "ppl": box.ppl,
            "ppu": box.ppu,
            "ppk": box.ppk,
            "loglik_profile": box.log_likelihood,
        },
        "skew_G1": summary.skew_G1,
        "kurt_excess_G2": summary.kurt_G2,
    }
