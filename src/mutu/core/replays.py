"""Saying the same thing twice does it once: the keys of answered requests, kept with the change they made."""

import hashlib
from typing import Any

from mutu.core.actors import Actor
from mutu.core.models import Answered
from mutu.core.records import canonical, plain
from mutu.core.refusals import Outdated
from mutu.core.refusals import gettext_noop as _


def answered_before(by: Actor, action: str, record_id: Any, facts: Any) -> bool:
    """Whether this key did exactly this already; the same key for something else is refused."""
    said = hashlib.sha256(
        canonical([action, str(record_id), plain(facts)]).encode("utf-8", "surrogatepass")
    ).hexdigest()
    kept, new = Answered.unscoped.get_or_create(
        organization=by.organization, person=by.person, key=by.key[:200], defaults={"said": said}
    )
    if not new and kept.said != said:
        raise Outdated(_("This key was used for another request already."))
    return not new
