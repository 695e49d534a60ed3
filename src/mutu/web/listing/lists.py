"""Lists of records: one page for every kind, declared in `listing.declared`; newest first, page by page (7.5.3).

A list is asked for by its address alone: a chip in words, selects, a text, and a cursor. The cursor is the moment and
the id of the last row seen, so that page one thousand costs what page one costs and new records shift nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from mutu.core import permissions, search
from mutu.core.actors import Actor
from mutu.core.kinds import as_uuid
from mutu.core.records import Record
from mutu.core.unchanged import while_unchanged

PAGE = 50
COUNTED_TO = 10_000
MOST_OPTIONS = 200
PERIODS = (("30", _("30 days")), ("90", _("90 days")), ("365", _("12 months")), ("730", _("24 months")))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Line = Mapping[str, Any]


@dataclass(frozen=True)
class Reader:
    """Who reads a list, and what day it is where they are."""

    by: Actor
    zone: ZoneInfo
    today: date
    spoken: dict[int, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, by: Actor) -> "Reader":
        zone = ZoneInfo(by.organization.timezone)
        return cls(by, zone, by.now().astimezone(zone).date())

    def start_of(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)

    def say(self, words: Any) -> str:
        """Words that come again in every row, in the reader's language; put into it once."""
        if (said := self.spoken.get(id(words))) is None:
            said = self.spoken[id(words)] = str(words)
        return said


@dataclass(frozen=True)
class State:
    """A state as a list shows it: family and word of the vocabulary, and the word that is read."""

    family: str
    word: str
    label: str


@dataclass(frozen=True)
class Column:
    """One column. `shown` gives text, `State` or date; `role` is subject, state, due or rest; `fact` is for Excel."""

    fact: str
    label: Any
    fields: tuple[str, ...]
    shown: Callable[[Line, Reader], Any]
    role: str = "rest"


@dataclass(frozen=True)
class Chip:
    """A filter in one word or two."""

    key: str
    label: Any
    rows: Callable[[Reader], Q]


@dataclass(frozen=True)
class Select:
    """A filter with a list to choose from. `options` are its choices, `rows` what a choice means."""

    key: str
    label: Any
    options: Callable[[Reader], list[tuple[str, Any]]]
    rows: Callable[[str, Reader], Q]


@dataclass(frozen=True)
class Listing:
    """Everything about the list of one kind of record."""

    model: type[Record]
    address: str
    title: Any
    at: str
    """The column of the moment by which it is ordered, newest first."""
    columns: tuple[Column, ...]
    chips: tuple[Chip, ...]
    selects: tuple[Select, ...]
    late: Callable[[Line, Reader], bool]
    title_of: Callable[[], dict[str, Any]]
    """The annotation that gives a short `subject`, so that no page reads whole stories."""
    example: Any = ""
    empty: Any = ""
    begin: tuple[str, Any] | None = None
    figures: str = ""
    beside: tuple[tuple[str, Any], ...] = ()
    """What else belongs to it: addresses and words of buttons in its head."""

    @cached_property
    def fields(self) -> list[str]:
        named = {name: None for column in self.columns for name in column.fields}
        return list(named | {"pk": None, self.at: None, "subject": None})


@dataclass(frozen=True)
class Cursor:
    """The moment and id of a row.

    >>> from uuid import UUID
    >>> cursor = Cursor(datetime(2026, 11, 23, 8, tzinfo=UTC), UUID(int=7))
    >>> str(cursor), Cursor.parse(str(cursor)) == cursor
    ('1795420800000000-00000000000000000000000000000007', True)
    """

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.id.hex}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """The cursor in an address; ValueError for anything else."""
        moment, _dash, key = text.partition("-")
        if not (moment.isascii() and moment.isdecimal() and len(moment) < 18 and len(key) == 32):
            raise ValueError(text)
        return cls(EPOCH + timedelta(microseconds=int(moment)), UUID(key))

    def older(self, at: str) -> Q:
        return Q(**{f"{at}__lte": self.at}) & (Q(**{f"{at}__lt": self.at}) | Q(pk__lt=self.id))

    def newer(self, at: str) -> Q:
        return Q(**{f"{at}__gte": self.at}) & (Q(**{f"{at}__gt": self.at}) | Q(pk__gt=self.id))


