"""A factory's earlier list of nonconformities: how it is brought in, and how that is undone (7.5.3, 10.2.2)."""

from django.utils.translation import gettext_lazy as _

from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.importing.declared import Importable, importable
from mutu.core.permissions import Role
from mutu.core.refusals import NotPermitted
from mutu.core.refusals import gettext_noop as noop
from mutu.improvement.nonconformities import actions as _actions  # noqa: F401  bring_in is declared there
from mutu.improvement.nonconformities.models import Nonconformity


@action(
    Nonconformity, "nonconformity.undo_bringing_in", may=(Role.QUALITY_MANAGER, Role.ADMINISTRATOR), listed=False,
    label=_("Undo the bringing-in"), told=_("%(number)s was taken back with the list it came from"),
)  # fmt: skip
def undo_bringing_in(nonconformity: Nonconformity, *, by: Actor, reason: str) -> None:
    """The list it came from is taken back; it stays to be read, with the reason (7.5.3, 10.2.2)."""
    if by.kind != "import":
        raise NotPermitted(noop("This is done for a whole list: open the list that was brought in and undo it."))
    nonconformity.due = None


importable(Importable(
    name="nonconformities", action="nonconformity.bring_in", label=_("Nonconformities"),
    undo="nonconformity.undo_bringing_in",
    same_as={
        "old_number": "number", "found_on": "raised_on", "workplace": "place", "corrective_action": "action",
        "containment": "disposition",
    },
    identity={"old_number": "old_number"}, place=0, past=("found_on", "closed_on"),
    follows=(("closed_on", "found_on"),),
))  # fmt: skip
