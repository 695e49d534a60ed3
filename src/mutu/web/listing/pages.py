"""The page of a list, its print and its Excel: the same rows, columns, order and words (7.5.3)."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mutu.web.acting import actor_in
from mutu.web.addresses import address
from mutu.web.documents import lists as document_lists
from mutu.web.listing import export as list_export
from mutu.web.listing import saved_views
from mutu.web.listing.declared import LISTINGS as FIRST
from mutu.web.listing.lists import Asked, Line, Listing, Page, Reader, State, page_of
from mutu.web.listing.rows import select, table
from mutu.web.signing_in import signed_in

PRINTED = 1000
LISTINGS: tuple[Listing, ...] = (*FIRST, *document_lists.LISTINGS)
"""Every list there is, whichever module declares it."""


def day_in_words(day: date | None, today: date) -> str:
    """A due day as people say it: today, 28 Nov, or with the year when it is another."""
    if day is None:
        return ""
    return _("today") if day == today else _written(day, "j M" if day.year == today.year else "j M Y", get_language())


@lru_cache(maxsize=10_000)
def _written(day: date, form: str, _language: str | None) -> str:
    return date_format(day, form)


def cell(shown: Any, reader: Reader) -> Any:
    """What stands in a cell: a date in words, a state as shape and word, anything else as it is."""
    if isinstance(shown, State):
        return {"family": shown.family, "word": shown.word, "label": shown.label}
    return day_in_words(shown, reader.today) if isinstance(shown, date) else shown


def rows_of(listing: Listing, lines: list[Line], reader: Reader) -> list[dict[str, Any]]:
    return [
        {
            "url": address(listing.model.kind, line["pk"]),
            "late": listing.late(line, reader),
            "cells": [cell(column.shown(line, reader), reader) for column in listing.columns],
        }
        for line in lines
    ]


def tabled(asked: Asked, lines: list[Line]) -> SafeString:
    listing = asked.listing
    return table(listing.columns, rows_of(listing, lines, asked.reader), listing.title)


def counted(page: Page) -> str:
    """How many there are, as far as anybody would count."""
    if page.count is None:
        return _("Newest first.")
    if page.many:
        return _("Newest first, more than 10,000.")
    return ngettext("Newest first, %(n)s in all.", "Newest first, %(n)s in all.", page.count) % {"n": page.count}


def filters_of(asked: Asked, base: str = "") -> dict[str, Any]:
    """The chips and selects with what is chosen now."""
    listing = asked.listing
    chips = [
        {
            "label": chip.label,
            "url": asked.address(base, show="" if chip is listing.chips[0] else chip.key),
            "chosen": chip is asked.chip,
        }
        for chip in listing.chips
    ]
    selects = []
    for one in listing.selects:
        options = one.options(asked.reader)
        chosen = asked.chosen.get(one.key, "")
        if len(options) > 1 or chosen:
            selects.append(select(one.key, one.label, options, chosen))
    return {"chips": chips, "selects": selects}


def in_force(asked: Asked) -> list[str]:
    """The filters in words, for paper and for the sheet beside the rows."""
    said = [str(asked.chip.label)]
    for one in asked.listing.selects:
        if one.key in asked.chosen:
            said.append(str(dict(one.options(asked.reader)).get(asked.chosen[one.key], _("something unknown"))))
    return [*said, f"“{asked.text}”"] if asked.text else said


def list_page(listing: Listing) -> Callable[..., HttpResponseBase]:
    """The view of one list."""

    @signed_in
    def view(request: HttpRequest) -> HttpResponseBase:
        asked = Asked.read(listing, request, actor_in(request))
        form = request.GET.get("format", "")
        if form == "xlsx":
            return list_export.answer(asked, in_force(asked))
        return printed(request, asked) if form == "print" else shown(request, asked)

    return view


def shown(request: HttpRequest, asked: Asked) -> HttpResponse:
    listing, page = asked.listing, page_of(asked)
    first = not (asked.before or asked.after)
    nothing = not page.lines and first and not asked.filtered
    context = {
        "listing": listing,
        "asked": asked,
        "table": tabled(asked, page.lines) if page.lines else "",
        "page": page,
        "said": counted(page),
        "nothing_yet": nothing and not permitted_any(asked),
        "query": asked.address().partition("?")[2],
        "here": asked.address(),
        **saved_views.above(asked),
        **filters_of(asked),
    }
    return render(request, "mutu/list.html", context)


def permitted_any(asked: Asked) -> bool:
    """Whether there is any record at all, for an empty page that says so."""
    from mutu.core import permissions

    return bool(permissions.visible(asked.listing.model, asked.reader.by).exists())


def printed(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The list on paper: the first thousand rows, with what was asked, by whom and when."""
    lines = asked.lines(asked.records(), PRINTED + 1, asked.before)
    context = {
        "listing": asked.listing,
        "table": tabled(asked, lines[:PRINTED]),
        "count": min(len(lines), PRINTED),
        "more": len(lines) > PRINTED,
        "in_force": " · ".join(in_force(asked)),
        "back": asked.address(),
        "now": asked.reader.by.now().astimezone(asked.reader.zone),
    }
    return render(request, "mutu/list_print.html", context)


urls: list[URLPattern] = [path(listing.address.strip("/") + "/", list_page(listing)) for listing in LISTINGS]
