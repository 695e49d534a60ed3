"""Reading case files: the common shape, and the two shapes of the NIST certified data sets.

The common shape is ``{"cases": [{"id", "procedure", "method", "input", "expected", "source"}]}``. Where
the input is the words "per row", the rows of ``expected`` carry their own input columns.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PER_ROW = "per row"
Reader = Callable[[str], str | None]


@dataclass(frozen=True)
class Case:
    """One question with its published answer. ``fault`` says why a case cannot even be asked."""

    id: str
    procedure: str
    input: Any
    expected: Any
    method: str = ""
    source: str = ""
    fault: str = ""

    def informative(self) -> list[str]:
        """What is expected but never judged: fits that depend on the algorithm."""
        found = self.expected.items() if isinstance(self.expected, dict) else ()
        return [f"{key} = {value}" for key, value in found if key.startswith("johnson_")]


def read_cases(text: str, beside: Reader) -> list[Case] | None:
    """The cases of one file; None when it is JSON of another kind.

    ``beside`` gives the text of a file in the same folder, or None if there is none.

    >>> text = '{"cases": [{"id": "a", "procedure": "pareto", "input": {}, "expected": []}]}'
    >>> [case.id for case in read_cases(text, {}.get)]
    ['a']
    >>> read_cases('{"other": 1}', {}.get) is None
    True
    """
    try:
        data = json.loads(text)
    except ValueError as reason:
        return [Case("(file)", "", None, None, fault=f"not JSON: {reason}")]
    return _cases_of(data, beside) if isinstance(data, dict) else None


def _cases_of(data: dict[str, Any], beside: Reader) -> list[Case] | None:
    if isinstance(data.get("cases"), list):
        return [_case(entry, number) for number, entry in enumerate(data["cases"], start=1)]
    if isinstance(data.get("sets"), dict):
        return [_univariate(name, entry) for name, entry in data["sets"].items()]
    if "data_y_x" in data and "certified" in data:
        given = {"y": [row[0] for row in data["data_y_x"]], "x": [row[1] for row in data["data_y_x"]]}
        return [Case("linear", "nist.linear", given, _floats(data["certified"]), str(data.get("model", "")))]
    if data and all(isinstance(entry, dict) and "certified" in entry for entry in data.values()):
        return [_anova(name, entry, beside) for name, entry in data.items()]
    return None


def _case(entry: Any, number: int) -> Case:
    if not isinstance(entry, dict):
        return Case(f"case {number}", "", None, None, fault="the case is no object")
    lacking = [key for key in ("procedure", "input", "expected") if key not in entry]
    return Case(
        id=str(entry.get("id", f"case {number}")),
        procedure=str(entry.get("procedure", "")),
        input=entry.get("input"),
        expected=entry.get("expected"),
        method=str(entry.get("method") or ""),
        source=str(entry.get("source") or ""),
        fault=f"the case has no {', '.join(lacking)}" if lacking else "",
    )


def _floats(certified: dict[str, Any]) -> dict[str, float]:
    return {key: float(value) for key, value in certified.items()}


def _anova(name: str, entry: dict[str, Any], beside: Reader) -> Case:
    """A NIST analysis of variance: certified values here, the data in ``anova_<name>.csv`` beside it."""
    file = f"anova_{name}.csv"
    text = beside(file)
    if text is None:
        return Case(name, "nist.anova", None, None, fault=f"{file} is not beside the certified values")
    try:
        rows = list(csv.DictReader(io.StringIO(text)))
        given = {"g": [row["treatment"] for row in rows], "y": [float(row["response"]) for row in rows]}
        return Case(name, "nist.anova", given, _floats(entry["certified"]), "one-way analysis of variance")
    except (KeyError, TypeError, ValueError) as reason:
        return Case(name, "nist.anova", None, None, fault=f"{file} cannot be read: {reason!r}")


_RULE = re.compile(r"(\d+) values: ([\d.]+) then (\d+) times the pair ([\d.]+), ([\d.]+)")


def _univariate(name: str, entry: dict[str, Any]) -> Case:
    """A NIST univariate set: its data, or the rule in words that builds them."""
    values = entry.get("data")
    if values is None:
        rule = _RULE.fullmatch(str(entry.get("rule", "")))
        if rule is None:
            return Case(name, "nist.univariate", None, None, fault="neither data nor a rule that can be read")
        values = [float(rule[2]), *([float(rule[4]), float(rule[5])] * int(rule[3]))]
        if len(values) != int(rule[1]):
            return Case(name, "nist.univariate", None, None, fault="the rule does not give its number of values")
    expected = {key: float(entry[key]) for key in ("mean", "sd", "r1") if key in entry}
    return Case(name, "nist.univariate", {"data": values}, expected, "mean, standard deviation, autocorrelation")
