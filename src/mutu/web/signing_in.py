"""Coming in: the door of an organization, a badge and a PIN; in the demo, one tap on loopback."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mutu.core import badges, tenancy
from mutu.core.languages import PAGES
from mutu.core.models import Door, Person

View = Callable[..., HttpResponseBase]
WRONG_FROM_ONE_ADDRESS = 60


def signed_in(view: View) -> View:
    """Only for people who are known; others are shown the door and brought back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor is None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(f"/in/?next={quote(request.get_full_path())}")
        return view(request, *args, **kwargs)

    return guarded


def on_loopback(request: HttpRequest) -> bool:
    return request.META.get("REMOTE_ADDR", "") in ("127.0.0.1", "::1")


def doors(request: HttpRequest) -> HttpResponse:
    """The first page: which organization, and in the demo which of its people."""
    found = list(Door.objects.order_by("name"))
    if len(found) == 1 and not (settings.DEMO and found[0].demo):
        return HttpResponseRedirect(f"/in/{found[0].slug}/?{request.GET.urlencode()}")
    offered = []
    for door in found:
        cast = []
        if settings.DEMO and door.demo and on_loopback(request):
            with tenancy.reading(door.organization_id):
                people = Person.objects.of(door.organization_id).filter(state="active").exclude(job="")
                cast = list(people.select_related("site").order_by("number")[:12])
        offered.append({"door": door, "people": cast})
    return render(request, "mutu/doors.html", {"doors": offered, "next": request.GET.get("next", "")})


def door(request: HttpRequest, slug: str, badge: str = "") -> HttpResponse:
    """A badge (number or link) and its PIN."""
    entrance = Door.objects.filter(slug=slug).first()
    if entrance is None:
        raise Http404
    error, status = "", 200
    badge = (request.POST.get("badge") or badge or request.GET.get("badge", "")).strip()
    if request.method == "POST":
        try:
            person = tried(request, entrance, badge)
        except badges.Locked as locked:
            error, status, person = (
                _("Too many wrong PINs. Try again in %(n)s minutes.") % {"n": locked.minutes},
                429,
                None,
            )
        if person is not None:
            return _inside(request, person, "badge")
        error = error or _("Badge and PIN do not fit. Look at the number on your badge; ask for a new PIN.")
        status = status if status != 200 else 422
    context = {
        "door": entrance,
        "badge": badge,
        "error": error,
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "mutu/door.html", context, status=status)


def tried(request: HttpRequest, entrance: Door, badge: str) -> Person | None:
    """One try, slowed by the badge itself and by the wrong ones from one address; a whole shift may come in at once."""
    key = f"tries:{request.META.get('REMOTE_ADDR')}"
    if cache.get(key, 0) >= WRONG_FROM_ONE_ADDRESS:
        raise badges.Locked(10)
    person = badges.come_in(entrance.organization_id, badge, request.POST.get("pin", ""))
    if person is None:
        cache.add(key, 0, 600)
        cache.incr(key)
    return person


def tidy_key(said: str) -> str:
    return said.replace("\x00", "")[:60]


@require_POST
def as_cast(request: HttpRequest) -> HttpResponse:
    """One tap into the demo: demo organizations only, from this machine only."""
    if not settings.DEMO or not on_loopback(request):
        raise Http404
    entrance = Door.objects.filter(slug=tidy_key(request.POST.get("door", "")), demo=True).first()
    if entrance is None:
        raise Http404
    with tenancy.reading(entrance.organization_id):
        people = Person.objects.of(entrance.organization_id).filter(state="active")
        person = people.filter(number=tidy_key(request.POST.get("person", ""))).first()
    if person is None:
        raise Http404
    return _inside(request, person, "demo")


def _inside(request: HttpRequest, person: Person, via: str) -> HttpResponse:
    target = request.POST.get("next", "")
    request.session.flush()
    request.session["organization"], request.session["person"] = str(person.organization_id), str(person.pk)
    request.session["via"] = via
    safe = target.startswith("/") and not target.startswith(("//", "/\\"))
    return HttpResponseRedirect(target if safe else "/")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return HttpResponseRedirect("/in/")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language of the pages, for this session and, if somebody is known, for them."""
    wanted = request.POST.get("language", "")
    if wanted in dict(PAGES):
        request.session["language"] = wanted
    target = request.POST.get("next", "/")
    safe = target.startswith("/") and not target.startswith(("//", "/\\"))
    return HttpResponseRedirect(target if safe else "/")
