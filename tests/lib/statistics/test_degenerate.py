"""Degenerate input: a clear error or a documented null, never a silent NaN, infinity or warning.

Warnings are errors in this test suite, so a stray division by zero fails here too.
"""

import json
import math
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from mutu.lib.statistics import (
    agreement,
    anova,
    attribute_study,
    attributes,
    capability,
    constants,
    descriptive,
    factorial,
    fmea,
    gauge,
    gauge_other,
    multivariate,
    nonnormal,
    normality,
    pareto,
    plan_finding,
    proportions,
    quality_cost,
    regression,
    run_chart,
    run_length,
    sampling,
    sampling_curves,
    sampling_tables,
    short_run,
    time_weighted,
    two_sample,
    uncertainty,
    unequal,
    variables,
    variables_sampling,
)
from mutu.lib.statistics.capability import Specification
from mutu.lib.statistics.errors import InputError

NAN, INF = float("nan"), float("inf")
SPEC = Specification(9.0, 11.0)
FLAT = [5.0] * 30
GOOD = [9.8, 10.1, 10.0, 10.3, 9.7, 10.2, 9.9, 10.0, 10.1, 9.95]
STUDY = [[[1.0, 1.1], [1.0, 1.2]], [[2.0, 2.1], [2.2, 2.0]], [[3.0, 3.1], [3.0, 2.9]]]


def no_holes(result):
    """No NaN or infinity anywhere in the result; the places of gaps on a chart are the only exception."""
    json.dumps(result.to_dict(), allow_nan=False)
    for value in _leaves(result):
        assert not isinstance(value, float) or math.isfinite(value)
    return result


def _leaves(item):
    if is_dataclass(item):
        for field in fields(item):
            if field.name != "points":
                yield from _leaves(getattr(item, field.name))
    elif isinstance(item, dict):
        for part in item.values():
            yield from _leaves(part)
    elif isinstance(item, (list, tuple)):
        for part in item:
            yield from _leaves(part)
    elif isinstance(item, np.ndarray):
        yield from item.ravel().tolist()
    else:
        yield item


SERIES = [
    variables.individuals,
    lambda data: time_weighted.ewma(data, target=10, sigma=1),
    lambda data: time_weighted.cusum(data, target=10, sigma=1),
    lambda data: capability.capability(data, SPEC),
    lambda data: nonnormal.fitted_capability(data, SPEC, "weibull"),
    lambda data: nonnormal.box_cox_capability(data, SPEC),
    lambda data: nonnormal.empirical_capability(data, SPEC),
    normality.anderson_darling,
    normality.shapiro_wilk,
    normality.lilliefors,
    normality.cramer_von_mises,
    descriptive.describe,
    run_chart.run_chart,
    lambda data: gauge_other.bias(data, 10.0),
    lambda data: variables_sampling.decide(data, upper=11.0, k=1.0),
    lambda data: two_sample.means(data, GOOD),
    lambda data: anova.one_way([data, GOOD]),
    attributes.t_chart,
]


@pytest.mark.parametrize("compute", SERIES)
@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([], "too_few"),
        ([*GOOD, NAN], "missing_value"),
        ([*GOOD, None], "missing_value"),
        ([*GOOD, INF], "too_large"),
        ([*GOOD, -INF], "too_large"),
        ([*GOOD, 1e200], "too_large"),
        ([*GOOD, "ten"], "not_a_number"),
        ([[*GOOD], [1.0]], "not_a_number"),
        ([[GOOD, GOOD]], "wrong_shape"),
        (None, "wrong_shape"),
        (10.0, "wrong_shape"),
    ],
)
def test_a_series_that_is_none_is_refused_with_a_code(compute, data, code):
    with pytest.raises(InputError) as caught:
        compute(data)
    assert caught.value.code == code
    assert caught.value.sentence.endswith(".")


@pytest.mark.parametrize("compute", SERIES)
def test_a_constant_series_gives_an_error_or_a_result_without_holes(compute):
    try:
        result = compute(FLAT)
    except InputError as refusal:
        assert refusal.code == "no_variation"
    else:
        no_holes(result)


