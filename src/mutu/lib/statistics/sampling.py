"""Lot inspection by MIL-STD-105E: which sample to take and what to decide, for one class or several at once.

Under normal inspection a lot exactly at the AQL is accepted in 87 to 99 % of cases: the AQL is no promise about a
single lot. Buyers' "AQL 0" for critical nonconformities is not in the standard; here it means accept on 0 in the
largest sample of the other classes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import whole
from mutu.lib.statistics.results import Result
from mutu.lib.statistics.sampling_tables import (
    STANDARD,
    DoublePlan,
    SinglePlan,
    aql_name,
    code_letter,
    double_plan,
    lot_size,
    single_plan,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class LotPlan(Result):
    """A single plan for one lot: what the table says, and what is left of it when the sample exceeds the lot."""

    lot: int
    level: str
    severity: str
    aql: str
    letter_from_lot: str
    letter_used: str
    n: int
    n_table: int
    ac: int
    re: int
    full_inspection: bool

    def decide(self, nonconforming: int) -> str:
        """accepted, accepted_normal_next (between Ac and Re under reduced inspection), or rejected."""
        found = whole(nonconforming, "number of nonconforming")
        if found >= self.re:
            return "rejected"
        return "accepted" if found <= self.ac else "accepted_normal_next"


def plan(lot: Any, aql: Any, *, level: str = "II", severity: str = "normal") -> LotPlan:
    """The single plan of MIL-STD-105E for a lot; a sample as large as the lot means inspecting all, Ac unchanged.

    >>> found = plan(1200, 2.5)
    >>> found.letter_used, found.n, found.ac, found.re
    ('J', 80, 5, 6)
    """
    size, letter = lot_size(lot), code_letter(lot, level)
    found = single_plan(letter, aql, severity)
    full = found.n >= size
    return LotPlan(
        lot=size,
        level=level,
        severity=severity,
        aql=aql_name(aql),
        letter_from_lot=letter,
        letter_used=found.letter,
        n=min(found.n, size),
        n_table=found.n,
        ac=found.ac,
        re=found.re,
        full_inspection=full,
        method=f"{STANDARD}, single plan, {severity} inspection, level {level}",
        warnings=("full_inspection",) if full else (),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class DoubleLotPlan(Result):
    """A double plan for one lot, or the single plan the table refers to."""

    lot: int
    plan: DoublePlan | SinglePlan
    letter_from_lot: str


def plan_double(lot: Any, aql: Any, *, level: str = "II", severity: str = "normal") -> DoubleLotPlan:
    """The double plan of MIL-STD-105E for a lot.

    >>> plan_double(1200, 2.5).plan.n1
    50
    """
    size, letter = lot_size(lot), code_letter(lot, level)
    found = double_plan(letter, aql, severity)
    total = found.n if isinstance(found, SinglePlan) else found.n1 + found.n2
    return DoubleLotPlan(
        lot=size,
        plan=found,
        letter_from_lot=letter,
        method=f"{STANDARD}, double plan, {severity} inspection, level {level}",
        warnings=("full_inspection",) if total >= size else (),
    )


@dataclass(frozen=True)
class ClassPlan:
    """One class of nonconformity in an inspection: its AQL ("0" by buyers' custom), sample and numbers."""

    name: str
    aql: str
    n: int
    n_table: int
    ac: int
    re: int


@dataclass(frozen=True, kw_only=True, eq=False)
class InspectionPlan(Result):
    """Several classes inspected together. ``n`` is the largest sample; each class has its own beside it."""

    lot: int
    level: str
    severity: str
    classes: tuple[ClassPlan, ...]
    n: int
    one_sample: bool

    def decide(self, found: Mapping[str, int]) -> str:
        """rejected if any class rejects; accepted_normal_next if one lies between Ac and Re; else accepted.

        >>> plan = inspection(1200, {"critical": 0, "major": 2.5, "minor": 4.0})
        >>> plan.decide({"critical": 0, "major": 5, "minor": 8})
        'rejected'
        """
        unknown = set(found) - {each.name for each in self.classes}
        if unknown or len(found) != len(self.classes):
            raise InputError("unknown_class", "Give one count for every class of the plan, and no other.")
        numbers = {name: whole(count, f"count of {name}") for name, count in found.items()}
        if any(count > self.n for count in numbers.values()):
            raise InputError("count_above_size", f"A count exceeds the sample of {self.n} items.")
        if any(numbers[each.name] >= each.re for each in self.classes):
            return "rejected"
        gap = any(numbers[each.name] > each.ac for each in self.classes)
        return "accepted_normal_next" if gap else "accepted"


def inspection(
    lot: Any,
    aqls: Mapping[str, Any],
    *,
    level: str = "II",
    severity: str = "normal",
    one_sample: bool = False,
) -> InspectionPlan:
    """Classes such as {"critical": 0, "major": 2.5, "minor": 4.0} in one inspection of single plans.

    Arrows can ask different samples of the classes. By default each class is judged on its own sample, taken from
    the largest; ``one_sample`` instead inspects the largest sample for every class and looks up, for that code
    letter, each class's numbers (where its plan still fits that sample). AQL 0 accepts 0 on the largest sample.

    >>> found = inspection(1200, {"critical": 0, "major": 2.5, "minor": 4.0})
    >>> [(each.name, each.n, each.ac, each.re) for each in found.classes]
    [('critical', 80, 0, 1), ('major', 80, 5, 6), ('minor', 80, 7, 8)]
    """
    size = lot_size(lot)
    zero = [name for name, aql in aqls.items() if _is_zero(aql)]
    plans = {name: plan(size, aql, level=level, severity=severity) for name, aql in aqls.items() if name not in zero}
    if not plans:
        raise InputError("aql_zero", "AQL 0 alone gives no sample size: add a class with a standard AQL.")
    largest = max(plans.values(), key=lambda each: each.n_table)
    if one_sample:
        plans = {name: _at_letter(each, largest) for name, each in plans.items()}
    classes = tuple(
        ClassPlan(name, "0", largest.n, largest.n_table, 0, 1)
        if name in zero
        else ClassPlan(name, plans[name].aql, plans[name].n, plans[name].n_table, plans[name].ac, plans[name].re)
        for name in aqls
    )
    codes = {
        "aql_zero_by_custom": bool(zero),
        "full_inspection": largest.n_table >= size,
        "different_samples": len({each.n_table for each in classes}) > 1,
    }
    return InspectionPlan(
        lot=size,
        level=level,
        severity=severity,
        classes=classes,
        n=max(each.n for each in classes),
        one_sample=one_sample,
        method=f"{STANDARD}, single plans, {severity} inspection, level {level}",
        warnings=tuple(code for code, applies in codes.items() if applies),
    )


def _is_zero(aql: Any) -> bool:
    try:
        return float(aql) == 0
    except (TypeError, ValueError):
        return False


def _at_letter(small: LotPlan, largest: LotPlan) -> LotPlan:
    """A class's plan at the code letter of the largest sample, if the table has one there; else unchanged."""
    found = single_plan(largest.letter_used, small.aql, small.severity)
    if found.n != largest.n_table:
        return small
    return LotPlan(
        lot=small.lot,
        level=small.level,
        severity=small.severity,
        aql=small.aql,
        letter_from_lot=small.letter_from_lot,
        letter_used=found.letter,
        n=min(found.n, small.lot),
        n_table=found.n,
        ac=found.ac,
        re=found.re,
        full_inspection=found.n >= small.lot,
        method=small.method,
        warnings=small.warnings,
    )
