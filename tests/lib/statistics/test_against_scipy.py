"""Differential tests: where SciPy has the same thing, both must agree."""

import numpy as np
import pytest
from scipy import integrate, stats

from mutu.lib.statistics import anova, noncentral_t, nonnormal, two_sample
from mutu.lib.statistics.agreement import ranks
from mutu.lib.statistics.capability import Specification, one_sided_interval
from mutu.lib.statistics.constants import d2, d3, median_range, sd_median
from mutu.lib.statistics.descriptive import describe
from mutu.lib.statistics.normal import cdf, quantile
from mutu.lib.statistics.normality import anderson_darling, cramer_von_mises, lilliefors
from mutu.lib.statistics.plan_finding import find_variables_plan
from mutu.lib.statistics.proportions import clopper_pearson, wilson
from mutu.lib.statistics.regression import straight_line
from mutu.lib.statistics.run_chart import binomial_quantile
from mutu.lib.statistics.sampling_curves import hypergeometric_acceptance, operating_characteristic

RNG = np.random.default_rng(20261122)
DATA = RNG.normal(10, 2, size=60)
SKEWED = RNG.gamma(3.0, 1.5, size=150)
GROUPS = [RNG.normal(mean, 1, size=size) for mean, size in ((0, 8), (0.5, 11), (1, 6))]


@pytest.mark.parametrize("n", [2, 3, 7, 25, 100])
def test_range_constants_are_moments_of_the_studentized_range(n):
    range_ = stats.studentized_range(n, np.inf)
    mean = integrate.quad(range_.sf, 0, 12, epsabs=1e-10)[0]
    square = 2 * integrate.quad(lambda r: r * range_.sf(r), 0, 12, epsabs=1e-10)[0]
    assert d2(n) == pytest.approx(mean, rel=1e-7)
    assert d3(n) == pytest.approx(np.sqrt(square - mean**2), rel=1e-6)
    assert range_.cdf(median_range(n)) == pytest.approx(0.5, abs=1e-7)


@pytest.mark.parametrize("n", [2, 4, 5, 10])
def test_sd_of_the_median_by_simulation(n):
    simulated = np.median(np.random.default_rng(n).normal(size=(400_000, n)), axis=1).std()
    assert sd_median(n) == pytest.approx(simulated, rel=6e-3)


@pytest.mark.parametrize("z", [-37.0, -8.0, -3.0, 0.0, 2.5, 8.0])
def test_normal_distribution(z):
    assert cdf(z) == pytest.approx(stats.norm.cdf(z), rel=1e-12)


@pytest.mark.parametrize("p", [1e-12, 0.00135, 0.3, 0.5, 0.99865])
def test_normal_quantile(p):
    assert quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-12, abs=1e-15)


def test_shape():
    found = describe(DATA)
    assert found.skew_g1 == pytest.approx(stats.skew(DATA))
    assert found.kurt_g2 == pytest.approx(stats.kurtosis(DATA))
    assert found.skew_G1 == pytest.approx(stats.skew(DATA, bias=False))
    assert found.kurt_G2 == pytest.approx(stats.kurtosis(DATA, bias=False))


@pytest.mark.parametrize("data", [DATA, SKEWED], ids=["normal", "skewed"])
def test_normality_statistics(data):
    z = (data - data.mean()) / data.std(ddof=1)
    assert lilliefors(data).statistic == pytest.approx(stats.kstest(z, "norm").statistic, rel=1e-12)
    assert cramer_von_mises(data).statistic == pytest.approx(stats.cramervonmises(z, "norm").statistic)
    order = np.sort(z)
    i = np.arange(1, z.size + 1)
    a2 = -z.size - np.mean((2 * i - 1) * (stats.norm.logcdf(order) + stats.norm.logsf(order[::-1])))
    assert anderson_darling(data).statistic == pytest.approx(a2, rel=1e-12)


def test_analysis_of_variance():
    found = anova.one_way(GROUPS)
    assert (found.f, found.p) == pytest.approx(tuple(stats.f_oneway(*GROUPS)))
    for ours, theirs in (
        (anova.bartlett(GROUPS), stats.bartlett(*GROUPS)),
        (anova.levene(GROUPS), stats.levene(*GROUPS, center="median")),
    ):
        assert (ours.statistic, ours.p) == pytest.approx(tuple(theirs))


@pytest.mark.parametrize("equal", [True, False])
def test_two_means(equal):
    found = two_sample.means(GROUPS[0], GROUPS[1], equal_variances=equal)
    theirs = stats.ttest_ind(GROUPS[1], GROUPS[0], equal_var=equal)
    assert (found.statistic, found.p) == pytest.approx((theirs.statistic, theirs.pvalue))
    low, high = theirs.confidence_interval(0.95)
    assert found.interval == pytest.approx((low, high))


def test_pairs():
    theirs = stats.ttest_rel(GROUPS[1][:8], GROUPS[0])
    found = two_sample.paired(GROUPS[0], GROUPS[1][:8])
    assert (found.statistic, found.p) == pytest.approx((theirs.statistic, theirs.pvalue))


@pytest.mark.parametrize(("before", "after"), [((30, 500), (12, 500)), ((3, 10), (0, 12)), ((5, 9), (5, 9))])
def test_two_fractions(before, after):
    table = [[before[0], before[1] - before[0]], [after[0], after[1] - after[0]]]
    found = two_sample.fractions_nonconforming(before, after)
    assert found.p == pytest.approx(stats.fisher_exact(table).pvalue)
    assert found.interval[0] <= found.difference <= found.interval[1]


