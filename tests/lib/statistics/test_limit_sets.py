"""Limit sets: phase I with exclusions, phase II on frozen limits, stored and read again."""

import datetime
import json

import pytest

from mutu.lib.statistics import attributes, charts, rules, variables
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.sampling_curves import double_characteristic
from mutu.lib.statistics.sampling_tables import DoublePlan, double_plan
from mutu.lib.statistics.switching import Lot, Switching

GROUPS = [[10.0, 10.2, 9.9], [10.1, 9.8, 10.0], [13.0, 13.2, 12.9], [9.9, 10.1, 10.0], [10.2, 10.0, 9.8]]
LATER = [[10.0, 10.1, 9.9], [11.5, 11.6, 11.4]]
DAY = datetime.date(2026, 11, 1)


def test_an_excluded_point_stays_on_the_chart_and_leaves_the_estimate():
    plain = variables.xbar_r(GROUPS)
    without = variables.xbar_r(GROUPS, excluded={3: "wrong gauge"}, established=DAY)
    assert without.location.points.tolist() == plain.location.points.tolist()
    assert plain.location.limits[0].center > 10.5
    assert without.location.limits[0].center == pytest.approx(10.0)
    assert without.location.beyond == [3]
    assert without.location.stable
    limits = without.location.limits[0]
    assert (limits.first, limits.last, limits.established) == (1, 5, DAY)
    assert [(each.position, each.reason) for each in limits.excluded] == [(3, "wrong gauge")]


def test_phase_two_points_never_move_the_limits():
    first = variables.xbar_r(GROUPS, excluded={3: "wrong gauge"})
    later = variables.xbar_r(LATER, limits=first)
    assert later.location.limits == first.location.limits
    assert later.location.lines.ucl == first.location.lines.ucl
    assert later.location.beyond == [2]
    together = variables.xbar_r([*GROUPS, *LATER], phase1=5, excluded={3: "wrong gauge"})
    assert together.location.lines.ucl == first.location.lines.ucl
    assert together.location.beyond == [3, 7]


def test_limits_survive_storage():
    first = variables.xbar_s(GROUPS, excluded={3: "wrong gauge"}, established=DAY)
    stored = [json.dumps(each.limits[0].to_dict()) for each in (first.location, first.spread)]
    upper, lower = (charts.LimitSet.from_dict(json.loads(text)) for text in stored)
    later = variables.xbar_s(LATER, limits=(upper, lower))
    assert later.location.lines.lcl == first.location.lines.lcl
    assert later.spread.lines.ucl == first.spread.lines.ucl
    assert upper.excluded == first.location.limits[0].excluded
    assert upper.established == DAY


def test_frozen_limits_follow_another_subgroup_size():
    first = variables.xbar_s(GROUPS, excluded={3: "wrong gauge"})
    pairs = variables.xbar_s([[10.0, 10.1], [9.9, 10.3]], limits=first)
    sigma = first.location.limits[0].sigma
    assert pairs.location.lines.ucl == pytest.approx(first.location.lines.center + 3 * sigma / 2**0.5)


@pytest.mark.parametrize(
    "data",
    [{}, {"statistic": "magic", "center": 1, "sigma": 1, "method": ""}, {"statistic": "value", "extra": 1}, None],
)
def test_what_is_no_limit_set_is_refused(data):
    with pytest.raises(InputError) as caught:
        charts.LimitSet.from_dict(data)
    assert caught.value.code == "no_limit_set"


def test_limits_of_another_chart_are_refused():
    first = variables.individuals([1.0, 2.0, 1.5, 1.8])
    with pytest.raises(InputError, match="do not fit"):
        variables.xbar_r(LATER, limits=first)
    with pytest.raises(InputError, match="do not fit"):
        attributes.c_chart([1, 2], limits=attributes.p_chart([1, 2], 50).limits[0])


