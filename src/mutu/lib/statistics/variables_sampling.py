"""Lot inspection by measurement, MIL-STD-414 (sigma unknown, standard deviation method).

Form 1 compares the distance of the mean from the limit in standard deviations with k; form 2 compares the estimated
percent nonconforming with M and serves two limits together. Q and M live on different scales. Measurements must be
normal: test that first.
"""

import math
from dataclasses import dataclass
from typing import Any

from mutu.lib.statistics.descriptive import mean_and_sd
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import finite, series
from mutu.lib.statistics.results import Result

STANDARD = "MIL-STD-414"


@dataclass(frozen=True, kw_only=True, eq=False)
class VariablesDecision(Result):
    """Quality indices, estimated percent nonconforming per side, and the decision of both forms."""

    n: int
    mean: float
    s: float
    q_upper: float | None
    q_lower: float | None
    p_upper: float | None
    p_lower: float | None
    p_total: float
    form1_upper: bool | None
    form1_lower: bool | None
    form2: bool | None


def percent_nonconforming(q: float, n: int) -> float:
    """100 I_x(n/2 - 1, n/2 - 1) with x = max(0, (1 - Q sqrt(n) / (n - 1)) / 2): table B-5 without the table.

    >>> round(percent_nonconforming(1.69832721529, 10), 4)
    3.429
    """
    if n < 3:
        raise InputError("too_few", "The estimate needs at least three measurements.")
    from scipy import special

    x = min(1.0, max(0.0, 0.5 * (1 - finite(q, "quality index") * math.sqrt(n) / (n - 1))))
    return 100 * float(special.betainc(n / 2 - 1, n / 2 - 1, x))


def decide(
    values: Any,
    *,
    lower: float | None = None,
    upper: float | None = None,
    k: float | None = None,
    m_percent: float | None = None,
) -> VariablesDecision:
    """Judge a lot by its sample: form 1 for each limit with ``k``, form 2 for both with ``m_percent``.

    >>> sample = [188.2, 183.7, 192.9, 198.6, 204.7, 195.9, 190.3, 188.3, 201.4, 208.9]
    >>> result = decide(sample, lower=180, upper=209, k=1.72, m_percent=3.26)
    >>> result.form1_upper, result.form1_lower, result.form2, round(result.p_total, 3)
    (False, True, False, 5.214)
    """
    data = series(values, "measurements", least=3)
    if lower is None and upper is None:
        raise InputError("no_specification", "At least one specification limit is needed.")
    if lower is not None and upper is not None and lower >= upper:
        raise InputError("specification_order", "The lower limit must lie below the upper limit.")
    mean, s = mean_and_sd(data)
    if s == 0:
        raise InputError("no_variation", "All measurements are equal: the standard deviation method fails.")
    q_upper = None if upper is None else (finite(upper, "upper limit") - mean) / s
    q_lower = None if lower is None else (mean - finite(lower, "lower limit")) / s
    p_upper = None if q_upper is None else percent_nonconforming(q_upper, data.size)
    p_lower = None if q_lower is None else percent_nonconforming(q_lower, data.size)
    total = (p_upper or 0.0) + (p_lower or 0.0)
    return VariablesDecision(
        n=data.size,
        mean=mean,
        s=s,
        q_upper=q_upper,
        q_lower=q_lower,
        p_upper=p_upper,
        p_lower=p_lower,
        p_total=total,
        form1_upper=None if k is None or q_upper is None else q_upper >= k,
        form1_lower=None if k is None or q_lower is None else q_lower >= k,
        form2=None if m_percent is None else total <= m_percent,
        method=f"{STANDARD}, sigma unknown, standard deviation method",
        warnings=("check_normality",),
    )
