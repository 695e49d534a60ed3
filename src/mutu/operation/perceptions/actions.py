"""What people do to learn how customers see them; the only writers of these tables (9.1.2)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.models import Attachment, Party, Person
from mutu.core.permissions import Role
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.operation.perceptions.models import Perception, PerceptionPlan

LISTENERS = (Role.QUALITY_MANAGER, Role.QUALITY_ENGINEER, Role.CUSTOMER_SERVICE, Role.TOP_MANAGEMENT)
DECIDERS = (Role.QUALITY_MANAGER, Role.TOP_MANAGEMENT)


@action(
    Perception, "perception.record", creates=True, may=LISTENERS,
    label=_("Record how a customer sees us"), told=_("%(who)s recorded how a customer sees us, %(number)s"),
)  # fmt: skip
def record(
    perception: Perception, *, by: Actor, customer: Party, method: str, words: str, at: date | None = None,
    score: Decimal | None = None, scale: Decimal | None = None, source: str = "", language: str = "",
    files: Sequence[Attachment] = (),
) -> None:  # fmt: skip
    """A survey answer, a scorecard, an order again, a thank-you or a lost order, as it was said (9.1.2 a)."""
    perception.recorded_by = by.person
    perception.language = language or customer.language
    perception.at = at or gate.now().date()
    # a day may have begun at the customer's that has not begun here
    if perception.at > gate.now().date() + timedelta(days=1):
        raise NotYet(noop("%(day)s has not been yet."), fact="at", day=perception.at.isoformat())
    if score is not None and (scale is None or scale <= 0):
        raise NotYet(noop("A score says something only with its scale: 4 of 5, or 4 of 10?"), fact="scale")
    if score is not None and scale is not None and score > scale:
        raise NotYet(noop("The score is above its scale."), fact="score")


@action(
    Perception, "perception.withdraw", may=LISTENERS,
    label=_("Withdraw"), told=_("%(who)s withdrew %(number)s"),
)  # fmt: skip
def withdraw(perception: Perception, *, by: Actor, reason: str) -> None:
    """Recorded by mistake; it stays to be read, with the reason (7.5.3)."""


def _next_look(plan: PerceptionPlan) -> None:
    plan.due = (plan.reviewed_at or plan.decided_at).date() + timedelta(days=plan.interval_days)


def _check_active(owner: Person) -> None:
    if owner.state != "active":
        raise NotYet(noop("This person has left."), fact="owner")


@action(
    PerceptionPlan, "perception_plan.decide", creates=True, may=DECIDERS,
    label=_("Decide how we find out"), told=_("%(who)s decided how we learn what customers think"),
)  # fmt: skip
def decide(plan: PerceptionPlan, *, by: Actor, method: str, interval_days: int, owner: Person, whom: str = "") -> None:
    """The method of obtaining, monitoring and reviewing it, how often, and who sees to it (9.1.2 b)."""
    _check_active(owner)
    plan.decided_at = gate.now()
    _next_look(plan)


@action(
    PerceptionPlan, "perception_plan.change", may=DECIDERS,
    label=_("Change it"), told=_("%(who)s changed how we learn what customers think"),
)  # fmt: skip
def change(plan: PerceptionPlan, *, by: Actor, interval_days: int, owner: Person, whom: str = "") -> None:
    """Another interval, other customers or another owner (9.1.2 b)."""
    _check_active(owner)
    _next_look(plan)


@action(
    PerceptionPlan, "perception_plan.review", may=LISTENERS,
    label=_("Look at the answers"), told=_("%(who)s looked at what customers think"),
)  # fmt: skip
def review(plan: PerceptionPlan, *, by: Actor, conclusion: str) -> None:
    """What the answers tell, looked at together (9.1.2 b, 9.1.3 b)."""
    plan.reviewed_at = gate.now()
    _next_look(plan)


@action(
    PerceptionPlan, "perception_plan.end", may=DECIDERS,
    label=_("End it"), told=_("%(who)s ended a way of learning what customers think"),
)  # fmt: skip
def end(plan: PerceptionPlan, *, by: Actor, reason: str) -> None:
    """Another method takes its place; what it showed stays (9.1.2 b)."""
    plan.due = None
