"""Who may run a machine today, and what pages read of skills (7.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mutu.core.models import Person, Workplace
from mutu.resources.competence.gaps import WHY
from mutu.resources.competence.models import Assignment, Competence, Requirement, Skill

MOST_SHOWN = 60
MOST_OWN = 200


@dataclass(frozen=True)
class NotYet:
    """Somebody who usually works there but may not run it, and why."""

    person: Person
    lacks: tuple[tuple[Skill, str], ...]
    """Each skill with the reason in words."""


@dataclass(frozen=True)
class Running:
    """Who may run a machine on a day: with nothing asked for nobody knows, which is not the same as everyone."""

    asked: tuple[Requirement, ...]
    people: tuple[Person, ...]
    """Those who usually work there first; `usual` says so."""
    count: int
    not_yet: tuple[NotYet, ...]


def asked_at(workplace: Workplace) -> list[Requirement]:
    """What the machine and its process ask for, the highest level of each skill, by name."""
    of_process = Q(asked_of="process", process=workplace.process_id) if workplace.process_id else Q(pk__in=[])
    there = Q(site__isnull=True) | Q(site=workplace.site_id)
    found = Requirement.objects.of(workplace.organization_id).filter(
        Q(asked_of="workplace", workplace=workplace.pk) | of_process, there, state="current", skill__state="current"
    )
    highest: dict[Any, Requirement] = {}
    for one in found.select_related("skill").order_by("skill__name", "level"):
        highest[one.skill_id] = one
    return list(highest.values())


def who_may_run(workplace: Workplace, today: date) -> Running:
    """Everybody at its site who holds all that is asked, and those of its own people who do not yet: five queries."""
    asked = asked_at(workplace)
    if not asked:
        return Running((), (), 0, ())
    here = Assignment.objects.of(workplace.organization_id).filter(workplace=workplace.pk, state="current")
    able = _able(workplace, asked, today)
    usual = Exists(here.filter(person=OuterRef("pk")))
    people = tuple(able.annotate(usual=usual).order_by("-usual", "name", "pk")[: MOST_SHOWN + 1])
    count = len(people) if len(people) <= MOST_SHOWN else able.count()
    own = Person.objects.of(workplace.organization_id).filter(pk__in=here.values("person"), state="active")
    not_yet = tuple(_not_yet(list(own.order_by("name", "pk")[:MOST_OWN]), asked, today))
    return Running(tuple(asked), people[:MOST_SHOWN], count, not_yet)


def _able(workplace: Workplace, asked: list[Requirement], today: date) -> QuerySet[Person]:
    """People at its site with every skill; what the machine itself asks first, because fewer have it."""
    found = Person.objects.of(workplace.organization_id).filter(
        Q(site=workplace.site_id) | Q(site__isnull=True), state="active"
    )
    first, *others = sorted(asked, key=lambda one: one.asked_of != "workplace")
    found = found.filter(pk__in=_holding(workplace, first, today).values("person"))
    for one in others:
        found = found.filter(Exists(_holding(workplace, one, today).filter(person=OuterRef("pk"))))
    return found


def _holding(workplace: Workplace, asked: Requirement, today: date) -> QuerySet[Competence]:
    """Assessments that meet a requirement and count on this day."""
    found = Competence.objects.of(workplace.organization_id).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today), skill=asked.skill_id, state="held",
        level__gte=asked.level,
    )  # fmt: skip
    renewed = asked.skill.renewed_on
    return found.filter(assessed_on__gte=renewed) if renewed is not None else found


def _not_yet(people: list[Person], asked: list[Requirement], today: date) -> Iterable[NotYet]:
    """Those of these people who lack something, and what."""
    if not people:
        return
    held = Competence.objects.of(people[0].organization_id).filter(
        person__in=people, skill__in=[one.skill_id for one in asked]
    )
    kept = {(one.person_id, one.skill_id): one for one in held}
    for person in people:
        reasons = [(one.skill, why(kept.get((person.pk, one.skill_id)), one, today)) for one in asked]
        lacks = tuple((skill, str(WHY[reason])) for skill, reason in reasons if reason)
        if lacks:
            yield NotYet(person, lacks)


def why(held: Competence | None, asked: Requirement, today: date) -> str:
    """Why an assessment does not meet what is asked; empty when it does."""
    if held is None:
        return "missing"
    if held.state != "held":
        return "withdrawn"
    if held.level < asked.level:
        return "level"
    if held.valid_until is not None and held.valid_until < today:
        return "expired"
    renewed = asked.skill.renewed_on
    return "revised" if renewed is not None and held.assessed_on < renewed else ""


def current_skills(organization: Any) -> QuerySet[Skill]:
    return Skill.objects.of(organization).filter(state="current").order_by("name")
