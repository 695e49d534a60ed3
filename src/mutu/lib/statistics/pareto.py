"""The Pareto table: the vital few first, by count or by cost, with the cumulative share; "other" always last."""

from collections.abc import Mapping
from dataclasses import dataclass

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite
from mutu.lib.statistics.results import Result

OTHER = "other"
VITAL_SHARE = 80.0


@dataclass(frozen=True)
class Bar:
    """One category: its amount, its share and the share of all categories up to it, in percent."""

    category: str
    amount: float
    percent: float
    cumulative_percent: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Pareto(Result):
    """Categories by falling amount."""

    bars: tuple[Bar, ...]
    total: float

    def vital_few(self, share: float = VITAL_SHARE) -> tuple[str, ...]:
        """The fewest categories that together reach the share (80 % by custom); "other" is never one."""
        few: list[str] = []
        for bar in self.bars:
            if bar.category.casefold() == OTHER:
                break
            few.append(bar.category)
            if bar.cumulative_percent >= share - 1e-9:
                break
        return tuple(few)


def pareto(amounts: Mapping[str, float], *, costs: Mapping[str, float] | None = None) -> Pareto:
    """Counts per category, or counts times ``costs`` per piece; amounts of zero or more, not all zero.

    Equal amounts keep their order. Source: Juran, Quality Handbook.

    >>> table = pareto({"dent": 41, "other": 9, "scratch": 83})
    >>> [(bar.category, round(bar.cumulative_percent, 1)) for bar in table.bars]
    [('scratch', 62.4), ('dent', 93.2), ('other', 100.0)]
    >>> table.vital_few()
    ('scratch', 'dent')
    """
    found = {str(name): finite(amount, f"amount of {name}") for name, amount in amounts.items()}
    if costs is not None:
        lacking = [name for name in found if name not in costs]
        if lacking:
            raise InputError("missing_cost", f"There is no cost for {', '.join(lacking)}.")
        found = {name: amount * finite(costs[name], f"cost of {name}") for name, amount in found.items()}
    if any(amount < 0 for amount in found.values()):
        raise InputError("negative_amount", "Amounts and costs must be zero or more.")
    total = sum(found.values())
    if total <= 0:
        raise InputError("no_data", "There is nothing to rank: every amount is zero.")
    order = sorted(found, key=lambda name: (name.casefold() == OTHER, -found[name]))
    bars, running = [], 0.0
    for name in order:
        running += found[name]
        bars.append(Bar(name, found[name], 100 * found[name] / total, 100 * running / total))
    return Pareto(bars=tuple(bars), total=total, method="by cost" if costs is not None else "by count")
