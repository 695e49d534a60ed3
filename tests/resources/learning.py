"""Skills, requirements, assessments and trainings made through the gate on chosen days; what tests start from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests import cast
from tests.evaluation.curing import START, ask

from mutu.core.actors import Actor
from mutu.core.checks import Found
from mutu.core.identity import new_id
from mutu.core.models import Person
from mutu.resources.competence import actions, trainings
from mutu.resources.competence.models import Assignment, Attendee, Competence, Requirement, Skill, Training


def who(actor: Actor) -> Person:
    """The person an actor is."""
    assert actor.person is not None
    return actor.person


@dataclass(frozen=True)
class School:
    """A factory whose people are assessed and trained, days after the start."""

    factory: cast.Factory

    def on(self, day: float) -> cast.Factory:
        return self.factory.at(self.at(day))

    def at(self, day: float) -> datetime:
        return START + timedelta(days=day)

    def date(self, day: float) -> date:
        return self.at(day).date()

    def ask(self, name: str, day: float) -> Found:
        return ask(name, self.factory.organization, self.at(day))

    def skill(self, name: str = "Start the machine", **facts: Any) -> Skill:
        said = {"name": name, "owner": who(self.factory.suresh), **facts}
        return actions.define.do(new_id(), by=self.on(0).nurul, facts=said)

    def require(self, skill: Skill, day: float = 0, asked_of: str = "workplace", **facts: Any) -> Requirement:
        of = {"workplace": self.factory.workplace} if asked_of == "workplace" else {}
        said = {"skill": skill, "asked_of": asked_of, **of, **facts}
        return actions.require.do(new_id(), by=self.on(day).nurul, facts=said)

    def works(self, person: Actor, day: float = 0) -> Assignment:
        at = self.factory.workplace
        return actions.start(new_id(), by=self.on(day).suresh, person=who(person), workplace=at)

    def assess(self, person: Actor, skill: Skill, day: float = 1, **facts: Any) -> Competence:
        said = {"person": who(person), "skill": skill, "level": "3", "evidence": "Watched at work", **facts}
        return actions.assess.do(new_id(), by=self.on(day).suresh, facts=said)

    def plan(self, skill: Skill | None, *people: Actor, day: float = 0, on: float = 5, **facts: Any) -> Training:
        said = {
            "what": "Starting after a stop", "skill": skill, "planned_on": self.date(on),
            "trainer": who(self.factory.tan),
            "criterion": "No scrap at start for a month", "judge": who(self.factory.nurul),
            "attendees": [Attendee(person=who(one)) for one in people], **facts,
        }  # fmt: skip
        return trainings.plan.do(new_id(), by=self.on(day).suresh, facts=said)

    def hold(self, training: Training, *people: Actor, day: float = 5, result: str = "passed") -> Training:
        came = [Attendee(person=who(one), present=True, result=result) for one in people]
        return trainings.hold(training.pk, by=self.on(day).tan, attendees=came)


def build() -> School:
    return School(cast.build().at(START))
