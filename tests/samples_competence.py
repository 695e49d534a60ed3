"""Samples of the actions on skills, trainings, responsibilities and people who start, move or leave."""

from collections.abc import Callable
from typing import Any

from tests.resources.learning import School
from tests.samples import Maker, Sample, World, day

from mutu.core.identity import new_id
from mutu.core.permissions import Role
from mutu.core.records import Record
from mutu.resources.competence.models import Skill
from mutu.resources.people import actions as people
from mutu.resources.responsibilities import actions as responsibilities


def competence_samples() -> dict[str, Maker]:
    def at(state: Callable[[World], Record | None], who: str = "nurul", **facts: Any) -> Maker:
        def make(w: World) -> Sample:
            said = {name: value(w) if callable(value) else value for name, value in facts.items()}
            return Sample(getattr(w.people, who), state(w), said)

        return make

    def school(w: World) -> School:
        return School(w.people)

    def person(who: str) -> Callable[[World], str]:
        return lambda w: str(getattr(w.people, who).person_id)

    def skill(w: World) -> Skill:
        return school(w).skill(f"Start machine {new_id()}")

    def skill_id(w: World) -> str:
        return str(skill(w).pk)

    def retired(w: World) -> Record:
        from mutu.core import gate

        record: Record = gate.actions()["skill.retire"].do(skill(w).pk, by=w.people.nurul, facts={})
        return record

    def assessed(w: World) -> Record:
        return school(w).assess(w.people.bishnu, skill(w), day=0)

    def planned(w: World) -> Record:
        return school(w).plan(skill(w), w.people.bishnu, w.people.mei)

    def held(w: World) -> Record:
        training = planned(w)
        return school(w).hold(training, w.people.bishnu, w.people.mei, day=5)  # type: ignore[arg-type]

    def needed(w: World) -> Record:
        return responsibilities.decide(new_id(), by=w.people.nurul, role=Role.INSPECTOR, does="Releases lots.")

    def settled(w: World) -> Record:
        from mutu.core import actions as core

        waits = people.bring_in.do(new_id(), by=w.people.nurul, facts={
            "name": "Suresh Pillai", "left_on": day(),
        })  # fmt: skip
        core.leave.do(w.people.suresh.person_id, by=w.people.nurul, facts={
            "left_on": day(), "successor": w.people.tan.person_id,
        })  # fmt: skip
        return waits

    none: Callable[[World], None] = lambda w: None  # noqa: E731
    everybody = [{"person": person("bishnu"), "present": True, "result": "passed"}, {"person": person("mei")}]

    def attendees(**more: Any) -> Callable[[World], list[dict[str, Any]]]:
        def make(w: World) -> list[dict[str, Any]]:
            rows = [{name: value(w) if callable(value) else value for name, value in row.items()} for row in everybody]
            return [{**rows[0], **more}, rows[1]]

        return make

    return {
        "skill.define": at(none, name="Set a mould", owner=person("suresh"), valid_months=24, description="Alone."),
        "skill.change": at(skill, name="Start it up", valid_months=12),
        "skill.hand_over": at(skill, owner=person("tan")),
        "skill.name_document": at(skill, document=lambda w: f"part:{w.case.part.pk}:"),
        "skill.ask_again": at(skill, reason="The instruction has a new revision."),
        "skill.retire": at(skill),
        "skill.bring_back": at(retired),
        "skill_requirement.require": at(
            none, skill=skill_id, asked_of="workplace", workplace=lambda w: str(w.people.workplace.pk), level="2"
        ),
        "skill_requirement.end": at(lambda w: school(w).require(skill(w)), reason="The robot does it now."),
        "assignment.start": at(none, "suresh", person=person("bishnu"), workplace=lambda w: str(w.people.workplace.pk),
                               since=day()),
        "assignment.end": at(lambda w: school(w).works(w.people.bishnu), "suresh", ended_on=day(3)),
        "competence.assess": at(
            none, "suresh", person=person("bishnu"), skill=skill_id, level="3", evidence="Ten good starts",
            files=lambda w: [str(w.file.pk)], assessed_on=day(), valid_until=day(400), basis="experience",
        ),
        "competence.assess_again": at(assessed, "tan", level="4", evidence="Taught two others", valid_until=day(900)),
        "competence.withdraw": at(assessed, "suresh", reason="Scrap at the last three starts."),
        "training.plan": at(
            none, "suresh", what="Starting after a stop", skill=skill_id, planned_on=day(5), judge=person("nurul"),
            outside="Tooltek Hot Runners", criterion="No scrap for a month",
            attendees=attendees(present=False, result=""),
            because=lambda w: f"part:{w.case.part.pk}:", effect_days=30,
        ),
        "training.name_people": at(planned, "suresh", attendees=attendees(present=False, result="")),
        "training.move": at(planned, "suresh", planned_on=day(9), reason="The trainer is ill."),
        "training.hand_over": at(planned, "suresh", trainer=person("nurul")),
        "training.cancel": at(planned, "suresh", reason="The machine is sold."),
        "training.hold": at(planned, "tan", attendees=attendees(), minutes=45, held_on=day()),
        "training.find_effective": at(held, effect_note="No scrap at start since."),
        "training.find_not_effective": at(held, effect_note="Bishnu needs help.", attendees=attendees(fell_short=True)),
        "required_role.decide": at(none, role="line_leader", does="Stops the line.", each_site=True, conformity=True),
        "required_role.change": at(needed, does="Releases and holds lots.", customer_focus=True),
        "required_role.end": at(needed, reason="Operators inspect."),
        "movement.bring_in": at(none, name="Zul Hakim", job="Setter", site=lambda w: str(w.people.site.pk),
                                language="ms", badge="4711", joined_on=day()),
        "movement.settle": at(settled),
    }  # fmt: skip
