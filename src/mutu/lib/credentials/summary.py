"""The signed summary in a certificate's QR code: what a telephone can show without a network.

The code holds the certificate's web address and, after ``#``, which no browser sends to a server, a COSE_Sign1
(RFC 9052, Ed25519) in base64url. It names the body, client, number, standard, scope, dates, place in the status
list, and the SHA-256 of the full certificate. A summary alone is never *valid*: it says who signed it, and that
the status is unknown. Errors: ``CredentialError`` with code ``summary``, ``cbor``, ``encoding``, ``signature``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mutu.lib.credentials.canonical import jcs
from mutu.lib.credentials.cbor import cbor_decode, cbor_encode, cbor_tag
from mutu.lib.credentials.content import CertificateView
from mutu.lib.credentials.data_integrity import Signer
from mutu.lib.credentials.encodings import base64url_decode, base64url_encode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import ED25519
from mutu.lib.credentials.strict_json import JsonObject
from mutu.lib.credentials.trust import KnownKey, Trust, find_key

LONGEST_SCOPE = 120
_SIGN1_TAG = 0xD2
_ALGORITHM, _KEY_ID, _EDDSA = 1, 4, -8
_FIELDS = (
    "issuer",
    "holder_name",
    "holder",
    "number",
    "standard",
    "scope",
    "valid_from",
    "valid_until",
    "status_list",
    "status_index",
    "accreditation",
    "digest",
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the code says; ``digest`` is the SHA-256 of the canonical JSON of the full certificate's payload."""

    issuer: str
    holder_name: str
    holder: str
    number: str
    standard: str
    scope: str
    valid_from: datetime
    valid_until: datetime
    status_list: str
    status_index: int
    accreditation: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class SignedSummary:
    """A summary taken apart: what it says, the key it names, and what was signed."""

    summary: Summary
    method: str
    signed: bytes
    signature: bytes


def summarize(payload: JsonObject, view: CertificateView) -> Summary:
    """The summary of a certificate's payload; a long scope is cut and ends in an ellipsis."""
    entry = view.entries[0]
    scope = view.scope if len(view.scope) <= LONGEST_SCOPE else view.scope[: LONGEST_SCOPE - 1] + "…"
    return Summary(
        issuer=view.issuer,
        holder_name=view.holder_name,
        holder=view.holder,
        number=view.number,
        standard=view.standards[0],
        scope=scope,
        valid_from=view.valid_from,
        valid_until=view.valid_until,
        status_list=entry.url,
        status_index=entry.index,
        accreditation=view.authorisations[0].url or "",
        digest=payload_digest(payload),
    )


def payload_digest(payload: Mapping[str, Any]) -> bytes:
    """The SHA-256 of a certificate's payload, without whatever proof is embedded in it."""
    return hashlib.sha256(jcs({name: value for name, value in payload.items() if name != "proof"})).digest()


def qr_text(address: str, summary: Summary, signer: Signer) -> str:
    """The text of the QR code: the certificate's web address, ``#``, the signed summary."""
    if signer.public_key.curve != ED25519:
        raise CredentialError("summary", "A summary is signed with an Ed25519 key.")
    members = {
        number: int(value.timestamp()) if isinstance(value, datetime) else value
        for number, value in enumerate((getattr(summary, name) for name in _FIELDS), start=1)
    }
    protected = cbor_encode({_ALGORITHM: _EDDSA, _KEY_ID: signer.key_id.encode("utf-8")})
    payload = cbor_encode(members)
    signature = signer.sign(_to_be_signed(protected, payload))
    sign1 = cbor_tag(18, cbor_encode([protected, {}, payload, signature]))
    return f"{address}#{base64url_encode(sign1)}"


def read_qr_text(text: str) -> SignedSummary:
    """The summary in a QR code's text, its form checked and its signature not yet."""
    address, mark, fragment = text.strip().partition("#")
    if not mark or not address.startswith("https://"):
        raise CredentialError("summary", "The code holds no address with a signed summary.")
    data = base64url_decode(fragment)
    if data[:1] != bytes([_SIGN1_TAG]):
        raise CredentialError("summary", "The summary is not a COSE_Sign1.")
    parts = cbor_decode(data[1:])
    if not isinstance(parts, list) or len(parts) != 4 or parts[1] != {}:
        raise CredentialError("summary", "The summary is not a COSE_Sign1 of four parts.")
    protected, _, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise CredentialError("summary", "The summary is not a COSE_Sign1 of byte strings.")
    header = cbor_decode(protected)
    if not isinstance(header, dict) or header.keys() != {_ALGORITHM, _KEY_ID} or header[_ALGORITHM] != _EDDSA:
        raise CredentialError("summary", "The summary is signed in a way not used here.")
    try:
        method = header[_KEY_ID].decode("utf-8")
    except (AttributeError, UnicodeDecodeError) as error:
        raise CredentialError("summary", "The summary does not name its key.") from error
    return SignedSummary(_summary(cbor_decode(payload)), method, _to_be_signed(protected, payload), signature)


def verify_summary(signed: SignedSummary, documents: Mapping[str, Any], trust: Trust) -> KnownKey:
    """The key that signed the summary, known as ``find_key`` knows it; raises when it did not sign."""
    summary = signed.summary
    known = find_key(summary.issuer, signed.method, summary.valid_from, bundle=documents, trust=trust)
    if known.key.curve != ED25519:
        raise CredentialError("summary", "The key named by the summary is of another kind.")
    known.key.verify(signed.signature, signed.signed)
    return known


def belongs_to(summary: Summary, payload: Mapping[str, Any]) -> bool:
    """Whether a full certificate is the one the summary was made of."""
    return payload_digest(payload) == summary.digest


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return cbor_encode(["Signature1", protected, b"", payload])


def _summary(members: Any) -> Summary:
    if not isinstance(members, dict) or list(members) != list(range(1, len(_FIELDS) + 1)):
        raise CredentialError("summary", "The summary does not have the expected members.")
    values = dict(zip(_FIELDS, members.values(), strict=True))
    for name, value in values.items():
        if name in ("valid_from", "valid_until"):
            if not isinstance(value, int) or not 0 <= value < 253_402_300_800:
                raise CredentialError("summary", f"{name} of the summary is not a moment.")
            values[name] = datetime.fromtimestamp(value, UTC)
        elif name == "status_index":
            if not isinstance(value, int) or value < 0:
                raise CredentialError("summary", "The summary's place in the status list is no number.")
        elif not isinstance(value, bytes if name == "digest" else str):
            raise CredentialError("summary", f"{name} of the summary is of another kind.")
    return Summary(**values)
