"""The trail in people's words: each entry as a sentence, each value as the page would show it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mutu.core import gate, references, trail
from mutu.core.actors import Actor
from mutu.core.facts import Fact
from mutu.core.kinds import OneRecord, Rows
from mutu.core.permissions import visible
from mutu.core.records import Record
from mutu.core.refusals import NotYet
from mutu.operation.customers import phrases
from mutu.web.addresses import address

HASH = re.compile(r"[0-9a-f]{64}")
SHOWN_OF_HASH = 12
FACES = {
    "page": gettext_lazy("on a page"),
    "api": gettext_lazy("by a program"),
    "command": gettext_lazy("on the command line"),
    "import": gettext_lazy("with a list"),
    "job": gettext_lazy("by itself"),
}
"""Through which face, in people's words."""
DOORS = {
    "badge": gettext_lazy("with badge and PIN"),
    "password": gettext_lazy("with a password"),
    "account": gettext_lazy("with a password"),
}


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
    return words_of(line.action) % {"who": who(line), "number": line.number}


def words_of(action: str) -> str:
    declared = gate.actions().get(action)
    return str(declared.told) if declared is not None else "%(who)s: " + action


def who(line: trail.Line) -> str:
    return line.who or _("a person whose name was erased")


def linked(line: trail.Line) -> SafeString:
    """The sentence with the doer in bold and the record's number as a link to it."""
    words = words_of(line.action)
    number = format_html('<a href="{}">{}</a>', address(line.kind, line.record), line.number or called(line.kind))
    if "%(number)s" not in words:
        words += " · %(number)s"
    opened = words.replace("{", "{{").replace("}", "}}") % {"who": "{who}", "number": "{number}"}
    return format_html(opened, who=format_html("<b>{}</b>", who(line)), number=number)


def called(kind: str) -> str:
    """What people call a kind of record."""
    model = references.kinds().get(kind)
    return str(model._meta.verbose_name) if model is not None else kind


def whence(line: trail.Line) -> str:
    """From where it came: through which face, and how the person was known."""
    said = str(FACES.get(line.face, line.face))
    by = DOORS.get(line.via) or (FACES["import"] if line.via.startswith("import:") else "")
    return f"{said}, {by}" if by and str(by) != said else said


def story(organization: Any, record: Record) -> list[Told]:
    """A record's whole story, oldest first."""
    lines = trail.story(organization, record)
    names = referred(organization, lines)
    return [Told(line.seq, line.at, sentence(line), said(line, names), line.face, line.erased) for line in lines]


def closed_to(by: Actor, lines: Iterable[trail.Line]) -> set[UUID]:
    """The records among these entries that this person may not see; one query for each kind not open to all."""
    ids: dict[str, set[UUID]] = {}
    for line in lines:
        ids.setdefault(line.kind, set()).add(line.record)
    closed: set[UUID] = set()
    for kind, model in references.kinds().items():
        if kind in ids and model.may_read != ("anyone",):
            closed |= ids[kind] - set(visible(model, by).filter(pk__in=ids[kind]).values_list("pk", flat=True))
    return closed


def referred(organization: Any, lines: list[trail.Line]) -> dict[str, str]:
    """Titles of the records that facts refer to: one query for each kind that occurs."""
    wanted: dict[type[Record], set[str]] = {}
    for line in lines:
        action = gate.actions().get(line.action)
        for fact in action.facts if action else ():
            for value in (line.facts.get(fact.name), line.was.get(fact.name)):
                for model, key in _named(fact, value):
                    wanted.setdefault(model, set()).add(key)
    names: dict[str, str] = {}
    for model, ids in wanted.items():
        found = model.objects.of(organization).filter(pk__in=ids)
        found = found.select_related(*model.named_with) if model.named_with else found
        names.update({str(one.pk): one.title for one in found})
    return names


def _named(fact: Fact, value: Any) -> Iterator[tuple[type[Record], str]]:
    """The records a value names, those in its rows included."""
    if isinstance(fact.reader, Rows):
        for row in value if isinstance(value, list) else ():
            for column in fact.columns:
                yield from _named(column, row.get(column.name) if isinstance(row, dict) else None)
    elif isinstance(fact.reader, OneRecord):
        for key in value if isinstance(value, list) else [value]:
            if key:
                yield fact.reader.model, str(key)


