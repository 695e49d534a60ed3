"""Customers complain, are answered by the clock (mostly), and the problem behind it is cured (8.2.1, 10.2)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from mutu.core import gate, tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.demo.bayan import nordlicht
from mutu.demo.bayan.stories import SPECKS, Told
from mutu.demo.cure import Course, Life
from mutu.demo.ground import read
from mutu.demo.problem import Kind, occurrence
from mutu.demo.stage import Stage, Story
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.operation.customers import actions, answers
from mutu.operation.customers.models import Complaint, Covers, Meaning, Slot, TeamMember

STEPS = ("replied", "contained", "cause", "action", "closed")


def stories(stage: Stage) -> Iterator[Story]:
    told = Told(stage)
    for facts in read("bayan/complaints.yaml"):
        at = told.ago(facts["days"], facts["hour"], facts["days"] % 60)
        if "links" in facts:  # on the working day after its problem, whatever day of the week that was
            day = stage.days.plus(stage.days.date_of(told.ago(*SPECKS)), 1)
            at = stage.days.moment(day, facts["hour"], facts["days"] % 60)
        if at > stage.begin + timedelta(days=5):
            yield Claim(stage, facts, at).story()
    at = told.ago(61, 14)
    if at > stage.begin + timedelta(days=6):
        yield _twice(stage, at)
    yield nordlicht.cracked_boss(stage)


class Claim:
    """One complaint from the first message to the last."""

    def __init__(self, stage: Stage, facts: dict[str, Any], at: datetime) -> None:
        self.stage, self.facts, self.at = stage, facts, at
        self.seller, self.engineer = "ana", "priya"
        local = at.astimezone(stage.days.zone)
        self.lot = facts["lot"].replace("{yy}", f"{local.year % 100}")
        self.stops = facts.get("stops", "")

    def by(self, key: str) -> Actor:
        return self.stage.by(key, self.at)

    def soon(self, low: int, high: int) -> datetime:
        self.at = self.stage.days.soon(self.at, low, high)
        return self.at

    def days(self, low: int, high: int) -> datetime:
        self.at = self.stage.days.office(self.at, low, high)
        return self.at

    def story(self) -> Story:
        received = self.at
        yield self.soon(15, 50)
        self.receive(received)
        late = self.facts.get("late", 0)
        yield self.soon(20, 90) if not late else self.days(1, 1)
        self.reply()
        yield self.soon(20, 60)
        problem = self.raise_problem()
        if self.stops == "replied":
            return
        if "links" not in self.facts:
            yield from self.contain(problem, timedelta(hours=late))
        else:
            yield self.soon(40, 90)
            self.tell("containment")
        if self.stops == "contained":
            return
        if "not_justified" in self.facts:
            yield from self.not_ours(problem)
            return
        yield from self.cure(problem)

    def receive(self, received: datetime) -> None:
        facts, stage = self.facts, self.stage
        self.seller = stage.rng.choice([key for key in ("ana", "ana", "melissa") if stage.here(key)])
        known = {"part": stage.parts.get(facts["part"]), "lot": self.lot, "claim_number": facts.get("claim"),
                 "order": facts.get("order"), "quantity_delivered": facts.get("delivered"),
                 "quantity_complained": facts.get("complained"), "quantity_checked": facts.get("checked")}  # fmt: skip
        by = self.by(self.seller)
        kind = facts.get("kind", {}).get("photo")
        photos = (
            [stage.photo(by, kind, stage.rng.randrange(10**6)) for _ in range(stage.rng.choice((1, 2)))] if kind else []
        )
        if "claimed" in facts:
            known |= {"cost_claimed": Decimal(facts["claimed"][0]), "currency": facts["claimed"][2]}
        if facts.get("platform"):
            known |= {"platform_dispute": True, "disputed_at": received}
        self.id = actions.receive.do(new_id(self.at), by=by, facts={
            "customer": stage.parties[facts["customer"]], "what": facts["what"], "channel": facts["channel"],
            "language": "ms" if facts["customer"] == "sedaya" else "en",
            "received_at": received, "owner": stage.people[self.engineer], "photos": photos,
            **{name: value for name, value in known.items() if value is not None},
        }).pk  # fmt: skip

    def reply(self) -> None:
        promise = self.facts.get("promise")
        by = self.by(self.seller)
        if "angry" in self.facts:
            actions_log = {"direction": "in", "text": self.facts["angry"], "through": "email"}
            answers.log_message.do(self.id, by=by, facts=actions_log)
        said: dict[str, Any] = {"text": self.facts["reply"], "through": self.facts["channel"]}
        if promise:
            due = self.stage.days.plus(self.stage.days.date_of(self.at), promise[1])
            said |= {"promise": promise[0], "promised_for": due}
        answers.reply.do(self.id, by=by, facts=said)

    def raise_problem(self) -> Nonconformity:
        """The team, and the problem behind the complaint as a record of our own."""
        stage, people = self.stage, self.stage.people
        team = [("priya", True), ("suresh", False), ("tan", False), (self.seller, False), ("kamal", False)]
        with gate.batch(by := self.by(self.engineer)):
            members = [TeamMember(person=people[key], leads=leads) for key, leads in team]
            actions.name_team(self.id, by=by, team=members)
            for slot, lines in self.facts.get("phrases", {}).items():
                if lines:
                    answers.compose(self.id, by=by, slot=Slot(slot), phrases=lines)
            if "links" in self.facts:
                problem = Nonconformity.objects.of(stage.organization).get(pk=stage.marks[self.facts["links"]])
                actions.link_nonconformity(self.id, by=by, nonconformity=problem)
                return problem
            raised = actions.raise_nonconformity(self.id, by=by).nonconformity
        assert raised is not None
        problem = raised
        process = stage.processes[self.facts["kind"]["process"]]
        owner = "suresh" if self.facts["kind"]["process"] == "moulding" else "chong"
        nonconformities.assign(problem.pk, by=by, owner=people[owner])
        nonconformities.describe(
            problem.pk, by=by, process=process, grade=self.facts["kind"].get("grade", "minor"),
            defect=self.facts["kind"]["defect"], made=self.facts["delivered"] + 200,
        )  # fmt: skip
        return problem

    def life(self, problem: Nonconformity) -> Life:
        """The course of the problem behind it, from here on hand in hand with the answers."""
        stage, facts = self.stage, self.facts
        kind = Kind(facts["key"], what=[facts["what"]], **{"source": "customer", **facts["kind"]})
        course = Course(answered=False, mark=facts["key"], recurs=False)
        life = Life(stage, kind, self.at, course)
        life.one = occurrence(
            stage, kind, self.at, part=facts["part"], lot=self.lot, made=facts.get("delivered"),
            bad=facts.get("complained"), by=(self.engineer, "en"), words=facts["what"],
        )  # fmt: skip
        life.takes(problem)
        life.owner = "suresh" if kind.process == "moulding" else "chong"
        return life

    def contain(self, problem: Nonconformity, late: timedelta) -> Story:
        self.running = life = self.life(problem)
        life.at = self.at = self.at + late
        life.course.places = self.places()
        yield self.soon(60, 240)
        life.at = self.at
        nonconformities.contain(
            life.id, by=self.by(self.engineer), containment=life.one.says(life.kind.held[0]), places=life.places(),
            customer_due=True,
        )  # fmt: skip
        yield self.soon(20, 80)
        self.tell("containment")

    def places(self) -> list[dict[str, Any]]:
        there = self.facts.get("complained", 0)
        return [
            {"where": "finished", "detail": f"lot {self.lot}", "quantity": 200, "found": 12, "done": "held, sorting",
             "checked_by": "Lina Gan"},
            {"where": "at_customer", "detail": "at the customer's", "quantity": there, "found": there,
             "done": "asked to set aside", "checked_by": "the customer"},
        ]  # fmt: skip

    def tell(self, step: str) -> None:
        """Send one of the answers, signed where the customer wants it."""
        quality = self.by("nurul")
        if step == "containment":
            answers.sign(self.id, by=quality, meaning=Meaning.APPROVED, covers=Covers.CONTAINMENT)
            answers.send_containment(self.id, by=self.by(self.engineer), text="See the containment letter.")
        elif step == "cause":
            answers.give_cause(self.id, by=self.by(self.engineer), text="Cause of occurrence and of escape attached.")
        else:
            answers.give_action(self.id, by=self.by(self.engineer), text="Corrective actions with owners and dates.")
            answers.sign(self.id, by=self.by(self.engineer), meaning=Meaning.PREPARED, covers=Covers.REPORT)
            answers.sign(self.id, by=self.by("nurul"), meaning=Meaning.APPROVED, covers=Covers.REPORT)

    def not_ours(self, problem: Nonconformity) -> Story:
        """Judged together with the customer: within the drawing."""
        yield self.days(1, 2)
        actions.judge_justified(
            self.id, by=self.by(self.engineer), justified=False, justified_reason=self.facts["not_justified"]
        )
        life = self.running
        life.at = self.at
        yield from life.put_right()
        yield from life.end_without()
        self.at = life.at
        yield from self.finish("The customer confirmed by e-mail that its gauge was for another thread.")

    def cure(self, problem: Nonconformity) -> Story:
        yield self.days(1, 2)
        actions.judge_justified(
            self.id, by=self.by(self.engineer), justified=True, justified_reason="Seen on our kept samples as well."
        )
        if "links" in self.facts:
            yield from self.linked()
            return
        life = self.running
        life.at = self.at
        yield from life.decide()
        yield life.days(1, 2)
        life.correct()
        yield from self.answered(life)
        if "reopens" in self.facts:
            yield from self.again(life)

    def answered(self, life: Life) -> Story:
        """Cause and corrective action, each told to the customer, up to the proof that it worked."""
        yield from life.find_cause(life.kind)
        self.at = life.minutes(60, 400)
        yield self.at
        self.tell("cause")
        yield life.days(1, 3)
        planned = life.plan(life.kind)
        self.at = life.minutes(60, 300)
        yield self.at
        self.tell("action")
        yield from life.carry_out(life.kind, planned)
        yield from life.judge(life.kind, "")
        yield life.days(1, 3)
        life.close()
        self.at = life.at
        yield from self.finish("Answered, cured and judged effective; the customer was told.")

    def linked(self) -> Story:
        """The problem is being cured already in a record of its own; the answers follow it."""
        yield self.days(6, 8)
        self.tell("cause")
        yield self.days(2, 4)
        self.tell("action")

    def finish(self, conclusion: str) -> Story:
        facts = self.facts
        yield self.days(0, 3)
        if "promise" in facts:
            answers.keep_promise(
                self.id, by=self.by(self.seller), line=self.promise_line(), kept=facts["promise"][1] > 0
            )
        if "claimed" in facts:
            note = "Agreed by phone, credit note follows." if facts["claimed"][1] else "No credit, not our fault."
            actions.settle(
                self.id, by=self.by(self.seller), cost_settled=Decimal(facts["claimed"][1]),
                currency=facts["claimed"][2], settled_note=note,
            )  # fmt: skip
        yield self.soon(10, 60)
        answers.close(self.id, by=self.by("nurul"), conclusion=conclusion)

    def promise_line(self) -> int:
        with tenancy.reading(self.stage.organization.pk):
            complaint = Complaint.objects.of(self.stage.organization).get(pk=self.id)
            return next(number for number, line in enumerate(complaint.messages_read(), 1) if line.promise)

    def again(self, life: Life) -> Story:
        """It came back: opened again, cause and action are owed anew."""
        yield self.days(24, 28)
        by = self.by(self.seller)
        answers.reopen(self.id, by=by, reason=self.facts["reopens"])
        said = {"direction": "in", "text": self.facts["reopens"], "through": "phone"}
        answers.log_message.do(self.id, by=by, facts=said)
        self.facts = {name: fact for name, fact in self.facts.items() if name != "promise"}
        life.at = self.soon(30, 90)
        yield life.at
        nonconformities.reopen(life.id, by=self.by("nurul"), reason="The customer found six more.")
        life.kind = Kind("second", what=[self.facts["reopens"]], source="customer", **self.facts["second"])
        yield from self.answered(life)


def _twice(stage: Stage, at: datetime) -> Story:
    """The same claim by mail and by phone: the second is merged; a third was somebody else's and is withdrawn."""
    yield at
    facts = {"customer": stage.parties["medivista"], "what": "Lids of the sample tube rack do not click.",
             "channel": "email", "part": stage.parts["MV-35"]}  # fmt: skip
    first = actions.receive.do(new_id(at), by=stage.by("ana", at), facts=facts)
    at = stage.days.soon(at, 60, 120)
    yield at
    second = actions.receive.do(new_id(at), by=stage.by("melissa", at), facts={**facts, "channel": "phone"})
    at = stage.days.soon(at, 30, 90)
    yield at
    actions.merge(second.pk, by=stage.by("priya", at), merged_into=first, reason="Same call, taken by two of us.")
    answers.reply(first.pk, by=stage.by("ana", at), text="Thank you; please send us a photo of rack and lid.")
    at = stage.days.office(at, 1, 2)
    yield at
    actions.withdraw(
        first.pk, by=stage.by("priya", at), reason="Taken back: the racks were another maker's, Grace Koh wrote so."
    )
