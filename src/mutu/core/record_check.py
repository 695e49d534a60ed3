"""The second half of verification: every record and file against the last entry that speaks of it (7.5.3).

Records are read beside the log's own list of records, in the order of their ids and in pages, straight from the
columns; each is hashed under the shape its last entry names.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    Exists,
    JSONField,
    Max,
    Model,
    OuterRef,
    TextField,
    UUIDField,
)
from django.db.models.functions import Cast

from mutu.core import attachments, references
from mutu.core.findings import Findings
from mutu.core.log_check import LOG, WORDS, Progress, parsed
from mutu.core.models import Attachment, Door, Organization
from mutu.core.records import Record, plain, record_hash
from mutu.core.refusals import gettext_noop as _
from mutu.core.trail_models import Counter, Entry, Words

PAGE = 1000
Lines = list[dict[str, Any]]
FIRST_ID = UUID(int=0)
NOT_READABLE = (ValueError, TypeError, ArithmeticError)


class Columns:
    """The recorded columns of a table, read as plain values without making objects of the rows.

    What the database hands over is put into the trail's spelling column by column: making ids, moments and lists of
    it and words of those again, as models do, took most of the time of a verification.
    """

    def __init__(self, model: Any, *further: str) -> None:
        self.model, self.further = model, further
        columns = {column.attname: column for column in model._meta.concrete_fields}
        recorded = dict(sorted(model.recorded_fields().items()))
        self.names = list(recorded)
        attributes = [*further, *(column.attname for column in recorded.values())]
        targets = [getattr(columns[attribute], "target_field", columns[attribute]) for attribute in attributes]
        moments = (DateField,) if connection.vendor == "sqlite" else ()  # its module would make objects of them
        as_text = [isinstance(target, (UUIDField, JSONField, *moments)) for target in targets]
        self.asked = [
            Cast(attribute, TextField()) if text else attribute
            for attribute, text in zip(attributes, as_text, strict=True)
        ]
        spelled = [(at, _spelling(target)) for at, target in enumerate(targets)]
        self.spelled = [(at, spell) for at, spell in spelled if spell is not None]

    def read(self, rows: Any) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
        """Of each row the further columns and the snapshot of the recorded ones; ids as text."""
        skip, names, spelled = len(self.further), self.names, self.spelled
        sentence, parameters = rows.values_list(*self.asked).query.sql_with_params()
        for found in _fetched(sentence, parameters):
            values = list(found)
            for at, spell in spelled:
                if values[at] is not None:
                    values[at] = spell(values[at])
            yield tuple(values[:skip]), dict(zip(names, values[skip:], strict=True))


def _fetched(sentence: str, parameters: Any) -> Iterator[tuple[Any, ...]]:
    """The rows as they are; ValueError where SQLite holds bytes that are no text."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(sentence, parameters)
            while page := cursor.fetchmany(PAGE):
                yield from page
        except OperationalError as reason:
            raise (ValueError(str(reason)) if "decode" in str(reason) else reason) from None


def _spelling(column: Any) -> Callable[[Any], Any] | None:
    """How a value of this column, as the database hands it over, is spelled in the trail; as it is if nothing."""
    on_sqlite = connection.vendor == "sqlite"
    if isinstance(column, UUIDField):
        return dashed if on_sqlite else None
    if isinstance(column, JSONField):
        return lambda text: [] if text == "[]" else plain(json.loads(text))
    if isinstance(column, DateTimeField):
        return moment_of_sqlite if on_sqlite else plain
    if isinstance(column, BooleanField):
        return yes_or_no if on_sqlite else None
    if isinstance(column, DecimalField):
        col, ops = column.get_col(""), connection.ops
        read = ops.get_decimalfield_converter(col) if on_sqlite else lambda value, *_: value  # type: ignore[attr-defined]
        return lambda value: plain(read(value, col, connection), column)
    return plain if isinstance(column, DateField) and not on_sqlite else None


def yes_or_no(kept: Any) -> Any:
    """SQLite keeps yes and no as 1 and 0, and would keep anything else too."""
    return bool(kept) if kept in (0, 1) else kept


