"""Which lists there are, one declaration each: problems, corrective actions, complaints, awareness."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from mutu.core.languages import LANGUAGES
from mutu.core.models import Part, Party, Person, Process, Site, Workplace
from mutu.core.permissions import Role
from mutu.core.unchanged import while_unchanged
from mutu.improvement.corrective_actions.models import CorrectiveAction
from mutu.improvement.nonconformities.models import STATES, Nonconformity
from mutu.operation.customers.models import STATES as COMPLAINT_STATES
from mutu.operation.customers.models import Complaint
from mutu.resources.awareness.models import Awareness, CardSet
from mutu.resources.competence.models import Skill, Training
from mutu.web.listing.lists import (
    MOST_OPTIONS,
    PERIODS,
    Chip,
    Column,
    Line,
    Listing,
    Reader,
    Select,
    State,
    named,
    one_of,
    since,
)

SUBJECT = 140
STILL_OPEN = Q(open__in=(True,))
"""As `Q(open=True)`, but spelt so that SQLite uses the index: a bare column in the condition it does not look up."""


def subject(line: Line, _reader: Reader) -> str:
    """The first line, as people would call it."""
    said = str(line["subject"]).split("\n", 1)[0]
    return said if len(said) <= SUBJECT else said[: SUBJECT - 1].rsplit(" ", 1)[0] + "…"


def shortened(column: str) -> Any:
    return lambda: {"subject": Left(column, SUBJECT + 60)}


def text(*fields: str) -> Any:
    """The first of these columns that says something."""
    return lambda line, _reader: next((str(line[one]) for one in fields if line[one]), "")


def who(line: Line, reader: Reader) -> str:
    return str(line["owner__name"]) if line["owner__name"] else reader.say(NOBODY)


def late_by(due: date, reader: Reader) -> int:
    return (reader.today - due).days


def lateness(due: date, reader: Reader) -> str:
    days = late_by(due, reader)
    return ngettext("late %(n)s day", "late %(n)s days", days) % {"n": days}


def due_day(line: Line, reader: Reader) -> date | None:
    """The day by which something is due, where the reader is."""
    due = line["due"]
    return day_of(due, reader) if isinstance(due, datetime) else due


def day_of(moment: datetime, reader: Reader) -> date:
    return moment.astimezone(reader.zone).date()


def is_late(line: Line, reader: Reader) -> bool:
    due = due_day(line, reader)
    return bool(line["open"] and due is not None and due < reader.today)


def due(line: Line, reader: Reader) -> date | None:
    return due_day(line, reader) if line["open"] else None


def state_of(line: Line, reader: Reader, labels: dict[str, Any], first: str, waiting: str = "") -> State:
    """Done or stopped; else late before mine, mine before its step."""
    label = reader.say(labels[line["state"]])
    if not line["open"]:
        return State("record", "closed" if line["state"] in ("closed", "done") else "cancelled", label)
    day = due_day(line, reader)
    if day is not None and day < reader.today:
        return State("record", "late", f"{label}, {lateness(day, reader)}")
    if line["owner"] is not None and line["owner"] == reader.by.person_id:
        return State("record", "yourturn", reader.say(YOURS))
    return State("record", {first: "open", waiting: "waiting"}.get(line["state"], "progress"), label)


NOBODY, YOURS, HELD = lazy("nobody yet"), lazy("your turn"), lazy("on hold")
PROBLEM_WORDS = {str(key): label for key, label in STATES}
COMPLAINT_WORDS = {str(key): label for key, label in COMPLAINT_STATES}
ACTION_WORDS = {str(key): label for key, label in CorrectiveAction.states}


def problem_state(line: Line, reader: Reader) -> State:
    if line["open"] and line["hold"]:
        return State("product", "hold", reader.say(HELD))
    return state_of(line, reader, PROBLEM_WORDS, "reported", "acted")


def complaint_state(line: Line, reader: Reader) -> State:
    return state_of(line, reader, COMPLAINT_WORDS, "received")


def action_state(line: Line, reader: Reader) -> State:
    return state_of(line, reader, ACTION_WORDS, "planned")


def overdue(reader: Reader) -> Q:
    return STILL_OPEN & Q(due__lt=reader.today)


def overdue_moment(reader: Reader) -> Q:
    return STILL_OPEN & Q(due__lt=reader.start_of(reader.today))


def mine(reader: Reader) -> Q:
    return STILL_OPEN & Q(owner=reader.by.person_id)


def people(reader: Reader) -> list[tuple[str, Any]]:
    """Those who can own something: whoever holds a role above the floor's."""

    def read() -> list[tuple[str, Any]]:
        found = Person.objects.of(reader.by.organization).filter(state="active", roles__state="held")
        found = found.exclude(roles__role=Role.OPERATOR).order_by("name").distinct()
        return [(str(key), name) for key, name in found.values_list("pk", "name")[:MOST_OPTIONS]]

    return while_unchanged(reader.by, "options:owners", read)


