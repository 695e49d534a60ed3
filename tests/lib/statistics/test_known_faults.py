"""The faults found in public code (background of this library, section 10), each as a test that would catch it."""

import csv
import io
import json

import numpy as np
import pytest

from mutu.cli.statistics import packaged
from mutu.lib.statistics import attributes, charts, fmea, gauge, multivariate, rules, variables
from mutu.lib.statistics.agreement import fleiss
from mutu.lib.statistics.capability import Specification, capability
from mutu.lib.statistics.sampling import inspection, plan
from mutu.lib.statistics.sampling_curves import operating_characteristic
from mutu.lib.statistics.sampling_tables import (
    AQLS,
    LETTERS,
    SEVERITIES,
    DoublePlan,
    arrow,
    double_plan,
    single_plan,
    variables_plan,
)
from mutu.lib.statistics.variables_sampling import percent_nonconforming

DATA = packaged()
NORMAL_LETTERS = LETTERS[:-1]


def test_the_tightened_table_is_not_shifted():
    found = single_plan("P", 2.5, "tightened")
    assert found.ac == 18
    assert [single_plan(letter, 2.5, "tightened").n for letter in "LMN"] == [200, 315, 500]
    assert single_plan("N", 2.5, "tightened").ac == 18


def test_the_rows_for_200_and_315_are_not_exchanged():
    assert [(single_plan("L", aql).n, single_plan("L", aql).ac) for aql in (2.5, 4.0)] == [(200, 10), (200, 14)]
    assert [(single_plan("M", aql).n, single_plan("M", aql).ac) for aql in (2.5, 4.0)] == [(315, 14), (315, 21)]


@pytest.mark.parametrize(
    ("letter", "aql", "severity", "n", "ac", "re"),
    [
        ("E", 2.5, "normal", 20, 1, 2),  # down, with the larger sample
        ("D", 2.5, "normal", 5, 0, 1),  # up, with the smaller sample
        ("A", 10, "normal", 5, 1, 2),  # a whole column edge
        ("R", 0.015, "normal", 800, 0, 1),
        ("Q", 0.025, "tightened", 3150, 1, 2),  # letter S exists in the tightened table only
        ("B", 4.0, "reduced", 2, 0, 1),
        ("C", 10, "reduced", 2, 0, 2),  # the gap between accept and reject
    ],
)
def test_an_arrow_changes_the_sample_size_too(letter, aql, severity, n, ac, re):
    found = single_plan(letter, aql, severity)
    assert (found.n, found.ac, found.re) == (n, ac, re)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_arrows_lead_to_the_first_plan_in_their_direction(severity):
    letters = LETTERS if severity == "tightened" else NORMAL_LETTERS
    for aql in AQLS:
        for place, letter in enumerate(letters[: len(NORMAL_LETTERS)]):
            mark, found = arrow(letter, aql, severity), single_plan(letter, aql, severity)
            if mark == "plan":
                assert found.letter == letter
                continue
            step = 1 if mark == "down" else -1
            at = place + step
            while arrow(letters[at], aql, severity) != "plan":
                at += step
            assert found == single_plan(letters[at], aql, severity), (letter, aql)


@pytest.mark.parametrize(
    ("severity", "low", "high"),
    [("normal", 0.874, 0.994), ("tightened", 0.795, 0.964), ("reduced", 0.81, 0.991)],
)
def test_the_operating_characteristic_at_the_aql_is_where_the_standard_puts_it(severity, low, high):
    found = []
    for letter in NORMAL_LETTERS:
        for aql in (aql for aql in AQLS if float(aql) <= 10):
            if arrow(letter, aql, severity) == "plan":
                each = single_plan(letter, aql, severity)
                found.append(float(operating_characteristic(each.n, each.ac, [float(aql) / 100]).pa[0]))
    assert (round(min(found), 3), round(max(found), 3)) == (low, high)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_double_plans_accept_about_as_often_as_single_ones(severity):
    for letter in NORMAL_LETTERS:
        for aql in AQLS:
            found = double_plan(letter, aql, severity)
            if isinstance(found, DoublePlan):
                assert found.ac1 < found.re1
                assert found.re2 == found.ac2 + 1 or severity == "reduced"
                assert found.ac2 >= found.ac1


