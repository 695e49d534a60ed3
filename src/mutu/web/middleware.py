"""What every request passes on its way in and out: content policy, who is asking, language, one stretch of reading."""

from collections.abc import Callable
from contextlib import ExitStack
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.languages import PAGES
from mutu.core.models import LogHead, Person
from mutu.core.own_words import speaking
from mutu.core.statements import values_of

Next = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
SAFE = ("GET", "HEAD", "OPTIONS")


def content_policy(next_one: Next) -> Next:
    """Nothing from elsewhere, nothing inline."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = next_one(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
        return response

    return middleware


def actor(next_one: Next) -> Next:
    """Who is asking: the person of the session, if they still work here. A page that only reads is read in one go."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if request.path.startswith(("/static/", "/api/")):
            return next_one(request)
        organization, key = request.session.get("organization"), request.session.get("person")
        if not organization or not key:
            return next_one(request)
        with ExitStack() as stretch:
            stretch.enter_context(tenancy.reading(UUID(organization)))
            by = request.actor = actor_of(request, UUID(organization), key)  # type: ignore[attr-defined]
            if by is None or request.method not in SAFE:
                stretch.close()
            return next_one(request)

    return middleware


def actor_of(request: HttpRequest, organization_id: UUID, key: str) -> Actor | None:
    size = next((size for (size,) in values_of(LogHead, ("size",), organization_id=organization_id)), None)
    person = person_of(organization_id, key, size)
    if person is None:
        return None
    return Actor(person.organization, person, person.name, via=request.session.get("via", ""), log_size=size)


def person_of(organization_id: UUID, key: str, size: int | None) -> Person | None:
    """The person, if they still work here; read again when the log has grown, for only the gate changes people."""
    place = f"person:{organization_id}:{key}"
    held: tuple[int | None, Person | None] | None = cache.get(place)
    if held is None or held[0] != size:
        found = Person.objects.of(organization_id).select_related("organization", "site")
        held = size, next(iter(found.filter(pk=key, state="active")[:1]), None)
        cache.set(place, held, 60)
    return held[1]


def language(next_one: Next) -> Next:
    """The language chosen in this session, else the person's, else the browser's; their words, their clock."""

    def middleware(request: HttpRequest) -> HttpResponse:
        by: Actor | None = request.actor  # type: ignore[attr-defined]
        wanted = request.session.get("language") or (by.person.language if by and by.person else None)
        known = dict(PAGES)
        chosen = wanted if wanted in known else translation.get_language_from_request(request)
        zone = ZoneInfo(by.organization.timezone) if by else None
        with speaking(chosen, by.organization.terms if by else {}), timezone.override(zone):
            request.LANGUAGE_CODE = chosen
            response = next_one(request)
            response.setdefault("Content-Language", chosen)
        return response

    return middleware
