"""What people do with skills, what asks for them, who works where and who can do what; the only writers (7.2)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.models import Attachment, Person, Process, Site, Workplace
from mutu.core.permissions import Role
from mutu.core.references import Reference
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.resources.competence import rules
from mutu.resources.competence.models import Assignment, Competence, Requirement, Skill

DECIDERS = (Role.QUALITY_MANAGER, Role.PROCESS_OWNER, Role.TOP_MANAGEMENT)
"""Who says what work asks of people."""
ASSESSORS = (Role.QUALITY_MANAGER, Role.QUALITY_ENGINEER, Role.PROCESS_OWNER, Role.LINE_LEADER)
"""Who says what people can do, and trains them."""

Named = Annotated[Reference | None, Ask(help=_(
    "Its number, as WI-12. When its revision changes, everybody is assessed again."
))]  # fmt: skip


def check_here(person: Person | None, fact: str) -> None:
    """Nothing is given to somebody who left."""
    if person is not None and person.state != "active":
        raise NotYet(noop("This person has left."), fact=fact)


@action(Skill, "skill.define", creates=True, may=DECIDERS,
        label=_("Add a skill"), told=_("%(who)s added the skill %(number)s"))  # fmt: skip
def define(
    skill: Skill, *, by: Actor, name: str, description: str = "", owner: Person | None = None,
    valid_months: int | None = None,
) -> None:  # fmt: skip
    """Something people here must be able to do, and who answers for it (7.2 a)."""
    check_here(owner, "owner")


@action(Skill, "skill.change", may=DECIDERS,
        label=_("Change the skill"), told=_("%(who)s changed the skill %(number)s"))  # fmt: skip
def change(
    skill: Skill, *, by: Actor, name: str, description: str = "", valid_months: int | None = None
) -> None:  # fmt: skip
    """Other words, or another interval; what people showed so far stands (7.2 a)."""


@action(Skill, "skill.hand_over", may=DECIDERS,
        label=_("Give the skill to someone"), told=_("%(who)s gave the skill %(number)s to another owner"))  # fmt: skip
def hand_over(skill: Skill, *, by: Actor, owner: Person) -> None:
    """Another person answers for it; nothing stays with someone who left (5.3)."""
    check_here(owner, "owner")


@action(Skill, "skill.name_document", may=DECIDERS,
        label=_("Say which document it follows"), told=_("%(who)s said which document %(number)s follows"))  # fmt: skip
def name_document(skill: Skill, *, by: Actor, document: Named = None) -> None:
    """The instruction that says how; with a new revision everybody is assessed again (7.2 a, 7.5.3)."""
    skill.document = str(document or "")


@action(Skill, "skill.ask_again", may=DECIDERS,
        label=_("Have everybody assessed again"),
        told=_("%(who)s had everybody assessed again in %(number)s"))  # fmt: skip
def ask_again(skill: Skill, *, by: Actor, reason: str) -> None:
    """Work changed, as with a new revision: what was assessed before today no longer counts (7.2 a)."""
    skill.renewed_on = gate.now().date()


def document_revised(document: Reference, *, by: Actor, reason: str) -> None:
    """A document came into force in a new revision: every skill that follows it is assessed again (7.2 a).

    Called by whoever releases it, inside that action: the rule is the organization's, not a right of that person.
    """
    following = Skill.objects.of(by.organization).filter(
        document__startswith=f"{document.kind}:{document.id}:", state="current"
    )
    for skill in following.order_by("pk"):
        ask_again(skill.pk, by=replace(by, kind="job"), reason=reason[:400])


@action(Skill, "skill.retire", may=DECIDERS,
        label=_("Retire"), told=_("%(who)s retired the skill %(number)s"))  # fmt: skip
def retire(skill: Skill, *, by: Actor) -> None:
    """No work asks for it any more; what people showed stays (7.2 d)."""


@action(Skill, "skill.bring_back", may=DECIDERS,
        label=_("Bring back"), told=_("%(who)s brought the skill %(number)s back"))  # fmt: skip
def bring_back(skill: Skill, *, by: Actor) -> None:
    """Work asks for it again (7.2 a)."""


@action(Requirement, "skill_requirement.require", creates=True, may=DECIDERS,
        label=_("Ask for a skill"), told=_("%(who)s said that work asks for a skill"))  # fmt: skip
def require(
    requirement: Requirement, *, by: Actor, skill: Skill, asked_of: str, level: str = rules.ALONE, job: str = "",
    role: str = "", workplace: Workplace | None = None, process: Process | None = None, site: Site | None = None,
) -> None:  # fmt: skip
    """What everyone, a job, a role, a machine or a process asks of whoever does it (7.2 a)."""
    rules.check_asked_of(asked_of, {"job": job, "role": role, "workplace": workplace, "process": process})
    same = Requirement.objects.of(by.organization).filter(
        skill=skill, asked_of=asked_of, job=job, role=role, workplace=workplace, process=process, site=site,
        state="current",
    )  # fmt: skip
    if same.exists():
        raise NotYet(noop("This is asked for already; end that one to change the level."), fact="skill")
    requirement.decided_at = gate.now()


@action(Requirement, "skill_requirement.end", may=DECIDERS,
        label=_("Ask for it no longer"), told=_("%(who)s said that a skill is asked for no longer"))  # fmt: skip
def end_requirement(requirement: Requirement, *, by: Actor, reason: str) -> None:
    """The work no longer asks for it; the reason is kept (7.2 a)."""


@action(Assignment, "assignment.start", creates=True, may=ASSESSORS,
        label=_("Say where someone works"), told=_("%(who)s said where someone works"))  # fmt: skip
def start(
    assignment: Assignment, *, by: Actor, person: Person, workplace: Workplace | None = None,
    process: Process | None = None, since: date | None = None,
) -> None:  # fmt: skip
    """Somebody usually works at this machine or in this process, so what it asks for is asked of them (7.1.2)."""
    check_here(person, "person")
    if (workplace is None) == (process is None):
        raise NotYet(noop("Say the machine or the process: one of them."), fact="workplace")
    assignment.since = since or gate.now().date()


@action(Assignment, "assignment.end", may=ASSESSORS,
        label=_("Works there no longer"), told=_("%(who)s said that someone works there no longer"))  # fmt: skip
def end_assignment(assignment: Assignment, *, by: Actor, ended_on: date | None = None) -> None:
    """Somebody moved on (7.1.2)."""
    assignment.ended_on = ended_on or gate.now().date()


@action(Competence, "competence.assess", creates=True, may=ASSESSORS,
        label=_("Assess somebody"), told=_("%(who)s assessed what somebody can do"))  # fmt: skip
def assess(
    competence: Competence, *, by: Actor, person: Person, skill: Skill, level: str = rules.ALONE,
    basis: str = "training", evidence: str = "", files: Sequence[Attachment] = (), assessed_on: date | None = None,
    valid_until: date | None = None, assessor: Person | None = None, outside: str = "",
) -> None:  # fmt: skip
    """What a person can do, judged by somebody else on evidence, until a day (7.2 b, d)."""
    check_here(person, "person")
    if Competence.objects.of(by.organization).filter(person=person, skill=skill).exists():
        raise NotYet(noop("%(name)s has been assessed in this skill; assess it again there."), fact="skill",
                     name=person.name)  # fmt: skip
    _judge(competence, by)
    competence.since = competence.assessed_on


@action(Competence, "competence.assess_again", may=ASSESSORS,
        label=_("Assess again"), told=_("%(who)s assessed again what somebody can do"))  # fmt: skip
def assess_again(
    competence: Competence, *, by: Actor, level: str, evidence: str, basis: str = "training",
    files: Sequence[Attachment] = (), assessed_on: date | None = None, valid_until: date | None = None,
    assessor: Person | None = None, outside: str = "",
) -> None:  # fmt: skip
    """Looked at again: a new level or a new term; the earlier one stays in the trail (7.2 b, d)."""
    check_here(competence.person, "person")
    kept = Competence.objects.of(by.organization).get(pk=competence.pk)
    lapsed = kept.state == "withdrawn" or (kept.valid_until is not None and kept.valid_until < gate.now().date())
    _judge(competence, by, earlier=kept)
    if lapsed or kept.level < level:
        competence.since = competence.assessed_on
    competence.reason = ""


def _judge(competence: Competence, by: Actor, earlier: Competence | None = None) -> None:
    """The rules of any assessment; what was not said is today, the actor, and the skill's own interval."""
    today = gate.now().date()
    if earlier is not None:  # what still stands as it stood last time was not said anew
        for name in ("assessor_id", "assessed_on", "valid_until"):
            if getattr(competence, name) == getattr(earlier, name):
                setattr(competence, name, None)
        if competence.assessor_id is not None and competence.outside == earlier.outside:
            competence.outside = ""
    if competence.assessor_id is None and not competence.outside:
        competence.assessor = by.person
    competence.assessed_on = competence.assessed_on or today
    months = competence.skill.valid_months
    if competence.valid_until is None and months:
        competence.valid_until = rules.months_after(competence.assessed_on, months)
    rules.check_assessor(competence.person_id, competence.assessor_id, competence.outside, by.person_id)
    rules.check_days(competence.assessed_on, competence.valid_until, today)
    rules.check_evidence(competence.evidence, competence.files)


@action(Competence, "competence.withdraw", may=ASSESSORS,
        label=_("Withdraw"), told=_("%(who)s withdrew what somebody could do"))  # fmt: skip
def withdraw(competence: Competence, *, by: Actor, reason: str) -> None:
    """It turned out that the person cannot do it, or not yet (7.2 c)."""
