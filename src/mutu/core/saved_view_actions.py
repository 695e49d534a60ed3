"""Saving the filters of a list under a name, sharing them, taking them away (7.5.3.2, 9.1.3).

Which filters a list understands is known to the page of the list alone; it says so by `understood_by`, and a query it
would not have written itself is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from mutu.core import permissions
from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.models import RoleAssignment, SavedView
from mutu.core.permissions import ANYONE, Role
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.refusals import gettext_noop as noop

MOST = 30
SHARER = Role.QUALITY_MANAGER
Understood = Callable[[str, str, Actor], str]
"""List, query and who asks: the query as the list writes it, or a refusal."""
_understood: list[Understood] = []


def understood_by(pages: Understood) -> None:
    """The pages of lists say which filters they understand."""
    _understood[:] = [pages]


def may_share(by: Actor) -> bool:
    """Whether what this actor saves may be for everybody: a quality manager's may."""
    return SHARER in permissions.roles_of(by).held


@dataclass(frozen=True)
class View:
    """A saved view as its list shows it."""

    id: UUID
    name: str
    query: str
    person: UUID
    shared: bool


def shown_to(by: Actor, address: str) -> tuple[list[View], bool]:
    """The saved views of a list, their own first, and whether this actor may share: both in one query."""
    views = views_of(by, address).values_list("pk", "name", "query", "person_id", "shared")
    held = RoleAssignment.objects.of(by.organization).filter(person=by.person_id, role=SHARER, state="held")
    rows = views.union(held.values_list("pk", Value(""), Value(""), "person_id", Value(False)), all=True)
    found = sorted((View(*row) for row in rows), key=lambda one: (one.person != by.person_id, one.name, one.id))
    return [one for one in found if one.query], any(not one.query for one in found)


def views_of(by: Actor, address: str) -> QuerySet[SavedView]:
    """The saved views of a list for this actor: their own, and those for everybody."""
    kept = permissions.visible(SavedView, by).filter(address=address, state="kept")
    return kept.filter(Q(person=by.person_id) | Q(shared=True))


@action(
    SavedView, "saved_view.save", creates=True, may=(ANYONE,), listed=False,
    label=_("Save this view"), told=_("%(who)s saved a view of a list"),
)  # fmt: skip
def save(view: SavedView, *, by: Actor, name: str, address: str, query: str, shared: bool = False) -> None:
    """The filters in force on a list, to be found again under a name (7.5.3.2)."""
    if by.person is None:
        raise NotPermitted(noop("A view is saved by a person."))
    if shared and not may_share(by):
        raise NotPermitted(noop("Only %(roles)s can save a view for everybody."), roles=permissions.readable((SHARER,)))
    (pages,) = _understood
    view.person, view.query = by.person, pages(address, query, by)
    there = list(views_of(by, address))
    for one in there:
        if one.person_id == by.person_id and one.name == name:
            raise NotYet(noop("You have a view of this name here already. Choose another name."), fact="name")
        if one.person_id == by.person_id and one.query == view.query:
            raise NotYet(noop("You have saved these filters already, as “%(name)s”."), fact="query", name=one.name)
    own = [one for one in there if one.person_id == by.person_id]
    if max(len(own), len([one for one in there if one.shared]) if shared else 0) >= MOST:
        raise NotYet(noop("There are %(most)s saved views of this list. Take one away first."), most=MOST)


@action(
    SavedView, "saved_view.take_away", may=(ANYONE,),
    label=_("Take this view away"), told=_("%(who)s took a saved view away"),
)  # fmt: skip
def take_away(view: SavedView, *, by: Actor) -> None:
    """A view that nobody comes back to stands above its list no longer (7.5.3.2)."""
    if view.person_id != by.person_id and not (view.shared and may_share(by)):
        raise NotPermitted(noop("Only who saved this view can take it away; one for everybody, a quality manager too."))