def test_frozen_limits_of_counts_follow_the_size():
    first = attributes.p_chart([10, 12, 8, 11], 200).limits[0]
    later = attributes.p_chart([5, 30], [100, 400], limits=first)
    assert later.lines.center.tolist() == [first.center] * 2
    assert later.lines.ucl[0] > later.lines.ucl[1]


def test_rule_sets_name_their_edition():
    assert {name: each.source for name, each in rules.RULE_SETS.items()} == {
        "nelson": "Nelson 1984 (Minitab's defaults)",
        "western_electric": "Western Electric 1956",
        "aiag": "AIAG SPC, 2nd edition 2005",
        "iso_7870_2": "ISO 7870-2:2013",
        "montgomery": "Montgomery, 8th edition",
    }
    words = [rule.words() for rule in rules.NELSON.rules]
    assert words[4] == "2 of 3 points beyond 2 sigma on one side"
    with pytest.raises(InputError):
        rules.NELSON.only("9")


def test_a_double_plan_decides_in_two_steps():
    plan = double_plan("J", 2.5)
    assert isinstance(plan, DoublePlan)
    assert [plan.decide(d) for d in (2, 3, 4, 5)] == ["accepted", "second_sample", "second_sample", "rejected"]
    assert [plan.decide(4, d) for d in (2, 3)] == ["accepted", "rejected"]


def test_a_reduced_double_plan_accepts_in_its_gap():
    plan = double_plan("J", 2.5, "reduced")
    assert isinstance(plan, DoublePlan)
    assert plan.re2 > plan.ac2 + 1
    assert plan.decide(plan.ac1 + 1, plan.ac2 - plan.ac1) == "accepted_normal_next"
    numbers = (plan.n1, plan.n2, plan.ac1, plan.re1, plan.ac2, plan.re2)
    closed = (plan.n1, plan.n2, plan.ac1, plan.re1, plan.re2 - 1, plan.re2)
    here, there = (double_characteristic(*each, [0.02, 0.1]).pa.tolist() for each in (numbers, closed))
    assert here == there


@pytest.mark.parametrize(("name", "value"), [("sigma", -1.0), ("width", 0.0), ("center", float("nan"))])
def test_a_limit_set_cannot_be_nonsense(name, value):
    facts = {"statistic": "value", "center": 1.0, "sigma": 1.0, "method": "given", name: value}
    with pytest.raises(InputError):
        charts.LimitSet(**facts)


def test_laney_takes_its_ratio_from_phase_one():
    counts, sizes = [480, 520, 450, 530, 490, 900], [1000] * 6
    first = attributes.laney(attributes.p_chart(counts[:5], sizes[:5]))
    with_later = attributes.laney(attributes.p_chart(counts, sizes, phase1=5))
    assert with_later.limits[0].ratio == pytest.approx(first.limits[0].ratio)
    assert with_later.beyond == [6]
    without = attributes.laney(attributes.p_chart(counts, sizes, excluded={6: "another product"}))
    assert without.limits[0].ratio == pytest.approx(first.limits[0].ratio)
    frozen = attributes.p_chart([500, 900], [1000, 1000], limits=first.limits[0])
    assert frozen.lines.ucl == pytest.approx(first.lines.ucl)


def test_discontinued_inspection_resumes_tightened():
    state = Switching()
    for _ in range(2 + 10):
        state = state.next(Lot(accepted=False))
    assert state.severity == "discontinued"
    assert state.next(Lot(accepted=True)) is state
    resumed = state.resume()
    assert resumed.severity == "tightened"
    for _ in range(5):
        resumed = resumed.next(Lot(accepted=True))
    assert resumed.severity == "normal"
    with pytest.raises(InputError):
        resumed.resume()


def test_discontinuing_is_a_setting():
    state = Switching("iso2859-1", "tightened", discontinue_after=2)
    assert state.next(Lot(accepted=False)).severity == "tightened"
    assert state.next(Lot(accepted=False)).next(Lot(accepted=False)).severity == "discontinued"