@pytest.mark.parametrize("compute", SERIES)
def test_one_value_gives_an_error_or_a_result_without_holes(compute):
    try:
        result = compute([10.0])
    except InputError as refusal:
        assert refusal.code in ("too_few", "no_variation")
    else:
        no_holes(result)


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1e12, 1e140])
@pytest.mark.parametrize("compute", SERIES[:1] + SERIES[7:13])
def test_extreme_scales_do_not_overflow_silently(compute, scale):
    no_holes(compute([value * scale for value in GOOD]))


def test_a_constant_series_has_limits_on_its_centre_and_no_signal():
    pair = variables.individuals([0.1] * 25)
    assert pair.location.lines.lcl == pair.location.lines.ucl == pair.location.lines.center
    assert pair.location.signals == ()
    assert pair.location.beyond == []
    assert "no_variation" in pair.warnings
    moved = variables.individuals([0.1] * 24 + [0.2], phase1=20)
    assert [signal.end for signal in moved.location.signals if signal.rule == "1"] == [25]


def test_constant_counts_of_zero_are_a_chart():
    chart = attributes.p_chart([0] * 25, 50)
    assert (chart.lines.center, chart.lines.lcl, chart.lines.ucl) == (0.0, 0.0, 0.0)
    assert chart.signals == ()
    assert chart.warnings == ("no_variation",)
    assert attributes.c_chart([0] * 25).signals == ()
    with pytest.raises(InputError, match="no sigma_z"):
        attributes.laney(chart)


def test_a_gap_breaks_moving_ranges_and_runs():
    data = [1.0, 2.0, 1.0, None, 2.0, 1.0, 2.0]
    with pytest.raises(InputError):
        variables.individuals(data)
    pair = variables.individuals(data, missing="gap")
    assert [value is None for value in pair.spread.to_dict()["points"]] == [
        True, False, False, True, True, False, False,
    ]  # fmt: skip
    assert pair.spread.limits[0].center == 1.0
    assert variables.individuals(data, missing="omit").location.points.size == 6
    with pytest.raises(InputError, match="No two neighbouring"):
        variables.individuals([1.0, None, 2.0, None], missing="gap")


@pytest.mark.parametrize("chart", [variables.xbar_r, variables.xbar_s, variables.median_r])
@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ([[1.0], [2.0]], "subgroups_of_one"),
        ([], "wrong_shape"),
        ([1.0, 2.0], "wrong_shape"),
        ([[1.0, 2.0], [3.0]], "not_a_number"),
        ([[1.0, NAN], [3.0, 4.0]], "missing_value"),
        ([[]], "wrong_shape"),
    ],
)
def test_subgroups_that_are_none_are_refused(chart, groups, code):
    with pytest.raises(InputError) as caught:
        chart(groups)
    assert caught.value.code == code


def test_exclusions_need_a_reason_and_a_point():
    groups = [[1.0, 2.0], [2.0, 3.0], [1.5, 2.5]]
    for excluded, code in (({1: " "}, "no_reason"), ({4: "x"}, "no_such_point"), ({0: "x"}, "not_a_count")):
        with pytest.raises(InputError) as caught:
            variables.xbar_r(groups, excluded=excluded)
        assert caught.value.code == code
    with pytest.raises(InputError, match="All points are excluded"):
        variables.xbar_r(groups, excluded={1: "a", 2: "b", 3: "c"})


