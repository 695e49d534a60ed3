"""Reading and signing: what I must read, and a class in which each signs by badge and PIN (7.3, 7.5.3.1)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mutu.core import badges, gate, permissions, tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.kinds import as_uuid
from mutu.core.models import Door, Person
from mutu.core.refusals import Refusal
from mutu.resources.acknowledgements import actions, queries
from mutu.resources.acknowledgements.models import Acknowledgement
from mutu.resources.documents.models import Revision
from mutu.web.acting import actor_in, local
from mutu.web.context import forget_waiting
from mutu.web.people.knowing import LEADERS
from mutu.web.signing_in import signed_in, tried

MOST_IN_CLASS = 12
"""So many documents one class signs at once."""
CLASS_LASTS = timedelta(hours=12)


@signed_in
def to_read(request: HttpRequest) -> HttpResponse:
    """What I must read, and what I signed last."""
    by = actor_in(request)
    if by.person is None:
        raise Http404
    signed = Acknowledgement.objects.of(by.organization).filter(person=by.person).select_related("document", "revision")
    context = {
        "waiting": queries.to_read(by.person),
        "signed": signed.order_by("-acknowledged_at")[:10],
        "today": datetime.now(UTC).date(),
        "leads": bool(permissions.held(by, "acknowledgement.lead", LEADERS)),
    }
    return render(request, "mutu/to_read.html", context)


@signed_in
def of(request: HttpRequest, id: UUID) -> HttpResponse:
    """From Today to what is to be read and signed."""
    by = actor_in(request)
    if not permissions.visible(Revision, by).filter(pk=id).exists():
        raise Http404
    return HttpResponseRedirect(f"/documents/revision/{id}/read")


def asked(by: Actor, revision: Revision | None) -> dict[str, Any]:
    """For the page on which somebody reads: whether they must sign this, and when they did."""
    if by.person is None or revision is None or revision.state != "in_force":
        return {}
    done = Acknowledgement.objects.of(by.organization).filter(person=by.person, revision=revision).first()
    must = done is None and queries.readers(revision.document).filter(pk=by.person.pk).exists()
    return {"signed_on": done.acknowledged_at if done is not None else None, "must_sign": must, "may_sign": True}


@signed_in
@require_POST
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """I have read and understood it: one tap."""
    by = actor_in(request)
    with tenancy.reading(by.organization):
        if not permissions.visible(Revision, by).filter(pk=id).exists():
            raise Http404
    try:
        actions.sign.do(new_id(), by=by, facts={"revision": str(id), "language": request.POST.get("language", "")})
    except Refusal as refusal:
        messages.error(request, first_sentence(refusal))
    else:
        forget_waiting(by)
        messages.success(request, _("Signed. Thank you."))
    return HttpResponseRedirect(local(request.POST.get("next")) or "/to-read/")


def first_sentence(refusal: Refusal) -> str:
    errors: dict[str, Refusal] = getattr(refusal, "errors", {})
    return gate.in_words(next(iter(errors.values()), refusal))


# a class


def revisions_of(request: HttpRequest, by: Actor) -> list[Revision]:
    """The revisions a class is about, those in force only."""
    said = request.POST.getlist("of") or request.GET.getlist("of")
    keys = [key for one in said[:MOST_IN_CLASS] if (key := as_uuid(one)) is not None]
    found = permissions.visible(Revision, by).filter(pk__in=keys, state="in_force").select_related("document__current")
    return list(found.order_by("document__number"))


def began(request: HttpRequest) -> datetime:
    """When the class began, as its address says; at most a shift ago."""
    now = datetime.now(UTC)
    try:
        said = datetime.fromtimestamp(int((request.POST or request.GET).get("since", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return said if now - CLASS_LASTS < said <= now else now


@signed_in
def class_page(request: HttpRequest) -> HttpResponse:
    """The page that goes from hand to hand: badge, PIN, next; or first, which documents it is about."""
    by = actor_in(request)
    if not permissions.held(by, "acknowledgement.lead", LEADERS):
        raise Http404
    chosen = revisions_of(request, by)
    if not chosen:
        current = permissions.visible(Revision, by).filter(state="in_force").select_related("document")
        recent = current.order_by("-effective_on", "-pk")[:60]
        return render(request, "mutu/class_start.html", {"revisions": recent, "most": MOST_IN_CLASS})
    if request.method == "POST":
        return _signed(request, by, chosen)
    return _class(request, by, chosen, began(request))


def _signed(request: HttpRequest, by: Actor, chosen: Sequence[Revision]) -> HttpResponse:
    """One person signs everything the class is about, then the page waits for the next."""
    since = began(request)
    badge = request.POST.get("badge", "").strip()
    try:
        person = tried(request, Door(organization_id=by.organization_id), badge)
    except badges.Locked as locked:
        error = _("Too many wrong PINs. Try again in %(n)s minutes.") % {"n": locked.minutes}
        return _again(request, by, chosen, since, error, badge, 429)
    if person is None:
        error = _("Badge and PIN do not fit. Look at the number on your badge; ask for a new PIN.")
        return _again(request, by, chosen, since, error, badge, 422)
    try:
        new = sign_all(person, by, chosen)
    except Refusal as refusal:
        return _again(request, by, chosen, since, first_sentence(refusal), badge, refusal.status)
    about = [("of", str(one.pk)) for one in chosen]
    said = urlencode([*about, ("since", int(since.timestamp())), ("last", str(person.pk)), ("new", new)])
    return HttpResponseRedirect(f"/class/?{said}")


def sign_all(person: Person, by: Actor, chosen: Sequence[Revision]) -> int:
    """Sign what this person has not signed yet, in one transaction, as themselves; how many that were."""
    own = Actor(by.organization, person, person.name, via="class", at=by.at)
    with gate.batch(own):
        signed = Acknowledgement.objects.of(by.organization).filter(person=person, revision__in=chosen)
        before = set(signed.values_list("revision", flat=True))
        for one in chosen:
            if one.pk not in before:
                language = person.language if queries.reads_in(one, person.language) else one.document.language
                actions.sign(new_id(), by=own, revision=one, language=language)
    forget_waiting(own)
    return len(chosen) - len(before)


def _again(
    request: HttpRequest, by: Actor, chosen: Sequence[Revision], since: datetime, error: str, badge: str, status: int
) -> HttpResponse:
    with tenancy.reading(by.organization):
        return _class(request, by, chosen, since, error, badge, status)


def _class(
    request: HttpRequest, by: Actor, chosen: Sequence[Revision], since: datetime, error: str = "", badge: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The class as it stands: the last one thanked, who signed since it began, and how many there are in all."""
    signed = Acknowledgement.objects.of(by.organization).filter(
        revision=chosen[0], acknowledged_at__gte=datetime.fromtimestamp(int(since.timestamp()), UTC)
    )
    here = list(signed.select_related("person").order_by("-acknowledged_at", "-pk")[:60])
    last = as_uuid(request.GET.get("last", ""))
    context = {
        "revisions": [(one, queries.coverage(one.document)) for one in chosen],
        "since": int(since.timestamp()),
        "here": here,
        "last": Person.objects.of(by.organization).filter(pk=last).first() if last else None,
        "again": request.GET.get("new") == "0",
        "error": error,
        "badge": badge,
    }
    return render(request, "mutu/class.html", context, status=status)


urls = [
    path("to-read/", to_read),
    path("to-read/of/<uuid:id>", of),
    path("to-read/<uuid:id>/sign", sign),
    path("class/", class_page),
]
