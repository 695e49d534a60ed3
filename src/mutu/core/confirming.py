"""Confirming that it is really them: PIN or password asked again where somebody signs (7.5.2, 7.5.3.1 b).

A wrong one is counted after the refused work is rolled back, so that guessing by signing is slowed as guessing at the
door is.
"""

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone

from mutu.core import badges, tenancy
from mutu.core.actors import Actor
from mutu.core.models import Account, Membership, Pin
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.refusals import gettext_noop as _


class NotConfirmed(NotYet):
    """The PIN or password is not theirs; a wrong one counts once nothing else is kept."""

    def __init__(self, sentence: str, counts_for: Actor | None = None, **parameters: object):
        super().__init__(sentence, fact="secret", **parameters)
        self.counts_for = counts_for

    def afterwards(self) -> None:
        """Count it: after a few the badge is shut for a while."""
        if self.counts_for is not None:
            _count(self.counts_for)


def confirm(by: Actor, secret: str) -> None:
    """Refuse unless this is the PIN, or the password, of the person who acts."""
    if by.person is None or by.person.state != "active":
        raise NotPermitted(_("Only a person who works here signs."))
    pin = Pin.objects.of(by.organization).filter(person=by.person).first()
    if pin is not None and pin.locked_until is not None and pin.locked_until > timezone.now():
        minutes = int((pin.locked_until - timezone.now()).total_seconds() // 60) + 1
        raise NotConfirmed(_("Too many wrong PINs. Try again in %(minutes)s minutes."), minutes=minutes)
    account = _account_of(by)
    if pin is None and account is None:
        raise NotConfirmed(_("You have neither a PIN nor a password to sign with. Ask the administrator for a PIN."))
    if pin is not None and check_password(secret[:20], pin.secret):
        return
    if account is not None and account.is_active and account.check_password(secret[:200]):
        return
    raise NotConfirmed(_("That is not your PIN or password. Nothing was signed."), by)


def _account_of(by: Actor) -> Account | None:
    assert by.person_id is not None
    opened = Membership.objects.filter(organization_id=by.organization_id, person_id=by.person_id).first()
    return opened.account if opened is not None and opened.account.has_usable_password() else None


def _count(by: Actor) -> None:
    with transaction.atomic():
        tenancy.enter(by.organization_id)
        pin = Pin.objects.of(by.organization).select_for_update().filter(person=by.person).first()
        if pin is not None:
            badges.failed(pin)
