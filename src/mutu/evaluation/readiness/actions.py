"""What people say about readiness; the only writers of its records (4.3, 9.1.3)."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.models import Attachment
from mutu.core.permissions import Role
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.evaluation.readiness import rules
from mutu.evaluation.readiness.models import NotApplicable, Statement
from mutu.evaluation.readiness.queries import is_checked

WITNESSES = (Role.QUALITY_MANAGER, Role.TOP_MANAGEMENT, Role.PROCESS_OWNER)
DECIDERS = (Role.QUALITY_MANAGER, Role.TOP_MANAGEMENT)


@action(
    Statement, "statement.make", creates=True, may=WITNESSES,
    label=_("Make a statement"), told=_("%(who)s made the statement %(number)s"),
)  # fmt: skip
def make(
    statement: Statement, *, by: Actor, requirement: str, words: str, reason: str, edition: str = "iso9001-2015",
    valid_until: date | None = None, evidence: Sequence[Attachment] = (),
) -> None:  # fmt: skip
    """A person says by name what no record can show, for twelve months at most (9.1.3)."""
    if by.person is None:
        raise NotPermitted(noop("A statement carries the name of a person."))
    asked = rules.requirement_named(edition, requirement)
    rules.check_statable(asked, is_checked(edition, asked))
    today = gate.now().date()
    statement.valid_until = valid_until or rules.a_year_after(today)
    rules.check_valid_until(statement.valid_until, today)
    statement.made_at, statement.made_by = gate.now(), by.person


@action(
    Statement, "statement.withdraw", may=WITNESSES,
    label=_("Withdraw"), told=_("%(who)s withdrew the statement %(number)s"),
)  # fmt: skip
def withdraw(statement: Statement, *, by: Actor, withdrawn_because: str) -> None:
    """It is no longer so; the statement stays to be read, with the reason (9.1.3)."""


@action(
    NotApplicable, "not_applicable.justify", creates=True, may=DECIDERS,
    label=_("Justify that a clause does not apply"), told=_("%(who)s justified that a clause does not apply"),
)  # fmt: skip
def justify(
    not_applicable: NotApplicable, *, by: Actor, clause: str, reason: str, edition: str = "iso9001-2015"
) -> None:
    """The scope says why something does not apply, and that no customer gets less for it (4.3)."""
    if by.person is None:
        raise NotPermitted(noop("A justification carries the name of a person."))
    rules.check_may_not_apply(edition, clause)
    standing = NotApplicable.objects.of(by.organization).filter(edition=edition, clause=clause, state="made")
    if standing.exists():
        raise NotYet(noop("%(clause)s is justified already."), fact="clause", clause=clause)
    not_applicable.made_at, not_applicable.made_by = gate.now(), by.person


@action(
    NotApplicable, "not_applicable.withdraw", may=DECIDERS,
    label=_("It applies after all"), told=_("%(who)s withdrew the justification that a clause does not apply"),
)  # fmt: skip
def apply(not_applicable: NotApplicable, *, by: Actor, withdrawn_because: str) -> None:
    """What was left out is asked from now on (4.3)."""
