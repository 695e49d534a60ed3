"""Bringing in a trust list: an administrator's act, because it decides whom a whole installation believes.

A list replaces the one that is held only when its signature is good, its time is not over, it is not older than the
held one, and it is signed by the same keeper, unless the administrator names another. What it replaces is kept beside.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mutu.certification.checking import TRUST_LIST, content
from mutu.lib.credentials.data_integrity import read_proof
from mutu.lib.credentials.did import key_method, split_did_url
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.strict_json import read_object
from mutu.lib.credentials.trust import Trust, read_trust_list


@dataclass(frozen=True)
class HeldList:
    """A trust list as it is held: what it says, and the did:key it is signed with."""

    trust: Trust
    keeper: str


def read_list(data: bytes, *, keeper: str | None = None) -> HeldList:
    """A trust list, its signature checked; signed by ``keeper`` where one is named."""
    document = read_object(data)
    signer = split_did_url(read_proof(document).method)[0]
    if keeper is not None and signer != keeper:
        raise CredentialError("trust-list", f"The list is signed by {signer}, not by {keeper}.")
    key = key_method(signer, f"{signer}#{signer.removeprefix('did:key:')}").key
    return HeldList(read_trust_list(document, keeper=key), signer)


def held(home: Path) -> HeldList | None:
    """The list an installation holds, or None."""
    path = home / TRUST_LIST
    return read_list(content(path)) if path.exists() else None


def bring_in(home: Path, data: bytes, now: datetime, *, keeper: str | None = None) -> HeldList:
    """Make this list the installation's own; raises ``CredentialError`` with the reason why not."""
    found = read_list(data, keeper=keeper)
    if found.trust.valid_until is not None and found.trust.valid_until <= now:
        raise CredentialError("trust-list", "The list's own time is over.")
    before = _before(home, found, keeper)
    home.mkdir(parents=True, exist_ok=True)
    path = home / TRUST_LIST
    if before is not None:
        kept = home / f"trust-list.{before.trust.sequence}.json"
        kept.write_bytes(content(path))
    aside = home / f"{TRUST_LIST}.new"
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), "wb") as file:
        file.write(data)
        os.fsync(file.fileno())
    aside.replace(path)
    return found


def _before(home: Path, found: HeldList, keeper: str | None) -> HeldList | None:
    """The list that would be replaced, after making sure that it may be."""
    try:
        before = held(home)
    except CredentialError:
        return None
    if before is None:
        return None
    if before.keeper != found.keeper and keeper is None:
        raise CredentialError(
            "trust-list",
            f"The held list is signed by {before.keeper}, this one by {found.keeper}. "
            "If you mean to change keepers, name the new one with --keeper.",
        )
    if before.keeper == found.keeper and found.trust.sequence < before.trust.sequence:
        raise CredentialError(
            "trust-list", f"The held list is number {before.trust.sequence}; this is the older {found.trust.sequence}."
        )
    return before
