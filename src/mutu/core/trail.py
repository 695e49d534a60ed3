"""The trail: what the outermost gate writes last, in the same transaction as the change (7.5.3, 10.2.2).

An entry's leaf holds digests only; the readable words stand beside it, so that personal data can be erased and
every proof still holds. What reading, proving and verifying need is in `mutu.core.proofs`.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mutu.core.records import Record, canonical, record_hash
from mutu.core.statements import change, insert, values_of
from mutu.core.trail_models import Entry, LogHead, Name, Shape, Words
from mutu.lib import transparency

if TYPE_CHECKING:
    from mutu.core.actors import Actor

BATCH = 500
_known_shapes: set[tuple[UUID, str]] = set()


@dataclass
class Remembered:
    """What one action leaves for the trail, until the outermost gate writes it."""

    by: "Actor"
    action: str
    record: Record
    facts: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    at: datetime


def digest(salt: str, name: str, value: Any) -> str:
    return hashlib.sha256(canonical([salt, name, value]).encode()).hexdigest()


def append(organization_id: UUID, remembered: Sequence[Remembered]) -> None:
    """Lock the head, write one entry for each thing remembered, move the head. The last act of a transaction."""
    wanted = ("size", "frontier", "at")
    ((size, frontier, last),) = values_of(LogHead, wanted, locked=True, organization_id=organization_id)
    frontier = bytes(frontier)
    entries, words = [], []
    for one in remembered:
        at = one.at if last is None or one.at >= last else last + timedelta(microseconds=1)
        leaf, said, salt = put_into_words(organization_id, size, one, at)
        nodes, frontier = transparency.append(size, frontier, transparency.leaf_hash(leaf.encode()))
        entries.append(Entry(organization_id=organization_id, seq=size, record=one.record.pk, leaf=leaf, nodes=nodes))
        words.append(Words(organization_id=organization_id, seq=size, said=said, salt=salt))
        size, last = size + 1, at
    insert(entries, BATCH)
    insert(words, BATCH)
    change(LogHead, organization_id=organization_id, size=size, frontier=frontier, at=last)


def put_into_words(organization_id: UUID, seq: int, one: Remembered, at: datetime) -> tuple[str, str, str]:
    """An entry's leaf, its words, and the salt of its record hash."""
    changed = {
        f"was.{name}": value for name, value in one.before.items() if name != "version" and value != one.after.get(name)
    }
    facts = {f"fact.{name}": value for name, value in one.facts.items()}
    state = {"state": one.after.get("state", ""), "number": one.record.number}
    said = [[secrets.token_hex(8), name, value] for name, value in {**facts, **changed, **state}.items()]
    salt = secrets.token_hex(8)
    leaf = {
        "v": 1,
        "seq": seq,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": name_digest(organization_id, one.by),
        "action": one.action,
        "type": one.record.kind,
        "record": str(one.record.pk),
        "version": one.record.version,
        "shape": kept_shape(organization_id, one.record),
        "kind": one.by.kind,
        "face": one.by.face,
        "via": one.by.via,
        "hash": record_hash(salt, one.after),
        "said": sorted(digest(*line) for line in said),
    }
    if at != one.at:
        leaf["clock"] = one.at.astimezone(UTC).isoformat(timespec="microseconds")
    return canonical(leaf), canonical(said), salt


def name_digest(organization_id: UUID, by: "Actor") -> str:
    """The digest that stands for who did it; its words are kept once for all entries."""
    kept: dict[Any, str] = by.grants.setdefault("names", {})
    key = (by.person_id, by.name)
    if key not in kept:
        names = values_of(Name, ("digest", "salt"), organization_id=organization_id, person=by.person_id, name=by.name)
        known = [digest for digest, salt in names if salt]
        kept[key] = known[0] if known else new_name(organization_id, by)
    return kept[key]


def new_name(organization_id: UUID, by: "Actor") -> str:
    """Write down a name the log has not spoken of yet; its digest."""
    salt = secrets.token_hex(8)
    made = digest(salt, str(by.person_id or ""), by.name)
    Name.unscoped.create(organization_id=organization_id, digest=made, salt=salt, person=by.person_id, name=by.name)
    return made


def shape_key(record: Record) -> str:
    """The digest of a kind of record's recorded names today."""
    return hashlib.sha256(canonical([record.kind, record.shape()]).encode()).hexdigest()[:32]


def kept_shape(organization_id: UUID, record: Record) -> str:
    """The shape's key, its names written down the first time this organization uses it."""
    key = shape_key(record)
    if (organization_id, key) not in _known_shapes:
        shape = Shape(organization_id=organization_id, key=key, names=record.shape())
        Shape.unscoped.bulk_create([shape], ignore_conflicts=True)
    return key


def shapes_are_committed(organization_id: UUID, remembered: Sequence[Remembered]) -> None:
    """After the commit: these shapes need not be written again by this process."""
    _known_shapes.update((organization_id, shape_key(one.record)) for one in remembered)


@dataclass(frozen=True)
class Line:
    """One entry as people read it."""

    seq: int
    at: datetime
    who: str
    action: str
    kind: str
    record: UUID
    face: str
    via: str
    facts: dict[str, Any]
    was: dict[str, Any]
    state: str
    number: str
    erased: bool


def story(organization: Any, record: Record | None = None, *, newest: int | None = None) -> list[Line]:
    """What happened to a record, oldest first (or the newest entries of the whole log)."""
    organization_id = getattr(organization, "pk", organization)
    entries = Entry.objects.of(organization_id)
    if record is not None:
        entries = entries.filter(record=record.pk)
    entries = entries.order_by("-seq")
    found = list(entries[:newest] if newest else entries)
    return list(reversed(list(read(organization_id, found))))


def read(organization_id: UUID, entries: Sequence[Entry]) -> Iterator[Line]:
    """Entries with their words and the names they stand for; two more queries, however many entries."""
    seqs = [entry.seq for entry in entries]
    said = dict(Words.objects.of(organization_id).filter(seq__in=seqs).values_list("seq", "said"))
    leaves = [json.loads(entry.leaf) for entry in entries]
    names = dict(
        Name.objects.of(organization_id)
        .filter(digest__in={leaf["by"] for leaf in leaves})
        .values_list("digest", "name")
    )
    for leaf in leaves:
        told = json.loads(said.get(leaf["seq"], "[]"))
        values = {line[1]: line[2] for line in told if len(line) == 3}
        yield Line(
            seq=leaf["seq"],
            at=datetime.fromisoformat(leaf["at"]),
            who=names.get(leaf["by"], ""),
            action=leaf["action"],
            kind=leaf["type"],
            record=UUID(leaf["record"]),
            face=leaf["face"],
            via=leaf["via"],
            facts={name[5:]: value for name, value in values.items() if name.startswith("fact.")},
            was={name[4:]: value for name, value in values.items() if name.startswith("was.")},
            state=values.get("state", ""),
            number=values.get("number", ""),
            erased=any(len(line) == 1 for line in told),
        )
