"""EWMA, CUSUM, average run lengths, Hotelling's T squared and short runs."""

from typing import Any

from mutu.lib.statistics import multivariate, run_length, short_run, time_weighted
from mutu.lib.statistics.validation.registry import ITERATED, procedure


@procedure("spc.ewma")
def ewma(given: dict[str, Any]) -> dict[str, Any]:
    """EWMA chart with exact limits."""
    chart = time_weighted.ewma(
        given["data"], target=given["target"], sigma=given["sigma"], weight=given["lambda"], width=given["L"]
    )
    return {
        "z": chart.z.tolist(),
        "lcl": chart.lcl.tolist(),
        "ucl": chart.ucl.tolist(),
        "asymptotic_lcl": chart.asymptotic_lcl,
        "asymptotic_ucl": chart.asymptotic_ucl,
        "beyond": chart.beyond,
    }


@procedure("spc.cusum")
def cusum(given: dict[str, Any]) -> dict[str, Any]:
    """Tabular CUSUM with or without head start."""
    chart = time_weighted.cusum(
        given["data"],
        target=given["target"],
        sigma=given["sigma"],
        k=given["k"],
        h=given["h"],
        fir=given.get("fir_headstart", 0.0),
    )
    return {
        "c_plus": chart.c_plus.tolist(),
        "c_minus": chart.c_minus.tolist(),
        "n_plus": chart.n_plus,
        "n_minus": chart.n_minus,
        "signal_up": chart.signal_up,
        "signal_down": chart.signal_down,
    }


@procedure(
    "spc.average_run_length",
    row_inputs=("chart", "lambda", "L", "k", "h", "hs", "shift"),
    tolerance=ITERATED,
)
def average_run_length(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Average run length of each row's design."""
    return [{"arl": _run_length(row).arl} for row in rows]


def _run_length(row: dict[str, Any]) -> run_length.RunLength:
    shift = row.get("shift", 0.0)
    if row["chart"] == "shewhart":
        return run_length.shewhart_arl(shift, row["L"])
    if row["chart"] in ("ewma", "ewma_fix"):
        exact = row["chart"] == "ewma"
        return run_length.ewma_arl(shift, weight=row["lambda"], width=row["L"], exact_limits=exact)
    sides = {"cusum": True, "cusum1": False}
    head = row.get("hs", 0.0)
    return run_length.cusum_arl(shift, k=row["k"], h=row["h"], head_start=head, two_sided=sides[row["chart"]])


@procedure("spc.t2_individuals")
def t2_individuals(given: dict[str, Any]) -> dict[str, Any]:
    """Hotelling's T squared of single observations, both phases."""
    stop = given["phase1_rows"]
    chart = multivariate.t2_individuals(given["data"], phase1=stop, confidence=given["confidence"])
    return {
        "mean": chart.center.tolist(),
        "cov": chart.covariance.tolist(),
        "t2": chart.t2.tolist(),
        "ucl_phase1_beta": chart.ucl_phase1,
        "ucl_phase2_F": chart.ucl_phase2,
        "cov_successive_difference": multivariate.successive_difference_covariance(given["data"][:stop]).tolist(),
        "signals_phase1": chart.signals_phase1,
        "signals_phase2": chart.signals_phase2,
    }


@procedure("spc.t2_subgroups")
def t2_subgroups(given: dict[str, Any]) -> dict[str, Any]:
    """Hotelling's T squared of subgroup means."""
    chart = multivariate.t2_subgroups(given["data_variables_by_subgroup_by_item"], confidence=given["confidence"])
    return {
        "center": chart.center.tolist(),
        "pooled_cov": chart.covariance.tolist(),
        "t2": chart.t2.tolist(),
        "ucl_phase1": chart.ucl_phase1,
        "ucl_phase2": chart.ucl_phase2,
    }


@procedure("spc.short_run")
def short_runs(given: dict[str, Any]) -> dict[str, Any]:
    """Deviation from nominal and Z-MR."""
    nominal = short_run.deviation_from_nominal(given["part"], given["data"], given["target"])
    z = short_run.z_mr(given["part"], given["data"], given["target"], given["sigma"])
    return {
        "dnom": nominal.location.points.tolist(),
        "dnom_mrbar": nominal.spread.limits[0].center,
        "dnom_center": nominal.location.lines.center,
        "dnom_lcl": nominal.location.lines.lcl,
        "dnom_ucl": nominal.location.lines.ucl,
        "z": z.location.points.tolist(),
        "mr_z": z.spread.points[1:].tolist(),
        "z_limits": [z.location.lines.lcl, z.location.lines.ucl],
        "mr_center": z.spread.lines.center,
        "mr_ucl": z.spread.lines.ucl,
    }
