"""What is kept in this process as long as nothing changed: every change goes through the log, so its size says so."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from mutu.core.actors import Actor

T = TypeVar("T")
KEPT_FOR = 3600


def while_unchanged(by: Actor, name: str, make: Callable[[], T]) -> T:
    """What `make` answers, made again after the organization's log has grown; never kept for nobody's request."""
    if by.log_size is None:
        return make()
    place = f"unchanged:{by.organization_id}:{name}".replace(" ", "")
    held: tuple[int, T] | None = cache.get(place)
    if held is None or held[0] != by.log_size:
        held = by.log_size, make()
        cache.set(place, held, KEPT_FOR)
    return held[1]
