"""Measurement systems analysis."""

from typing import Any

import numpy as np

from mutu.lib.statistics import agreement, gauge, gauge_other
from mutu.lib.statistics.attribute_study import attribute_study
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.validation.registry import procedure


@procedure("msa.gauge_rr_crossed")
def crossed(given: dict[str, Any]) -> dict[str, Any]:
    """Average and range, and analysis of variance."""
    data = given["part_by_operator_by_trial"]
    by_hand, table = gauge.average_and_range(data), gauge.crossed_anova(data)
    s = by_hand.spread
    return {
        "average_range": {
            "Rbar": by_hand.mean_range,
            "xdiff": by_hand.operator_difference,
            "Rp": by_hand.part_range,
            "K1": by_hand.k1,
            "K2": by_hand.k2,
            "K3": by_hand.k3,
            **_named(s),
            **{f"pct_{name}": s.percent_study(value) for name, value in _named(s).items()},
            "pct_contribution_GRR": s.percent_contribution(s.grr),
            "ndc_unrounded_1_41": s.ndc_unrounded,
            "ndc": s.ndc,
            "UCL_R": by_hand.range_ucl,
            "UCL_xbar": by_hand.mean_ucl,
            "LCL_xbar": by_hand.mean_lcl,
            "grand_mean": by_hand.grand_mean,
        },
        "anova": {
            "ss": table.ss,
            "df": table.df,
            "ms": table.ms,
            "F_interaction": table.f_interaction,
            "p_interaction": table.p_interaction,
            "F_part": table.f_part,
            "F_operator": table.f_operator,
            "with_interaction": _components(table.with_interaction),
            "pooled_no_interaction": _components(table.without_interaction),
            "selected_at_alpha_0.05": "with_interaction" if table.interaction_kept else "pooled_no_interaction",
        },
    }


def _named(spread: gauge.Spread) -> dict[str, float]:
    return {"EV": spread.ev, "AV": spread.av, "GRR": spread.grr, "PV": spread.pv, "TV": spread.tv}


def _components(found: gauge.Components) -> dict[str, Any]:
    s = found.spread
    return {
        "var": {
            "repeatability": found.repeatability,
            "operator": found.operator,
            "interaction": found.interaction,
            "reproducibility": found.reproducibility,
            "grr": found.grr,
            "part": found.part,
            "total": found.grr + found.part,
        },
        "raw_var": found.raw,
        "sd": _named(s),
        "pct_study": {name: s.percent_study(value) for name, value in _named(s).items()},
        "pct_contribution": {name: s.percent_contribution(value) for name, value in _named(s).items()},
        "ndc_unrounded_1_41": s.ndc_unrounded,
        "ndc": s.ndc,
    }


@procedure("msa.gauge_rr_nested")
def nested(given: dict[str, Any]) -> dict[str, Any]:
    """Nested study."""
    study = gauge_other.nested(given["operator_by_part_by_trial"])
    return {
        "ss": study.ss,
        "df": study.df,
        "ms": study.ms,
        "var": study.variances,
        "pct_study_GRR": study.spread.percent_study(study.spread.grr),
        "ndc_unrounded_1_41": study.spread.ndc_unrounded,
        "ndc": study.spread.ndc,
    }


@procedure("msa.gauge_rr_range")
def ranges(given: dict[str, Any]) -> dict[str, Any]:
    """Range method."""
    study = gauge_other.range_method(given["part_by_appraiser"])
    return {"Rbar": study.mean_range, "d2star": study.d2_star, "GRR": study.grr}


@procedure("msa.linearity")
def linearity(given: dict[str, Any]) -> dict[str, Any]:
    """Linearity and bias over a range of references."""
    found = gauge_other.linearity(given["ref"], given["value"])
    return {
        "intercept": found.intercept,
        "slope": found.slope,
        "se": found.se,
        "t": found.t,
        "p": found.p,
        "s": found.s,
        "r2": found.r_squared,
        "bias_by_ref": found.bias_by_reference,
        "refs": found.references,
        "overall_bias": found.overall_bias,
        "ci95_lower": found.band_lower,
        "ci95_upper": found.band_upper,
    }


@procedure("msa.bias")
def bias(given: dict[str, Any]) -> dict[str, Any]:
    """Bias against one reference."""
    found = gauge_other.bias(given["data"], given["reference"])
    return {
        **{name: getattr(found, name) for name in ("n", "mean", "bias", "sd", "se", "t", "df", "p")},
        "ci95_bias": found.interval,
    }


@procedure("msa.attribute_agreement")
def attribute_agreement(given: dict[str, Any]) -> dict[str, Any]:
    """Kappa of many raters, of pairs, weighted, and Kendall's W where the ratings are numbers."""
    rows = given["items_by_rater"]
    many, pairs = agreement.fleiss(rows), agreement.cohen_pairs(rows)
    first, second = ([row[j] for row in rows] for j in (0, 1))
    answer = {
        "fleiss": {"kappa": many.kappa, "z": many.z, "p": many.p},
        "conger": many.conger,
        "cohen": [{"raters": [a, b], "kappa": found.kappa, "z": found.z} for a, b, found in pairs],
        "agree_all_pct": many.all_agree_percent,
        "cohen_12_ci95": pairs[0][2].interval,
        "cohen_12_weighted_squared": agreement.cohen(first, second, weights="squared").kappa,
        "cohen_12_weighted_linear": agreement.cohen(first, second, weights="linear").kappa,
        "fleiss_by_category": list(many.by_category),
    }
    try:
        numbers = np.asarray(rows, dtype=float)
    except ValueError:
        return answer
    found = agreement.kendall_w(numbers.tolist())
    return {**answer, "kendall_W": found.w, "kendall_p": found.p}


@procedure("msa.attribute_study")
def study_against_standard(given: dict[str, Any]) -> dict[str, Any]:
    """Effectiveness, misses and false alarms against a known standard."""
    study = attribute_study(given["standard"], given["appraiser_by_part_by_trial"])
    if study.parts == 0:
        raise InputError("no_data", "There are no parts.")
    return {
        "per_appraiser": {
            person.name: {
                "within_agree": person.within_agree,
                "effectiveness": person.effectiveness,
                "effectiveness_ci95_clopper_pearson": person.interval,
                "miss_rate": person.miss_rate,
                "false_alarm_rate": person.false_alarm_rate,
                "mixed": person.mixed,
                "cohen_kappa_vs_standard_all_trials": person.kappa_to_standard,
            }
            for person in study.appraisers
        },
        "system_effectiveness": study.system_effectiveness,
        "between_appraisers_agree": study.all_agree,
    }
