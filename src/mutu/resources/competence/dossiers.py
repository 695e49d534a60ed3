"""What competence shows about a person, and about a machine (7.2 d)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mutu.core.dossiers import Line, Section, tells_of
from mutu.core.models import Person, RoleAssignment, Workplace
from mutu.resources.competence.gaps import WHY, asked_of
from mutu.resources.competence.models import Assignment, Competence, Level, Training
from mutu.resources.competence.queries import who_may_run

RECENT = 20


def day(value: date | None) -> str:
    return date_format(value, "j M Y") if value else ""


@tells_of("person")
def may_do(person: Person, today: date) -> Iterator[Section]:
    """What this person may do, since when and on what evidence; and what work asks that they cannot do yet."""
    asked = {one.skill: one for one in asked_of(person, today)}
    held = Competence.objects.of(person.organization_id).filter(person=person, state="held")
    lines: list[Line] = []
    shown = set()
    for one in held.select_related("skill", "assessor").order_by("skill__name"):
        need = asked.get(one.skill_id)
        shown.add(one.skill_id)
        lines.append(Line(
            (one.skill.name, one.get_level_display(), day(one.since), one.evidence,
             f"{one.assessor.name if one.assessor else one.outside}, {day(one.assessed_on)}",
             day(one.valid_until) or _("no end")),
            one, _state(need.why if need else "", one, today),
        ))  # fmt: skip
    yield Section(
        _("What this person can do"),
        (_("Skill"), _("Level"), _("Since"), _("What shows it"), _("Assessed by"), _("Valid until"), _("State")),
        lines, _("Nothing has been assessed yet."), place=10,
    )  # fmt: skip
    missing = [one for one in asked.values() if one.skill not in shown and one.why]
    if missing:
        from mutu.resources.competence.models import Skill

        names = dict(Skill.objects.of(person.organization_id).filter(pk__in=[one.skill for one in missing])
                     .values_list("pk", "name"))  # fmt: skip
        yield Section(
            _("What work asks and nobody has assessed"), (_("Skill"), _("Level"), _("Training planned"), _("State")),
            [Line((names[one.skill], Level(one.needed).label, day(one.training_on)),
                  state=("record", "late" if not one.training_on else "waiting", WHY[one.why])) for one in missing],
            "", place=11,
        )  # fmt: skip


def _state(why: str, held: Competence, today: date) -> tuple[str, str, Any]:
    if why:
        return "record", "late", WHY[why]
    if held.valid_until is not None and held.valid_until < today:
        return "record", "late", WHY["expired"]
    return "product", "ok", _("valid")


@tells_of("person")
def trained(person: Person, today: date) -> Iterator[Section]:
    """The trainings this person was in, with result and effect; where they work and which roles they hold."""
    trainings = Training.objects.of(person.organization_id).filter(attendees__person=person).exclude(state="cancelled")
    lines = []
    for one in trainings.prefetch_related("attendees").order_by("-planned_on", "-pk")[:RECENT]:
        mine = next(row for row in one.attendees.all() if row.person_id == person.pk)
        lines.append(Line((one.number, one.what, day(one.held_on or one.planned_on),
                           mine.get_result_display() if mine.present else ("–" if one.held_on else "")), one,
                          ("record", _WORDS.get(one.state, "progress"), dict(Training.states)[one.state])))  # fmt: skip
    yield Section(_("Trainings"), (_("Number"), _("What"), _("On"), _("Result"), _("State")), lines,
                  _("No training is on record."), place=20)  # fmt: skip
    works = Assignment.objects.of(person.organization_id).filter(person=person, state="current")
    yield Section(
        _("Works at"), (_("Machine or process"), _("Since")),
        [Line(((one.workplace or one.process).title, day(one.since)), one.workplace or one.process)  # type: ignore[union-attr]
         for one in works.select_related("workplace", "process").order_by("since")],
        _("No usual workplace is on record."), place=30,
    )  # fmt: skip
    roles = RoleAssignment.objects.of(person.organization_id).filter(person=person, state="held").select_related("site")
    yield Section(_("Roles held"), (_("Role"), _("Where")),
                  [Line((one.title, one.site.name if one.site else _("all sites"))) for one in roles.order_by("role")],
                  _("No role."), place=31)  # fmt: skip


_WORDS = {"planned": "open", "held": "waiting", "effective": "done", "not_effective": "late"}


@tells_of("workplace")
def may_run(workplace: Workplace, today: date) -> Iterator[Section]:
    """What this machine asks for, and who may run it today."""
    found = who_may_run(workplace, today)
    yield Section(
        _("What it asks for"), (_("Skill"), _("Level")),
        [Line((one.skill.name, one.get_level_display()), one.skill) for one in found.asked],
        _("Nobody has decided yet what this machine asks of people."), place=10,
    )  # fmt: skip
    able = [Line((one.name, one.number, _("usually here") if one.usual else ""), one,  # type: ignore[attr-defined]
                 ("product", "ok", _("may run it"))) for one in found.people]  # fmt: skip
    not_yet = [Line((one.person.name, one.person.number, ", ".join(f"{skill.name}: {why}" for skill, why in one.lacks)),
                    one.person, ("product", "notok", _("not yet"))) for one in found.not_yet]  # fmt: skip
    if found.asked:
        yield Section(_("Who may run it on %(day)s") % {"day": day(today)},
                      (_("Name"), _("Number"), _("Remark"), _("State")), [*able, *not_yet],
                      _("Nobody may run it today."), place=11)  # fmt: skip
