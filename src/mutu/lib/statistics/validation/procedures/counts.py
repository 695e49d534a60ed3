"""Control charts for counts and rare events, and the run chart."""

from typing import Any

import numpy as np

from mutu.lib.statistics import attributes as library
from mutu.lib.statistics.charts import ControlChart
from mutu.lib.statistics.run_chart import run_chart
from mutu.lib.statistics.validation.procedures.charts import lines
from mutu.lib.statistics.validation.registry import procedure
from mutu.lib.statistics.variables import moving_ranges

QICHARTS_D2, QICHARTS_SCREEN = 1.128, 3.267  # R's qicharts2: rounded, and screens moving ranges once


def _chart(chart: ControlChart) -> dict[str, Any]:
    return {**lines(chart), "beyond": chart.beyond}


@procedure("spc.p_np")
def p_np(given: dict[str, Any]) -> dict[str, Any]:
    """p chart, and np chart where all samples are of one size."""
    answer = {"p": _chart(library.p_chart(given["count"], given["size"]))}
    if len(set(given["size"])) == 1:
        answer["np"] = _chart(library.np_chart(given["count"], given["size"][0]))
    return answer


@procedure("spc.c")
def c(given: dict[str, Any]) -> dict[str, Any]:
    """c chart."""
    return {"c": _chart(library.c_chart(given["count"]))}


@procedure("spc.u")
def u(given: dict[str, Any]) -> dict[str, Any]:
    """u chart."""
    return {"u": _chart(library.u_chart(given["count"], given["size"]))}


@procedure("spc.u_laney")
def u_laney(given: dict[str, Any]) -> dict[str, Any]:
    """u chart and Laney's u'."""
    plain = library.u_chart(given["count"], given["size"])
    return {"u": _chart(plain), "uprime": _laney(plain)}


@procedure("spc.p_laney")
def p_laney(given: dict[str, Any]) -> dict[str, Any]:
    """p chart and Laney's p'."""
    plain = library.p_chart(given["count"], given["size"])
    return {"p": _chart(plain), "pprime": _laney(plain)}


def _laney(plain: ControlChart) -> dict[str, Any]:
    wide = library.laney(plain)
    z = (plain.points - plain.lines.center) / plain.lines.sigma
    ranges = moving_ranges(z)
    screened = _screened(ranges)
    return {
        **_chart(wide),
        "sigma_z": wide.limits[0].ratio,
        "sigma_z_d2_1_128": float(ranges.mean()) / QICHARTS_D2,
        "sigma_z_qicharts2": float(screened.mean()) / QICHARTS_D2,
    }


def _screened(ranges: Any) -> Any:
    return ranges[ranges < QICHARTS_SCREEN * ranges.mean()]


@procedure("spc.g")
def g(given: dict[str, Any]) -> dict[str, Any]:
    """g chart about the mean, and as qicharts2 draws it about the median."""
    return {
        **lines(library.g_chart(given["data"])),
        "qicharts2": {"chart": "g", **lines(library.g_chart(given["data"], center="median"))},
    }


@procedure("spc.t")
def t(given: dict[str, Any]) -> dict[str, Any]:
    """t chart with the printed factor 2.66, and as qicharts2 draws it (rounded d2, screened)."""
    x = np.asarray(given["data"], dtype=float) ** library.T_POWER
    center, sigma = float(x.mean()), float(_screened(moving_ranges(x)).mean()) / QICHARTS_D2
    power = 1 / library.T_POWER
    rounded = {
        "chart": "t",
        "center": center**power,
        "lcl": max(0.0, center - 3 * sigma) ** power,
        "ucl": (center + 3 * sigma) ** power,
    }
    return {**lines(library.t_chart(given["data"], factor=2.66)), "qicharts2": rounded}


@procedure("spc.run_chart")
def runs(given: dict[str, Any]) -> dict[str, Any]:
    """Run chart with Anhoej's rules."""
    found = run_chart(given["data"])
    return {
        "median": found.median,
        "useful": found.useful,
        "longest_run": found.longest_run,
        "longest_run_max": found.longest_run_max,
        "n_crossings": found.crossings,
        "n_crossings_min": found.crossings_min,
        "signal": bool(found.signal),
    }
