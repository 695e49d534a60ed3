"""Proving entries and the log's own past: each proof is one read of some twenty rows, however long the log (7.5.3.2).

`prove_inclusion` and `prove_consistency` answer with JSON objects; `mutu.core.proof_files` checks them anywhere.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from mutu.core import tenancy
from mutu.core.checkpoints import checkpoint, organization_id_of, origin, read_checkpoint, root, signing_key
from mutu.core.proof_files import check_consistency, check_inclusion
from mutu.core.trail_models import Entry, LogHead, Name, Words
from mutu.core.verification import verify, verify_since
from mutu.lib import transparency
from mutu.lib.transparency import HASH_BYTES, Fetch, Node

__all__ = [
    "check_consistency", "check_inclusion", "checkpoint", "origin", "prove_consistency", "prove_inclusion",
    "read_checkpoint", "root", "root_at", "signing_key", "verify", "verify_since",
]  # fmt: skip


def stored_nodes(organization_id: UUID) -> Fetch:
    """How proofs read the hashes of subtrees: those asked for, in one query."""

    def fetch(wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        places = {node: transparency.place(*node) for node in wanted}
        rows = Entry.objects.of(organization_id).filter(seq__in={row for row, _ in places.values()})
        kept = {seq: bytes(nodes) for seq, nodes in rows.values_list("seq", "nodes")}
        return {node: kept[row][at : at + HASH_BYTES] for node, (row, at) in places.items() if row in kept}

    return fetch


def root_at(organization: Any, size: int) -> bytes:
    """The root the log had at this size, from the hashes kept with its entries."""
    key = organization_id_of(organization)
    with tenancy.reading(key):
        return transparency.root_at(size, stored_nodes(key))


def prove_inclusion(organization: Any, seq: int, size: int | None = None, *, words: bool = False) -> dict[str, Any]:
    """That entry `seq` is in the log of `size` entries (today's, unless said); with its readable words if wished.

    Raises `LogRefused` when there is no such entry or size.
    """
    key = organization_id_of(organization)
    with tenancy.reading(key):
        size = _size(key, size)
        hashes = transparency.inclusion_proof(seq, size, stored_nodes(key))
        leaf = Entry.objects.of(key).values_list("leaf", flat=True).get(seq=seq)
        said = _readable(key, seq, leaf) if words else {}
    proof = {"v": 1, "proof": "inclusion", "log": origin(key), "seq": seq, "size": size, "leaf": leaf}
    return {**proof, "hashes": _encoded(hashes), **said}


def prove_consistency(organization: Any, old_size: int, new_size: int | None = None) -> dict[str, Any]:
    """That the log of `new_size` entries (today's, unless said) begins with that of `old_size`."""
    key = organization_id_of(organization)
    with tenancy.reading(key):
        new_size = _size(key, new_size)
        hashes = transparency.consistency_proof(old_size, new_size, stored_nodes(key))
    proof = {"v": 1, "proof": "consistency", "log": origin(key), "old_size": old_size, "new_size": new_size}
    return {**proof, "hashes": _encoded(hashes)}


def _readable(key: UUID, seq: int, leaf: str) -> dict[str, Any]:
    said = Words.objects.of(key).values_list("said", flat=True).get(seq=seq)
    name = Name.objects.of(key).filter(digest=json.loads(leaf)["by"]).exclude(salt="").first()
    who = {"who": [name.salt, str(name.person or ""), name.name]} if name else {}
    return {"words": json.loads(said), **who}


def _size(key: UUID, size: int | None) -> int:
    today = LogHead.objects.of(key).values_list("size", flat=True).get()
    if size is None:
        return today
    if size > today:
        raise transparency.LogRefused("bad_size", f"The log has {today} entries, not yet {size}.")
    return size


def _encoded(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]
