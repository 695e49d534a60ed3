"""The common shape of every answer: frozen, with its method and its warnings, and convertible to plain data.

An auditor must be able to recompute a number from what stands beside it, so no result travels without the
name of its method (ISO 9001:2015 9.1.1 b: the methods for valid results are determined).
"""

import datetime
import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def plain(value: Any) -> Any:
    """Turn a result, an array or any nesting of them into JSON-safe data; what is not finite becomes None.

    >>> plain({"a": np.array([1.0, float("nan")]), "b": (1, "x")})
    {'a': [1.0, None], 'b': [1, 'x']}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (Sequence, set, frozenset)) and not isinstance(value, (str, bytes)):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value


@dataclass(frozen=True, kw_only=True, eq=False)
class Result:
    """A computed answer. ``method`` says in words how; ``warnings`` are codes a user interface translates."""

    method: str
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data: floats, integers, strings, lists, dictionaries and None; never NaN or infinity."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}


def frozen(values: Any) -> Floats:
    """A read-only float array, so that a frozen result stays frozen.

    An array of floats is shared and not copied: ten million points need no second eighty megabytes.
    """
    array = np.asarray(values, dtype=np.float64).view()
    array.flags.writeable = False
    return array
