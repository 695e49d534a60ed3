"""The kinds of facts: what people may say, how each is read, and what it looks like in a JSON schema.

A kind reads what a form, a JSON body, a command line or a spreadsheet cell holds, and answers with the value the
record keeps, or refuses in a sentence that says what to write instead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models

from mutu.core.records import Record, Row, tidy
from mutu.core.references import Reference, resolve
from mutu.core.refusals import NotUnderstood, Refusal
from mutu.core.refusals import gettext_noop as _
from mutu.core.search import exactly
from mutu.lib.spreadsheets.cells import CellRefused, read_date, read_number, read_yes_no

if TYPE_CHECKING:
    from mutu.core.actors import Actor
    from mutu.core.facts import Fact

LONGEST_TEXT = 20_000
NOTHING: tuple[Any, ...] = (None, "", [], ())


class Unreadable(Refusal):
    """One fact is not what it should be; the gate gathers these into a `NotUnderstood`."""

    code = "unreadable"
    status = 422


@dataclass(frozen=True)
class Kind:
    """One kind of fact. `name` is its widget and its name in documents."""

    name: str = "text"

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> Any:
        raise NotImplementedError

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "string"}


@dataclass(frozen=True)
class Text(Kind):
    longest: int = LONGEST_TEXT

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> str:
        if not isinstance(raw, str | int | Decimal):
            raise Unreadable(_("This should be text."))
        text = tidy(str(raw))
        if len(text) > self.longest:
            raise Unreadable(
                _("That is %(length)s characters; there is room for %(longest)s. Shorten it or attach a file."),
                length=len(text),
                longest=self.longest,
            )
        if not can_be_kept(text):
            raise Unreadable(_("The text holds a character that cannot be kept."))
        return text

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "string", "maxLength": self.longest, **({"minLength": 1} if fact.required else {})}


@dataclass(frozen=True)
class Number(Kind):
    name: str = "number"
    places: int = 0
    digits: int = 12
    most: int = 999_999_999
    """The largest whole number; whole numbers count things, so that none is below 0."""

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> Decimal | int:
        if isinstance(raw, bool):
            raise Unreadable(_("Write a number, for example 12."))
        try:
            number = read_number(raw)
        except CellRefused as reason:
            raise Unreadable(reason.template, **reason.values) from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** (self.digits - self.places):
            raise Unreadable(_("That number is too large to keep."))
        if number != number.quantize(Decimal(1).scaleb(-self.places)):
            raise Unreadable(_("There is room for %(places)s decimal places."), places=self.places)
        if self.places == 0 and number < 0:
            raise Unreadable(_("Write a number from 0 on."))
        if self.places == 0 and number > self.most:
            raise Unreadable(_("That number is too large to keep."))
        return int(number) if self.places == 0 else number.quantize(Decimal(1).scaleb(-self.places))

    def schema(self, fact: "Fact") -> dict[str, Any]:
        if self.places == 0:
            return {"type": "integer", "minimum": 0, "maximum": self.most}
        return {"type": ["number", "string"], "description": "a decimal number"}


@dataclass(frozen=True)
class YesNo(Kind):
    name: str = "yes_no"

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> bool:
        try:
            return read_yes_no(raw)
        except CellRefused as reason:
            raise Unreadable(reason.template, **reason.values) from None

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day(Kind):
    name: str = "date"

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> date:
        try:
            day = read_date(raw)
        except CellRefused as reason:
            raise Unreadable(reason.template, **reason.values) from None
        if not 1900 <= day.year <= 2200:
            raise Unreadable(_("Write a date between 1900 and 2200, for example 24/11/2026."))
        return day

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Moment(Kind):
    name: str = "moment"

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> datetime:
        if isinstance(raw, datetime):
            moment = raw
        else:
            try:
                moment = datetime.fromisoformat(tidy(str(raw)))
            except ValueError:
                try:
                    day = read_date(raw)
                except CellRefused as reason:
                    raise Unreadable(reason.template, **reason.values) from None
                moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        if moment.tzinfo is None:
            if by.face == "api":
                raise Unreadable(_("Say the time zone too, for example 2026-11-24T07:30:00+08:00."))
            moment = moment.replace(tzinfo=ZoneInfo(by.organization.timezone))
        if not 1900 <= moment.year <= 2200:
            raise Unreadable(_("Write a date between 1900 and 2200, for example 24/11/2026."))
        return moment.astimezone(UTC)

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Choice(Kind):
    name: str = "choice"

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> str:
        said = tidy(str(raw))
        for value, label in fact.choices:
            if said == value or said.casefold() == str(label).casefold():
                return str(value)
        raise Unreadable(
            _("“%(said)s” is not one of: %(choices)s."),
            said=said[:60],
            choices=", ".join(str(value) for value, _label in fact.choices),
        )

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "string", "enum": [value for value, _label in fact.choices]}


@dataclass(frozen=True)
class Lines(Kind):
    """A short list of lines, as the answers to five whys."""

    name: str = "lines"
    most: int = 50

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> list[str]:
        items = raw.split("\n") if isinstance(raw, str) else raw
        if not isinstance(items, Sequence) or len(items) > self.most:
            raise Unreadable(_("This should be a list of at most %(most)s lines."), most=self.most)
        reader = Text(longest=1000)
        return [line for line in (reader.read(item, fact, by) for item in items) if line]

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "maxLength": 1000}, "maxItems": self.most}


@dataclass(frozen=True)
class OneRecord(Kind):
    """A record of the same organization, by id, by number, or by name where that is plain."""

    name: str = "record"
    model: type[Record] = field(default=Record)  # type: ignore[type-abstract]

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> Record:
        if isinstance(raw, models.Model):
            raw = raw.pk
        key = as_uuid(raw)
        if key:
            match = self._of_id(key, by)
        else:
            said = tidy(str(raw))
            if not can_be_kept(said):
                raise Unreadable(_("The text holds a character that cannot be kept."))
            found = self.model.objects.of(by.organization)
            named = [match for match in (models.Q(number__iexact=said), self._by_name(said)) if match]
            matches = list(found.filter(named[0] | named[1] if len(named) > 1 else named[0])[:2])
            match = matches[0] if len(matches) == 1 else None
        if match is None:
            raise Unreadable(_("“%(said)s” was not found here."), said=str(raw)[:60])
        return match

    def _of_id(self, key: UUID, by: "Actor") -> Record | None:
        """The record of this id; read once for a breath of long work (`importing.breaths`), which the gate forgets."""
        known = by.grants.get("records", {})
        match: Record | None = known.get((self.model, key))
        if match is None:
            match = self.model.objects.of(by.organization).filter(pk=key).first()
            if match is not None:
                known[self.model, key] = match
        return match

    def _by_name(self, said: str) -> models.Q | None:
        has_name = any(field.name == "name" for field in self.model._meta.concrete_fields)
        return models.Q(name__iexact=said) if has_name else None

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "string", "format": "uuid", "x-record": self.model.kind}


@dataclass(frozen=True)
class ManyRecords(OneRecord):
    name: str = "files"
    most: int = 60

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> list[str]:  # type: ignore[override]
        items = [raw] if isinstance(raw, str | models.Model | UUID) else raw
        if not isinstance(items, Sequence) or len(items) > self.most:
            raise Unreadable(_("This should be a list of at most %(most)s."), most=self.most)
        return [str(super(ManyRecords, self).read(item, fact, by).pk) for item in items if item not in NOTHING]

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "array", "items": super().schema(fact), "maxItems": self.most}


@dataclass(frozen=True)
class AnyRecord(Kind):
    """A reference to a record of whatever kind: its number as people write it, or `nonconformity:id`."""

    name: str = "reference"

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> str:
        try:
            reference = raw if isinstance(raw, Reference) else Reference.parse(tidy(str(raw)))
            return str(resolve(reference, by.organization))
        except LookupError:
            return str(self._of_number(tidy(str(raw)), by))

    def _of_number(self, said: str, by: "Actor") -> Reference:
        """The one record with this number."""
        found = exactly(by.organization, said) if can_be_kept(said) else []
        if len(found) > 1:
            titles = "; ".join(one.title for one in found)
            raise Unreadable(_("“%(said)s” stands on several records: %(titles)s."), said=said[:60], titles=titles)
        if not found:
            raise Unreadable(_("“%(said)s” was not found here."), said=said[:60])
        return Reference(found[0].kind, found[0].record, found[0].number)

    def schema(self, fact: "Fact") -> dict[str, Any]:
        return {"type": "string", "maxLength": 120, "description": "a number, or kind:id"}


@dataclass(frozen=True)
class Rows(Kind):
    """A list of small typed records, such as containment places; each becomes a line of the record's own table."""

    name: str = "rows"
    model: type[Row] = field(default=Row)  # type: ignore[type-abstract]
    most: int = 200

    def read(self, raw: Any, fact: "Fact", by: "Actor") -> list[Row]:
        if not isinstance(raw, Sequence) or isinstance(raw, str) or len(raw) > self.most:
            raise Unreadable(_("This should be a list of at most %(most)s rows."), most=self.most)
        rows, errors = [], {}
        for position, line in enumerate(raw):
            if isinstance(line, Row) and not line._state.adding:
                rows.append(line)
                continue
            said = row_facts(line, fact)
            if said is None:
                raise Unreadable(_("Each row should be a set of named values."))
            if not any(value not in NOTHING for value in said.values()):
                continue
            try:
                rows.append(self.model(**fact.read_all(said, by, fact.columns)))
            except NotUnderstood as reason:
                errors.update({f"{fact.name}.{position}.{key}": why for key, why in reason.errors.items()})
        if errors:
            raise NotUnderstood(errors)
        return rows

    def schema(self, fact: "Fact") -> dict[str, Any]:
        needed = [column.name for column in fact.columns if column.required]
        item = {
            "type": "object",
            "properties": {column.name: column.schema() for column in fact.columns},
            **({"required": needed} if needed else {}),
            "additionalProperties": False,
        }
        return {"type": "array", "items": item, "maxItems": self.most}


def row_facts(line: Any, fact: "Fact") -> dict[str, Any] | None:
    """A row as named values, whether it came as a model's instance or as a mapping."""
    if isinstance(line, Row):
        return {column.name: getattr(line, column.name) for column in fact.columns}
    return dict(line) if isinstance(line, dict) else None


def can_be_kept(text: str) -> bool:
    """Neither database keeps a NUL, and half of a surrogate pair is no character."""
    return "\x00" not in text and not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)


def as_uuid(raw: Any) -> UUID | None:
    if isinstance(raw, UUID):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"\s*[0-9a-fA-F-]{32,36}\s*", raw):
        try:
            return UUID(raw.strip())
        except ValueError:
            return None
    return None


def check_column(column: models.Field[Any, Any], value: Any) -> None:
    """The column's own validators: lengths, ranges, formats. Both databases do not enforce them alike."""
    try:
        column.run_validators(value)
    except ValidationError as reason:
        raise Unreadable(_("%(reason)s"), reason=" ".join(reason.messages)) from None
