"""What every record has in common, and how it is put into words that can be hashed (7.5.3).

A record's *snapshot* is its recorded names with plain values: no floats, times in UTC, decimals at the column's
scale, rows of its tables included. The trail hashes it; verification reads the columns again and compares.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID

import orjson
from django.db import models

from mutu.core.identity import new_id
from mutu.core.tenancy import OrganizationManager
from mutu.lib.workflow import Workflow

ALREADY_PLAIN = frozenset({str, int, bool, type(None)})


def tidy(text: str) -> str:
    """Text as it is kept: composed characters, plain line ends, no blanks around it, no NUL."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def canonical_bytes(value: Any) -> bytes:
    """The one JSON spelling of a plain value: sorted names, no blanks, no floats, UTF-8.

    orjson writes it as `json` would, ten times as fast; what it declines (a number of more than 64 bits, half of a
    surrogate pair) is left to `json`.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8", "surrogatepass")


def canonical(value: Any) -> str:
    """The same as text."""
    return canonical_bytes(value).decode("utf-8", "surrogatepass")


def plain(value: Any, field: models.Field[Any, Any] | None = None) -> Any:
    """A value as the trail writes it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal):
        places = getattr(field, "decimal_places", None)
        return str(value.quantize(Decimal(1).scaleb(-places)) if places is not None else value.normalize())
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, models.Model):
        return str(value.pk) if not isinstance(value, Row) else value.snapshot()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


class Recorded(models.Model):
    """Anything whose columns are put into a snapshot."""

    unrecorded: ClassVar[frozenset[str]] = frozenset()
    recorded_as: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True

    @classmethod
    @cache
    def recorded_fields(cls) -> Mapping[str, models.Field[Any, Any]]:
        """Recorded name -> column; a renamed column keeps its recorded name by `recorded_as`."""
        fields = {
            cls.recorded_as.get(field.name, field.name): field
            for field in cls._meta.concrete_fields
            if field.name not in cls.unrecorded and field.name != "organization"
        }
        return MappingProxyType(fields)

    def own_snapshot(self) -> dict[str, Any]:
        whole = {}
        for name, field in self.recorded_fields().items():
            value = getattr(self, field.attname)
            whole[name] = value if type(value) in ALREADY_PLAIN else plain(value, field)
        return whole


class Row(Recorded):
    """A line of a record's own table: no life, no actions and no number outside its record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(
        "core.Organization", models.PROTECT, related_name="+", db_index=False, editable=False
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = OrganizationManager()
    unscoped = models.Manager()
    unrecorded = frozenset({"id", "record", "position"})

    class Meta:
        abstract = True
        default_manager_name = base_manager_name = "unscoped"

    def snapshot(self) -> dict[str, Any]:
        return self.own_snapshot()


class Record(Recorded):
    """A record of the quality management system: identity, human number, state, version (7.5.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(
        "core.Organization", models.PROTECT, related_name="+", db_index=False, editable=False
    )
    number = models.CharField(max_length=40, blank=True, editable=False)
    state = models.CharField(max_length=30, default="", blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = OrganizationManager()
    unscoped = models.Manager()

    kind: ClassVar[str]
    """The name of this kind of record in the trail, in references and in addresses."""
    workflow: ClassVar[Workflow | None] = None
    parts: ClassVar[tuple[str, ...]] = ()
    """Names of the record's own tables, each the reverse name of a `Row`."""
    series: ClassVar[str] = ""
    """How its numbers look until the organization says otherwise, as `NC-{year}-{n:4}`; none if empty."""
    called: ClassVar[tuple[str, ...]] = ()
    """What people here call this kind, by which the search finds it too: NCR, 8D."""
    named_with: ClassVar[tuple[str, ...]] = ()
    """Relations its title needs, read along where many are named."""
    site_field: ClassVar[str | None] = None
    """The column that says at which site it is, for roles that hold at one site only."""
    may_read: ClassVar[tuple[str, ...]] = ("anyone",)
    states: ClassVar[list[tuple[Any, Any]]] = []
    ended: ClassVar[frozenset[Any]] = frozenset()
    """States after which nobody has to do anything more."""

    class Meta:
        abstract = True
        default_manager_name = base_manager_name = "unscoped"

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What people call it."""
        return str(getattr(self, "name", "") or self.number or self.pk)

    @property
    def site_id_there(self) -> UUID | None:
        return getattr(self, f"{self.site_field}_id") if self.site_field else None

    def rows(self, part: str) -> list[Row]:
        """The lines of one of its tables, in order, read once."""
        kept = self.__dict__.setdefault("_rows", {})
        if part not in kept:
            kept[part] = [] if self._state.adding else list(getattr(self, part).order_by("position"))
        lines: list[Row] = kept[part]
        return lines

    def snapshot(self) -> dict[str, Any]:
        """Everything about it that the trail stands for."""
        whole = self.own_snapshot()
        for part in self.parts:
            whole[part] = [row.snapshot() for row in self.rows(part)]
        return whole

    @classmethod
    def shape(cls) -> list[str]:
        """The sorted recorded names, rows' names as `part.name`."""
        names = list(cls.recorded_fields())
        for part in cls.parts:
            related: Any = cls._meta.get_field(part).related_model
            names += [f"{part}.{name}" for name in related.recorded_fields()]
        return sorted(names)


def read_rows(model: type[Record], records: Sequence[Record]) -> None:
    """Read the own tables of many records of one kind and organization: one query for each table."""
    for part in model.parts:
        related: Any = model._meta.get_field(part).related_model
        rows = related.objects.of(records[0].organization_id).filter(record__in=[one.pk for one in records])
        lines: dict[UUID, list[Row]] = {}
        for line in rows.order_by("position"):
            lines.setdefault(line.record_id, []).append(line)
        for record in records:
            record.__dict__.setdefault("_rows", {})[part] = lines.get(record.pk, [])


def in_shape(snapshot: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """A snapshot cut to the names of an older shape, so that a new column raises no false alarm."""
    kept = set(names)
    cut: dict[str, Any] = {}
    for name, value in snapshot.items():
        if isinstance(value, list) and any(other.startswith(f"{name}.") for other in kept):
            cut[name] = [{key: row[key] for key in row if f"{name}.{key}" in kept} for row in value]
        elif name in kept:
            cut[name] = value
    return cut


def record_hash(salt: str, snapshot: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_bytes([salt, snapshot])).hexdigest()
