"""The demo body's public log: what it issued, suspended, restored and withdrew, as files and as proofs."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mutu.lib.credentials.keys import PublicKey
from mutu.lib.credentials.logged import log_entry
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.strict_json import JsonObject
from mutu.lib.signed_note import Checkpoint, sign, verifier_key
from mutu.lib.tiles import CHECKPOINT, changed_tiles, tile_hashes, write_entries
from mutu.lib.transparency import Node, append, inclusion_proof, leaf_hash, place, root


class Signing(Protocol):
    """A demo key."""

    @property
    def public_key(self) -> PublicKey: ...

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True)
class Entry:
    """One thing that happened to one credential."""

    event: str
    credential: str
    payload: JsonObject
    at: datetime


@dataclass(frozen=True)
class _NoteKey:
    key: Signing

    def sign(self, data: bytes, /) -> bytes:
        return self.key.sign(data)

    def public_key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.key.public_key.raw)


def log_line(origin: str, key: Signing) -> str:
    """The log's key as a trust list names it."""
    return verifier_key(origin, _NoteKey(key).public_key())


def log_files(origin: str, entries: Sequence[Entry], key: Signing, now: datetime) -> dict[str, bytes]:
    """The log's files by their path below the log's address, its checkpoint signed now."""
    leaves = [log_entry(one.event, one.credential, one.payload, one.at) for one in entries]
    rows, top = _grown(leaves)
    files = {}
    for tile in changed_tiles(0, len(leaves)):
        files[tile.path] = tile_hashes(tile, _fetcher(rows))
        if tile.level == 0:
            first = tile.index * 256
            files[tile.entries_path] = write_entries(leaves[first : first + tile.width])
    note = sign(Checkpoint(origin, len(leaves), top, write_moment(now)), origin, _NoteKey(key))
    return files | {CHECKPOINT: note.encode("utf-8")}


def proofs_of(credential: str, entries: Sequence[Entry], checkpoint: bytes) -> list[dict[str, Any]]:
    """The proofs for a credential's bundle, one for each of its entries."""
    leaves = [log_entry(one.event, one.credential, one.payload, one.at) for one in entries]
    fetch = _fetcher(_grown(leaves)[0])
    return [
        {
            "event": one.event,
            "at": write_moment(one.at),
            "index": index,
            "proof": [base64.b64encode(item).decode() for item in inclusion_proof(index, len(leaves), fetch)],
            "checkpoint": checkpoint.decode("utf-8"),
        }
        for index, one in enumerate(entries)
        if one.credential == credential
    ]


def _grown(leaves: Sequence[bytes]) -> tuple[list[bytes], bytes]:
    rows: list[bytes] = []
    frontier = b""
    for number, leaf in enumerate(leaves):
        nodes, frontier = append(number, frontier, leaf_hash(leaf))
        rows.append(nodes)
    return rows, root(len(leaves), frontier)


def _fetcher(rows: Sequence[bytes]) -> Any:
    def fetch(wanted: Sequence[Node]) -> dict[Node, bytes]:
        return {node: rows[place(*node)[0]][place(*node)[1] :][:32] for node in wanted}

    return fetch
