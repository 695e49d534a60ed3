"""Who may use these pages, how often, and how much they may send (docs/decisions/0021)."""

import functools
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from mutu.core import tenancy
from mutu.web.statistics.work import Refused

LARGEST_BODY = 8_000_000
A_MINUTE = 60
STRANGERS, KNOWN = 20, 60
"""charts a minute, from one address or for one person"""
View = Callable[[HttpRequest], HttpResponse]


def open_page(refused: Callable[[HttpRequest, Refused], HttpResponse]) -> Callable[[View], View]:
    """For everybody where the owner allows it, else for those who came in; nothing too large is even read."""

    def page(view: View) -> View:
        guarded = csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(view))

        @csrf_exempt  # looked at by `csrf_protect` below, after the size: it reads the whole body
        @functools.wraps(view)
        def entrance(request: HttpRequest) -> HttpResponse:
            if who(request) is None and not settings.OPEN_TOOLS:
                return HttpResponseRedirect(f"/in/?next={quote(request.get_full_path())}")
            if too_large(request):
                return refused(request, Refused("too-large", status=413))
            try:
                return guarded(request)
            except RequestDataTooBig:  # more pasted text than a form may hold
                return refused(request, Refused("too_many", status=413))

        return entrance

    return page


def who(request: HttpRequest) -> Any:
    return getattr(request, "actor", None)


def too_large(request: HttpRequest) -> bool:
    """Whether more is on its way than is ever read."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    return not told.isdecimal() or int(told) > LARGEST_BODY


def rendered(request: HttpRequest, template: str, context: Mapping[str, Any], status: int) -> HttpResponse:
    """The page in its frame, which reads what waits for the person: also after a form was sent."""
    by = who(request)
    with tenancy.reading(by.organization) if by and request.method == "POST" else nullcontext():
        return render(request, template, context, status=status)


def count(request: HttpRequest) -> None:
    """Count one piece of work of this person or address; `Refused` when it is too often."""
    by = who(request)
    name, most = (f"person:{by.person_id}", KNOWN) if by else (f"from:{request.META.get('REMOTE_ADDR', '')}", STRANGERS)
    key = f"statistics:{name}"
    cache.add(key, 0, A_MINUTE)
    try:
        number = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    if number > most:
        raise Refused("often", status=429)
