"""Who may do what, where: role × action × site, readable aloud (5.3).

An action names the roles that may do it; an organization overrides that by data. A role is held at one site or at
all of them, so permission is asked for the record as it is and as it will be.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from mutu.core.refusals import NotPermitted
from mutu.core.refusals import gettext_noop as _

if TYPE_CHECKING:
    from mutu.core.actors import Actor
    from mutu.core.gate import AnyAction
    from mutu.core.records import Record

M = TypeVar("M", bound="Record")
ANYONE = "anyone"


class Role(models.TextChoices):
    """The hats people wear in a factory; one person may wear several."""

    OPERATOR = "operator", _lazy("Operator")
    INSPECTOR = "inspector", _lazy("Inspector")
    LINE_LEADER = "line_leader", _lazy("Line leader")
    PROCESS_OWNER = "process_owner", _lazy("Process owner")
    CUSTOMER_SERVICE = "customer_service", _lazy("Sales and customer service")
    QUALITY_ENGINEER = "quality_engineer", _lazy("Quality engineer")
    QUALITY_MANAGER = "quality_manager", _lazy("Quality manager")
    TOP_MANAGEMENT = "top_management", _lazy("Top management")
    ADMINISTRATOR = "administrator", _lazy("Administrator")


KEEPERS = (Role.ADMINISTRATOR, Role.QUALITY_MANAGER)
OWNERS = (Role.ADMINISTRATOR, Role.TOP_MANAGEMENT)


@dataclass(frozen=True)
class Held:
    """Where someone may do something: everywhere, at some sites, or nowhere."""

    everywhere: bool = False
    sites: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.sites)

    def at(self, site_id: UUID | None) -> bool:
        return self.everywhere or (bool(self.sites) if site_id is None else site_id in self.sites)


@dataclass(frozen=True)
class Roles:
    """What a person holds, read once for a unit of work: role -> sites (None is all sites), and the overrides."""

    held: dict[str, frozenset[UUID | None]]
    overrides: dict[tuple[str, str], bool]


def roles_of(by: "Actor") -> Roles:
    """The actor's roles and the organization's overrides: two queries, kept with the actor."""
    if "roles" not in by.grants:
        from mutu.core.models import PermissionOverride, RoleAssignment

        held: dict[str, set[UUID | None]] = {}
        if by.person_id is not None:
            assignments = RoleAssignment.objects.of(by.organization).filter(person_id=by.person_id, state="held")
            for role, site_id in assignments.values_list("role", "site_id"):
                held.setdefault(role, set()).add(site_id)
        overrides = PermissionOverride.objects.of(by.organization).values_list("action", "role", "allowed")
        by.grants["roles"] = Roles(
            {role: frozenset(sites) for role, sites in held.items()},
            {(action, role): allowed for action, role, allowed in overrides},
        )
    roles: Roles = by.grants["roles"]
    return roles


def held(by: "Actor", name: str, may: tuple[str, ...]) -> Held:
    """Where this actor may do what is called `name` and is open to the roles `may`."""
    if by.kind in ("job", "founding"):
        return Held(everywhere=True)
    if by.via.startswith("token:") and "scopes" in by.grants and not _in_scope(by.grants["scopes"], name):
        return Held()
    if ANYONE in may and by.person_id is not None:
        return Held(everywhere=True)
    roles = roles_of(by)
    sites: set[UUID | None] = set()
    for role, at_sites in roles.held.items():
        if roles.overrides.get((name, role), role in may):
            sites |= at_sites
    if None in sites:
        return Held(everywhere=True)
    return Held(sites=frozenset(site for site in sites if site is not None))


def _in_scope(scopes: list[str], name: str) -> bool:
    kind = name.partition(".")[0]
    return any(scope in ("*", name, f"{kind}.*") for scope in scopes)


def may(by: "Actor", action: "AnyAction", record: "Record | None" = None) -> bool:
    """Whether the button is theirs to press, at all or on this record."""
    where = held(by, action.name, action.may)
    return where.at(record.site_id_there) if record is not None and record.site_field else bool(where)


def must(by: "Actor", action: "AnyAction", record: "Record | None" = None) -> None:
    """Refuse whoever may not do this, at all or on this record."""
    if not may(by, action, record):
        raise NotPermitted(_("%(who)s may not do this here: %(roles)s can."), who=by.name, roles=readable(action.may))


def readable(may_do: tuple[str, ...]) -> str:
    """The roles of an action as people say them."""
    return ", ".join(str(Role(role).label) for role in may_do if role in Role.values) or "—"


def visible(model: "type[M]", by: "Actor") -> "models.QuerySet[M]":
    """The records of a kind this actor may see: a join with their roles' sites, never a list of ids."""
    records = model.objects.of(by.organization)
    where = held(by, f"{model.kind}.read", model.may_read)
    if where.everywhere:
        return records
    if not where:
        return records.none()
    return records.filter(**{f"{model.site_field}__in": where.sites}) if model.site_field else records


def must_read(by: "Actor", model: "type[Record]") -> None:
    """Refuse whoever may read no record of this kind: an empty list would say that there are none."""
    if not held(by, f"{model.kind}.read", model.may_read):
        raise NotPermitted(_("%(who)s may not read this: %(roles)s can."), who=by.name, roles=readable(model.may_read))
