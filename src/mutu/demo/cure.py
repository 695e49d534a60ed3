"""The life of a problem at the demo's factories: reported, held, put right, and where it matters cured for good."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from mutu.core import gate
from mutu.core.identity import new_id
from mutu.demo.problem import Kind, Occurrence, dispositions, occurrence, places
from mutu.demo.stage import Stage, Story
from mutu.demo.words import CONCLUSIONS, CURED, ENOUGH, answer_to
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import ContainmentPlace, LookAcross, Nonconformity

KEPT_APART = ("rework", "repair", "return")


@dataclass
class Course:
    """How one problem runs its course; what is not said is left to chance."""

    cured: bool = True
    """Whether the cause is sought and corrective actions follow, or the correction is enough."""
    answered: bool = True
    photo: bool = False
    sent_back: str = ""
    """Why the first cause was sent back, if it was."""
    first_cause: tuple[str, ...] = ()
    fails_first: str = ""
    """What showed that the first corrective actions did not work, if they did not."""
    then: Kind | None = None
    """The cause and the corrective actions found the second time."""
    late: int = 0
    """Days by which the last corrective action is late."""
    moved: str = ""
    """Why the date of the last corrective action was moved, if it was."""
    recurs: bool | None = None
    recurs_because: str = ""
    hold: bool = False
    slow: float = 1.0
    """Working days between the steps, against the usual ones."""
    stops: str = ""
    """The step after which nothing more has happened yet: `report`, `contain`, `correct`, `cause`, `plan`, `acted`."""
    mark: str = ""
    """A name under which other stories find it."""
    places: list[dict[str, Any]] = field(default_factory=list)
    told: str = ""
    """How the customer was told, where it had reached them."""
    given: dict[str, Any] = field(default_factory=dict)
    currency: str = "MYR"


class Life:
    """One problem from its report to its end, step by step."""

    def __init__(self, stage: Stage, kind: Kind, at: datetime, course: Course) -> None:
        self.stage, self.kind, self.at, self.course = stage, kind, at, course
        self.one: Occurrence
        self.id: UUID
        self.leader = ""
        self.owner = ""
        self.doers: set[str] = set()
        self.judge_key = ""
        self.stopped = False

    # --- time ------------------------------------------------------------------------------------------------

    def days(self, low: int, high: int) -> datetime:
        low, high = round(low * self.course.slow), round(high * self.course.slow)
        self.at = self.stage.days.office(self.at, low, high)
        return self.at

    def minutes(self, low: int, high: int) -> datetime:
        self.at = self.stage.days.soon(self.at, low, high)
        return self.at

    def by(self, key: str) -> Any:
        return self.stage.by(self.stage.still_here(key), self.at)

    # --- the steps -------------------------------------------------------------------------------------------

    def story(self) -> Story:
        """The whole course, as far as it goes."""
        for step in (self.first_steps(), self.put_right(), self.to_the_end()):
            yield from step
            if self.stopped:
                return

    def stops_after(self, step: str) -> bool:
        self.stopped = self.stopped or self.course.stops == step
        return self.stopped

    def first_steps(self) -> Story:
        yield self.at
        self.report()
        if self.stops_after("report"):
            return
        yield self.minutes(12, 200)
        self.contain()
        self.stops_after("contain")

    def put_right(self) -> Story:
        yield from self.decide()
        yield self.days(0, 3)
        self.correct()
        if self.course.told:
            told = {"customer_told": self.course.told}
            self._act(nonconformities.inform_customer, self.id, self.owner, told)
        if self.course.answered and self.one.kind.source == "floor":
            yield self.minutes(15, 300)
            self.answer()
        self.stops_after("correct")

    def to_the_end(self) -> Story:
        if not (self.course.cured and self.kind.curable):
            yield from self.end_without()
            return
        yield from self.cure(self.kind, self.course.fails_first)
        if self.course.fails_first and not self.stopped:
            yield from self.cure(self.course.then or self.kind, "")
        if not self.stopped:
            yield self.days(0, 4)
            self.close()

    def report(self) -> None:
        stage = self.stage
        self.one = one = occurrence(stage, self.kind, self.at, **self.course.given)
        by = self.by(one.reporter)
        photos = [stage.photo(by, one.kind.photo, one.seed)] if self.course.photo and one.kind.photo else []
        known = one.reporter_knows(stage)
        problem = nonconformities.report(
            new_id(self.at), by=by, what=one.words, language=one.language, photos=photos, defect=one.kind.defect,
            workplace=stage.workplaces.get(one.machine), process=stage.processes.get(one.kind.process),
            part=stage.parts.get(one.part) if known else None, lot=one.lot if known else "",
            quantity=one.bad if known else None, grade=one.kind.grade, source=one.kind.source,
        )  # fmt: skip
        self.takes(problem)

    def takes(self, problem: Nonconformity) -> None:
        """From here on the steps are steps of this record."""
        stage = self.stage
        self.id = stage.marks[self.course.mark] = problem.pk
        self.owner = stage.key_of(problem.owner_id) or stage.crew.quality[0]
        self.site_id = problem.site_id
        self.leader = stage.leader_of(problem.site_id, self.at)

    def contain(self) -> None:
        one, stage = self.one, self.stage
        with gate.batch(by := self.by(self.leader)):
            if one.part and not one.reporter_knows(stage):
                nonconformities.describe(
                    self.id, by=by, part=stage.parts[one.part], lot=one.lot, made=one.made, quantity=one.bad,
                    should_be=one.says(one.kind.should), grade=one.kind.grade, defect=one.kind.defect,
                    provider=stage.parties.get(one.kind.provider),
                )  # fmt: skip
            nonconformities.contain(
                self.id, by=by, containment=one.one_of(one.kind.held, stage), places=self.places(),
                hold=one.kind.becomes in KEPT_APART or (self.course.hold and self.will_be_decided),
            )  # fmt: skip

    @property
    def will_be_decided(self) -> bool:
        """Product on hold waits for a decision, or the decision is still to come."""
        return bool(self.kind.becomes) or self.course.stops == "contain"

    def places(self) -> list[ContainmentPlace]:
        if not self.course.places:
            return places(self.stage, self.one)
        return [ContainmentPlace(**{"checked_at": self.at, **line}) for line in self.course.places]

    def decide(self) -> Story:
        """What becomes of the bad pieces; reworked ones are inspected again before they leave the hold area."""
        one = self.one
        lines = dispositions(one, self.stage.people[self.owner].name)
        if not lines:
            return
        yield self.days(0, 1)
        again = one.kind.becomes in ("rework", "repair")
        nonconformities.decide_disposition(
            self.id, by=self.by(self.owner), dispositions=lines, quantity=one.bad, hold=again
        )
        if again:
            yield self.days(0, 2)
            inspector = self.stage.inspector_at(self.site_id)
            good = (one.bad or 0) - self.stage.rng.choice((0, 0, 0, 1, 2)) if (one.bad or 0) > 4 else one.bad or 0
            nonconformities.inspect_again(self.id, by=self.by(inspector), line=1, good=good, release=True)

    def correct(self) -> None:
        """How it was put right, and mostly what it cost."""
        with gate.batch(by := self.by(self.owner)):
            nonconformities.correct(self.id, by=by, correction=self.one.one_of(self.kind.fixed, self.stage))
            if self.kind.cost and self.stage.rng.random() < 0.8:
                cost = Decimal(self.stage.rng.randint(*self.kind.cost))
                nonconformities.estimate_cost(self.id, by=by, cost=cost, currency=self.course.currency)

    def answer(self) -> None:
        reporter = self.stage.people[self.one.reporter]
        said = self.kind.answer.get(reporter.language) or answer_to(reporter.language, self.stage.rng)
        answers = self.leader if self.stage.rng.random() < 0.6 else self.owner
        nonconformities.answer_reporter(self.id, by=self.by(answers), answer=self.one.says(said))

    def end_without(self) -> Story:
        """The correction is enough; who closes it says why."""
        yield self.days(1, 4)
        closer = self.stage.rng.choice(self.stage.crew.quality[:3])
        with gate.batch(by := self.by(closer)):
            reason = self.one.one_of(self.kind.enough or ENOUGH, self.stage)
            nonconformities.decide_no_action(self.id, by=by, no_action_reason=reason)
            nonconformities.close(self.id, by=by, conclusion=self.stage.rng.choice(CONCLUSIONS))

    def cure(self, kind: Kind, fails: str) -> Story:
        """From the cause to the judgement whether it worked."""
        yield from self.find_cause(kind)
        if self.stops_after("cause"):
            return
        yield self.days(0, 3)
        planned = self.plan(kind)
        if self.stops_after("plan"):
            return
        yield from self.carry_out(kind, planned)
        if not self.stops_after("acted"):
            yield from self.judge(kind, fails)

    def find_cause(self, kind: Kind) -> Story:
        """Why it was made and why it was not seen; sent back once where the first answer was none."""
        engineer, quality = self.owner, self.stage.crew.quality[0]
        yield self.days(1, 5)
        if self.course.sent_back and kind is self.kind:
            first = [self.one.says(line) for line in self.course.first_cause]
            nonconformities.determine_cause(self.id, by=self.by(engineer), why_made=first, cause_code=kind.cause_code)
            yield self.days(1, 2)
            nonconformities.send_cause_back(self.id, by=self.by(quality), reason=self.course.sent_back)
            yield self.days(1, 3)
        problem = nonconformities.determine_cause(
            self.id, by=self.by(engineer), why_made=[self.one.says(line) for line in kind.why],
            why_not_seen=[self.one.says(line) for line in kind.unseen], cause_code=kind.cause_code,
            cause_evidence=self.one.says(kind.proof),
        )  # fmt: skip
        if problem.recurrence_proposed:
            yield self.days(0, 2)
            self.decide_recurrence(problem)

    def decide_recurrence(self, problem: Nonconformity) -> None:
        recurs = self.course.recurs if self.course.recurs is not None else self.stage.rng.random() < 0.4
        reason = self.course.recurs_because or (
            "Same cause on the same place; the earlier action did not reach this part."
            if recurs else f"Other part and another trigger than in {problem.recurrence_proposed}."
        )  # fmt: skip
        nonconformities.decide_recurrence(
            self.id, by=self.by(self.stage.crew.quality[0]), recurs=recurs, recurrence_reason=reason
        )

    def plan(self, kind: Kind) -> list[tuple[datetime, Callable[[], None]]]:
        """Corrective actions with owners and dates, and how the effect will be judged; one sitting."""
        stage = self.stage
        planned: list[tuple[datetime, Callable[[], None]]] = []
        self.doers |= {stage.still_here(who) for who, *_rest in kind.do}
        with gate.batch(by := self.by(self.owner)):
            for number, (who, what, removes, done, *within) in enumerate(kind.do):
                owner = stage.still_here(who)
                days = int(within[0]) if within else stage.rng.randint(5, 14) + 4 * number
                due = stage.days.plus(stage.days.date_of(self.at), days)
                one = corrective.plan(
                    new_id(self.at), by=by, nonconformity=Nonconformity(pk=self.id), what=self.one.says(what),
                    owner=stage.people[owner], due=due, removes=removes,
                )  # fmt: skip
                late = self.course.late if number == len(kind.do) - 1 else 0
                planned += self.until_done(one.pk, owner, due, late, done)
            self.judge_key = judge = stage.judge_beside({*self.doers, self.owner})
            nonconformities.plan_cure(
                self.id, by=by, criterion=self.one.says(kind.works_if), judge=stage.people[judge],
                wait_days=kind.wait or None, wait_lots=kind.lots or None,
            )  # fmt: skip
            if stage.end - self.at < timedelta(days=60):
                nonconformities.assign(self.id, by=by, owner=stage.people[self.stage.still_here(self.owner)], due=due)
        return sorted(planned, key=lambda step: step[0])

    def until_done(
        self, action: UUID, owner: str, due: date, late: int, done: str
    ) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """The steps of one corrective action, each with its moment."""
        stage, rng = self.stage, self.stage.rng
        day = stage.days.plus(due, late) if late else stage.days.plus(due - timedelta(days=rng.randint(0, 4)), 0)
        at = max(stage.days.between(day, 8.4, 17.5), stage.days.soon(self.at, 30, 200))
        if self.course.moved and late:
            moved_at = stage.days.between(stage.days.plus(due, 0), 9, 16)
            moved = {"due": stage.days.plus(due, late), "reason": self.course.moved}
            if moved_at > self.at:
                yield moved_at, lambda: self._act(corrective.move_due, action, stage.crew.quality[0], moved)
                at = max(at, moved_at + timedelta(hours=1))
        yield (
            at,
            lambda: self._act(corrective.complete, action, stage.still_here(owner), {"done_note": self.one.says(done)}),
        )

    def _act(self, action: Any, record: UUID, who: str, facts: dict[str, Any]) -> None:
        action.do(record, by=self.by(who), facts=facts)

    def carry_out(self, kind: Kind, planned: list[tuple[datetime, Callable[[], None]]]) -> Story:
        """Each corrective action when its day has come, then the look across."""
        for at, step in planned:
            self.at = max(at, self.at)
            yield self.at
            step()
        yield self.minutes(20, 400)
        across = [LookAcross(where=where, decision=decision, reason=reason) for where, decision, reason in kind.across]
        nonconformities.look_across(self.id, by=self.by(self.owner), across=across)

    def judge(self, kind: Kind, fails: str) -> Story:
        """Somebody else judges after the planned wait; if it did not work it is open again."""
        self.at += timedelta(days=(kind.wait or 21) + 1)
        yield self.days(0, 5)
        if fails:
            nonconformities.find_not_effective(self.id, by=self.by(self.judge_key), effect_evidence=fails)
            yield self.days(1, 4)
            return
        evidence = self.one.says(kind.worked)
        nonconformities.verify_effectiveness(
            self.id, by=self.by(self.judge_key), effect_evidence=evidence, lots_seen=kind.lots or None
        )

    def close(self) -> None:
        closer = self.stage.crew.quality[0]
        nonconformities.close(self.id, by=self.by(closer), conclusion=self.stage.rng.choice(CURED))
