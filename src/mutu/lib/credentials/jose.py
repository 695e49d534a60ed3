"""Credentials enveloped as a JSON Web Signature (W3C VC-JOSE-COSE 1.0), our primary form: ``vc+jwt``.

The header never supplies a key: it only names one (``kid``), and whoever verifies looks that name up in what
he knows. We issue ``Ed25519`` (RFC 9864) and accept what the caller allows; ``none`` and shared-secret
algorithms do not exist here. Errors: ``CredentialError`` with code ``jwt`` (its form), ``algorithm``,
``signature``, ``key``, ``json``, ``size`` or ``encoding``.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from mutu.lib.credentials.data_integrity import Signer
from mutu.lib.credentials.encodings import base64url_decode, base64url_encode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import ED25519, P256, P384, P521, PublicKey
from mutu.lib.credentials.strict_json import LARGEST_DOCUMENT, JsonObject, check_json, read_object

ALGORITHMS = {"Ed25519": ED25519, "EdDSA": ED25519, "ES256": P256, "ES384": P384, "ES512": P521}
"""Each signature algorithm and the curve of its keys."""
ACCEPTED = frozenset({"Ed25519", "EdDSA", "ES256"})
"""The algorithms accepted on a certificate, an accreditation or a status list."""
_ISSUED = {ED25519: "Ed25519", P256: "ES256"}
_FOREIGN_KEYS = {"jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256"}
_NOT_UNDERSTOOD = {"crit", "b64", "zip", "enc"}


@dataclass(frozen=True, slots=True)
class Envelope:
    """A compact JWS taken apart: what it says of itself, its payload, and the bytes that were signed."""

    header: JsonObject
    payload: JsonObject
    algorithm: str
    signed: bytes
    signature: bytes

    @property
    def kid(self) -> str:
        """The name of the signing key."""
        kid = self.header.get("kid")
        if not isinstance(kid, str):
            raise CredentialError("key", "The JWT does not name its key.")
        return kid


def sign_jwt(payload: JsonObject, signer: Signer, *, key_id: str, typ: str = "vc+jwt") -> str:
    """The payload as a compact JWS by this signer; ``key_id`` is the address of its JsonWebKey."""
    check_json(payload)
    if "proof" in payload:
        raise CredentialError("jwt", "A payload with an embedded proof is not enveloped as well.")
    algorithm = _ISSUED.get(signer.public_key.curve)
    if algorithm is None:
        raise CredentialError("algorithm", f"We do not issue with {signer.public_key.curve} keys.")
    header = {"alg": algorithm, "typ": typ, "cty": typ.split("+", maxsplit=1)[0], "kid": key_id}
    parts = [base64url_encode(_compact(part)) for part in (header, payload)]
    signed = ".".join(parts)
    return f"{signed}.{base64url_encode(signer.sign(signed.encode('ascii')))}"


def read_jwt(text: str, *, typ: str = "vc+jwt", accepted: Collection[str] = ACCEPTED) -> Envelope:
    """A compact JWS of this type, its form checked and its signature not yet.

    >>> read_jwt("eyJhbGciOiJub25lIn0.e30.")
    Traceback (most recent call last):
    mutu.lib.credentials.errors.CredentialError: The algorithm 'none' is not accepted.
    """
    if len(text) > 2 * LARGEST_DOCUMENT:
        raise CredentialError("size", f"The JWT is larger than {2 * LARGEST_DOCUMENT:,} bytes.")
    parts = text.split(".")
    if len(parts) != 3:
        raise CredentialError("jwt", "The text is not a JWT of three parts.")
    header = read_object(base64url_decode(parts[0]))
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in accepted or algorithm not in ALGORITHMS:
        raise CredentialError("algorithm", f"The algorithm {algorithm!r} is not accepted.")
    if _FOREIGN_KEYS & header.keys():
        raise CredentialError("jwt", "The JWT brings its own key; a key is taken from its owner only.")
    if _NOT_UNDERSTOOD & header.keys():
        raise CredentialError("jwt", "The JWT asks for something that is not understood here.")
    if header.get("typ") != typ:
        raise CredentialError("jwt", f"The JWT is of the type {header.get('typ')!r}, not {typ!r}.")
    if header.get("cty", typ.split("+", maxsplit=1)[0]) != typ.split("+", maxsplit=1)[0]:
        raise CredentialError("jwt", f"The JWT holds {header.get('cty')!r}.")
    payload = read_object(base64url_decode(parts[1]))
    if {"vc", "vp"} & payload.keys():
        raise CredentialError("jwt", "The payload is of an older data model (a vc or vp claim).")
    signed = f"{parts[0]}.{parts[1]}".encode("ascii")
    return Envelope(header, payload, algorithm, signed, base64url_decode(parts[2]))


def verify_jwt(envelope: Envelope, key: PublicKey) -> None:
    """Return when the signature is this key's; raise ``CredentialError`` otherwise."""
    if ALGORITHMS[envelope.algorithm] != key.curve:
        raise CredentialError("algorithm", f"The key is not one for {envelope.algorithm}.")
    key.verify(envelope.signature, envelope.signed)


def _compact(value: JsonObject) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