def test_tables_are_monotone():
    for severity in SEVERITIES:
        for letter in NORMAL_LETTERS:
            plans = [single_plan(letter, aql, severity) for aql in AQLS if arrow(letter, aql, severity) == "plan"]
            assert [each.ac for each in plans] == sorted(each.ac for each in plans)
            assert all(each.ac < each.re for each in plans)
    for aql in AQLS:
        for letter in NORMAL_LETTERS:
            if arrow(letter, aql) == arrow(letter, aql, "tightened") == "plan":
                assert single_plan(letter, aql, "tightened").ac <= single_plan(letter, aql).ac


def test_the_k_of_414_is_the_one_its_m_implies():
    for letter in "BCDEFGHIJKLMNOPQ":
        for aql in ("0.10", "0.65", "1.0", "2.5", "4.0", "10"):
            found = variables_plan(letter, float(aql))
            low, high = (percent_nonconforming(found.k + step, found.n) for step in (0.0055, -0.0055))
            rounding = 0.006 if found.m_percent >= 1 else 0.0006
            assert low - rounding <= found.m_percent <= high + rounding, (letter, aql)


def test_a_class_that_needs_a_larger_sample_says_so():
    found = inspection(250, {"major": 1.0, "minor": 2.5}, level="I")
    assert [(each.name, each.n, each.ac) for each in found.classes] == [("major", 13, 0), ("minor", 20, 1)]
    assert found.n == 20
    assert "different_samples" in found.warnings
    one = inspection(250, {"major": 1.0, "minor": 2.5}, level="I", one_sample=True)
    assert len({each.n for each in one.classes}) <= 2


def test_a_sample_as_large_as_the_lot_inspects_all_and_keeps_the_acceptance_number():
    found = plan(8, 0.65)
    assert (found.n, found.n_table, found.ac, found.full_inspection) == (8, 20, 0, True)


def test_action_priority_is_no_threshold_on_rpn_and_not_high_by_severity_alone():
    rows = list(csv.DictReader(io.StringIO((DATA / "other" / "fmea_action_priority.csv").read_text())))
    assert len(rows) == 100
    counted = {"H": 0, "M": 0, "L": 0}
    for s in range(1, 11):
        for o in range(1, 11):
            for d in range(1, 11):
                counted[fmea.priority(s, o, d).action_priority] += 1
    expected = json.loads((DATA / "other" / "fmea_checks.json").read_text())["ap_counts_over_1000_cells"]
    assert counted == expected
    assert fmea.priority(10, 1, 10).action_priority == "L"
    assert fmea.priority(8, 6, 2).action_priority == "H"  # RPN 96
    assert fmea.priority(7, 5, 6).action_priority == "M"  # RPN 210


def test_individuals_limits_do_not_come_from_the_sample_deviation():
    shifted = [1.0, 1.1, 0.9, 1.0, 1.1] * 4 + [6.0, 6.1, 5.9, 6.0, 6.1] * 4
    limits = variables.individuals(shifted).location.limits[0]
    assert limits.sigma < 0.3 < np.std(shifted, ddof=1)


def test_a_p_chart_does_not_average_fractions_and_has_limits_of_its_own():
    chart = attributes.p_chart([1, 50], [10, 1000])
    assert chart.lines.center == pytest.approx(51 / 1010)
    assert chart.lines.center != pytest.approx((0.1 + 0.05) / 2)
    assert len(set(chart.lines.ucl.tolist())) == 2


def test_a_lower_limit_below_zero_is_none_and_is_not_tested():
    chart = attributes.c_chart([2, 0, 3, 1, 0, 2, 0, 1])
    assert chart.lines.lcl == 0.0
    assert chart.beyond == []
    assert chart.signals == ()
    assert variables.xbar_r([[1.0, 1.0], [1.0, 3.0], [2.0, 1.0]]).spread.beyond == []


def test_a_trend_of_nelson_needs_six_points_and_of_iso_seven():
    rising = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    nelson, iso = rules.NELSON.rules[2], rules.ISO_7870_2.rules[2]
    assert rules.positions(rising, nelson) == [6]
    assert rules.positions(rising[:5], nelson) == []
    assert rules.positions(rising, iso) == []
    assert rules.positions([*rising, 0.6], iso) == [7]


