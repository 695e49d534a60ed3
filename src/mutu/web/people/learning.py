"""Learning by cards: one card a page on a phone, one question each, in the reader's own language (7.3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.formats import date_format

from mutu.core import tenancy
from mutu.core.identity import new_id
from mutu.core.languages import LANGUAGES
from mutu.core.models import Draft
from mutu.resources.awareness import actions, content, queries
from mutu.resources.awareness.content import Card, Set
from mutu.resources.awareness.models import AwarenessNeed
from mutu.web.acting import actor_in
from mutu.web.context import forget_waiting
from mutu.web.signing_in import signed_in

FOR_ANYONE = frozenset({"auditors", "buyers"})
"""Sets that may be read without coming in; nothing is recorded then."""
LONGEST_TRIES = 9999
Kept = dict[str, Any]


def language_of(request: HttpRequest) -> str:
    """The language the cards are read in: chosen here, else the person's, else that of the pages."""
    wanted = request.GET.get("language", "")
    if wanted in content.LANGUAGES:
        request.session["cards_in"] = wanted
    by = request.actor  # type: ignore[attr-defined]
    own = by.person.language if by is not None and by.person is not None else ""
    return content.nearest(request.session.get("cards_in", ""), own, translation.get_language() or "en")


def set_or_404(key: str) -> Set:
    found = content.sets().get(key)
    if found is None:
        raise Http404
    return found


@contextmanager
def read_in(language: str) -> Iterator[content.Words]:
    """The whole page speaks the reader's language, and says so to the browser."""
    with translation.override(language):
        yield content.words(language)


def frame(request: HttpRequest, words: content.Words) -> dict[str, Any]:
    names = dict(LANGUAGES)
    return {
        "w": words.words,
        "draft": words.draft,
        "card_languages": [(code, names[code], code == words.language) for code in content.LANGUAGES],
    }


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """What I am asked to know, and everything else there is."""
    by, now = actor_in(request), datetime.now(UTC)
    if by.person is None:
        raise Http404
    asked, last = queries.asked_of(by.person, now), queries.last_known(by.person)
    begun = set(
        Draft.objects.of(by.organization)
        .filter(person=by.person, form__startswith="learn/")
        .values_list("form", flat=True)
    )
    with read_in(language_of(request)) as words:

        def row(key: str, due: Any = None) -> dict[str, Any]:
            title, about = words.titles[key]
            done = words.words["done_on"].format(day=date_format(last[key], "j M Y")) if key in last else ""
            verb = "go_on" if f"learn/{key}" in begun else "again" if done and due is None else "start"
            return {
                "key": key, "title": title, "about": about, "done": done, "verb": words.words[verb],
                "due": words.words["due"].format(day=date_format(due, "j M Y")) if due else "",
            }  # fmt: skip

        mine = [row(one.need.set, one.due) for one in asked if one.is_open(now)]
        others = [row(key) for key in content.sets() if key not in {one["key"] for one in mine}]
        return render(request, "mutu/learn.html", {**frame(request, words), "mine": mine, "others": others})


@signed_in
def asked(request: HttpRequest, id: UUID) -> HttpResponse:
    """From Today to the set that is asked."""
    need = AwarenessNeed.objects.of(actor_in(request).organization).filter(pk=id).first()
    if need is None:
        raise Http404
    return HttpResponseRedirect(f"/learn/{need.set}")


def card(request: HttpRequest, key: str) -> HttpResponse:
    """One card and its question; a right answer leads on, a wrong one explains and asks again."""
    cards = set_or_404(key)
    if request.actor is None and key not in FOR_ANYONE:  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"/in/?next={quote(request.get_full_path())}")
    kept, language = progress(request, key), language_of(request)
    if request.method == "POST":
        return answered(request, cards, kept, language)
    wanted = cards.card(request.GET.get("card", ""))
    shown = wanted or cards.first_open(kept["answers"]) or cards.cards[0]
    return page(request, cards, shown, kept, language)


