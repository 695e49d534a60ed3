"""Control charts for counts: nonconforming items (p, np), nonconformities (c, u), Laney's p' and u', rare
events (g, t).

The centre is the ratio of sums, never the mean of ratios; limits follow the size of every point. A lower
limit of 0 means that there is none: it cannot signal.
"""

import datetime
from typing import Any

import numpy as np

from mutu.lib.statistics.charts import ControlChart, LimitSet, Lines, chart
from mutu.lib.statistics.constants import d2
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import counts, positions, positive
from mutu.lib.statistics.results import Floats, frozen
from mutu.lib.statistics.rules import ATTRIBUTES, DEFAULT, RuleSet, signals
from mutu.lib.statistics.sigma_units import in_sigma_units
from mutu.lib.statistics.variables import Excluded, _phase, moving_ranges

T_POWER = 1 / 3.6  # turns exponential waiting times into nearly normal values (Nelson 1994)


def _checked_rules(rules: RuleSet) -> RuleSet:
    wrong = [rule.number for rule in rules.rules if rule.number not in ATTRIBUTES]
    if wrong:
        raise InputError("rules_need_normal", f"Rules {', '.join(wrong)} assume measurements, not counts.")
    return rules


def _sizes(sizes: Any, like: Floats) -> Floats:
    given = positive(np.full(like.size, sizes) if np.ndim(sizes) == 0 else sizes, "sizes")
    if given.size != like.size:
        raise InputError("unequal_lengths", f"There are {like.size} counts and {given.size} sizes.")
    return given


def _same(sizes: Floats) -> Any:
    """One size when all are equal, else the sizes: limits are then one line or stepped."""
    return float(sizes[0]) if (sizes == sizes[0]).all() else sizes


def _nonconforming(nonconforming: Any, sizes: Any) -> tuple[Floats, Floats]:
    found = counts(nonconforming, "counts of nonconforming items")
    inspected = _sizes(sizes, found)
    if (inspected != np.floor(inspected)).any():
        raise InputError("not_a_count", "The sample sizes must be whole numbers of items.")
    if (found > inspected).any():
        at = int(np.argmax(found > inspected)) + 1
        raise InputError("count_above_size", f"Sample {at} has more nonconforming items than items.")
    return found, inspected


def _charted(
    kind: str, points: Floats, limits: LimitSet | None, estimated: LimitSet, sizes: Any, rules: RuleSet
) -> ControlChart:
    chosen = estimated if limits is None else limits
    if chosen.statistic != estimated.statistic:
        raise InputError("unlike_charts", f"Limits for {chosen.statistic} do not fit a {kind} chart.")
    return chart(kind, points, chosen, rules=_checked_rules(rules), sizes=sizes)


def _ratio_limits(
    statistic: str,
    found: Floats,
    sizes: Floats,
    phase1: int | None,
    excluded: Excluded,
    **more: Any,
) -> LimitSet:
    phase = _phase(found.size, phase1, excluded)
    center = float(found[phase.used].sum() / sizes[phase.used].sum())
    flat = ("no_variation",) if center in (0.0, more.get("high")) else ()
    return LimitSet(
        statistic=statistic,
        center=center,
        sigma=None,
        size=None,
        low=0.0,
        last=phase.stop,
        excluded=phase.excluded,
        warnings=(*phase.warnings, *flat),
        **more,
    )


def p_chart(
    nonconforming: Any,
    sizes: Any,
    *,
    phase1: int | None = None,
    excluded: Excluded = (),
    established: datetime.date | None = None,
    limits: LimitSet | None = None,
    rules: RuleSet = DEFAULT,
) -> ControlChart:
    """Fraction nonconforming: p = sum D / sum n, limits p +- 3 sqrt(p (1 - p) / n_i), clipped to 0..1.

    ``nonconforming`` counts items per sample, ``sizes`` one number or one per sample. Source: NIST/SEMATECH
    e-Handbook 6.3.3.2 (30 wafers of 50 chips): centre .2313, limits .0524 and .4102.

    >>> from mutu.lib.statistics.validation.published import published
    >>> wafers = published("spc/attribute_charts.json", "nist_wafer_p")
    >>> chart = p_chart(wafers["count"], wafers["size"])
    >>> [round(line, 4) for line in (chart.lines.lcl, chart.lines.center, chart.lines.ucl)], chart.beyond
    ([0.0524, 0.2313, 0.4102], [15, 23])
    """
    found, inspected = _nonconforming(nonconforming, sizes)
    estimated = _ratio_limits(
        "fraction nonconforming",
        found,
        inspected,
        phase1,
        excluded,
        high=1.0,
        established=established,
        method="p +- 3 sqrt(p (1 - p) / n)",
    )
    return _charted("p", found / inspected, limits, estimated, _same(inspected), rules)


