"""JSON as signed documents need it: one meaning only, and no bigger than a certificate can be.

Ordinary JSON readers keep the last of two members with one name, take NaN for a number and a half of a
surrogate pair for text. Two programs may then read one signed file differently, which is all a forger needs.
Here such texts are refused (I-JSON, RFC 7493). Errors: ``CredentialError`` with code ``json`` or ``size``.
"""

from __future__ import annotations

import json
import math
from typing import Any

from mutu.lib.credentials.errors import CredentialError

LARGEST_DOCUMENT = 1_000_000
DEEPEST_NESTING = 40
MOST_VALUES = 50_000
LARGEST_INTEGER = 2**53 - 1

JsonObject = dict[str, Any]


def read_json(text: str | bytes, *, largest: int = LARGEST_DOCUMENT) -> Any:
    """The value of one JSON text of at most ``largest`` bytes.

    >>> read_json('{"number": "QMS-1", "sites": 2}')
    {'number': 'QMS-1', 'sites': 2}
    >>> read_json('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    mutu.lib.credentials.errors.CredentialError: The member 'a' stands twice in one object.
    """
    if len(text) > largest:
        raise CredentialError("size", f"The document is larger than {largest:,} bytes.")
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_members, parse_constant=_no_constant)
    except CredentialError:
        raise
    except (ValueError, RecursionError) as error:
        raise CredentialError("json", "The text is not JSON.") from error
    check_json(value)
    return value


def read_object(text: str | bytes, *, largest: int = LARGEST_DOCUMENT) -> JsonObject:
    """The same, for a text that must be an object."""
    value = read_json(text, largest=largest)
    if not isinstance(value, dict):
        raise CredentialError("json", "The text is JSON, but not an object.")
    return value


def check_json(value: Any) -> None:
    """Refuse a value that JSON cannot say in exactly one way, or that is too deep or too big.

    >>> check_json({"date": {1, 2}})
    Traceback (most recent call last):
    mutu.lib.credentials.errors.CredentialError: A set is not JSON.
    """
    count = 0
    level = [value]
    for _ in range(DEEPEST_NESTING):
        below: list[Any] = []
        count += len(level)
        if count > MOST_VALUES:
            raise CredentialError("size", f"The document holds more than {MOST_VALUES:,} values.")
        for item in level:
            kind = type(item)
            if kind is str:
                if not item.isascii():
                    _check_text(item)
            elif kind is dict:
                for name in item:
                    if type(name) is not str:
                        raise CredentialError("json", "A member name is not text.")
                    if not name.isascii():
                        _check_text(name)
                below.extend(item.values())
            elif kind is list:
                below.extend(item)
            elif item is not None and kind is not bool:
                _check_number(item)
        if not below:
            return
        level = below
    raise CredentialError("size", f"The document is nested more than {DEEPEST_NESTING} levels deep.")


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CredentialError("json", "A text holds half of a surrogate pair.") from error


def _check_number(number: Any) -> None:
    if type(number) is int:
        if abs(number) > LARGEST_INTEGER:
            raise CredentialError("json", "A whole number is larger than 2^53 - 1.")
    elif type(number) is not float:
        raise CredentialError("json", f"A {type(number).__name__} is not JSON.")
    elif not math.isfinite(number):
        raise CredentialError("json", "A number is not finite.")


def _members(pairs: list[tuple[str, Any]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise CredentialError("json", f"The member {twice!r} stands twice in one object.")
    return members


def _no_constant(name: str) -> Any:
    raise CredentialError("json", f"{name} is not a JSON number.")
