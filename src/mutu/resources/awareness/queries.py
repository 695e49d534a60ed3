"""Reading awareness: who is asked to know what, who knows it, who does not yet (7.3). Sets of rows, never loops."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Subquery

from mutu.core.models import Person, RoleAssignment
from mutu.resources.awareness.models import Awareness, AwarenessNeed
from mutu.resources.awareness.rules import due_on


@dataclass(frozen=True)
class Asked:
    """A set asked of one person: by when, and when they last knew it."""

    need: AwarenessNeed
    due: date
    last: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.last is None or self.last <= now - timedelta(days=self.need.renew_days)


def needs(organization: Any) -> list[AwarenessNeed]:
    """What is asked of anybody."""
    found = AwarenessNeed.objects.of(organization).filter(state="asked").select_related("site")
    return list(found.order_by("set", "role", "pk"))


def people_asked(need: AwarenessNeed) -> QuerySet[Person]:
    """Everybody who works here and of whom this set is asked."""
    people: QuerySet[Person] = Person.objects.of(need.organization_id).filter(state="active")
    if need.site_id is not None:
        people = people.filter(site=need.site_id)
    if need.role:
        held = RoleAssignment.objects.of(need.organization_id).filter(
            person=OuterRef("pk"), role=need.role, state="held"
        )
        people = people.filter(Exists(held))
    return people


def knows(need: AwarenessNeed, now: datetime) -> Exists:
    """Whether a person of an outer query completed the set, and not too long ago."""
    since = now - timedelta(days=need.renew_days)
    done = Awareness.objects.of(need.organization_id).filter(person=OuterRef("pk"), set=need.set)
    return Exists(done.filter(completed_at__gt=since, completed_at__lte=now))


def coverage(need: AwarenessNeed, now: datetime) -> tuple[int, int]:
    """How many know it, of how many it is asked of: two queries."""
    asked = people_asked(need)
    return asked.filter(knows(need, now)).count(), asked.count()


def not_yet(need: AwarenessNeed, now: datetime) -> QuerySet[Person]:
    """Who does not know it yet, or no longer."""
    return people_asked(need).exclude(knows(need, now)).order_by("name", "pk")


def asked_of(person: Person, now: datetime) -> list[Asked]:
    """What is asked of this person, with when they last knew it: three queries. Each set once."""
    roles = RoleAssignment.objects.of(person.organization_id).filter(person=person, state="held")
    wanted = Q(role="") | Q(role__in=set(roles.values_list("role", flat=True)))
    there = Q(site=None) | Q(site=person.site_id)
    found = AwarenessNeed.objects.of(person.organization_id).filter(wanted & there, state="asked").order_by("pk")
    last = last_known(person)
    asked: dict[str, Asked] = {}
    for need in found:
        known = last.get(need.set)
        due = due_on(need.asked_at, person.joined_on, known, need.within_days, need.renew_days)
        if need.set not in asked or due < asked[need.set].due:
            asked[need.set] = Asked(need, due, known)
    return sorted(asked.values(), key=lambda one: one.due)


def last_known(person: Person) -> dict[str, datetime]:
    """Each set this person completed, and when last."""
    done = Awareness.objects.of(person.organization_id).filter(person=person).order_by()
    return dict(done.values_list("set").annotate(Max("completed_at")))


def open_for_everybody(
    organization: Any, now: datetime, until: date
) -> Iterator[tuple[AwarenessNeed, UUID, str, date]]:
    """For every need, who does not know it and should by that day: one query a need."""
    for need in needs(organization):
        of_them = (
            Awareness.objects.of(organization).filter(person=OuterRef("pk"), set=need.set).order_by("-completed_at")
        )
        last = Subquery(of_them.values("completed_at")[:1], output_field=DateTimeField(null=True))
        rows = not_yet(need, now).annotate(last=last).values_list("pk", "name", "joined_on", "last")
        for key, name, joined_on, known in rows:
            due = due_on(need.asked_at, joined_on, known, need.within_days, need.renew_days)
            if due <= until:
                yield need, key, name, due
