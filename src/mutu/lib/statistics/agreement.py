"""Agreement of people who sort: kappa of two or many raters, Kendall's W for grades.

Kappa is agreement beyond chance. Where all ratings fall into one category chance explains everything and kappa is
not defined: None, with the warning ``one_category``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.normal import quantile
from mutu.lib.statistics.results import Floats, Result

Kappa = float | None
GOOD, POOR = 0.75, 0.4  # AIAG's rule of thumb


@dataclass(frozen=True, kw_only=True, eq=False)
class Fleiss(Result):
    """Agreement of many raters: overall, and for each category against all others."""

    kappa: Kappa
    z: float | None
    p: float | None
    by_category: tuple[dict[str, Any], ...]
    conger: Kappa
    all_agree_percent: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Cohen(Result):
    """Agreement of two raters. ``z`` tests kappa = 0; the interval uses the variance that does not assume it."""

    kappa: Kappa
    z: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True, eq=False)
class KendallW(Result):
    """Concordance of raters who grade or rank, from 0 to 1, corrected for ties."""

    w: float | None
    chi_squared: float | None
    p: float | None


def ratings(rows: Any) -> list[list[Any]]:
    """Items by raters as a full table of labels; a missing rating is an error."""
    found = [list(row) for row in rows]
    if not found or len({len(row) for row in found}) != 1 or len(found[0]) < 2:
        raise InputError("wrong_shape", "Ratings must be a full table with two raters or more.")
    for item, row in enumerate(found, start=1):
        if any(label is None or label == "" or label != label for label in row):  # noqa: PLR0124 - NaN
            raise InputError("missing_value", f"Item {item} lacks a rating.")
    return found


def categories(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """All labels in order: numbers by value, words alphabetically."""
    labels = {label for row in rows for label in row}
    try:
        return sorted(labels)
    except TypeError:
        return sorted(labels, key=str)


def _proportions(rows: list[list[Any]], labels: list[Any]) -> Floats:
    """Counts per item and category."""
    return np.array([[row.count(label) for label in labels] for row in rows], dtype=np.float64)


def fleiss(rows: Any) -> Fleiss:
    """Fleiss' kappa for N items rated by m raters each, with Conger's exact kappa beside it.

    kappa = (Pa - Pe) / (1 - Pe); Pe from the pooled shares (Fleiss 1971), or from each rater's own shares (Conger
    1980). Standard errors under kappa = 0 by Fleiss, Nee & Landis 1979.

    Fleiss' own example, 30 patients diagnosed by six psychiatrists (1971; 0.430):

    >>> from mutu.lib.statistics.validation.published import published
    >>> rows = published("msa/msa.json", "irr_diagnoses")["items_by_rater"]
    >>> round(fleiss(rows).kappa, 3), round(fleiss(rows).conger, 3)
    (0.43, 0.442)
    """
    table = ratings(rows)
    labels = categories(table)
    counts = _proportions(table, labels)
    n, m = len(table), len(table[0])
    shares = counts.sum(axis=0) / (n * m)
    agreement = float(((counts**2).sum(axis=1) - m).sum()) / (n * m * (m - 1))
    chance = float((shares**2).sum())
    unanimous = 100 * float((counts.max(axis=1) == m).mean())
    if len(labels) == 1:
        return Fleiss(
            kappa=None, z=None, p=None, by_category=(), conger=None, all_agree_percent=unanimous,
            method="Fleiss 1971", warnings=("one_category",),
        )  # fmt: skip
    kappa = (agreement - chance) / (1 - chance)
    pq = shares * (1 - shares)
    base = math.sqrt(2 / (n * m * (m - 1)))
    squared = float(pq.sum()) ** 2 - float((pq * (1 - 2 * shares)).sum())
    se = base * math.sqrt(squared) / float(pq.sum())
    z = kappa / se
    return Fleiss(
        kappa=kappa,
        z=z,
        p=math.erfc(abs(z) / math.sqrt(2)),
        by_category=_by_category(counts, labels, base),
        conger=_conger(table, labels, agreement, chance),
        all_agree_percent=unanimous,
        method="Fleiss 1971; standard errors Fleiss, Nee & Landis 1979; Conger 1980",
    )


def _by_category(counts: Floats, labels: list[Any], se: float) -> tuple[dict[str, Any], ...]:
    n, m = len(counts), int(counts[0].sum())
    shares = counts.sum(axis=0) / (n * m)
    mixed = (counts * (m - counts)).sum(axis=0)
    kappas = 1 - mixed / (n * m * (m - 1) * shares * (1 - shares))
    return tuple(
        {"category": str(label), "kappa": float(kappa), "se": se, "z": float(kappa) / se}
        for label, kappa in zip(labels, kappas, strict=True)
    )


def _conger(table: list[list[Any]], labels: list[Any], agreement: float, chance: float) -> Kappa:
    m = len(table[0])
    by_rater = np.array([[sum(row[j] == label for row in table) for label in labels] for j in range(m)])
    own = by_rater / len(table)
    exact = chance - float(own.var(axis=0).sum()) / (m - 1)
    return (agreement - exact) / (1 - exact) if exact < 1 else None


_WEIGHTS = {"none": 0, "linear": 1, "squared": 2}


def cohen(first: Sequence[Any], second: Sequence[Any], *, weights: str = "none") -> Cohen:
    """Cohen's kappa of two raters; ``linear`` or ``squared`` weights for ordered categories.

    Disagreement costs |i - j|^w by position in the order of the categories. Null variance by Fleiss, Cohen &
    Everitt 1969, which also gives the 95 % interval.

    >>> result = cohen([1, 1, 0, 0, 1, 0], [1, 1, 0, 1, 1, 0])
    >>> round(result.kappa, 4)
    0.6667
    """
    if weights not in _WEIGHTS:
        raise InputError("unknown_method", f"Weights: {', '.join(_WEIGHTS)}, not '{weights}'.")
    if len(first) != len(second):
        raise InputError("unequal_lengths", f"The raters judged {len(first)} and {len(second)} items.")
    table = ratings(zip(first, second, strict=True))
    labels = categories(table)
    method = f"Cohen 1960, weights: {weights}; Fleiss, Cohen & Everitt 1969"
    if len(labels) == 1:
        return Cohen(kappa=None, z=None, interval=None, method=method, warnings=("one_category",))
    shares = np.array([[sum(row == [a, b] for row in table) for b in labels] for a in labels]) / len(table)
    agree = _agreement_weights(len(labels), _WEIGHTS[weights])
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    expected = np.outer(rows, columns)
    observed, chance = float((agree * shares).sum()), float((agree * expected).sum())
    if chance >= 1:
        return Cohen(kappa=None, z=None, interval=None, method=method, warnings=("one_category",))
    kappa = (observed - chance) / (1 - chance)
    mean_weights = (agree @ columns)[:, None] + (agree.T @ rows)[None, :]
    scale = len(table) * (1 - chance) ** 2
    null = float((expected * (agree - mean_weights) ** 2).sum()) - chance**2
    full = float((shares * (agree - mean_weights * (1 - kappa)) ** 2).sum()) - (kappa - chance * (1 - kappa)) ** 2
    half = quantile(0.975) * math.sqrt(max(0.0, full) / scale)
    z = kappa / math.sqrt(null / scale) if null > 0 else None
    return Cohen(kappa=kappa, z=z, interval=(kappa - half, kappa + half), method=method)


def _agreement_weights(size: int, power: int) -> Floats:
    if power == 0:
        return np.eye(size)
    distance = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    return np.asarray(1 - (distance / (size - 1)) ** power, dtype=np.float64)


def cohen_pairs(rows: Any) -> list[tuple[int, int, Cohen]]:
    """Cohen's kappa of every pair of raters, numbered from 1."""
    table = ratings(rows)
    columns = list(zip(*table, strict=True))
    return [(a + 1, b + 1, cohen(columns[a], columns[b])) for a, b in combinations(range(len(columns)), 2)]


def ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean rank.

    >>> ranks(np.array([10.0, 20.0, 20.0, 5.0])).tolist()
    [2.0, 3.5, 3.5, 1.0]
    """
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)


def kendall_w(rows: Any) -> KendallW:
    """Kendall's W of n items graded by m raters, corrected for ties; chi-squared = m (n - 1) W.

    >>> round(kendall_w([[1, 2], [2, 1], [3, 3], [4, 4]]).w, 2)
    0.9
    """
    table = np.array(ratings(rows), dtype=np.float64)
    n, m = table.shape
    ranked = np.column_stack([ranks(table[:, j]) for j in range(m)])
    ties = 0.0
    for j in range(m):
        _, counts = np.unique(table[:, j], return_counts=True)
        ties += float((counts.astype(float) ** 3 - counts).sum())
    spread = float(((ranked.sum(axis=1) - m * (n + 1) / 2) ** 2).sum())
    scale = m**2 * (n**3 - n) - m * ties
    method = "Kendall's W, corrected for ties"
    if scale <= 0:
        return KendallW(w=None, chi_squared=None, p=None, method=method, warnings=("one_category",))
    from scipy import special

    w = 12 * spread / scale
    chi = m * (n - 1) * w
    return KendallW(w=w, chi_squared=chi, p=float(special.chdtrc(n - 1, chi)), method=method)