def moment_of_sqlite(text: str) -> str:
    """A moment as SQLite keeps it, in the spelling of the trail.

    >>> moment_of_sqlite("2026-11-28 12:05:00"), moment_of_sqlite("2026-11-28 12:05:00.250000")
    ('2026-11-28T12:05:00.000000+00:00', '2026-11-28T12:05:00.250000+00:00')
    """
    return f"{text[:10]}T{text[11:]}{'.000000' if len(text) == 19 else ''}+00:00"


def dashed(key: str | None) -> str | None:
    """An id as the trail writes it, whichever way the database keeps it."""
    if key is None or len(key) != 32:
        return key
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


class Kind:
    """One kind of record the gate writes, with its own tables."""

    def __init__(self, model: type[Record]) -> None:
        self.model = model
        self.table = model._meta.db_table
        self.has_open = any(column.name == "open" for column in model._meta.concrete_fields)
        self.columns = Columns(model, "id", "number", *(["open", "state"] if self.has_open else []))
        related: list[Any] = [model._meta.get_field(part).related_model for part in model.parts]
        self.parts = {
            part: Columns(rows, "record_id", "position") for part, rows in zip(model.parts, related, strict=True)
        }
        self.matched = 0
        self.names = model.shape()
        self._cuts: dict[str, tuple[list[str], dict[str, list[str]]]] = {}

    def cut(self, snapshot: dict[str, Any], key: str, names: list[str]) -> dict[str, Any]:
        """What `records.in_shape` answers, with the names of each shape looked through once and not at every record."""
        if names == self.names:
            return snapshot
        if key not in self._cuts:
            kept = set(names)
            lines = {
                part: [name for name in columns.names if f"{part}.{name}" in kept]
                for part, columns in self.parts.items()
                if any(name.startswith(f"{part}.") for name in names)
            }
            self._cuts[key] = [name for name in self.columns.names if name in kept], lines
        own, lines = self._cuts[key]
        whole = {name: snapshot[name] for name in own}
        for part, columns in lines.items():
            whole[part] = [{name: row[name] for name in columns} for row in snapshot[part]]
        return whole


@dataclass(frozen=True)
class Last:
    """The last entry of a record."""

    seq: int
    record: str
    said: dict[str, Any]
    salt: str | None


