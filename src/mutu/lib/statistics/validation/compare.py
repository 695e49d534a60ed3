"""Comparing an answer with the expected one, number by number, at a stated relative tolerance.

Every expected key must be there and right. Two kinds of key are never judged: ``johnson_...`` (its
numbers depend on the fitting algorithm; printed only) and a ``note`` (words about the case).
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Tolerance = Callable[[tuple[str, ...]], float]
NOISE = 1e-13  # below this share of the input's size a difference of two inputs is rounding


@dataclass(frozen=True)
class Labelled:
    """Answers by several named conventions; the expected block's label says which one it speaks of."""

    key: str
    by_label: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Deviation:
    """One compared leaf: where, what was expected, what came, how far apart, and whether that is within
    tolerance.
    """

    path: tuple[str, ...]
    expected: Any
    got: Any
    error: float
    passed: bool

    def __str__(self) -> str:
        where = ".".join(self.path) or "(answer)"
        return f"{where}: expected {self.expected!r}, got {self.got!r}"


MISSING = "nothing"


def compare(expected: Any, got: Any, tolerance: Tolerance, scale: float = 1.0) -> list[Deviation]:
    """Judge every leaf of ``expected``. ``scale`` is the largest input, for recognising rounding noise
    around 0.

    >>> [d.passed for d in compare({"a": 1.0, "b": [1, 2]}, {"a": 1.0, "b": [1, 3]}, lambda path: 1e-8)]
    [True, True, False]
    """
    return list(_walk(expected, got, (), tolerance, scale))


def _walk(expected: Any, got: Any, path: tuple[str, ...], tolerance: Tolerance, scale: float) -> Iterator[Deviation]:
    if isinstance(got, Labelled):
        label = expected.get(got.key) if isinstance(expected, dict) else None
        got = got.by_label.get(str(label), MISSING)
    if isinstance(expected, dict):
        yield from _walk_keys(expected, got, path, tolerance, scale)
    elif isinstance(expected, list):
        yield from _walk_list(expected, got, path, tolerance, scale)
    else:
        yield _leaf(expected, got, path, tolerance(path), (scale, 0.0))


def _walk_keys(expected: dict[str, Any], got: Any, path: tuple[str, ...], tolerance: Tolerance, scale: float) -> Any:
    if not isinstance(got, dict):
        yield Deviation(path, "a block", got, math.inf, False)
        return
    for key, value in expected.items():
        if not_judged(key, value):
            continue
        if key not in got:
            yield Deviation((*path, key), value, MISSING, math.inf, False)
        else:
            yield from _walk(value, got[key], (*path, key), tolerance, scale)


def not_judged(key: str, value: Any) -> bool:
    """Johnson fits are informative only; a note is words about the case."""
    return key.startswith("johnson_") or (key == "note" and isinstance(value, str))


def _walk_list(expected: list[Any], got: Any, path: tuple[str, ...], tolerance: Tolerance, scale: float) -> Any:
    if _is_number(got) and expected and all(_is_number(item) for item in expected):
        got = [got] * len(expected)  # one line for all points stands for the same line at every point
    if not isinstance(got, list) or len(got) != len(expected):
        size = len(got) if isinstance(got, list) else got
        yield Deviation(path, f"{len(expected)} entries", size, math.inf, False)
        return
    if not expected:
        yield Deviation(path, expected, got, 0.0, True)
    size = max((abs(item) for item in expected if _is_number(item)), default=0.0)
    for index, (item, found) in enumerate(zip(expected, got, strict=True), start=1):
        here = (*path, str(index))
        if isinstance(item, (dict, list)):
            yield from _walk(item, found, here, tolerance, scale)
        else:
            yield _leaf(item, found, here, tolerance(here), (scale, size))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _leaf(expected: Any, got: Any, path: tuple[str, ...], limit: float, sizes: tuple[float, float]) -> Deviation:
    scale, size = sizes  # the largest input; the largest entry of the list this one stands in
    if isinstance(got, list) and got and all(item == got[0] for item in got) and _is_number(expected):
        got = got[0]
    if not _is_number(expected) or not _is_number(got):
        same = type(expected) is type(got) and expected == got
        return Deviation(path, expected, got, 0.0 if same else math.inf, same)
    error = relative_error(float(expected), float(got), size)
    if _is_noise(expected, path, scale) and abs(got) <= 10 * NOISE * max(scale, size):
        error = 0.0
    return Deviation(path, expected, got, error, bool(error <= limit))


def relative_error(expected: float, got: float, size: float = 0.0) -> float:
    """|got - expected| / |expected|; differences below 1e-13 of the list's largest entry count as none."""
    difference = abs(got - expected)
    if not math.isfinite(difference):
        return math.inf
    if difference <= NOISE * size or difference == 0.0:
        return 0.0
    if expected == 0.0:
        return difference / size if size else difference
    return difference / abs(expected)


def _is_noise(expected: float, path: tuple[str, ...], scale: float) -> bool:
    """An expected value that is itself the rounding left over from subtracting inputs; never a p-value."""
    return abs(expected) <= NOISE * scale and not any(is_probability(key) for key in path)


def is_probability(key: str) -> bool:
    """Keys of p-values and probabilities, which may be legitimately tiny."""
    return key in ("p", "pa") or key.startswith("p_") or key.endswith("_p")
