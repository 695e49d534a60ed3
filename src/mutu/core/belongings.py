"""What is in a person's hands: each topic says what someone owns, so that nothing stays with a ghost (5.3).

The page on which somebody leaves is made from these. What is owned is more than what waits today: a process, a skill,
a problem whose actions others do, a training planned for next month.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.models import Person, Process
from mutu.core.records import Record


@dataclass(frozen=True)
class Belonging:
    """One record in somebody's hands, and the action that puts it into another's."""

    record: Record
    action: str
    what: Any
    """What it is to its holder, in words: process, problem, judging the effect of."""
    fact: str = "owner"
    facts: dict[str, Any] = field(default_factory=dict)
    """What else the action asks for, as it stands."""

    @property
    def key(self) -> str:
        """Tells it from the others: one record may be held in two ways."""
        return f"{self.action}:{self.fact}:{self.record.pk}"

    def hand_to(self, successor: UUID | str, by: Actor) -> None:
        """Put it into another's hands, through the gate."""
        gate.actions()[self.action].do(self.record.pk, by=by, facts={**self.facts, self.fact: str(successor)})


Source = Callable[[Any, UUID], Iterable[Belonging]]
_sources: list[Source] = []


def belongings_of(source: Source) -> Source:
    """Register what a topic's records put into people's hands: a function of organization and person, a query or two.

    >>> belongings_of(lambda organization, person_id: ()) in _sources, _sources.pop() is not None
    (True, True)
    """
    _sources.append(source)
    return source


def all_belongings(organization: Any, person_id: UUID) -> list[Belonging]:
    """Everything that is in this person's hands."""
    return [one for source in _sources for one in source(organization, person_id)]


@belongings_of
def processes(organization: Any, person_id: UUID) -> Iterable[Belonging]:
    """The processes somebody answers for."""
    for one in Process.objects.of(organization).filter(owner=person_id, state="current").order_by("name"):
        yield Belonging(one, "process.give", _("process"))


@belongings_of
def people(organization: Any, person_id: UUID) -> Iterable[Belonging]:
    """The people somebody is the manager of."""
    for one in Person.objects.of(organization).filter(manager=person_id, state="active").order_by("name"):
        yield Belonging(one, "person.change", _("manager of"), "manager", {"name": one.name})
