"""Gauge repeatability and reproducibility, crossed: every operator measures every part several times
(AIAG MSA, 4th ed.).

How much of the variation one sees is the measuring system's own. Two analyses: average and range (by hand, blind to
interaction) and analysis of variance (sees it). Thresholds are a start of the judgement, not its end.
"""

import math
from dataclasses import dataclass
from typing import Any

from mutu.lib.statistics.constants import constants, d2, d2_star
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import fraction, table
from mutu.lib.statistics.results import Floats, Result

NDC_FACTOR = 1.41  # as printed by AIAG; the square root of 2 changes cases at an edge
STUDY_SIGMAS = 6.0


def checked_study(measurements: Any, *, least_parts: int = 2) -> Floats:
    """A full table (parts, operators, trials) with at least two of each; a missing cell is an error."""
    data = table(measurements, "measurements", dimensions=3)
    parts, operators, trials = data.shape
    if parts < least_parts or operators < 2 or trials < 2:
        raise InputError(
            "study_too_small", f"{parts} parts, {operators} operators, {trials} trials: two of each are needed."
        )
    return data


@dataclass(frozen=True)
class Spread:
    """One split of the total variation, as standard deviations, with the usual ratios.

    ``ndc`` is floor(1.41 PV / GRR), at least 1; None where the gauge shows no variation at all.
    """

    ev: float
    av: float
    grr: float
    pv: float
    tv: float

    @property
    def ndc_unrounded(self) -> float | None:
        """1.41 PV / GRR before rounding down."""
        return NDC_FACTOR * self.pv / self.grr if self.grr > 0 else None

    @property
    def ndc(self) -> int | None:
        """Number of distinct categories the gauge can tell apart."""
        return None if self.ndc_unrounded is None else max(1, math.floor(self.ndc_unrounded))

    def percent_study(self, part: float) -> float | None:
        """A standard deviation in percent of the total one."""
        return 100 * part / self.tv if self.tv > 0 else None

    def percent_contribution(self, part: float) -> float | None:
        """A variance in percent of the total one."""
        return 100 * (part / self.tv) ** 2 if self.tv > 0 else None

    def percent_tolerance(
        self, lower: float | None, upper: float | None, mean: float = 0.0, sigmas: float = STUDY_SIGMAS
    ) -> float | None:
        """``sigmas`` * GRR in percent of the tolerance; one-sided: half of it against |limit - mean|."""
        if lower is not None and upper is not None:
            if lower >= upper:
                raise InputError("specification_order", "The lower limit must lie below the upper limit.")
            return 100 * sigmas * self.grr / (upper - lower)
        limit = upper if upper is not None else lower
        if limit is None or limit == mean:
            return None
        return 100 * sigmas / 2 * self.grr / abs(limit - mean)


def verdict(percent: float | None, tolerance: float | None, ndc: int | None) -> str:
    """AIAG's guidance in one code: acceptable (<= 10 %), conditional (<= 30 %), or not_acceptable.

    The worse of share of study variation and share of tolerance decides, and fewer than five categories never count
    as acceptable. AIAG warns against using the thresholds alone: the word on paper is "may be".

    >>> verdict(8.0, None, 12), verdict(26.7, None, 5), verdict(8.0, 45.0, 12)
    ('acceptable', 'conditional', 'not_acceptable')
    """
    shares = [share for share in (percent, tolerance) if share is not None]
    if not shares:
        return "undefined"
    worst = max(shares)
    if worst > 30 or (ndc is not None and ndc < 2):
        return "not_acceptable"
    return "acceptable" if worst <= 10 and (ndc is None or ndc >= 5) else "conditional"


@dataclass(frozen=True, kw_only=True, eq=False)
class AverageRange(Result):
    """The average-and-range analysis with its intermediate figures and the limits of its two charts."""

    spread: Spread
    mean_range: float
    operator_difference: float
    part_range: float
    k1: float
    k2: float
    k3: float
    range_ucl: float
    mean_lcl: float
    mean_ucl: float
    grand_mean: float
    verdict: str


