"""Reporting a problem on a phone: three taps and a photo; and the reporter's own list with the answers (8.7.1, 7.4)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mutu.core import gate, permissions, tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.kinds import Unreadable, as_uuid
from mutu.core.models import Door, Workplace
from mutu.core.refusals import NotUnderstood, Refusal
from mutu.core.refusals import gettext_noop as noop
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.web import forms
from mutu.web.acting import actor_in
from mutu.web.signing_in import signed_in


@dataclass(frozen=True)
class Tile:
    """One thing people see, with its drawing; `defect` is what the record keeps."""

    defect: str
    label: Any
    drawing: str
    grade: str = "minor"


TILES = (
    Tile("crack", _("Cracked, broken"), "crack"),
    Tile("scratch", _("Scratched"), "scratch"),
    Tile("size", _("Wrong size"), "size"),
    Tile("stain", _("Dirty, stained"), "stain"),
    Tile("missing", _("Part missing"), "missing"),
    Tile("machine", _("Machine, tool"), "machine"),
    Tile("danger", _("Danger"), "danger", "dangerous"),
    Tile("other", _("Something else"), "other"),
)
EXTENTS = (("one", _("One piece")), ("some", _("A few pieces")), ("many", _("Many, the whole lot")))
FACTS = ("workplace", "part", "lot", "quantity", "extent", "origin")


def poster(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Where the QR code at a machine leads: to its report, by way of the door if need be."""
    if not Door.objects.filter(slug=slug).exists():
        raise Http404
    target = "/report?" + urlencode({"workplace": str(id)})
    if request.actor is None:  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"/in/{slug}/?" + urlencode({"next": target}))
    return HttpResponseRedirect(target)


@signed_in
def report(request: HttpRequest) -> HttpResponse:
    """What, how many, a photo, send."""
    by = actor_in(request)
    if request.method == "POST":
        return _sent(request, by)
    return _page(request, by, forms.in_query(actions.report, request.GET))


def _sent(request: HttpRequest, by: Actor) -> HttpResponse:
    post = request.POST
    key = as_uuid(post.get("id", "")) or new_id()
    tile = next((one for one in TILES if one.defect == post.get("defect")), None)
    words = post.get("what", "").strip()
    said: dict[str, Any] = {name: post[name] for name in FACTS if post.get(name)}
    said["photos"] = []
    try:
        said["photos"] = [value for value in post.getlist("photos") if value]
        said["photos"] += forms.kept_files("photos", request.FILES, by, key)
        if tile is None and not words:
            raise NotUnderstood({"what": Unreadable(noop("Tap what you see, or write it."))})
        if not said["photos"] and not post.get("without_photo"):
            raise NotUnderstood({"photos": Unreadable(noop("Take a photo, or tick that none is possible."))})
        said["what"] = words or str(tile.label if tile else "")
        if tile is not None:
            said |= {"defect": tile.defect, "grade": tile.grade}
        done = actions.report.do(key, by=by, facts=said)
    except Refusal as refusal:
        with tenancy.reading(by.organization):
            return _page(request, by, {**said, "what": words, "defect": post.get("defect", "")}, refusal, key)
    return HttpResponseRedirect(f"/reported/{done.pk}")


def _page(
    request: HttpRequest, by: Actor, values: dict[str, Any], refusal: Refusal | None = None, key: UUID | None = None
) -> HttpResponse:
    wanted = as_uuid(values.get("workplace"))
    place = Workplace.objects.of(by.organization).filter(pk=wanted).first() if wanted else None
    form = forms.Form(actions.report, by, values, refusal)
    context = {
        "tiles": TILES,
        "extents": EXTENTS,
        "values": values,
        "place": place,
        "places": Workplace.objects.of(by.organization).filter(state="current").order_by("code")[:300],
        "id": key or new_id(),
        "form": form,
        "summary": form.summary,
        "promise": by.organization.promise,
    }
    return render(request, "mutu/report.html", context, status=refusal.status if refusal else 200)


@signed_in
def reported(request: HttpRequest, id: UUID) -> HttpResponse:
    """Thanks, what to do with the pieces, and when the answer comes."""
    by = actor_in(request)
    found = permissions.visible(Nonconformity, by).select_related("workplace").filter(pk=id).first()
    if found is None:
        raise Http404
    return render(request, "mutu/reported.html", {"problem": found, "first_name": by.name})


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What I reported, waiting ones first, with the answers."""
    by = actor_in(request)
    found = Nonconformity.objects.of(by.organization).filter(reported_by=by.person).select_related("workplace")
    recent = list(found.order_by("-reported_at", "-id")[:50])
    recent.sort(key=lambda one: bool(one.answer))
    return render(request, "mutu/mine.html", {"problems": recent})


@signed_in
def still_wrong(request: HttpRequest, id: UUID) -> HttpResponse:
    """The reporter says that it is still wrong."""
    by = actor_in(request)
    if request.method != "POST":
        raise Http404
    try:
        actions.contradict.do(id, by=by, facts={"reason": request.POST.get("reason") or gettext("Still wrong")})
    except gate.NotFound:
        raise Http404 from None
    except Refusal as refusal:
        from django.contrib import messages

        messages.error(request, gate.in_words(refusal))
    return HttpResponseRedirect("/mine")


urls = [
    path("at/<slug:slug>/<uuid:id>", poster),
    path("report", report),
    path("reported/<uuid:id>", reported),
    path("mine", mine),
    path("mine/<uuid:id>/still-wrong", still_wrong),
]
