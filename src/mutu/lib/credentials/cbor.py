"""The part of CBOR a signed summary needs, in its one deterministic spelling (RFC 8949, 4.2.1).

Whole numbers, byte strings, texts, arrays and maps with sorted keys; lengths in their shortest form. Whatever
else comes is refused, so that no second byte string says the same. Errors: ``CredentialError`` with code ``cbor``.
"""

from __future__ import annotations

from typing import Any

from mutu.lib.credentials.errors import CredentialError

DEEPEST_NESTING = 8
LARGEST_SUMMARY = 4_096
_NUMBER, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)


def cbor_encode(value: Any) -> bytes:
    """A value in its one CBOR spelling.

    >>> cbor_encode({1: "a", -1: [b"x", 300]}).hex()
    'a20161612082417819012c'
    """
    if isinstance(value, bool):
        raise CredentialError("cbor", "True and false have no place in a summary.")
    if isinstance(value, int):
        return _head(_NUMBER, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        data = value.encode("utf-8")
        return _head(_TEXT, len(data)) + data
    if isinstance(value, list | tuple):
        return _head(_ARRAY, len(value)) + b"".join(cbor_encode(item) for item in value)
    if isinstance(value, dict):
        pairs = sorted((cbor_encode(name), cbor_encode(item)) for name, item in value.items())
        return _head(_MAP, len(pairs)) + b"".join(name + item for name, item in pairs)
    raise CredentialError("cbor", f"A {type(value).__name__} has no place in a summary.")


def cbor_decode(data: bytes) -> Any:
    """The value behind a CBOR text in its one spelling.

    >>> cbor_decode(bytes.fromhex("a20161612082417819012c"))
    {1: 'a', -1: [b'x', 300]}
    """
    if len(data) > LARGEST_SUMMARY:
        raise CredentialError("cbor", f"The summary is larger than {LARGEST_SUMMARY:,} bytes.")
    value, end = _read(data, 0, 0)
    if end != len(data):
        raise CredentialError("cbor", "Something follows the end of the CBOR text.")
    return value


def cbor_tag(number: int, data: bytes) -> bytes:
    """An encoded value under a tag, such as 18 for COSE_Sign1."""
    return _head(_TAG, number) + data


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for code, length in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * length:
            return bytes([kind << 5 | code]) + number.to_bytes(length, "big")
    raise CredentialError("cbor", "The number is too large.")


def _read(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > DEEPEST_NESTING:
        raise CredentialError("cbor", "The CBOR text is nested too deeply.")
    kind, number, at = _read_head(data, at)
    if kind == _NUMBER:
        return number, at
    if kind == _NEGATIVE:
        return -1 - number, at
    if kind in (_BYTES, _TEXT):
        end = at + number
        if end > len(data):
            raise CredentialError("cbor", "The CBOR text is cut off.")
        return (data[at:end] if kind == _BYTES else _text(data[at:end])), end
    if kind == _ARRAY:
        items = []
        for _ in range(_counted(number, data, at)):
            item, at = _read(data, at, depth + 1)
            items.append(item)
        return items, at
    if kind == _MAP:
        return _read_map(data, at, depth, number)
    raise CredentialError("cbor", "The CBOR text holds something that is not used here.")


def _read_map(data: bytes, at: int, depth: int, number: int) -> tuple[dict[Any, Any], int]:
    members: dict[Any, Any] = {}
    before = b""
    for _ in range(_counted(number, data, at)):
        start = at
        name, at = _read(data, at, depth + 1)
        if not isinstance(name, int | str) or data[start:at] <= before:
            raise CredentialError("cbor", "The members of a map are not in their one order.")
        before = data[start:at]
        members[name], at = _read(data, at, depth + 1)
    return members, at


def _counted(number: int, data: bytes, at: int) -> int:
    if number > len(data) - at:
        raise CredentialError("cbor", "The CBOR text is cut off.")
    return number


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    if at >= len(data):
        raise CredentialError("cbor", "The CBOR text is cut off.")
    kind, code = data[at] >> 5, data[at] & 31
    at += 1
    if code < 24:
        return kind, code, at
    if code > 27 or at + (1 << (code - 24)) > len(data):
        raise CredentialError("cbor", "The CBOR text is cut off or of open length.")
    end = at + (1 << (code - 24))
    number = int.from_bytes(data[at:end], "big")
    if _head(kind, number) != data[at - 1 : end]:
        raise CredentialError("cbor", "A number of the CBOR text is not in its shortest form.")
    return kind, number, end


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CredentialError("cbor", "A text of the CBOR text is not UTF-8.") from error
