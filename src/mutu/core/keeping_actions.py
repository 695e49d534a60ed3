"""What keeping records leaves in the trail: an organization restored, a person's readable name erased (7.5.3)."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.models import Door, Membership, Organization, Person, Pin
from mutu.core.permissions import Role
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop


@action(
    Organization, "organization.restore", may=(), listed=False,
    label=_("Restore from an export"), told=_("the organization was restored from an export"),
)  # fmt: skip
def restore_organization(
    organization: Organization, *, by: Actor, slug: str, root: Annotated[str, Ask(label=_("root of the trail"))],
    entries: Annotated[int, Ask(label=_("entries in the trail"))],
    findings: Annotated[int, Ask(label=_("found wrong when verified"))] = 0,
) -> None:  # fmt: skip
    """The records of an export stand here now, with the trail they had there (7.5.3)."""
    Door.objects.create(
        organization_id=organization.pk, slug=slug, name=organization.name, language=organization.language,
        demo=organization.demo,
    )  # fmt: skip


@action(
    Person, "person.erase", may=(Role.ADMINISTRATOR, Role.TOP_MANAGEMENT), listed=False,
    label=_("Erase the readable name"), told=_("%(who)s erased the readable name of %(number)s"),
)  # fmt: skip
def erase(
    person: Person, *, by: Actor,
    because: Annotated[str, Ask(label=_("why it is erased"), help=_("Do not write the person's name here."))],
) -> None:  # fmt: skip
    """Someone who left asks that their name be forgotten; what they did stays, under their number (7.5.3)."""
    if person.state != "left":
        raise NotYet(noop("Only the name of someone who has left can be erased. Record first that they left."))
    person.name = person.job = person.badge = person.email = ""
    person.manager = None
    Pin.objects.of(by.organization).filter(person=person).delete()
    Membership.objects.filter(organization_id=by.organization_id, person_id=person.pk).delete()
