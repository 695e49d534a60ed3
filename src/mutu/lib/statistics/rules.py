"""Run rules: the patterns on a control chart that say "look for a cause here", as named sets with their
source.

Conventions, the same for every set: comparisons are strict (a point on a line does not signal); a point
on the centre line breaks a run; a tie breaks a trend; n counts points; in "k of m" the signalling point
lies in the zone itself, and fewer than m points at the start are allowed. A gap or a change of stage
starts a new series.

Every rule looks at no more than fifteen points, so a long series is worked through in blocks that fit the
cache.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.results import Floats

Marks = NDArray[np.bool_]
BLOCK = 1 << 16


@dataclass(frozen=True)
class Rule:
    """One pattern. ``kind``: beyond, same_side, trend, alternating, zone, within or mixture.

    ``n`` points make the pattern (for ``zone``: ``n`` of the last ``of``), ``sigmas`` is the zone line.
    ``anywhere`` lets a zone pattern be completed by a point outside the zone; ``both_sides`` asks a
    mixture to show both.
    """

    number: str
    kind: str
    n: int
    sigmas: float = 0.0
    of: int = 0
    anywhere: bool = False
    both_sides: bool = False

    @property
    def reach(self) -> int:
        """How many points, counting the last, the pattern looks at."""
        return self.of or self.n

    def words(self) -> str:
        """The rule in plain English."""
        return {
            "beyond": f"a point more than {self.sigmas:g} sigma from the centre",
            "same_side": f"{self.n} points in a row on one side of the centre",
            "trend": f"{self.n} points in a row rising or falling",
            "alternating": f"{self.n} points in a row alternating up and down",
            "zone": f"{self.n} of {self.of} points beyond {self.sigmas:g} sigma on one side",
            "within": f"{self.n} points in a row within {self.sigmas:g} sigma",
            "mixture": f"{self.n} points in a row beyond {self.sigmas:g} sigma on either side",
        }[self.kind]


@dataclass(frozen=True)
class RuleSet:
    """A named set of rules with the edition it follows."""

    name: str
    source: str
    rules: tuple[Rule, ...]

    def only(self, *numbers_wanted: str) -> "RuleSet":
        """The same convention with fewer rules: each one switched on adds false alarms.

        >>> [rule.kind for rule in NELSON.only("1", "2").rules]
        ['beyond', 'same_side']
        """
        chosen = tuple(rule for rule in self.rules if rule.number in numbers_wanted)
        if len(chosen) != len(set(numbers_wanted)):
            raise InputError("unknown_rule", f"{self.name} has no such rule among {', '.join(numbers_wanted)}.")
        return RuleSet(self.name, self.source, chosen)


def _set(name: str, source: str, *, same_side: int, trend: int = 0, pattern: bool, zones: bool = True) -> RuleSet:
    """The common skeleton of the published sets, numbered in Nelson's order."""
    rules = [Rule("1", "beyond", 1, 3.0), Rule("2", "same_side", same_side)]
    if trend:
        rules.append(Rule("3", "trend", trend))
    if pattern:
        rules.append(Rule("4", "alternating", 14))
    if zones:
        rules += [Rule("5", "zone", 2, 2.0, of=3), Rule("6", "zone", 4, 1.0, of=5)]
    if pattern:
        rules += [Rule("7", "within", 15, 1.0), Rule("8", "mixture", 8, 1.0)]
    return RuleSet(name, source, tuple(rules))


NELSON = _set("nelson", "Nelson 1984 (Minitab's defaults)", same_side=9, trend=6, pattern=True)
WESTERN_ELECTRIC = _set("western_electric", "Western Electric 1956", same_side=8, pattern=False)
AIAG = _set("aiag", "AIAG SPC, 2nd edition 2005", same_side=7, trend=6, pattern=True)
ISO_7870_2 = _set("iso_7870_2", "ISO 7870-2:2013", same_side=7, trend=7, pattern=False, zones=False)
MONTGOMERY = _set("montgomery", "Montgomery, 8th edition", same_side=8, trend=6, pattern=True)
RULE_SETS = {each.name: each for each in (NELSON, WESTERN_ELECTRIC, AIAG, ISO_7870_2, MONTGOMERY)}


