"""The system page: what ran when, where the data are, backups, keys for programs (7.1.3, 7.5.3)."""

import re
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
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import ApiToken, Heartbeat, Person
from mutu.core.nightly import back_up_now
from mutu.core.references import kinds
from mutu.core.refusals import Refusal
from mutu.web.acting import actor_in
from mutu.web.errors import NotYours
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


RESULTS: tuple[tuple[str, Any], ...] = (
    (r"(?P<mails>\d+) mails, (?P<reminders>\d+) reminders", gettext_lazy("%(mails)s mails, %(reminders)s reminders")),
    (
        r"(?P<entries>\d+) entries, (?P<records>\d+) records, (?P<files>\d+) files",
        gettext_lazy("%(entries)s new entries, %(records)s records, %(files)s files: as the gate left them"),
    ),
    (r"(?P<mails>\d+) mails", gettext_lazy("%(mails)s mails")),
    (r"(?P<name>\S+) restored, every trail verified", gettext_lazy("%(name)s restored on trial, every trail verified")),
)
"""What jobs say when they are done, and the same for a reader of another language."""


def in_words(result: str) -> str:
    """What came of a job, in the reader's language where it is one of the usual sentences.

    >>> in_words("2 mails"), in_words("OSError: disk full")
    ('2 mails', 'OSError: disk full')
    """
    for pattern, words in RESULTS:
        found = re.fullmatch(pattern, result)
        if found:
            return str(words) % found.groupdict()
    return result


def scope_in_words(scope: str) -> str:
    """What a key may do, as people say it."""
    kind, _dot, verb = scope.partition(".")
    if scope == "*":
        return _("everything this person may do")
    if scope in gate.actions():
        return str(gate.actions()[scope].label)
    if kind not in kinds():
        return scope
    return _("read: %(kind)s") % {"kind": called(kind)[1]} if verb == "read" else called(kind)[1]


def may_open(by: Actor) -> bool:
    """Whether the page is theirs to open."""
    return permissions.may(by, actions.make_token) or permissions.may(by, actions.add_person)


@signed_in
def system(request: HttpRequest) -> HttpResponse:
    """How the installation is doing."""
    by = actor_in(request)
    if not may_open(by):
        raise NotYours(actions.make_token.may)
    disk = shutil.disk_usage(settings.HOME)
    beats = {beat.name: beat for beat in Heartbeat.objects.all()}
    context: dict[str, Any] = {
        "beats": [
            (label, beat, in_words(beat.result) if beat else "")
            for label, beat in (
                (label, beats.get(name) or beats.get(schedule.beat_name(name, by.organization_id)))
                for name, label in NAMES.items()
            )
        ],
        "version": __version__,
        "engine": "PostgreSQL" if connection.vendor == "postgresql" else "SQLite",
        "free": disk.free / 1e9,
        "total": disk.total / 1e9,
        "tight": disk.free < 2e9,
        "tokens": [
            (one, ", ".join(map(scope_in_words, one.scopes)))
            for one in ApiToken.objects.of(by.organization).select_related("person").order_by("-pk")[:50]
        ],
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
