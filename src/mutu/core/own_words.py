"""The glossary, and an organization's own words for its terms: what they call a nonconformity stands on their pages.

Only Mutu's own sentences change, and only while somebody of the organization reads them: what people wrote, what
customers are sent and the catalogue of the standard stay as they are (7.5.3).
"""

import csv
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, override, trans_real

LONGEST = 60
NEVER_IN_A_WORD = re.compile(r"""[<>{}%&"'`\\\x00-\x1f\x7f]""")
"""Sentences go into pages as they are, also between the marks of an attribute; so these are kept out of them."""
NOT_WORDS = r"%\(\w+\)\w|\{\w*\}|<[^>]*>"
"""What stands in a sentence and is no word of it: places for values, marks of a page."""


@cache
def glossary() -> dict[str, dict[str, str]]:
    """The terms by key, with their words by language; an empty word where nobody has given one.

    >>> glossary()["nonconformity"]["en"]
    'nonconformity (NC)'
    """
    with files("mutu.catalogue").joinpath("glossary.csv").open(encoding="utf-8") as lines:
        return {line.pop("key"): line for line in csv.DictReader(lines)}


def usual(key: str, language: str) -> str:
    """The word that stands on a page where nothing else is said, without what is explained in brackets.

    >>> usual("nonconformity", "en"), usual("lot", "en"), usual("lot", "xx")
    ('nonconformity', 'lot', '')
    """
    word = glossary().get(key, {}).get(language.replace("-", "_"), "")
    return re.sub(r"\s*\([^)]*\)", "", word).split("/")[0].strip()


def is_a_word(said: str) -> bool:
    """Whether this may stand in a sentence of a page.

    >>> is_a_word("NCR"), is_a_word("phiếu NC (8.7)"), is_a_word('NCR" title="x'), is_a_word("R&D"), is_a_word("")
    (True, True, False, False, False)
    """
    return 0 < len(said) <= LONGEST and not NEVER_IN_A_WORD.search(said)


def chosen(terms: Mapping[str, Mapping[str, str]], language: str) -> tuple[tuple[str, str], ...]:
    """The usual words that an organization replaces in a language, each with its own."""
    own = terms.get(language, {})
    pairs = ((usual(key, language), said) for key, said in sorted(own.items()))
    return tuple((word, said) for word, said in pairs if word and word != said and is_a_word(said))


def several(word: str) -> str:
    """The English plural of a term.

    >>> several("nonconformity"), several("lot"), several("cause analysis")
    ('nonconformities', 'lots', 'cause analyses')
    """
    if word.endswith("sis"):
        return f"{word[:-2]}es"
    if word.endswith("y") and word[-2:-1] not in set("aeiou"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


@lru_cache(maxsize=200)
def _pattern(words: tuple[tuple[str, str], ...], language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    known = {word.lower(): said for word, said in words}
    if language == "en":
        known |= {several(word).lower(): several(said) for word, said in words}
    longest_first = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    return re.compile(rf"{NOT_WORDS}|(?<![\w/])({longest_first})(?![\w/])", re.IGNORECASE), known


@lru_cache(maxsize=20_000)
def said(sentence: str, words: tuple[tuple[str, str], ...], language: str) -> str:
    """The sentence with the organization's own words in it.

    >>> said("Nonconformities: %(nonconformity)s", (("nonconformity", "NCR"),), "en")
    'NCRs: %(nonconformity)s'
    """
    pattern, known = _pattern(words, language)

    def put(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        own = known[found[1].lower()]
        return own[:1].upper() + own[1:] if found[1][0].isupper() else own

    return pattern.sub(put, sentence)


_spoken: ContextVar[tuple[str, tuple[tuple[str, str], ...]]] = ContextVar("spoken", default=("", ()))


class OwnWords:
    """A language of Django's translation that speaks an organization's own words while they are asked for."""

    def __init__(self, translation: Any):
        self.translation, self.language = translation, translation.to_language()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.translation, name)

    def gettext(self, message: str) -> str:
        return self._said(self.translation.gettext(message))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self._said(self.translation.ngettext(one, many, number))

    def _said(self, sentence: str) -> str:
        language, words = _spoken.get()
        return said(sentence, words, language) if words and language == self.language else sentence


@contextmanager
def speaking(language: str, terms: Mapping[str, Mapping[str, str]]) -> Iterator[None]:
    """This language until the end, with these own words and no others: customers' papers are made with none."""
    words = chosen(terms, language)
    if words and not isinstance(known := trans_real.translation(language), OwnWords):
        trans_real._translations[language] = OwnWords(known)  # type: ignore[attr-defined]
    token = _spoken.set((language, words))
    try:
        with override(language):
            yield
    finally:
        _spoken.reset(token)


def own_words_now() -> tuple[tuple[str, str], ...]:
    """The own words at work in this request, for what is kept drawn."""
    language, words = _spoken.get()
    return words if language == get_language() else ()
