"""Giving somebody who works here an account with an e-mail address, beside the badge (7.5.3)."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.models import Account, Membership, Person
from mutu.core.permissions import KEEPERS, OWNERS
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop


@action(
    Person, "person.give_account", may=OWNERS + KEEPERS, listed=False,
    label=_("Give an account"), told=_("%(who)s gave %(number)s an account with an e-mail address"),
)  # fmt: skip
def give_account(person: Person, *, by: Actor, password: Annotated[str, Ask(label=_("password"), secret=True)]) -> None:
    """An account for the person's e-mail address; its password is shown once and never kept readable (7.5.3)."""
    if not person.email or person.state != "active":
        raise NotYet(noop("Add the person's e-mail address first."), fact="password")
    account = Account.objects.filter(email__iexact=person.email).first()
    if account is None:
        account = Account.objects.create_user(person.email, password)
    else:
        mine = Membership.objects.filter(account=account, organization_id=by.organization_id, person_id=person.pk)
        if not mine.exists():
            raise NotYet(noop("This e-mail address has an account already; its owner must add the organization."))
        account.set_password(password)
        account.save(update_fields=["password"])
    Membership.objects.get_or_create(
        account=account, organization_id=by.organization_id, defaults={"person_id": person.pk}
    )
