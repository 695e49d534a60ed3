"""What was chosen from the phrase book and written beside it, for each slot of an answer (8.2.1).

A chosen phrase is one line, the same on a page, in the API and in a spreadsheet: its key, and its figures as in an
address: `containment.general.on_hold?quantity=4200&lot=2610-07&since=2026-11-24`. The complaint keeps, per slot, the
phrases as pairs of key and figures, and a note in somebody's own words with its language, never translated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from mutu import catalogue
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as _
from mutu.lib.phrase_book import Phrase, PhraseBook, PhraseRefused, Value
from mutu.lib.spreadsheets.cells import CellRefused, read_date, read_number

MOST_IN_A_SLOT = 20
BOOK_LANGUAGES = {"zh-hans": "zh_Hans"}


@cache
def book() -> PhraseBook:
    """The phrase book inside the package, read once."""
    return PhraseBook.from_text(catalogue.text("phrase_book.yaml"))


def line_of(key: str, values: Mapping[str, Any]) -> str:
    """A phrase with its figures as one line.

    >>> line_of("containment.general.on_hold", {"quantity": 4200, "lot": "2610 & 07"})
    'containment.general.on_hold?quantity=4200&lot=2610+%26+07'
    """
    said = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in values.items()}
    return f"{key}?{urlencode(said)}" if said else key


def read(slot: str, lines: Sequence[str]) -> list[list[Any]]:
    """The phrases of a slot as they are kept, each tried out in English; refuses what cannot be said."""
    if len(lines) > MOST_IN_A_SLOT:
        raise NotYet(_("At most %(most)s phrases in one place; nobody reads more."), fact="phrases",
                     most=MOST_IN_A_SLOT)  # fmt: skip
    return [_read_line(slot, line) for line in lines]


def _read_line(slot: str, line: str) -> list[Any]:
    key, _mark, figures = line.partition("?")
    phrase = book().phrases.get(key)
    if phrase is None or phrase.slot != slot:
        raise NotYet(_("“%(key)s” is not a phrase for this place."), fact="phrases", key=key[:80])
    try:
        pairs = parse_qsl(figures, keep_blank_values=True, strict_parsing=bool(figures), errors="strict")
        if len({name for name, _figure in pairs}) != len(pairs):
            raise NotYet(_("A figure stands twice in “%(key)s”."), fact="phrases", key=key[:80])
        kept = {name: _figure(phrase, name, said) for name, said in pairs}
        book().render(key, "en", typed(phrase, kept))
    except PhraseRefused as reason:
        raise NotYet(_("%(reason)s"), fact="phrases", reason=str(reason)) from None
    except (CellRefused, ValueError) as reason:
        raise NotYet(_("“%(key)s”: %(reason)s"), fact="phrases", key=key[:80], reason=str(reason)[:200]) from None
    return [key, kept]


def _figure(phrase: Phrase, name: str, said: str) -> str | int:
    """A figure as it is kept: a count as a whole number, a number and a date as their plain spelling."""
    kind = phrase.values.get(name)
    if kind == "date":
        return read_date(said).isoformat()
    if kind in ("count", "number"):
        number = read_number(said)
        whole = number == number.to_integral_value()
        return int(number) if kind == "count" and whole and abs(number) < 10**12 else str(number)
    return said


def typed(phrase: Phrase, kept: Mapping[str, Any]) -> dict[str, Value]:
    """The figures as the phrase book wants them."""
    return {
        name: date.fromisoformat(value) if phrase.values.get(name) == "date" else value for name, value in kept.items()
    }


@dataclass(frozen=True)
class Words:
    """One sentence as somebody reads it: where it comes from, its language, and whether a person reviewed it."""

    text: str
    language: str
    status: str
    """`reviewed`, `draft`, or `untranslated` for a note in somebody's own words."""
    key: str = ""


def words(composed: Mapping[str, Any], slot: str, language: str) -> Iterator[Words]:
    """A slot in one language; a phrase not written in it stands in English, a note as it was written."""
    kept = composed.get(slot, {})
    for key, figures in kept.get("phrases", []):
        phrase = book().phrases.get(key)
        if phrase is None:
            yield Words(line_of(key, figures), "", "untranslated", key)
            continue
        wanted = BOOK_LANGUAGES.get(language, language)
        spoken = wanted if wanted in phrase.texts else "en"
        said = book().render(key, spoken, typed(phrase, figures))
        yield Words(said.text, spoken, said.status, key)
    if kept.get("note"):
        yield Words(kept["note"], kept.get("language", ""), "untranslated")
