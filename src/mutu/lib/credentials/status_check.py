"""Looking a credential up in its body's status lists, and in the body's own signed statements."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mutu.lib.credentials.content import StatusEntry
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import PublicKey
from mutu.lib.credentials.moments import SKEW, read_moment, write_moment
from mutu.lib.credentials.secured import Secured, read_secured
from mutu.lib.credentials.status_list import VC2, StatusList, bit_at, read_status_list
from mutu.lib.credentials.strict_json import JsonObject
from mutu.lib.credentials.trust import KnownKey, Trust, find_key
from mutu.lib.credentials.verdict import Statement

MOST_LISTS = 20
"""Unpacked rows a memory keeps: of two megabytes at the very most, of sixteen kilobytes as a rule."""
MOST_STATEMENTS = 20
"""A certificate's life has a few; a stranger's bundle may have thousands."""
STATEMENT = "urn:mutu:vocabulary:StatusStatement"
STATE, REASON = "urn:mutu:vocabulary:state", "urn:mutu:vocabulary:reason"
WITHDRAWN, SUSPENDED, RESTORED = "withdrawn", "suspended", "restored"


class Memory:
    """Signatures already found good, for a verifier who checks many certificates of a few bodies.

    Remembered is the digest of a whole signed document, proof included, together with the key: nothing else
    can ever match it. So is the row of a status list, unpacked. Dates, status bits, trust and scopes are looked at
    anew each time.

    >>> memory = Memory(most=1)
    >>> memory.knows(b"document", "key"), memory.learn(b"document", "key"), memory.knows(b"document", "key")
    (False, None, True)
    """

    def __init__(self, most: int = 1_000) -> None:
        self._most = most
        self._good: dict[tuple[bytes, object], None] = {}
        self._lists: dict[bytes, StatusList] = {}

    def knows(self, signed: bytes, key: object) -> bool:
        """Whether this key's signature on exactly these bytes was found good before."""
        return (hashlib.sha256(signed).digest(), key) in self._good

    def learn(self, signed: bytes, key: object) -> None:
        """Remember it, and forget the oldest when there are too many."""
        self._good[hashlib.sha256(signed).digest(), key] = None
        while len(self._good) > self._most:
            del self._good[next(iter(self._good))]

    def list_in(self, secured: Secured) -> StatusList:
        """The status list in a signed document, read once."""
        digest = hashlib.sha256(secured.digest_forms()[0]).digest()
        if digest not in self._lists:
            self._lists[digest] = read_status_list(secured.document)
            while len(self._lists) > MOST_LISTS:
                del self._lists[next(iter(self._lists))]
        return self._lists[digest]


@dataclass(slots=True)
class Surroundings:
    """What comes with a certificate in its bundle, and what the verifier brings; the keys used are noted."""

    lists: Mapping[str, Any]
    documents: Mapping[str, Any]
    statements: list[Any]
    trust: Trust
    now: datetime
    memory: Memory | None = None
    used: list[KnownKey] = field(default_factory=list)
    read: dict[str, StatusList] = field(default_factory=dict)

    def key(self, did: str, address: str, signed_at: datetime | None) -> KnownKey:
        """The key of this address, noted as used."""
        known = find_key(did, address, signed_at, bundle=self.documents, trust=self.trust)
        self.used.append(known)
        return known

    def check_signature(self, secured: Secured, key: PublicKey) -> None:
        """Return when the signature is this key's, from memory where there is one."""
        if self.memory is None:
            secured.verify(key, self.trust.contexts)
            return
        signed = secured.digest_forms()[0]
        if not self.memory.knows(signed, key):
            secured.verify(key, self.trust.contexts)
            self.memory.learn(signed, key)


