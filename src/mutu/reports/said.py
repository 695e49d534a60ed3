"""What people say in a report: sentences of the phrase book in both languages, or their own words as written.

Own words are never translated by a machine. Without a person's translation they are printed as they stand and
marked *not translated* (8.2.1: communication with customers).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from mutu import catalogue
from mutu.lib.phrase_book import PhraseBook, Value
from mutu.reports.wording import Wording


@dataclass(frozen=True)
class Translation:
    """Somebody's words in another language, and who translated them."""

    language: str
    text: str
    by: str


@dataclass(frozen=True)
class Said:
    """Own words (``text`` in ``language``, with translations by people) or a phrase (``phrase`` and its values).

    Make it with `own_words` or `from_book`. Raises ``ValueError`` when it is neither or both.
    """

    text: str = ""
    language: str = ""
    translations: tuple[Translation, ...] = ()
    phrase: str = ""
    values: tuple[tuple[str, Value], ...] = ()

    def __post_init__(self) -> None:
        if bool(self.phrase) == bool(self.text.strip() and self.language):
            raise ValueError("Say it in own words with their language, or with a phrase of the book, not both.")


@dataclass(frozen=True)
class Person:
    """A name, what the person is in the company, and what in this case (*leader*)."""

    name: str
    role: str = ""
    task: str = ""


@dataclass(frozen=True)
class Company:
    """A company as it stands in a letterhead."""

    name: str
    place: str = ""


@dataclass(frozen=True)
class Photo:
    """A JPEG or PNG picture with who took it and when; ``step`` is the D it belongs to."""

    image: bytes
    caption: str = ""
    by: str = ""
    at: datetime | None = None
    step: int = 2


@dataclass(frozen=True)
class Signature:
    """A person stood for the content with this hash: *prepared*, *reviewed* or *approved* it (7.5.2 c)."""

    meaning: str
    name: str
    role: str
    at: datetime
    content: str


@dataclass(frozen=True)
class Printed:
    """Who printed it and when, and the head of the record's trail at that moment."""

    by: str
    at: datetime
    trail: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("The time of printing needs its time zone.")


def own_words(text: str, language: str, *translations: Translation) -> Said:
    """Words as somebody wrote them.

    >>> own_words("Kami sedang menyemak.", "ms").language
    'ms'
    """
    return Said(text=text, language=language, translations=translations)


def from_book(key: str, **values: Value) -> Said:
    """A sentence of the phrase book with its figures.

    >>> from_book("containment.plastics.torque_test", torque="1.2").values
    (('torque', '1.2'),)
    """
    return Said(phrase=key, values=tuple(sorted(values.items())))


@cache
def shipped_phrases() -> PhraseBook:
    """The phrase book of this package."""
    return PhraseBook.from_text(catalogue.text("phrase_book.yaml"))


def content(said: Said, languages: Iterable[str], phrases: PhraseBook) -> dict[str, Any]:
    """What a signature stands for: the words themselves, a phrase in the languages it was signed in."""
    if said.text:
        translations = [{"language": t.language, "text": t.text, "by": t.by} for t in said.translations]
        return {"text": said.text, "language": said.language, "translations": translations}
    texts = phrases.phrases[said.phrase].texts if said.phrase in phrases.phrases else {}
    written = {language: texts[language] for language in languages if language in texts}
    return {"phrase": said.phrase, "values": [[name, str(value)] for name, value in said.values], "texts": written}


class Speaker:
    """Says things on a page whose reader has one language and whose maker another."""

    def __init__(self, wording: Wording, phrases: PhraseBook) -> None:
        self.wording, self.phrases = wording, phrases
        self.drafts: set[str] = set()

    def say(self, said: Said) -> dict[str, Any]:
        """For the template: `lang` and `parts` for the reader, `own` for the maker, a `note` on translation.

        Beside a translation by a person always stands the original, whatever its language.
        """
        versions = self._versions(said)
        main = self.wording.language if self.wording.language in versions else next(iter(versions))
        translated = bool(said.text) and main != said.language
        beside = said.language if translated else self.wording.own_language
        other = versions.get(beside) if beside != main else None
        return {
            "lang": main,
            "parts": versions[main],
            "own": {"lang": beside, "parts": other} if other else None,
            "note": self._note(said, main),
            "from_book": bool(said.phrase),
        }

    def say_all(self, all_said: Iterable[Said]) -> list[dict[str, Any]]:
        return [self.say(said) for said in all_said]

    def _versions(self, said: Said) -> dict[str, list[dict[str, Any]]]:
        """The parts to print by language; the original first."""
        if said.text:
            texts = {said.language: said.text, **{t.language: t.text for t in said.translations}}
            return {language: [{"text": text, "value": False}] for language, text in texts.items()}
        values: Mapping[str, Value] = dict(said.values)
        phrase = self.phrases.phrases.get(said.phrase)
        wanted = (self.wording.language, self.wording.own_language)
        languages = [language for language in dict.fromkeys(wanted) if phrase and language in phrase.texts]
        versions = {}
        for language in languages if self.wording.language in languages else ["en", *languages]:
            rendered = self.phrases.render(said.phrase, language, values)
            versions[language] = [{"text": part.text, "value": part.is_value} for part in rendered.parts]
            if rendered.status == "draft":
                self.drafts.add(language)
        return versions

    def _note(self, said: Said, main: str) -> str:
        if said.text and main != said.language:
            translator = next(t.by for t in said.translations if t.language == main)
            return self.wording.say("translated_by", self.wording.language_name(said.language), translator)
        if main != self.wording.language:
            return self.wording.say("not_translated", self.wording.language_name(main))
        return ""
