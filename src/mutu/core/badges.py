"""Coming in with a badge and a PIN, for people without an e-mail address; guessing is slowed, then stopped."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from mutu.core import tenancy
from mutu.core.kinds import can_be_kept
from mutu.core.models import Person, Pin

FREE_TRIES = 5
FIRST_LOCK = timedelta(minutes=2)
LONGEST_LOCK = timedelta(hours=12)


class Locked(Exception):
    """Too many wrong PINs; `minutes` says for how long the badge stays shut."""

    def __init__(self, minutes: int):
        super().__init__(f"locked for {minutes} minutes")
        self.minutes = minutes


def person_with(organization_id: UUID, badge: str) -> Person | None:
    """Who carries this badge, if they work here."""
    if not badge or len(badge) > 40 or not can_be_kept(badge):
        return None
    return Person.objects.of(organization_id).filter(badge=badge, state="active").first()


def come_in(organization_id: UUID, badge: str, pin: str) -> Person | None:
    """The person, if badge and PIN fit. A wrong PIN costs as much time as a wrong badge."""
    with transaction.atomic():
        tenancy.enter(organization_id)
        person = person_with(organization_id, badge)
        kept = Pin.objects.of(organization_id).select_for_update().filter(person=person).first() if person else None
        if kept is None:
            make_password(pin[:20])
            return None
        now = timezone.now()
        if kept.locked_until is not None and kept.locked_until > now:
            raise Locked(int((kept.locked_until - now).total_seconds() // 60) + 1)
        if check_password(pin[:20], kept.secret):
            if kept.failures:
                kept.failures, kept.locked_until = 0, None
                kept.save(update_fields=["failures", "locked_until"])
            return person
        failed(kept)
        return None


def failed(kept: Pin) -> None:
    """One more wrong PIN; from the fifth on the badge stays shut, longer each time."""
    kept.failures += 1
    if kept.failures >= FREE_TRIES:
        wait = min(FIRST_LOCK * 2 ** min(kept.failures - FREE_TRIES, 12), LONGEST_LOCK)
        kept.locked_until = timezone.now() + wait
    kept.save(update_fields=["failures", "locked_until"])
