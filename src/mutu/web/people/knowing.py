"""Who knows what, and who does not yet: each set asked of people as a bar, the names one tap away (7.3)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mutu.core import gate, permissions
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.permissions import Role
from mutu.core.refusals import Refusal
from mutu.resources.awareness import actions, content, queries
from mutu.resources.awareness.models import AwarenessNeed
from mutu.web.acting import actor_in
from mutu.web.addresses import address_of
from mutu.web.errors import NotYours
from mutu.web.signing_in import signed_in

LEADERS = (Role.QUALITY_MANAGER, Role.TOP_MANAGEMENT, Role.QUALITY_ENGINEER, Role.PROCESS_OWNER, Role.LINE_LEADER)
PAGE = 50


def must_lead(request: HttpRequest) -> Actor:
    """Names of who has not read something yet are for those who can help them to it."""
    by = actor_in(request)
    if not permissions.held(by, "awareness.read_who", LEADERS):
        raise NotYours(LEADERS)
    return by


def of_whom(need: AwarenessNeed) -> str:
    """The people a set is asked of, in words."""
    role = str(Role(need.role).label) if need.role else _("everybody")
    return f"{role}, {need.site.name}" if need.site else role


@signed_in
def who(request: HttpRequest) -> HttpResponse:
    """Each set that is asked, of whom, and how many know it."""
    by, now = must_lead(request), datetime.now(UTC)
    rows = []
    for need in queries.needs(by.organization):
        known, asked = queries.coverage(need, now)
        rows.append({
            "title": need.title, "whom": of_whom(need), "known": known, "asked": asked, "missing": asked - known,
            "url": f"/aware/{need.pk}",
        })  # fmt: skip
    may = permissions.may(by, actions.decide)
    return render(request, "mutu/knowing.html", {"rows": rows, "may_decide": may})


@signed_in
def missing(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who does not know it yet, by name."""
    by, now = must_lead(request), datetime.now(UTC)
    need = AwarenessNeed.objects.of(by.organization).select_related("site").filter(pk=id).first()
    if need is None:
        raise Http404
    known, asked = queries.coverage(need, now)
    people = queries.not_yet(need, now).select_related("site")
    after = request.GET.get("after", "")[:200].replace("\x00", "")
    rows = list((people.filter(name__gt=after) if after else people)[: PAGE + 1])
    context = {
        "need": need,
        "whom": of_whom(need),
        "known": known,
        "asked": asked,
        "people": rows[:PAGE],
        "older": rows[PAGE - 1].name if len(rows) > PAGE else "",
        "record_url": address_of(need),
        "done_url": f"/awareness/?set={need.set}",
    }
    return render(request, "mutu/knowing_missing.html", context)


def usual(by: Actor) -> list[dict[str, Any]]:
    """What is usually asked: each set of those it is written for."""
    asked = {(one.set, one.role) for one in queries.needs(by.organization)}
    wanted = [(one.key, role) for one in content.sets().values() for role in one.for_roles]
    return [{"set": key, "role": role} for key, role in wanted if (key, role) not in asked]


@signed_in
@require_POST
def ask_usual(request: HttpRequest) -> HttpResponse:
    """Ask what is usual, in one tap: the sets of those they are written for."""
    by = actor_in(request)
    try:
        with gate.batch(by):
            for facts in usual(by):
                actions.decide.do(new_id(), by=by, facts=facts)
    except Refusal as refusal:
        messages.error(request, gate.in_words(refusal))
    return HttpResponseRedirect("/aware/")


urls = [
    path("aware/", who),
    path("aware/usual", ask_usual),
    path("aware/<uuid:id>", missing),
]