def is_set(entry: StatusEntry, issuer: str, around: Surroundings) -> bool:
    """Whether the bit of this entry is set in a list that may be believed now.

    Refused is a list that is missing, of another form, someone else's, for another purpose, too small or too
    large, forged, from the future, past its end, or older than one this verifier has seen before.
    """
    status = around.read.get(entry.url) or _fetch(entry.url, issuer, around)
    if status.issuer != issuer:
        raise CredentialError("status-issuer", f"The status list is {status.issuer}'s, not {issuer}'s.")
    if entry.purpose not in status.purposes:
        raise CredentialError("status-purpose", f"The status list does not tell of {entry.purpose}.")
    return bit_at(status.bits, entry.index)


def _fetch(url: str, issuer: str, around: Surroundings) -> StatusList:
    if url not in around.lists:
        raise CredentialError("status-missing", f"The status list {url} is not at hand.")
    secured = read_secured(around.lists[url])
    listed_issuer = secured.document.get("issuer")
    if isinstance(listed_issuer, dict):
        listed_issuer = listed_issuer.get("id")
    if listed_issuer != issuer:
        raise CredentialError("status-issuer", f"The status list {url} is not one of {issuer}.")
    valid_from = read_moment(secured.document.get("validFrom"), "validFrom")
    key = around.key(issuer, secured.method, secured.created or valid_from)
    around.check_signature(secured, key.key)
    status = around.memory.list_in(secured) if around.memory else read_status_list(secured.document)
    if status.url != url:
        raise CredentialError("status-list", f"The status list says it is {status.url}, not {url}.")
    if status.valid_from > around.now + SKEW:
        raise CredentialError("status-future", "The status list is from the future.")
    ends = min([status.valid_until, *filter(None, [secured.ends])])
    if around.now > ends + SKEW:
        raise CredentialError("status-stale", f"The status list ended on {write_moment(ends)}.")
    seen = around.trust.newest_lists.get(url)
    if seen is not None and status.valid_from < seen:
        raise CredentialError("status-rollback", "You have seen a newer copy of this status list.")
    around.read[url] = status
    return status


def statement_payload(
    *, identifier: str, issuer: str, credential: str, state: str, reason: str, since: datetime
) -> JsonObject:
    """The statement that a certificate was suspended, restored or withdrawn, to be signed by its body."""
    if state not in (WITHDRAWN, SUSPENDED, RESTORED):
        raise CredentialError("statement", f"{state!r} is not a status a statement can tell of.")
    return {
        "@context": [VC2],
        "type": ["VerifiableCredential", STATEMENT],
        "id": identifier,
        "issuer": issuer,
        "validFrom": write_moment(since),
        "credentialSubject": {"id": credential, STATE: state, REASON: reason},
    }


def statements_about(credential: str, issuer: str, around: Surroundings) -> list[Statement]:
    """The issuer's own statements about a credential, oldest first; anything else is passed over.

    Passing over is safe: a statement can only make matters worse than the status list says, never better.
    """
    found = []
    for value in around.statements[:MOST_STATEMENTS]:
        try:
            statement = _statement(value, credential, issuer, around)
        except CredentialError:
            continue
        if statement is not None:
            found.append(statement)
    return sorted(found, key=lambda statement: statement.since)


def _statement(value: Any, credential: str, issuer: str, around: Surroundings) -> Statement | None:
    secured = read_secured(value)
    if secured.form.endswith(("rdfc-2022", "rdfc-2019")):
        return None
    document = secured.document
    subject = document.get("credentialSubject")
    kinds = document.get("type")
    if not isinstance(subject, dict) or not isinstance(kinds, list) or STATEMENT not in kinds:
        return None
    if document.get("issuer") != issuer or subject.get("id") != credential:
        return None
    if document.get("@context") != [VC2]:
        return None
    since = read_moment(document.get("validFrom"), "validFrom")
    key = find_key(issuer, secured.method, secured.created or since, bundle=around.documents, trust=around.trust)
    secured.verify(key.key, around.trust.contexts)
    state, reason = subject.get(STATE), subject.get(REASON)
    if since > around.now + SKEW or not isinstance(state, str) or not isinstance(reason, str):
        return None
    return Statement(state, reason, since)
