"""Two-level factorial designs: make one, see what is confounded, and estimate effects and their analysis of variance.

An effect is the mean at the high level less the mean at the low level. Source: Montgomery, Design and Analysis of
Experiments, chapters 6 and 8.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import series
from mutu.lib.statistics.results import Floats, Result

MOST_FACTORS = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class Design(Result):
    """Runs in standard order as levels -1 and +1 per factor, and for fractions which terms share a column."""

    factors: tuple[str, ...]
    runs: tuple[tuple[int, ...], ...]
    aliases: dict[str, tuple[str, ...]]
    resolution: int | None


def design(factors: Sequence[str], generators: Mapping[str, str] | None = None) -> Design:
    """A full design of the base factors; ``generators`` ({"D": "A:B:C"}) add factors as products of base columns.

    >>> half = design(["A", "B", "C"], {"D": "A:B:C"})
    >>> len(half.runs), half.resolution, half.aliases["A:B"]
    (8, 4, ('C:D',))
    """
    base, made = [str(name) for name in factors], dict(generators or {})
    names = [*base, *made]
    if not base or len(names) > MOST_FACTORS or len(set(names)) != len(names):
        raise InputError("factors", f"Between one and {MOST_FACTORS} different factors are needed.")
    words = {}
    for name, word in made.items():
        letters = [part.lstrip("-") for part in word.split(":")]
        if len(letters) < 2 or any(letter not in base for letter in letters):
            raise InputError("generator", f"The generator {name} = {word} must multiply base factors.")
        words[name] = (letters, -1 if word.startswith("-") else 1)
    runs = []
    for levels in product((-1, 1), repeat=len(base)):
        at = dict(zip(base, levels, strict=True))
        added = [sign * math.prod(at[letter] for letter in letters) for letters, sign in words.values()]
        runs.append((*levels, *added))
    relation = _defining_relation({name: frozenset([name, *letters]) for name, (letters, _) in words.items()})
    return Design(
        factors=tuple(names),
        runs=tuple(runs),
        aliases=_aliases(names, relation),
        resolution=min((len(word) for word in relation), default=None),
        method=f"2^{len(names)}" + (f"-{len(made)} fraction" if made else " full factorial"),
    )


def _defining_relation(words: Mapping[str, frozenset[str]]) -> list[frozenset[str]]:
    """All products of the generating words: letters that occur twice cancel."""
    relation = []
    for size in range(1, len(words) + 1):
        for chosen in combinations(words.values(), size):
            merged: frozenset[str] = frozenset()
            for word in chosen:
                merged = merged ^ word
            relation.append(merged)
    return relation


def _aliases(names: Sequence[str], relation: Sequence[frozenset[str]]) -> dict[str, tuple[str, ...]]:
    if not relation:
        return {}
    order = {name: place for place, name in enumerate(names)}

    def label(word: frozenset[str]) -> str:
        return ":".join(sorted(word, key=lambda name: order[name]))

    found = {}
    for size in (1, 2):
        for term in combinations(names, size):
            others = [frozenset(term) ^ word for word in relation]
            shown = sorted((label(word) for word in others if word), key=lambda text: (text.count(":"), text))
            found[":".join(term)] = tuple(shown)
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Effects(Result):
    """Effects (high less low), coefficients (half of them), and the analysis of variance.

    Without replicates there is no error to test against: ``p`` and the standard error are None.
    """

    effects: dict[str, float]
    coefficients: dict[str, float]
    ss: dict[str, float]
    df: dict[str, int]
    f: dict[str, float | None]
    p: dict[str, float | None]
    effect_se: float | None


def analyse(levels: Mapping[str, Any], response: Any, *, most: int | None = None) -> Effects:
    """A full two-level design with equal replicates: ``levels`` has -1 and +1 per factor, one entry per run.

    Interactions up to ``most`` factors are estimated (default all); the rest goes to the residual.

    >>> result = analyse({"A": [-1, 1, -1, 1], "B": [-1, -1, 1, 1]}, [20.0, 40.0, 30.0, 52.0])
    >>> result.effects["A"], result.effects["B"], result.effects["A:B"]
    (21.0, 11.0, 1.0)
    """
    y = series(response, "responses", least=2)
    columns = {str(name): series(column, f"levels of {name}") for name, column in levels.items()}
    _check_design(columns, y)
    names = list(columns)
    terms = [term for size in range(1, (most or len(names)) + 1) for term in combinations(names, size)]
    mean = float(y.mean())
    contrasts = {":".join(term): math.prod(columns[name] for name in term) for term in terms}
    deviations = y - mean
    coefficients = {name: float(np.mean(contrast * deviations)) for name, contrast in contrasts.items()}
    ss = {name: y.size * value**2 for name, value in coefficients.items()}
    fitted = sum((coefficients[name] * contrasts[name] for name in contrasts), np.zeros(y.size))
    freedom = y.size - 1 - len(terms)
    ss["Residuals"] = float(np.sum((deviations - fitted) ** 2))
    tests, se = _tests(ss, freedom, y.size)
    df = dict.fromkeys(contrasts, 1) | {"Residuals": freedom}
    return Effects(
        effects={name: 2 * value for name, value in coefficients.items()},
        coefficients={"(Intercept)": mean, **coefficients},
        ss=ss,
        df=df,
        f={name: test[0] for name, test in tests.items()},
        p={name: test[1] for name, test in tests.items()},
        effect_se=se,
        method="two-level factorial, contrasts and analysis of variance",
        warnings=() if se is not None else ("no_replicates",),
    )


def _tests(
    ss: Mapping[str, float], freedom: int, n: int
) -> tuple[dict[str, tuple[float | None, float | None]], float | None]:
    terms = [name for name in ss if name != "Residuals"]
    if freedom < 1 or ss["Residuals"] <= 0:
        return dict.fromkeys(terms, (None, None)), None
    from scipy import special

    error = ss["Residuals"] / freedom
    tests = {name: (ss[name] / error, float(special.fdtrc(1, freedom, ss[name] / error))) for name in terms}
    return dict(tests), 2 * math.sqrt(error / n)


def _check_design(columns: Mapping[str, Floats], y: Floats) -> None:
    if not columns or len(columns) > MOST_FACTORS:
        raise InputError("factors", f"Between one and {MOST_FACTORS} factors are needed.")
    for name, column in columns.items():
        if column.size != y.size:
            raise InputError("unequal_lengths", f"{name} has {column.size} levels for {y.size} responses.")
        if not np.isin(column, (-1, 1)).all():
            raise InputError("unknown_level", f"The levels of {name} must be -1 and +1.")
    runs = list(zip(*(column.tolist() for column in columns.values()), strict=True))
    counts = {run: runs.count(run) for run in set(runs)}
    if len(counts) != 2 ** len(columns) or len(set(counts.values())) != 1:
        raise InputError("not_a_full_design", "Every combination of levels must occur equally often.")
