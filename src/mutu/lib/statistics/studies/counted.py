"""Counts: nonconforming items (p, np) or nonconformities (c, u), with Laney's limits where samples are huge."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mutu.lib.statistics.attributes import c_chart, laney, np_chart, p_chart, sigma_z, u_chart
from mutu.lib.statistics.charts import ControlChart
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.pictures import control_chart
from mutu.lib.statistics.rules import ATTRIBUTES, RuleSet
from mutu.lib.statistics.sheets import Sheet, numeric_columns, place_of, values_of, without_counting
from mutu.lib.statistics.studies.answer import Answer, Look, limit_lines, short, signal_rows
from mutu.lib.statistics.studies.asked import Asked

HUGE = 1000  # items in a sample from which more than chance shows as points outside
MANY_OUTSIDE = 0.25
MORE_THAN_CHANCE = 1.5


def answer(sheet: Sheet, asked: Asked, look: Look) -> Answer:
    """The chart of counts, its signals, and the level."""
    found, sizes, labels = _read(sheet, asked)
    rules = _rules(asked)
    chart, reason = _chosen(found, sizes, asked, rules)
    rows, count = signal_rows((chart,), labels)
    total = float(np.sum(sizes)) if sizes is not None else float(len(found))
    return Answer(
        chart=chart.kind,
        reason=reason,
        facts={"points": len(found), "n": _one(sizes)},
        method=f"{chart.method}; rules: {chart.rules.source}",
        stable=chart.stable,
        lines=[limit_lines(chart)],
        signals=rows,
        signal_count=count,
        figures={"counted": float(np.sum(found)), "inspected": None if sizes is None else total, "ratio": chart.kind},
        warnings=[*chart.warnings],
        pictures={"chart": control_chart(chart, labels=labels, unit=look.words.get(chart.statistic, chart.statistic),
                                         **look.options(chart.kind))},
    )  # fmt: skip


def _read(sheet: Sheet, asked: Asked) -> tuple[list[float], list[float] | None, list[str] | None]:
    """Counts, sizes where there are any, and labels."""
    named = asked.columns
    numeric, words = numeric_columns(sheet)
    numeric, words = without_counting(sheet, numeric, words)
    taken = [place_of(sheet, named[role]) for role in ("count", "size", "label") if role in named]
    free = [place for place in numeric if place not in taken]
    count = place_of(sheet, named["count"]) if "count" in named else free.pop(0) if free else None
    if count is None:
        raise InputError("no_counts", "There is no column of counts.")
    size = place_of(sheet, named["size"]) if "size" in named else None
    if size is None and asked.size is None and free:
        size = free.pop(0)
        if "count" not in named and asked.counted == "items" and _larger(sheet, count, size):
            count, size = size, count
    label = place_of(sheet, named["label"]) if "label" in named else words[0] if words else None
    labels = short(sheet.column(label)) if label is not None else None
    sizes = None if size is None else _whole(values_of(sheet, size), sheet.names[size])
    if sizes is None and asked.size is not None:
        sizes = [asked.size] * len(sheet.rows)
    return _whole(values_of(sheet, count), sheet.names[count]), sizes, labels


def _larger(sheet: Sheet, first: int, second: int) -> bool:
    """Whether the first column is what was inspected and the second what was found."""
    pairs = [*zip(values_of(sheet, first), values_of(sheet, second), strict=True)]
    return all(a is not None and b is not None and a >= b for a, b in pairs) and any(a != b for a, b in pairs)


def _whole(values: Sequence[float | None], name: str) -> list[float]:
    for row, value in enumerate(values, start=1):
        if value is None:
            raise InputError("missing_value", f"Column '{name}' is blank in row {row}: write 0, or leave the row out.")
    return [value for value in values if value is not None]


def _rules(asked: Asked) -> RuleSet:
    """The rules that fit counts: the zone rules assume measurements."""
    rules = asked.chosen_rules()
    return rules.only(*(rule.number for rule in rules.rules if rule.number in ATTRIBUTES))


def _one(sizes: list[float] | None) -> float | None:
    return sizes[0] if sizes is not None and len(set(sizes)) == 1 else None


def _chosen(found: list[float], sizes: list[float] | None, asked: Asked, rules: RuleSet) -> tuple[ControlChart, str]:
    if asked.counted == "nonconformities":
        if sizes is None or _one(sizes) is not None:
            return c_chart(found, phase1=asked.phase1, rules=rules), "equal_units"
        return _perhaps_laney(u_chart(found, sizes, phase1=asked.phase1, rules=rules), "unequal_units", sizes)
    if sizes is None:
        raise InputError("no_sizes", "Nonconforming items need the number inspected: a column of it, or one number.")
    if (one := _one(sizes)) is not None and one < HUGE:
        return np_chart(found, one, phase1=asked.phase1, rules=rules), "equal_samples"
    return _perhaps_laney(
        p_chart(found, sizes, phase1=asked.phase1, rules=rules), "equal_samples" if one else "unequal_samples", sizes
    )


def _perhaps_laney(chart: ControlChart, reason: str, sizes: list[float]) -> tuple[ControlChart, str]:
    """Laney's limits where samples are huge and chance alone does not explain the points outside."""
    outside = len(chart.beyond) / chart.points.size
    if np.mean(sizes) < HUGE or outside < MANY_OUTSIDE:
        return chart, reason
    ratio: Any = sigma_z(chart)
    return (laney(chart), "overdispersed") if ratio is not None and ratio > MORE_THAN_CHANCE else (chart, reason)