def said(line: trail.Line, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of each fact; what stood there before, where that was another."""
    action = gate.actions().get(line.action)
    declared = {fact.name: fact for fact in action.facts} if action else {}
    shown = []
    for name, value in line.facts.items():
        fact = declared.get(name)
        now, before = in_words(value, names, fact), line.was.get(name)
        if before not in (None, "", [], {}) and before != value:
            now = _("%(now)s (before: %(before)s)") % {"now": now, "before": in_words(before, names, fact)}
        shown.append((str(fact.label) if fact else name, now))
    return shown


def in_words(value: Any, names: Mapping[str, str], fact: Fact | None = None) -> str:
    """A value as people say it: the word of a choice, the title of a record, a day on the factory's calendar."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(in_words(item, names, fact) for item in value)
    if isinstance(value, dict):
        return ", ".join(_cells(value, names, fact))
    text, kind = str(value), fact.kind if fact else ""
    if kind in ("date", "moment"):
        return _day(text)
    if kind == "reference":
        return text.split(":", 2)[-1] or text
    if kind == "number":
        return f"{_plain_number(text)} {fact.unit if fact else ''}".strip()
    if fact and fact.name == "phrases":
        return _phrase(text)
    choices = {str(key): str(word) for key, word in fact.choices} if fact else {}
    found = choices.get(text) or names.get(text) or (f"{text[:SHOWN_OF_HASH]}…" if HASH.fullmatch(text) else text)
    return f"{found} {fact.unit}" if fact and fact.unit else found


def _plain_number(text: str) -> str:
    """A number without the exponent under which it was hashed.

    >>> _plain_number("2.8E+2")
    '280'
    """
    try:
        return f"{Decimal(text):f}"
    except InvalidOperation:
        return text


def _phrase(line: str) -> str:
    """A sentence of the phrase book in the reader's language; what is no phrase any more stays as it was."""
    slot = line.partition(".")[0]
    try:
        kept = {slot: {"phrases": phrases.read(slot, [line])}}
        return " ".join(one.text for one in phrases.words(kept, slot, get_language() or "en"))
    except NotYet:
        return line


def before(organization: Any, line: trail.Line) -> list[tuple[str, str]]:
    """Label and value of what stood there before and was not spoken of, as a state or a due date that was moved."""
    model = references.kinds().get(line.kind)
    columns = model.recorded_fields() if model is not None else {}
    states = {str(value): str(label) for value, label in getattr(model, "states", ())}
    shown = []
    for name, value in line.was.items():
        column = columns.get(name)
        if column is None or name in line.facts or value in (None, "", [], {}):
            continue
        words = states.get(value) if name == "state" else None
        shown.append((capfirst(str(column.verbose_name)), words or _in_column(organization, column, value)))
    return shown


def _in_column(organization: Any, column: Any, value: Any) -> str:
    """A value of a column as people say it."""
    if isinstance(column, models.ForeignKey):
        model: Any = column.related_model
        found = model.objects.of(organization).filter(pk=value).first()
        return str(found.title) if found is not None else str(value)
    if isinstance(column, models.DateField):
        return _day(str(value))
    choices = {str(key): str(word) for key, word in column.flatchoices or ()}
    return choices.get(str(value)) or in_words(value, {})


def _cells(row: Mapping[str, Any], names: Mapping[str, str], fact: Fact | None) -> Iterator[str]:
    """The cells of a row that say something; numbers and yes or no with their label, for they say nothing alone."""
    columns = {column.name: column for column in fact.columns} if fact else {}
    declared = list(columns)
    for name, value in sorted(row.items(), key=lambda cell: declared.index(cell[0]) if cell[0] in columns else 0):
        if value in (None, "", []):
            continue
        column, words = columns.get(name), in_words(value, names, columns.get(name))
        alone = column is None or (isinstance(value, str) and column.kind not in ("number", "integer"))
        yield words if alone else f"{column.label} {words}"  # type: ignore[union-attr]


def _day(text: str) -> str:
    """A day or a moment as the page writes it."""
    try:
        if len(text) > len("2026-11-24"):
            return date_format(localtime(datetime.fromisoformat(text)), "j M Y H:i")
        return date_format(date.fromisoformat(text), "j M Y")
    except ValueError:
        return text
