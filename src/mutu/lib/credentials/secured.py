"""A signed credential in any of the forms we read, under one face.

Three forms carry the same payload: a compact JWS (``vc+jwt``), that JWS wrapped in an
``EnvelopedVerifiableCredential``, and a JSON object with an embedded Data Integrity proof.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from mutu.lib.credentials.canonical import Contexts, jcs
from mutu.lib.credentials.data_integrity import NO_CONTEXTS, read_proof, verify_proof
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.jose import Envelope, read_jwt, verify_jwt
from mutu.lib.credentials.keys import PublicKey
from mutu.lib.credentials.strict_json import JsonObject, check_json

_ENVELOPE_PREFIX = "data:application/vc+jwt,"


@dataclass(frozen=True, slots=True)
class Secured:
    """A signed document: what it says, and what its signature says of itself.

    ``method`` is the address of the key it names; ``created`` when it says it was signed, ``starts`` and
    ``ends`` from when to when the signature itself is meant to hold, where it says so.
    """

    document: JsonObject
    form: str
    method: str
    created: datetime | None
    starts: datetime | None
    ends: datetime | None
    envelope: Envelope | None
    text: str | None
    _forms: list[bytes] = field(default_factory=list, compare=False, repr=False)

    def verify(self, key: PublicKey, contexts: Contexts = NO_CONTEXTS) -> None:
        """Return when the signature is this key's; raise ``CredentialError`` otherwise."""
        if self.envelope is not None:
            verify_jwt(self.envelope, key)
        else:
            verify_proof(self.document, key, contexts)

    def digest_forms(self) -> tuple[bytes, ...]:
        """The bytes a link's digest may be taken of: canonical JSON; for a JWT also the text as it stands."""
        if not self._forms:
            self._forms.extend(
                [jcs(self.document)] if self.text is None else [self.text.encode("ascii"), jcs(self.text)]
            )
        return tuple(self._forms)


def read_secured(value: Any) -> Secured:
    """A JWT (text) or a JSON object with a proof, its form checked and its signature not yet."""
    if isinstance(value, dict) and value.get("type") == "EnvelopedVerifiableCredential":
        link = value.get("id")
        if not isinstance(link, str) or not link.startswith(_ENVELOPE_PREFIX):
            raise CredentialError("jwt", "The envelope does not hold a vc+jwt.")
        value = link.removeprefix(_ENVELOPE_PREFIX)
    if isinstance(value, str):
        return _enveloped(value)
    if not isinstance(value, dict):
        raise CredentialError("json", "This is neither a JWT nor a JSON object.")
    check_json(value)
    proof = read_proof(value)
    return Secured(value, proof.cryptosuite, proof.method, proof.created, None, proof.expires, None, None)


def _enveloped(text: str) -> Secured:
    envelope = read_jwt(text)
    payload = envelope.payload
    if "proof" in payload:
        raise CredentialError("jwt", "The payload carries a second proof of another kind.")
    issuer, subject = payload.get("issuer"), payload.get("credentialSubject")
    same = {
        "iss": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "sub": subject.get("id") if isinstance(subject, dict) else None,
        "jti": payload.get("id"),
    }
    for claim, member in same.items():
        if claim in payload and payload[claim] != member:
            raise CredentialError("jwt", f"The claim {claim} does not agree with the credential.")
    if "iss" in envelope.header and envelope.header["iss"] != same["iss"]:
        raise CredentialError("jwt", "The header names another issuer than the credential.")
    moments = {claim: _numeric(payload, claim) for claim in ("iat", "nbf", "exp")}
    return Secured(
        payload,
        f"vc+jwt ({envelope.algorithm})",
        envelope.kid,
        moments["iat"],
        moments["nbf"],
        moments["exp"],
        envelope,
        text,
    )


def _numeric(payload: JsonObject, claim: str) -> datetime | None:
    seconds = payload.get(claim)
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 253_402_300_800:
        raise CredentialError("date", f"The claim {claim} is not a moment.")
    return datetime.fromtimestamp(seconds, UTC)
