"""Running cases: dispatch on the procedure, hand the function its input and nothing else, judge the
answer.
"""

import json
import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mutu.lib.statistics.validation import procedures
from mutu.lib.statistics.validation.cases import PER_ROW, Case
from mutu.lib.statistics.validation.compare import Deviation, Labelled, compare
from mutu.lib.statistics.validation.registry import Answer, Procedure


@dataclass(frozen=True)
class CaseResult:
    """The judgement of one case: the largest relative error among its values, and why it failed if it did."""

    case: Case
    passed: bool
    largest_error: float
    judged: int
    faults: tuple[str, ...] = ()

    def line(self) -> str:
        """One line: id, procedure, largest relative error, pass or FAIL and the first reason."""
        error = f"{self.largest_error:.1e}" if math.isfinite(self.largest_error) else "-"
        end = "pass" if self.passed else f"FAIL  {self.faults[0] if self.faults else ''}"
        return f"{self.case.id}  {self.case.procedure or '(none)'}  {error}  {end}".rstrip()


def run_cases(cases: Iterable[Case]) -> list[CaseResult]:
    """Judge every case."""
    return [run_case(case) for case in cases]


def run_case(case: Case) -> CaseResult:
    """Judge one case; whatever goes wrong is a failure with a reason, never an exception.

    >>> run_case(Case("r", "proportion.rolled_throughput", [0.5, 0.5], {"rty": 0.25})).passed
    True
    >>> run_case(Case("r", "no.such", {}, {"a": 1})).faults
    ('unknown procedure no.such',)
    """
    if case.fault:
        return _failure(case, case.fault)
    known = procedures.REGISTRY.get(case.procedure)
    if known is None:
        return _failure(case, f"unknown procedure {case.procedure}")
    try:
        given, expected = _question(case, known)
        answer = _ask(known, case, given)
    except Exception as reason:  # the answer to any trouble is a failed case with its reason
        return _failure(case, f"{type(reason).__name__}: {reason}")
    attainable = known.attainable(given) if known.attainable else 0.0
    return _judge(case, compare(expected, answer, lambda path: max(known.limit(path), attainable), _largest(given)))


def _question(case: Case, known: Procedure) -> tuple[Any, Any]:
    """Split a case into what the function sees and what it is judged by."""
    given = json.loads(json.dumps(case.input))  # a copy: no way from the input back to the case
    if not known.row_inputs or given != PER_ROW:
        return given, case.expected
    rows = [{key: row[key] for key in known.row_inputs if key in row} for row in case.expected]
    answers = [{key: row[key] for key in row if key not in known.row_inputs} for row in case.expected]
    return rows, answers


def _ask(known: Procedure, case: Case, given: Any) -> Any:
    answer: Answer = known.variant(case.method) if known.variant else known.answer
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = answer(given)
    return _jsonable(result)


def _jsonable(value: Any) -> Any:
    """Lists and dictionaries as JSON has them, so that types compare as they would in a file."""
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(item) for item in value]
    if isinstance(value, Labelled):
        return Labelled(value.key, _jsonable(value.by_label))
    return value.item() if hasattr(value, "item") else value


def _largest(given: Any) -> float:
    """The largest magnitude among the input's numbers."""
    if isinstance(given, dict):
        return max((_largest(item) for item in given.values()), default=0.0)
    if isinstance(given, list):
        return max((_largest(item) for item in given), default=0.0)
    return abs(float(given)) if isinstance(given, (int, float)) and not isinstance(given, bool) else 0.0


def _failure(case: Case, reason: str) -> CaseResult:
    return CaseResult(case, passed=False, largest_error=math.inf, judged=0, faults=(reason,))


def _judge(case: Case, deviations: list[Deviation]) -> CaseResult:
    if not deviations:
        return _failure(case, "nothing to judge: the case expects no value")
    return CaseResult(
        case,
        passed=all(deviation.passed for deviation in deviations),
        largest_error=max(deviation.error for deviation in deviations),
        judged=len(deviations),
        faults=tuple(str(deviation) for deviation in deviations if not deviation.passed),
    )
