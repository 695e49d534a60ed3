"""A signing key kept in an encrypted file, and the signer that comes out of it with the passphrase.

The passphrase goes through scrypt (N = 2^17, some third of a second and 128 MB for each guess) to a key for
AES-256-GCM, which also seals everything written beside it: whose key it is, its public part, the settings. A
hardware token later is another ``data_integrity.Signer`` with the same three members. Here are only bytes; where
the file lies and who may read it is the caller's to guard. A lost passphrase is a lost key, by design: the
organization signs on with its next key, which it published from the first day.
Errors: ``CredentialError`` with code ``key-file`` or ``passphrase``.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from mutu.lib.credentials.canonical import jcs
from mutu.lib.credentials.did import did_key, split_did_url
from mutu.lib.credentials.encodings import base64url_decode, base64url_encode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import ED25519, PublicKey, key_from_multikey
from mutu.lib.credentials.strict_json import JsonObject, read_object

SHORTEST_PASSPHRASE = 12
_KIND, _SECRET = "MutuSigningKey", "MutuSealedSecret"
_SCRYPT: JsonObject = {"name": "scrypt", "n": 2**17, "r": 8, "p": 1}
_MEMBERS = {"type", "version", "keyId", "publicKeyMultibase", "kdf", "salt", "nonce", "sealed"}
_LARGEST_FILE = 4_096


@dataclass(frozen=True, slots=True)
class FileSigner:
    """An opened key: it signs, and shows its public part and its address; its secret does not print."""

    key_id: str
    public_key: PublicKey
    _secret: Ed25519PrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature over the data."""
        return self._secret.sign(data)


def new_sealed_key(key_id: str, passphrase: str) -> bytes:
    """A fresh Ed25519 key under this address, as the content of an encrypted file."""
    return seal(os.urandom(32), key_id, passphrase)


def new_keeper_key(passphrase: str) -> bytes:
    """A fresh key whose address is the key itself (did:key), for whoever keeps a trust list."""
    secret = os.urandom(32)
    public = PublicKey(ED25519, Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw())
    return seal(secret, f"{did_key(public)}#{public.multikey}", passphrase)


def seal(secret: bytes, key_id: str, passphrase: str) -> bytes:
    """An Ed25519 secret of 32 bytes as the content of an encrypted file."""
    split_did_url(key_id)
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise CredentialError("passphrase", f"A passphrase has at least {SHORTEST_PASSPHRASE} characters.")
    private = Ed25519PrivateKey.from_private_bytes(secret)
    salt, nonce = os.urandom(32), os.urandom(12)
    content: JsonObject = {
        "type": _KIND,
        "version": 1,
        "keyId": key_id,
        "publicKeyMultibase": PublicKey(ED25519, private.public_key().public_bytes_raw()).multikey,
        "kdf": _SCRYPT,
        "salt": base64url_encode(salt),
        "nonce": base64url_encode(nonce),
    }
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, secret, jcs(content))
    return jcs(content | {"sealed": base64url_encode(sealed)}) + b"\n"


def public_part(content: bytes) -> tuple[str, PublicKey]:
    """The address and public key a sealed file states, without opening it."""
    sealed = _read(content)
    return sealed["keyId"], key_from_multikey(sealed["publicKeyMultibase"])


def open_sealed(content: bytes, passphrase: str) -> FileSigner:
    """The signer behind an encrypted file's content; refuses a wrong passphrase and a changed file alike."""
    sealed = _read(content)
    salt, nonce, data = (base64url_decode(sealed[name]) for name in ("salt", "nonce", "sealed"))
    beside = {name: value for name, value in sealed.items() if name != "sealed"}
    try:
        secret = AESGCM(_stretched(passphrase, salt)).decrypt(nonce, data, jcs(beside))
        private = Ed25519PrivateKey.from_private_bytes(secret)
    except (InvalidTag, ValueError) as error:
        raise CredentialError("passphrase", "The passphrase is wrong, or the key file was changed.") from error
    public = PublicKey(ED25519, private.public_key().public_bytes_raw())
    if public.multikey != sealed["publicKeyMultibase"]:
        raise CredentialError("key-file", "The key file's public part is not that of its secret.")
    return FileSigner(sealed["keyId"], public, private)


def seal_secret(secret: bytes, purpose: str, passphrase: str) -> bytes:
    """Any other secret, such as the key of a PDF seal, as the content of an encrypted file of its own kind."""
    salt, nonce = os.urandom(32), os.urandom(12)
    content: JsonObject = {"type": _SECRET, "purpose": purpose, "kdf": _SCRYPT}
    content |= {"salt": base64url_encode(salt), "nonce": base64url_encode(nonce)}
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, secret, jcs(content))
    return jcs(content | {"sealed": base64url_encode(sealed)}) + b"\n"


def open_secret(content: bytes, purpose: str, passphrase: str) -> bytes:
    """The secret behind such a file's content."""
    sealed = read_object(content, largest=_LARGEST_FILE)
    if sealed.get("type") != _SECRET or sealed.get("purpose") != purpose or sealed.get("kdf") != _SCRYPT:
        raise CredentialError("key-file", f"The file is not a sealed secret for {purpose}.")
    beside = {name: value for name, value in sealed.items() if name != "sealed"}
    try:
        salt, nonce, data = (base64url_decode(sealed[name]) for name in ("salt", "nonce", "sealed"))
        return AESGCM(_stretched(passphrase, salt)).decrypt(nonce, data, jcs(beside))
    except (InvalidTag, KeyError, TypeError, ValueError) as error:
        raise CredentialError("passphrase", "The passphrase is wrong, or the key file was changed.") from error


def _read(content: bytes) -> dict[str, Any]:
    sealed = read_object(content, largest=_LARGEST_FILE)
    texts = ("keyId", "publicKeyMultibase", "salt", "nonce", "sealed")
    if sealed.keys() != _MEMBERS or not all(isinstance(sealed[name], str) for name in texts):
        raise CredentialError("key-file", "The file is not a signing key of ours.")
    if sealed["type"] != _KIND or sealed["version"] != 1 or sealed["kdf"] != _SCRYPT:
        raise CredentialError("key-file", "The signing key is of a kind or strength not used here.")
    split_did_url(sealed["keyId"])
    return sealed


def _stretched(passphrase: str, salt: bytes) -> bytes:
    settings = {name: _SCRYPT[name] for name in ("n", "r", "p")}
    # one keyboard writes an accented letter as one sign, another as two
    composed = unicodedata.normalize("NFC", passphrase)
    return Scrypt(salt=salt, length=32, **settings).derive(composed.encode("utf-8"))