@pytest.mark.parametrize(
    ("compute", "code"),
    [
        (lambda: attributes.p_chart([5, 51], [50, 50]), "count_above_size"),
        (lambda: attributes.p_chart([5, -1], 50), "not_a_count"),
        (lambda: attributes.p_chart([5, 1.5], 50), "not_a_count"),
        (lambda: attributes.p_chart([5, NAN], 50), "missing_value"),
        (lambda: attributes.p_chart([0, 0], [10, 0]), "not_positive"),
        (lambda: attributes.p_chart([1, 2], [10, 10.5]), "not_a_count"),
        (lambda: attributes.p_chart([1, 2], [10, 10, 10]), "unequal_lengths"),
        (lambda: attributes.np_chart([1, 2], [10, 12]), "unequal_sizes"),
        (lambda: attributes.u_chart([1, 2], [1.0, -2.0]), "not_positive"),
        (lambda: attributes.t_chart([1.0, 0.0]), "not_positive"),
        (lambda: attributes.c_chart([]), "too_few"),
        (lambda: unequal.xbar_unequal([1.0, 2.0], ["a", "b"]), "subgroups_of_one"),
        (lambda: unequal.xbar_unequal([1.0, 2.0], ["a"]), "unequal_lengths"),
        (lambda: Specification(5.0, 5.0), "specification_order"),
        (lambda: Specification(6.0, 5.0), "specification_order"),
        (Specification, "no_specification"),
        (lambda: Specification(NAN, 5.0), "not_a_number"),
        (lambda: Specification(upper=INF), "too_large"),
        (lambda: constants.constants(1), "not_a_count"),
        (lambda: constants.constants(2.5), "not_a_count"),
        (lambda: constants.constants(True), "not_a_count"),
        (lambda: constants.constants("five"), "not_a_count"),
        (lambda: constants.constants(10**7), "subgroup_too_large"),
        (lambda: sampling.plan(1000, 3), "unknown_aql"),
        (lambda: sampling.plan(1000, 0), "aql_zero"),
        (lambda: sampling.plan(1000, "x"), "unknown_aql"),
        (lambda: sampling.plan(1000, NAN), "unknown_aql"),
        (lambda: sampling.plan(1, 2.5), "lot_of_one"),
        (lambda: sampling.plan(0, 2.5), "not_a_count"),
        (lambda: sampling.plan(10.5, 2.5), "not_a_count"),
        (lambda: sampling.plan(1000, 2.5, level="IV"), "unknown_level"),
        (lambda: sampling.plan(1000, 2.5, severity="severe"), "unknown_severity"),
        (lambda: sampling.inspection(1000, {"critical": 0}), "aql_zero"),
        (lambda: sampling_tables.code_letter_414(2), "lot_too_small"),
        (lambda: sampling_tables.variables_plan("F", 0.04, "tightened"), "unknown_aql"),
        (lambda: sampling_tables.single_plan("S", 2.5), "no_such_plan"),
        (lambda: sampling_curves.operating_characteristic(5, 5, [0.1]), "accept_all"),
        (lambda: sampling_curves.operating_characteristic(5, 1, [1.1]), "not_a_fraction"),
        (lambda: sampling_curves.operating_characteristic(50, 1, [0.1], lot=40), "sample_above_lot"),
        (lambda: sampling_curves.hypergeometric_acceptance(100, 101, 1, 5), "sample_above_lot"),
        (lambda: sampling_curves.double_characteristic(50, 50, 4, 3, 4, 5, [0.1]), "no_double_plan"),
        (lambda: plan_finding.find_plan((0.05, 0.95), (0.01, 0.1)), "points_order"),
        (lambda: plan_finding.zero_acceptance(100, 0.0), "not_a_fraction"),
        (lambda: gauge.crossed_anova([[[1.0, 2.0], [1.0, None]], [[1, 2], [2, 1]]]), "missing_value"),
        (lambda: gauge.crossed_anova([[[1.0], [2.0]], [[1.0], [2.0]]]), "study_too_small"),
        (lambda: gauge.average_and_range([[[1.0, 2.0]], [[1.0, 2.0]]]), "study_too_small"),
        (lambda: gauge_other.nested([[[1.0, 2.0]], [[1.0, 2.0]]]), "study_too_small"),
        (lambda: gauge_other.range_method([[1.0], [2.0]]), "study_too_small"),
        (lambda: gauge_other.linearity([2, 2, 2], [1, 2, 3]), "no_variation"),
        (lambda: agreement.fleiss([["a"], ["b"]]), "wrong_shape"),
        (lambda: agreement.fleiss([["a", "b"], ["b", None]]), "missing_value"),
        (lambda: agreement.cohen(["a"], ["a", "b"]), "unequal_lengths"),
        (lambda: attribute_study.attribute_study([1, 2], [[[1, 1], [0, 1]]]), "not_a_decision"),
        (lambda: proportions.clopper_pearson(5, 4), "count_above_size"),
        (lambda: proportions.clopper_pearson(0, 0), "not_a_count"),
        (lambda: proportions.defect_rates(10, 2, 4), "count_above_size"),
        (lambda: proportions.rolled_throughput([]), "no_data"),
        (lambda: proportions.rolled_throughput([0.9, 1.2]), "not_a_fraction"),
        (lambda: pareto.pareto({}), "no_data"),
        (lambda: pareto.pareto({"a": 0}), "no_data"),
        (lambda: pareto.pareto({"a": -1, "b": 2}), "negative_amount"),
        (lambda: pareto.pareto({"a": 1}, costs={}), "missing_cost"),
        (lambda: quality_cost.quality_cost("2026", {"rework": 1}), "unknown_category"),
        (lambda: fmea.priority(0, 5, 5), "not_a_count"),
        (lambda: fmea.priority(11, 5, 5), "rating_out_of_range"),
        (lambda: fmea.priority(5.5, 5, 5), "not_a_count"),
        (lambda: uncertainty.budget([]), "no_data"),
        (lambda: uncertainty.Component("a", -1.0), "negative_uncertainty"),
        (lambda: uncertainty.Component("a", 1.0, dof=0), "not_positive"),
        (lambda: uncertainty.conformity(1.0, 0.1), "no_specification"),
        (lambda: uncertainty.conformity(1.0, 2.0, lower=0.0, upper=2.0), "band_too_wide"),
        (lambda: factorial.analyse({"A": [-1, 1, 1]}, [1, 2, 3]), "not_a_full_design"),
        (lambda: factorial.analyse({"A": [0, 1]}, [1, 2]), "unknown_level"),
        (lambda: factorial.design(["A", "A"]), "factors"),
        (lambda: factorial.design(["A", "B"], {"C": "A:X"}), "generator"),
        (lambda: multivariate.t2_individuals([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]), "too_few"),
        (
            lambda: multivariate.t2_individuals([[x, 2 * x] for x in (1.0, 2.0, 3.0, 5.0, 4.0, 2.5)]),
            "dependent_variables",
        ),
        (lambda: multivariate.t2_individuals([[x, 1.0] for x in GOOD]), "no_variation"),
        (lambda: short_run.z_mr(["a", "b"], [1, 2], {"a": 1}, {"a": 1, "b": 1}), "missing_target"),
        (lambda: short_run.z_mr(["a"], [1], {"a": 1}, {"a": 0}), "not_positive"),
        (lambda: run_length.cusum_arl(k=0.5, h=4, head_start=4), "out_of_range"),
        (lambda: run_length.ewma_arl(weight=0.0, width=3), "not_positive"),
        (lambda: run_length.ewma_arl(weight=1.5, width=3), "weight_out_of_range"),
        (lambda: run_length.shewhart_arl(0, 60), "out_of_range"),
        (lambda: time_weighted.ewma(GOOD, target=10, sigma=0), "not_positive"),
        (lambda: time_weighted.ewma(GOOD, target=10, sigma=1, weight=0), "weight_out_of_range"),
        (lambda: time_weighted.cusum(GOOD, target=10, sigma=1, h=5, fir=5), "out_of_range"),
        (lambda: regression.straight_line([1, 2], [1, 2]), "too_few"),
        (lambda: two_sample.rates((0, 1.0), (0, 1.0)), "no_data"),
        (lambda: two_sample.variances(FLAT, GOOD), "no_variation"),
        (lambda: two_sample.paired([1.0, 2.0], [1.0, 2.0, 3.0]), "unequal_lengths"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_code(compute, code):
    with pytest.raises(InputError) as caught:
        compute()
    assert caught.value.code == code
    assert isinstance(caught.value, ValueError)
    assert str(caught.value) == caught.value.sentence


@pytest.mark.parametrize(
    "compute",
    [
        lambda: capability.capability(FLAT, Specification(4.0, 6.0)),
        lambda: capability.capability(GOOD, Specification(upper=11.0)),
        lambda: capability.capability(GOOD, Specification(lower=9.0, target=10.0)),
        lambda: capability.capability([9.0, 9.1, 9.2], Specification(100.0, 200.0)),
        lambda: capability.capability(GOOD, Specification(-1e9, 1e9)),
        lambda: nonnormal.fitted_capability(GOOD, Specification(lower=-1.0), "lognormal"),
        lambda: nonnormal.box_cox_capability(GOOD, Specification(lower=0.0)),
        lambda: gauge.crossed_anova([[[1.0, 1.0], [1.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]]),
        lambda: gauge.crossed_anova([[[1.0, 1.0], [1.0, 1.0]], [[2.0, 2.0], [2.0, 2.0]]]),
        lambda: gauge.average_and_range([[[1.0, 1.0], [1.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]]),
        lambda: gauge_other.nested([[[1.0, 1.0], [1.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]]),
        lambda: gauge_other.range_method([[1.0, 1.0], [2.0, 2.0]], 0.5),
        lambda: gauge_other.linearity([1, 2, 3], [1, 2, 3]),
        lambda: agreement.fleiss([["a", "a"], ["a", "a"]]),
        lambda: agreement.cohen(["a", "a"], ["a", "a"]),
        lambda: agreement.kendall_w([[1, 1], [1, 1]]),
        lambda: agreement.cohen(["a", "b"], ["a", "b"]),
        lambda: attribute_study.attribute_study([1, 1], [[[1, 1], [1, 1]]]),
        lambda: proportions.defect_rates(0, 10, 4),
        lambda: proportions.rolled_throughput([0.0, 0.5]),
        lambda: factorial.analyse({"A": [-1, 1]}, [5.0, 5.0]),
        lambda: sampling.plan(2, 0.010),
        lambda: sampling.plan_double(10, 2.5),
        lambda: plan_finding.zero_acceptance(2, 0.1),
        lambda: sampling_curves.operating_characteristic(1, 0, [0.0, 0.5, 1.0], lot=2),
        lambda: sampling_curves.operating_characteristic(80, 0, [0.0, 1.0], lot=80),
        lambda: sampling_curves.variables_characteristic(10, 1.7, [0.0, 0.01, 1.0]),
        lambda: sampling_curves.double_characteristic(5, 5, 0, 2, 1, 2, [0.0, 1.0]),
        lambda: uncertainty.budget([uncertainty.Component("a", 0.0)]),
        lambda: anova.one_way([FLAT, FLAT]),
        lambda: two_sample.means(FLAT, FLAT),
        lambda: two_sample.rates((0, 5.0), (3, 5.0)),
        lambda: two_sample.rates((3, 5.0), (0, 5.0)),
        lambda: two_sample.fractions_nonconforming((0, 10), (10, 10)),
        lambda: quality_cost.quality_cost("2026", {}),
        lambda: run_chart.run_chart([1.0]),
        lambda: attributes.g_chart([0, 0, 0]),
        lambda: attributes.t_chart([3.0, 3.0, 3.0]),
        lambda: unequal.xbar_unequal([1.0, 2.0, 3.0], ["a", "a", "b"]),
        lambda: time_weighted.ewma([10.0], target=10, sigma=1, weight=1.0),
    ],
)
def test_what_is_not_defined_is_null_and_never_a_hole(compute):
    no_holes(compute())


def test_undefined_figures_carry_a_warning():
    assert capability.capability(FLAT, Specification(4.0, 6.0)).overall.worst is None
    assert "no_variation" in capability.capability(FLAT, Specification(4.0, 6.0)).warnings
    assert capability.capability(GOOD, Specification(upper=11.0)).overall.both is None
    assert agreement.fleiss([["a", "a"], ["a", "a"]]).warnings == ("one_category",)
    assert gauge.crossed_anova([[[1.0, 1.0], [1.0, 1.0]], [[2.0, 2.0], [2.0, 2.0]]]).components.spread.ndc is None
