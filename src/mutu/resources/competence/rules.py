"""Levels, states, and what stands in the way of calling somebody competent (7.2). Pure Python."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as _
from mutu.lib.workflow import Workflow

if TYPE_CHECKING:
    from mutu.resources.competence.models import Attendee

ALONE = "3"
"""The level from which somebody does the work alone."""
SOON_DAYS = 60
"""How long before its end the system begins to ask for a new assessment."""

SKILL = Workflow(
    "current",
    {
        "change": ({"current"}, None),
        "hand_over": ({"current"}, None),
        "ask_again": ({"current"}, None),
        "retire": ({"current"}, "retired"),
        "bring_back": ({"retired"}, "current"),
    },
)
STANDING = Workflow("current", {"end": ({"current"}, "ended")})
HELD = Workflow("held", {"assess_again": ({"held", "withdrawn"}, "held"), "withdraw": ({"held"}, "withdrawn")})


class Course(StrEnum):
    """Where a training stands."""

    PLANNED = "planned"
    HELD = "held"
    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not_effective"
    CANCELLED = "cancelled"


TRAINING = Workflow(
    Course.PLANNED,
    {
        "hold": ({Course.PLANNED}, Course.HELD),
        "find_effective": ({Course.HELD}, Course.EFFECTIVE),
        "find_not_effective": ({Course.HELD}, Course.NOT_EFFECTIVE),
        "move": ({Course.PLANNED}, None),
        "name_people": ({Course.PLANNED}, None),
        "hand_over": ({Course.PLANNED, Course.HELD}, None),
        "cancel": ({Course.PLANNED}, Course.CANCELLED),
    },
)
TRAINED = frozenset({Course.EFFECTIVE, Course.NOT_EFFECTIVE, Course.CANCELLED})


def check_asked_of(asked_of: str, named: dict[str, object]) -> None:
    """A requirement says whose it is: exactly the job, role, machine or process that was chosen."""
    for name, value in named.items():
        if name == asked_of and not value:
            raise NotYet(_("Say which one."), fact=name)
        if name != asked_of and value:
            raise NotYet(_("A requirement is asked of one thing. Make a second one for the other."), fact=name)


def check_assessor(person: UUID, assessor: UUID | None, outside: str, by: UUID | None) -> None:
    """7.2 b: nobody judges their own competence, nor writes it down."""
    if person in (assessor, by):
        raise NotYet(_("7.2: nobody judges their own competence. A colleague or somebody from outside does."),
                     fact="assessor")  # fmt: skip
    if assessor is not None and outside:
        raise NotYet(_("Name the assessor here or the one from outside, not both."), fact="outside")


def check_days(assessed_on: date, valid_until: date | None, today: date) -> None:
    if assessed_on > today:
        raise NotYet(_("%(day)s has not been yet."), fact="assessed_on", day=assessed_on.isoformat())
    if valid_until is not None and valid_until < assessed_on:
        raise NotYet(_("It would end before it begins."), fact="valid_until")


def check_evidence(evidence: str, files: Collection[object]) -> None:
    """7.2 d: what shows it is kept."""
    if len(evidence.strip()) < 3 and not files:
        raise NotYet(_("7.2 d: say what shows it (a test piece, a certificate, watched at work), or add the paper."),
                     fact="evidence")  # fmt: skip


def months_after(day: date, months: int) -> date:
    """The same day so many months later, the last of the month if it has no such day.

    >>> months_after(date(2026, 8, 31), 6), months_after(date(2026, 11, 24), 24)
    (datetime.date(2027, 2, 28), datetime.date(2028, 11, 24))
    """
    at = day.year * 12 + day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        try:
            return date(at // 12, at % 12 + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def check_people(attendees: Iterable["Attendee"], trainer: UUID | None) -> None:
    """Each name stands once, and the trainer is not among those who learn."""
    seen: set[UUID] = set()
    for one in attendees:
        if one.person_id in seen:
            raise NotYet(_("%(name)s stands in the list twice."), fact="attendees", name=one.person.name)
        if one.person_id == trainer:
            raise NotYet(_("%(name)s gives this training and cannot sit in it."), fact="attendees",
                         name=one.person.name)  # fmt: skip
        seen.add(one.person_id)


def check_attendance(attendees: Iterable["Attendee"]) -> None:
    """A training was held when somebody was there; only who was there has a result."""
    here = [one for one in attendees if one.present]
    if not here:
        raise NotYet(_("Tick who was there; with nobody there it was not held."), fact="attendees")
    for one in attendees:
        if one.result and not one.present:
            raise NotYet(_("%(name)s has a result but was not there."), fact="attendees", name=one.person.name)


def check_judging(effect_due: date | None, today: date, judge: UUID | None, attendees: Iterable["Attendee"]) -> None:
    """7.2 c: the effect shows later, at work, and somebody else judges it."""
    if effect_due is not None and today < effect_due:
        raise NotYet(_("7.2 c: the effect is judged at work, from %(day)s on."), day=effect_due.isoformat())
    if judge in {one.person_id for one in attendees if one.present}:
        raise NotYet(_("7.2 c: somebody who was not trained judges whether it worked."))


def check_short(attendees: Iterable["Attendee"]) -> None:
    """What did not work, did not work for somebody."""
    if not any(one.fell_short for one in attendees):
        raise NotYet(_("7.2 c: tick who cannot do it at work yet."), fact="attendees")
