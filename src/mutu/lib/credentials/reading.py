"""What somebody hands us to check: a bundle, a bare credential, a JWT, or the text of a QR code.

Only the form is read here; nothing in it is believed. Errors: ``CredentialError`` with code ``unreadable``,
``size``, ``json``, or those of the QR reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.strict_json import read_json
from mutu.lib.credentials.summary import SignedSummary, read_qr_text

LARGEST_FILE = 4_000_000
"""A bundle holds a certificate, an accreditation and a few status lists of at most some 30 kB each."""
_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: a bundle (perhaps with the certificate alone in it), or the summary of a QR code."""

    bundle: dict[str, Any] | None = None
    summary: SignedSummary | None = None


def read_input(data: bytes) -> Reading:
    """The bundle or summary in a file's bytes or a pasted text.

    >>> read_input(b'{"certificate": "e30.e30.", "statusLists": {}}').bundle
    {'certificate': 'e30.e30.', 'statusLists': {}}
    >>> read_input(b"eyJhbGciOiJub25lIn0.e30.").bundle
    {'certificate': 'eyJhbGciOiJub25lIn0.e30.'}
    """
    if len(data) > LARGEST_FILE:
        raise CredentialError("size", f"The file is larger than {LARGEST_FILE:,} bytes.")
    start = data.lstrip()[:1]
    if start in (b"{", b"["):
        value = read_json(data.strip(), largest=LARGEST_FILE)
        if isinstance(value, dict) and "certificate" in value:
            return Reading(bundle=value)
        if isinstance(value, dict) and "@context" in value:
            return Reading(bundle={"certificate": value})
        raise CredentialError("unreadable", "The JSON is neither a bundle nor a credential.")
    try:
        text = data.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise CredentialError("unreadable", "The file is none of the kinds that can be checked.") from error
    if text.startswith("https://"):
        return Reading(summary=read_qr_text(text))
    if _JWT.fullmatch(text):
        return Reading(bundle={"certificate": text})
    raise CredentialError("unreadable", "The text is none of the kinds that can be checked.")