def np_chart(
    nonconforming: Any,
    size: float,
    *,
    phase1: int | None = None,
    excluded: Excluded = (),
    established: datetime.date | None = None,
    limits: LimitSet | None = None,
    rules: RuleSet = DEFAULT,
) -> ControlChart:
    """Number nonconforming in samples of one constant size: n p +- 3 sqrt(n p (1 - p)).

    >>> chart = np_chart([3, 5, 4], 50)
    >>> round(chart.lines.center, 4), round(chart.lines.ucl, 4)
    (4.0, 9.755)
    """
    if np.ndim(size) != 0:
        raise InputError("unequal_sizes", "An np chart needs one constant sample size: use a p chart.")
    found, inspected = _nonconforming(nonconforming, size)
    phase = _phase(found.size, phase1, excluded)
    estimated = LimitSet(
        statistic="number nonconforming",
        center=float(found[phase.used].mean()),
        sigma=None,
        size=float(inspected[0]),
        low=0.0,
        high=float(inspected[0]),
        last=phase.stop,
        excluded=phase.excluded,
        established=established,
        method="n p +- 3 sqrt(n p (1 - p))",
        warnings=phase.warnings,
    )
    return _charted("np", found, limits, estimated, None, rules)


def c_chart(
    nonconformities: Any,
    *,
    phase1: int | None = None,
    excluded: Excluded = (),
    established: datetime.date | None = None,
    limits: LimitSet | None = None,
    rules: RuleSet = DEFAULT,
) -> ControlChart:
    """Nonconformities in units of the same size: c +- 3 sqrt(c).

    Source: NIST/SEMATECH e-Handbook 6.3.3.1 (wafers): c = 16, limits 4 and 28.

    >>> from mutu.lib.statistics.validation.published import published
    >>> chart = c_chart(published("spc/attribute_charts.json", "nist_wafer_c")["count"])
    >>> chart.lines.lcl, chart.lines.center, chart.lines.ucl, chart.beyond
    (4.0, 16.0, 28.0, [24])
    """
    found = counts(nonconformities, "counts of nonconformities")
    phase = _phase(found.size, phase1, excluded)
    estimated = LimitSet(
        statistic="nonconformities",
        center=float(found[phase.used].mean()),
        sigma=None,
        low=0.0,
        last=phase.stop,
        excluded=phase.excluded,
        established=established,
        method="c +- 3 sqrt(c)",
        warnings=phase.warnings,
    )
    return _charted("c", found, limits, estimated, None, rules)


def u_chart(
    nonconformities: Any,
    sizes: Any,
    *,
    phase1: int | None = None,
    excluded: Excluded = (),
    established: datetime.date | None = None,
    limits: LimitSet | None = None,
    rules: RuleSet = DEFAULT,
) -> ControlChart:
    """Nonconformities per unit: u = sum c / sum n, limits u +- 3 sqrt(u / n_i); sizes may be fractions of
    a unit.

    Montgomery, 8th ed., example 7.4 (computers, 193 nonconformities in 20 samples of 5): u = 1.93.

    >>> from mutu.lib.statistics.validation.published import published
    >>> computers = published("spc/attribute_charts.json", "pcmanufact")
    >>> chart = u_chart(computers["count"], computers["size"])
    >>> chart.lines.center, round(chart.lines.lcl, 2), round(chart.lines.ucl, 2)
    (1.93, 0.07, 3.79)
    """
    found = counts(nonconformities, "counts of nonconformities")
    units = _sizes(sizes, found)
    estimated = _ratio_limits(
        "nonconformities per unit",
        found,
        units,
        phase1,
        excluded,
        established=established,
        method="u +- 3 sqrt(u / n)",
    )
    return _charted("u", found / units, limits, estimated, _same(units), rules)


def sigma_z(plain_chart: ControlChart) -> float | None:
    """Laney's ratio: mean moving range of the standardised points / d2(2); None without variation or
    neighbours.

    Phase I points only, without the excluded ones; no moving range is screened out first. Above 1 the
    counts vary more than chance alone (overdispersion); below 1 the limits tighten. Source: Laney 2002,
    Quality Engineering 14.
    """
    sigma = np.broadcast_to(plain_chart.lines.sigma, plain_chart.points.shape)
    limits = plain_chart.limits[0]
    used = ~positions((each.position for each in limits.excluded), plain_chart.points.size)
    used[limits.last :] = False
    both = used[1:] & used[:-1]
    if not both.any() or not (sigma[used] > 0).all():
        return None
    z = (plain_chart.points - plain_chart.lines.center) / sigma
    return float(moving_ranges(z)[both].mean()) / d2(2)


