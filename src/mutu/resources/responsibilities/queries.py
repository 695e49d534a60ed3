"""Who holds which role where, and where nobody does (5.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from mutu.core.models import Person, Process, RoleAssignment, Site
from mutu.core.permissions import Role
from mutu.resources.responsibilities.models import RequiredRole

FROM_THE_TOP = [str(role) for role in reversed(Role)]
"""The order in which a chart shows roles."""


@dataclass
class Place:
    """A role at one site, or for the whole organization (`site` is none), with who holds it."""

    site: Site | None
    people: list[Person] = field(default_factory=list)


@dataclass
class Held:
    """A required role with its places; it is orphaned where a place has nobody."""

    required: RequiredRole
    places: list[Place]

    @property
    def orphaned(self) -> list[Place]:
        return [place for place in self.places if not place.people]


@dataclass(frozen=True)
class Chart:
    """Everything 5.3 asks to see: required roles with their holders, processes with their owners, other roles held."""

    roles: tuple[Held, ...]
    processes: tuple[Process, ...]
    ownerless: tuple[Process, ...]

    @property
    def orphans(self) -> int:
        return sum(len(held.orphaned) for held in self.roles) + len(self.ownerless)


def chart(organization: Any) -> Chart:
    """The living chart: four queries, whatever the number of people."""
    found = RequiredRole.objects.of(organization).filter(state="current")
    required = sorted(found, key=lambda one: FROM_THE_TOP.index(one.role))
    sites = list(Site.objects.of(organization).filter(state="current").order_by("name"))
    given = RoleAssignment.objects.of(organization).filter(
        state="held", person__state="active", role__in=[one.role for one in required]
    )
    assignments = list(given.select_related("person", "site").order_by("person__name"))
    processes = list(Process.objects.of(organization).filter(state="current").select_related("owner").order_by("name"))
    ownerless = tuple(one for one in processes if one.owner is None or one.owner.state != "active")
    return Chart(tuple(Held(one, list(_places(one, sites, assignments))) for one in required), tuple(processes),
                 ownerless)  # fmt: skip


def _places(required: RequiredRole, sites: list[Site], given: list[RoleAssignment]) -> Iterable[Place]:
    mine = [one for one in given if one.role == required.role]
    if not required.each_site:
        yield Place(None, list({one.person_id: one.person for one in mine}.values()))
        return
    for site in sites:
        people = {one.person_id: one.person for one in mine if one.site_id in (None, site.pk)}
        yield Place(site, list(people.values()))


def orphaned() -> Q:
    """Required roles that nobody who works here holds, somewhere they are needed."""
    holders = RoleAssignment.unscoped.filter(
        organization=OuterRef("organization"), role=OuterRef("role"), state="held", person__state="active"
    )
    there = RoleAssignment.unscoped.filter(
        Q(site__isnull=True) | Q(site=OuterRef("pk")), organization=OuterRef("organization"),
        role=OuterRef(OuterRef("role")), state="held", person__state="active",
    )  # fmt: skip
    empty_site = Site.unscoped.filter(~Exists(there), organization=OuterRef("organization"), state="current")
    return ~Q(Exists(holders)) | Q(Exists(empty_site), each_site=True)