@dataclass
class RecordCheck:
    """One walk along all records of one organization."""

    organization_id: UUID
    findings: Findings
    shapes: dict[str, list[str]]
    progress: Progress | None = None
    files: bool = True
    _kinds: dict[str, Kind] = field(default_factory=dict)

    def run(self) -> None:
        self._kinds = {name: Kind(model) for name, model in sorted(references.kinds().items())}
        for page in self._pages():
            by_kind: dict[str, dict[str, Last]] = {}
            for last in page:
                by_kind.setdefault(last.said["type"], {})[last.record] = last
            for name, lasts in by_kind.items():
                self._check_page(name, lasts)
            self.findings.records += len(page)
            if self.progress:
                self.progress("records", self.findings.records)
        for kind in self._kinds.values():
            self._find_added(kind)
            self._find_stray_rows(kind)
        self._check_door()
        self._check_counters()
        if self.files:
            self._check_files()

    def _pages(self) -> Iterator[list[Last]]:
        """The records the log knows, by id, each with its last entry."""
        entries = Entry.objects.of(self.organization_id)
        known = entries.values_list("record").annotate(last=Max("seq")).order_by("record")
        after = FIRST_ID
        while page := list(known.filter(record__gt=after)[:PAGE]):
            after = page[-1][0]
            seqs = [seq for _record, seq in page]
            leaves = dict(entries.filter(seq__in=seqs).values_list("seq", "leaf"))
            salts = dict(Words.objects.of(self.organization_id).filter(seq__in=seqs).values_list("seq", "salt"))
            read = [(seq, record, parsed(leaves[seq])) for record, seq in page]
            yield [Last(seq, str(record), said, salts.get(seq)) for seq, record, said in read if said is not None]

    def _check_page(self, name: str, lasts: dict[str, Last]) -> None:
        kind = self._kinds.get(name)
        if kind is None:
            for last in lasts.values():
                self._say("unknown_kind", _("Entry %(seq)s speaks of a kind of record this program does not know: "
                          "%(kind)s."), LOG, last.record, last.seq, kind=name)  # fmt: skip
            return
        try:
            self._check_found(kind, lasts)
        except NOT_READABLE:
            if len(lasts) > 1:
                for record, last in lasts.items():
                    self._check_page(name, {record: last})
                return
            for record, last in lasts.items():
                self._say("changed_record", _("%(record)s in %(table)s cannot even be read; entry %(seq)s left it "
                          "otherwise."), kind.table, record, last.seq)  # fmt: skip
            kind.matched += 1

    def _check_found(self, kind: Kind, lasts: dict[str, Last]) -> None:
        page = {"gte": min(lasts), "lte": max(lasts)}
        rows = {part: self._rows_of(columns, lasts, page) for part, columns in kind.parts.items()}
        missing = dict(lasts)
        for (key, number, *derived), snapshot in kind.columns.read(self._within(kind.model, "pk", page)):
            last = missing.pop(key, None)
            if last is None:
                continue
            snapshot.update({part: rows[part].get(key, []) for part in kind.parts})
            self._check_record(kind, number or key, last, snapshot)
            if derived and derived[0] != (derived[1] not in kind.model.ended):
                self._say("changed_record", _("“Open” of %(record)s does not follow from its state; entry %(seq)s left "
                          "it otherwise."), kind.table, number or key, last.seq)  # fmt: skip
            kind.matched += 1
        for key, last in missing.items():
            self._say("missing_record", _("Missing from %(table)s: the record %(record)s, of which entry %(seq)s "
                      "speaks, was deleted or given to another organization."), kind.table, key, last.seq)  # fmt: skip

    def _within(self, model: Any, column: str, page: dict[str, str]) -> Any:
        """The rows of one organization between two ids: cheaper than naming a thousand of them."""
        return model.objects.of(self.organization_id).filter(**{f"{column}__{side}": key for side, key in page.items()})

    def _rows_of(
        self, columns: Columns, lasts: dict[str, Last], page: dict[str, str]
    ) -> dict[str, list[dict[str, Any]]]:
        """The lines of one of their tables, by record, in order."""
        gathered: dict[str, Lines] = {}
        rows = self._within(columns.model, "record_id", page).order_by("record_id", "position")
        for (record, position), snapshot in columns.read(rows):
            if record not in lasts:
                continue
            lines = gathered.setdefault(record, [])
            if position != len(lines):
                self._say("changed_row", _("The lines of %(record)s in %(table)s are not numbered as entry %(seq)s "
                          "left them."), columns.model._meta.db_table, record, lasts[record].seq)  # fmt: skip
            lines.append(snapshot)
        return gathered

    def _check_record(self, kind: Kind, record: object, last: Last, snapshot: dict[str, Any]) -> None:
        names = self.shapes.get(last.said["shape"])
        if last.salt is None or names is None:
            what = WORDS if last.salt is None else kind.table
            self._say("not_checked", _("%(record)s cannot be held against entry %(seq)s: what the entry was hashed "
                      "with is missing."), what, record, last.seq)  # fmt: skip
            return
        whole = kind.cut(snapshot, last.said["shape"], names)
        if record_hash(last.salt, whole) != last.said["hash"]:
            self._say("changed_record", _("%(record)s in %(table)s, or a line of its own tables, is not as entry "
                      "%(seq)s left it."), kind.table, record, last.seq)  # fmt: skip

    # --- what no entry speaks of -------------------------------------------------------------------------------

    def _find_added(self, kind: Kind) -> None:
        """Rows without an entry of their kind; looked for only when the numbers do not agree."""
        rows = kind.model.objects.of(self.organization_id).order_by("pk")
        if rows.count() == kind.matched:
            return
        after = FIRST_ID
        while page := dict(rows.filter(pk__gt=after).values_list("pk", "number")[:PAGE]):
            after = max(page)
            last = Entry.objects.of(self.organization_id).filter(record__in=page).values("record").annotate(Max("seq"))
            seqs = [one["seq__max"] for one in last]
            leaves = Entry.objects.of(self.organization_id).filter(seq__in=seqs).values_list("record", "leaf")
            spoken_of = {record for record, leaf in leaves if (parsed(leaf) or {}).get("type") == kind.model.kind}
            for key in sorted(page.keys() - spoken_of):
                self._say("added_record", _("%(record)s was added to %(table)s outside the program: no entry speaks of "
                          "it."), kind.table, page[key] or key, None)  # fmt: skip

    def _find_stray_rows(self, kind: Kind) -> None:
        """Lines whose record is missing or belongs to another organization."""
        here = kind.model.objects.of(self.organization_id).filter(pk=OuterRef("record_id"))
        for columns in kind.parts.values():
            rows = columns.model.objects.of(self.organization_id).filter(~Exists(here)).order_by("pk")
            for row, record in rows.values_list("pk", "record_id")[:PAGE]:
                self._say("stray_row", _("The line %(row)s in %(table)s belongs to no record of this organization."),
                          columns.model._meta.db_table, record, None, row=row)  # fmt: skip

    # --- tables beside the records -----------------------------------------------------------------------------

    def _check_door(self) -> None:
        """The address of an organization says what its record says."""
        organization = Organization.objects.of(self.organization_id).first()
        door = Door.objects.filter(organization_id=self.organization_id).first()
        wanted = ("slug", "name", "language", "demo")
        if organization is None or (
            door is not None and all(getattr(door, name) == getattr(organization, name) for name in wanted)
        ):
            return
        self._say("changed_door", _("The address at which people come in is not that of the organization %(record)s."),
                  Door._meta.db_table, organization.slug, None)  # fmt: skip

    def _check_counters(self) -> None:
        """The last number of each series was given to a record, the next one not yet."""
        for series, last in Counter.objects.of(self.organization_id).order_by("series").values_list("series", "last"):
            if not self._is_given(series, last) or self._is_given(series, last + 1):
                self._say("changed_counter", _("%(last)s is not the last number given in the series %(record)s."),
                          Counter._meta.db_table, series, None, last=last)  # fmt: skip

    def _is_given(self, series: str, last: int) -> bool:
        number = re.sub(r"\{n(?::(\d))?\}", lambda found: str(last).zfill(int(found[1] or 1)), series)
        numbered = (kind.model for kind in self._kinds.values() if kind.model.series)
        return any(model.objects.of(self.organization_id).filter(number=number).exists() for model in numbered)

    def _check_files(self) -> None:
        """Every attachment's file is there and is what it was."""
        table, after = Attachment._meta.db_table, FIRST_ID
        rows = Attachment.objects.of(self.organization_id).order_by("pk")
        while page := list(rows.filter(pk__gt=after).values_list("pk", "name", "sha256")[:PAGE]):
            for after, name, sha256 in page:
                fault = file_fault(self.organization_id, sha256)
                if fault:
                    self._say(fault, _("The file “%(name)s” is missing or is not what it was when it was added."),
                              table, after, None, name=name)  # fmt: skip
            self.findings.files += len(page)
            if self.progress:
                self.progress("files", self.findings.files)

    def _say(self, code: str, sentence: str, table: str, record: object, seq: int | None, **parameters: object) -> None:
        self.findings.add(code, sentence, table=table, record=record, seq=seq, **parameters)


def file_fault(organization_id: UUID, sha256: str) -> str:
    """What is wrong with a kept file: `missing_file`, `changed_file`, or nothing."""
    try:
        with attachments.place(organization_id, sha256).open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except (OSError, ValueError):
        return "missing_file"
    return "" if same else "changed_file"


def recorded_models() -> Iterable[type[Model]]:
    """Every table the gate writes records and their lines to."""
    for model in references.kinds().values():
        yield model
        for part in model.parts:
            yield model._meta.get_field(part).related_model  # type: ignore[misc]
