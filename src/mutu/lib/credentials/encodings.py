"""The ways in which keys, signatures and digests are written as text.

Each byte string has exactly one accepted spelling: padding, spaces, other alphabets and spare bits are
refused, so that nobody can make a second text out of one signature. Sources: RFC 4648 (base64url), the
base58btc alphabet, Multibase and Multihash as used by W3C Controlled Identifiers 1.0.
Errors: ``CredentialError`` with code ``encoding``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from mutu.lib.credentials.errors import CredentialError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_SHA2_256 = b"\x12\x20"
LONGEST_BASE58 = 512
"""Base58 is quadratic work; nothing we read with it (keys, signatures, digests) comes near this length."""


def base58_encode(data: bytes) -> str:
    """Bytes as base58btc.

    >>> base58_encode(b"Hello World!")
    '2NEpo7TZRRrLZSi2U'
    """
    number = int.from_bytes(data, "big")
    letters = []
    while number:
        number, digit = divmod(number, 58)
        letters.append(_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(letters))


def base58_decode(text: str) -> bytes:
    """The bytes behind a base58btc text.

    >>> base58_decode("2NEpo7TZRRrLZSi2U")
    b'Hello World!'
    """
    if len(text) > LONGEST_BASE58:
        raise CredentialError("encoding", "The base58 text is too long.")
    number = 0
    for letter in text:
        if letter not in _VALUE:
            raise CredentialError("encoding", f"{letter!r} is not a base58 letter.")
        number = number * 58 + _VALUE[letter]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base64url_encode(data: bytes) -> str:
    """Bytes as base64url without padding.

    >>> base64url_encode(b"\\xfb\\xff")
    '-_8'
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """The bytes behind a base64url text without padding.

    >>> base64url_decode("-_8")
    b'\\xfb\\xff'
    >>> base64url_decode("-_9")
    Traceback (most recent call last):
    mutu.lib.credentials.errors.CredentialError: The text is not base64url in its one spelling.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CredentialError("encoding", "The text is not base64url.") from error
    if base64url_encode(data) != text:
        raise CredentialError("encoding", "The text is not base64url in its one spelling.")
    return data


def multibase_decode(text: object) -> bytes:
    """The bytes behind a multibase text: ``z`` for base58btc, ``u`` for base64url.

    >>> multibase_decode("z2NEpo7TZRRrLZSi2U") == multibase_decode("uSGVsbG8gV29ybGQh")
    True
    """
    if not isinstance(text, str) or not text:
        raise CredentialError("encoding", "A multibase text is missing.")
    if text[0] == "z":
        return base58_decode(text[1:])
    if text[0] == "u":
        return base64url_decode(text[1:])
    raise CredentialError("encoding", f"{text[0]!r} is not a multibase letter used here.")


def digest_multibase(data: bytes) -> str:
    """The SHA-256 digest of some bytes as a base58btc multihash, the form UNTP links carry.

    >>> digest_multibase(b"")
    'zQmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n'
    """
    return "z" + base58_encode(_SHA2_256 + hashlib.sha256(data).digest())


def digest_matches(digest: object, data: bytes) -> bool:
    """Whether a multihash text (SHA-256) is the digest of these bytes.

    >>> digest_matches("zQmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n", b"")
    True
    """
    return multibase_decode(digest) == _SHA2_256 + hashlib.sha256(data).digest()
