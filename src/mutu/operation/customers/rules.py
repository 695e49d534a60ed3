"""The life of a complaint and what stands in the way of each step (8.2.1, 10.2). Pure Python."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as _
from mutu.lib.empty_phrases import empty_phrase
from mutu.lib.workflow import Workflow

if TYPE_CHECKING:
    from mutu.improvement.corrective_actions.models import CorrectiveAction
    from mutu.improvement.nonconformities.models import Nonconformity
    from mutu.operation.customers.models import Complaint, TeamMember


class State(StrEnum):
    RECEIVED = "received"
    REPLIED = "replied"
    CONTAINED = "contained"
    CAUSE_GIVEN = "cause_given"
    ACTION_GIVEN = "action_given"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


S = State
OPEN = frozenset({S.RECEIVED, S.REPLIED, S.CONTAINED, S.CAUSE_GIVEN, S.ACTION_GIVEN, S.REOPENED})
ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.MERGED})
STORY = (S.RECEIVED, S.REPLIED, S.CONTAINED, S.CAUSE_GIVEN, S.ACTION_GIVEN, S.CLOSED)

WORKFLOW = Workflow(
    S.RECEIVED,
    {
        "reply": ({S.RECEIVED}, S.REPLIED),
        "send_containment": ({S.RECEIVED, S.REPLIED, S.CONTAINED, S.REOPENED}, S.CONTAINED),
        "give_cause": ({S.CONTAINED, S.CAUSE_GIVEN, S.REOPENED}, S.CAUSE_GIVEN),
        "give_action": ({S.CAUSE_GIVEN, S.ACTION_GIVEN}, S.ACTION_GIVEN),
        "close": (OPEN, S.CLOSED),
        "reopen": ({S.CLOSED}, S.REOPENED),
        "withdraw": (OPEN, S.WITHDRAWN),
        "undo_bringing_in": (OPEN | {S.CLOSED}, S.WITHDRAWN),
        "merge": (OPEN, S.MERGED),
        "describe": (OPEN, None),
        "link_nonconformity": (OPEN, None),
        "raise_nonconformity": (OPEN, None),
        "log_message": (OPEN | {S.CLOSED}, None),
        "keep_promise": (OPEN | {S.CLOSED}, None),
        "compose": (OPEN, None),
        "name_team": (OPEN, None),
        "sign": (OPEN | {S.CLOSED}, None),
        "judge_justified": (OPEN, None),
        "settle": (OPEN | {S.CLOSED}, None),
        "hand_over": (OPEN, None),
    },
)
CURED = frozenset({"effective", "closed"})


def check_moment(moment: datetime | None, now: datetime, *, since: datetime | None, fact: str) -> None:
    """Nothing is written down that has not happened yet, and no answer before its question (7.5.3)."""
    if moment is None:
        return
    if moment > now:
        raise NotYet(_("That has not been yet. Write when it really was."), fact=fact)
    if since is not None and moment < since:
        raise NotYet(_("That is before the complaint was received. Write when it really was."), fact=fact)


def check_quantities(complaint: "Complaint") -> None:
    """8.2.1 c: nobody complains of more pieces than were delivered, nor finds more bad ones than were checked."""
    delivered, complained = complaint.quantity_delivered, complaint.quantity_complained
    if delivered is not None and complained is not None and complained > delivered:
        raise NotYet(
            _("%(complained)s pieces complained of, but only %(delivered)s were delivered. Look at both again."),
            fact="quantity_complained", complained=complained, delivered=delivered,
        )  # fmt: skip


def linked(complaint: "Complaint") -> "Nonconformity":
    """10.2.1: whatever is told to the customer stands on a nonconformity that is being cured."""
    if complaint.nonconformity is None:
        raise NotYet(_("10.2.1: link or raise the nonconformity first; the answer is written from it."))
    return complaint.nonconformity


def check_containment_told(complaint: "Complaint") -> None:
    """8.7.1: the customer hears where the product is and what was found there, so somebody must have looked."""
    problem = linked(complaint)
    if not problem.containment or not problem.rows("places"):
        raise NotYet(
            _("8.7.1 a: %(number)s is not contained yet. Say where the product could be and what was found there."),
            number=problem.number,
        )


def check_cause_told(complaint: "Complaint") -> None:
    """10.2.1 b: why it was made and why it was not seen, apart; buyers refuse the one without the other."""
    problem = linked(complaint)
    if not problem.why_made:
        raise NotYet(_("10.2.1 b: %(number)s does not say yet why it was made."), number=problem.number)
    if not problem.why_not_seen:
        raise NotYet(
            _("10.2.1 b: %(number)s does not say yet why it was not seen before it left."), number=problem.number
        )


def check_action_told(complaint: "Complaint", actions: Sequence["CorrectiveAction"]) -> None:
    """10.2.1 c: corrective actions with owner and date, or the reason why none is needed."""
    problem = linked(complaint)
    if not problem.no_action_reason and not any(one.state != "withdrawn" for one in actions):
        raise NotYet(_("10.2.1 c: %(number)s has no corrective action yet, nor the reason why none is needed."),
                     number=problem.number)  # fmt: skip


def check_closable(complaint: "Complaint", reason: str) -> None:
    """8.2.1 c, 10.2.1 d: answered to the end and cured, or the reason why it ends here."""
    if complaint.replied_at is None and not complaint.brought_in:
        raise NotYet(_("8.2.1 c: the customer has had no reply yet."))
    if promise := next((line for line in complaint.messages_read() if line.promise and line.kept is None), None):
        raise NotYet(_("8.2.1 c: a promise is open: “%(promise)s”. Say whether it was kept."),
                     promise=promise.promise[:80])  # fmt: skip
    if reason or complaint.justified is False:
        return
    if complaint.state != State.ACTION_GIVEN:
        raise NotYet(_("8.2.1 c: tell the customer the cause and the corrective action first, or write why not."),
                     fact="reason")  # fmt: skip
    problem = linked(complaint)
    if problem.state not in CURED:
        raise NotYet(
            _("10.2.1 d: %(number)s has not been found effective yet. Wait for that, or write why this ends here."),
            fact="reason", number=problem.number,
        )  # fmt: skip


def check_team(team: Sequence["TeamMember"]) -> None:
    """An 8D has a team of named people, one of whom leads it (5.3)."""
    if any(member.person is None and not member.name.strip() for member in team):
        raise NotYet(_("Name each person of the team."), fact="team")
    if sum(member.leads for member in team) != 1:
        raise NotYet(_("5.3: one person leads the team; mark exactly one."), fact="team")


def check_note(note: str) -> None:
    """10.2.1 b: a sentence that only blames or reminds is answered with a question."""
    if (empty := empty_phrase(note)) is not None:
        raise NotYet(_("10.2.1 b: “%(said)s” is where the question starts. %(question)s"), fact="note",
                     said=note[:80], question=empty.question)  # fmt: skip