def rule_set(name: str) -> RuleSet:
    """A set of rules by its name.

    >>> rule_set("aiag").source
    'AIAG SPC, 2nd edition 2005'
    """
    if name not in RULE_SETS:
        raise InputError("unknown_rule", f"There is no set of rules '{name}' but {', '.join(RULE_SETS)}.")
    return RULE_SETS[name]


DEFAULT = NELSON.only("1", "2")
LIMITS_ONLY = NELSON.only("1")
ATTRIBUTES = ("1", "2", "3", "4")  # the zone rules assume a normal statistic


@dataclass(frozen=True)
class Signal:
    """A pattern that was completed: at which point, over which points, on which side (+1, -1, 0 =
    neither).
    """

    rule: str
    end: int
    start: int
    side: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data; positions count from 1."""
        return {"rule": self.rule, "end": self.end, "start": self.start, "side": self.side}


def _run(marks: Marks, length: int) -> Marks:
    """Where ``length`` marks in a row end. Doubling: 1, 2, 4, ... in a row, then the rest."""
    result, have = marks, 1
    while have < length:
        step = min(have, length - have)
        longer = np.zeros_like(result)
        np.logical_and(result[step:], result[:-step] if step else result, out=longer[step:])
        result, have = longer, have + step
    return result


def _count(marks: Marks, window: int) -> NDArray[np.uint8]:
    """How many of the last ``window`` points are marked; fewer points exist at the start."""
    total = marks.astype(np.uint8)
    for back in range(1, min(window, marks.size)):
        total[back:] += marks[:-back].view(np.uint8)
    return total


def _zone(z: Floats, rule: Rule, side: int) -> Marks:
    inside = z > rule.sigmas if side > 0 else z < -rule.sigmas
    enough = _count(inside, rule.of) >= rule.n
    return np.asarray(enough if rule.anywhere else enough & inside)


def _steps(z: Floats) -> tuple[Marks, Marks]:
    """Where a point lies above, and where below, the one before it; False at the first point."""
    up, down = np.zeros(z.size, dtype=bool), np.zeros(z.size, dtype=bool)
    np.greater(z[1:], z[:-1], out=up[1:])
    np.less(z[1:], z[:-1], out=down[1:])
    return up, down


def _sided(z: Floats, rule: Rule) -> tuple[Marks, Marks]:
    """Ends of the pattern on the upper and on the lower side, for rules that have sides."""
    if rule.kind == "beyond":
        return z > rule.sigmas, z < -rule.sigmas
    if rule.kind == "same_side":
        return _run(z > 0, rule.n), _run(z < 0, rule.n)
    if rule.kind == "trend":
        up, down = _steps(z)
        return _run(up, rule.n - 1), _run(down, rule.n - 1)
    return _zone(z, rule, 1), _zone(z, rule, -1)


def _unsided(z: Floats, rule: Rule) -> Marks:
    if rule.kind == "within":
        return _run(np.abs(z) < rule.sigmas, rule.n)
    if rule.kind == "mixture":
        ends = _run(np.abs(z) > rule.sigmas, rule.n)
        if rule.both_sides:
            ends = ends & (_count(z > rule.sigmas, rule.n) > 0) & (_count(z < -rule.sigmas, rule.n) > 0)
        return ends
    up, down = _steps(z)
    turns = np.zeros(z.size, dtype=bool)
    turns[1:] = (up[1:] & down[:-1]) | (down[1:] & up[:-1])
    return _run(turns, rule.n - 2)


_SIDED = ("beyond", "same_side", "trend", "zone")


def _ends(z: Floats, rule: Rule) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """0-based ends of the pattern in one unbroken series: upper side, lower side, neither; block by block."""
    overlap = rule.reach
    found: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for start in range(0, max(z.size, 1), BLOCK):
        first = max(0, start - overlap)
        part = z[first : start + BLOCK]
        marks = (*_sided(part, rule), None) if rule.kind in _SIDED else (None, None, _unsided(part, rule))
        for ends, where in zip(found, marks, strict=True):
            if where is not None and where[start - first :].any():
                ends.append(np.flatnonzero(where[start - first :]) + start)
    none = np.empty(0, dtype=np.intp)
    return tuple(np.concatenate(ends) if ends else none for ends in found)  # type: ignore[return-value]


def breaks(z: Floats, stage_starts: Sequence[int] = ()) -> list[tuple[int, int]]:
    """The unbroken stretches of a series, as 0-based half-open ranges: gaps and stage changes end one."""
    gaps = np.flatnonzero(np.isnan(z))
    if not gaps.size and not stage_starts:
        return [(0, int(z.size))]
    edges = {0, int(z.size), *(start - 1 for start in stage_starts)}
    for gap in gaps.tolist():
        edges |= {gap, gap + 1}
    ordered = sorted(edges)
    return [(a, b) for a, b in pairwise(ordered) if b - a > 1 or not np.isnan(z[a])]


def positions(z: Any, rule: Rule, stage_starts: Sequence[int] = ()) -> list[int]:
    """1-based positions at which the pattern is complete, in a series already in sigma units.

    >>> positions([2.2, -2.3, 0.1, 2.5, 0.2, 2.1], NELSON.only("5").rules[0])
    [6]
    """
    ends, _, _ = _found(np.asarray(z, dtype=np.float64), rule, stage_starts)
    return [int(end) + 1 for end in np.sort(ends)]


def _found(
    z: Floats, rule: Rule, stage_starts: Sequence[int]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """0-based ends and starts of all patterns of one rule, and their sides."""
    ends, starts, sides = [], [], []
    for begin, stop in breaks(z, stage_starts):
        for side, found in zip((1, -1, 0), _ends(z[begin:stop], rule), strict=True):
            if found.size:
                ends.append(found + begin)
                starts.append(np.maximum(begin, found + begin + 1 - rule.reach))
                sides.append(np.full(found.size, side, dtype=np.intp))
    none = np.empty(0, dtype=np.intp)
    return tuple(np.concatenate(parts) if parts else none for parts in (ends, starts, sides))  # type: ignore[return-value]


class Signals(Sequence[Signal]):
    """The signals of a chart in order of position: behaves like a tuple, holds a quarter million in four arrays."""

    def __init__(
        self, names: tuple[str, ...], rule: NDArray[Any], start: NDArray[Any], end: NDArray[Any], side: NDArray[Any]
    ) -> None:
        self._names, self._rule, self._start, self._end, self._side = names, rule, start, end, side

    def __len__(self) -> int:
        return int(self._end.size)

    @overload
    def __getitem__(self, index: int) -> Signal: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Signal, ...]: ...

    def __getitem__(self, index: int | slice) -> Signal | tuple[Signal, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        name = self._names[int(self._rule[index])]
        return Signal(name, int(self._end[index]) + 1, int(self._start[index]) + 1, int(self._side[index]))

    def ends(self) -> list[int]:
        """The positions at which something is signalled, each once and in order."""
        return [int(end) + 1 for end in np.unique(self._end)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def signals(z: Any, rules: RuleSet = DEFAULT, stage_starts: Sequence[int] = ()) -> Signals:
    """Every signal of a set of rules on a series in sigma units, in order of position.

    ``z`` is (point - centre) / sigma with the sigma of that point; NaN is a gap. ``stage_starts`` are the 1-based
    first points of later stages: patterns never reach across them.

    >>> [signal.to_dict() for signal in signals([0.1, 3.2, -0.4])]
    [{'rule': '1', 'end': 2, 'start': 2, 'side': 1}]
    """
    series = np.asarray(z, dtype=np.float64)
    found = [_found(series, rule, stage_starts) for rule in rules.rules]
    which = [np.full(each[0].size, place, dtype=np.intp) for place, each in enumerate(found)]
    ends, starts, sides, rule = (
        np.concatenate(parts) if parts else np.empty(0, dtype=np.intp)
        for parts in (*([each[part] for each in found] for part in range(3)), which)
    )
    order = np.lexsort((rule, ends))
    names = tuple(each.number for each in rules.rules)
    return Signals(names, rule[order], starts[order], ends[order], sides[order])
