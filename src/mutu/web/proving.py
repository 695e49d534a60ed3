"""The trail's page: how long the log is, when it was last read whole, its checkpoint, and what cannot be seen here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mutu.core import checkpoints, permissions, proofs, schedule, trail, verification
from mutu.core.kinds import as_uuid
from mutu.core.models import Heartbeat
from mutu.core.references import kinds
from mutu.lib.signed_note import NoteRefused
from mutu.web import telling
from mutu.web.acting import actor_in
from mutu.web.signing_in import signed_in

NEWEST = 60
LARGEST_NOTE = 10_000
READ_AT_ONCE = 30_000


@signed_in
def log(request: HttpRequest) -> HttpResponse:
    """The newest entries, or one record's, with what proves them."""
    by = actor_in(request)
    record = as_uuid(request.GET.get("record", ""))
    found = named(by, record) if record else None
    lines = trail.story(by.organization, found, newest=None if found else NEWEST)
    names = telling.referred(by.organization, lines)
    size, root = checkpoints.root(by.organization)
    context = {
        "record": found,
        "told": [
            (line.seq, line.at, telling.sentence(line), telling.said(line, names), line.face)
            for line in reversed(lines)
        ],
        "size": size,
        "root": root.hex(),
        "verified": Heartbeat.objects.filter(name=schedule.beat_name("verify", by.organization_id)).first(),
        "key": checkpoints.verifier_key(by.organization),
        "may_read_whole": size <= READ_AT_ONCE,
    }
    return render(request, "mutu/trail.html", context)


def named(by: Any, record: Any) -> Any:
    """The record of whatever kind with this id, if this person may see it."""
    for model in kinds().values():
        found = permissions.visible(model, by).filter(pk=record).first()
        if found is not None:
            return found
    raise Http404


@signed_in
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Read the whole log now, against a checkpoint if one is given."""
    by = actor_in(request)
    given = request.FILES.get("checkpoint")
    note = None
    if given is not None:
        note = given.read(LARGEST_NOTE).decode("utf-8", "replace")
    try:
        findings = verification.verify(by.organization, checkpoint=note)
    except NoteRefused as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect("/trail")
    if findings.clean:
        said = _(
            "%(entries)s entries, %(records)s records and %(files)s files were read again: all as the gate left them."
        )
        messages.success(request, said % vars(findings))
    for finding in list(findings)[:20]:
        messages.error(request, str(finding))
    return HttpResponseRedirect("/trail")


@signed_in
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed checkpoint, to keep elsewhere."""
    by = actor_in(request)
    response = HttpResponse(checkpoints.checkpoint(by.organization), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, "checkpoint.txt") or "attachment"
    return response


@signed_in
def proof(request: HttpRequest, seq: int) -> HttpResponse:
    """The proof that one entry is in the log."""
    from django.http import JsonResponse

    by = actor_in(request)
    try:
        found = proofs.prove_inclusion(by.organization, seq, words=True)
    except (LookupError, ValueError):
        raise Http404 from None
    return JsonResponse(found)


urls = [
    path("trail", log),
    path("trail/check", check),
    path("trail/checkpoint", checkpoint),
    path("trail/proof/<int:seq>", proof),
]
