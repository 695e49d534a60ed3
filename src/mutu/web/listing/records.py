"""Derived pages of any record and of any kind of record; a topic with a page of its own does not use them."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mutu.core import dossiers, gate, permissions
from mutu.core.models import Attachment
from mutu.core.records import Record, Row
from mutu.core.references import kinds, model_of
from mutu.web import telling
from mutu.web.acting import actor_in
from mutu.web.addresses import address_of, do_address
from mutu.web.buttons import steps_of
from mutu.web.signing_in import signed_in
from mutu.web.standing import standing

PAGE, COLUMNS = 50, 3
UNTOLD = ("language", "timezone")
LISTED = {"corrective_action": "/actions/", "document_request": "/documents/requests/", "awareness": "/awareness/"}
"""Where the records of a kind are listed that have a list of their own, but no page."""


def model_or_404(kind: str) -> type[Record]:
    try:
        return model_of(kind)
    except LookupError:
        raise Http404 from None


def told_facts(record: Record | Row) -> Iterator[tuple[str, models.Field[Any, Any]]]:
    """The recorded columns that are neither its identity nor kept apart."""
    for name, column in record.recorded_fields().items():
        if name not in ("id", "number", "state", "version", "record") and column.name not in record.unrecorded:
            yield name, column


def in_words(record: Record | Row, column: models.Field[Any, Any]) -> tuple[Any, str]:
    """What stands in a column, as people say it, and where that leads."""
    value = getattr(record, column.name)
    if isinstance(value, Attachment):
        return value.title, f"/files/{value.pk}"
    if isinstance(value, Record):
        return value.title, address_of(value)
    if column.choices:
        return dict(column.flatchoices).get(value, value), ""
    if isinstance(value, datetime):
        return date_format(localtime(value), "j M Y H:i"), ""
    if isinstance(value, date):
        return date_format(value, "j M Y"), ""
    if isinstance(value, bool):
        return _("yes") if value else _("no"), ""
    return (f"{value.normalize():f}" if isinstance(value, Decimal) else value), ""


def shown_facts(record: Record | Row) -> list[tuple[str, Any, str]]:
    """Label, value and address of every recorded column that says something."""
    facts: list[tuple[str, Any, str]] = []
    for _name, column in told_facts(record):
        if getattr(record, column.attname) in (None, "", [], {}) or isinstance(column, models.JSONField):
            continue
        facts.append((str(column.verbose_name), *in_words(record, column)))
    return facts


def columns_of(model: type[Record]) -> list[models.Field[Any, Any]]:
    """Up to three columns that tell more than a title does: what it belongs to, a choice, a day."""
    found = []
    for name, column in told_facts(model):  # type: ignore[arg-type]
        if name in model.named_with or name in UNTOLD:
            continue
        related = column.related_model
        if isinstance(related, type) and issubclass(related, Record):
            telling = not related.named_with
        else:
            telling = bool(column.choices) or isinstance(column, models.DateField)
        if telling:
            found.append(column)
    return found[:COLUMNS]


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
        "state": standing(found),
        "kind": model._meta.verbose_name_plural,
        "listing": LISTED.get(kind, f"/records/{kind}/"),
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
    columns = columns_of(model)
    joined = {*model.named_with, *(one.name for one in columns if one.is_relation)}
    rows = list(found.select_related(*joined)[: PAGE + 1] if joined else found[: PAGE + 1])
    creators = [one for one in gate.actions_on(model) if one.creates and one.listed and permissions.may(by, one)]
    context = {
        "kind": model._meta.verbose_name_plural,
        "columns": [column.verbose_name for column in columns],
        "rows": [
            (address_of(one), one, [in_words(one, column)[0] for column in columns], standing(one))
            for one in rows[:PAGE]
        ],
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