def average_and_range(measurements: Any) -> AverageRange:
    """EV = Rbar K1, AV = sqrt((xdiff K2)^2 - EV^2 / (n r)), PV = Rp K3, with exact K = 1 / d2 or 1 / d2*(m, 1).

    ``measurements`` is a table (parts, operators, trials). Source: AIAG MSA, 4th edition, chapter III; its printed
    constants are rounded, so that results agree to three digits.

    Printed there: EV .20188, AV .22963, GRR .30575, PV 1.10456, 5 categories.

    >>> from mutu.lib.statistics.validation.published import published
    >>> result = average_and_range(published("msa/msa.json", "aiag")["part_by_operator_by_trial"])
    >>> [round(v, 3) for v in (result.spread.ev, result.spread.av, result.spread.grr)], result.spread.ndc
    ([0.202, 0.23, 0.306], 5)
    """
    data = checked_study(measurements)
    parts, operators, trials = data.shape
    mean_range = float((data.max(axis=2) - data.min(axis=2)).mean())
    by_operator, by_part = data.mean(axis=(0, 2)), data.mean(axis=(1, 2))
    difference, part_range = float(by_operator.max() - by_operator.min()), float(by_part.max() - by_part.min())
    k1, k2, k3 = 1 / d2(trials), 1 / d2_star(operators, 1), 1 / d2_star(parts, 1)
    ev = mean_range * k1
    squared = (difference * k2) ** 2 - ev**2 / (parts * trials)
    av, pv = math.sqrt(max(0.0, squared)), part_range * k3
    grr = math.hypot(ev, av)
    spread = Spread(ev=ev, av=av, grr=grr, pv=pv, tv=math.hypot(grr, pv))
    known, grand = constants(trials), float(data.mean())
    return AverageRange(
        spread=spread,
        mean_range=mean_range,
        operator_difference=difference,
        part_range=part_range,
        k1=k1,
        k2=k2,
        k3=k3,
        range_ucl=known.D4 * mean_range,
        mean_lcl=grand - known.A2 * mean_range,
        mean_ucl=grand + known.A2 * mean_range,
        grand_mean=grand,
        verdict=verdict(spread.percent_study(grr), None, spread.ndc),
        method="average and range, exact constants",
        warnings=("negative_component",) if squared < 0 else (),
    )


