"""Short-run charts: several parts on one chart, by deviation from nominal (DNOM) or in sigma units (Z-MR).

For shops that make twenty pieces of a part and change over. DNOM assumes that all parts vary alike; Z
does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.charts import ChartPair, LimitSet, chart
from mutu.lib.statistics.constants import d2, d3
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, series
from mutu.lib.statistics.results import Floats, Result
from mutu.lib.statistics.rules import DEFAULT, LIMITS_ONLY, RuleSet
from mutu.lib.statistics.variables import individuals, moving_ranges


@dataclass(frozen=True, kw_only=True, eq=False)
class UnlikeSpreads(Result):
    """Whether the parts vary alike: the ratio of the largest to the smallest standard deviation, and
    Levene's p.
    """

    sds: dict[str, float]
    ratio: float | None
    p: float | None


def _by_part(parts: Sequence[Any], values: Floats, given: Mapping[Any, float], name: str) -> Floats:
    if len(parts) != values.size:
        raise InputError("unequal_lengths", f"There are {values.size} values and {len(parts)} part names.")
    missing = [str(part) for part in dict.fromkeys(parts) if part not in given]
    if missing:
        raise InputError("missing_target", f"There is no {name} for part {', '.join(missing)}.")
    return np.array([finite(given[part], f"{name} of {part}") for part in parts])


def deviation_from_nominal(
    parts: Sequence[Any], values: Any, targets: Mapping[Any, float], *, rules: RuleSet = DEFAULT
) -> ChartPair:
    """DNOM: an I-MR chart of value - target of the part. Moving ranges across a change of part count.

    >>> pair = deviation_from_nominal(["a", "a", "b"], [10.1, 9.9, 5.2], {"a": 10.0, "b": 5.0})
    >>> [round(point, 3) for point in pair.location.points.tolist()]
    [0.1, -0.1, 0.2]
    """
    data = series(values, least=2)
    return individuals(data - _by_part(parts, data, targets, "target"), rules=rules)


def z_mr(
    parts: Sequence[Any],
    values: Any,
    targets: Mapping[Any, float],
    sigmas: Mapping[Any, float],
    *,
    rules: RuleSet = DEFAULT,
) -> ChartPair:
    """Z-MR: z = (value - target) / sigma of the part, limits +- 3; moving range centre d2(2), upper limit
    3.686.

    >>> pair = z_mr(["a", "b"], [10.1, 5.4], {"a": 10.0, "b": 5.0}, {"a": 0.1, "b": 0.2})
    >>> [round(point, 6) for point in pair.location.points.tolist()], round(pair.spread.lines.ucl, 4)
    ([1.0, 2.0], 3.6859)
    """
    data = series(values)
    targets_each = _by_part(parts, data, targets, "target")
    sigma = _by_part(parts, data, sigmas, "sigma")
    if (sigma <= 0).any():
        raise InputError("not_positive", "The sigma of every part must be greater than zero.")
    z = (data - targets_each) / sigma
    method = "z = (value - target) / sigma of the part, limits +- 3"
    facts: dict[str, Any] = {"sigma": 1.0, "last": z.size, "method": method}
    location = LimitSet(statistic="value", center=0.0, **facts)
    spread = LimitSet(statistic="moving range", center=d2(2), low=0.0, constants={"d2": d2(2), "d3": d3(2)}, **facts)
    ranges = np.concatenate([[np.nan], moving_ranges(z)])
    return ChartPair(
        location=chart("z_mr", z, location, rules=rules),
        spread=chart("z_mr", ranges, spread, rules=LIMITS_ONLY),
        method=method,
    )


def unlike_spreads(parts: Sequence[Any], values: Any) -> UnlikeSpreads:
    """Do the parts vary alike, as DNOM assumes? Parts with fewer than two values are left out.

    >>> round(unlike_spreads(["a", "a", "a", "b", "b", "b"], [1, 2, 3, 10, 20, 30]).ratio, 6)
    10.0
    """
    from mutu.lib.statistics.anova import levene

    data = series(values)
    if len(parts) != data.size:
        raise InputError("unequal_lengths", f"There are {data.size} values and {len(parts)} part names.")
    names = list(dict.fromkeys(parts))
    groups = {str(name): data[[part == name for part in parts]] for name in names}
    enough = {name: group for name, group in groups.items() if group.size > 1}
    sds = {name: float(group.std(ddof=1)) for name, group in enough.items()}
    smallest = min(sds.values(), default=0.0)
    test = levene(list(enough.values())) if len(enough) > 1 and smallest > 0 else None
    return UnlikeSpreads(
        sds=sds,
        ratio=max(sds.values()) / smallest if smallest > 0 else None,
        p=test.p if test else None,
        method="standard deviations by part; Levene's test with medians",
    )
