"""What a verifier himself knows: which bodies he trusts, by which keys, and since when.

A *trust list* is JSON signed by whoever keeps it (a buyer, an authority, us): it has a sequence number, an end,
and for each body the keys with the dates between which they signed. It is the only thing in this library that
turns "signed" into "believed"; it never comes out of the file that is being checked. Keys with dates keep old
signatures good after a rotation, without asking any web host. Errors: ``CredentialError`` with code
``trust-list``, ``signature``, ``key`` or ``date``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mutu.lib.credentials.canonical import Contexts
from mutu.lib.credentials.content import AccreditationView
from mutu.lib.credentials.data_integrity import NO_CONTEXTS, read_proof, verify_proof
from mutu.lib.credentials.did import assertion_method, is_did, key_method, split_did_url
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import PublicKey, key_from_multikey
from mutu.lib.credentials.moments import SKEW, read_moment, write_moment
from mutu.lib.credentials.strict_json import JsonObject, check_json
from mutu.lib.signed_note import Checkpoint, NoteRefused, read_verifier_key

ACCREDITATION, CERTIFICATION = "accreditation-body", "certification-body"
PINNED, RESOLVED, IDENTIFIER, BUNDLE = "pinned", "resolved", "identifier", "bundle"
"""Where a key is known from: the trust list; a DID document the verifier fetched himself; the DID, which is the
key; or only the file under test."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key of a trusted body and the time in which it signed."""

    key: PublicKey
    starts: datetime | None = None
    ends: datetime | None = None
    address: str | None = None

    def covers(self, moment: datetime | None) -> bool:
        """Whether the key signed at that moment; an unknown moment is inside only where there is no end."""
        if moment is None:
            return self.ends is None
        return (self.starts is None or self.starts <= moment + SKEW) and (
            self.ends is None or moment <= self.ends + SKEW
        )


