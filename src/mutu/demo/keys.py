"""How to come into the demo other than by one tap: everybody's PIN, and one account in each factory. Not secret."""

from mutu.core.models import Account, Membership, Person

DEMO_PIN = "2468"
DEMO_PASSWORD = "two demo factories"  # noqa: S105 - meant to be known


def open_account(person: Person) -> None:
    """An account with e-mail and password for somebody of the cast, as an administrator would open it."""
    account = Account.objects.create_user(person.email, DEMO_PASSWORD)
    Membership.objects.create(account=account, organization_id=person.organization_id, person_id=person.pk)
