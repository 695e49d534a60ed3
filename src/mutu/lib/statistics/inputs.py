"""Checks at the door: what comes in is numbers of a size and shape that can be computed with.

Missing values have an explicit policy everywhere: ``raise`` (the default), ``omit`` (drop them), or ``gap``
(charts only: the position stays empty and breaks moving ranges and runs).
"""

import math
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.results import Floats

Missing = Literal["raise", "omit", "gap"]
BLOCK = 1 << 15
LARGEST = 1e150  # squares of larger values would leave the range of double precision


def numbers(values: Any, name: str) -> Floats:
    """Any nesting of numbers as a float array; None and blanks count as missing (NaN)."""
    return _checked(values, name)[0]


def _checked(values: Any, name: str) -> tuple[Floats, bool]:
    """The numbers, and whether one is missing; two passes over the data in the usual case."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as reason:
        raise InputError("not_a_number", f"The {name} are not all numbers, or not of equal length.") from reason
    if not array.size:
        return array, False
    low, high = _extent(array)
    gap = math.isnan(high)
    if gap:
        present = array[~np.isnan(array)]
        low, high = _extent(present) if present.size else (0.0, 0.0)
    if max(high, -low) > LARGEST:
        raise InputError("too_large", f"The {name} hold an infinite value or one beyond {LARGEST:g}.")
    return array, gap


def _extent(array: Floats) -> tuple[float, float]:
    """Smallest and largest value, NaN if one is missing; block by block, so that memory is read once."""
    flat = array.reshape(-1) if array.flags.c_contiguous else array.ravel()
    parts = [flat[start : start + BLOCK] for start in range(0, flat.size, BLOCK)]
    ends = np.array([(part.min(), part.max()) for part in parts])
    return float(ends[:, 0].min()), float(ends[:, 1].max())


def series(values: Any, name: str = "values", *, least: int = 1, missing: Missing = "raise") -> Floats:
    """A one-dimensional series of at least ``least`` numbers, missing values treated as asked.

    >>> series([1, 2, None], missing="omit")
    array([1., 2.])
    >>> series([1, float("nan")])
    Traceback (most recent call last):
    ...
    mutu.lib.statistics.errors.InputError: The values have a missing value at position 2.
    """
    if missing not in ("raise", "omit", "gap"):
        raise InputError("unknown_policy", f"'{missing}' is no policy for missing values: raise, omit or gap.")
    array, gap = _checked(values, name)
    if array.ndim != 1:
        raise InputError("wrong_shape", f"The {name} must be one series, not a table.")
    present = array.size
    if gap:
        absent = np.isnan(array)
        if missing == "raise":
            first = int(np.argmax(absent)) + 1
            raise InputError("missing_value", f"The {name} have a missing value at position {first}.")
        present -= int(np.count_nonzero(absent))
        array = array[~absent] if missing == "omit" else array
    if present < least:
        raise InputError("too_few", f"At least {least} {name} are needed; there are {present}.")
    return array


def table(values: Any, name: str = "subgroups", *, dimensions: int = 2) -> Floats:
    """A complete table of numbers of the given number of dimensions; a missing cell is an error."""
    array, gap = _checked(values, name)
    if array.ndim != dimensions or 0 in array.shape:
        raise InputError("wrong_shape", f"The {name} must be a full table of {dimensions} dimensions.")
    if gap:
        cell = [int(i) + 1 for i in np.argwhere(np.isnan(array))[0]]
        raise InputError("missing_value", f"The {name} have a missing cell at {cell}.")
    return array


def counts(values: Any, name: str = "counts") -> Floats:
    """Whole numbers of zero or more."""
    array = series(values, name)
    if (array < 0).any() or (array != np.floor(array)).any():
        raise InputError("not_a_count", f"The {name} must be whole numbers of zero or more.")
    return array


def positive(values: Any, name: str) -> Floats:
    """Numbers above zero."""
    array = series(values, name)
    if (array <= 0).any():
        raise InputError("not_positive", f"The {name} must all be greater than zero.")
    return array


def fraction(value: float, name: str) -> float:
    """A number strictly between 0 and 1."""
    number = float(value)
    if not 0.0 < number < 1.0:
        raise InputError("not_a_fraction", f"The {name} must lie between 0 and 1, not {value}.")
    return number


def fractions(values: Any, name: str = "fractions nonconforming") -> Floats:
    """Numbers from 0 to 1, ends included."""
    array = np.atleast_1d(numbers(values, name))
    if np.isnan(array).any() or (array < 0).any() or (array > 1).any():
        raise InputError("not_a_fraction", f"The {name} must lie from 0 to 1.")
    return array


def whole(value: Any, name: str, *, least: int = 0) -> int:
    """One whole number of at least ``least``."""
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or number != math.floor(number):
        raise InputError("not_a_count", f"The {name} must be a whole number, not {value!r}.")
    if number < least:
        raise InputError("not_a_count", f"The {name} must be at least {least}, not {value}.")
    return int(number)


def finite(value: Any, name: str) -> float:
    """One finite number."""
    array = numbers(value, name)
    if array.ndim != 0 or np.isnan(array):
        raise InputError("not_a_number", f"The {name} must be one number.")
    return float(array)


def positions(marked: Iterable[int], length: int, name: str = "excluded points") -> NDArray[np.bool_]:
    """1-based positions as a mask of the given length."""
    mask = np.zeros(length, dtype=bool)
    for position in marked:
        if not 1 <= position <= length:
            raise InputError("no_such_point", f"The {name} name point {position}; there are {length}.")
        mask[position - 1] = True
    return mask
