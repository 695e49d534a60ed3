"""Who asks the gate for something, through which door, and what they had seen."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.conf import settings

if TYPE_CHECKING:
    from mutu.core.models import Organization, Person


class ClockMayNotBeSet(RuntimeError):
    """Records carry the machine's own time; only the demo and the tests tell another."""


@dataclass(frozen=True)
class Actor:
    """A person, an import on a person's behalf, a job, or an API token, in one organization (5.3)."""

    organization: "Organization"
    person: "Person | None"
    name: str
    kind: str = "person"
    face: str = "page"
    via: str = ""
    seen: int | None = None
    at: datetime | None = None
    key: str = ""
    """The sender's own key of the request; the same key twice is one request."""
    log_size: int | None = field(default=None, compare=False)
    """How many entries the log had when this request began; what is kept is kept as long as it stays so."""
    grants: "dict[str, Any]" = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.at is not None and not settings.MUTU_CLOCK_MAY_BE_SET:
            raise ClockMayNotBeSet("the time of an action can be set in the demo and in tests only")

    @property
    def organization_id(self) -> UUID:
        return self.organization.pk

    @property
    def person_id(self) -> UUID | None:
        return self.person.pk if self.person else None

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[0], words[-1]) if word).upper() if words else "?"

    def now(self) -> datetime:
        return self.at or datetime.now(UTC)

    def having_seen(self, version: int | None) -> Self:
        return replace(self, seen=version)
