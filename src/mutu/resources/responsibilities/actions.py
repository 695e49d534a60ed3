"""Which roles the organization needs, and what they answer for; the only writers (5.3)."""

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.permissions import Role
from mutu.resources.responsibilities.models import RequiredRole

DECIDERS = (Role.TOP_MANAGEMENT, Role.QUALITY_MANAGER)


@action(RequiredRole, "required_role.decide", creates=True, may=DECIDERS,
        label=_("Say that a role is needed"), told=_("%(who)s said that a role is needed"))  # fmt: skip
def decide(
    required: RequiredRole, *, by: Actor, role: str, does: str, each_site: bool = False, conformity: bool = False,
    reporting: bool = False, customer_focus: bool = False, integrity: bool = False,
) -> None:  # fmt: skip
    """A role that must always be held, with its responsibility and authority in words (5.3)."""
    required.decided_at = gate.now()


@action(RequiredRole, "required_role.change", may=DECIDERS,
        label=_("Change what it answers for"), told=_("%(who)s changed what a role answers for"))  # fmt: skip
def change(
    required: RequiredRole, *, by: Actor, does: str, each_site: bool = False, conformity: bool = False,
    reporting: bool = False, customer_focus: bool = False, integrity: bool = False,
) -> None:  # fmt: skip
    """Other responsibilities, or another reach (5.3)."""


@action(RequiredRole, "required_role.end", may=DECIDERS,
        label=_("Needed no longer"), told=_("%(who)s said that a role is needed no longer"))  # fmt: skip
def end(required: RequiredRole, *, by: Actor, reason: str) -> None:
    """Its duties went to another role; the reason is kept (5.3)."""
