"""How fast customers were answered, in figures that carry their n (9.1.2, 9.1.3). Pure Python.

Below five cases a percentile says nothing, so the cases themselves are listed instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from statistics import median

FEWEST = 5


@dataclass(frozen=True)
class Figure:
    """Hours from receiving to answering: `cases` (number, hours), and how many still wait for their answer."""

    cases: tuple[tuple[str, float], ...]
    waiting: int

    @classmethod
    def over(cls, lines: Iterable[tuple[str, datetime, datetime | None]]) -> "Figure":
        """From lines of number, received, answered (None while it waits).

        >>> from datetime import UTC
        >>> monday = datetime(2026, 11, 23, 8, tzinfo=UTC)
        >>> Figure.over([("C-1", monday, monday.replace(hour=14)), ("C-2", monday, None)])
        Figure(cases=(('C-1', 6.0),), waiting=1)
        """
        read = list(lines)
        answered = [(number, (at - received).total_seconds() / 3600) for number, received, at in read if at is not None]
        return cls(tuple(answered), len(read) - len(answered))

    @property
    def n(self) -> int:
        return len(self.cases)

    @property
    def median(self) -> float | None:
        """The middle one in hours; None below five cases."""
        return median(hours for _number, hours in self.cases) if self.n >= FEWEST else None

    @property
    def ninetieth(self) -> float | None:
        """The hours within which nine of ten were answered (nearest rank); None below five cases."""
        return nearest_rank([hours for _number, hours in self.cases], 90) if self.n >= FEWEST else None


def nearest_rank(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least so many percent of all values do not exceed.

    >>> nearest_rank([15, 20, 35, 40, 50], 40), nearest_rank([15, 20, 35, 40, 50], 90)
    (20, 50)
    """
    return sorted(values)[max(ceil(len(values) * percent / 100), 1) - 1]


@dataclass(frozen=True)
class Figures:
    """Both answers that buyers ask about, over complaints received in a period (`end` not included)."""

    start: datetime
    end: datetime
    first_reply: Figure
    containment: Figure