def answered(request: HttpRequest, cards: Set, kept: Kept, language: str) -> HttpResponse:
    """Judge one answer, keep how far the reader has come, and lead on."""
    shown = cards.card(request.POST.get("card", ""))
    if shown is None:
        raise Http404
    said = request.POST.get("answer", "")
    if said != str(shown.right):
        kept["tries"] = min(kept["tries"] + bool(said), LONGEST_TRIES)
        keep(request, cards.key, kept)
        return page(request, cards, shown, kept, language, wrong=said)
    kept["answers"][shown.key] = shown.right
    words = content.words(language)
    if cards.first_open(kept["answers"]) is None:
        return finished(request, cards, kept, language)
    keep(request, cards.key, kept)
    messages.success(request, f"{words.words['right']} {words.cards[shown.key].because}")
    return HttpResponseRedirect(f"/learn/{cards.key}")


def finished(request: HttpRequest, cards: Set, kept: Kept, language: str) -> HttpResponse:
    """The last question is answered: the record is made, the place kept so far is given up."""
    by = request.actor  # type: ignore[attr-defined]
    if by is not None:
        lines = [f"{card}={answer}" for card, answer in kept["answers"].items()]
        actions.complete(new_id(), by=by, set=cards.key, answers=lines, language=language, tries=kept["tries"])
        forget_waiting(by)
    keep(request, cards.key, None)
    return HttpResponseRedirect(f"/learn/{cards.key}/done")


def done(request: HttpRequest, key: str) -> HttpResponse:
    """Thanks, and what comes next."""
    cards = set_or_404(key)
    if request.actor is None and key not in FOR_ANYONE:  # type: ignore[attr-defined]
        return HttpResponseRedirect("/in/")
    with read_in(language_of(request)) as words:
        title, _about = words.titles[cards.key]
        return render(request, "mutu/learned.html", {**frame(request, words), "title": title, "key": key})


def page(
    request: HttpRequest, cards: Set, shown: Card, kept: Kept, language: str, wrong: str | None = None
) -> HttpResponse:
    """The card itself."""
    at = cards.cards.index(shown)
    with read_in(language) as words, tenancy.reading(organization_of(request)):
        text = words.cards[shown.key]
        pictures = shown.pictures or ("",) * len(text.answers)
        context = {
            **frame(request, words),
            "set_key": cards.key,
            "set_title": words.titles[cards.key][0],
            "card": shown,
            "text": text,
            "answers": [(str(n), pictures[n], answer) for n, answer in enumerate(text.answers)],
            "place": words.words["card_of"].format(n=at + 1, total=len(cards.cards)),
            "steps": ["done" if one.key in kept["answers"] else "now" if one is shown else "" for one in cards.cards],
            "wrong": wrong,
            "last": at + 1 == len(cards.cards),
            "before": cards.cards[at - 1].key if at else "",
        }
        return render(request, "mutu/card.html", context, status=200 if wrong is None else 422)


def organization_of(request: HttpRequest) -> Any:
    by = request.actor  # type: ignore[attr-defined]
    return by.organization_id if by is not None else UUID(int=0)


def progress(request: HttpRequest, key: str) -> Kept:
    """How far this reader has come: with a name, on every phone; without, in this browser."""
    by = request.actor  # type: ignore[attr-defined]
    if by is None:
        kept = request.session.get(f"learn/{key}")
    else:
        with tenancy.reading(by.organization_id):
            found = Draft.objects.of(by.organization).filter(person=by.person, form=f"learn/{key}").first()
        kept = found.values if found is not None else None
    answers = kept.get("answers") if isinstance(kept, dict) else None
    if not isinstance(answers, dict) or not isinstance(kept, dict):
        return {"answers": {}, "tries": 0}
    right = {card.key: card.right for card in content.sets()[key].cards}
    tries = kept.get("tries")
    return {
        "answers": {card: answer for card, answer in answers.items() if right.get(card) == answer},
        "tries": tries if isinstance(tries, int) else 0,
    }


def keep(request: HttpRequest, key: str, kept: Kept | None) -> None:
    """Keep the place, or give it up when the set is done."""
    by = request.actor  # type: ignore[attr-defined]
    if by is None:
        request.session[f"learn/{key}"] = kept
        return
    with transaction.atomic():
        tenancy.enter(by.organization_id)
        if kept is None:
            Draft.objects.of(by.organization).filter(person=by.person, form=f"learn/{key}").delete()
        else:
            Draft.unscoped.update_or_create(
                organization=by.organization, person=by.person, form=f"learn/{key}", defaults={"values": kept}
            )


urls = [
    path("learn/", overview),
    path("learn/asked/<uuid:id>", asked),
    path("learn/<slug:key>", card),
    path("learn/<slug:key>/done", done),
]
