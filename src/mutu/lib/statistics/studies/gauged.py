"""Gauge studies: who measured which part, and how much of the variation is the gauge's own (7.1.5)."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.gauge import Spread, crossed_anova, verdict
from mutu.lib.statistics.gauge_other import nested
from mutu.lib.statistics.pictures import gauge_sixpack
from mutu.lib.statistics.results import Floats
from mutu.lib.statistics.sheets import Sheet, numeric_columns, place_of, values_of
from mutu.lib.statistics.studies.answer import Answer, Look
from mutu.lib.statistics.studies.asked import Asked

PART = re.compile(r"part|piece|sample|item|unit|specimen|bahagian|bộ phận|chi tiết|mẫu", re.IGNORECASE)
OPERATOR = re.compile(r"operator|appraiser|person|inspector|name|who|pengendali|nhân viên|người", re.IGNORECASE)
TRIAL = re.compile(r"trial|run|repeat|replicate|round|cubaan|lần", re.IGNORECASE)
MOST_PARTS, MOST_OPERATORS = 300, 50
Cells = dict[tuple[str, str], list[float]]


def answer(sheet: Sheet, asked: Asked, look: Look) -> Answer:
    """The analysis of variance of the study, its verdict, and the picture of a crossed one."""
    cells = _cells(sheet, asked)
    parts = [*dict.fromkeys(part for part, _ in cells)]
    operators = [*dict.fromkeys(operator for _, operator in cells)]
    if len(parts) > MOST_PARTS or len(operators) > MOST_OPERATORS:
        raise InputError("too_many", f"A study has at most {MOST_PARTS} parts and {MOST_OPERATORS} operators.")
    of_part = {part: sum((part, operator) in cells for operator in operators) for part in parts}
    if len(operators) > 1 and all(count == 1 for count in of_part.values()):
        return _nested(_by_operator(cells, operators), asked)
    data = _full(cells, parts, operators)
    result = crossed_anova(data, lower=asked.lower, upper=asked.upper)
    spread = result.components.spread
    tolerance = spread.percent_tolerance(asked.lower, asked.upper, float(data.mean()))
    p = result.p_interaction
    return Answer(
        chart="gauge_crossed",
        reason="crossed",
        facts={"parts": len(parts), "operators": len(operators), "trials": data.shape[2]},
        method=result.method,
        figures={**_figures(spread, tolerance), "interaction_p": p, "verdict": result.verdict},
        warnings=[*result.warnings],
        pictures={"chart": gauge_sixpack(data, operators=[name[:14] for name in operators], lower=asked.lower,
                                         upper=asked.upper, **look.options("gauge_crossed"))},
    )  # fmt: skip


def _nested(data: Floats, asked: Asked) -> Answer:
    result = nested(data)
    tolerance = result.spread.percent_tolerance(asked.lower, asked.upper, float(data.mean()))
    share = result.spread.percent_study(result.spread.grr)
    return Answer(
        chart="gauge_nested",
        reason="nested",
        facts={"parts": data.shape[1], "operators": data.shape[0], "trials": data.shape[2]},
        method=result.method,
        figures={
            **_figures(result.spread, tolerance),
            "interaction_p": None,
            "verdict": verdict(share, tolerance, result.spread.ndc),
        },
        warnings=[*result.warnings],
    )


def _figures(spread: Spread, tolerance: float | None) -> dict[str, Any]:
    """Each source of variation as a standard deviation and in percent of the study."""
    names = {"repeatability": spread.ev, "reproducibility": spread.av, "grr": spread.grr, "part": spread.pv,
             "total": spread.tv}  # fmt: skip
    sources = [
        {
            "source": name,
            "sd": value,
            "study": spread.percent_study(value),
            "contribution": spread.percent_contribution(value),
        }
        for name, value in names.items()
    ]
    return {"sources": sources, "study": spread.percent_study(spread.grr), "tolerance": tolerance, "ndc": spread.ndc}


def _cells(sheet: Sheet, asked: Asked) -> Cells:
    """The measurements of each part by each operator, in order."""
    part, operator, trials = _places(sheet, asked)
    cells: Cells = {}
    values = [values_of(sheet, place) for place in trials]
    for row, (one, who) in enumerate(zip(sheet.column(part), sheet.column(operator), strict=True)):
        if not one.strip() or not who.strip():
            raise InputError("missing_value", f"Row {row + 1} does not say the part or the operator.")
        measured = [column[row] for column in values]
        cells.setdefault((one, who), []).extend(value for value in measured if value is not None)
    return cells


def _places(sheet: Sheet, asked: Asked) -> tuple[int, int, list[int]]:
    """Which column names the part, which the operator, and which hold what was measured."""
    named = asked.columns
    if len(sheet.names) < 3:
        raise InputError("study_too_small", "A gauge study has columns for part, operator and measurement.")
    every = [*range(len(sheet.names))]
    operator = place_of(sheet, named["operator"]) if "operator" in named else _called(sheet, every, OPERATOR)
    part = place_of(sheet, named["part"]) if "part" in named else _called(sheet, every, PART, but=operator)
    left = [place for place in every if place not in (part, operator)]
    if operator is None:
        _, words = numeric_columns(sheet)
        operator = next((place for place in words if place in left), next(p for p in left if p != part))
    if part is None:
        part = next(place for place in every if place != operator)
    if "value" in named:
        return part, operator, [place_of(sheet, named["value"])]
    numeric = [place for place in numeric_columns(sheet)[0] if place not in (part, operator)]
    trials = [place for place in numeric if TRIAL.search(sheet.names[place])]
    if len(trials) == 1 and len(numeric) == 2:  # a column that only numbers the trials
        numeric.remove(trials[0])
    if not numeric:
        raise InputError("not_a_number", "There is no column of measurements.")
    return part, operator, numeric


def _called(sheet: Sheet, places: Sequence[int], name: re.Pattern[str], but: int | None = None) -> int | None:
    return next((place for place in places if place != but and name.search(sheet.names[place])), None)


def _by_operator(cells: Cells, operators: Sequence[str]) -> Floats:
    """A table (operators, their parts, trials) of a study in which every operator had parts of their own."""
    rows = [[values for (_, who), values in cells.items() if who == operator] for operator in operators]
    if len({len(row) for row in rows}) > 1 or len({len(values) for row in rows for values in row}) > 1:
        raise InputError("missing_cell", "Every operator needs as many parts, and every part as many trials.")
    return np.array(rows, dtype=np.float64)


def _full(cells: Cells, parts: Sequence[str], operators: Sequence[str]) -> Floats:
    """A table (parts, operators, trials); a cell that is not there is named."""
    if len(parts) * len(operators) > 10 * len(cells):
        raise InputError("missing_cell", "Most parts were not measured by most operators: this is no crossed study.")
    trials = max(map(len, cells.values()))
    for part in parts:
        for operator in operators:
            have = len(cells.get((part, operator), ()))
            if have != trials:
                what = f"Part '{part[:40]}', operator '{operator[:40]}': {have} measurements instead of {trials}."
                raise InputError("missing_cell", what)
    return np.array([[cells[part, operator] for operator in operators] for part in parts], dtype=np.float64)
