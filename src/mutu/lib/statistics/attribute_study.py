"""The attribute gauge study: inspectors sort parts whose true state is known (AIAG MSA, 4th edition, III-C).

Effectiveness is the share of parts an inspector judges rightly in every trial. A miss lets a nonconforming part pass;
a false alarm rejects a good one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.agreement import cohen
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import table
from mutu.lib.statistics.proportions import clopper_pearson
from mutu.lib.statistics.results import Floats, Result


@dataclass(frozen=True)
class Appraiser:
    """One inspector's figures; rates are None where the study holds no part of that kind."""

    name: str
    within_agree: int
    effectiveness: float
    interval: tuple[float, float]
    miss_rate: float | None
    false_alarm_rate: float | None
    mixed: int
    kappa_to_standard: float | None

    @property
    def verdict(self) -> str:
        """AIAG's table: effectiveness 90/80 %, misses 2/5 %, false alarms 5/10 %."""
        miss, alarm = self.miss_rate or 0.0, self.false_alarm_rate or 0.0
        if self.effectiveness >= 0.9 and miss <= 0.02 and alarm <= 0.05:
            return "acceptable"
        if self.effectiveness >= 0.8 and miss <= 0.05 and alarm <= 0.10:
            return "conditional"
        return "not_acceptable"


@dataclass(frozen=True, kw_only=True, eq=False)
class AttributeStudy(Result):
    """All inspectors, and the system: parts on which everyone agrees, and is right, in every trial."""

    appraisers: tuple[Appraiser, ...]
    system_effectiveness: float
    all_agree: int
    parts: int


def attribute_study(standard: Any, decisions: Any, names: Sequence[str] | None = None) -> AttributeStudy:
    """``standard`` (parts): 1 accept, 0 reject; ``decisions``: a table (appraisers, parts, trials) of the same.

    >>> study = attribute_study([1, 0], [[[1, 1], [0, 1]], [[1, 1], [0, 0]]])
    >>> [person.effectiveness for person in study.appraisers], study.appraisers[0].miss_rate
    ([0.5, 1.0], 0.5)
    """
    truth, judged = table([standard], "standard")[0], table(decisions, "decisions", dimensions=3)
    people, parts, trials = judged.shape
    if truth.size != parts:
        raise InputError("unequal_lengths", f"The standard has {truth.size} parts, the decisions {parts}.")
    if not np.isin(truth, (0, 1)).all() or not np.isin(judged, (0, 1)).all():
        raise InputError("not_a_decision", "Decisions are 1 (accept) or 0 (reject).")
    labels = [chr(65 + i) for i in range(people)] if names is None else list(names)
    if len(labels) != people:
        raise InputError("unequal_lengths", f"There are {people} appraisers and {len(labels)} names.")
    right = (judged == truth[None, :, None]).all(axis=(0, 2))
    same = (judged == judged[:1, :, :1]).all(axis=(0, 2))
    figures = [_appraiser(name, truth, one, trials) for name, one in zip(labels, judged, strict=True)]
    return AttributeStudy(
        appraisers=tuple(figures),
        system_effectiveness=float(right.mean()),
        all_agree=int(same.sum()),
        parts=parts,
        method="AIAG attribute study; Clopper-Pearson 95 %; Cohen's kappa over all trials",
    )


def _appraiser(name: str, truth: Floats, judged: Floats, trials: int) -> Appraiser:
    parts = truth.size
    same = (judged == judged[:, :1]).all(axis=1)
    right = (judged == truth[:, None]).all(axis=1)
    bad, good = judged[truth == 0], judged[truth == 1]
    return Appraiser(
        name=name,
        within_agree=int(same.sum()),
        effectiveness=float(right.mean()),
        interval=clopper_pearson(int(right.sum()), parts),
        miss_rate=float((bad == 1).mean()) if bad.size else None,
        false_alarm_rate=float((good == 0).mean()) if good.size else None,
        mixed=parts - int(same.sum()),
        kappa_to_standard=cohen(judged.ravel().tolist(), np.repeat(truth, trials).tolist()).kappa,
    )
