"""Readiness as it is read: each requirement's verdict, rolled up to clauses and chapters, in either edition.

A line is decided by the first of these that speaks: it is justified as not applicable; its checks ran over records;
a person's statement stands; the lines of the first edition whose evidence carries over (`from_2015`); else it needs a
statement (`human` and `mixed` requirements) or no records exist yet.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from mutu.core.actors import Actor
from mutu.core.checks import FIRST_EDITION, Check, Found, Said, Verdict, checks_of, worst
from mutu.core.refusals import gettext_noop as _
from mutu.evaluation.readiness import kept
from mutu.evaluation.readiness.models import NotApplicable, Statement
from mutu.evaluation.readiness.rules import AWAITED, STATED, lines_under
from mutu.lib.standards import Clause, Edition, Requirement, editions

Pair = tuple[str, str]
NO_RECORDS = Said(_("No records exist yet in Mutu."))
NO_STATEMENT = Said(_("Nobody has stated this yet."))


@dataclass(frozen=True)
class Line:
    """One requirement: its verdict, the fact behind it, and what was looked at."""

    requirement: Requirement
    verdict: Verdict
    said: Said
    looked: tuple[tuple[Check, Found], ...] = ()
    statement: Statement | None = None
    justified: NotApplicable | None = None
    carried: tuple[str, ...] = ()
    """The ids of the first edition whose evidence it rests on, where they are not its own."""
    statable: bool = False


@dataclass(frozen=True)
class Rolled:
    """One clause with its lines, worst first."""

    clause: Clause
    lines: tuple[Line, ...]

    @cached_property
    def verdict(self) -> Verdict:
        """The worst of its lines; see `core.checks.worst` for the order. Never a score."""
        return worst(line.verdict for line in self.lines)

    @cached_property
    def said(self) -> Said:
        """One sentence: the fact of the line that decides, or how many lines wait."""
        deciding = [line for line in self.lines if line.verdict == self.verdict]
        counts = {"n": len(deciding), "lines": len(self.lines)}
        if self.verdict == Verdict.STATEMENT and len(self.lines) > 1:
            return Said(_("%(n)s of %(lines)s lines wait for a statement."), counts)
        if self.verdict == Verdict.NODATA and not any(line.looked for line in deciding):
            return NO_RECORDS
        return deciding[0].said

    @property
    def asks_more(self) -> bool:
        """Whether this edition asks more or something else than the one before."""
        return self.clause.change in ("changed", "added", "merged")


def is_checked(edition: str, requirement: Requirement) -> bool:
    """Whether a check of its own, or one whose evidence carries over, speaks for it."""
    carried = any(checks_of(FIRST_EDITION, id) for id in requirement.from_2015)
    return carried or bool(checks_of(edition, requirement.id))


@dataclass(frozen=True)
class Readiness:
    """Everything known on one day, for every edition."""

    answers: Mapping[str, Found]
    statements: Mapping[Pair, Statement]
    justified: Mapping[Pair, NotApplicable]
    today: date
    size: int
    at: datetime

    def line(self, edition: Edition, requirement: Requirement) -> Line:
        pair = (edition.key, requirement.id)
        if pair in self.justified:
            one = self.justified[pair]
            said = Said(_("Justified by %(who)s on %(day)s."), {"who": one.made_by.name, "day": one.made_at.date()})
            return Line(requirement, Verdict.NA, said, justified=one)
        if looked := self._looked(pair):
            founds = [found for _check, found in looked]
            verdict = worst(found.verdict for found in founds)
            return Line(requirement, verdict, next(f.said for f in founds if f.verdict == verdict), looked)
        statement = self.statements.get(pair)
        if statement is not None and statement.valid_until >= self.today:
            return Line(requirement, Verdict.SHOWN, stated(statement), statement=statement, statable=True)
        earlier = [editions()[FIRST_EDITION].requirement(id) for id in requirement.from_2015]
        if edition.key != FIRST_EDITION and earlier:
            return self._carried(requirement, [self.line(editions()[FIRST_EDITION], one) for one in earlier], statement)
        statable = requirement.check in STATED
        if statement is not None:
            return Line(requirement, Verdict.STATEMENT, expired(statement), statement=statement, statable=True)
        if statable and requirement.id in AWAITED:
            return Line(requirement, Verdict.STATEMENT, NO_STATEMENT, statable=True)
        return Line(requirement, Verdict.NODATA, NO_RECORDS, statable=statable)

    def _looked(self, pair: Pair) -> tuple[tuple[Check, Found], ...]:
        """Its checks with their answers; one that read nothing steps back where another read something."""
        looked = [(one, self.answers[one.name]) for one in checks_of(*pair) if one.name in self.answers]
        if any(found.read for _check, found in looked):
            looked = [(one, found) for one, found in looked if found.read or found.verdict == Verdict.ATTENTION]
        return tuple(looked)

    def _carried(self, requirement: Requirement, lines: list[Line], statement: Statement | None) -> Line:
        """What the evidence of the first edition shows for it; a statement of the own edition that expired is kept."""
        verdict = worst(line.verdict for line in lines)
        deciding = next(line for line in lines if line.verdict == verdict)
        looked = tuple(dict(pair for line in lines for pair in line.looked).items())
        return Line(
            requirement, verdict, deciding.said, looked, statement or deciding.statement, deciding.justified,
            tuple(line.requirement.id for line in lines),
            statable=requirement.check in STATED and not looked,
        )  # fmt: skip

    def clause(self, edition: Edition, clause: Clause) -> Rolled:
        return Rolled(clause, tuple(self.line(edition, requirement) for requirement in clause.requirements))

    def clauses(self, edition: Edition) -> tuple[Rolled, ...]:
        """Every clause that asks something, in the order of the standard."""
        return tuple(self.clause(edition, clause) for clause in edition.clauses if not clause.heading)


def stated(statement: Statement) -> Said:
    return Said(
        _("Stated by %(who)s on %(day)s, valid until %(until)s."),
        {"who": statement.made_by.name, "day": statement.made_at.date(), "until": statement.valid_until},
    )


def expired(statement: Statement) -> Said:
    return Said(
        _("The last statement, by %(who)s, ended on %(until)s."),
        {"who": statement.made_by.name, "until": statement.valid_until},
    )


def readiness(organization_id: UUID, now: datetime | None = None) -> Readiness:
    """What is known of this organization: three queries when nothing changed since the last time."""
    now = now or datetime.now(UTC)
    answers, size = kept.found(organization_id, now)
    made = Statement.objects.of(organization_id).filter(state="made", made_at__lte=now).select_related("made_by")
    statements = {(one.edition, one.requirement): one for one in made.order_by("made_at", "pk")}
    justified: dict[Pair, NotApplicable] = {}
    standing = NotApplicable.objects.of(organization_id).filter(state="made", made_at__lte=now)
    for one in standing.select_related("made_by").order_by("made_at", "pk"):
        for line in lines_under(editions()[one.edition], one.clause):
            justified[one.edition, line.id] = one
    at = max((found.at for found in answers.values()), default=now)
    return Readiness(answers, statements, justified, now.date(), size, at)


def counts(clauses: tuple[Rolled, ...]) -> dict[Verdict, int]:
    """How many clauses have which verdict; those that none has are left out."""
    counted = Counter(rolled.verdict for rolled in clauses)
    order = (Verdict.SHOWN, Verdict.ATTENTION, Verdict.NODATA, Verdict.STATEMENT, Verdict.NA)
    return {verdict: counted[verdict] for verdict in order if counted[verdict]}


def strip(clauses: tuple[Rolled, ...]) -> list[dict[str, Any]]:
    """Number, name and verdict of each clause, as the clause strip draws them."""
    return [{"number": one.clause.number, "title": one.clause.name, "verdict": str(one.verdict)} for one in clauses]


def strip_for(by: Actor, edition: str = FIRST_EDITION, now: datetime | None = None) -> dict[str, Any]:
    """The clause strip of an edition with its counts, for Today: `clauses`, `counts`, `edition`."""
    whole = editions()[edition]
    clauses = readiness(by.organization_id, now).clauses(whole)
    found = {str(verdict): number for verdict, number in counts(clauses).items()}
    return {"clauses": strip(clauses), "counts": found, "edition": whole.number}
