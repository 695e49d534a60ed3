"""The fixed words of printed forms, in the reader's language and beside it in the maker's own.

The words stand in `wording.yaml`, one line per language. They are not gettext strings: one page speaks two
languages at once, and the language is the customer's, not that of the person who presses *print*.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import yaml

from mutu.lib.phrase_book import shown

# These scripts stack marks above and below: their lines need more height (design language, type).
TALL = frozenset({"th", "km", "my", "lo", "ne", "hi", "bn"})


class LanguageUnknown(ValueError):
    """The forms have no words in this language."""

    code = "language_unknown"


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load((files("mutu.reports") / "wording.yaml").read_text("utf-8"))
    return words


def languages() -> tuple[str, ...]:
    """Languages in which the forms have all their words.

    >>> languages()
    ('en', 'vi', 'ms')
    """
    return tuple(language for language in _words()["report_title"])


@dataclass(frozen=True)
class Wording:
    """The words for a reader's language and the maker's own; equal languages give a form in one.

    Raises ``LanguageUnknown`` when the forms are not written in the reader's language. An own language they
    are not written in is left out: the maker then reads the reader's words.

    >>> Wording("en", "vi").pair("problem")
    {'main': 'Problem', 'own': 'Vấn đề'}
    >>> Wording("en", "en").pair("problem")
    {'main': 'Problem', 'own': ''}
    """

    language: str
    own_language: str

    def __post_init__(self) -> None:
        if self.language not in languages():
            has = ", ".join(languages())
            raise LanguageUnknown(f"The forms are written in {has}, not in {self.language!r}.")

    def say(self, key: str, *parts: str) -> str:
        """A fixed sentence in the reader's language, its places {0}, {1} … filled."""
        return _words()[key][self.language].format(*parts)

    def pair(self, key: str) -> dict[str, str]:
        """A label in both languages; ``own`` is empty when both are one."""
        words = _words()[key]
        own = "" if self.own_language == self.language else words.get(self.own_language, "")
        return {"main": words[self.language], "own": own}

    def pairs(self, keys: str) -> dict[str, dict[str, str]]:
        """Several labels by key."""
        return {key: self.pair(key) for key in keys.split()}

    def language_name(self, code: str) -> str:
        """A language's name in the reader's language; its code when there is no name."""
        words = _words().get(f"language_{code}")
        return words[self.language] if words else code

    def day(self, day: date | None) -> str:
        return shown(day, "date", self.language) if day else ""

    def short_day(self, day: date | None) -> str:
        """Without the year, where the year stands nearby."""
        return self.day(day).removesuffix(f" {day.year}").removesuffix(f"/{day.year}") if day else ""

    def moment(self, moment: datetime | None) -> str:
        """Day, time and zone: ``17 Sep 2026 15:20 +08``."""
        if moment is None:
            return ""
        zone = f"{moment:%z}"
        hours = zone[:3] + (f":{zone[3:5]}" if zone[3:5] not in ("", "00") else "")
        return f"{self.day(moment.date())} {moment:%H:%M} {hours}".rstrip()

    def count(self, number: int) -> str:
        return shown(number, "count", self.language)
