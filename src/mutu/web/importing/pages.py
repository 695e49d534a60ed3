"""Bringing an earlier list in: hand in the file, say what its columns are, see what is wrong, bring the rest in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mutu.core import attachments, gate, permissions, tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.importing import actions, jobs, mending, progress, running, starting
from mutu.core.importing.actions import importable_of
from mutu.core.importing.declared import all_lists, list_named
from mutu.core.importing.models import WORKING, Import
from mutu.core.importing.opening import Found
from mutu.core.kinds import Unreadable, as_uuid
from mutu.core.refusals import NotUnderstood, NotYet, Refusal
from mutu.core.refusals import gettext_noop as noop
from mutu.web.acting import actor_in
from mutu.web.importing import view as import_view
from mutu.web.signing_in import signed_in

RECENT = 20


@signed_in
def imports(request: HttpRequest) -> HttpResponse:
    """Which list, which file; and the lists brought in so far."""
    by = actor_in(request)
    if request.method == "POST":
        return _received(request, by)
    return _first(request, by)


def _first(request: HttpRequest, by: Actor, refusal: Refusal | None = None) -> HttpResponse:
    recent = permissions.visible(Import, by).select_related("asked_by").order_by("-pk")[:RECENT]
    chosen = request.POST.get("into") or request.GET.get("into", "")
    context = {
        "lists": sorted((one for one in all_lists() if permissions.may(by, one.does)), key=lambda one: one.place),
        "into": chosen,
        "may": permissions.may(by, actions.start),
        "who_may": permissions.readable(actions.start.may),
        "recent": [(one, gate.state_label(one)) for one in recent],
        "errors": errors(refusal),
        "id": new_id(),
    }
    return render(request, "mutu/import_start.html", context, status=refusal.status if refusal else 200)


def errors(refusal: Refusal | None) -> list[dict[str, str]]:
    """What stands in the way, for the summary above a form."""
    if refusal is None:
        return []
    reasons = refusal.errors.values() if isinstance(refusal, NotUnderstood) else [refusal]
    return [{"href": f"#f-{reason.fact}" if reason.fact else "", "text": gate.in_words(reason)} for reason in reasons]


def _received(request: HttpRequest, by: Actor) -> HttpResponse:
    importable = list_named(request.POST.get("into", ""))
    try:
        if importable is None:
            raise NotYet(noop("Say what it is a list of."), fact="into")
        permissions.must(by, actions.start)
        file = request.FILES.get("file")
        data = _bytes_of(file)
        key = as_uuid(request.POST.get("id", "")) or new_id()
        with tenancy.reading(by.organization):
            earlier = starting.alive(data, importable, by)
        if earlier is None or earlier.pk == key:
            earlier = starting.receive(key, data, str(getattr(file, "name", "") or "list"), importable, by)
    except Refusal as refusal:
        with tenancy.reading(by.organization):
            return _first(request, by, refusal)
    return HttpResponseRedirect(f"/import/{earlier.pk}")


def _bytes_of(file: Any) -> bytes:
    if not isinstance(file, UploadedFile):
        raise Unreadable(noop("Choose the file first."), fact="file")
    if (file.size or 0) > attachments.LARGEST:
        raise Unreadable(
            noop("The file is larger than %(megabytes)s MB. Shrink it or split it."), fact="file",
            megabytes=attachments.LARGEST // 10**6,
        )  # fmt: skip
    return bytes(file.read())


def import_or_404(by: Actor, id: UUID) -> Import:
    found: Import | None = permissions.visible(Import, by).select_related("asked_by").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


@signed_in
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One list, at whichever point it is: columns, work going on, what the check found, what came of it."""
    by = actor_in(request)
    of = import_or_404(by, id)
    if of.state in WORKING:
        return _working(request, of)
    if request.headers.get("HX-Request"):
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    if of.state == "received" or (of.state == "checked" and "columns" in request.GET):
        return _columns(request, of)
    context = {**import_view.common(of), **import_view.faults(of, request.GET.get("from", ""))}
    return render(request, "mutu/import_found.html", context)


def _working(request: HttpRequest, of: Import) -> HttpResponse:
    kept = progress.of(of)
    context = {**import_view.common(of), "progress": kept, "still": progress.stands_still(kept)}
    return render(request, "mutu/import_working.html", context)


