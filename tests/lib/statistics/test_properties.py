"""What must hold for any data: scaling, shifting, order, monotony, minimality."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mutu.lib.statistics import attributes, gauge, rules, variables
from mutu.lib.statistics.anova import one_way
from mutu.lib.statistics.capability import Specification, capability
from mutu.lib.statistics.constants import c4, d2, d3
from mutu.lib.statistics.descriptive import quantile
from mutu.lib.statistics.pareto import pareto
from mutu.lib.statistics.plan_finding import find_plan, zero_acceptance
from mutu.lib.statistics.proportions import clopper_pearson, wilson
from mutu.lib.statistics.sampling_curves import (
    hypergeometric_acceptance,
    level_at,
    operating_characteristic,
)
from mutu.lib.statistics.sigma_units import in_sigma_units
from mutu.lib.statistics.switching import Lot, Switching
from mutu.lib.statistics.time_weighted import cusum, ewma

VALUES = st.integers(-1000, 1000).map(lambda n: n / 8)
SERIES = st.lists(VALUES, min_size=12, max_size=60).filter(lambda data: len(set(data)) > 3)
SCALES = st.sampled_from([0.125, 0.5, 2.0, 16.0, 1024.0])
SHIFTS = st.sampled_from([-512.0, -1.0, 0.0, 3.0, 4096.0])


@given(SERIES, SCALES, SHIFTS)
def test_limits_follow_scale_and_shift(data, scale, shift):
    plain, moved = variables.individuals(data), variables.individuals([scale * x + shift for x in data])
    for name in ("center", "lcl", "ucl"):
        here, there = getattr(plain.location.lines, name), getattr(moved.location.lines, name)
        assert there == pytest.approx(scale * here + shift, rel=1e-9, abs=1e-9)
    assert plain.location.signals == moved.location.signals


@given(SERIES, SCALES, SHIFTS)
def test_capability_does_not_depend_on_the_unit(data, scale, shift):
    plain = capability(data, Specification(-130.0, 130.0))
    other = capability([scale * x + shift for x in data], Specification(-130 * scale + shift, 130 * scale + shift))
    assert other.overall.worst == pytest.approx(plain.overall.worst, rel=1e-9, abs=1e-12)
    assert other.within.both == pytest.approx(plain.within.both, rel=1e-9)
    assert other.overall.ppm_total == pytest.approx(plain.overall.ppm_total, rel=1e-6)


@given(st.lists(st.lists(VALUES, min_size=4, max_size=4), min_size=3, max_size=20), st.randoms())
def test_order_inside_a_subgroup_does_not_matter(groups, random):
    mixed = [random.sample(group, len(group)) for group in groups]
    for chart in (variables.xbar_r, variables.xbar_s, variables.median_r):
        plain, other = chart(groups), chart(mixed)
        assert other.location.lines.ucl == pytest.approx(plain.location.lines.ucl, rel=1e-12, abs=1e-12)
        assert other.spread.points == pytest.approx(plain.spread.points, rel=1e-12, abs=1e-12)


@given(st.lists(st.floats(-4, 4), min_size=1, max_size=80))
def test_run_rules_mirror(z):
    for rule in rules.NELSON.rules:
        here = [(s.end, s.start, s.side) for s in rules.signals(z, rules.RuleSet("x", "", (rule,)))]
        there = rules.signals([-x for x in z], rules.RuleSet("x", "", (rule,)))
        assert [(s.end, s.start, -s.side) for s in there] == here


def _slowly(z, rule):
    """The rules as they are written down, point by point."""
    found = []
    for i in range(len(z)):
        last = z[max(0, i + 1 - rule.reach) : i + 1]
        full = len(last) == rule.reach
        steps = [b - a for a, b in pairwise(last)]
        hit = {
            "beyond": abs(z[i]) > rule.sigmas,
            "same_side": full and (all(x > 0 for x in last) or all(x < 0 for x in last)),
            "trend": full and (all(s > 0 for s in steps) or all(s < 0 for s in steps)),
            "alternating": full and all(a * b < 0 for a, b in pairwise(steps)),
            "zone": any(
                side * z[i] > rule.sigmas and sum(side * x > rule.sigmas for x in last) >= rule.n for side in (1, -1)
            ),
            "within": full and all(abs(x) < rule.sigmas for x in last),
            "mixture": full and all(abs(x) > rule.sigmas for x in last),
        }[rule.kind]
        if hit:
            found.append(i + 1)
    return found


@given(st.lists(st.sampled_from([-3.5, -2.5, -1.5, -0.5, 0.0, 0.25, 0.75, 1.25, 2.25, 3.25]), max_size=60))
@settings(max_examples=200)
def test_fast_rules_agree_with_the_written_ones(z):
    for rule_set in rules.RULE_SETS.values():
        for rule in rule_set.rules:
            assert rules.positions(z, rule) == _slowly(z, rule)


def test_rules_do_not_notice_the_blocks(monkeypatch):
    z = np.random.default_rng(3).normal(size=5000)
    whole = rules.signals(z, rules.NELSON)
    for block in (16, 37, 1000):
        monkeypatch.setattr(rules, "BLOCK", block)
        assert rules.signals(z, rules.NELSON) == whole


@given(st.integers(2, 80), st.integers(0, 10), st.lists(st.floats(0.001, 0.9), min_size=2, max_size=8, unique=True))
def test_acceptance_falls_with_the_level(n, c, levels):
    assume(c < n)
    for kind in ("binomial", "poisson"):
        pa = operating_characteristic(n, c, sorted(levels), distribution=kind).pa
        assert (np.diff(pa) <= 1e-12).all()
        assert ((pa >= 0) & (pa <= 1)).all()


@given(st.integers(5, 200), st.integers(0, 5), st.sampled_from([0.95, 0.5, 0.1]))
def test_the_level_of_a_probability_has_that_probability(n, c, pa):
    assume(c < n)
    for kind in ("binomial", "poisson"):
        level = level_at(n, c, pa, distribution=kind)
        assert operating_characteristic(n, c, [level], distribution=kind).pa[0] == pytest.approx(pa, rel=1e-8)


@given(st.integers(2, 300), st.integers(1, 60), st.integers(0, 4))
def test_a_lot_with_more_nonconforming_is_accepted_less(lot, n, c):
    assume(n <= lot)
    pa = [hypergeometric_acceptance(lot, n, c, bad) for bad in range(lot + 1)]
    assert pa == sorted(pa, reverse=True)
    assert pa[0] == 1.0


POINTS = st.tuples(st.sampled_from([0.005, 0.01, 0.02]), st.sampled_from([0.05, 0.08, 0.15]))


@given(POINTS, st.sampled_from(["binomial", "poisson"]))
@settings(max_examples=30, deadline=None)
def test_a_found_plan_keeps_both_promises_and_none_smaller_does(points, kind):
    good, bad = points
    found = find_plan((good, 0.95), (bad, 0.10), distribution=kind)
    assert found.pa_producer >= 0.95
    assert found.pa_consumer <= 0.10
    for c in range(found.c + 2):
        if found.n - 1 > c:
            pa = operating_characteristic(found.n - 1, c, [good, bad], distribution=kind).pa
            assert pa[0] < 0.95 or pa[1] > 0.10


@given(st.integers(10, 3000), st.sampled_from([0.01, 0.03, 0.05, 0.1]))
@settings(max_examples=50, deadline=None)
def test_a_zero_acceptance_sample_is_the_smallest(lot, quality):
    found = zero_acceptance(lot, quality)
    assert found.pa <= 0.1
    if found.n > 1:
        assert hypergeometric_acceptance(lot, found.n - 1, 0, found.nonconforming) > 0.1


@given(st.integers(0, 40), st.integers(1, 60))
def test_intervals_of_a_fraction_hold_it(x, n):
    assume(x <= n)
    for interval in (clopper_pearson, wilson):
        low, high = interval(x, n)
        assert 0 <= low <= x / n <= high <= 1
        mirrored = interval(n - x, n)
        assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high), abs=1e-12)


@given(SERIES, SHIFTS)
def test_shifting_all_groups_leaves_f_alone(data, shift):
    third = len(data) // 3
    groups = [data[:third], data[third : 2 * third], data[2 * third :]]
    plain, moved = one_way(groups), one_way([[x + shift for x in group] for group in groups])
    if plain.f is None:
        assert moved.f is None
    else:
        assert moved.f == pytest.approx(plain.f, rel=1e-9)


@given(st.integers(2, 400))
@settings(max_examples=40, deadline=None)
def test_constants_grow_and_shrink_as_they_must(n):
    assert d2(n + 1) > d2(n)
    assert d3(n + 1) < d3(n) or n == 2
    assert c4(n) < c4(n + 1) < 1


@given(SERIES)
def test_components_of_a_gauge_study_add_up(data):
    assume(len(data) >= 12)
    found = gauge.crossed_anova(np.array(data[:12]).reshape(3, 2, 2))
    parts = sum(found.ss[name] for name in ("part", "operator", "interaction", "repeatability"))
    assert parts == pytest.approx(found.ss["total"], rel=1e-9, abs=1e-9)
    spread = found.components.spread
    assert spread.tv**2 == pytest.approx(spread.grr**2 + spread.pv**2)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=30), st.integers(50, 60))
def test_counts_stay_within_their_bounds(found, size):
    chart = attributes.p_chart(found, size)
    assert 0 <= chart.lines.lcl <= chart.lines.center <= chart.lines.ucl <= 1


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(1, 99), min_size=1, max_size=12))
def test_pareto_shares_add_up_to_all(amounts):
    bars = pareto(amounts).bars
    assert bars[-1].cumulative_percent == pytest.approx(100)
    ranked = [bar.amount for bar in bars if bar.category.casefold() != "other"]
    assert ranked == sorted(ranked, reverse=True)


@given(SERIES, st.sampled_from([6, 7]))
def test_quantiles_are_ordered_and_inside(data, kind):
    found = quantile(data, [0.0, 0.1, 0.5, 0.9, 1.0], kind=kind)
    assert list(found) == sorted(found)
    assert found[0] == min(data)
    assert found[-1] == max(data)


@pytest.mark.parametrize("weight", [1e-6, 0.05, 0.2, 0.9, 1.0])
def test_long_series_are_smoothed_as_one_by_one(weight):
    data = np.random.default_rng(5).normal(1000.0, 1.0, size=70_003)  # no multiple of a row or a block
    z, means = 1000.2, []
    for value in data.tolist():
        z = weight * value + (1 - weight) * z
        means.append(z)
    found = ewma(data, target=1000.2, sigma=1, weight=weight)
    assert found.z == pytest.approx(np.array(means), rel=1e-13)
    limit = found.half_width(data.size)
    assert found.beyond == tuple((np.flatnonzero(np.abs(found.z - 1000.2) > limit) + 1).tolist())


@pytest.mark.parametrize("seed", range(3))
def test_long_sums_are_accumulated_as_one_by_one(seed):
    data = np.random.default_rng(seed).normal(0.1, 1.0, size=70_000)
    up, down, ups, downs = 2.5, 2.5, [], []
    for value in data.tolist():
        up, down = max(0.0, up + value - 0.5), max(0.0, down - value - 0.5)
        ups.append(up)
        downs.append(down)
    found = cusum(data, target=0, sigma=1, fir=2.5)
    assert found.c_plus == pytest.approx(np.array(ups), abs=1e-9)
    assert found.c_minus == pytest.approx(np.array(downs), abs=1e-9)
    assert found.signal_up == tuple((np.flatnonzero(found.c_plus > 5) + 1).tolist())
    assert found.signal_down == tuple((np.flatnonzero(found.c_minus > 5) + 1).tolist())
    assert [n == 0 for n in found.n_plus] == [s == 0 for s in found.c_plus.tolist()]


@given(st.lists(st.booleans(), max_size=40))
def test_switching_never_changes_a_state_in_place(outcomes):
    state = Switching()
    for accepted in outcomes:
        before = repr(state)
        following = state.next(Lot(accepted=accepted, ac=1))
        assert repr(state) == before
        assert state.next(Lot(accepted=accepted, ac=1, resubmitted=True)) is state
        state = following


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e3), st.sampled_from([-3, -2, -1, 0, 1, 2, 3]))
def test_a_point_written_on_a_zone_line_lies_on_it(center, sigma, k):
    assert in_sigma_units([center + k * sigma], center, sigma)[0] == pytest.approx(k, abs=1e-6)
    assert rules.positions(in_sigma_units([center + k * sigma], center, sigma), rules.NELSON.rules[0]) == []
