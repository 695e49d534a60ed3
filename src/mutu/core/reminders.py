"""The system chases people: reminders three days before, on the day and after, then their manager, then the top.

One mail a day for each person, before the morning meeting; a reminder is sent once for each stage, and a snooze,
with its reason, holds it back until its day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mutu.core import tenancy
from mutu.core.duties import Duty, Whose, all_duties, own_duties
from mutu.core.models import Notice, Organization, Person, Reminder, RoleAssignment, Snooze
from mutu.core.permissions import Role
from mutu.core.schedule import daily
from mutu.core.tell import sentence

STAGES = (-3, 0, 1, 3, 7)
TO_MANAGER, TO_TOP = 3, 7
ALL_OF_EVERYBODY = Whose(most=100_000)
WORDS = {
    -3: gettext_lazy("due in three days"),
    0: gettext_lazy("due today"),
    1: gettext_lazy("a day late: do you need help?"),
    3: gettext_lazy("three days late"),
    7: gettext_lazy("a week late"),
}


@dataclass(frozen=True)
class Chase:
    """A duty with the last reminder that went out and the next one that will."""

    duty: Duty
    stage: int | None
    next_stage: int | None
    next_on: date | None


def stage_of(due: date, today: date) -> int | None:
    """The newest stage reached, or nothing before the first.

    >>> stage_of(date(2026, 11, 24), date(2026, 11, 26))
    1
    """
    reached = [stage for stage in STAGES if today >= due + timedelta(days=stage)]
    return reached[-1] if reached else None


def chase(duty: Duty, today: date) -> Chase:
    if duty.due is None:
        return Chase(duty, None, None, None)
    stage = stage_of(duty.due, today)
    later = [one for one in STAGES if stage is None or one > stage]
    following = later[0] if later else None
    return Chase(duty, stage, following, duty.due + timedelta(days=following) if following is not None else None)


def snoozed(organization: Any, today: date) -> set[tuple[UUID, UUID]]:
    """Person and record of every snooze that still holds."""
    found = Snooze.objects.of(organization).filter(until__gt=today)
    return set(found.values_list("person_id", "about"))


def held_back_by(person: Person, today: date) -> dict[UUID, Snooze]:
    """What this person asked to be reminded of later: the record, until when, and why."""
    found = Snooze.objects.of(person.organization_id).filter(person=person, until__gt=today)
    return {one.about: one for one in found.order_by("until")}


def holders(organization: Any, role: str) -> list[Person]:
    found = RoleAssignment.objects.of(organization).filter(role=role, state="held", person__state="active")
    return [one.person for one in found.select_related("person")]


def receivers(organization: Any, duty: Duty, stage: int, people: dict[UUID, Person]) -> Iterable[Person]:
    """Who hears of it at this stage: whose step it is, then their manager too, then the top."""
    owner = people.get(duty.person_id) if duty.person_id else None
    yield from [owner] if owner else holders(organization, duty.role or Role.QUALITY_MANAGER)
    if stage >= TO_MANAGER and owner is not None and owner.manager_id in people:
        yield people[owner.manager_id]
    if stage >= TO_TOP:
        yield from holders(organization, Role.TOP_MANAGEMENT)


@daily("reminders", time(7, 30))
def remind(organization: Organization, now: datetime) -> str:
    """The daily mail: what is due, what is late, and what happened; nothing twice."""
    today = now.astimezone(ZoneInfo(organization.timezone)).date()
    with tenancy.reading(organization):
        people = {person.pk: person for person in Person.objects.of(organization).filter(state="active")}
        held_back = snoozed(organization, today)
        sent = set(Reminder.objects.of(organization).values_list("person_id", "record", "due", "stage"))
        lines: dict[UUID, list[tuple[int, Duty]]] = defaultdict(list)
        for duty in (*all_duties(organization, now, ALL_OF_EVERYBODY), *own_duties(organization, now)):
            stage = stage_of(duty.due, today) if duty.due else None
            if stage is None:
                continue
            for person in receivers(organization, duty, stage, people):
                if (person.pk, duty.record, duty.due, stage) not in sent and (person.pk, duty.record) not in held_back:
                    lines[person.pk].append((stage, duty))
        news = list(Notice.objects.of(organization).filter(mailed_at=None, read_at=None).order_by("at")[:2000])
    by_person: dict[UUID, list[Notice]] = defaultdict(list)
    for notice in news:
        by_person[notice.person_id].append(notice)
    mails = 0
    for key in lines.keys() | by_person.keys():
        if key in people:
            mails += deliver(organization, people[key], lines.get(key, []), by_person.get(key, []), now)
    return f"{mails} mails, {sum(map(len, lines.values()))} reminders"


def deliver(
    organization: Organization, person: Person, lines: list[tuple[int, Duty]], news: list[Notice], now: datetime
) -> int:
    """One mail, if there is an address; the reminder is kept either way, for the page shows it too."""
    mailed = 0
    if person.email and (lines or news):
        with translation.override(person.language if person.language in ("en", "vi", "ms") else organization.language):
            EmailMessage(
                _("Mutu: %(n)s for you today") % {"n": len(lines) + len(news)},
                letter(person, lines, news),
                to=[person.email],
            ).send(fail_silently=False)
        mailed = 1
    with transaction.atomic():
        tenancy.enter(organization.pk)
        Reminder.unscoped.bulk_create(
            [
                Reminder(
                    organization=organization, person=person, record=duty.record, due=duty.due, stage=stage, at=now
                )
                for stage, duty in lines
            ],
            ignore_conflicts=True,
        )
        Notice.objects.of(organization).filter(pk__in=[one.pk for one in news]).update(mailed_at=now)
    return mailed


def letter(person: Person, lines: list[tuple[int, Duty]], news: list[Notice]) -> str:
    told = [_("Good morning, %(name)s.") % {"name": person.name}, ""]
    for stage, duty in sorted(lines, key=lambda line: -line[0]):
        told.append(f"· {duty.step}: {duty.number} {duty.subject} ({WORDS[stage]})")
    if news:
        told += ["", _("What happened:")]
        told += [f"· {sentence(one)}: {one.number} {one.subject}" for one in news[:30]]
    return "\n".join([*told, ""])
