"""Failure modes and effects: risk priority number and action priority of the AIAG & VDA handbook (2019).

The number S O D weighs a rare disaster like a frequent nuisance, and thresholds on it are discouraged; the action
priority looks severity up first. The rating scales are the user's own: the handbook's texts are copyrighted.
"""

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import whole
from mutu.lib.statistics.results import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Priority(Result):
    """RPN = S O D, and the action priority H, M or L."""

    severity: int
    occurrence: int
    detection: int
    rpn: int
    action_priority: str


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[tuple[int, ...], str], ...]:
    file = resources.files("mutu.catalogue") / "statistics" / "other" / "fmea_action_priority.csv"
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    names = ("s_min", "s_max", "o_min", "o_max", "d_min", "d_max")
    return tuple((tuple(int(row[name]) for name in names), row["ap"]) for row in rows)


def _rating(value: Any, name: str) -> int:
    number = whole(value, name, least=1)
    if number > 10:
        raise InputError("rating_out_of_range", f"The {name} is rated from 1 to 10, not {value}.")
    return number


def priority(severity: Any, occurrence: Any, detection: Any) -> Priority:
    """Rate severity, occurrence and detection from 1 to 10 (10 worst, for detection: least detectable).

    >>> found = priority(9, 2, 7)
    >>> found.rpn, found.action_priority
    (126, 'H')
    """
    s, o, d = _rating(severity, "severity"), _rating(occurrence, "occurrence"), _rating(detection, "detection")
    for (s1, s2, o1, o2, d1, d2), action in _table():
        if s1 <= s <= s2 and o1 <= o <= o2 and d1 <= d <= d2:
            return Priority(
                severity=s,
                occurrence=o,
                detection=d,
                rpn=s * o * d,
                action_priority=action,
                method="AIAG & VDA FMEA handbook 2019",
            )
    raise InputError("rating_out_of_range", f"The table has no entry for {s}, {o}, {d}.")
