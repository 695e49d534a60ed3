"""Public keys as DID documents carry them, and the one question asked of them: is this signature theirs?

Curves: Ed25519, and the NIST curves P-256, P-384 and P-521 (ECDSA, signatures as r followed by s, each of the
field's length). Two spellings: Multikey (W3C Controlled Identifiers 1.0) and JSON Web Key (RFC 7517, 8037).
Errors: ``CredentialError``, code ``key`` for a key that is none, ``signature`` for a signature that is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mutu.lib.credentials.encodings import (
    base58_encode,
    base64url_decode,
    base64url_encode,
    multibase_decode,
)
from mutu.lib.credentials.errors import CredentialError

ED25519, P256, P384, P521 = "Ed25519", "P-256", "P-384", "P-521"
_CURVES: dict[str, ec.EllipticCurve] = {P256: ec.SECP256R1(), P384: ec.SECP384R1(), P521: ec.SECP521R1()}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    P256: hashes.SHA256(),
    P384: hashes.SHA384(),
    P521: hashes.SHA512(),
}
FIELD_BYTES = {ED25519: 32, P256: 32, P384: 48, P521: 66}
_PREFIXES = {ED25519: b"\xed\x01", P256: b"\x80\x24", P384: b"\x81\x24", P521: b"\x82\x24"}
_JWK_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
_WEAK_ED25519 = {
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
}
"""The points of small order, less their sign: under such a "key" one signature fits many messages."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: its curve, and its bytes (32 for Ed25519, else the compressed point)."""

    curve: str
    raw: bytes

    @property
    def multikey(self) -> str:
        """The key as ``publicKeyMultibase``.

        >>> PublicKey(ED25519, bytes(31) + b"\\x05").multikey
        'z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnU'
        """
        return "z" + base58_encode(_PREFIXES[self.curve] + self.raw)

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a JSON Web Key, without ``alg``, so that it serves both names of EdDSA.

        >>> sorted(PublicKey(ED25519, bytes(31) + b"\\x05").jwk)
        ['crv', 'kty', 'x']
        """
        if self.curve == ED25519:
            return {"kty": "OKP", "crv": ED25519, "x": base64url_encode(self.raw)}
        point = _elliptic(self.curve, self.raw).public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        length = FIELD_BYTES[self.curve]
        return {
            "kty": "EC",
            "crv": self.curve,
            "x": base64url_encode(point[1 : 1 + length]),
            "y": base64url_encode(point[1 + length :]),
        }

    def verify(self, signature: bytes, data: bytes) -> None:
        """Return when the signature is this key's over the data; raise ``CredentialError`` otherwise."""
        try:
            if self.curve == ED25519:
                _edwards(self.raw).verify(signature, data)
                return
            length = FIELD_BYTES[self.curve]
            if len(signature) != 2 * length:
                raise CredentialError("signature", "The signature has the wrong length.")
            r, s = (int.from_bytes(part, "big") for part in (signature[:length], signature[length:]))
            _elliptic(self.curve, self.raw).verify(encode_dss_signature(r, s), data, _ecdsa(self.curve))
        except InvalidSignature as error:
            raise CredentialError("signature", "The signature does not match.") from error


def key_from_multikey(text: object) -> PublicKey:
    """The key behind a ``publicKeyMultibase``.

    >>> key_from_multikey("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP").curve
    'P-256'
    """
    if not isinstance(text, str):
        raise CredentialError("key", "A multikey is missing.")
    return _multikey(text)


@lru_cache(maxsize=256)
def _multikey(text: str) -> PublicKey:
    data = multibase_decode(text)
    for curve, prefix in _PREFIXES.items():
        if data.startswith(prefix):
            return _checked(curve, data[len(prefix) :])
    raise CredentialError("key", "The multikey is of a kind not used here.")


def key_from_jwk(jwk: Any) -> PublicKey:
    """The key behind a public JSON Web Key meant for signatures.

    >>> key = key_from_multikey("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
    >>> key_from_jwk(key.jwk) == key
    True
    """
    if not isinstance(jwk, dict):
        raise CredentialError("key", "The JSON Web Key is not an object.")
    if _JWK_PRIVATE & jwk.keys():
        raise CredentialError("key", "The JSON Web Key shows its private part.")
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise CredentialError("key", "The JSON Web Key is not for checking signatures.")
    curve = jwk.get("crv")
    if jwk.get("kty") == "OKP" and curve == ED25519:
        return _checked(ED25519, _coordinate(jwk, "x", ED25519))
    if jwk.get("kty") == "EC" and curve in (P256, P384, P521):
        point = b"\x04" + _coordinate(jwk, "x", curve) + _coordinate(jwk, "y", curve)
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[curve], point)
        except ValueError as error:
            raise CredentialError("key", "The JSON Web Key is not a point of its curve.") from error
        return PublicKey(curve, key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
    raise CredentialError("key", "The JSON Web Key is of a kind not used here.")


def _coordinate(jwk: dict[str, Any], name: str, curve: str) -> bytes:
    text = jwk.get(name)
    if not isinstance(text, str):
        raise CredentialError("key", f"The JSON Web Key lacks {name}.")
    data = base64url_decode(text)
    if len(data) != FIELD_BYTES[curve]:
        raise CredentialError("key", f"The {name} of the JSON Web Key has the wrong length.")
    return data


def _checked(curve: str, raw: bytes) -> PublicKey:
    if curve == ED25519:
        if len(raw) != FIELD_BYTES[curve]:
            raise CredentialError("key", "An Ed25519 key is 32 bytes long.")
        if raw[:31] + bytes([raw[31] & 0x7F]) in _WEAK_ED25519:
            raise CredentialError("key", "The Ed25519 key is one of the known weak points.")
    elif len(raw) != FIELD_BYTES[curve] + 1:
        raise CredentialError("key", f"A compressed {curve} key is {FIELD_BYTES[curve] + 1} bytes long.")
    else:
        _elliptic(curve, raw)
    return PublicKey(curve, raw)


@lru_cache(maxsize=256)
def _edwards(raw: bytes) -> ed25519.Ed25519PublicKey:
    return ed25519.Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=256)
def _elliptic(curve: str, raw: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[curve], raw)
    except ValueError as error:
        raise CredentialError("key", f"The key is not a point of {curve}.") from error


@lru_cache(maxsize=4)
def _ecdsa(curve: str) -> ec.ECDSA:
    return ec.ECDSA(_HASHES[curve])
