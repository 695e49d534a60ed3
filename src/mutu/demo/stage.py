"""The stage on which a factory's story is played: its people as actors, its clock, and whose turn it is next.

A story is a generator: it yields the moment at which it wants to go on, and does there what its people do, through
the gate. The stage takes all stories of a factory together in the order of time and lets the curtain fall at `end`;
whatever is not finished by then stays open, as in life.
"""

import heapq
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from random import Random
from uuid import UUID

from mutu.core import actions as core
from mutu.core import attachments
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Attachment, Organization, Part, Party, Person, Process, Site, Workplace
from mutu.demo import drawing
from mutu.demo.working_days import WorkingDays

Story = Generator[datetime, None, None]


class NotAtWork(RuntimeError):
    """A story asks somebody to act who has not come yet or has left, or on a day nobody works."""


@dataclass
class Crew:
    """Who does what in a factory: keys of people, so that a story can ask for the right one."""

    quality: list[str]
    """The quality manager first, then who closes and judges beside them."""
    judges: list[str]
    leaders: dict[str, list[str]]
    """Site -> its line leaders by day; `night` has those of the night shift."""
    inspectors: dict[str, list[str]]
    successors: dict[str, str] = field(default_factory=dict)


@dataclass
class Stage:
    """One factory while its story is told."""

    organization: Organization
    days: WorkingDays
    begin: datetime
    end: datetime
    now: datetime
    """When the demo is built: what is due is due around it."""
    rng: Random
    tell: Callable[[str], None]
    crew: Crew
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    workplaces: dict[str, Workplace] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    marks: dict[str, UUID] = field(default_factory=dict)
    _waiting: list[tuple[datetime, int, Story]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _month: str = ""
    _turn: datetime | None = None

    def joins(self, key: str, person: Person) -> None:
        """From now on this person can be asked to act."""
        self.people[key] = person
        self.actors[key] = Actor(self.organization, person, person.name, via="badge")

    def leaves(self, key: str) -> None:
        self.gone.add(key)

    def by(self, key: str, at: datetime, **differently: str) -> Actor:
        """The actor of somebody at a moment."""
        if key not in self.actors or key in self.gone or not self.days.works(self.days.date_of(at)):
            raise NotAtWork(f"{key} on {at}")
        if at != self._turn:
            raise NotAtWork(f"{key} acts at {at}, but it is {self._turn} on the stage")
        return replace(self.actors[key], at=at, **differently)  # type: ignore[arg-type]

    def roles_changed(self) -> None:
        """What the actors remember of their roles is no longer so."""
        for actor in self.actors.values():
            actor.grants.pop("roles", None)

    def here(self, key: str) -> bool:
        return key in self.actors and key not in self.gone

    def still_here(self, key: str) -> str:
        """Somebody, or who took over from them."""
        return key if self.here(key) else self.crew.successors.get(key, self.crew.quality[0])

    def key_of(self, person_id: UUID | None) -> str:
        """Who has this id, or who took over from them; nobody if there is no such person."""
        found = next((key for key, person in self.people.items() if person.pk == person_id), "")
        return self.still_here(found) if found else ""

    def leader_of(self, site_id: UUID, at: datetime) -> str:
        """Who leads a shift at a site at that hour."""
        site = next(key for key, site in self.sites.items() if site.pk == site_id)
        hour = at.astimezone(self.days.zone).hour
        night = hour >= 19 or hour < 7
        leaders = self.crew.leaders
        return self.rng.choice(leaders.get(f"{site} night", leaders[site]) if night else leaders[site])

    def inspector_at(self, site_id: UUID) -> str:
        site = next(key for key, site in self.sites.items() if site.pk == site_id)
        return self.rng.choice(self.crew.inspectors[site])

    def judge_beside(self, doers: set[str]) -> str:
        """Somebody who may judge the effect and did none of the work (10.2.1 d)."""
        return self.rng.choice([key for key in self.crew.judges if key not in doers])

    def photo(self, by: Actor, picture: str, seed: int) -> Attachment:
        """Somebody takes a picture with a phone and it is kept as evidence."""
        assert by.at is not None
        taken = drawing.jpeg(picture, seed)
        name = f"{by.at.astimezone(self.days.zone):%Y%m%d_%H%M%S}.jpg"
        kept = attachments.keep(self.organization.pk, taken, name)
        return core.add_attachment(new_id(by.at), by=by, name=name, sha256=kept.sha256)

    def begins(self, story: Story) -> None:
        """A story joins in; its first moment says when."""
        first = next(story, None)
        if first is not None:
            heapq.heappush(self._waiting, (first, next(self._order), story))

    def play(self, stories: Iterable[Story] = ()) -> None:
        """All stories in the order of time, until the curtain falls."""
        for story in stories:
            self.begins(story)
        while self._waiting and self._waiting[0][0] <= self.end:
            at, _order, story = heapq.heappop(self._waiting)
            if self._turn is not None and at < self._turn:
                raise NotAtWork(f"a story goes back from {self._turn} to {at}")
            self._turn = at
            month = f"{at.astimezone(self.days.zone):%B %Y}"
            if month != self._month:
                self._month = month
                self.tell(f"{self.organization.name}: {month}")
            self.begins(story)
