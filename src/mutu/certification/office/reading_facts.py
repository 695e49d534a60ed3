"""From a JSON file that a person wrote to typed facts: every member known, of its kind, and none missing."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from datetime import date, datetime
from types import UnionType
from typing import Any, TypeVar

from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import read_moment

Facts = TypeVar("Facts")


def read_facts(kind: type[Facts], value: Any, where: str = "the facts", **given: Any) -> Facts:
    """An instance of a dataclass from plain JSON; ``given`` are members that the office itself fills in.

    >>> from mutu.lib.credentials.certificate import Address
    >>> read_facts(Address, {"street": "1 Silom Road", "locality": "Bangkok", "country": "TH"}).locality
    'Bangkok'
    >>> read_facts(Address, {"street": "1 Silom Road", "town": "Bangkok"})
    Traceback (most recent call last):
    mutu.lib.credentials.errors.CredentialError: the facts: 'town' is not one of street, locality, country, \
postal_code, region.
    """
    if not isinstance(value, Mapping):
        raise CredentialError("facts", f"{where}: an object is needed.")
    fields = {field.name: field for field in dataclasses.fields(typing.cast(Any, kind)) if field.name not in given}
    for name in value:
        if name not in fields:
            raise CredentialError("facts", f"{where}: {name!r} is not one of {', '.join(fields)}.")
    hints = typing.get_type_hints(kind)
    found = dict(given)
    for name, field in fields.items():
        if name in value:
            found[name] = _read(hints[name], value[name], f"{where}: {name}")
        elif field.default is dataclasses.MISSING:
            raise CredentialError("facts", f"{where}: {name} is missing.")
    return kind(**found)


def _read(kind: Any, value: Any, where: str) -> Any:
    if isinstance(kind, UnionType):
        if value is None:
            return None
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
    if typing.get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise CredentialError("facts", f"{where}: a list is needed.")
        each = typing.get_args(kind)[0]
        return tuple(_read(each, item, f"{where} {number}") for number, item in enumerate(value, 1))
    if dataclasses.is_dataclass(kind):
        return read_facts(typing.cast(type[Any], kind), value, where)
    if kind is datetime:
        return read_moment(value, where)
    if kind is date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise CredentialError("date", f"{where}: {value!r} is not a day like 2026-11-22.") from error
    if type(value) is not kind:
        raise CredentialError("facts", f"{where}: {value!r} is not of the right kind.")
    return value
