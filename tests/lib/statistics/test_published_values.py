"""Values printed in the literature that the reference cases do not hold."""

import pytest

from mutu.lib.statistics import factorial, two_sample
from mutu.lib.statistics.constants import constants, d2_star
from mutu.lib.statistics.plan_finding import find_plan
from mutu.lib.statistics.run_length import cusum_arl, ewma_arl, shewhart_arl
from mutu.lib.statistics.sampling import inspection, plan
from mutu.lib.statistics.uncertainty import conformity


def test_lucas_and_crosier_1982_fast_initial_response():
    """k = 0.5, h = 5, head start 2.5: 430 in control, 6.35 at one sigma (Technometrics 24)."""
    assert cusum_arl(k=0.5, h=5, head_start=2.5).arl == pytest.approx(430, abs=1)
    assert cusum_arl(1.0, k=0.5, h=5, head_start=2.5).arl == pytest.approx(6.35, abs=0.01)


@pytest.mark.parametrize(("shift", "h4", "h5"), [(0, 168, 465), (0.5, 26.6, 38.0), (1, 8.38, 10.4), (2, 3.34, 4.01)])
def test_montgomery_table_9_3_cusum(shift, h4, h5):
    assert cusum_arl(shift, k=0.5, h=4).arl == pytest.approx(h4, rel=5e-3)
    assert cusum_arl(shift, k=0.5, h=5).arl == pytest.approx(h5, rel=5e-3)


@pytest.mark.parametrize(
    ("weight", "width", "at_zero", "at_one"),
    [(0.4, 3.054, 500, 14.3), (0.25, 2.998, 500, 11.1), (0.1, 2.814, 500, 10.3)],
)
def test_montgomery_table_9_11_ewma(weight, width, at_zero, at_one):
    assert ewma_arl(weight=weight, width=width, exact_limits=False).arl == pytest.approx(at_zero, rel=5e-3)
    assert ewma_arl(1.0, weight=weight, width=width, exact_limits=False).arl == pytest.approx(at_one, abs=0.1)


def test_an_ewma_of_weight_one_is_a_shewhart_chart():
    assert ewma_arl(0.7, weight=1.0, width=3.0).arl == shewhart_arl(0.7).arl
    nearly = ewma_arl(0.7, weight=0.999, width=3.0, exact_limits=False).arl
    assert nearly == pytest.approx(shewhart_arl(0.7).arl, rel=5e-3)


def test_the_printed_table_of_constants():
    """ASTM / Montgomery, appendix VI: A2, D3, D4, A3, B3, B4, d2, d3, c4 to three digits."""
    printed = {
        2: (1.880, 0, 3.267, 2.659, 0, 3.267, 1.128, 0.853, 0.7979),
        5: (0.577, 0, 2.114, 1.427, 0, 2.089, 2.326, 0.864, 0.9400),
        10: (0.308, 0.223, 1.777, 0.975, 0.284, 1.716, 3.078, 0.797, 0.9727),
        25: (0.153, 0.459, 1.541, 0.606, 0.565, 1.435, 3.931, 0.708, 0.9896),
    }
    for n, values in printed.items():
        k = constants(n)
        found = (k.A2, k.D3, k.D4, k.A3, k.B3, k.B4, k.d2, k.d3, k.c4)
        assert found == pytest.approx(values, abs=6e-4)


def test_aiag_constants():
    """K1 for 2 and 3 trials, K2 for 2 and 3 appraisers, K3 for 10 parts (AIAG MSA, 4th edition)."""
    assert [1 / constants(n).d2 for n in (2, 3)] == pytest.approx([0.8862, 0.5908], abs=5e-5)
    assert [1 / d2_star(m, 1) for m in (2, 3, 10)] == pytest.approx([0.7071, 0.5231, 0.3146], abs=5e-5)


def test_newcombe_1998_example():
    """56 of 70 against 48 of 80: difference 0.2, interval 0.0524 to 0.3339 (method 10)."""
    found = two_sample.fractions_nonconforming((48, 80), (56, 70))
    assert found.difference == pytest.approx(0.2)
    assert found.interval == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_known_lot_inspections():
    assert (plan(2000, 0.65).n, plan(2000, 0.65).ac) == (125, 2)
    found = inspection(3200, {"critical": 0, "major": 2.5, "minor": 4.0})
    assert [(each.n, each.ac, each.re) for each in found.classes] == [(125, 0, 1), (125, 7, 8), (125, 10, 11)]
    assert found.decide({"critical": 0, "major": 7, "minor": 10}) == "accepted"
    assert found.decide({"critical": 1, "major": 0, "minor": 0}) == "rejected"


def test_a_reduced_inspection_between_its_numbers_goes_back_to_normal():
    found = inspection(5000, {"major": 2.5}, severity="reduced")
    assert [found.decide({"major": d}) for d in (5, 6, 7, 8)] == [
        "accepted", "accepted_normal_next", "accepted_normal_next", "rejected",
    ]  # fmt: skip


def test_a_plan_of_schilling():
    """p1 = 0.02 at 95 %, p2 = 0.08 at 10 %, binomial: n = 98, c = 4."""
    found = find_plan((0.02, 0.95), (0.08, 0.10))
    assert (found.n, found.c) == (98, 4)


def test_the_half_fraction_of_a_five_factor_design():
    design = factorial.design(["A", "B", "C", "D"], {"E": "A:B:C:D"})
    assert (len(design.runs), design.resolution) == (16, 5)
    assert design.aliases["A:B"] == ("C:D:E",)
    quarter = factorial.design(["A", "B", "C", "D"], {"E": "A:B:C", "F": "B:C:D"})
    assert (len(quarter.runs), quarter.resolution) == (16, 4)
    assert quarter.aliases["A:E"] == ("B:C", "D:F", "A:B:C:D:E:F")


@pytest.mark.parametrize(
    ("value", "decision"),
    [(9.90, "conforming"), (9.96, "conditional_pass"), (10.04, "conditional_fail"), (10.06, "nonconforming")],
)
def test_guarded_decisions(value, decision):
    assert conformity(value, 0.05, upper=10.0).decision == decision
    assert conformity(-value, 0.05, lower=-10.0).decision == decision