def _columns(
    request: HttpRequest, of: Import, refusal: Refusal | None = None, said: dict[str, int] | None = None
) -> HttpResponse:
    sheet = request.POST.get("sheet") or request.GET.get("sheet") or of.sheet
    kept = progress.of(of)
    found = progress.found_in(kept, sheet)
    mapping = said if said is not None else (of.mapping if of.columns and found.sheet == of.sheet else found.guess)
    context = {
        **import_view.common(of),
        **import_view.columns(of, found, mapping),
        "sheets": [Found(**one).sheet for one in kept.found],
        "errors": errors(refusal),
        "add_unknown": of.add_unknown or bool(request.POST.get("add_unknown")),
    }
    return render(request, "mutu/import_columns.html", context, status=refusal.status if refusal else 200)


@signed_in
@require_POST
def choose(request: HttpRequest, id: UUID) -> HttpResponse:
    """The columns are chosen; every row is checked in the background."""
    by = actor_in(request)
    with tenancy.reading(by.organization):
        of = import_or_404(by, id)
    said: dict[str, int] = {}
    try:
        labels = {fact.name: str(fact.label) for fact in importable_of(of).facts}
        for column in range(500):
            fact = request.POST.get(f"column.{column}", "")
            if fact in said:
                raise NotYet(noop("“%(label)s” was chosen for two columns."), fact="columns", label=labels[fact])
            if fact in labels:
                said[fact] = column
        facts = {name: request.POST.get(name, "") for name in ("sheet", "date_order", "decimal_mark")}
        facts |= {"columns": starting.columns_said(said), "add_unknown": bool(request.POST.get("add_unknown"))}  # type: ignore[dict-item]
        actions.choose_columns.do(of.pk, by=by, facts=facts)
    except Refusal as refusal:
        with tenancy.reading(by.organization):
            return _columns(request, import_or_404(by, id), refusal, said)
    jobs.leave_for_later(of)
    return HttpResponseRedirect(f"/import/{id}")


def _moves(action: Callable[..., Any], *, works: bool) -> Callable[..., HttpResponse]:
    """A button that is one action; the work it starts goes on in the background."""

    @require_POST
    def pressed(request: HttpRequest, id: UUID) -> HttpResponse:
        by = actor_in(request)
        with tenancy.reading(by.organization):
            of = import_or_404(by, id)
        try:
            action(id, by=by)
            if works:
                jobs.leave_for_later(of)
        except Refusal as refusal:
            from django.contrib import messages

            messages.error(request, gate.in_words(refusal))
        return HttpResponseRedirect(f"/import/{id}")

    return signed_in(pressed)  # type: ignore[return-value]


@signed_in
@require_POST
def carry_on(request: HttpRequest, id: UUID) -> HttpResponse:
    """The work stopped, and somebody wants it to go on."""
    by = actor_in(request)
    with tenancy.reading(by.organization):
        of = import_or_404(by, id)
    if of.state in WORKING and permissions.may(by, actions.bring_in):
        jobs.leave_for_later(of)
    return HttpResponseRedirect(f"/import/{id}")


@signed_in
def before_undo(request: HttpRequest, id: UUID) -> HttpResponse:
    """What would be taken back, and what would be left because somebody has worked on it."""
    of = import_or_404(actor_in(request), id)
    if of.state != "finished":
        return HttpResponseRedirect(f"/import/{id}")
    untouched = sum(found.count() for found in running.records_of(of, untouched=True))
    touched = [record for found in running.records_of(of, untouched=False) for record in found]
    context = {**import_view.common(of), "untouched": untouched, **import_view.left(touched)}
    return render(request, "mutu/import_undo.html", context)


@signed_in
def mend(request: HttpRequest, id: UUID) -> HttpResponse:
    """The rows that were left, as a spreadsheet."""
    of = import_or_404(actor_in(request), id)
    if not of.faulty:
        raise Http404
    try:
        answer = HttpResponse(mending.spreadsheet(of), content_type=mending.MEDIA_TYPE)
    except Refusal as refusal:
        return HttpResponse(gate.in_words(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
    mend = _("to mend")
    name = f"{of.name.rpartition('.')[0] or of.name} - {mend}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


urls = [
    path("import/", imports),
    path("import/<uuid:id>", one),
    path("import/<uuid:id>/columns", choose),
    path("import/<uuid:id>/bring-in", _moves(actions.bring_in, works=True)),
    path("import/<uuid:id>/give-up", _moves(actions.abandon, works=False)),
    path("import/<uuid:id>/carry-on", carry_on),
    path("import/<uuid:id>/before-undo", before_undo),
    path("import/<uuid:id>/undo", _moves(actions.undo, works=True)),
    path("import/<uuid:id>/mend.xlsx", mend),
]
