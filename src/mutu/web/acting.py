"""The derived page of an action: its facts as a form, one call of the gate, back to the record."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from mutu.core import gate, permissions, tenancy, trail
from mutu.core.actors import Actor
from mutu.core.gate import AnyAction
from mutu.core.identity import new_id
from mutu.core.kinds import as_uuid
from mutu.core.models import Draft
from mutu.core.records import Record
from mutu.core.refusals import NotUnderstood, Outdated, Refusal
from mutu.web import forms
from mutu.web.addresses import address_of
from mutu.web.context import forget_waiting
from mutu.web.signing_in import signed_in


def actor_in(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def action_named(name: str) -> AnyAction:
    found = gate.actions().get(name)
    if found is None:
        raise Http404
    return found


def record_of(action: AnyAction, id: UUID, by: Actor) -> Record:
    found = permissions.visible(action.model, by).filter(pk=id).first()
    if found is None:
        raise Http404
    return cast(Record, found)


@signed_in
def do(request: HttpRequest, name: str, id: UUID | None = None) -> HttpResponse:
    """Ask an action's facts, and do it."""
    action, by = action_named(name), actor_in(request)
    if action.creates != (id is None):
        raise Http404
    if request.method == "POST":
        return _done(request, action, id, by)
    record = record_of(action, id, by) if id is not None else None
    values = forms.standing(action, record) if record is not None else {}
    kept = Draft.objects.of(by.organization).filter(person=by.person, form=draft_name(action, id)).first()
    unsent = forms.drafted(action, kept.values, by) if kept else {}
    form = forms.Form(action, by, {**values, **forms.in_query(action, request.GET), **unsent})
    return page(request, form, record, id or new_id(), draft=kept)


def draft_name(action: AnyAction, id: UUID | None) -> str:
    return f"{action.name}/{id}" if id else action.name


def _done(request: HttpRequest, action: AnyAction, id: UUID | None, by: Actor) -> HttpResponse:
    key = id or as_uuid(request.POST.get("id", "")) or new_id()
    form = forms.Form(action, by)
    try:
        form.values = forms.said(action, request, by, key)
        done = perform(request, action, key, form)
    except gate.NotFound:
        raise Http404 from None
    except Refusal as refusal:
        form.refusal = refusal
        with tenancy.reading(by.organization):
            record = None if action.creates else record_of(action, key, by)
            return page(request, form, record, key, status=refusal.status)
    with transaction.atomic():
        tenancy.enter(by.organization_id)
        Draft.objects.of(by.organization).filter(person=by.person, form=draft_name(action, id)).delete()
    messages.success(request, told(action, done, by))
    forget_waiting(by)
    return HttpResponseRedirect(local(request.POST.get("next")) or address_of(done))


def perform(request: HttpRequest, action: AnyAction, key: UUID, form: forms.Form) -> Record:
    """One call of the gate with what the form says, as of the version the person saw."""
    seen = request.POST.get("seen", "")
    by = actor_in(request).having_seen(int(seen) if seen.isdecimal() and len(seen) < 9 else None)
    return cast(Record, action.do(key, by=by, facts=form.values))


def told(action: AnyAction, record: Record, by: Actor) -> str:
    """The trail's own sentence, said back to the person."""
    return str(action.told) % {"who": by.name, "number": record.number or record.title}


def page(
    request: HttpRequest, form: forms.Form, record: Record | None, key: UUID, status: int = 200,
    draft: Draft | None = None,
) -> HttpResponse:  # fmt: skip
    """The form's page; when the record changed meanwhile it says what changed, by whom."""
    form.record = record
    context: dict[str, Any] = {
        "form": form,
        "action": form.action,
        "record": record,
        "id": key,
        "next": local(request.POST.get("next") or request.GET.get("next")) or "",
        "back": address_of(record) if record is not None else "/",
        "seen": record.version if record is not None else "",
        "draft": draft,
        "draft_name": draft_name(form.action, record.pk if record is not None else None),
        "may": permissions.may(form.by, form.action, record),
        "who_may": permissions.readable(form.action.may),
        "has_files": any(fact.kind in ("photo", "files", "file") for fact in form.action.facts),
    }
    if isinstance(form.refusal, Outdated) and record is not None:
        context["since"] = trail.story(form.by.organization, record)[-3:]
    if isinstance(form.refusal, NotUnderstood):
        context["wrong"] = True
    return render(request, "mutu/do.html", context, status=status)


def local(target: str | None) -> str | None:
    """An address on this server, or nothing."""
    if target and target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return None
