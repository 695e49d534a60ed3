"""Keys for programs: the organization's id before the secret, so that the walls stand before anything is read."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import timezone

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.models import ApiToken

PREFIX = "mutu"
USED_EVERY = timedelta(minutes=10)


def new_secret() -> str:
    return secrets.token_urlsafe(32).replace("_", "-")


def spell(token: ApiToken, secret: str) -> str:
    """The key as it is shown once: `mutu_<organization>_<token>_<secret>`."""
    return f"{PREFIX}_{token.organization_id.hex}_{token.pk.hex}_{secret}"


def actor_with(key: str) -> Actor | None:
    """Who a key acts for, or nobody. A revoked key, a person who left and a wrong secret look alike."""
    parts = key.split("_")
    if len(parts) != 4 or parts[0] != PREFIX or len(key) > 200:
        return None
    try:
        organization_id, token_id = UUID(parts[1]), UUID(parts[2])
    except ValueError:
        return None
    with tenancy.reading(organization_id):
        found = ApiToken.objects.of(organization_id).select_related("person", "person__site", "organization")
        token = found.filter(pk=token_id, state="active", person__state="active").first()
        said = hashlib.sha256(parts[3].encode()).hexdigest()
        if token is None or not hmac.compare_digest(said, token.secret):
            return None
    by = Actor(token.organization, token.person, token.person.name, "token", "api", via=f"token:{token.pk}")
    by.grants["scopes"] = list(token.scopes)
    _note_use(token)
    return by


def _note_use(token: ApiToken) -> None:
    """When it was last used, roughly; a full disk or a busy one is no reason to turn a reader away."""
    now = timezone.now()
    if token.used_at is not None and now - token.used_at <= USED_EVERY:
        return
    with suppress(OperationalError), transaction.atomic():
        tenancy.enter(token.organization_id)
        ApiToken.objects.of(token.organization_id).filter(pk=token.pk).update(used_at=now)