@dataclass(frozen=True)
class Components:
    """Variance components of one model, negative estimates set to 0 and kept beside as ``raw``."""

    repeatability: float
    operator: float
    interaction: float
    part: float
    raw: dict[str, float]

    @property
    def reproducibility(self) -> float:
        """Operators and their interaction with parts."""
        return self.operator + self.interaction

    @property
    def grr(self) -> float:
        """Repeatability and reproducibility."""
        return self.repeatability + self.reproducibility

    @property
    def spread(self) -> Spread:
        """The components as standard deviations."""
        return Spread(
            ev=math.sqrt(self.repeatability),
            av=math.sqrt(self.reproducibility),
            grr=math.sqrt(self.grr),
            pv=math.sqrt(self.part),
            tv=math.sqrt(self.grr + self.part),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class CrossedAnova(Result):
    """The table of the analysis of variance and the components with and without interaction.

    F of parts and operators is against the interaction, which is what varies their means.
    """

    ss: dict[str, float]
    df: dict[str, int]
    ms: dict[str, float]
    f_interaction: float | None
    p_interaction: float | None
    f_part: float | None
    f_operator: float | None
    with_interaction: Components
    without_interaction: Components
    interaction_kept: bool
    alpha: float
    verdict: str

    @property
    def components(self) -> Components:
        """The model that alpha selects."""
        return self.with_interaction if self.interaction_kept else self.without_interaction


def _sums(data: Floats) -> tuple[dict[str, float], dict[str, int]]:
    """Sums of squares from deviations of means, never from squares of totals."""
    parts, operators, trials = data.shape
    grand, cell = data.mean(), data.mean(axis=2)
    by_part, by_operator = data.mean(axis=(1, 2)), data.mean(axis=(0, 2))
    left = cell - by_part[:, None] - by_operator[None, :] + grand
    ss = {
        "part": operators * trials * float(((by_part - grand) ** 2).sum()),
        "operator": parts * trials * float(((by_operator - grand) ** 2).sum()),
        "interaction": trials * float((left**2).sum()),
        "repeatability": float(((data - cell[:, :, None]) ** 2).sum()),
        "total": float(((data - grand) ** 2).sum()),
    }
    df = {
        "part": parts - 1,
        "operator": operators - 1,
        "interaction": (parts - 1) * (operators - 1),
        "repeatability": parts * operators * (trials - 1),
    }
    return ss, df


def _components(ms: dict[str, float], shape: tuple[int, ...], error: float, against: float) -> Components:
    """Components from mean squares; ``against`` is what the means of parts and operators vary by without effect."""
    parts, operators, trials = shape
    raw = {
        "repeatability": error,
        "operator": (ms["operator"] - against) / (parts * trials),
        "interaction": (against - error) / trials,
        "part": (ms["part"] - against) / (operators * trials),
    }
    return Components(**{name: max(0.0, value) for name, value in raw.items()}, raw=raw)


def crossed_anova(
    measurements: Any,
    *,
    alpha: float = 0.05,
    lower: float | None = None,
    upper: float | None = None,
    sigmas: float = STUDY_SIGMAS,
) -> CrossedAnova:
    """Random two-way analysis of variance of a table (parts, operators, trials).

    The interaction stays in the model if its p <= ``alpha`` (AIAG 0.05; older Minitab 0.25). Negative components
    become 0 with the warning ``negative_component``. Source: AIAG MSA, 4th edition, appendix A.

    Printed there, interaction pooled: EV .199933, AV .226838, GRR .302373, PV 1.042327.

    >>> from mutu.lib.statistics.validation.published import published
    >>> result = crossed_anova(published("msa/msa.json", "aiag")["part_by_operator_by_trial"])
    >>> spread = result.components.spread
    >>> result.interaction_kept, [round(v, 4) for v in (spread.ev, spread.av, spread.grr, spread.pv)]
    (False, [0.1999, 0.2268, 0.3024, 1.0423])
    """
    data = checked_study(measurements)
    level = fraction(alpha, "alpha")
    ss, df = _sums(data)
    ms = {name: ss[name] / df[name] for name in df}
    error, inter = ms["repeatability"], ms["interaction"]
    f, p = _f_test(inter, error, df["interaction"], df["repeatability"])
    pooled = (ss["interaction"] + ss["repeatability"]) / (df["interaction"] + df["repeatability"])
    full = _components(ms, data.shape, error, inter)
    reduced = _components(ms, data.shape, pooled, pooled)
    kept = p is not None and p <= level
    chosen = full if kept else reduced
    tolerance = chosen.spread.percent_tolerance(lower, upper, float(data.mean()), sigmas)
    share = chosen.spread.percent_study(chosen.spread.grr)
    return CrossedAnova(
        ss=ss,
        df=df,
        ms=ms,
        f_interaction=f,
        p_interaction=p,
        f_part=ms["part"] / inter if inter > 0 else None,
        f_operator=ms["operator"] / inter if inter > 0 else None,
        with_interaction=full,
        without_interaction=reduced,
        interaction_kept=kept,
        alpha=level,
        verdict=verdict(share, tolerance, chosen.spread.ndc),
        method=f"analysis of variance, interaction {'kept' if kept else 'pooled'} at alpha {level:g}",
        warnings=_warnings(chosen, ss["total"]),
    )


def _f_test(effect: float, error: float, df1: int, df2: int) -> tuple[float | None, float | None]:
    """F and its p; without any repeatability the ratio is not defined."""
    if error <= 0:
        return None, None
    from scipy import special

    return effect / error, float(special.fdtrc(df1, df2, effect / error))


def _warnings(chosen: Components, total: float) -> tuple[str, ...]:
    codes = {
        "no_variation": total == 0,
        "negative_component": min(chosen.raw.values()) < 0,
        "few_categories": chosen.spread.ndc is not None and chosen.spread.ndc < 5,
    }
    return tuple(code for code, applies in codes.items() if applies)
