"""An action's facts, read off its signature and off the record's own columns.

The signature gives name, type and whether it is required; the column of the same name gives label, help, length,
choices and target; `Ask` says only what neither can. From the facts come the form, the API operation, the command,
the import column and the trail's words.
"""

import inspect
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from django.db import models
from django.utils.functional import Promise

from mutu.core import kinds
from mutu.core.records import Record, Recorded, Row, plain
from mutu.core.references import Reference
from mutu.core.refusals import NotUnderstood, Refusal
from mutu.core.refusals import gettext_noop as _

if TYPE_CHECKING:
    from mutu.core.actors import Actor

Label = str | Promise
KINDS_OF_RECORDS = {"person": "person", "attachment": "file"}
"""Records that are asked for in a way of their own: a person is looked up, a file is sent."""


@dataclass(frozen=True)
class Ask:
    """What neither the signature nor the column says about a fact."""

    label: Label | None = None
    help: Label | None = None
    when: tuple[str, frozenset[str]] | None = None
    """Asked and required only when that other fact has one of these values."""
    choices: Sequence[tuple[str, Label]] | None = None
    unit: str | None = None
    as_kind: str | None = None
    options: Callable[["Actor"], Any] | None = None
    """Which records are offered, where not all of the organization's."""
    words: Callable[["Actor"], Iterable[str]] | None = None
    """Words used for it before, offered while somebody types."""
    where: Callable[["Actor", Any], bool] | None = None
    """Of whom, about which record, a page asks it at all; it may always be said."""
    secret: bool = False
    """Never written to the trail, as a PIN."""


@dataclass(frozen=True)
class Fact:
    """One thing an action asks for (`name`), with its label, its kind and its limits."""

    name: str
    reader: kinds.Kind
    required: bool
    label: Label
    help: Label = ""
    default: Any = None
    choices: tuple[tuple[str, Label], ...] = ()
    unit: str = ""
    when: tuple[str, frozenset[str]] | None = None
    columns: tuple["Fact", ...] = ()
    column: models.Field[Any, Any] | None = None
    as_kind: str | None = None
    options: Callable[["Actor"], Any] | None = None
    words: Callable[["Actor"], Iterable[str]] | None = None
    where: Callable[["Actor", Any], bool] | None = None
    secret: bool = False

    @property
    def kind(self) -> str:
        """The name of its widget."""
        return "secret" if self.secret else self.as_kind or self.reader.name

    @property
    def max_length(self) -> int | None:
        return getattr(self.reader, "longest", None)

    def schema(self) -> dict[str, Any]:
        """Its JSON schema, for the API."""
        schema = {**self.reader.schema(self), "title": str(self.label)}
        if self.help:
            schema["description"] = str(self.help)
        if self.when:
            schema["x-when"] = {self.when[0]: sorted(self.when[1])}
        return schema

    def read(self, raw: Any, by: "Actor") -> Any:
        value = self.reader.read(raw, self, by)
        if self.column is not None and isinstance(value, str | int | Decimal):
            kinds.check_column(self.column, value)
        return value

    @staticmethod
    def read_all(raw: Mapping[str, Any], by: "Actor", wanted: Sequence["Fact"]) -> dict[str, Any]:
        """All facts read, or `NotUnderstood` with a sentence for each that is not understood."""
        errors: dict[str, Refusal] = {
            name: kinds.Unreadable(_("There is no such entry here."))
            for name in raw
            if name not in {fact.name for fact in wanted}
        }
        values: dict[str, Any] = {}
        for fact in wanted:
            given = raw.get(fact.name)
            try:
                if given in kinds.NOTHING:
                    values[fact.name] = fact.absent(raw)
                else:
                    values[fact.name] = fact.read(given, by)
            except NotUnderstood as reason:
                errors.update(reason.errors)
            except Refusal as reason:
                errors[fact.name] = reason
        if errors:
            raise NotUnderstood(errors)
        return values

    def absent(self, said: Mapping[str, Any]) -> Any:
        """What stands when nothing was said: the default, unless it is needed here."""
        needed = self.required and self.when is None
        if self.when is not None and str(plain(said.get(self.when[0]))) in self.when[1]:
            needed = True
        if needed:
            raise kinds.Unreadable(_("This is needed."))
        return [] if isinstance(self.reader, kinds.Rows | kinds.Lines | kinds.ManyRecords) else self.default


def facts_of(body: Callable[..., None], model: type[Record]) -> tuple[Fact, ...]:
    """The facts an action's signature declares, in its order."""
    hints = get_type_hints(body, include_extras=True)
    parameters = [
        parameter
        for parameter in inspect.signature(body).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY and parameter.name != "by"
    ]
    columns = {column.name: column for column in model._meta.concrete_fields}
    return tuple(declare(parameter, hints[parameter.name], columns) for parameter in parameters)


