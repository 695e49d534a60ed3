"""Was this certificate told to the world when it was issued? Its place in a public append-only log.

Each credential issued, suspended, restored or withdrawn is an entry of its body's log (``lib/transparency``,
RFC 9162); a signed checkpoint (``lib/signed_note``) fixes how long the log was and its root. With a proof that
the entry is under a root everybody else saw too, a certificate cannot be backdated quietly. Two checkpoints of
one log with the same size and different roots prove that the log told two histories.
Errors: ``CredentialError`` with code ``log`` or ``log-two-histories``.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mutu.lib.credentials.canonical import jcs
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import read_moment, write_moment
from mutu.lib.credentials.strict_json import JsonObject
from mutu.lib.credentials.summary import payload_digest
from mutu.lib.signed_note import Checkpoint, NoteRefused, read_note
from mutu.lib.transparency import leaf_hash, verify_consistency, verify_inclusion

EVENTS = ("issued", "suspended", "restored", "withdrawn")
_LONGEST_PROOF = 64


@dataclass(frozen=True, slots=True)
class Logged:
    """Where a certificate stands in a log: under which checkpoint, as which entry, and when it was entered.

    ``unjoined`` is the size at which the verifier saw the log before, where nothing shows what lies between.
    """

    checkpoint: Checkpoint
    index: int
    event: str
    at: datetime
    unjoined: int | None = None


def log_entry(event: str, credential: str, payload: Mapping[str, Any], at: datetime) -> bytes:
    """The bytes that become a leaf: what happened to which credential, and when.

    The digest is of what is said, not of one signature, so that one entry stands for all forms of a certificate
    and for the code printed on it.

    >>> from datetime import UTC
    >>> log_entry("issued", "urn:example:1", {"id": "urn:example:1"}, datetime(2026, 11, 22, tzinfo=UTC))[:52]
    b'{"at":"2026-11-22T00:00:00Z","credential":"urn:examp'
    """
    if event not in EVENTS:
        raise CredentialError("log", f"{event!r} is not an event of the log.")
    digest = payload_digest(payload).hex()
    return jcs({"event": event, "credential": credential, "sha256": digest, "at": write_moment(at)})


def check_logged(
    value: Any,
    credential: str,
    payload: Mapping[str, Any],
    *,
    logs: Mapping[str, Ed25519PublicKey],
    seen: Mapping[str, Checkpoint],
) -> Logged:
    """Where the credential stands in a log this verifier knows, if the proof in the bundle shows it.

    ``value`` is ``{event, at, index, proof, checkpoint}`` and, where the verifier has ``seen`` another checkpoint
    of the log, ``consistency``, the proof from the shorter to the longer of the two.
    """
    if not isinstance(value, dict):
        raise CredentialError("log", "The proof from the log is not an object.")
    event, index, note = value.get("event"), value.get("index"), value.get("checkpoint")
    if event not in EVENTS or not isinstance(index, int) or not isinstance(note, str):
        raise CredentialError("log", "The proof from the log is incomplete.")
    at = read_moment(value.get("at"), "at")
    try:
        checkpoint = read_note(note, logs)
    except NoteRefused as error:
        raise CredentialError("log", f"The log's checkpoint is not believed: {error}") from error
    leaf = leaf_hash(log_entry(event, credential, payload, at))
    if not verify_inclusion(index, checkpoint.size, leaf, _hashes(value.get("proof")), checkpoint.root):
        raise CredentialError("log", "The proof does not show this certificate in the log.")
    earlier = seen.get(checkpoint.origin)
    joined = earlier is None or _is_one_history(earlier, checkpoint, value)
    return Logged(checkpoint, index, event, at, None if joined or earlier is None else earlier.size)


def two_histories(one: Checkpoint, other: Checkpoint) -> bool:
    """Whether two signed checkpoints alone prove that a log told two histories.

    >>> one, other = Checkpoint("a.example/log", 7, bytes(32)), Checkpoint("a.example/log", 7, b"x" * 32)
    >>> two_histories(one, other), two_histories(one, one)
    (True, False)
    """
    return one.origin == other.origin and one.size == other.size and one.root != other.root


def refuse_two_histories(one: Checkpoint, other: Checkpoint) -> None:
    """Raise ``log-two-histories``, with the proof in words, when two signed checkpoints contradict each other."""
    if two_histories(one, other):
        raise CredentialError(
            "log-two-histories",
            f"The log {one.origin} told two histories: for its first {one.size} entries it signed two roots, "
            f"{one.root.hex()} and {other.root.hex()}.",
        )


def _is_one_history(seen: Checkpoint, checkpoint: Checkpoint, value: JsonObject) -> bool:
    """Whether the checkpoint seen before and this one are shown to belong to one history.

    False where no proof came along; a proof that does not fit, and two roots for one size, are refused.
    """
    refuse_two_histories(seen, checkpoint)
    if seen.size == checkpoint.size:
        return True
    if "consistency" not in value:
        return False
    short, long = sorted((seen, checkpoint), key=lambda one: one.size)
    if not verify_consistency(short.size, long.size, _hashes(value["consistency"]), short.root, long.root):
        raise CredentialError("log", "The proof does not show that the log still begins as you have seen it.")
    return True


def _hashes(value: Any) -> list[bytes]:
    if not isinstance(value, list) or len(value) > _LONGEST_PROOF:
        raise CredentialError("log", "The proof from the log is not a list of digests.")
    try:
        return [base64.b64decode(item, validate=True) for item in value]
    except (binascii.Error, TypeError, ValueError) as error:
        raise CredentialError("log", "The proof from the log is not a list of digests.") from error
