"""The life of a nonconformity and what stands in the way of each step (8.7, 10.2). Pure Python."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as _
from mutu.lib.phrase_book import empty_phrase
from mutu.lib.workflow import Workflow

if TYPE_CHECKING:
    from mutu.improvement.nonconformities.models import ContainmentPlace, Disposition, Nonconformity


class State(StrEnum):
    REPORTED = "reported"
    CONTAINED = "contained"
    CORRECTED = "corrected"
    CAUSE_FOUND = "cause_found"
    ACTING = "acting"
    ACTED = "acted"
    EFFECTIVE = "effective"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


S = State
OPEN = frozenset({S.REPORTED, S.CONTAINED, S.CORRECTED, S.CAUSE_FOUND, S.ACTING, S.ACTED, S.EFFECTIVE})
ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.MERGED})
CURING = frozenset({S.CORRECTED, S.CAUSE_FOUND, S.ACTING, S.ACTED, S.EFFECTIVE})
STORY = (S.REPORTED, S.CONTAINED, S.CORRECTED, S.CAUSE_FOUND, S.ACTING, S.ACTED, S.EFFECTIVE, S.CLOSED)

WORKFLOW = Workflow(
    S.REPORTED,
    {
        "contain": ({S.REPORTED, S.CONTAINED}, S.CONTAINED),
        "correct": ({S.CONTAINED}, S.CORRECTED),
        "determine_cause": ({S.CORRECTED}, S.CAUSE_FOUND),
        "send_cause_back": ({S.CAUSE_FOUND}, S.CORRECTED),
        "plan_cure": ({S.CAUSE_FOUND, S.ACTING}, S.ACTING),
        "finish_actions": ({S.ACTING}, S.ACTED),
        "verify_effectiveness": ({S.ACTED}, S.EFFECTIVE),
        "find_not_effective": ({S.ACTED}, S.CORRECTED),
        "close": ({S.CORRECTED, S.CAUSE_FOUND, S.EFFECTIVE}, S.CLOSED),
        "reopen": ({S.CLOSED, S.ACTED, S.EFFECTIVE}, S.CORRECTED),
        "contradict": ({S.CLOSED}, S.CORRECTED),
        "withdraw": (OPEN, S.WITHDRAWN),
        "undo_bringing_in": (OPEN | {S.CLOSED}, S.WITHDRAWN),
        "merge": (OPEN, S.MERGED),
        "describe": (OPEN, None),
        "assign": (OPEN, None),
        "hand_over_judging": (CURING, None),
        "answer_reporter": (OPEN | {S.CLOSED}, None),
        "decide_disposition": ({S.CONTAINED, *CURING}, None),
        "inspect_again": ({S.CONTAINED, *CURING}, None),
        "inform_customer": ({S.CONTAINED, *CURING}, None),
        "decide_no_action": ({S.CORRECTED, S.CAUSE_FOUND}, None),
        "decide_recurrence": (CURING, None),
        "look_across": ({S.CAUSE_FOUND, S.ACTING, S.ACTED, S.EFFECTIVE}, None),
        "estimate_cost": (OPEN | {S.CLOSED}, None),
    },
)

REINSPECTED = frozenset({"rework", "repair"})
RECURRENCE_WINDOW = timedelta(days=365)


def check_containment(places: Sequence["ContainmentPlace"], made: int | None) -> None:
    """8.7.1 a: each place was looked at by someone, and no place holds more bad pieces than pieces."""
    if not places:
        raise NotYet(_("8.7.1 a: say at least one place where it could be, and what was found there."), fact="places")
    for place in places:
        if place.found is not None and place.quantity is not None and place.found > place.quantity:
            raise NotYet(
                _("At “%(where)s” more bad pieces were found (%(found)s) than there are pieces (%(there)s)."),
                fact="places", where=place.get_where_display(), found=place.found, there=place.quantity,
            )  # fmt: skip
    counted = sum(place.quantity or 0 for place in places)
    if made is not None and counted > made:
        raise NotYet(
            _("The places hold %(counted)s pieces, but only %(made)s were made."),
            fact="places", counted=counted, made=made,
        )  # fmt: skip


def check_dispositions(dispositions: Sequence["Disposition"], quantity: int | None) -> None:
    """8.7.1 b, 8.7.2: every bad piece has one decision, and a concession has a name."""
    for line in dispositions:
        if line.decision == "concession" and not line.authorized_by.strip():
            raise NotYet(_("8.7.2 c: say who authorized the concession."), fact="dispositions")
    decided = sum(line.quantity for line in dispositions)
    if dispositions and quantity is not None and decided != quantity:
        raise NotYet(
            _("8.7.1: %(quantity)s pieces are nonconforming, and a decision stands for %(decided)s. They must add up."),
            fact="dispositions", quantity=quantity, decided=decided,
        )  # fmt: skip


def check_reinspected(dispositions: Iterable["Disposition"]) -> None:
    """8.7.1: what was corrected is inspected again before it is released."""
    for line in dispositions:
        if line.decision in REINSPECTED and line.inspected_good is None:
            raise NotYet(
                _("8.7.1: %(quantity)s reworked or repaired pieces have not been inspected again."),
                quantity=line.quantity,
            )


def check_inspected(line: "Disposition", good: int) -> None:
    if line.decision not in REINSPECTED:
        raise NotYet(_("Only reworked or repaired pieces are inspected again."))
    if good > line.quantity:
        raise NotYet(_("That is more good pieces than were reworked (%(there)s)."), fact="good", there=line.quantity)


def check_cause(why_made: Sequence[str], why_not_seen: Sequence[str]) -> None:
    """10.2.1 b: why it was made and why it was not seen, each down to something that can be changed."""
    for fact, answers in (("why_made", why_made), ("why_not_seen", why_not_seen)):
        if not answers:
            continue
        if (empty := empty_phrase(answers[-1])) is not None:
            raise NotYet(_("10.2.1 b: “%(said)s” is where the question starts. %(question)s"), fact=fact,
                         said=answers[-1][:80], question=empty.question)  # fmt: skip
    if len(why_made) < 2:
        raise NotYet(_("10.2.1 b: ask why at least twice, so that the answer is a cause and not the problem again."),
                     fact="why_made")  # fmt: skip


def check_effect_plan(wait_days: int | None, wait_lots: int | None) -> None:
    if not wait_days and not wait_lots:
        raise NotYet(_("10.2.1 d: say after how many days or lots the effect will be judged."), fact="wait_days")


def check_all_done(states: Iterable[str]) -> None:
    """10.2.1 c: the wait for the effect begins when something was done and nothing is left to do."""
    if "done" not in (found := set(states)) or "planned" in found:
        raise NotYet(_("10.2.1 c: not all corrective actions are done."))


def check_judge(judge_id: object, doers: frozenset[object]) -> None:
    """10.2.1 d: judged by someone else than those who did the work."""
    if judge_id in doers:
        raise NotYet(_("10.2.1 d: someone who did not do the work judges whether it worked."))


def check_waited(nonconformity: "Nonconformity", now: datetime) -> None:
    """10.2.1 d: that it worked shows only after the time the plan names; that it did not shows at once."""
    if nonconformity.effect_due is not None and now < nonconformity.effect_due:
        raise NotYet(
            _("10.2.1 d: the plan says to wait until %(day)s before judging."),
            day=nonconformity.effect_due.date().isoformat(),
        )


def check_lots(nonconformity: "Nonconformity", lots_seen: int | None) -> None:
    if nonconformity.wait_lots and (lots_seen or 0) < nonconformity.wait_lots:
        raise NotYet(_("10.2.1 d: the plan asks for %(wanted)s lots; say how many were seen."), fact="lots_seen",
                     wanted=nonconformity.wait_lots)  # fmt: skip


def check_closable(nonconformity: "Nonconformity", dispositions: Sequence["Disposition"], looked_across: bool) -> None:
    """10.2.1 a-d: put right, cause known or the reason why none is sought, and found effective."""
    check_reinspected(dispositions)
    if nonconformity.hold:
        raise NotYet(_("8.7.1: product is still on hold. Decide what becomes of it first."))
    if nonconformity.customer_due and not (nonconformity.customer_told_at or nonconformity.customer_not_told_reason):
        raise NotYet(_("8.7.1: it reached a customer. Record that they were told, or why not."))
    if nonconformity.recurrence_proposed and nonconformity.recurs is None:
        raise NotYet(_("10.2.1 b: it looks like %(earlier)s again. Decide whether it is."),
                     earlier=nonconformity.recurrence_proposed)  # fmt: skip
    if nonconformity.state == State.EFFECTIVE:
        if not looked_across:
            raise NotYet(_("10.2.1 b: look across to other lines, parts or sites first, with a decision for each."))
        return
    if not nonconformity.no_action_reason:
        raise NotYet(_("10.2.1 b: neither a corrective action nor the reason why none is needed."))


def proposes_recurrence(cause_code: str, earlier: str | None) -> str:
    """The number of the earlier record this one seems to repeat, or nothing."""
    return earlier or "" if cause_code else ""


def cost_of(amount: Decimal | None) -> Decimal:
    return amount if amount is not None else Decimal(0)
