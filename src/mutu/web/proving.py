"""The trail's pages: who did what, when it was last read whole, checkpoints, and what cannot be seen here (7.5.3)."""

import re
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mutu.core import checkpoints, nightly, permissions, proofs, schedule, trail, verification
from mutu.core.actors import Actor
from mutu.core.kinds import as_uuid
from mutu.core.models import Heartbeat
from mutu.core.permissions import Role
from mutu.core.references import kinds
from mutu.core.reminders import holders
from mutu.core.trail_models import Entry
from mutu.lib.signed_note import NoteRefused
from mutu.lib.transparency import leaf_hash
from mutu.web import telling
from mutu.web.acting import actor_in
from mutu.web.addresses import address
from mutu.web.signing_in import signed_in

NEWEST = 60
LARGEST_NOTE = 10_000
READ_AT_ONCE = 30_000
READ = re.compile(r"(\d+) entries, (\d+) records, (\d+) files")


@signed_in
def log(request: HttpRequest) -> HttpResponse:
    """The newest entries, or one record's, with what proves them."""
    by = actor_in(request)
    record = as_uuid(request.GET.get("record", ""))
    found = named(by, record) if record else None
    before = request.GET.get("before", "")
    entries = Entry.objects.of(by.organization)
    if found is not None:
        entries = entries.filter(record=found.pk)
    if before.isdecimal() and len(before) < 12:
        entries = entries.filter(seq__lt=int(before))
    rows = list(entries.order_by("-seq")[: NEWEST + 1])
    lines = list(trail.read(by.organization_id, rows[:NEWEST]))
    size, root = checkpoints.root(by.organization)
    context = {
        "record": found,
        "record_url": address(found.kind, found.pk) if found is not None else "",
        "days": by_day(told(by, lines)),
        "older": lines[-1].seq if len(rows) > NEWEST else None,
        "newest": not before,
        "size": size,
        "root": root.hex(),
        "verified": verified(by, size),
        "key": checkpoints.verifier_key(by.organization),
        "note": checkpoints.checkpoint(by.organization),
        "keepers": keepers(by),
        "sent": Heartbeat.objects.filter(name=schedule.beat_name("checkpoint", by.organization_id), ok=True).first(),
        "may_read_whole": size <= READ_AT_ONCE,
    }
    return render(request, "mutu/trail.html", context)


def told(by: Actor, lines: list[trail.Line]) -> list[dict[str, Any]]:
    """Entries as a person reads them; what was said about a record this person may not see stays closed."""
    names, closed = telling.referred(by.organization, lines), telling.closed_to(by, lines)
    return [
        {
            "seq": line.seq,
            "at": line.at,
            "text": telling.linked(line),
            "facts": [] if line.record in closed else telling.said(line, names),
            "closed": line.record in closed,
            "whence": telling.whence(line),
            "erased": line.erased,
        }
        for line in lines
    ]


def by_day(rows: list[dict[str, Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Entries under the day on which they were made, on the factory's own calendar."""
    return [(day, list(group)) for day, group in groupby(rows, key=lambda row: localdate(row["at"]))]


def verified(by: Actor, size: int) -> dict[str, Any] | None:
    """When the log was last read whole, what came of it, and how many entries are younger than that."""
    kept = Heartbeat.objects.filter(name=schedule.beat_name("verify", by.organization_id)).first()
    if kept is None:
        return None
    read, upto = READ.fullmatch(kept.result), nightly.verified(by.organization)
    return {
        "ok": kept.ok and read is not None,
        "at": kept.at,
        "problem": "" if kept.ok else kept.result.partition(": ")[2],
        "entries": upto[0] if upto else 0,
        "records": int(read[2]) if read else 0,
        "files": int(read[3]) if read else 0,
        "since": max(0, size - upto[0]) if upto else size,
    }


def keepers(by: Actor) -> list[str]:
    """Who is sent the checkpoint every week: the owners who have an address for mail."""
    people = {
        one.pk: one for role in (Role.TOP_MANAGEMENT, Role.ADMINISTRATOR) for one in holders(by.organization, role)
    }
    return sorted(one.name for one in people.values() if one.email)


def named(by: Actor, record: Any) -> Any:
    """The record of whatever kind with this id, if this person may see it."""
    for model in kinds().values():
        found = permissions.visible(model, by).filter(pk=record).first()
        if found is not None:
            return found
    raise Http404


@signed_in
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry whole: who, when, from where, what was said, what stood before, and what proves it."""
    by = actor_in(request)
    rows = list(Entry.objects.of(by.organization).filter(seq=seq))
    if not rows:
        raise Http404
    (line,) = trail.read(by.organization_id, rows)
    (row,) = told(by, [line])
    context = {
        "row": row,
        "line": line,
        "who": telling.who(line),
        "kind": telling.called(line.kind),
        "url": address(line.kind, line.record),
        "before": [] if row["closed"] else telling.before(by.organization, line),
        "hash": leaf_hash(rows[0].leaf.encode()).hex(),
        "size": checkpoints.root(by.organization)[0],
        "key": checkpoints.verifier_key(by.organization),
    }
    return render(request, "mutu/trail_entry.html", context)


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
    now, name = datetime.now(UTC), schedule.beat_name("verify", by.organization_id)
    try:
        schedule.beat(name, nightly.came_of(by.organization, findings, now), at=now)
    except RuntimeError as reason:
        schedule.beat(name, f"RuntimeError: {reason}", ok=False, at=now)
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
    by = actor_in(request)
    try:
        found = proofs.prove_inclusion(by.organization, seq, words=True)
    except (LookupError, ValueError):
        raise Http404 from None
    response = JsonResponse(found)
    response["Content-Disposition"] = content_disposition_header(True, f"entry-{seq}.json") or "attachment"
    return response


urls = [
    path("trail", log),
    path("trail/check", check),
    path("trail/checkpoint", checkpoint),
    path("trail/<int:seq>", entry),
    path("trail/proof/<int:seq>", proof),
]