def plainly(column: str, known: Collection[str]) -> Callable[[str, Reader], Q]:
    """Rows whose column says exactly this, if it is a word it can say."""
    return lambda value, _reader: Q(**{column: value}) if value in known else Q(pk__in=[])


def states(labels: dict[str, Any]) -> Select:
    return Select("state", lazy("Any state"), lambda _reader: list(labels.items()), plainly("state", labels))


def period(at: str) -> Select:
    return Select("period", lazy("Any time"), lambda _reader: list(PERIODS), since(at))


OPEN = Chip("open", lazy("Open"), lambda _reader: STILL_OPEN)
ALL = Chip("all", lazy("All"), lambda _reader: Q())
OWNER = Select("owner", lazy("Any owner"), people, one_of("owner"))
SITE = Select("site", lazy("Any site"), named(Site, "name"), one_of("site"))
NUMBER = Column("number", lazy("Number"), ("number",), text("number"))

PROBLEMS = Listing(
    model=Nonconformity,
    address="/problems/",
    title=lazy("Problems"),
    at="reported_at",
    columns=(
        NUMBER,
        Column("what", lazy("What"), (), subject, "subject"),
        Column("workplace", lazy("Where"), ("workplace__code", "process__name", "site__name"),
               text("workplace__code", "process__name", "site__name")),
        Column("state", lazy("State"), ("state", "open", "hold", "owner", "due"), problem_state, "state"),
        Column("owner", lazy("With"), ("owner__name",), who),
        Column("due", lazy("Due"), ("due", "open"), due, "due"),
    ),
    chips=(
        OPEN,
        Chip("mine", lazy("Needs me"), lambda reader: mine(reader) | Q(state="acted", judge=reader.by.person_id)),
        Chip("late", lazy("Late"), overdue),
        Chip("hold", lazy("On hold"), lambda _reader: Q(hold=True)),
        ALL,
    ),
    selects=(
        states(PROBLEM_WORDS),
        Select("process", lazy("Any process"), named(Process, "name", state="current"), one_of("process")),
        Select("workplace", lazy("Any place"), named(Workplace, "code", "name", state="current"), one_of("workplace")),
        OWNER,
        SITE,
        period("reported_at"),
    ),
    late=is_late,
    title_of=shortened("what"),
    example=lazy("In this list: specks, IM-14, 2610-…"),
    empty=lazy("No problem has been reported yet."),
    begin=("/report", lazy("Report a problem")),
    figures="/problems/figures",
)  # fmt: skip

ACTIONS = Listing(
    model=CorrectiveAction,
    address="/actions/",
    title=lazy("Corrective actions"),
    at="planned_at",
    columns=(
        NUMBER,
        Column("what", lazy("What"), (), subject, "subject"),
        Column("nonconformity", lazy("For"), ("nonconformity__number",), text("nonconformity__number")),
        Column("state", lazy("State"), ("state", "open", "owner", "due"), action_state, "state"),
        Column("owner", lazy("With"), ("owner__name",), who),
        Column("due", lazy("Due"), ("due", "open"), due, "due"),
    ),
    chips=(OPEN, Chip("mine", lazy("Needs me"), mine), Chip("late", lazy("Late"), overdue), ALL),
    selects=(states(ACTION_WORDS), OWNER, period("planned_at")),
    late=is_late,
    title_of=shortened("what"),
    example=lazy("In this list: purge, Suresh, CA-2026-…"),
    empty=lazy("No corrective action has been planned yet."),
)

