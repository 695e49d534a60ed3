"""A factory's earlier list of complaints: how it is brought in, and how that is undone (7.5.3, 8.2.1)."""

from django.utils.translation import gettext_lazy as _

from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.importing.declared import Importable, importable
from mutu.core.permissions import Role
from mutu.core.refusals import NotPermitted
from mutu.core.refusals import gettext_noop as noop
from mutu.operation.customers.actions import stop_clocks
from mutu.operation.customers.models import Complaint


@action(
    Complaint, "complaint.undo_bringing_in", may=(Role.QUALITY_MANAGER, Role.ADMINISTRATOR), listed=False,
    label=_("Undo the bringing-in"), told=_("%(number)s was taken back with the list it came from"),
)  # fmt: skip
def undo_bringing_in(complaint: Complaint, *, by: Actor, reason: str) -> None:
    """The list it came from is taken back; it stays to be read, with the reason (7.5.3, 10.2.2)."""
    if by.kind != "import" or not complaint.brought_in:
        raise NotPermitted(noop("This is done for a whole list: open the list that was brought in and undo it."))
    stop_clocks(complaint)


importable(Importable(
    name="complaints", action="complaint.bring_in", label=_("Complaints"), undo="complaint.undo_bringing_in",
    same_as={
        "received_on": "raised_on", "customer_name": "customer", "order": "order_number",
        "quantity_complained": "quantity", "cost_claimed": "cost", "conclusion": "action",
    },
    left_out=frozenset({"customer"}), needed=frozenset({"customer_name"}),
    identity={"claim_number": "claim_number", "customer_name": "customer__name"},
    place=0, past=("received_on", "closed_on"), follows=(("closed_on", "received_on"),),
))  # fmt: skip
