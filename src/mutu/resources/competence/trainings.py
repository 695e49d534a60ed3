"""What people do with a training: plan, hold with whoever came, judge its effect later; the only writers (7.2 c)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.identity import new_id
from mutu.core.models import Person, Site
from mutu.core.references import Reference
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.resources.competence import actions, rules
from mutu.resources.competence.actions import ASSESSORS, check_here
from mutu.resources.competence.models import Attendee, Competence, Skill, Training


def _check_trainer(training: Training) -> None:
    check_here(training.trainer, "trainer")
    if bool(training.trainer_id) == bool(training.outside):
        raise NotYet(noop("Say who gives it: somebody here, or somebody from outside."), fact="trainer")
    rules.check_people(training.rows("attendees"), training.trainer_id)  # type: ignore[arg-type]


@action(Training, "training.plan", creates=True, may=ASSESSORS,
        label=_("Plan a training"), told=_("%(who)s planned the training %(number)s"))  # fmt: skip
def plan(
    training: Training, *, by: Actor, what: str, planned_on: date, criterion: str, judge: Person,
    skill: Skill | None = None, level: str = rules.ALONE, trainer: Person | None = None, outside: str = "",
    site: Site | None = None, effect_days: int = 60, because: Reference | None = None,
    attendees: Sequence[Attendee] = (),
) -> None:  # fmt: skip
    """What is taught, by whom, to whom, and what will show at work that it helped (7.2 c)."""
    check_here(judge, "judge")
    _check_trainer(training)
    training.because = str(because or "")
    training.planned_at = gate.now()


@action(Training, "training.name_people", may=ASSESSORS,
        label=_("Say who comes"), told=_("%(who)s said who comes to %(number)s"))  # fmt: skip
def name_people(training: Training, *, by: Actor, attendees: Sequence[Attendee]) -> None:
    """The people it is for (7.2 c)."""
    rules.check_people(attendees, training.trainer_id)


@action(Training, "training.move", may=ASSESSORS,
        label=_("Move the date"), told=_("%(who)s moved %(number)s to another day"))  # fmt: skip
def move(training: Training, *, by: Actor, planned_on: date, reason: str) -> None:
    """Another day, with the reason (7.2 c)."""


@action(Training, "training.hand_over", may=ASSESSORS,
        label=_("Give it to someone else"), told=_("%(who)s gave %(number)s to somebody else"))  # fmt: skip
def hand_over(training: Training, *, by: Actor, trainer: Person | None = None, judge: Person | None = None) -> None:
    """Another trainer, or another who judges; nothing stays with someone who left (5.3)."""
    check_here(training.trainer, "trainer")
    check_here(training.judge, "judge")
    if training.trainer_id:
        training.outside = ""
    _check_trainer(training)


@action(Training, "training.cancel", may=ASSESSORS,
        label=_("Cancel the training"), told=_("%(who)s cancelled %(number)s"))  # fmt: skip
def cancel(training: Training, *, by: Actor, reason: str) -> None:
    """It is not held; the reason is kept (7.2 c)."""


@action(Training, "training.hold", may=ASSESSORS,
        label=_("It was held"), told=_("%(who)s recorded that %(number)s was held"))  # fmt: skip
def hold(
    training: Training, *, by: Actor, attendees: Sequence[Attendee], held_on: date | None = None,
    minutes: int | None = None,
) -> None:  # fmt: skip
    """Who was there and who passed; whoever passed is assessed by the trainer that day (7.2 b, c, d)."""
    rules.check_people(attendees, training.trainer_id)
    rules.check_attendance(attendees)
    training.held_on = held_on or gate.now().date()
    if training.held_on > gate.now().date():
        raise NotYet(noop("%(day)s has not been yet."), fact="held_on", day=training.held_on.isoformat())
    training.effect_due = training.held_on + timedelta(days=training.effect_days)
    if training.skill is not None:
        _assess_who_passed(training, training.skill, attendees, by)


def _assess_who_passed(training: Training, skill: Skill, attendees: Sequence[Attendee], by: Actor) -> None:
    """Each who passed can do it now; nobody loses a level they had."""
    passed = [one.person for one in attendees if one.result == "passed"]
    earlier = {one.person_id: one for one in
               Competence.objects.of(by.organization).filter(skill=skill, person__in=passed)}  # fmt: skip
    said = {
        "basis": "training", "evidence": f"{training.number} · {training.what}"[:400], "assessed_on": training.held_on,
        "assessor": training.trainer_id, "outside": training.outside,
    }  # fmt: skip
    for person in passed:
        kept = earlier.get(person.pk)
        if kept is None:
            facts = {**said, "person": person, "skill": skill, "level": training.level}
            actions.assess.do(new_id(), by=by, facts=facts)
        else:
            level = max(training.level, kept.level) if kept.state == "held" else training.level
            actions.assess_again.do(kept.pk, by=by, facts={**said, "level": level})


@action(Training, "training.find_effective", may=ASSESSORS,
        label=_("It worked"), told=_("%(who)s found %(number)s effective"))  # fmt: skip
def find_effective(training: Training, *, by: Actor, effect_note: str) -> None:
    """Work shows that people can do it now; judged later by somebody who was not trained (7.2 c)."""
    _judged(training, by)


@action(Training, "training.find_not_effective", may=ASSESSORS,
        label=_("It did not work"), told=_("%(who)s found %(number)s not effective"))  # fmt: skip
def find_not_effective(
    training: Training, *, by: Actor, effect_note: str, attendees: Sequence[Attendee] = ()
) -> None:  # fmt: skip
    """Work shows that some cannot do it yet: for them the gap is open again (7.2 c)."""
    _judged(training, by)
    rules.check_short(attendees)
    short = [one.person_id for one in attendees if one.fell_short]
    held = Competence.objects.of(by.organization).filter(skill=training.skill_id, person__in=short, state="held")
    for one in held.order_by("pk"):
        actions.withdraw(one.pk, by=by, reason=f"{training.number}: {effect_note}"[:400])


def _judged(training: Training, by: Actor) -> None:
    rules.check_judging(training.effect_due, gate.now().date(), by.person_id, training.rows("attendees"))  # type: ignore[arg-type]
    training.judged_on, training.judged_by = gate.now().date(), by.person
