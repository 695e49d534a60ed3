"""What waits for whom: each topic says which of its records need whose next step (5.3, 10.2.1).

Today's page, the chasing list and the daily mail are all made from these, so they cannot disagree.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

MOST = 200
RUNS_AHEAD = timedelta(days=14)
"""How early something that everybody has of their own is shown to them."""


@dataclass(frozen=True)
class Duty:
    """One next step: whose, on which record, which action, since when, due when."""

    person_id: UUID | None
    person: str
    kind: str
    record: UUID
    number: str
    subject: str
    step: Any
    """What is to be done, in words."""
    action: str
    since: datetime
    due: date | None = None
    role: str = ""
    """For whom it is when no person is named: everyone who holds this role."""
    shape: str = "open"


@dataclass(frozen=True)
class Deadline:
    """A clock somebody outside set: it never moves for holidays."""

    title: Any
    subject: str
    kind: str
    record: UUID
    number: str
    start: datetime
    end: datetime
    whose: str
    action: str
    verb: Any
    place: str = ""


@dataclass(frozen=True)
class Whose:
    """Whose steps are asked for: one person's, with the roles they hold; everybody's, when nobody is named."""

    person: UUID | None = None
    roles: frozenset[str] = frozenset()
    most: int = MOST
    """So many of each kind, the most urgent ones; a page shows fewer, the daily mail wants them all."""

    def steps(self, owner: str, role: str) -> Q:
        """The records whose step is theirs: in their own name, or in nobody's and then for whoever holds the role."""
        if self.person is None:
            return Q()
        mine = Q(**{owner: self.person})
        return mine | Q(**{f"{owner}__isnull": True}) if role in self.roles else mine


EVERYBODY = Whose()
Source = Callable[[Any, datetime, Whose], Iterable[Duty]]
OwnSource = Callable[[Any, datetime, Any], Iterable[Duty]]
ClockSource = Callable[[Any, datetime], Iterable[Deadline]]
_own: list[OwnSource] = []
_sources: list[Source] = []
_clocks: list[ClockSource] = []


def duties_of(source: Source) -> Source:
    """Register a topic's open steps: a function of the organization, of now and of whose, a few queries at most."""
    _sources.append(source)
    return source


def own_duties_of(source: OwnSource) -> OwnSource:
    """Register what everybody has of their own, as things to read: of 5,000 people, one list holds no two hundred.

    A function of the organization, of now, and of a person; with None it answers for everybody, for the daily mail.
    """
    _own.append(source)
    return source


def own_duties(organization: Any, now: datetime, person: Any = None) -> list[Duty]:
    """What one person has to do for themselves; of everybody, what is due, if nobody is named."""
    return [duty for source in _own for duty in source(organization, now, person)]


def clocks_of(source: ClockSource) -> ClockSource:
    """Register a topic's running clocks."""
    _clocks.append(source)
    return source


def all_duties(organization: Any, now: datetime, whose: Whose = EVERYBODY) -> list[Duty]:
    """What waits for somebody, the most urgent first."""
    found = [duty for source in _sources for duty in source(organization, now, whose)]
    return sorted(found, key=lambda duty: (duty.due or date.max, duty.since))


def all_clocks(organization: Any, now: datetime) -> list[Deadline]:
    return sorted((clock for source in _clocks for clock in source(organization, now)), key=lambda clock: clock.end)
