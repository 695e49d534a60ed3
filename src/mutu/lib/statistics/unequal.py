"""Mean and standard deviation charts for subgroups of unequal size, with five named estimators of sigma.

The estimators differ by several percent on the same data, so the name of the one used is part of the result.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutu.lib.statistics.charts import ChartPair, LimitSet, chart
from mutu.lib.statistics.constants import c4, c5, d2, d3
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import series
from mutu.lib.statistics.results import Floats, Result, frozen
from mutu.lib.statistics.rules import DEFAULT, LIMITS_ONLY, RuleSet

ESTIMATORS = {
    "pooled_sd_unbiased": "pooled standard deviation / c4(df + 1)",
    "pooled_sd": "pooled standard deviation",
    "S_mvlue": "minimum variance linear combination of s / c4",
    "S_unweighted": "mean of s / c4",
    "R_mvlue": "minimum variance linear combination of R / d2",
    "R_unweighted": "mean of R / d2",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Subgroups(Result):
    """What the charts need of each subgroup, in order of first appearance."""

    labels: tuple[Any, ...]
    sizes: Floats
    means: Floats
    sds: Floats
    ranges: Floats
    grand_mean: float


def grouped(values: Any, labels: Any) -> Subgroups:
    """Collect measurements by the label of their subgroup; a subgroup of one has no spread (NaN there).

    >>> groups = grouped([1.0, 3.0, 5.0], ["a", "a", "b"])
    >>> groups.sizes.tolist(), groups.means.tolist()
    ([2.0, 1.0], [2.0, 5.0])
    """
    data = series(values)
    names = list(labels)
    if len(names) != data.size:
        raise InputError("unequal_lengths", f"There are {data.size} values and {len(names)} subgroup labels.")
    order = list(dict.fromkeys(names))
    index = {name: position for position, name in enumerate(order)}
    at = np.array([index[name] for name in names])
    sizes = np.bincount(at)
    means, sds, ranges = _figures(data[np.argsort(at, kind="stable")], sizes)
    return Subgroups(
        labels=tuple(order),
        sizes=frozen(sizes),
        means=frozen(means),
        sds=frozen(sds),
        ranges=frozen(ranges),
        grand_mean=float(data.mean()),
        method="subgroups by label",
        warnings=("subgroups_of_one",) if (sizes < 2).any() else (),
    )


def _figures(ordered: Floats, sizes: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Mean, standard deviation and range of every subgroup; those of one size together, so that many cost little."""
    starts = np.cumsum(sizes) - sizes
    means, sds, ranges = (np.full(sizes.size, np.nan) for _ in range(3))
    for size in np.unique(sizes).tolist():
        which = np.flatnonzero(sizes == size)
        rows = ordered[starts[which][:, None] + np.arange(size)]
        means[which] = rows.mean(axis=1)
        if size > 1:
            sds[which], ranges[which] = rows.std(axis=1, ddof=1), np.ptp(rows, axis=1)
    return means, sds, ranges


def _constants(function: Any, sizes: Floats) -> Floats:
    known = {size: function(int(size)) for size in np.unique(sizes).tolist()}
    return np.array([known[size] for size in sizes.tolist()])


def _with_spread(groups: Subgroups) -> NDArray[np.bool_]:
    spread = groups.sizes > 1
    if not spread.any():
        raise InputError("subgroups_of_one", "Every subgroup has one value: use an I-MR chart.")
    return np.asarray(spread)


def sigma_estimates(groups: Subgroups) -> dict[str, float]:
    """All estimators of the standard deviation within subgroups; subgroups of one do not take part.

    Sources: Burr 1969 (weights of the minimum variance combinations); pooled with c4(df + 1) as Minitab does.
    """
    spread = _with_spread(groups)
    return {name: estimator(groups, spread) for name, estimator in _ESTIMATES.items()}


def _from_s(groups: Subgroups, spread: Any) -> tuple[Floats, Floats]:
    """s / c4 of each subgroup, and its weight."""
    sizes = groups.sizes[spread]
    center = _constants(c4, sizes)
    return groups.sds[spread] / center, (center / _constants(c5, sizes)) ** 2


def _from_r(groups: Subgroups, spread: Any) -> tuple[Floats, Floats]:
    """R / d2 of each subgroup, and its weight."""
    sizes = groups.sizes[spread]
    center = _constants(d2, sizes)
    return groups.ranges[spread] / center, (center / _constants(d3, sizes)) ** 2


def _weighted(estimates: Floats, weights: Floats) -> float:
    return float(np.sum(weights * estimates) / np.sum(weights))


def _pooled(groups: Subgroups, spread: Any) -> float:
    sizes, sds = groups.sizes[spread], groups.sds[spread]
    return float(np.sqrt(np.sum((sizes - 1) * sds**2) / np.sum(sizes - 1)))


def degrees_of_freedom(groups: Subgroups) -> int:
    """Those behind the pooled standard deviation."""
    return int(np.sum(groups.sizes - 1))


_ESTIMATES: dict[str, Callable[[Subgroups, Any], float]] = {
    "R_unweighted": lambda groups, spread: float(_from_r(groups, spread)[0].mean()),
    "S_unweighted": lambda groups, spread: float(_from_s(groups, spread)[0].mean()),
    "S_mvlue": lambda groups, spread: _weighted(*_from_s(groups, spread)),
    "R_mvlue": lambda groups, spread: _weighted(*_from_r(groups, spread)),
    "pooled_sd": _pooled,
    "pooled_sd_unbiased": lambda groups, spread: _pooled(groups, spread) / c4(degrees_of_freedom(groups) + 1),
}


def xbar_unequal(values: Any, labels: Any, *, sigma: str = "pooled_sd_unbiased", rules: RuleSet = DEFAULT) -> ChartPair:
    """Mean and standard deviation chart with limits of their own for every subgroup size.

    ``values`` and ``labels`` are series of the same length; the centre is the mean of all values.

    By hand: variances 2 and 4 pool to 10/3; sigma = sqrt(10/3) / c4(4) = 1.9816; 3.2 + 3 sigma / sqrt(n).

    >>> pair = xbar_unequal([1.0, 3.0, 2.0, 4.0, 6.0], [1, 1, 2, 2, 2])
    >>> [round(limit, 3) for limit in pair.location.lines.ucl.tolist()]
    [7.404, 6.632]
    """
    if sigma not in ESTIMATORS:
        raise InputError("unknown_method", f"Sigma by one of {', '.join(ESTIMATORS)}, not '{sigma}'.")
    groups = grouped(values, labels)
    estimate = _ESTIMATES[sigma](groups, _with_spread(groups))
    method = f"mean +- 3 sigma / sqrt(n), sigma = {ESTIMATORS[sigma]}"
    warnings = (*groups.warnings, *(("no_variation",) if estimate == 0 else ()))
    facts: dict[str, Any] = {
        "sigma": estimate,
        "last": len(groups.labels),
        "method": method,
        "warnings": warnings,
    }
    upper = LimitSet(statistic="mean", center=groups.grand_mean, **facts)
    lower = LimitSet(statistic="standard deviation", center=estimate, low=0.0, **facts)
    sizes = groups.sizes
    above = chart("xbar_s", groups.means, upper, rules=rules, sizes=sizes)
    below = chart("xbar_s", groups.sds, lower, rules=LIMITS_ONLY, sizes=np.maximum(sizes, 2))
    return ChartPair(location=above, spread=below, method=method, warnings=warnings)
