"""Switching between normal, tightened and reduced inspection, as a state that never changes: next() makes a new one.

Without the switching rules a sampling scheme is only half of what the standard promises the consumer. Two rule sets:
MIL-STD-105E (with Z1.4) and ISO 2859-1:1999 with its switching score. Lots submitted again never count.
"""

from dataclasses import dataclass, replace
from typing import Any

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.inputs import whole

NORMAL, TIGHTENED, REDUCED, DISCONTINUED = "normal", "tightened", "reduced", "discontinued"
MIL_STD_105E, ISO_2859_1 = "mil-std-105e", "iso2859-1"
SCORE_FOR_REDUCED = 30
WINDOW = 5


@dataclass(frozen=True)
class Lot:
    """The outcome of one lot on original inspection.

    ``accepted_one_step_tighter``: it would also have been accepted one AQL step tighter. ``between_ac_re``: accepted
    with more than Ac and fewer than Re under reduced inspection. ``steady`` production, ``approved`` by the
    responsible authority, ``limit_number_ok`` (105E, table VIII, where used) open the way to reduced inspection.
    """

    accepted: bool
    ac: int = 0
    accepted_one_step_tighter: bool = False
    between_ac_re: bool = False
    steady: bool = True
    approved: bool = True
    limit_number_ok: bool = True
    resubmitted: bool = False

    def __post_init__(self) -> None:
        whole(self.ac, "acceptance number")
        if self.between_ac_re and not self.accepted:
            raise InputError("contradiction", "A lot between Ac and Re under reduced inspection is accepted.")


@dataclass(frozen=True)
class Switching:
    """Where inspection stands. ``discontinue_after`` is a setting because sources differ: the number of rejected
    lots (ISO) or of consecutive lots (105E as taught) under tightened inspection."""

    rules: str = MIL_STD_105E
    severity: str = NORMAL
    recent: tuple[bool, ...] = ()
    accepted_in_row: int = 0
    score: int = 0
    lots_tightened: int = 0
    rejected_tightened: int = 0
    discontinue_after: int | None = None

    def __post_init__(self) -> None:
        if self.rules not in (MIL_STD_105E, ISO_2859_1):
            raise InputError("unknown_method", f"'{self.rules}' is no set of switching rules.")
        if self.severity not in (NORMAL, TIGHTENED, REDUCED, DISCONTINUED):
            raise InputError("unknown_severity", f"'{self.severity}' is no severity.")

    @property
    def limit(self) -> int:
        """When inspection is discontinued: 5 rejected (ISO) or 10 consecutive lots (105E), unless set."""
        return self.discontinue_after or (5 if self.rules == ISO_2859_1 else 10)

    def next(self, lot: Lot) -> "Switching":
        """The state for the next lot.

        >>> state = Switching()
        >>> for accepted in (True, False, True, True, False):
        ...     state = state.next(Lot(accepted=accepted, ac=3))
        >>> state.severity
        'tightened'
        """
        if self.severity == DISCONTINUED or lot.resubmitted:
            return self
        return {NORMAL: self._normal, TIGHTENED: self._tightened, REDUCED: self._reduced}[self.severity](lot)

    def resume(self) -> "Switching":
        """After discontinuation, once the supplier has acted: inspection starts again, tightened.

        >>> Switching(severity="discontinued").resume().severity
        'tightened'
        """
        if self.severity != DISCONTINUED:
            raise InputError("not_discontinued", "Only discontinued inspection can be resumed.")
        return self._to(TIGHTENED)

    def _to(self, severity: str) -> "Switching":
        return Switching(self.rules, severity, discontinue_after=self.discontinue_after)

    def _normal(self, lot: Lot) -> "Switching":
        recent = (*self.recent, lot.accepted)[-WINDOW:]
        if recent.count(False) >= 2:
            return self._to(TIGHTENED)
        state = replace(
            self,
            recent=recent,
            accepted_in_row=self.accepted_in_row + 1 if lot.accepted else 0,
            score=self.scored(lot),
        )
        return self._to(REDUCED) if state._may_reduce(lot) else state

    def scored(self, lot: Lot) -> int:
        """The switching score of ISO 2859-1 after this lot.

        Ac of 2 or more: +3 if it would have been accepted one AQL step tighter. Ac of 0 or 1: +2 if accepted.
        Otherwise back to 0.
        """
        if lot.ac >= 2:
            return self.score + 3 if lot.accepted and lot.accepted_one_step_tighter else 0
        return self.score + 2 if lot.accepted else 0

    def _may_reduce(self, lot: Lot) -> bool:
        if not (lot.steady and lot.approved):
            return False
        if self.rules == ISO_2859_1:
            return self.score >= SCORE_FOR_REDUCED
        return self.accepted_in_row >= 10 and lot.limit_number_ok

    def _tightened(self, lot: Lot) -> "Switching":
        in_row = self.accepted_in_row + 1 if lot.accepted else 0
        if in_row >= 5:
            return self._to(NORMAL)
        state = replace(
            self,
            accepted_in_row=in_row,
            lots_tightened=self.lots_tightened + 1,
            rejected_tightened=self.rejected_tightened + (not lot.accepted),
        )
        used = state.rejected_tightened if self.rules == ISO_2859_1 else state.lots_tightened
        return state._to(DISCONTINUED) if used >= self.limit else state

    def _reduced(self, lot: Lot) -> "Switching":
        if not lot.accepted or lot.between_ac_re or not lot.steady:
            return self._to(NORMAL)
        return self


def history(lots: Any, rules: str = MIL_STD_105E, start: Switching | None = None) -> tuple[dict[str, Any], ...]:
    """Severity, outcome, score (ISO, normal inspection) and next severity of every lot in order.

    >>> history([Lot(True, 3)])[0]["next"]
    'normal'
    """
    state = start or Switching(rules)
    entries: list[dict[str, Any]] = []
    for lot in lots:
        if state.severity == DISCONTINUED:
            entries.append({"severity": DISCONTINUED})
            continue
        entry: dict[str, Any] = {"severity": state.severity, "accepted": lot.accepted}
        if state.rules == ISO_2859_1 and state.severity == NORMAL:
            entry["switching_score"] = state.score if lot.resubmitted else state.scored(lot)
        state = state.next(lot)
        entries.append({**entry, "next": state.severity})
    return tuple(entries)
