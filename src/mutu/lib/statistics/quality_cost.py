"""Cost of quality by prevention, appraisal, internal and external failure (the PAF model; ISO 10014).

What a factory pays to prevent and to find nonconformities, and what it pays because it did not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite
from mutu.lib.statistics.results import Result

CATEGORIES = ("prevention", "appraisal", "internal_failure", "external_failure")


@dataclass(frozen=True, kw_only=True, eq=False)
class PeriodCost(Result):
    """One period: cost per category, conformance against failure, and the total in percent of sales."""

    period: str
    by_category: dict[str, float]
    total: float
    of_conformance: float
    of_nonconformance: float
    shares: dict[str, float | None]
    percent_of_sales: float | None


def quality_cost(period: str, costs: Mapping[str, float], sales: float | None = None) -> PeriodCost:
    """Add up one period; categories left out count as zero, amounts are zero or more, in one currency.

    >>> cost = quality_cost("2026-01", {"prevention": 10, "appraisal": 30, "internal_failure": 60}, sales=2000)
    >>> cost.total, cost.of_nonconformance, cost.percent_of_sales
    (100.0, 60.0, 5.0)
    """
    unknown = set(costs) - set(CATEGORIES)
    if unknown:
        raise InputError("unknown_category", f"No cost category: {', '.join(sorted(unknown))}.")
    found = {name: finite(costs.get(name, 0.0), f"cost of {name}") for name in CATEGORIES}
    if any(amount < 0 for amount in found.values()):
        raise InputError("negative_amount", "Costs must be zero or more.")
    turnover = None if sales is None else finite(sales, "sales")
    if turnover is not None and turnover <= 0:
        raise InputError("not_positive", "Sales must be greater than zero.")
    total = sum(found.values())
    return PeriodCost(
        period=period,
        by_category=found,
        total=total,
        of_conformance=found["prevention"] + found["appraisal"],
        of_nonconformance=found["internal_failure"] + found["external_failure"],
        shares={name: 100 * amount / total if total > 0 else None for name, amount in found.items()},
        percent_of_sales=None if turnover is None else 100 * total / turnover,
        method="prevention, appraisal, internal and external failure",
        warnings=("no_data",) if total == 0 else (),
    )


def trend(periods: Sequence[PeriodCost]) -> tuple[tuple[str, float, float | None], ...]:
    """Period, total and percent of sales in the order given."""
    return tuple((each.period, each.total, each.percent_of_sales) for each in periods)