@dataclass(frozen=True, slots=True)
class TrustedBody:
    """A body in a trust list. Without scopes it is trusted for whatever it accredits."""

    did: str
    name: str
    role: str = ACCREDITATION
    keys: tuple[TrustedKey, ...] = ()
    scopes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Trust:
    """All that a verifier brings along.

    Besides the bodies: DID documents he fetched himself, context documents, the newest status lists he has seen,
    the public keys of transparency logs by name, and the last checkpoint he has seen of each log.
    """

    bodies: Mapping[str, TrustedBody]
    documents: Mapping[str, Any] = field(default_factory=dict)
    contexts: Contexts = NO_CONTEXTS
    newest_lists: Mapping[str, datetime] = field(default_factory=dict)
    name: str = ""
    sequence: int = 0
    valid_until: datetime | None = None
    logs: Mapping[str, Ed25519PublicKey] = field(default_factory=dict)
    checkpoints: Mapping[str, Checkpoint] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key found for a signature, and where it is known from."""

    did: str
    address: str
    key: PublicKey
    origin: str


def find_key(
    did: str, address: str, signed_at: datetime | None, *, bundle: Mapping[str, Any], trust: Trust
) -> KnownKey:
    """The key of this address, if it belongs to the DID and may sign statements.

    The verifier's own documents come before those in the bundle. Where the trust list pins keys for the DID,
    the key must be one of them. An address nobody knows is refused with the code ``key-unknown``.
    """
    if split_did_url(address)[0] != did:
        raise CredentialError("key", f"The key {address} is not a key of {did}.")
    body = trust.bodies.get(did)
    pins = body.keys if body else ()
    origin, method = PINNED, None
    if did.startswith("did:key:"):
        origin, method = IDENTIFIER, key_method(did, address)
    elif did in trust.documents:
        origin, method = RESOLVED, assertion_method(trust.documents[did], did, address)
    elif did in bundle:
        origin, method = BUNDLE, assertion_method(bundle[did], did, address)
    if method is None:
        named = [pin for pin in pins if pin.address == address]
        if not named:
            raise CredentialError("key-unknown", f"The keys of {did} are not at hand.")
        key = named[0].key
    else:
        key = method.key
        if method.ends is not None and (signed_at is None or signed_at >= method.ends):
            raise CredentialError("key", f"The key {address} had ended when it signed.")
    if pins:
        matching = [pin for pin in pins if pin.key == key]
        if not matching:
            raise CredentialError("key", f"The key {address} is not one your trust list knows for {did}.")
        if not any(pin.covers(signed_at) for pin in matching):
            raise CredentialError("key", f"The key {address} signed outside the time your trust list gives it.")
        origin = PINNED
    return KnownKey(did, address, key, origin)


def origin_of(known: KnownKey, accreditation: AccreditationView | None) -> str | None:
    """Who besides the file itself vouches for a key, in words; nobody is None.

    ``accreditation`` is the body's accreditation, once verified under a key that the verifier himself knows.
    """
    if known.origin == PINNED:
        return "your trust list"
    if known.origin == RESOLVED:
        return "the DID document you hold"
    if known.origin == IDENTIFIER:
        return "the identifier itself"
    if accreditation is not None and accreditation.body == known.did and known.key in accreditation.keys:
        return f"the accreditation by {accreditation.issuer_name}"
    return None


def trust_list_payload(
    *,
    name: str,
    sequence: int,
    bodies: Iterable[TrustedBody],
    valid_from: datetime,
    valid_until: datetime,
    logs: Iterable[str] = (),
) -> JsonObject:
    """A trust list to be signed by its keeper with ``add_proof``; ``logs`` are verifier keys, one line each."""
    if sequence < 1 or not valid_from < valid_until:
        raise CredentialError("trust-list", "A trust list has a sequence from 1 and ends after it begins.")
    return {
        "type": "TrustList",
        "name": name,
        "sequence": sequence,
        "validFrom": write_moment(valid_from),
        "validUntil": write_moment(valid_until),
        "entries": [_entry(body) for body in bodies],
        "logs": list(logs),
    }


def read_trust_list(document: JsonObject, *, keeper: PublicKey | None = None, at_least: int = 0) -> Trust:
    """A trust list as its reader's trust, its signature checked.

    ``keeper`` is the key the reader expects the list to be signed with; without it the list must at least be
    signed by the did:key it names, which shows that it is whole, and the reader vouches for it by using it.
    ``at_least`` is the highest sequence he has seen of this list: an older one is refused.
    """
    check_json(document)
    proof = read_proof(document)
    signer = split_did_url(proof.method)[0]
    key = key_method(signer, proof.method).key if keeper is None else keeper
    verify_proof(document, key)
    sequence = document.get("sequence")
    if document.get("type") != "TrustList" or isinstance(sequence, bool) or not isinstance(sequence, int):
        raise CredentialError("trust-list", "The document is not a trust list.")
    if sequence < at_least:
        raise CredentialError("trust-list", f"The trust list is older than number {at_least}, seen before.")
    entries = document.get("entries")
    if not isinstance(entries, list):
        raise CredentialError("trust-list", "The trust list has no entries.")
    bodies = [_body(entry) for entry in entries]
    if len({body.did for body in bodies}) != len(bodies):
        raise CredentialError("trust-list", "A body stands twice in the trust list.")
    return Trust(
        bodies={body.did: body for body in bodies},
        name=str(document.get("name", "")),
        sequence=sequence,
        valid_until=read_moment(document.get("validUntil"), "validUntil"),
        logs=_logs(document.get("logs", [])),
    )


def _logs(lines: Any) -> dict[str, Ed25519PublicKey]:
    try:
        return dict(read_verifier_key(line) for line in lines)
    except (NoteRefused, AttributeError, TypeError, ValueError) as error:
        raise CredentialError("trust-list", "A log in the trust list has no proper key.") from error


def _entry(body: TrustedBody) -> JsonObject:
    keys = []
    for pin in body.keys:
        key: JsonObject = {"publicKeyMultibase": pin.key.multikey}
        if pin.address:
            key["id"] = pin.address
        for name, moment in (("from", pin.starts), ("until", pin.ends)):
            if moment is not None:
                key[name] = write_moment(moment)
        keys.append(key)
    entry: JsonObject = {"did": body.did, "name": body.name, "role": body.role, "keys": keys}
    return entry | {"scopes": list(body.scopes), "source": body.source}


def _body(entry: Any) -> TrustedBody:
    if not isinstance(entry, dict) or not is_did(entry.get("did")):
        raise CredentialError("trust-list", "An entry of the trust list names no DID.")
    role, keys, scopes = entry.get("role"), entry.get("keys", []), entry.get("scopes", [])
    if role not in (ACCREDITATION, CERTIFICATION):
        raise CredentialError("trust-list", f"{entry['did']} has no role in the trust list.")
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise CredentialError("trust-list", f"The keys of {entry['did']} are not a list.")
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise CredentialError("trust-list", f"The scopes of {entry['did']} are not a list.")
    return TrustedBody(
        did=entry["did"],
        name=str(entry.get("name", entry["did"])),
        role=role,
        keys=tuple(_pin(key) for key in keys),
        scopes=tuple(scopes),
        source=str(entry.get("source", "")),
    )


def _pin(key: JsonObject) -> TrustedKey:
    moments = {name: read_moment(key[name], name) for name in ("from", "until") if name in key}
    address = key.get("id")
    return TrustedKey(
        key=key_from_multikey(key.get("publicKeyMultibase")),
        starts=moments.get("from"),
        ends=moments.get("until"),
        address=address if isinstance(address, str) else None,
    )