COMPLAINTS = Listing(
    model=Complaint,
    address="/complaints/",
    title=lazy("Complaints"),
    at="received_at",
    columns=(
        NUMBER,
        Column("what", lazy("What"), (), subject, "subject"),
        Column("customer", lazy("Customer"), ("customer__name",), text("customer__name")),
        Column("state", lazy("State"), ("state", "open", "owner", "due"), complaint_state, "state"),
        Column("owner", lazy("With"), ("owner__name",), who),
        Column("due", lazy("Next answer due"), ("due", "open"), due, "due"),
    ),
    chips=(OPEN, Chip("mine", lazy("Needs me"), mine), Chip("late", lazy("Late"), overdue_moment), ALL),
    selects=(
        states(COMPLAINT_WORDS),
        Select("customer", lazy("Any customer"), named(Party, "name", relation="customer"), one_of("customer")),
        Select("part", lazy("Any part"), named(Part, "code", "name", state="current"), one_of("part")),
        OWNER,
        SITE,
        period("received_at"),
    ),
    late=is_late,
    title_of=shortened("what"),
    example=lazy("In this list: the claim number, the part, the lot"),
    empty=lazy("No complaint has been recorded yet."),
    begin=("/do/complaint.receive", lazy("Record a complaint")),
    beside=(("/do/complaint.receive", lazy("Record a complaint")),),
)


def card_set(line: Line, _reader: Reader) -> str:
    return str(CardSet(line["set"]).label)


def completed(line: Line, reader: Reader) -> date:
    return day_of(line["completed_at"], reader)


AWARENESS = Listing(
    model=Awareness,
    address="/awareness/",
    title=lazy("Awareness records"),
    at="completed_at",
    columns=(
        Column("person", lazy("Who"), (), subject, "subject"),
        Column("set", lazy("Set of cards"), ("set",), card_set),
        Column("site", lazy("Site"), ("site__name",), text("site__name")),
        Column("language", lazy("Language"), ("language",), lambda line, _reader: dict(LANGUAGES)[line["language"]]),
        Column("completed_at", lazy("Completed"), ("completed_at",), completed, "due"),
    ),
    chips=(ALL,),
    selects=(
        Select("set", lazy("Any set"), lambda _reader: list(CardSet.choices), plainly("set", CardSet.values)),
        SITE,
        period("completed_at"),
    ),
    late=lambda _line, _reader: False,
    title_of=lambda: {"subject": F("person__name")},
    example=lazy("In this list: a name"),
    empty=lazy("Nobody has completed a set yet."),
    begin=("/learn/", lazy("Look at the cards")),
)


TRAINING_WORDS = {str(key): label for key, label in Training.states}


def training_state(line: Line, reader: Reader) -> State:
    label = str(TRAINING_WORDS[line["state"]])
    if not line["open"]:
        return State("record", {"cancelled": "cancelled", "not_effective": "open"}.get(line["state"], "done"), label)
    return State("record", "late" if training_late(line, reader) else {"held": "waiting"}.get(line["state"], "open"),
                 label)  # fmt: skip


def training_due(line: Line, _reader: Reader) -> date | None:
    """The day it is held on, then the day from which its effect is judged."""
    due: date | None = line["planned_on"] if line["state"] == "planned" else line["effect_due"]
    return due if line["open"] else line["held_on"]


def training_late(line: Line, reader: Reader) -> bool:
    due = training_due(line, reader)
    return bool(line["open"] and due is not None and due < reader.today)


TRAININGS = Listing(
    model=Training,
    address="/trainings/",
    title=lazy("Trainings"),
    at="planned_at",
    columns=(
        NUMBER,
        Column("what", lazy("What"), (), subject, "subject"),
        Column("skill", lazy("Skill"), ("skill__name",), text("skill__name")),
        Column("state", lazy("State"), ("state", "open", "planned_on", "effect_due", "held_on"), training_state,
               "state"),
        Column("trainer", lazy("Trainer"), ("trainer__name", "outside"), text("trainer__name", "outside")),
        Column("due", lazy("Due"), (), training_due, "due"),
    ),
    chips=(
        OPEN,
        Chip("mine", lazy("Needs me"), lambda reader: STILL_OPEN & (
            Q(trainer=reader.by.person_id, state="planned") | Q(judge=reader.by.person_id, state="held"))),
        Chip("judge", lazy("Effect to judge"), lambda reader: Q(state="held", effect_due__lte=reader.today)),
        ALL,
    ),
    selects=(
        states(TRAINING_WORDS),
        Select("skill", lazy("Any skill"), named(Skill, "name", state="current"), one_of("skill")),
        SITE,
        period("planned_at"),
    ),
    late=training_late,
    title_of=shortened("what"),
    example=lazy("In this list: purge, forklift, TR-2026-…"),
    empty=lazy("No training has been planned yet."),
    begin=("/do/training.plan", lazy("Plan a training")),
)  # fmt: skip

LISTINGS = (PROBLEMS, ACTIONS, COMPLAINTS, AWARENESS, TRAININGS)
