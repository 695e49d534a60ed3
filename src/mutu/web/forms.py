"""A derived form: an action's facts with what was typed and what was wrong. The gate is the only judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst

from mutu.core import attachments
from mutu.core.actions import add_attachment
from mutu.core.actors import Actor
from mutu.core.facts import Fact
from mutu.core.gate import AnyAction, in_words
from mutu.core.kinds import Lines, ManyRecords, OneRecord, Rows, Unreadable
from mutu.core.records import Record, tidy
from mutu.core.refusals import NotUnderstood, Refusal

MOST_OPTIONS = 500
MOST_ROWS = 200


@dataclass
class Form:
    """What a page needs to ask an action's facts, the first time or again."""

    action: AnyAction
    by: Actor
    values: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None
    record: Record | None = None

    @property
    def facts(self) -> list[Fact]:
        return [self._offering(fact) for fact in self.action.facts if self._asks(fact)]

    def _asks(self, fact: Fact) -> bool:
        unasked = fact.where is not None and self.record is not None and not fact.where(self.by, self.record)
        return not unasked or fact.name in self.errors

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Each fact with its value and its error, for `facts/field.html`."""
        errors = self.errors
        return [
            {"fact": fact, "value": self.values.get(fact.name, fact.default), "error": errors.get(fact.name)}
            for fact in self.facts
        ]

    @property
    def by_name(self) -> dict[str, dict[str, Any]]:
        return {asked["fact"].name: asked for asked in self.fields}

    @property
    def errors(self) -> dict[str, str]:
        """A sentence for each fact that stands in the way, rows as `places.1.quantity`."""
        if isinstance(self.refusal, NotUnderstood):
            return {name: in_words(reason) for name, reason in self.refusal.errors.items()}
        if self.refusal is not None and self.refusal.fact:
            return {self.refusal.fact: in_words(self.refusal)}
        return {}

    @property
    def summary(self) -> list[dict[str, str]]:
        if self.refusal is None:
            return []
        errors = self.errors
        if not errors:
            return [{"href": "", "text": in_words(self.refusal)}]
        labels = {fact.name: capfirst(str(fact.label)) for fact in self.action.facts}
        return [
            {"href": "#f-" + re.sub(r"[^\w-]", "-", name), "text": f"{labels.get(name.split('.')[0], name)}: {why}"}
            for name, why in errors.items()
        ]

    def _offering(self, fact: Fact) -> Fact:
        """The fact with the records it may choose from; rows' columns too."""
        if fact.columns:
            return replace(fact, columns=tuple(self._offering(column) for column in fact.columns))
        if fact.words is not None:
            return replace(fact, choices=tuple((word, word) for word in fact.words(self.by)))
        if not isinstance(fact.reader, OneRecord):
            return fact
        if isinstance(fact.reader, ManyRecords) or fact.kind == "file":  # sent from here, never one out of all files
            given = self.values.get(fact.name) or []
            wanted = [value for value in (given if isinstance(given, list) else [given]) if value]
            kept = fact.reader.model.objects.of(self.by.organization).filter(pk__in=wanted)
            return replace(fact, choices=tuple((str(one.pk), one.title) for one in kept))
        return replace(fact, choices=tuple(options(fact, self.by, self.values.get(fact.name))))


def options(fact: Fact, by: Actor, chosen: Any) -> Iterator[tuple[str, str]]:
    """The records offered for a fact: those in use, by name, and the one that is chosen already."""
    model: type[Record] = fact.reader.model  # type: ignore[attr-defined]
    found = fact.options(by) if fact.options else model.objects.of(by.organization)
    if model.workflow is not None and fact.options is None and not model.ended:
        found = found.filter(state=str(model.workflow.initial))
    names = {column.name for column in model._meta.concrete_fields}
    found = found.order_by(*(["name"] if "name" in names else ["-pk"]))
    found = found.select_related(*model.named_with) if model.named_with else found
    seen = set()
    for one in found[:MOST_OPTIONS]:
        seen.add(str(one.pk))
        yield str(one.pk), f"{one.number} {one.title}".strip() if "name" not in names else one.title
    if chosen and str(chosen) not in seen:
        late = model.objects.of(by.organization).filter(pk=str(chosen)).first() if len(str(chosen)) == 36 else None
        if late is not None:
            yield str(late.pk), late.title


