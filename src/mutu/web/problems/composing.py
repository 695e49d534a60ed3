"""Choosing the words of an answer: left what I choose, in my language; right what the customer reads, in theirs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language

from mutu.core import gate, permissions, tenancy
from mutu.core.refusals import Refusal
from mutu.lib.phrase_book import Phrase
from mutu.operation.customers import answers, phrases, queries
from mutu.operation.customers.models import Complaint, Slot
from mutu.web.acting import actor_in, told
from mutu.web.problems.complaint import complaint_or_404, composed
from mutu.web.signing_in import signed_in

MOST_OFFERED = 30


@signed_in
def compose(request: HttpRequest, id: UUID) -> HttpResponse:
    """One place of the report at a time; saving shows the next look of the letter."""
    by = actor_in(request)
    slot = request.POST.get("slot") or request.GET.get("slot", "")
    slot = slot if slot in Slot.values else Slot.PROBLEM.value
    if request.method == "POST":
        with tenancy.reading(by.organization):
            found = complaint_or_404(request, id)
        facts = {"slot": slot, "phrases": chosen_lines(request), "note": request.POST.get("note", "")}
        try:
            done = answers.compose.do(id, by=by, facts=facts)
        except Refusal as refusal:
            with tenancy.reading(by.organization):
                return page(request, found, slot, refusal, facts)
        messages.success(request, told(answers.compose, done, by))
        return HttpResponseRedirect(f"/complaints/{id}/compose?slot={slot}")
    return page(request, complaint_or_404(request, id), slot)


def chosen_lines(request: HttpRequest) -> list[str]:
    """Each ticked phrase with the figures written beside it."""
    lines = []
    for key in request.POST.getlist("phrase"):
        start = f"{key}|"
        figures = {name[len(start) :]: request.POST[name] for name in request.POST if name.startswith(start)}
        lines.append(phrases.line_of(key, figures))
    return lines


def page(
    request: HttpRequest, found: Complaint, slot: str, refusal: Refusal | None = None, said: Any = None
) -> HttpResponse:
    by = actor_in(request)
    own = get_language() or found.organization.language
    kept = found.composed.get(slot, {})
    ticked: dict[str, Any] = dict(kept.get("phrases", []))
    if said is not None:
        ticked = dict(line.partition("?")[::2] for line in said["phrases"])
    trade, words = request.GET.get("trade", ""), request.GET.get("words", "")[:100]
    offered = phrases.book().find(slot=slot, trade=trade, words=words, language="en" if not words else own)
    shown = [phrase for phrase in phrases.book().phrases.values() if phrase.key in ticked]
    shown += [phrase for phrase in offered if phrase.key not in ticked]
    context = {
        "record": found,
        "slot": slot,
        "slots": [(value, label, value in found.composed) for value, label in Slot.choices],
        "offered": [choice(phrase, ticked, own, request) for phrase in shown[:MOST_OFFERED]],
        "note": said["note"] if said is not None else kept.get("note", ""),
        "composed": composed(found),
        "theirs": queries.languages_of(found)[0],
        "own": own,
        "refusal": gate.in_words(refusal) if refusal else "",
        "trades": sorted({phrase.trade for phrase in phrases.book().phrases.values() if phrase.slot == slot}),
        "trade": trade,
        "words": words,
        "may": permissions.may(by, answers.compose, found),
    }
    return render(request, "mutu/compose.html", context, status=refusal.status if refusal else 200)


def choice(phrase: Phrase, ticked: dict[str, Any], own: str, request: HttpRequest) -> dict[str, Any]:
    """One phrase as it is offered: its words in my language, and a box for each figure."""
    figures = ticked.get(phrase.key)
    kept = figures if isinstance(figures, dict) else {}
    boxes = [
        {
            "name": f"{phrase.key}|{name}",
            "label": name.replace("_", " "),
            "kind": kind,
            "value": request.POST.get(f"{phrase.key}|{name}") or kept.get(name, ""),
        }
        for name, kind in phrase.values.items()
    ]
    language = own if own in phrase.texts else "en"
    return {
        "key": phrase.key,
        "text": phrase.texts[language],
        "language": language,
        "ticked": phrase.key in ticked,
        "boxes": boxes,
        "trade": phrase.trade,
        "status": phrase.status(language),
    }


urls = [path("complaints/<uuid:id>/compose", compose)]