def laney(plain_chart: ControlChart) -> ControlChart:
    """Laney's p' or u' chart from a p or u chart: the same centre, limits widened (or tightened) by sigma_z.

    >>> wide = laney(p_chart([480, 520, 450, 530], [1000, 1000, 1000, 1000]))
    >>> round(wide.limits[0].ratio, 3)
    3.55
    """
    if plain_chart.kind not in ("p", "u"):
        raise InputError("unlike_charts", "Laney's correction belongs to p and u charts.")
    ratio = sigma_z(plain_chart)
    if ratio is None:
        raise InputError("no_variation", "Without variation between neighbouring points there is no sigma_z.")
    base = plain_chart.limits[0]
    warnings = (*base.warnings, *(("laney_tightens_limits",) if ratio < 1 else ()))
    changed = LimitSet(
        statistic=base.statistic,
        center=base.center,
        sigma=None,
        ratio=ratio,
        low=base.low,
        high=base.high,
        last=base.last,
        excluded=base.excluded,
        established=base.established,
        method=f"{base.method}, times sigma_z = {ratio:.6g} (Laney)",
        warnings=warnings,
    )
    return chart(
        f"{plain_chart.kind}_prime",
        plain_chart.points,
        changed,
        rules=plain_chart.rules,
        sizes=plain_chart.sizes,
    )


def g_chart(cases_between: Any, *, center: str = "mean", rules: RuleSet = DEFAULT) -> ControlChart:
    """Number of cases between rare events (geometric): limits g +- 3 sqrt(g (g + 1)), g the mean.

    ``center="median"`` draws the median as centre line (for runs), with the same limits.

    >>> chart = g_chart([10, 20, 30])
    >>> round(chart.lines.ucl, 3), chart.lines.lcl
    (81.482, 0.0)
    """
    found = counts(cases_between, "cases between events")
    if center not in ("mean", "median"):
        raise InputError("unknown_method", f"The centre is the mean or the median, not '{center}'.")
    mean = float(found.mean())
    spread = float(np.sqrt(mean * (mean + 1)))
    middle = mean if center == "mean" else float(np.median(found))
    lines = Lines(middle, max(0.0, mean - 3 * spread), mean + 3 * spread, spread)
    method = f"g +- 3 sqrt(g (g + 1)), centre line the {center}"
    return _special("g", "cases between events", found, lines, mean, spread, method, rules)


def t_chart(time_between: Any, *, factor: float | None = None, rules: RuleSet = DEFAULT) -> ControlChart:
    """Time between rare events: an individuals chart of x^(1/3.6), transformed back (Nelson 1994).

    ``factor`` replaces the exact 3 / d2(2) between mean moving range and limit: 2.66 as printed in books.
    Times must be above 0 and in one unit. ``sigma`` belongs to the transformed scale, on which rules are
    judged.

    >>> chart = t_chart([2.0, 10.0, 5.0, 30.0])
    >>> round(chart.lines.center, 3), round(chart.lines.lcl, 3)
    (8.482, 0.0)
    """
    times = positive(time_between, "times between events")
    if times.size < 2:
        raise InputError("too_few", "At least two times between events are needed.")
    x = times**T_POWER
    multiple = 3 / d2(2) if factor is None else float(positive([factor], "factor")[0])
    center, sigma = float(x.mean()), float(moving_ranges(x).mean()) * multiple / 3
    low, high = max(0.0, center - 3 * sigma), center + 3 * sigma
    lines = Lines(center ** (1 / T_POWER), low ** (1 / T_POWER), high ** (1 / T_POWER), sigma)
    method = f"individuals chart of x^(1/3.6), back-transformed; limits {multiple:.5g} mean moving ranges"
    return _special("t", "time between events", times, lines, center, sigma, method, rules, transformed=x)


def _special(
    kind: str,
    statistic: str,
    points: Floats,
    lines: Lines,
    center: float,
    sigma: float,
    method: str,
    rules: RuleSet,
    transformed: Floats | None = None,
) -> ControlChart:
    """A chart whose lines are not centre +- 3 sigma on the plotted scale."""
    judged = points if transformed is None else transformed
    z = in_sigma_units(judged, center, sigma)
    limits = LimitSet(statistic="value", center=center, sigma=sigma, last=points.size, low=0.0, method=method)
    return ControlChart(
        kind=kind,
        statistic=statistic,
        points=frozen(points),
        lines=lines,
        limits=(limits,),
        signals=signals(z, _checked_rules(rules)),
        rules=rules,
        method=method,
        warnings=() if sigma > 0 else ("no_variation",),
    )