@dataclass(frozen=True)
class Asked:
    """What the address asks of a list."""

    listing: Listing
    reader: Reader
    chip: Chip
    chosen: dict[str, str]
    text: str
    before: Cursor | None = None
    after: Cursor | None = None
    raw: dict[str, str] = field(default_factory=dict)
    """The filters as they stood in the address, without cursor and format."""

    @classmethod
    def read(cls, listing: Listing, request: HttpRequest, by: Actor) -> "Asked":
        """What is asked; an address that nobody can have followed is not found."""
        said = request.GET
        chips = {chip.key: chip for chip in listing.chips}
        chip = chips.get(said.get("show", listing.chips[0].key))
        if chip is None:
            raise Http404
        chosen = {one.key: value for one in listing.selects if (value := said.get(one.key, "")[:100])}
        if "state" in chosen and chip is listing.chips[0]:
            chip = listing.chips[-1]  # a state says by itself whether it is open
        text = said.get("text", "")[: search.LONGEST_QUERY].strip()
        raw = {"show": chip.key if chip is not listing.chips[0] else "", "text": text, **chosen}
        cursors = {}
        for name in ("before", "after"):
            try:
                cursors[name] = Cursor.parse(said[name]) if said.get(name) else None
            except (ValueError, OverflowError):
                raise Http404 from None
        kept = {key: value for key, value in raw.items() if value}
        return cls(listing, Reader.of(by), chip, chosen, text, cursors["before"], cursors["after"], kept)

    @property
    def filtered(self) -> bool:
        return bool(self.chosen or self.text)

    def address(self, base: str = "", **changed: str) -> str:
        """The same list, or another page of it, otherwise filtered, from its beginning."""
        said = urlencode({key: value for key, value in {**self.raw, **changed}.items() if value})
        return (base or self.listing.address) + (f"?{said}" if said else "")

    def records(self) -> QuerySet[Record]:
        """Every record that is asked for, in no order."""
        listing, reader = self.listing, self.reader
        records: QuerySet[Record] = permissions.visible(listing.model, reader.by).filter(self.chip.rows(reader))
        for one in listing.selects:
            if one.key in self.chosen:
                records = records.filter(one.rows(self.chosen[one.key], reader))
        if self.text:
            records = records.filter(search.holding(reader.by.organization, listing.model.kind, self.text))
        return records

    def lines(self, records: QuerySet[Record], most: int, before: Cursor | None) -> list[Line]:
        """At most so many rows before a cursor, newest first, with the columns the list shows and no others."""
        listing = self.listing
        if before is not None:
            records = records.filter(before.older(listing.at))
        named = records.annotate(**listing.title_of()).values(*listing.fields)
        return list(named.order_by(f"-{listing.at}", "-pk")[:most])


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, and where the pages beside it begin."""

    lines: list[Line]
    newer: str
    older: str
    count: int | None
    """How many there are in all, when that is cheap to know."""
    many: bool = False
    """More than anybody would count."""


def cursor_of(line: Line, at: str) -> Cursor:
    return Cursor(line[at], line["pk"])


def page_of(asked: Asked) -> Page:
    """The rows of one page, in one or two queries whatever the list holds."""
    listing, records = asked.listing, asked.records()
    if asked.after is not None:
        named = records.filter(asked.after.newer(listing.at)).annotate(**listing.title_of()).values(*listing.fields)
        found: list[Line] = list(reversed(named.order_by(listing.at, "pk")[: PAGE + 1]))
        is_more, found = len(found) > PAGE, found[-PAGE:]
        has_newer, has_older = is_more, True
    else:
        found = asked.lines(records, PAGE + 1, asked.before)
        has_newer, has_older = asked.before is not None, len(found) > PAGE
        found = found[:PAGE]
    count: int | None = None if has_newer or has_older else len(found)
    if count is None and not asked.filtered and asked.chip in (listing.chips[0], listing.chips[-1]):
        said = f"count:{listing.model.kind}:{asked.chip.key}:{asked.reader.by.person_id}"
        count = while_unchanged(asked.reader.by, said, records.order_by()[: COUNTED_TO + 1].count)
    many = count is not None and count > COUNTED_TO
    newer = asked.address(after=str(cursor_of(found[0], listing.at))) if found and has_newer else ""
    older = asked.address(before=str(cursor_of(found[-1], listing.at))) if found and has_older else ""
    return Page(found, newer if found else asked.address(), older, count, many)


def one_of(field: str) -> Callable[[str, Reader], Q]:
    """Rows that refer to the record with this id; an id that is none finds nothing."""

    def rows(value: str, _reader: Reader) -> Q:
        key = as_uuid(value)
        return Q(**{field: key}) if key is not None else Q(pk__in=[])

    return rows


def since(at: str) -> Callable[[str, Reader], Q]:
    """Rows of the last so many days, from the start of the day."""

    def rows(value: str, reader: Reader) -> Q:
        if value not in dict(PERIODS):
            return Q(pk__in=[])
        return Q(**{f"{at}__gte": reader.start_of(reader.today - timedelta(days=int(value)))})

    return rows


def named(model: type[Record], *names: str, **only: Any) -> Callable[[Reader], list[tuple[str, Any]]]:
    """The choices of a select: records by name, current ones, two hundred at most."""

    def read(reader: Reader) -> list[tuple[str, Any]]:
        found = model.objects.of(reader.by.organization).filter(**only).order_by(*names)
        rows = found.values_list("pk", *names)[:MOST_OPTIONS]
        return [(str(key), " ".join(dict.fromkeys(filter(None, words)))) for key, *words in rows]

    said = f"options:{model.kind}:{names}:{only}"
    return lambda reader: while_unchanged(reader.by, said, lambda: read(reader))
