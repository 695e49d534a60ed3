"""Points in sigma units, exact on the zone lines, so that run rules judge what is written and not its last bit."""

from typing import Any

import numpy as np

from mutu.lib.statistics.results import Floats

ROUNDING = 4 * 2.0**-52  # a few units in the last place of a value
FURTHEST = 1e15
BLOCK = 1 << 15


def in_sigma_units(points: Any, center: Any, sigma: Any) -> Floats:
    """(point - centre) / sigma, exact on the zone lines; NaN stays NaN.

    A point that differs from a zone line by no more than the rounding of its own digits lies on the line: 10.3 is
    not beyond 10 + 3 * 0.1. Where sigma is 0, any real difference from the centre is beyond every zone.

    >>> in_sigma_units([10.3, 10.2, 10.31], 10.0, 0.1).round(9).tolist()
    [3.0, 2.0, 3.1]
    """
    values = np.asarray(points, dtype=np.float64)
    middle, spread = np.asarray(center, dtype=np.float64), np.asarray(sigma, dtype=np.float64)
    z = np.zeros(values.shape)
    for start in range(0, values.size, BLOCK):
        part = slice(start, start + BLOCK)
        c, s = (line[part] if line.ndim else line for line in (middle, spread))
        _block_in_sigma_units(values[part], c, s, z[part])
    return z


def _block_in_sigma_units(values: Floats, center: Any, sigma: Any, z: Floats) -> None:
    """One stretch that fits the cache; the rare points near a zone line and flat stretches are looked at again."""
    np.subtract(values, center, out=z)
    flat = not np.all(sigma > 0)
    with np.errstate(over="raise"):
        try:
            np.divide(z, sigma, out=z, where=sigma > 0 if flat else True)
        except FloatingPointError:
            _far_apart(values, center, sigma, z)
    apart = np.rint(z)
    np.subtract(z, apart, out=apart)
    np.abs(apart, out=apart)
    near = np.flatnonzero(apart < 1e-6)
    if near.size:
        _snap(near, values, center, sigma, z)
    if flat:
        _judge_flat(values, np.broadcast_to(center, values.shape), np.broadcast_to(sigma, values.shape), z)


def _far_apart(values: Floats, center: Any, sigma: Any, z: Floats) -> None:
    """Divide what lies further from the centre than numbers reach: it is beyond every zone, however far."""
    with np.errstate(over="ignore"):
        np.subtract(values, center, out=z)
        np.divide(z, sigma, out=z, where=sigma > 0)
    np.clip(z, -FURTHEST, FURTHEST, out=z)


def _snap(near: Any, values: Floats, center: Any, sigma: Any, z: Floats) -> None:
    """Put points on a zone line where they differ from it by rounding only."""
    x = values[near]
    c, s = (np.broadcast_to(line, values.shape)[near] for line in (center, sigma))
    nearest = np.rint(z[near])
    on_line = np.abs(x - c - nearest * s) <= ROUNDING * np.maximum(np.abs(x), np.abs(c))
    z[near[on_line]] = nearest[on_line]


def _judge_flat(values: Floats, center: Any, sigma: Any, z: Floats) -> None:
    """Where sigma is 0: on the centre, or beyond every zone."""
    still = sigma == 0
    difference = values[still] - center[still]
    rounding = ROUNDING * np.maximum(np.abs(values[still]), np.abs(center[still]))
    z[still] = np.where(np.abs(difference) > rounding, np.copysign(np.inf, difference), 0.0)
    z[np.isnan(values)] = np.nan
