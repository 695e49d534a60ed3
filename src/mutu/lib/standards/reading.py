"""Reads the records of a catalogue fact by fact; refuses what is missing, misspelt or not in its vocabulary.

A catalogue is written by hand. A fact nobody reads is most likely a misspelt one, so it refuses the
catalogue just as a missing one does. ``CatalogueRefused.code``: ``missing_fact`` (absent, or of another
kind), ``unknown_fact``, ``unknown_word`` (a kind of check, of documented information, of change),
``unknown_principle``, ``unknown_confidence``, ``unknown_source``, ``bad_id``.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from mutu.lib.standards.editions import Change, Clause, Requirement, Source

T = TypeVar("T")

DOCUMENTED_INFORMATION = ("none", "maintain", "retain")
CHECKS = ("live", "mixed", "human")
CHANGES = ("editorial", "retitled", "changed", "merged", "added", "removed")


class CatalogueRefused(ValueError):
    """A catalogue that does not compose to whole editions; ``code`` names the rule it breaks."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Vocabulary:
    """The words a catalogue declares at its head and may use below."""

    principles: tuple[str, ...]
    sources: Mapping[str, Source]
    confidences: tuple[str, ...] = ("published",)


class Record:
    """One mapping of the catalogue. Every fact is asked for by name; ``done`` refuses those nobody asked for.

    >>> record = Record({"title": "Improvement", "headng": True}, "clause 10")
    >>> record.text("title")
    'Improvement'
    >>> record.done()
    Traceback (most recent call last):
        ...
    mutu.lib.standards.reading.CatalogueRefused: clause 10: nobody reads 'headng'.
    """

    def __init__(self, raw: object, where: str) -> None:
        if not isinstance(raw, dict):
            raise CatalogueRefused("missing_fact", f"{where}: a set of named facts is expected here.")
        self.raw: dict[str, Any] = raw
        self.where = where
        self.unread = set(raw)

    def fact(self, key: str, kind: type[T]) -> T:
        """A fact that must be there, of exactly this kind (``True`` is no number, a moment is no date)."""
        self.unread.discard(key)
        value = self.raw.get(key)
        if type(value) is not kind:
            raise CatalogueRefused("missing_fact", f"{self.where}: {key!r} is missing or not a {kind.__name__}.")
        return value

    def has(self, key: str) -> bool:
        """Whether the fact is written down and not null."""
        self.unread.discard(key)
        return self.raw.get(key) is not None

    def text(self, key: str) -> str:
        text = self.fact(key, str)
        if not text.strip():
            raise CatalogueRefused("missing_fact", f"{self.where}: {key!r} is empty.")
        return text

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else None

    def date_or_none(self, key: str) -> datetime.date | None:
        return self.fact(key, datetime.date) if self.has(key) else None

    def flag(self, key: str) -> bool:
        return self.fact(key, bool) if self.has(key) else False

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none when it is left out."""
        return tuple(Record({key: each}, self.where).text(key) for each in self._list(key))

    def record(self, key: str) -> "Record":
        return Record(self.fact(key, dict), f"{self.where}, {key}")

    def records(self, key: str) -> "tuple[Record, ...]":
        return tuple(Record(each, f"{self.where}, {key}") for each in self._list(key))

    def word(self, key: str, allowed: tuple[str, ...], code: str = "unknown_word") -> str:
        return self._known(self.text(key), key, allowed, code)

    def words(self, key: str, allowed: tuple[str, ...], code: str = "unknown_word") -> tuple[str, ...]:
        return tuple(self._known(each, key, allowed, code) for each in self.texts(key))

    def done(self) -> None:
        if self.unread:
            raise CatalogueRefused("unknown_fact", f"{self.where}: nobody reads {min(map(repr, self.unread))}.")

    def _list(self, key: str) -> list[Any]:
        return self.fact(key, list) if self.has(key) else []

    def _known(self, word: str, key: str, allowed: tuple[str, ...], code: str) -> str:
        if word not in allowed:
            raise CatalogueRefused(code, f"{self.where}: {word!r} is not a {key} this catalogue knows.")
        return word


def sources(record: Record, vocabulary: Vocabulary, key: str = "sources") -> tuple[str, ...]:
    """The keys of the sources a statement rests on."""
    return record.words(key, tuple(vocabulary.sources), "unknown_source")


def confidence(record: Record, vocabulary: Vocabulary, key: str = "confidence") -> str:
    """How well a statement is known."""
    return record.word(key, vocabulary.confidences, "unknown_confidence")


def requirements(
    record: Record, key: str, clause: str, confidence: str, *, first_edition: bool
) -> tuple[Requirement, ...]:
    """The requirements listed under a key. In a first edition each is its own origin; later it must say."""
    return tuple(_requirement(each, clause, confidence, first_edition) for each in record.records(key))


def _requirement(record: Record, clause: str, confidence: str, first_edition: bool) -> Requirement:
    id = record.text("id")
    record.where = f"requirement {id}"
    if not id.startswith(f"{clause}-"):
        raise CatalogueRefused("bad_id", f"{record.where}: it stands in clause {clause}, so its id begins so.")
    if not first_edition:
        record.fact("from_2015", list)  # an empty list is an answer, silence is not
    read = Requirement(
        id=id,
        asks=record.text("asks"),
        documented_information=record.word("documented_information", DOCUMENTED_INFORMATION),
        check=record.word("check", CHECKS),
        may_be_not_applicable=record.flag("may_be_not_applicable"),
        from_2015=(id,) if first_edition else record.texts("from_2015"),
        confidence=confidence,
    )
    record.done()
    return read


def clause(record: Record, number: str, vocabulary: Vocabulary, change: Change | None = None) -> Clause:
    """A clause as a first edition lists it, or, with ``change``, as a later one adds it."""
    confidence = change.confidence if change else "published"
    return Clause(
        number=number,
        title=record.text_or_none("title"),
        label=record.text_or_none("label"),
        heading=record.flag("heading"),
        principles=record.words("principles", vocabulary.principles, "unknown_principle"),
        typical_evidence=record.texts("typical_evidence"),
        may_be_not_applicable=record.flag("may_be_not_applicable"),
        not_applicable_note=record.text_or_none("na_note"),
        requirements=requirements(record, "requirements", number, confidence, first_edition=change is None),
        change=change.change if change else "unchanged",
        what_changed=change.what_changed if change else None,
        evidence=change.evidence if change else (),
        confidence=confidence,
        sources=change.sources if change else (),
    )


def change(record: Record, vocabulary: Vocabulary, operations: tuple[str, ...]) -> Change:
    """What one item of a delta says about itself; what it does to the clause is read by its operation."""
    number = record.text("clause")
    record.where = f"change to {number}"
    return Change(
        clause=number,
        operation=record.word("op", operations, "unknown_operation"),
        change=record.word("change", CHANGES),
        what_changed=record.text("what_changed"),
        evidence=record.texts("evidence"),
        merged_into=record.text_or_none("merged_into"),
        confidence=confidence(record, vocabulary),
        sources=sources(record, vocabulary),
    )
