"""The system page: what ran when, where the data are, backups, keys for programs (7.1.3, 7.5.3)."""

import shutil
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mutu import __version__
from mutu.core import actions, gate, permissions, schedule, tokens
from mutu.core.identity import new_id
from mutu.core.models import ApiToken, Heartbeat, Person
from mutu.core.nightly import back_up_now
from mutu.core.refusals import Refusal
from mutu.web.acting import actor_in
from mutu.web.finding import called
from mutu.web.signing_in import signed_in

NAMES = {
    "worker": gettext_lazy("Worker"),
    "scheduler": gettext_lazy("Scheduler"),
    "reminders": gettext_lazy("Reminders"),
    "verify": gettext_lazy("Trail read"),
    "checkpoint": gettext_lazy("Checkpoint sent"),
    "backup": gettext_lazy("Backup"),
    "restore test": gettext_lazy("Restore tried out"),
}


@signed_in
def system(request: HttpRequest) -> HttpResponse:
    """How the installation is doing."""
    by = actor_in(request)
    if not permissions.may(by, actions.make_token) and not permissions.may(by, actions.add_person):
        return render(
            request, "mutu/not_yours.html", {"roles": permissions.readable(actions.make_token.may)}, status=403
        )
    disk = shutil.disk_usage(settings.HOME)
    beats = {beat.name: beat for beat in Heartbeat.objects.all()}
    context: dict[str, Any] = {
        "beats": [
            (label, beats.get(name) or beats.get(schedule.beat_name(name, by.organization_id)))
            for name, label in NAMES.items()
        ],
        "version": __version__,
        "engine": "PostgreSQL" if connection.vendor == "postgresql" else "SQLite",
        "free": disk.free / 1e9,
        "total": disk.total / 1e9,
        "tight": disk.free < 2e9,
        "tokens": ApiToken.objects.of(by.organization).select_related("person").order_by("-pk")[:50],
        "may_tokens": permissions.may(by, actions.make_token),
        "people": Person.objects.of(by.organization).filter(state="active").order_by("name")[:500],
        "new_token": request.session.pop("new_token", ""),
        "scopes": sorted((called(kind)[1], kind) for kind in {one.model.kind for one in gate.actions().values()}),
    }
    return render(request, "mutu/system.html", context)


@signed_in
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """A key for a program, shown once."""
    by, secret = actor_in(request), tokens.new_secret()
    scopes = [f"{kind}.*" for kind in request.POST.getlist("scope")] or ["*"]
    facts = {
        "name": request.POST.get("name", ""),
        "person": request.POST.get("person", ""),
        "scopes": scopes,
        "secret": secret,
    }
    try:
        made = actions.make_token.do(new_id(), by=by, facts=facts)
    except Refusal as refusal:
        messages.error(request, gate.in_words(refusal))
    else:
        request.session["new_token"] = tokens.spell(made, secret)
    return HttpResponseRedirect("/system")


@signed_in
@require_POST
def back_up(request: HttpRequest) -> HttpResponse:
    """A backup of the whole installation now, made by the worker."""
    by = actor_in(request)
    if not permissions.may(by, actions.make_token):
        raise Http404
    back_up_now.enqueue()
    messages.success(request, _("The worker makes a backup now; it is listed here when it is done."))
    return HttpResponseRedirect("/system")


urls = [
    path("system", system),
    path("system/tokens", make_token),
    path("system/backup", back_up),
]
