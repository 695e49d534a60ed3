"""Problems taken to any point of their life through the gate, on chosen days; what the tests of checks start from."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import cast

from mutu.core.checks import Found, Look, checks
from mutu.core.identity import new_id
from mutu.core.models import Organization
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import ContainmentPlace, Disposition, LookAcross, Nonconformity

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""A Monday morning in Penang."""


def ask(name: str, organization: Organization, now: datetime) -> Found:
    """What one check answers."""
    return checks()[name].run(Look(organization.pk, now))


@dataclass(frozen=True)
class Shop:
    """A factory whose people do one thing after another, days after the start."""

    factory: cast.Factory

    def on(self, day: float) -> cast.Factory:
        return self.factory.at(START + timedelta(days=day))

    def ask(self, name: str, day: float) -> Found:
        return ask(name, self.factory.organization, START + timedelta(days=day))

    def report(self, day: float, **facts: Any) -> Nonconformity:
        return actions.report.do(new_id(), by=self.on(day).bishnu, facts={"what": "Flash on the rim", **facts})

    def contain(self, problem: Nonconformity, day: float, **facts: Any) -> Nonconformity:
        place = ContainmentPlace(where="in_process", quantity=20, found=2, checked_by="Tan")
        said = {"containment": "Stopped and sorted.", "places": [place], **facts}
        return actions.contain.do(problem.pk, by=self.on(day).suresh, facts=said)

    def decide(self, problem: Nonconformity, day: float, *lines: Disposition, **facts: Any) -> Nonconformity:
        return actions.decide_disposition(problem.pk, by=self.on(day).suresh, dispositions=lines, **facts)

    def correct(self, problem: Nonconformity, day: float) -> Nonconformity:
        return actions.correct(problem.pk, by=self.on(day).suresh, correction="Replaced by good ones.")

    def find_cause(self, problem: Nonconformity, day: float) -> Nonconformity:
        why = ["Clamp too weak.", "Nobody set it after the mould change."]
        return actions.determine_cause(problem.pk, by=self.on(day).suresh, why_made=why)

    def plan(self, problem: Nonconformity, day: float, due_after: int = 10) -> Any:
        people = self.on(day)
        due = people.nurul.now().date() + timedelta(days=due_after)
        planned = corrective.plan(new_id(), by=people.nurul, nonconformity=problem, what="Set clamp by the sheet.",
                                  owner=people.suresh.person, due=due)  # fmt: skip
        actions.plan_cure(problem.pk, by=people.nurul, criterion="No flash in 3 lots", wait_days=30,
                          judge=people.tan.person)  # fmt: skip
        return planned

    def finish(self, planned: Any, day: float) -> None:
        corrective.complete(planned.pk, by=self.on(day).suresh, done_note="Sheet hangs at the machine.")

    def look_across(self, problem: Nonconformity, day: float) -> None:
        across = [LookAcross(where="IM-15", decision="not")]
        actions.look_across(problem.pk, by=self.on(day).nurul, across=across)

    def judge(self, problem: Nonconformity, day: float) -> None:
        actions.verify_effectiveness(problem.pk, by=self.on(day).tan, effect_evidence="No flash in 3 lots.")

    def close(self, problem: Nonconformity, day: float) -> None:
        actions.close(problem.pk, by=self.on(day).nurul, conclusion="It stays away.")

    def close_without_action(self, problem: Nonconformity, day: float) -> None:
        reason = "One worn tool, exchanged."
        actions.decide_no_action(problem.pk, by=self.on(day).nurul, no_action_reason=reason)
        self.close(problem, day)

    def corrected(self, day: float = 0, **facts: Any) -> Nonconformity:
        """Reported, contained and put right within three days."""
        problem = self.report(day, **facts)
        self.contain(problem, day + 1)
        return self.correct(problem, day + 2)

    def acted(self, day: float = 0) -> Nonconformity:
        """Its corrective action is done, and the wait for the effect has begun: day + 10."""
        problem = self.corrected(day)
        self.find_cause(problem, day + 3)
        planned = self.plan(problem, day + 4)
        self.look_across(problem, day + 5)
        self.finish(planned, day + 10)
        return problem

    def closed(self, day: float = 0) -> Nonconformity:
        """Cured and closed on day + 42."""
        problem = self.acted(day)
        self.judge(problem, day + 41)
        self.close(problem, day + 42)
        return problem


def build() -> Shop:
    return Shop(cast.build().at(START))
