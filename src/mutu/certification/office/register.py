"""The register: every credential ever issued, who decided it, its place in the status list, and the log.

SQLite, one file, written by the signing command alone. What must never happen twice is a constraint of a table:
a number with its revision, a place in the status list, a person's key.
"""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mutu.certification.guarded_files import OTHERS, OWNER_ONLY
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.transparency import HASH_BYTES, Node, append, leaf_hash, place

FILE = "register.sqlite3"
CERTIFICATE, ACCREDITATION = "certificate", "accreditation"
IN_FORCE, SUSPENDED, WITHDRAWN = "in force", "suspended", "withdrawn"
_TABLES = """
CREATE TABLE IF NOT EXISTS person (
    name TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, since TEXT NOT NULL, until TEXT);
CREATE TABLE IF NOT EXISTS request (
    id TEXT PRIMARY KEY, body BLOB NOT NULL, proposed_by TEXT NOT NULL, proposed_at TEXT NOT NULL,
    proposal BLOB NOT NULL, approved_by TEXT, approved_at TEXT, approval BLOB, done_at TEXT,
    dropped_by TEXT, dropped_at TEXT, dropping BLOB);
CREATE TABLE IF NOT EXISTS credential (
    kind TEXT NOT NULL, number TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL UNIQUE, state TEXT NOT NULL, issued_at TEXT NOT NULL, jwt TEXT NOT NULL,
    embedded TEXT NOT NULL, pdf BLOB, request TEXT NOT NULL REFERENCES request, PRIMARY KEY (number, revision));
CREATE TABLE IF NOT EXISTS statement (
    position INTEGER PRIMARY KEY, number TEXT NOT NULL, signed TEXT NOT NULL, request TEXT NOT NULL REFERENCES request);
CREATE TABLE IF NOT EXISTS entry (
    position INTEGER PRIMARY KEY, number TEXT NOT NULL, revision INTEGER NOT NULL, event TEXT NOT NULL,
    at TEXT NOT NULL, data BLOB NOT NULL, nodes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS key_event (
    position INTEGER PRIMARY KEY, at TEXT NOT NULL, event TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may propose or approve, by the key only they can open."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A credential in the register: a certificate, or an accreditation of another body."""

    kind: str
    number: str
    revision: int
    id: str
    position: int
    state: str
    issued_at: str
    jwt: str
    embedded: str


