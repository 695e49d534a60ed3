"""The words of the trade and what this organization calls them: the glossary as a page (7.5.3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import get_language

from mutu.core import actions, permissions
from mutu.core.languages import LANGUAGES
from mutu.core.own_words import glossary, usual
from mutu.web.acting import actor_in
from mutu.web.signing_in import signed_in


@signed_in
def words(request: HttpRequest) -> HttpResponse:
    """Every term in the page's language, in English beside it, and the organization's own word."""
    by, language = actor_in(request), get_language() or "en"
    own = by.organization.terms.get(language, {})
    doubtful = {key for key, line in glossary().items() if language in line["uncertain"].split()}
    terms = [
        {
            "key": key,
            "usual": word,
            "english": "" if language == "en" else usual(key, "en"),
            "own": own.get(key, ""),
            "doubtful": key in doubtful,
            "change": urlencode({"key": key, "language": language, "word": own.get(key, ""), "next": f"/words#{key}"}),
        }
        for key in glossary()
        if (word := usual(key, language))
    ]
    terms.sort(key=lambda term: (not term["own"], str(term["usual"]).lower()))
    context = {
        "terms": terms,
        "language": dict(LANGUAGES).get(language, language),
        "is_english": language == "en",
        "may": permissions.may(by, actions.set_term),
        "organization": by.organization,
    }
    return render(request, "mutu/words.html", context)


urls = [path("words", words)]
