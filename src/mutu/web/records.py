"""Derived pages of any record and of any kind of record; a topic with a page of its own does not use them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from mutu.core import dossiers, gate, permissions
from mutu.core.models import Attachment
from mutu.core.records import Record, Row
from mutu.core.references import kinds, model_of
from mutu.web import telling
from mutu.web.acting import actor_in
from mutu.web.addresses import address_of, do_address
from mutu.web.buttons import steps_of
from mutu.web.signing_in import signed_in

PAGE = 50


def model_or_404(kind: str) -> type[Record]:
    try:
        return model_of(kind)
    except LookupError:
        raise Http404 from None


def shown_facts(record: Record | Row) -> list[tuple[str, Any]]:
    """Label and value of every recorded column that says something."""
    facts: list[tuple[str, Any]] = []
    for name, column in record.recorded_fields().items():
        if name in ("id", "number", "state", "version", "record") or column.name in record.unrecorded:
            continue
        value = getattr(record, column.name)
        if value in (None, "", [], {}) or isinstance(column, models.JSONField):
            continue
        if column.choices:
            value = dict(column.flatchoices).get(value, value)
        elif isinstance(value, Attachment):
            value = format_html('<a href="/files/{}">{}</a>', value.pk, value.title)
        elif isinstance(value, Record):
            value = format_html('<a href="{}">{}</a>', address_of(value), value.title)
        elif isinstance(value, datetime):
            value = date_format(localtime(value), "j M Y H:i")
        facts.append((str(column.verbose_name), value))
    return facts


@signed_in
def record(request: HttpRequest, kind: str, id: UUID) -> HttpResponse:
    """Everything about one record: facts, tables, what can be done, its story."""
    by, model = actor_in(request), model_or_404(kind)
    joined = [column.name for column in model._meta.concrete_fields if isinstance(column, models.ForeignKey)]
    found = permissions.visible(model, by).select_related(*joined).filter(pk=id).first()
    if found is None:
        raise Http404
    now, others = steps_of(found, by)
    context = {
        "record": found,
        "state": gate.state_label(found),
        "facts": shown_facts(found),
        "tables": [(part, [shown_facts(line) for line in found.rows(part)]) for part in found.parts],
        "now": now,
        "not_yet": others,
        "told": telling.story(by.organization, found),
        "evidence": kind in dossiers.kinds(),
    }
    return render(request, "mutu/record.html", context)


@signed_in
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest records of a kind, fifty at a time."""
    by, model = actor_in(request), model_or_404(kind)
    found = permissions.visible(model, by).order_by("-pk")
    before = request.GET.get("before", "")
    if before:
        try:
            found = found.filter(pk__lt=UUID(before))
        except ValueError:
            raise Http404 from None
    rows = list(found[: PAGE + 1])
    creators = [one for one in gate.actions_on(model) if one.creates and one.listed and permissions.may(by, one)]
    context = {
        "kind": model._meta.verbose_name_plural,
        "rows": [(address_of(one), one, gate.state_label(one)) for one in rows[:PAGE]],
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "creators": [(one.label, do_address(one.name)) for one in creators],
    }
    return render(request, "mutu/records.html", context)


@signed_in
def all_kinds(request: HttpRequest) -> HttpResponse:
    """All kinds of records there are, from A to Z."""
    named = sorted(((str(model._meta.verbose_name_plural), kind) for kind, model in kinds().items()), key=str)
    return render(request, "mutu/kinds.html", {"kinds": named})


urls = [
    path("records/", all_kinds),
    path("records/<slug:kind>/", listing),
    path("records/<slug:kind>/<uuid:id>", record),
    path("actions/<uuid:id>", record, {"kind": "corrective_action"}),
]
