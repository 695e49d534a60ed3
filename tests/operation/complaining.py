"""Nordlicht complains to Bayan; what the tests about customers start from."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tests import cast

from mutu.core import actions as core
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Part, Party
from mutu.core.nouns import actions as nouns
from mutu.core.permissions import Role
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import ContainmentPlace, LookAcross, Nonconformity
from mutu.operation.customers import actions, answers
from mutu.operation.customers.models import Complaint

TUESDAY = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
"""Ten past ten in the morning in Penang."""


@dataclass(frozen=True)
class Case:
    """A factory with a customer who complains, and the steps of the answer as functions of the day."""

    factory: cast.Factory
    customer: Party
    part: Part
    ana: Actor
    """Sales and customer service."""

    def at(self, moment: datetime) -> "Case":
        return replace(self, factory=self.factory.at(moment), ana=replace(self.ana, at=moment))

    def after(self, **time: float) -> "Case":
        assert self.factory.nurul.at is not None
        return self.at(self.factory.nurul.at + timedelta(**time))

    def receive(self, **facts: object) -> Complaint:
        said = {"customer": self.customer, "what": "Screw boss cracks when driven.", **facts}
        return actions.receive.do(new_id(), by=self.ana, facts=said)

    def contained(self, complaint: Complaint) -> Nonconformity:
        """The nonconformity behind it, raised and contained."""
        raised = actions.raise_nonconformity(complaint.pk, by=self.factory.nurul).nonconformity
        assert raised is not None
        place = ContainmentPlace(where="finished", detail="rack C4", quantity=4200, found=12, checked_by="Tan")
        return nonconformities.contain(raised.pk, by=self.factory.suresh, containment="Held.", places=[place])

    def cause_found(self, complaint: Complaint) -> Nonconformity:
        problem = self.contained(complaint)
        nonconformities.correct(problem.pk, by=self.factory.suresh, correction="Sorted and replaced.")
        return nonconformities.determine_cause(
            problem.pk, by=self.factory.suresh, why_made=["Boss too thin.", "Regrind at 35 %, limit is 20 %."],
            why_not_seen=["No melt-flow check on mixed lots."],
        )  # fmt: skip

    def answered(self, complaint: Complaint) -> Nonconformity:
        """Contained, cause and corrective action told to the customer."""
        problem = self.cause_found(complaint)
        nurul = self.factory.nurul
        answers.send_containment(complaint.pk, by=nurul)
        answers.give_cause(complaint.pk, by=nurul)
        due = nurul.now().date() + timedelta(days=10)
        corrective.plan(new_id(), by=nurul, nonconformity=problem, what="Dose regrind by weight.", due=due,
                        owner=self.factory.suresh.person)  # fmt: skip
        answers.give_action(complaint.pk, by=nurul)
        return problem

    def cured(self, problem: Nonconformity) -> Nonconformity:
        """Its corrective action done and found effective a month later."""
        plan = nonconformities.plan_cure(problem.pk, by=self.factory.nurul, criterion="0 of 3 lots", wait_days=30,
                                         judge=self.factory.tan.person)  # fmt: skip
        for one in plan.corrective_actions.all():
            corrective.complete(one.pk, by=self.factory.suresh, done_note="Scale fitted.")
        nonconformities.look_across(
            problem.pk, by=self.factory.nurul, across=[LookAcross(where="IM-15", decision="not")]
        )
        later = self.after(days=31)
        return nonconformities.verify_effectiveness(problem.pk, by=later.factory.tan, effect_evidence="0 of 3 lots")


def build() -> Case:
    factory = cast.build().at(TUESDAY)
    nurul = factory.nurul
    customer = nouns.add_party(new_id(), by=nurul, name="Nordlicht Werkzeuge", language="de", contact="Jana Brandt")
    part = nouns.add_part(new_id(), by=nurul, code="NL-7731", name="Drill housing", drawing_revision="C")
    person = core.add_person(new_id(), by=nurul, name="Ana Lim", site=factory.site, badge="77")
    core.give_role(new_id(), by=nurul, person=person, role=Role.CUSTOMER_SERVICE)
    ana = Actor(factory.organization, person, person.name, via="badge", at=TUESDAY)
    return Case(factory, customer, part, ana)