class Register:
    """The register in an office's folder, opened."""

    def __init__(self, path: Path) -> None:
        _refuse_loose(path.parent)
        existed = path.exists()
        if existed:
            _refuse_loose(path)
        self.db = sqlite3.connect(path, isolation_level=None)
        if not existed:
            path.chmod(OWNER_ONLY)
        self.db.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """All of it or nothing, and nobody else meanwhile."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def people(self) -> dict[str, Person]:
        """Those who may decide now."""
        rows = self.db.execute("SELECT name, key FROM person WHERE until IS NULL ORDER BY name")
        return {name: Person(name, key) for name, key in rows}

    def enrol(self, person: Person, at: str) -> None:
        """Let a person decide from now on; two names never share a key."""
        try:
            self.db.execute("INSERT INTO person VALUES (?, ?, ?, NULL)", (person.name, person.key, at))
        except sqlite3.IntegrityError as error:
            raise CredentialError("person", f"{person.name}, or their key, is in the register already.") from error

    def discharge(self, name: str, at: str) -> None:
        """Let a person decide no longer; what they decided stays."""
        done = self.db.execute("UPDATE person SET until = ? WHERE name = ? AND until IS NULL", (at, name))
        if not done.rowcount:
            raise CredentialError("person", f"{name} is not in the register.")

    def revisions(self) -> list[tuple[str, int]]:
        """Every credential by its number and revision, oldest first."""
        return list(self.db.execute("SELECT number, revision FROM credential ORDER BY issued_at, number, revision"))

    def moved_since(self, entry: int) -> list[tuple[str, int]]:
        """The credentials that entered the log, or moved in it, from this entry on."""
        return list(self.db.execute("SELECT DISTINCT number, revision FROM entry WHERE position >= ?", (entry,)))

    def positions(self, *, marked: bool = False) -> set[int]:
        """The places in the status list ever given out; ``marked``: those of certificates not in force."""
        where = "WHERE state != 'in force'" if marked else ""
        return {position for (position,) in self.db.execute(f"SELECT position FROM credential {where}")}  # noqa: S608

    def credential(self, number: str, revision: int) -> Entered:
        """A credential by its number and revision."""
        return self._credentials("WHERE number = ? AND revision = ?", number, revision)[0]

    def newest_of(self, number: str) -> Entered | None:
        """The newest revision of a certificate."""
        found = self._credentials("WHERE number = ? ORDER BY revision DESC LIMIT 1", number)
        return found[0] if found else None

    def _credentials(self, where: str, *values: str | int) -> list[Entered]:
        columns = "kind, number, revision, id, position, state, issued_at, jwt, embedded"
        return [Entered(*row) for row in self.db.execute(f"SELECT {columns} FROM credential {where}", values)]  # noqa: S608

    def pdf_of(self, number: str, revision: int) -> bytes | None:
        """The certificate for people, where one was made."""
        (pdf,) = self.db.execute(
            "SELECT pdf FROM credential WHERE number = ? AND revision = ?", (number, revision)
        ).fetchone()
        return None if pdf is None else bytes(pdf)

    def enter(self, entered: Entered, request: str, pdf: bytes | None = None) -> None:
        """Add a credential; its number with revision, its address and its place are used once."""
        values = (*dataclasses.astuple(entered), pdf, request)
        try:
            self.db.execute(f"INSERT INTO credential VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
        except sqlite3.IntegrityError as error:
            raise CredentialError("number", f"{entered.number} or its place is in the register already.") from error

    def statements_on(self, number: str) -> list[str]:
        """The signed status statements on a certificate, oldest first."""
        rows = self.db.execute("SELECT signed FROM statement WHERE number = ? ORDER BY position", (number,))
        return [signed for (signed,) in rows]

    def size(self) -> int:
        """How many entries the log has."""
        (size,) = self.db.execute("SELECT count(*) FROM entry").fetchone()
        return int(size)

    def fetch(self, wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        """The hashes of subtrees of the log, for proofs and tiles."""
        found = {}
        for node in wanted:
            row, offset = place(*node)
            kept = self.db.execute("SELECT nodes FROM entry WHERE position = ?", (row,)).fetchone()
            if kept is not None:
                found[node] = bytes(kept[0][offset : offset + HASH_BYTES])
        return found

    def log(self, number: str, revision: int, event: str, at: str, data: bytes) -> int:
        """Append an entry to the log; its number."""
        size = self.size()
        frontier = b"".join(self.fetch([node])[node] for node in _frontier_nodes(size))
        nodes, _ = append(size, frontier, leaf_hash(data))
        self.db.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", (size, number, revision, event, at, data, nodes)
        )
        return size

    def entries(self, first: int, count: int) -> list[bytes]:
        """The bytes of some entries of the log."""
        rows = self.db.execute(
            "SELECT data FROM entry WHERE position >= ? AND position < ? ORDER BY position", (first, first + count)
        )
        return [bytes(data) for (data,) in rows]

    def places(self, number: str, revision: int) -> list[tuple[int, str, str]]:
        """Where a credential stands in the log: entry, event, time."""
        rows = self.db.execute(
            "SELECT position, event, at FROM entry WHERE number = ? AND revision = ? ORDER BY position",
            (number, revision),
        )
        return [(position, event, at) for position, event, at in rows]

    def newest_moment(self) -> str | None:
        """When the newest credential or statement was signed."""
        (at,) = self.db.execute("SELECT max(at) FROM entry").fetchone()
        return None if at is None else str(at)

    def key_events(self) -> list[tuple[str, str, str, str]]:
        """The history of the body's keys: time, event, name, public key."""
        return list(self.db.execute("SELECT at, event, name, key FROM key_event ORDER BY position"))

    def note_key(self, at: str, event: str, name: str, key: str) -> None:
        """Write one line of that history."""
        self.db.execute("INSERT INTO key_event (at, event, name, key) VALUES (?, ?, ?, ?)", (at, event, name, key))


def _frontier_nodes(size: int) -> list[Node]:
    nodes, start = [], 0
    for height in range(size.bit_length() - 1, -1, -1):
        if size >> height & 1:
            nodes.append((height, start >> height))
            start += 1 << height
    return nodes


def _refuse_loose(path: Path) -> None:
    """A folder or file that others may read or write is no place for this."""
    try:
        facts = path.lstat()
    except OSError as error:
        raise CredentialError("office", f"There is no office at {path}.") from error
    if stat.S_ISLNK(facts.st_mode) or facts.st_mode & OTHERS:
        raise CredentialError("office", f"{path} may be read by others; only its owner may (mode 700 or 600).")
    if facts.st_uid not in (0, os.geteuid()):
        raise CredentialError("office", f"{path} belongs to another user.")
