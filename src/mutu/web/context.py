"""What the frame of every page shows: the index, the languages, whose organization this is."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localtime
from django.utils.translation import get_language

from mutu import __version__
from mutu.core import permissions
from mutu.core.actors import Actor
from mutu.core.languages import PAGES
from mutu.core.own_words import own_words_now
from mutu.web.addresses import STEPS
from mutu.web.index import index

KEPT_FOR = 60


def frame(request: HttpRequest) -> dict[str, Any]:
    by: Actor | None = getattr(request, "actor", None)
    context: dict[str, Any] = {"languages": PAGES, "version": __version__}
    if by is not None and by.person is not None:
        context["organization_place"] = by.person.site.name if by.person.site else ""
        context["index"] = SimpleLazyObject(lambda: drawn(request.path, waiting(by), closed_to(by)))
    return context


def drawn(path: str, counts: Mapping[str, int], closed: tuple[str, ...]) -> str:
    """The index as it stands on a page; drawn once for each way of speaking, current entry, counts and entries."""
    entries = [entry for group in index(path, counts) for entry in group["entries"]]
    current = next((str(entry["url"]) for entry in entries if entry["current"]), "")
    return _drawn((get_language() or "", own_words_now()), current, tuple(sorted(counts.items())), closed)


@lru_cache(maxsize=1000)
def _drawn(_spoken: tuple[Any, ...], current: str, counts: tuple[tuple[str, int], ...], closed: tuple[str, ...]) -> str:
    return render_to_string("mutu/parts/index.html", {"index": index(current, dict(counts), closed)})


def closed_to(by: Actor) -> tuple[str, ...]:
    """The entries that would lead this person to a closed door; asked once a minute."""
    key = f"closed:{by.person_id}"
    kept: tuple[str, ...] | None = cache.get(key)
    if kept is None:
        from mutu.web.people.knowing import LEADERS
        from mutu.web.system import may_open

        leads = permissions.held(by, "awareness.read_who", LEADERS)
        kept = (() if leads else ("/readers/", "/aware/")) + (() if may_open(by) else ("/system",))
        cache.set(key, kept, KEPT_FOR)
    return kept


def waiting(by: Actor) -> dict[str, int]:
    """How much waits for this person, by kind or step; counted once a minute, or after they did something."""
    key = f"waiting:{by.person_id}"
    kept: dict[str, int] | None = cache.get(key)
    if kept is None:
        from mutu.web.today import held_back, mine

        now = datetime.now(UTC)
        later = held_back(by, localtime(now))
        duties = [one for one in mine(by, now) if one.record not in later]
        kept = dict(Counter(duty.action if duty.action in STEPS else duty.kind for duty in duties))
        kept[""] = len(duties)
        cache.set(key, kept, KEPT_FOR)
    return kept


def forget_waiting(by: Actor) -> None:
    cache.delete(f"waiting:{by.person_id}")
