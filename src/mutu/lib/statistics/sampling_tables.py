"""The tables of MIL-STD-105E (single and double plans) and MIL-STD-414, as they are printed.

Facts of standards of the US government, in the public domain. ISO 2859-1 and ANSI/ASQ Z1.4 descend from 105E; their
single plans for normal and tightened inspection are the same to our knowledge, their reduced plans are not.
"""

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, whole

STANDARD = "MIL-STD-105E"
SEVERITIES = ("normal", "tightened", "reduced")
LETTERS = "ABCDEFGHJKLMNPQRS"
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
AQLS = (
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5",
    "4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000",
)  # fmt: skip


@lru_cache(maxsize=16)
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one table that ships with the package."""
    file = resources.files("mutu.catalogue") / "statistics" / "acceptance" / name
    return tuple(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))


def aql_name(aql: Any) -> str:
    """The printed name of a standard AQL; any way of writing the number is understood.

    >>> aql_name(1), aql_name("0.1")
    ('1.0', '0.10')
    >>> aql_name(0)
    Traceback (most recent call last):
    ...
    mutu.lib.statistics.errors.InputError: There is no AQL 0 in the standard: accept 0 on the largest sample ...
    """
    try:
        number = float(aql)
    except (TypeError, ValueError):
        number = -1.0
    for name in AQLS:
        if abs(float(name) - number) < 1e-9:
            return name
    if number == 0:
        raise InputError(
            "aql_zero",
            "There is no AQL 0 in the standard: accept 0 on the largest sample of the other classes, "
            "or inspect every item.",
        )
    raise InputError("unknown_aql", f"{aql!r} is no AQL of the standard: {', '.join(AQLS)}.")


def lot_size(lot: Any) -> int:
    """A lot is at least two items; one item is inspected, not sampled."""
    size = whole(lot, "lot size", least=1)
    if size == 1:
        raise InputError("lot_of_one", "A lot of one item cannot be sampled: inspect it.")
    return size


def code_letter(lot: Any, level: str = "II") -> str:
    """Sample size code letter (table I) for a lot size and an inspection level.

    >>> code_letter(1200), code_letter(3201), code_letter(1000, "S-2")
    ('J', 'L', 'C')
    """
    size = lot_size(lot)
    if level not in LEVELS:
        raise InputError("unknown_level", f"'{level}' is no inspection level: {', '.join(LEVELS)}.")
    for row in rows("mil_std_105e/code_letters.csv"):
        if size >= int(row["lot_min"]) and (not row["lot_max"] or size <= int(row["lot_max"])):
            return row[level]
    raise InputError("unknown_lot", f"There is no code letter for a lot of {size}.")


@dataclass(frozen=True)
class SinglePlan:
    """Take n, accept up to ``ac`` nonconforming, reject from ``re``; under reduced inspection there is a gap."""

    n: int
    ac: int
    re: int
    letter: str


@dataclass(frozen=True)
class DoublePlan:
    """First and second sample, with acceptance and rejection numbers (the second pair for both together)."""

    n1: int
    n2: int
    ac1: int
    re1: int
    ac2: int
    re2: int
    letter: str

    def decide(self, first: int, second: int | None = None) -> str:
        """accepted, rejected, second_sample, or accepted_normal_next (between Ac2 and Re2, reduced inspection).

        >>> plan = DoublePlan(50, 50, 2, 5, 6, 7, "J")
        >>> plan.decide(2), plan.decide(3), plan.decide(3, 3), plan.decide(3, 4), plan.decide(5)
        ('accepted', 'second_sample', 'accepted', 'rejected', 'rejected')
        """
        d1 = whole(first, "nonconforming in the first sample")
        if d1 <= self.ac1:
            return "accepted"
        if d1 >= self.re1:
            return "rejected"
        if second is None:
            return "second_sample"
        total = d1 + whole(second, "nonconforming in the second sample")
        if total >= self.re2:
            return "rejected"
        return "accepted" if total <= self.ac2 else "accepted_normal_next"


@lru_cache(maxsize=8)
def _index(kind: str, severity: str) -> dict[tuple[str, str], dict[str, str]]:
    if severity not in SEVERITIES:
        raise InputError("unknown_severity", f"'{severity}' is no severity: {', '.join(SEVERITIES)}.")
    return {(row["letter"], row["aql"]): row for row in rows(f"mil_std_105e/{kind}_{severity}.csv")}


def _cell(kind: str, severity: str, letter: str, aql: Any) -> dict[str, str]:
    found = _index(kind, severity).get((letter, aql_name(aql)))
    if found is None:
        raise InputError("no_such_plan", f"The {severity} table has no code letter {letter}.")
    return found


def single_plan(letter: str, aql: Any, severity: str = "normal") -> SinglePlan:
    """The single plan of a code letter; an arrow leads to the first plan in its direction, sample size as well.

    >>> single_plan("L", 2.5, "tightened")
    SinglePlan(n=200, ac=8, re=9, letter='L')
    >>> single_plan("E", 2.5)  # an arrow down: another sample size
    SinglePlan(n=20, ac=1, re=2, letter='F')
    """
    cell = _cell("single", severity, letter, aql)
    return SinglePlan(int(cell["n"]), int(cell["ac"]), int(cell["re"]), cell["letter_used"])


def arrow(letter: str, aql: Any, severity: str = "normal", kind: str = "single") -> str:
    """What is printed in the cell: plan, up, down, or single (a double table that refers to the single plan)."""
    return _cell(kind, severity, letter, aql)["cell"]


def double_plan(letter: str, aql: Any, severity: str = "normal") -> DoublePlan | SinglePlan:
    """The double plan of a code letter, or the single plan where the table refers to it.

    >>> double_plan("J", 2.5)
    DoublePlan(n1=50, n2=50, ac1=2, re1=5, ac2=6, re2=7, letter='J')
    """
    cell = _cell("double", severity, letter, aql)
    if not cell["n1"]:
        return single_plan(cell["letter_used"], aql, severity)
    n1, n2, ac1, re1, ac2, re2 = (int(cell[name]) for name in ("n1", "n2", "ac1", "re1", "ac2", "re2"))
    return DoublePlan(n1, n2, ac1, re1, ac2, re2, cell["letter_used"])


LEVELS_414 = ("I", "II", "III", "IV", "V")
AQLS_414 = ("0.04", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10", "15")


@dataclass(frozen=True)
class VariablesPlan:
    """Sample size with the acceptability constant k (form 1) and the largest percent nonconforming M (form 2)."""

    n: int
    k: float
    m_percent: float
    letter: str


def code_letter_414(lot: Any, level: str = "IV") -> str:
    """Sample size code letter of MIL-STD-414, table A-2; level IV is the usual one.

    >>> code_letter_414(1000)
    'K'
    """
    size = lot_size(lot)
    if level not in LEVELS_414:
        raise InputError("unknown_level", f"'{level}' is no inspection level: {', '.join(LEVELS_414)}.")
    for row in rows("mil_std_414/table_a2_code_letters.csv"):
        if size >= int(row["lot_min"]) and (not row["lot_max"] or size <= int(row["lot_max"])):
            return row[level]
    raise InputError("lot_too_small", "MIL-STD-414 starts with lots of three items.")


def variables_plan(letter: str, aql: Any, severity: str = "normal") -> VariablesPlan:
    """k and M for sigma unknown, standard deviation method, one or two limits (tables B-1 and B-3).

    Tightened inspection reads the column of the next smaller AQL. A blank cell means the first plan below it: a
    larger sample. Reduced tables are not included.

    >>> variables_plan("F", 1.0)
    VariablesPlan(n=10, k=1.72, m_percent=3.26, letter='F')
    """
    column = _column_414(aql, severity)
    by_k = rows("mil_std_414/table_b1_k_normal_sigma_unknown_sd_method.csv")
    by_m = rows("mil_std_414/table_b3_M_percent_normal_sigma_unknown_sd_method.csv")
    letters = [row["letter"] for row in by_k]
    if letter not in letters:
        raise InputError("no_such_plan", f"MIL-STD-414 has no code letter {letter}.")
    for row, other in zip(by_k, by_m, strict=True):
        if letters.index(row["letter"]) >= letters.index(letter) and row[column]:
            return VariablesPlan(int(row["n"]), float(row[column]), float(other[column]), row["letter"])
    raise InputError("no_such_plan", f"There is no plan for letter {letter} and AQL {aql}.")


def _column_414(aql: Any, severity: str) -> str:
    number = finite(aql, "AQL")
    names = [name for name in AQLS_414 if abs(float(name) - number) < 1e-9]
    if not names or severity not in ("normal", "tightened"):
        raise InputError("unknown_aql", f"AQL {aql} {severity} is not in the tables of MIL-STD-414.")
    place = AQLS_414.index(names[0]) - (1 if severity == "tightened" else 0)
    if place < 0:
        raise InputError("unknown_aql", "There is no tightened plan below AQL 0.065.")
    return AQLS_414[place]