def test_runs_do_not_cross_a_change_of_stage():
    z = [0.5] * 12
    rule = rules.NELSON.rules[1]
    assert rules.positions(z, rule) == [9, 10, 11, 12]
    assert rules.positions(z, rule, stage_starts=(7,)) == []
    before = variables.individuals([1.0, 2.0, 1.0, 2.0, 1.0, 2.0])
    after = variables.individuals([5.0, 6.0, 5.0, 6.0, 5.0, 6.0])
    joined = charts.join_stages([before.location, after.location], ["new tool"])
    assert joined.lines.center.tolist() == [1.5] * 6 + [5.5] * 6
    assert joined.signals == ()
    assert [(stage.start, stage.reason) for stage in joined.stages] == [(1, ""), (7, "new tool")]
    with pytest.raises(ValueError, match="reason"):
        charts.join_stages([before.location, after.location], [""])


def test_zone_rules_need_a_normal_statistic():
    with pytest.raises(ValueError, match="assume measurements"):
        attributes.c_chart([1, 2, 3], rules=rules.NELSON)


def test_t2_of_phase_one_is_not_judged_by_f():
    data = json.loads((DATA / "spc" / "multivariate.json").read_text())["cases"][0]["input"]["data"]
    chart = multivariate.t2_individuals(data)
    assert round(chart.ucl_phase1, 2) == 16.57
    assert round(chart.ucl_phase2, 2) == 58.25
    assert chart.signals_phase1 == (9,)


def test_constants_are_not_rounded_to_three_digits():
    flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    limits = variables.individuals(flow).location.lines
    mean_range = np.abs(np.diff(flow)).mean()
    assert limits.ucl - limits.center == pytest.approx(3 * mean_range / 1.1283791670955126, rel=1e-9)


def test_the_aiag_study_reproduces_the_printed_digits():
    cases = json.loads((DATA / "msa" / "msa.json").read_text())["cases"]
    data = next(case for case in cases if case["id"] == "aiag")["input"]["part_by_operator_by_trial"]
    anova = gauge.crossed_anova(data)
    spread = anova.components.spread
    printed = (0.199933, 0.226838, 0.302373, 1.042327)
    assert [round(v, 5) for v in (spread.ev, spread.av, spread.grr, spread.pv)] == [
        pytest.approx(v, abs=6e-6) for v in printed
    ]
    assert not anova.interaction_kept
    assert gauge.average_and_range(data).spread.ndc == 5
    assert spread.ndc == 4
    assert "few_categories" in anova.warnings


def test_f_of_parts_is_against_the_interaction():
    rng = np.random.default_rng(5)
    data = rng.normal(size=(6, 3, 2)) + rng.normal(size=(6, 3, 1)) * 2 + np.arange(6)[:, None, None]
    found = gauge.crossed_anova(data)
    assert found.f_part == pytest.approx(found.ms["part"] / found.ms["interaction"])


def test_negative_components_are_zero_and_flagged():
    data = [[[1.0, 3.0], [1.1, 2.9]], [[1.0, 3.0], [1.2, 2.8]], [[0.9, 3.1], [1.0, 3.0]]]
    found = gauge.crossed_anova(data)
    assert found.components.part == 0.0
    assert found.components.raw["part"] < 0
    assert "negative_component" in found.warnings


def test_percent_contribution_is_the_square_of_percent_study():
    spread = gauge.Spread(ev=0.1, av=0.0, grr=0.1, pv=0.99498743710662, tv=1.0)
    assert spread.percent_study(spread.grr) == pytest.approx(10)
    assert spread.percent_contribution(spread.grr) == pytest.approx(1)


def test_one_sided_tolerance_uses_half_the_study():
    spread = gauge.Spread(ev=0.1, av=0.0, grr=0.1, pv=1.0, tv=1.0)
    assert spread.percent_tolerance(0.0, 6.0) == pytest.approx(10)
    assert spread.percent_tolerance(None, 6.0, mean=3.0) == pytest.approx(10)


def test_capability_says_when_the_process_is_not_stable():
    steady = [10.0, 10.1, 9.9, 10.05, 9.95] * 24
    assert capability(steady, Specification(9.0, 11.0)).warnings == ()
    drifting = [*steady, *[value + 5 for value in steady]]
    found = capability(drifting, Specification(0.0, 20.0))
    assert found.stable is False
    assert "not_stable" in found.warnings
    assert found.overall.worst < found.within.worst


def test_kappa_per_category_is_not_rounded():
    rows = [["a", "a", "a"], ["a", "b", "b"], ["b", "b", "b"], ["a", "a", "b"]]
    assert [entry["kappa"] for entry in fleiss(rows).by_category] == pytest.approx([1 / 3, 1 / 3], rel=1e-12)
