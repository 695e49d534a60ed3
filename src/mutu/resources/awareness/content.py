"""The cards people learn from: sets, words and drawings as data, in six languages (7.3).

`catalogue/awareness/sets.yaml` says which cards make a set and which answer is right; beside it every language has a
file of its own with the same keys. Every translation is a draft until a native reader has signed it off.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from mutu import catalogue

LANGUAGES = ("en", "vi", "th", "id", "ms", "zh-hans")


@dataclass(frozen=True)
class Card:
    """One card: which of its answers is right, its drawings, and what it makes people aware of."""

    key: str
    right: int
    picture: str
    pictures: tuple[str, ...]
    about: tuple[str, ...]


@dataclass(frozen=True)
class Set:
    """A few cards for somebody in particular; `for_roles` are those it is usually asked of."""

    key: str
    for_roles: tuple[str, ...]
    cards: tuple[Card, ...]

    def card(self, key: str) -> Card | None:
        return next((one for one in self.cards if one.key == key), None)

    def first_open(self, answered: Any) -> Card | None:
        """The first card that is not among those answered."""
        return next((one for one in self.cards if one.key not in answered), None)


@dataclass(frozen=True)
class Text:
    """The words of one card in one language."""

    title: str
    text: tuple[str, ...]
    question: str
    answers: tuple[str, ...]
    because: str


@dataclass(frozen=True)
class Words:
    """Everything that is said in one language."""

    language: str
    draft: bool
    words: dict[str, str]
    titles: dict[str, tuple[str, str]]
    """Set -> its title and what it is about."""
    cards: dict[str, Text]


def _read(name: str) -> Any:
    return yaml.safe_load(catalogue.text(f"awareness/{name}.yaml"))


@cache
def sets() -> dict[str, Set]:
    """Every set by its key, in the order they are offered."""
    found = {}
    for key, one in _read("sets")["sets"].items():
        cards = tuple(
            Card(card["key"], card["right"], card.get("picture", ""), tuple(card.get("pictures", ())),
                 tuple(card["about"]))
            for card in one["cards"]
        )  # fmt: skip
        found[key] = Set(key, tuple(one["for_roles"]), cards)
    return found


@cache
def words(language: str) -> Words:
    """The words of a language the cards are in."""
    read = _read(language)
    cards = {
        key: Text(one["title"], tuple(one["text"]), one["question"], tuple(one["answers"]), one["because"])
        for key, one in read["cards"].items()
    }
    titles = {key: (one["title"], one["about"]) for key, one in read["sets"].items()}
    return Words(read["language"], read["status"] == "draft", read["words"], titles, cards)


def nearest(*wanted: str) -> str:
    """The first of these languages that the cards are in, else English."""
    return next((one for one in wanted if one in LANGUAGES), "en")


@cache
def digest(set_key: str, language: str) -> str:
    """A short name for exactly what was shown, so that a record says which words its reader had before them."""
    shown = [[one.key, *vars(words(language).cards[one.key]).values()] for one in sets()[set_key].cards]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:16]
