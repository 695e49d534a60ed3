"""Measurements: the control chart that fits, and against a specification the capability or why there is none."""

from typing import Any

import numpy as np

from mutu.lib.statistics import sheets
from mutu.lib.statistics.capability import Capability, Specification, capability_by_chart
from mutu.lib.statistics.charts import ChartPair
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.nonnormal import DISTRIBUTIONS, FittedCapability, fitted_capability
from mutu.lib.statistics.normality import anderson_darling
from mutu.lib.statistics.pictures import control_pair, histogram, probability_plot
from mutu.lib.statistics.results import Floats
from mutu.lib.statistics.sheets import Measurements, Sheet
from mutu.lib.statistics.studies.answer import Answer, Look, limit_lines, short, signal_rows
from mutu.lib.statistics.studies.asked import Asked

LEAST_FOR_NORMALITY = 25
WIDTH = 560  # of the two pictures beside each other
DOUBT = 0.01
"""p of Anderson-Darling below which the normal figures come with another distribution's beside them"""


def answer(sheet: Sheet, asked: Asked, look: Look) -> Answer:
    """The chart, its signals, the capability."""
    found = sheets.measurements(sheet, asked.columns.get("value"), asked.columns.get("subgroup"))
    pair = sheets.chart_of(found, asked.chosen_rules(), asked.chart, asked.phase1)
    kind = pair.location.kind
    data = np.array([value for value in sheets.flat(found) if value is not None], dtype=np.float64)
    labels = short(_labels(found, kind))
    rows, count = signal_rows((pair.location, pair.spread), labels)
    capability, warnings = _capability(data, asked, pair)
    normality = _normality(data, pair)
    fitted = _fitted(data, asked.specification, normality)
    return Answer(
        chart=kind,
        reason="asked" if asked.chart != "auto" else _reason(found, kind),
        facts={"n": sheets.subgroup_size(found), "points": int(pair.location.points.size), "values": int(data.size)},
        method=f"{pair.method}; rules: {pair.location.rules.source}",
        stable=pair.stable,
        lines=[limit_lines(pair.location), limit_lines(pair.spread)],
        signals=rows,
        signal_count=count,
        figures=_figures(data, capability, normality, fitted),
        warnings=[*dict.fromkeys([*pair.warnings, *warnings, *_doubts(normality)])],
        pictures=_pictures(pair, data, labels, asked, look),
    )


def _labels(found: Measurements, kind: str) -> Any:
    if kind != "i_mr" or found.kind == "series":
        return found.labels
    return found.labels if found.kind == "long" and len(found.labels or ()) == len(found.values) else None


def _reason(found: Measurements, kind: str) -> str:
    if kind == "i_mr":
        return "single_values"
    if not sheets.full(found):
        return "unequal_subgroups"
    return "small_subgroups" if kind == "xbar_r" else "large_subgroups"


def _capability(data: Floats, asked: Asked, pair: ChartPair) -> tuple[Capability | None, tuple[str, ...]]:
    if asked.specification is None:
        return None, ("no_specification",)
    found = capability_by_chart(data, asked.specification, pair)
    return found, found.warnings


def _normality(data: Floats, pair: ChartPair) -> float | None:
    """p of Anderson-Darling's test, where there are enough values that vary."""
    if data.size < LEAST_FOR_NORMALITY or "no_variation" in pair.warnings or np.ptp(data) == 0:
        return None
    return anderson_darling(data).p


def _doubts(normality: float | None) -> tuple[str, ...]:
    return ("not_normal",) if normality is not None and normality < DOUBT else ()


def _fitted(data: Floats, spec: Specification | None, normality: float | None) -> FittedCapability | None:
    """The likeliest of three skewed distributions, where the normal one is in doubt and all values are above zero."""
    if spec is None or not _doubts(normality) or data.min() <= 0:
        return None
    found = []
    for name in DISTRIBUTIONS:
        try:
            found.append(fitted_capability(data, spec, name))
        except (InputError, OverflowError, ValueError):
            continue
    return max(found, key=lambda each: each.log_likelihood or -np.inf, default=None)


def _figures(
    data: Floats, capability: Capability | None, normality: float | None, fitted: FittedCapability | None
) -> dict[str, Any]:
    """The numbers beside the chart. Cp and Cpk are None where the process is not stable: it cannot be predicted."""
    found: dict[str, Any] = {
        "n": int(data.size),
        "mean": float(data.mean()),
        "sd": float(data.std(ddof=1)) if data.size > 1 else None,
        "least": float(data.min()),
        "most": float(data.max()),
        "normality_p": normality,
    }
    if capability is None:
        return found
    overall, within = capability.overall, capability.within
    outside = (capability.observed_below or 0) + (capability.observed_above or 0)
    found |= {
        "inside": int(data.size) - outside,
        "pp": overall.both,
        "pp_interval": overall.both_interval,
        "ppk": overall.worst,
        "ppk_interval": overall.worst_interval,
        "cpm": capability.cpm,
        "ppm_expected": overall.ppm_total,
        "ppm_observed": capability.observed_ppm,
    }
    if capability.stable:
        found |= {"cp": within.both, "cpk": within.worst, "cpk_interval": within.worst_interval}
    if fitted is not None:
        found["fitted"] = {"distribution": fitted.distribution, "pp": fitted.pp, "ppk": fitted.ppk}
    return found


def _pictures(pair: ChartPair, data: Floats, labels: list[str] | None, asked: Asked, look: Look) -> dict[str, str]:
    kind = pair.location.kind
    drawn = {"chart": control_pair(pair, labels=labels, unit=asked.unit, **look.options(kind))}
    if asked.specification is not None and data.size >= 8 and np.ptp(data) > 0:
        drawn["histogram"] = histogram(
            data,
            unit=asked.unit,
            specification=asked.specification,
            curve=True,
            width=WIDTH,
            **look.options("histogram"),
        )
        drawn["probability"] = probability_plot(data, width=WIDTH, **look.options("probability"))
    return drawn
