"""What people do with a corrective action; the only writers of its table (10.2.1)."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.models import Attachment, Person
from mutu.core.permissions import ANYONE, Role
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.improvement.corrective_actions.models import CorrectiveAction
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities import queries
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.improvement.nonconformities.rules import State as Problem

OWNERS = (Role.QUALITY_MANAGER, Role.QUALITY_ENGINEER, Role.PROCESS_OWNER)


@action(
    CorrectiveAction, "corrective_action.plan", creates=True, may=OWNERS,
    label=_("Add a corrective action"), told=_("%(who)s planned %(number)s"),
)  # fmt: skip
def plan(
    corrective_action: CorrectiveAction, *, by: Actor, nonconformity: Nonconformity, what: str, owner: Person,
    due: date, removes: str = "occurrence",
) -> None:  # fmt: skip
    """One thing to do, with an owner and a date (10.2.1 c)."""
    (problem,) = gate.lock(Nonconformity, [nonconformity.pk], by)
    if problem.state not in (Problem.CAUSE_FOUND, Problem.ACTING):
        raise NotYet(noop("10.2.1 c: corrective actions are planned once the cause is known."), fact="nonconformity")
    if owner.state != "active":
        raise NotYet(noop("This person has left."), fact="owner")
    if due < gate.now().date():
        raise NotYet(noop("The due date has passed already."), fact="due")
    corrective_action.planned_at = gate.now()


@action(
    CorrectiveAction, "corrective_action.complete", may=(ANYONE,),
    label=_("Done, with proof"), told=_("%(who)s completed %(number)s"),
)  # fmt: skip
def complete(
    corrective_action: CorrectiveAction, *, by: Actor, done_note: str, proof: Sequence[Attachment] = ()
) -> None:
    """Done, and what shows it (10.2.1 c, 10.2.2 b)."""
    from mutu.core.permissions import held

    if by.person_id != corrective_action.owner_id and not held(by, "corrective_action.plan", OWNERS):
        raise NotPermitted(noop("%(owner)s or the quality department can."), owner=corrective_action.owner.name)
    corrective_action.done_at, corrective_action.done_by = gate.now(), by.person
    _finish_if_last(corrective_action, by, "done")


def _finish_if_last(corrective_action: CorrectiveAction, by: Actor, state: str) -> None:
    """When nothing is left to do, and something was done, the wait for the effect begins."""
    (problem,) = gate.lock(Nonconformity, [corrective_action.nonconformity_id], by)
    others = [other for other in queries.actions_of(problem) if other.pk != corrective_action.pk]
    states = [state, *(other.state for other in others)]
    if problem.state != Problem.ACTING or "planned" in states or "done" not in states:
        return
    corrective_action.state, corrective_action.open = state, False
    corrective_action.save(update_fields=["state", "open"])
    nonconformities.finish_actions(problem.pk, by=by)


@action(
    CorrectiveAction, "corrective_action.send_back", may=OWNERS,
    label=_("Send back"), told=_("%(who)s sent %(number)s back"),
)  # fmt: skip
def send_back(corrective_action: CorrectiveAction, *, by: Actor, reason: str, due: date) -> None:
    """The proof does not show it yet (10.2.1 c)."""
    (problem,) = gate.lock(Nonconformity, [corrective_action.nonconformity_id], by)
    if problem.state not in (Problem.CAUSE_FOUND, Problem.ACTING):
        raise NotYet(noop("10.2.1 c: the wait for the effect has begun; open the nonconformity again instead."))


@action(
    CorrectiveAction, "corrective_action.move_due", may=OWNERS,
    label=_("Move the date"), told=_("%(who)s moved the due date of %(number)s"),
)  # fmt: skip
def move_due(corrective_action: CorrectiveAction, *, by: Actor, due: date, reason: str) -> None:
    """A later date, with the reason (10.2.1 c)."""


@action(
    CorrectiveAction, "corrective_action.hand_over", may=OWNERS,
    label=_("Hand over"), told=_("%(who)s handed %(number)s over"),
)  # fmt: skip
def hand_over(corrective_action: CorrectiveAction, *, by: Actor, owner: Person) -> None:
    """Another person carries on; nothing stays with someone who left (5.3)."""
    if owner.state != "active":
        raise NotYet(noop("This person has left."), fact="owner")


@action(
    CorrectiveAction, "corrective_action.withdraw", may=OWNERS,
    label=_("Withdraw"), told=_("%(who)s withdrew %(number)s"),
)  # fmt: skip
def withdraw(corrective_action: CorrectiveAction, *, by: Actor, reason: str) -> None:
    """Not needed after all; it stays to be read, with the reason (10.2.2)."""
    _finish_if_last(corrective_action, by, "withdrawn")
