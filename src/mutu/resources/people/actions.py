"""What the personnel office's list changes, and how it is brought in and taken back; the only writers (7.1.2)."""

from datetime import date
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext_lazy as _

from mutu.core import actions as core
from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.belongings import all_belongings
from mutu.core.gate import action
from mutu.core.importing.declared import Importable, importable
from mutu.core.models import Person, Site
from mutu.core.permissions import Role
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.resources.competence import actions as competence
from mutu.resources.competence.models import Assignment
from mutu.resources.people.models import Movement

MAY = (Role.ADMINISTRATOR, Role.TOP_MANAGEMENT, Role.QUALITY_MANAGER)


@action(Movement, "movement.bring_in", creates=True, may=MAY,
        label=_("Record who starts, moves or leaves"), told=_("%(who)s recorded %(number)s"))  # fmt: skip
def bring_in(
    movement: Movement, *, by: Actor, name: str, badge: str = "", job: str = "", site: Site | None = None,
    language: str = "", joined_on: date | None = None, left_on: date | None = None,
) -> None:  # fmt: skip
    """A starter is added, whoever moves is changed, a leaver leaves once nothing is in their hands (7.1.2, 5.3)."""
    movement.told_at = gate.now()
    person = _whom(movement, by)
    if person is None:
        _starts(movement, by)
        return
    movement.person = person
    if left_on is not None and person.state == "active":
        _leaves(movement, person, by)
    elif person.state == "left" and joined_on is not None and joined_on > (person.left_on or joined_on):
        movement.what, movement.state = "returns", "done"
        core.come_back(person.pk, by=by)
        _changed(movement, person, by)
    elif person.state == "active" and _changed(movement, person, by):
        movement.what, movement.state = "moves", "done"
    else:
        raise NotYet(noop("Nothing changes for %(name)s."), fact="name", name=person.name)


def _whom(movement: Movement, by: Actor) -> Person | None:
    """The person of this badge; without one, the only person of this name."""
    people = Person.objects.of(by.organization)
    if movement.badge:
        found = people.filter(badge=movement.badge).first()
        if found is not None and found.name.casefold() != movement.name.casefold():
            raise NotYet(noop("Badge %(badge)s is %(name)s's here. Correct the name or the badge."), fact="badge",
                         badge=movement.badge, name=found.name)  # fmt: skip
        return found
    named = list(people.filter(name__iexact=movement.name)[:2])
    if len(named) > 1:
        raise NotYet(noop("More than one person has this name. Write the badge number."), fact="badge")
    return named[0] if named else None


def _starts(movement: Movement, by: Actor) -> None:
    if movement.left_on is not None:
        raise NotYet(noop("“%(said)s” was not found here."), fact="name", said=movement.name)
    facts: dict[str, Any] = {
        "name": movement.name, "badge": movement.badge, "job": movement.job, "site": movement.site,
        "joined_on": movement.joined_on, "language": movement.language or by.organization.language,
    }  # fmt: skip
    movement.person = core.add_person.do(uuid5(movement.pk, "person"), by=by, facts=facts)
    movement.what, movement.state = "starts", "done"


def _leaves(movement: Movement, person: Person, by: Actor) -> None:
    """At once if the day has come and nothing is in their hands; else it waits, and somebody is asked to hand over."""
    movement.what = "leaves"
    due = movement.left_on is not None and movement.left_on <= gate.now().date()
    if due and not all_belongings(by.organization, person.pk):
        core.leave(person.pk, by=by, left_on=movement.left_on or gate.now().date())
        movement.state = "done"


def _changed(movement: Movement, person: Person, by: Actor) -> bool:
    """Another job or site; at another site the old machines are no longer theirs."""
    moved = movement.site is not None and movement.site.pk != person.site_id
    if not moved and (not movement.job or movement.job == person.job):
        return False
    core.change_person.do(person.pk, by=by, facts={
        "name": person.name, "job": movement.job or person.job, "site": movement.site or person.site,
    })  # fmt: skip
    if moved:
        there = Assignment.objects.of(by.organization).filter(person=person, state="current")
        for one in there.exclude(workplace__site=movement.site).exclude(workplace=None).order_by("pk"):
            competence.end_assignment(one.pk, by=by)
    return True


@action(Movement, "movement.settle", may=MAY, listed=False,
        label=_("Everything is handed over"), told=_("%(who)s settled %(number)s"))  # fmt: skip
def settle(movement: Movement, *, by: Actor) -> None:
    """The leaver left, and nothing stayed with them (5.3)."""
    if Person.objects.of(by.organization).filter(pk=movement.person_id, state="active").exists():
        raise NotYet(noop("%(name)s still works here. Hand over first."), name=movement.name)


@action(Movement, "movement.undo_bringing_in", may=MAY, listed=False,
        label=_("Undo the bringing-in"), told=_("%(number)s was taken back with the list it came from"))  # fmt: skip
def undo_bringing_in(movement: Movement, *, by: Actor, reason: str) -> None:
    """A starter of a list that is taken back leaves again; what else it changed is changed by hand (7.5.3)."""
    if by.kind != "import":
        raise NotPermitted(noop("This is done for a whole list: open the list that was brought in and undo it."))
    if movement.what != "starts":
        raise NotYet(noop("Only starters are taken back; change the others by hand."))
    core.leave(movement.person_id, by=by, left_on=gate.now().date())


importable(Importable(
    name="starters_and_leavers", action="movement.bring_in", label=_("Starters, movers and leavers"),
    undo="movement.undo_bringing_in", same_as={"name": "person_name"}, place=2, follows=(("left_on", "joined_on"),),
))  # fmt: skip
