"""How to come into the demo other than by one tap: everybody's PIN, and one account in each factory. Not secret."""

from django.contrib.auth.hashers import Argon2PasswordHasher

from mutu.core.models import Account, Membership, Person

DEMO_PIN = "2468"
DEMO_PASSWORD = "two demo factories"  # noqa: S105 - meant to be known


class QuickHasher(Argon2PasswordHasher):
    """The same hash made with less work, while the demo is built; what it hashes stands above for all to read."""

    time_cost = 1
    memory_cost = 1024
    parallelism = 1


def open_account(person: Person) -> None:
    """An account with e-mail and password for somebody of the cast, as an administrator would open it."""
    account = Account.objects.create_user(person.email, DEMO_PASSWORD)
    Membership.objects.create(account=account, organization_id=person.organization_id, person_id=person.pk)
