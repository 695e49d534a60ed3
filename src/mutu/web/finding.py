"""The page behind the find bar: first the thing, then what is linked to it, then what one can do with it (7.5.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mutu.core import permissions, search
from mutu.core.actors import Actor
from mutu.core.records import Record
from mutu.core.references import kinds
from mutu.core.search_models import Found
from mutu.lib.spreadsheets.folding import fold
from mutu.web.acting import actor_in
from mutu.web.addresses import address, address_of
from mutu.web.buttons import steps_of
from mutu.web.signing_in import signed_in
from mutu.web.signposts import signposts
from mutu.web.standing import standing

ROUNDS = 4
STEPS = 4
PANEL = 8
NAMED, NAMESAKES = ("person", "party"), 4
KIND_ORDER = ("nonconformity", "complaint", "corrective_action", "person", "part", "workplace", "party", "process")
PLAIN_WORDS = {
    "nonconformity": (_lazy("problem"), _lazy("Problems")),
    "complaint": (_lazy("complaint"), _lazy("Complaints")),
    "corrective_action": (_lazy("corrective action"), _lazy("Corrective actions")),
    "person": (_lazy("person"), _lazy("People")),
    "part": (_lazy("part"), _lazy("Parts")),
    "workplace": (_lazy("machine or place"), _lazy("Machines and places")),
    "party": (_lazy("customer or provider"), _lazy("Customers and providers")),
    "process": (_lazy("process"), _lazy("Processes")),
    "skill": (_lazy("skill"), _lazy("Skills")),
    "training": (_lazy("training"), _lazy("Trainings")),
}
"""What people call a kind of record, one and many."""


def called(kind: str) -> tuple[str, str]:
    """The plain words for a kind: one and many."""
    if kind in PLAIN_WORDS:
        one, many = PLAIN_WORDS[kind]
        return str(one), str(many)
    names = kinds()[kind]._meta
    return str(names.verbose_name), str(names.verbose_name_plural).capitalize()


@dataclass(frozen=True)
class Hit:
    """One record that was found, as far as the reader may see it."""

    found: Found
    record: Record
    url: str
    kind: str
    family: str = ""
    word: str = ""
    label: str = ""


def hit(found: Found, record: Record) -> Hit:
    """A found record with its state in shape and word, when it has one worth telling."""
    url, kind = address_of(record), called(record.kind)[0]
    return Hit(found, record, url, kind, *standing(record))


def seen(by: Actor, found: Iterable[Found]) -> list[Hit]:
    """Those the reader may see, in the same order: one query for each kind that occurs."""
    rows = list(found)
    records: dict[UUID, Record] = {}
    for kind in {one.kind for one in rows}:
        model = kinds().get(kind)
        if model is not None:
            wanted = [one.record for one in rows if one.kind == kind]
            records.update({one.pk: one for one in permissions.visible(model, by).filter(pk__in=wanted)})
    return [hit(one, records[one.record]) for one in rows if one.record in records]


def answers(by: Actor, query: str, before: int) -> tuple[list[Hit], int]:
    """Up to twenty records that hold every word, and the row after which there are more (0 for none)."""
    hits: list[Hit] = []
    for _round in range(ROUNDS):
        rows = search.find(by.organization, query, before=before)
        hits += seen(by, rows[: search.FIRST])
        if len(rows) <= search.FIRST:
            return hits[: search.FIRST], hits[search.FIRST - 1].found.pk if len(hits) > search.FIRST else 0
        before = rows[search.FIRST - 1].pk
        if len(hits) >= search.FIRST:
            return hits[: search.FIRST], hits[search.FIRST - 1].found.pk
    return hits, before


def by_name(by: Actor, query: str) -> list[Hit]:
    """People and firms whose name begins with what was asked: they are older than what was written about them."""
    if any(letter.isdigit() for letter in query):
        return []
    rows = [one for kind in NAMED for one in search.find(by.organization, query, kind=kind, most=NAMESAKES + 1)]
    asked = search.words_of(query)
    return [one for one in seen(by, rows) if begins(fold(one.record.title).split(), asked)][:NAMESAKES]


def begins(name: list[str], asked: list[str]) -> bool:
    """Whether each word asked begins a word of the name.

    >>> begins(["suresh", "pillai"], ["pil"]), begins(["suresh", "pillai"], ["lai"])
    (True, False)
    """
    return all(any(word.startswith(one) for word in name) for one in asked)


def grouped(hits: list[Hit]) -> list[tuple[str, list[Hit]]]:
    """The answers by kind, what people look for most first, newest first inside."""
    order = {kind: place for place, kind in enumerate(KIND_ORDER)}
    ranked = sorted(hits, key=lambda one: (order.get(one.record.kind, len(order)), one.record.kind))
    found = groupby(ranked, key=lambda one: one.record.kind)
    return [(called(kind)[1], list(group)) for kind, group in found]


def steps(by: Actor, best: Hit) -> list[dict[str, Any]]:
    """What can be done with the thing that was meant."""
    now, _others = steps_of(best.record, by)
    return now[:STEPS]


@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """What was asked, and every record that answers."""
    by, query = actor_in(request), request.GET.get("q", "")[: search.LONGEST_QUERY]
    try:
        before = min(int(request.GET.get("before") or search.NEWEST), search.NEWEST)
    except ValueError:
        before = search.NEWEST
    context = found(by, query, before) | {
        "browse": [(address(kind, "").rstrip("/") + "/", called(kind)[1])
                   for kind in KIND_ORDER if kind in kinds()],
        "example": _("caliper 07, NC-2026-0041, 2611-14, Suresh"),
    }  # fmt: skip
    return render(request, "mutu/find.html", context)


@signed_in
def panel(request: HttpRequest) -> HttpResponse:
    """The answers as the find panel shows them while somebody types; the page `find` is the same without scripts."""
    by, query = actor_in(request), request.GET.get("q", "")[: search.LONGEST_QUERY]
    context = found(by, query, search.NEWEST)
    shown = [one for _name, group in context["groups"] for one in group]
    context |= {"others": shown[:PANEL], "further": context["more"] or len(shown) > PANEL}
    return render(request, "mutu/parts/find_panel.html", context)


def found(by: Actor, query: str, before: int) -> dict[str, Any]:
    """The best match, what is linked to it, what can be done with it, and the pages that the question names."""
    words = search.words_of(query)
    first = bool(words) and before == search.NEWEST
    exact = (seen(by, search.exactly(by.organization, query)) or by_name(by, query)) if first else []
    hits, more = answers(by, query, before) if words else ([], 0)
    hits = [one for one in hits if one.record.pk not in {same.record.pk for same in exact}]
    pages = signposts(query) if first else []
    if not exact and not pages and len(hits) == 1 and not more:
        exact, hits = hits, []
    return {
        "query": query,
        "asked": bool(words),
        "best": exact,
        "linked": bool(exact),
        "groups": grouped(hits),
        "pages": pages,
        "steps": steps(by, exact[0]) if len(exact) == 1 else [],
        "more": more,
        "count": len(hits) + len(exact) + len(pages),
    }


urls = [path("find", find), path("find/panel", panel)]