def standing(action: AnyAction, record: Record) -> dict[str, Any]:
    """What the record says now, as the first values of a form that changes it."""
    values: dict[str, Any] = {}
    columns = {column.name: column for column in record._meta.concrete_fields}
    for fact in action.facts:
        if fact.name in record.parts:
            values[fact.name] = [
                {column.name: getattr(line, columns_of(line)[column.name]) for column in fact.columns}
                for line in record.rows(fact.name)
            ]
        elif fact.name in columns:
            value = getattr(record, columns[fact.name].attname)
            values[fact.name] = number_of(value) if fact.kind == "reference" and value else value
    return values


def number_of(reference: str) -> str:
    """A reference as people write it, so that it can be changed."""
    return reference.split(":", 2)[-1] or reference


def columns_of(line: Any) -> dict[str, str]:
    return {column.name: column.attname for column in line._meta.concrete_fields}


def said(action: AnyAction, request: HttpRequest, by: Actor, form: UUID) -> dict[str, Any]:
    """What a posted form says, fact by fact, as it was typed; files are kept first and named by their ids."""
    return {fact.name: _said(fact, request.POST, request.FILES, by, form) for fact in action.facts}


def drafted(action: AnyAction, kept: Mapping[str, list[str]], by: Actor) -> dict[str, Any]:
    """What an unsent form said, fact by fact; only the facts it spoke of."""
    post = QueryDict(mutable=True)
    for name, values in kept.items():
        post.setlist(name, values)
    spoken = {name.split(".")[0] for name in kept}
    return {
        fact.name: _said(fact, post, MultiValueDict(), by, by.organization_id)
        for fact in action.facts
        if fact.name in spoken
    }


def _said(fact: Fact, post: QueryDict, files: MultiValueDict[str, Any], by: Actor, form: UUID) -> Any:
    if isinstance(fact.reader, Rows):
        return list(_rows(fact, post))
    if isinstance(fact.reader, ManyRecords):
        ids = [value for value in post.getlist(fact.name) if value]
        return ids + kept_files(fact.name, files, by, form)
    if isinstance(fact.reader, Lines):
        return [line for line in post.getlist(fact.name) if line.strip()]
    if isinstance(fact.reader, OneRecord) and fact.name in files:
        return kept_files(fact.name, files, by, form)[0]
    return post.get(fact.name, "")


def _rows(fact: Fact, post: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    pattern = re.compile(rf"{re.escape(fact.name)}\.(\d{{1,4}})\.(\w+)")
    lines: dict[int, dict[str, str]] = {}
    for name in post:
        if match := pattern.fullmatch(name):
            lines.setdefault(int(match[1]), {})[match[2]] = post.get(name, "")
    names = {column.name for column in fact.columns}
    for place in sorted(lines)[:MOST_ROWS]:
        row = {name: value for name, value in lines[place].items() if name in names}
        if any(value.strip() for value in row.values()):
            yield row


def kept_files(name: str, files: MultiValueDict[str, Any], by: Actor, form: UUID) -> list[str]:
    """The ids of the files sent under this name; what is wrong with one is said beside the field."""
    try:
        return [keep(file, by, form) for file in files.getlist(name)]
    except Unreadable as reason:
        raise NotUnderstood({name: reason}) from None


def keep(file: UploadedFile[Any], by: Actor, form: UUID) -> str:
    """An uploaded file, kept and recorded; the same file in the same form sent twice is one attachment."""
    data = file.read(attachments.LARGEST + 1)
    name = (tidy(file.name or "").replace("\x00", "") or "file")[-200:]
    kept = attachments.keep(by.organization_id, data, name)
    id = uuid5(form, f"{kept.sha256}/{name}")
    return str(add_attachment(id, by=by, name=name, sha256=kept.sha256).pk)


def in_query(action: AnyAction, query: Mapping[str, Any]) -> dict[str, Any]:
    """First values from the address, as `?nonconformity=<id>`; rows as a form would send them."""
    rows = {fact.name: list(_rows(fact, query)) for fact in action.facts if isinstance(fact.reader, Rows)}
    said = {fact.name: query[fact.name] for fact in action.facts if query.get(fact.name)}
    return {**said, **{name: lines for name, lines in rows.items() if lines}}