def declare(parameter: inspect.Parameter, hint: Any, columns: Mapping[str, models.Field[Any, Any]]) -> Fact:
    """One fact from one keyword argument."""
    ask = Ask()
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        ask = next((extra for extra in extras if isinstance(extra, Ask)), ask)
    column = columns.get(parameter.name)
    hint = _without_none(hint)
    reader = kinds.Choice() if ask.choices is not None else _reader(hint, column)
    row_model = reader.model if isinstance(reader, kinds.Rows) else None
    required = parameter.default is parameter.empty
    return Fact(
        name=parameter.name,
        reader=reader,
        required=required,
        label=ask.label or _column_label(column, parameter.name),
        help=ask.help or (column.help_text if column is not None else ""),
        default=None if required else parameter.default,
        choices=_choices(ask, hint, column),
        unit=ask.unit or "",
        when=ask.when,
        columns=row_columns(row_model) if row_model else (),
        column=column if not isinstance(column, models.ForeignKey | models.JSONField) else None,
        as_kind=ask.as_kind or _long(column),
        options=ask.options,
        words=ask.words,
        where=ask.where,
        secret=ask.secret,
    )


def row_columns(model: type[Recorded]) -> tuple[Fact, ...]:
    """The facts of a row, read off its columns."""
    found = []
    for name, column in model.recorded_fields().items():
        if name in ("position", "id") or not column.editable:
            continue
        needed = not (column.blank or column.null or column.has_default())
        parameter = inspect.Parameter(
            column.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if needed else _column_default(column),
        )
        found.append(declare(parameter, _column_type(column), {column.name: column}))
    return tuple(found)


def _column_default(column: models.Field[Any, Any]) -> Any:
    if column.has_default():
        return column.get_default()
    return None if column.null else ""


def _column_type(column: models.Field[Any, Any]) -> Any:
    if isinstance(column, models.ForeignKey):
        return column.related_model
    for field_type, python_type in (
        (models.BooleanField, bool),
        (models.DateTimeField, datetime),
        (models.DateField, date),
        (models.DecimalField, Decimal),
        (models.IntegerField, int),
    ):
        if isinstance(column, field_type):
            return python_type
    return str


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        rest = [option for option in get_args(hint) if option is not type(None)]
        return rest[0] if len(rest) == 1 else hint
    return hint


def _reader(hint: Any, column: models.Field[Any, Any] | None) -> kinds.Kind:
    if get_origin(hint) in (Sequence, list, tuple):
        (item, *_rest) = get_args(hint)
        if isinstance(item, type) and issubclass(item, Row):
            return kinds.Rows(model=item)
        if isinstance(item, type) and issubclass(item, Record):
            return kinds.ManyRecords(model=item)
        return kinds.Lines()
    if isinstance(hint, type):
        if issubclass(hint, Record):
            return kinds.OneRecord(name=KINDS_OF_RECORDS.get(hint.kind, "record"), model=hint)
        if hint is Reference:
            return kinds.AnyRecord()
        if issubclass(hint, Enum) or (column is not None and column.choices):
            return kinds.Choice()
        if hint is bool:
            return kinds.YesNo()
        if hint is datetime:
            return kinds.Moment()
        if hint is date:
            return kinds.Day()
        if hint is int:
            small = isinstance(column, models.PositiveSmallIntegerField | models.SmallIntegerField)
            return kinds.Number(name="integer", digits=9, most=32_767 if small else 999_999_999)
        if hint is Decimal:
            places = getattr(column, "decimal_places", None)
            return kinds.Number(places=3 if places is None else places, digits=getattr(column, "max_digits", 15))
    longest = getattr(column, "max_length", None) or kinds.LONGEST_TEXT
    return kinds.Text(longest=longest)


def _choices(ask: Ask, hint: Any, column: models.Field[Any, Any] | None) -> tuple[tuple[str, Label], ...]:
    if ask.choices is not None:
        return tuple(ask.choices)
    if isinstance(hint, type) and issubclass(hint, models.TextChoices):
        return tuple((str(value), label) for value, label in hint.choices)
    if column is not None and column.choices:
        return tuple((str(value), label) for value, label in column.flatchoices)
    return ()


def _column_label(column: models.Field[Any, Any] | None, name: str) -> Label:
    return column.verbose_name if column is not None else name.replace("_", " ").capitalize()


def _long(column: models.Field[Any, Any] | None) -> str | None:
    return "long_text" if isinstance(column, models.TextField) else None


@dataclass(frozen=True)
class Values:
    """Facts as read, and as the trail writes them."""

    read: dict[str, Any]
    spoken: AbstractSet[str]
    """The names that were said, and may be written down."""

    def plain(self) -> dict[str, Any]:
        said = {name: value for name, value in self.read.items() if name in self.spoken}
        return {name: plain(value) for name, value in said.items() if value not in kinds.NOTHING}