@pytest.mark.parametrize(("first", "second"), [((40, 100.0), (20, 100.0)), ((3, 1.5), (9, 2.5)), ((4, 2.0), (0, 3.0))])
def test_two_rates(first, second):
    share = second[1] / (first[1] + second[1])
    total = first[0] + second[0]
    below, above = stats.binom.cdf(second[0], total, share), stats.binom.sf(second[0] - 1, total, share)
    assert two_sample.rates(first, second).p == pytest.approx(min(1.0, 2 * min(below, above)))


def test_variances():
    ratio = np.var(GROUPS[1], ddof=1) / np.var(GROUPS[0], ddof=1)
    found = two_sample.variances(GROUPS[0], GROUPS[1])
    tail = stats.f.cdf(ratio, 10, 7)
    assert found.p == pytest.approx(2 * min(tail, 1 - tail))
    assert found.interval == pytest.approx((ratio / stats.f.ppf(0.975, 10, 7), ratio / stats.f.ppf(0.025, 10, 7)))


@pytest.mark.parametrize(("x", "n"), [(0, 10), (7, 250), (10, 10)])
def test_intervals_of_a_fraction(x, n):
    result = stats.binomtest(x, n)
    for ours, method in ((clopper_pearson, "exact"), (wilson, "wilson")):
        theirs = result.proportion_ci(method=method)
        assert ours(x, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_a_line():
    x, y = np.arange(20.0), 3 + 0.5 * np.arange(20.0) + RNG.normal(size=20)
    ours, theirs = straight_line(x, y), stats.linregress(x, y)
    assert (ours.slope, ours.intercept, ours.slope_p) == pytest.approx((theirs.slope, theirs.intercept, theirs.pvalue))
    assert (ours.slope_se, ours.intercept_se) == pytest.approx((theirs.stderr, theirs.intercept_stderr))


@pytest.mark.parametrize("name", ["weibull", "lognormal", "gamma"])
def test_fits_are_at_least_as_likely_as_those_of_scipy(name):
    theirs = {"weibull": stats.weibull_min, "lognormal": stats.lognorm, "gamma": stats.gamma}[name]
    parameters = theirs.fit(SKEWED, floc=0)
    likelihood = theirs.logpdf(SKEWED, *parameters).sum()
    ours = nonnormal.fitted_capability(SKEWED, Specification(0.1, 30.0), name)
    assert ours.log_likelihood == pytest.approx(likelihood, rel=1e-6)
    assert ours.log_likelihood >= likelihood - 1e-6
    assert ours.quantiles == pytest.approx(theirs(*parameters).ppf([0.00135, 0.5, 0.99865]), rel=1e-2)


def test_box_cox():
    found = nonnormal.box_cox_capability(SKEWED, Specification(upper=30.0))
    assert found.lam == pytest.approx(stats.boxcox_normmax(SKEWED, method="mle"), abs=1e-5)
    assert found.log_likelihood >= stats.boxcox_llf(found.lam + 0.01, SKEWED)


@pytest.mark.parametrize("df", [1, 2, 5, 29, 399, 2000])
@pytest.mark.parametrize("delta", [0.0, 1.0, 5.0, 20.0, 120.0])
def test_noncentral_t(df, delta):
    for t in (delta - 1, delta, 1.1 * delta + 0.5):
        assert noncentral_t.cdf(t, df, delta) == pytest.approx(stats.nct.cdf(t, df, delta), rel=1e-8)
        back = noncentral_t.quantile(noncentral_t.cdf(t, df, delta), df, delta)
        assert back == pytest.approx(t, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("n", [10, 50, 400])
@pytest.mark.parametrize("index", [0.0, 0.6, 1.33, 2.0])
def test_noncentral_t_interval(n, index):
    low, high = one_sided_interval(index, n, 0.95)
    root = 3 * np.sqrt(n)
    assert stats.nct.sf(root * index, n - 1, root * low) == pytest.approx(0.025, rel=1e-6)
    assert stats.nct.cdf(root * index, n - 1, root * high) == pytest.approx(0.025, rel=1e-6)


def test_variables_plans_keep_their_promises():
    found = find_variables_plan((0.01, 0.95), (0.05, 0.10))
    for n, met in ((found.n, True), (found.n - 1, False)):
        k = stats.nct.ppf(0.05, n - 1, np.sqrt(n) * stats.norm.isf(0.01)) / np.sqrt(n)
        pa = stats.nct.sf(np.sqrt(n) * k, n - 1, np.sqrt(n) * stats.norm.isf(0.05))
        assert bool(pa <= 0.10) == met


def test_operating_characteristics():
    p = np.array([0.0, 0.01, 0.05, 0.3, 1.0])
    assert operating_characteristic(80, 3, p).pa == pytest.approx(stats.binom.cdf(3, 80, p))
    assert operating_characteristic(80, 3, p, distribution="poisson").pa == pytest.approx(stats.poisson.cdf(3, 80 * p))
    for lot, n, c, bad in ((1000, 50, 1, 20), (60, 50, 3, 20), (20_000, 3000, 40, 250)):
        assert hypergeometric_acceptance(lot, n, c, bad) == pytest.approx(stats.hypergeom.cdf(c, lot, bad, n), rel=1e-9)


@pytest.mark.parametrize("n", [1, 9, 25, 200])
def test_binomial_quantile(n):
    assert binomial_quantile(0.05, n) == stats.binom.ppf(0.05, n, 0.5)


def test_ranks():
    data = RNG.integers(0, 6, size=40).astype(float)
    assert ranks(data).tolist() == stats.rankdata(data).tolist()
