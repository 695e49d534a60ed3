"""The trail in people's words: each entry as a sentence, each value as the page would show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mutu.core import gate, trail
from mutu.core.kinds import OneRecord
from mutu.core.records import Record


@dataclass(frozen=True)
class Told:
    """One entry: when, a sentence, and what was said in it."""

    seq: int
    at: datetime
    text: str
    facts: list[tuple[str, str]]
    face: str
    erased: bool


def sentence(line: trail.Line) -> str:
    """Who did what, in the words the action declares."""
    action = gate.actions().get(line.action)
    words = str(action.told) if action is not None else "%(who)s: " + line.action
    return words % {"who": line.who or _("a person whose name was erased"), "number": line.number}


def story(organization: Any, record: Record) -> list[Told]:
    """A record's whole story, oldest first."""
    lines = trail.story(organization, record)
    names = referred(organization, lines)
    return [Told(line.seq, line.at, sentence(line), said(line, names), line.face, line.erased) for line in lines]


def referred(organization: Any, lines: list[trail.Line]) -> dict[str, str]:
    """Titles of the records that facts refer to: one query for each kind that occurs."""
    wanted: dict[type[Record], set[str]] = {}
    for line in lines:
        action = gate.actions().get(line.action)
        for fact in action.facts if action else ():
            value = line.facts.get(fact.name)
            if isinstance(fact.reader, OneRecord) and value:
                wanted.setdefault(fact.reader.model, set()).update(value if isinstance(value, list) else [value])
    names: dict[str, str] = {}
    for model, ids in wanted.items():
        names.update({str(one.pk): one.title for one in model.objects.of(organization).filter(pk__in=ids)})
    return names


def said(line: trail.Line, names: Mapping[str, str]) -> list[tuple[str, str]]:
    action = gate.actions().get(line.action)
    labels = {fact.name: fact for fact in action.facts} if action else {}
    shown = []
    for name, value in line.facts.items():
        fact = labels.get(name)
        label = str(fact.label) if fact else name
        choices = {str(key): str(word) for key, word in fact.choices} if fact else {}
        shown.append((label, in_words(value, names, choices)))
    return shown


def in_words(value: Any, names: Mapping[str, str], choices: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(in_words(item, names, choices) for item in value)
    if isinstance(value, dict):
        return ", ".join(str(item) for item in value.values() if item not in (None, "", []))
    text = str(value)
    return choices.get(text) or names.get(text) or text
