"""The status of certificates as one long row of bits (W3C Bitstring Status List 1.0).

A certification body publishes a row of 131,072 bits and signs it anew every day; a certificate names its
place in the row. Which certificate a reader looks up stays his own secret, as everybody fetches the whole
row. Bit 0 is the highest bit of the first byte; the row travels gzipped, as ``u`` and base64url.
Errors: ``CredentialError`` with code ``status-list`` (its form), ``status-size``, ``status-range``, ``date``.
"""

from __future__ import annotations

import gzip
import secrets
import zlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mutu.lib.credentials.encodings import base64url_encode, multibase_decode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import read_moment, write_moment
from mutu.lib.credentials.strict_json import JsonObject

ENTRIES = 131_072
LARGEST_LIST = 2 * 1024 * 1024
"""Bytes of a row after unpacking; a 64 kB file can unpack to 64 MB."""
LIFE = timedelta(days=7)
"""How long a list that names no end may be believed."""
VC2 = "https://www.w3.org/ns/credentials/v2"


@dataclass(frozen=True, slots=True)
class StatusList:
    """A published list, read and checked for form: whose, what for, when, and the bits."""

    url: str
    issuer: str
    purposes: frozenset[str]
    valid_from: datetime
    valid_until: datetime
    bits: bytes


def new_bits(entries: int = ENTRIES) -> bytearray:
    """A row of cleared bits.

    >>> len(new_bits())
    16384
    """
    if entries < ENTRIES or entries % 8:
        raise CredentialError("status-size", f"A list has at least {ENTRIES:,} entries, in whole bytes.")
    return bytearray(entries // 8)


def bit_at(bits: bytes | bytearray, index: int) -> bool:
    """Whether the bit at an index is set.

    >>> bits = set_bit(new_bits(), 9, True)
    >>> bit_at(bits, 9), bit_at(bits, 8), bits[1]
    (True, False, 64)
    """
    if not 0 <= index < len(bits) * 8:
        raise CredentialError("status-range", f"The list has no entry {index}.")
    return bool(bits[index // 8] & (0x80 >> index % 8))


def set_bit(bits: bytes | bytearray, index: int, on: bool) -> bytearray:
    """A copy of the row with one bit set (suspended, withdrawn) or cleared (restored)."""
    if bit_at(bits, index) == on:
        return bytearray(bits)
    changed = bytearray(bits)
    changed[index // 8] ^= 0x80 >> index % 8
    return changed


def bits_with(indexes: Iterable[int]) -> bytearray:
    """A row with the bits at these indexes set.

    >>> bits_with([0, 9])[:2].hex()
    '8040'
    """
    bits = new_bits()
    for index in indexes:
        if not 0 <= index < ENTRIES:
            raise CredentialError("status-range", f"The list has no entry {index}.")
        bits[index // 8] |= 0x80 >> index % 8
    return bits


def indexes_in(bits: bytes | bytearray) -> set[int]:
    """The indexes whose bits are set.

    >>> indexes_in(bits_with([9, 0])) == {0, 9}
    True
    """
    return {at * 8 + bit for at, byte in enumerate(bits) if byte for bit in range(8) if byte & 0x80 >> bit}


def free_index(
    taken: Collection[int],
    *,
    entries: int = ENTRIES,
    randbelow: Callable[[int], int] = secrets.randbelow,
) -> int:
    """An unused place, drawn at random, so that neighbours in the row say nothing of each other.

    ``taken`` must be every index ever given out *and* every bit set in the published list: a restored backup
    remembers fewer indexes than the world does.

    >>> drawn = iter([2, 0, 5])
    >>> free_index({0, 1, 2}, randbelow=lambda entries: next(drawn))
    5
    """
    if len(taken) * 2 > entries:
        raise CredentialError("status-size", "The list is half full; begin a new one.")
    while True:
        index = randbelow(entries)
        if index not in taken:
            return index


def encode_bits(bits: bytes | bytearray) -> str:
    """The row as it is published; the same row always gives the same text.

    >>> encode_bits(new_bits())[:5]
    'uH4sI'
    """
    return "u" + base64url_encode(gzip.compress(bytes(bits), compresslevel=9, mtime=0))


def decode_bits(encoded: object) -> bytes:
    """The row behind a published text, never unpacking more than two megabytes.

    >>> decode_bits(encode_bits(new_bits())) == bytes(16384)
    True
    """
    if not isinstance(encoded, str) or not encoded.startswith("u"):
        raise CredentialError("status-list", "The encoded list is not multibase base64url.")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        bits = unpacker.decompress(multibase_decode(encoded), LARGEST_LIST + 1)
    except zlib.error as error:
        raise CredentialError("status-list", "The encoded list is not gzip.") from error
    if len(bits) > LARGEST_LIST:
        raise CredentialError("status-size", f"The list unpacks to more than {LARGEST_LIST:,} bytes.")
    if not unpacker.eof or unpacker.unused_data:
        raise CredentialError("status-list", "The encoded list is cut off or has something after its end.")
    if len(bits) * 8 < ENTRIES:
        raise CredentialError("status-size", f"The list has fewer than {ENTRIES:,} entries.")
    return bits


def status_entry(url: str, index: int, purpose: str = "suspension") -> JsonObject:
    """The entry a certificate carries: its place in a list. One entry, purpose suspension, is what we issue.

    >>> status_entry("https://qms.example/cb/acme/status/1", 94567)["id"]
    'https://qms.example/cb/acme/status/1#94567'
    """
    return {
        "type": "BitstringStatusListEntry",
        "id": f"{url}#{index}",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": url,
    }


def status_list_payload(
    *,
    url: str,
    issuer: str,
    bits: bytes | bytearray,
    valid_from: datetime,
    valid_until: datetime,
    purpose: str = "suspension",
) -> JsonObject:
    """The list as a credential to be signed by the body itself; it should live a week and be signed daily."""
    if not valid_from < valid_until <= valid_from + LIFE:
        raise CredentialError("date", "A status list is valid for some time, and for a week at most.")
    return {
        "@context": [VC2],
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "id": url,
        "issuer": issuer,
        "validFrom": write_moment(valid_from),
        "validUntil": write_moment(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_bits(bits),
        },
    }


def read_status_list(document: JsonObject) -> StatusList:
    """A list credential, checked for form. Its signature is the caller's to check, before."""
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or not _is_a(document, "BitstringStatusListCredential"):
        raise CredentialError("status-list", "The document is not a status list credential.")
    if document.get("@context") != [VC2]:
        raise CredentialError("status-list", "The status list has an unknown @context.")
    if not _is_a(subject, "BitstringStatusList"):
        raise CredentialError("status-list", "The document is not about a status list.")
    issuer = document.get("issuer")
    issuer = issuer.get("id") if isinstance(issuer, dict) else issuer
    purposes = subject.get("statusPurpose")
    purposes = purposes if isinstance(purposes, list) else [purposes]
    url = document.get("id")
    if not all(isinstance(text, str) for text in (url, issuer, *purposes)):
        raise CredentialError("status-list", "The status list lacks its address, issuer or purpose.")
    valid_from = read_moment(document.get("validFrom"), "validFrom")
    ends = [read_moment(document["validUntil"], "validUntil")] if "validUntil" in document else []
    if "ttl" in subject:
        ends.append(valid_from + _time_to_live(subject["ttl"]))
    return StatusList(
        url=str(url),
        issuer=str(issuer),
        purposes=frozenset(purposes),
        valid_from=valid_from,
        valid_until=min(ends, default=valid_from + LIFE),
        bits=decode_bits(subject.get("encodedList")),
    )


def _time_to_live(milliseconds: Any) -> timedelta:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int):
        raise CredentialError("status-list", "The time to live of the list is not a whole number.")
    if not 0 < milliseconds < 10**12:
        raise CredentialError("status-list", "The time to live of the list makes no sense.")
    return timedelta(milliseconds=milliseconds)


def _is_a(node: JsonObject, kind: str) -> bool:
    types = node.get("type")
    return kind == types or (isinstance(types, list) and kind in types)
