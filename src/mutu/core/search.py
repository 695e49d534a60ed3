"""The one search: every record by its number, words, part, lot and people, in any script (7.5.3.2 a: retrieval).

A record is found when every word of the question is somewhere in its words, accents ignored: `kho` finds *Khổ*, two
Chinese letters find what holds them. The gate keeps the words in the transaction of the change. Both databases
answer with exactly the records a look at every row would find (`in_words`), newest first:

SQLite keeps an FTS5 table of all pieces of one, two and three letters and of four digits, walked from the newest
row down. PostgreSQL keeps pg_trgm for words and an index of pairs for short ones; its function `mutu_found` looks at
the newest rows first and asks the indexes only for what is not common. It runs as the owner of the tables and keeps
to the organization at work itself, because row-level security would forbid it the use of these indexes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from mutu.core.records import Record, read_rows
from mutu.core.references import kinds
from mutu.core.search_models import Found
from mutu.core.statements import insert_where_free
from mutu.lib.spreadsheets.folding import fold

LONGEST_QUERY, MOST_WORDS, LONGEST_TEXT = 200, 12, 20_000
FIRST = 20
HELD = 200
BATCH = 500
NOT_SEARCHED = frozenset({
    "organization", "role_assignment", "permission_override", "api_token", "attachment", "holiday", "customer_rules",
    "acknowledgement", "saved_view",
})  # fmt: skip
"""Kinds without a page worth finding; their records are reached through others."""
MOMENTS = ("reported_at", "received_at", "planned_at")
NOT_WORDS = frozenset({"state", "number", "timezone", "working_days", "currency", "language"})
NOT_TITLES = frozenset({"organization", "site", "merged_into"})
HEX_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NEWEST = 2**63 - 1
FOUR_DIGITS = re.compile("(?=([0-9]{4}))")


def words_of(query: str) -> list[str]:
    """The words of a question, folded, each once; the first twelve of the first two hundred letters.

    >>> words_of("  NC-2026 Khổ_nc "), words_of("% \\x00 '\\" 🙂")
    (['nc', '2026', 'kho'], [])
    """
    return list(dict.fromkeys(fold(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


def in_words(words: Sequence[str], text: str) -> bool:
    """Whether a record with these folded words is found: the definition that both databases are tested against."""
    return bool(words) and all(word in text for word in words)


def find(
    organization: Any, query: str, *, kind: str = "", most: int = FIRST + 1, before: int = NEWEST
) -> list[Found]:  # fmt: skip
    """The newest records that hold every word, at most so many, before a row found earlier."""
    words = words_of(query)
    if not words:
        return []
    ids = _ids(getattr(organization, "pk", organization), words, kind, most, before)
    found = Found.objects.of(organization).filter(pk__in=ids).defer("text", "pairs")
    return sorted(found, key=lambda one: -one.pk)


def exactly(organization: Any, query: str) -> list[Found]:
    """What is called exactly this: a record's number, a part's, a machine's code, however it is spaced."""
    code = code_of(query[:LONGEST_QUERY])
    if not code:
        return []
    return list(Found.objects.of(organization).filter(code=code).defer("text", "pairs").order_by("-pk")[:5])


def holding(organization: Any, kind: str, query: str) -> Q:
    """A filter for a list of records of one kind: those that hold every word."""
    words = words_of(query)
    if not words:
        return Q(pk__in=[])
    ids = _ids(getattr(organization, "pk", organization), words, kind, HELD + 1, NEWEST)
    if len(ids) <= HELD:
        return Q(pk__in=list(Found.objects.of(organization).filter(pk__in=ids).values_list("record", flat=True)))
    has = Found.objects.of(organization).filter(record=OuterRef("pk"))
    for word in words:
        has = has.filter(text__contains=word)
    return Q(Exists(has))


def code_of(text: str) -> str:
    """A number without its blanks and strokes.

    >>> code_of("NC-2026-0041"), code_of("nc 2026 0041")
    ('nc20260041', 'nc20260041')
    """
    return fold(text).replace(" ", "")[:60]


def index(record: Record, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Keep the words of a record the gate has just written; nothing to do when none of them changed."""
    if record.kind in NOT_SEARCHED or before == after:
        return
    kept = Found.objects.of(record.organization_id).filter(record=record.pk).first() if before else None
    new = row_of(record, after)
    if kept is None:
        keep([new])
    elif (kept.text, kept.title, kept.code) != (new.text, new.title, new.code):
        _out_of_pieces([kept])
        new.pk = kept.pk
        new.save(force_update=True)
        _into_pieces([new])


def take_place(record: Record, before: Mapping[str, Any], _after: Mapping[str, Any]) -> None:
    """Of a record that is only tried and rolled back: no words, but an id that is another record's is found out."""
    if record.kind not in NOT_SEARCHED and not before:
        new = Found(id=_key(record.pk, made_at(record.pk)), organization_id=record.organization_id, kind=record.kind,
                    record=record.pk)  # fmt: skip
        while not insert_where_free(new):
            new.pk += 1


def reindex(organization: Any) -> int:
    """Make the words of all records of an organization again; after a restore, or for records older than the search."""
    organization_id = getattr(organization, "pk", organization)
    old = Found.objects.of(organization_id)
    while chunk := list(old[:BATCH]):
        _out_of_pieces(chunk)
        Found.objects.of(organization_id).filter(pk__in=[one.pk for one in chunk]).delete()
    count = 0
    for kind, model in kinds().items():
        if kind not in NOT_SEARCHED:
            count += sum(keep(chunk) for chunk in _chunks(model, organization_id))
    return count


def _chunks(model: type[Record], organization_id: UUID) -> Iterator[list[Found]]:
    joined = [column.name for column in _told_columns(model)]
    last = UUID(int=0)
    while True:
        records = model.objects.of(organization_id).filter(pk__gt=last).select_related(*joined).order_by("pk")
        chunk: list[Record] = list(records[:BATCH])
        if not chunk:
            return
        read_rows(model, chunk)
        yield [row_of(record, record.snapshot()) for record in chunk]
        last = chunk[-1].pk


def keep(rows: list[Found]) -> int:
    """Write new rows, many at once; how many."""
    if len(rows) == 1:
        while not insert_where_free(rows[0]):
            rows[0].pk += 1
        _into_pieces(rows)
        return 1
    taken = set(Found.unscoped.filter(pk__in=[one.pk for one in rows]).values_list("pk", flat=True))
    for one in rows:
        while one.pk in taken:
            one.pk += 1
        taken.add(one.pk)
    Found.unscoped.bulk_create(rows, batch_size=BATCH)
    _into_pieces(rows)
    return len(rows)


def row_of(record: Record, snapshot: Mapping[str, Any]) -> Found:
    """The row of a record as it is now; unsaved, see `keep`."""
    moments = (getattr(record, name, None) for name in MOMENTS)
    return row(
        record.organization_id,
        record.kind,
        record.pk,
        at=next(filter(None, moments), None) or made_at(record.pk),
        words=said(record, snapshot),
        number=record.number,
        title=record.title,
        code=str(getattr(record, "code", "") or record.number),
    )


def row(
    organization_id: UUID, kind: str, record: UUID, *, at: datetime, words: Iterable[str], number: str = "",
    title: str = "", code: str = "",
) -> Found:  # fmt: skip
    """The row of one record; unsaved, see `keep`. Nobody is found by an internal id."""
    text = _cut(fold(HEX_ID.sub(" ", "\n".join(dict.fromkeys(words)))))
    return Found(
        id=_key(record, at),
        organization_id=organization_id,
        kind=kind,
        record=record,
        number=number[:60],
        title=title[:200],
        code=code_of(code),
        text=text,
        pairs=" ".join(sorted(pieces(text, (1, 2)))) if connection.vendor == "postgresql" else "",
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rpartition(" ")[0]


def _key(record: UUID, at: datetime) -> int:
    """Seconds since 1970 above 30 bits of the record's own id: unique enough to start from, and in order of time."""
    return (min(max(int(at.timestamp()), 0), 2**33 - 1) << 30) | (record.int & (2**30 - 1))


def made_at(id: UUID) -> datetime:
    """When an id of version 7 was made; any other is as old as time.

    >>> made_at(UUID("019ab5c8-e400-7000-8000-000000000000")).year
    2025
    """
    return datetime.fromtimestamp((id.int >> 80) / 1000 if id.version == 7 else 0, UTC)


def said(record: Record, snapshot: Mapping[str, Any]) -> Iterator[str]:
    """Everything a record is found by: what it says of itself, and what people here call its kind."""
    yield record.number
    yield from record.called
    own = getattr(record, "searchable", None)
    if own is not None:
        yield from own()
        return
    yield from _texts(type(record), snapshot)
    for part in record.parts:
        related: Any = record._meta.get_field(part).related_model
        for line in snapshot[part]:
            yield from _texts(related, line)
    for column in _told_columns(type(record)):
        yield from _title_there(record, column)


def _texts(model: Any, snapshot: Mapping[str, Any]) -> Iterator[str]:
    """The words people wrote into its columns; not what they chose from a list."""
    texts, lists = _worded(model)
    for name in texts:
        if value := snapshot.get(name):
            yield str(value)
    for name in lists:
        if isinstance(value := snapshot.get(name), list):
            yield from (item for item in value if isinstance(item, str))


@cache
def _worded(model: Any) -> tuple[list[str], list[str]]:
    """The columns people write words into, and those that hold lists of words."""
    columns = model.recorded_fields().items()
    texts = [
        name
        for name, column in columns
        if isinstance(column, models.CharField | models.TextField) and not column.choices and name not in NOT_WORDS
    ]
    return texts, [name for name, column in columns if isinstance(column, models.JSONField)]


@cache
def _told_columns(model: type[Record]) -> list[models.ForeignKey[Any, Any]]:
    """Its references to parts, places, people, customers and other records, by which it is found too."""
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, models.ForeignKey) and column.name not in NOT_TITLES
    ]


def _title_there(record: Record, column: models.ForeignKey[Any, Any]) -> Iterator[str]:
    key, model = getattr(record, column.attname), column.related_model
    if key is None or not issubclass(model, Record):
        return
    names = [name for name in ("code", "name") if hasattr(model, name)] or ["number"]
    if column.is_cached(record):
        there = getattr(record, column.name)
        yield from (str(getattr(there, name)) for name in names)
        return
    for values in model.objects.of(record.organization_id).filter(pk=key).values_list(*names):
        yield from map(str, values)


def pieces(text: str, lengths: Iterable[int] = (1, 2, 3)) -> set[str]:
    """All pieces of so many letters inside the words of a folded text.

    >>> sorted(pieces("im 14"))
    ['1', '14', '4', 'i', 'im', 'm']
    """
    return {
        word[at : at + length] for word in text.split() for length in lengths for at in range(len(word) - length + 1)
    }


def fours(text: str) -> set[str]:
    """All pieces of four digits: numbers and lots have few different triples.

    >>> sorted(fours("nc 00412 ab12"))
    ['0041', '0412']
    """
    return {found.group(1) for found in FOUR_DIGITS.finditer(text)}


def _ids(organization_id: UUID, words: list[str], kind: str, most: int, before: int) -> list[int]:
    ask = _ids_on_postgresql if connection.vendor == "postgresql" else _ids_on_sqlite
    return ask(organization_id, words, kind, most, before)


def _ids_on_postgresql(_organization_id: UUID, words: list[str], kind: str, most: int, before: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mutu_found(%s, %s, %s, %s)", [words, kind, before, most])
        return [key for (key,) in cursor.fetchall()]


def _ids_on_sqlite(organization_id: UUID, words: list[str], kind: str, most: int, before: int) -> list[int]:
    wanted = [_mark("o", organization_id.hex), *([_mark("k", kind)] if kind else [])]
    for word in words:
        wanted += _spread(word)
    whole = " AND instr(f.text, %s) > 0" * sum(len(word) > 3 for word in words)
    sql = (
        "SELECT f.id FROM core_found_pieces p CROSS JOIN core_found f ON f.id = p.rowid "  # noqa: S608 -- no words
        f"WHERE core_found_pieces MATCH %s AND p.rowid < %s AND f.organization_id = %s{whole} "
        "ORDER BY p.rowid DESC LIMIT %s"
    )
    match = " AND ".join(f'"{piece}"' for piece in dict.fromkeys(wanted))
    with connection.cursor() as cursor:
        longer = [word for word in words if len(word) > 3]
        cursor.execute(sql, [match, before, organization_id.hex, *longer, most])
        return [key for (key,) in cursor.fetchall()]


def _spread(word: str) -> list[str]:
    """The pieces by which a word is looked up: itself when it is short, its fours of digits, or some of its triples."""
    long = sorted(fours(word)) or [word[at : at + 3] for at in range(max(len(word) - 2, 1))]
    return long[:: max(1, len(long) // 8)]


def _mark(letter: str, name: str) -> str:
    """A piece longer than any piece of a word, for the organization or the kind of a row."""
    return f"{letter}00{re.sub('[^a-z0-9]', '', name)}"


def _pieces_of(row: Found) -> str:
    return " ".join(
        [_mark("o", row.organization_id.hex), _mark("k", row.kind), *sorted(pieces(row.text) | fours(row.text))]
    )


def _into_pieces(rows: Iterable[Found]) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO core_found_pieces(rowid, pieces) VALUES(%s, %s)",
                [(one.pk, _pieces_of(one)) for one in rows],
            )


def _out_of_pieces(rows: Iterable[Found]) -> None:
    """Take rows out again; the table keeps no text of its own and must be told the old one."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO core_found_pieces(core_found_pieces, rowid, pieces) VALUES('delete', %s, %s)",
                [(one.pk, _pieces_of(one)) for one in rows],
            )
