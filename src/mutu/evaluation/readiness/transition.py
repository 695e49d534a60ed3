"""What a new edition asks in addition, what is there already, and a first step (transition planning).

Everything comes from the catalogue; a date carries how well it is known, and a date nobody has set is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mutu.core.checks import Said, Verdict
from mutu.core.facts import Label
from mutu.core.refusals import gettext_noop
from mutu.evaluation.readiness.queries import Readiness, Rolled
from mutu.lib.standards import Change, Edition

CONFIDENCE: Mapping[str, Label] = {
    "published": _("published; read second hand"),
    "FDIS": _("from the final draft"),
    "DIS": _("from the 2025 draft only"),
    "commentary": _("reported, not confirmed"),
}
ASKS = ("changed", "added", "merged")


@dataclass(frozen=True)
class Step:
    """One clause of the new edition that asks something else or more."""

    change: Change
    rolled: Rolled
    already: Said
    first: Said
    confidence: Label


def steps(readiness: Readiness, edition: Edition) -> list[Step]:
    """The clauses that ask something else or more, in the order of the standard."""
    return [_step(readiness, edition, change) for change in edition.changes(*ASKS)]


def _step(readiness: Readiness, edition: Edition, change: Change) -> Step:
    rolled = readiness.clause(edition, edition.clause(change.clause))
    return Step(change, rolled, _already(rolled), _first(rolled), CONFIDENCE[change.confidence])


def _already(rolled: Rolled) -> Said:
    """How many of its lines records or a statement show today, most of them carried over from the first edition."""
    shown = [line for line in rolled.lines if line.verdict == Verdict.SHOWN]
    counts = {"n": len(shown), "lines": len(rolled.lines)}
    if len(shown) == 1:
        return shown[0].said
    return Said(gettext_noop("%(n)s of %(lines)s lines"), counts) if shown else Said(gettext_noop("nothing yet"))


def _first(rolled: Rolled) -> Said:
    """The smallest thing to do next; what is new before what was asked already."""
    if rolled.verdict == Verdict.ATTENTION:
        return Said(gettext_noop("Mend the records that call for attention."))
    waiting = [line for line in rolled.lines if line.statable and line.verdict in (Verdict.STATEMENT, Verdict.NODATA)]
    waiting.sort(key=lambda line: line.requirement.id in line.requirement.from_2015)
    if waiting:
        return Said(gettext_noop("Talk about %(id)s and state it."), {"id": waiting[0].requirement.id})
    if rolled.verdict == Verdict.NODATA and rolled.clause.evidence:
        return Said(gettext_noop("Begin to keep: %(evidence)s."), {"evidence": rolled.clause.evidence[0]})
    return Said(gettext_noop("none"))
