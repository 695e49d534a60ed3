"""Checkpoints: what leaves the house, so that nobody can rewrite the log unseen (7.5.3.2).

A checkpoint says how many entries an organization's log has and what its root is, signed with the installation's
own key. Whoever keeps one outside (the owner's mailbox, an auditor, a print) can later tell whether today's log
still begins with everything it saw.
"""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from mutu.core import tenancy
from mutu.core.trail_models import LogHead
from mutu.lib import signed_note, transparency
from mutu.lib.signed_note import Checkpoint

KEY_FILE = "checkpoint.key"


class BadKeyFile(RuntimeError):
    """The installation's key is not what it should be; checkpoints cannot be signed."""


def organization_id_of(organization: Any) -> UUID:
    """The id of an organization, given as a record or as the id itself."""
    key = getattr(organization, "pk", organization)
    return key if isinstance(key, UUID) else UUID(str(key))


def signing_key(home: Path) -> Ed25519PrivateKey:
    """The installation's Ed25519 key, made at first use; only its owner may read the file."""
    path = home / KEY_FILE
    if not path.exists():
        _make_key(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as reason:
        raise BadKeyFile(f"{path} is not a private key. Put the one from your backup back.") from reason
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKeyFile(f"{path} is not an Ed25519 key. Put the one from your backup back.")
    return key


def _make_key(path: Path) -> None:
    """Whole or not at all, and never over a key that another process has just made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(
                Ed25519PrivateKey.generate().private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        Path(aside).unlink()


def home() -> Path:
    return Path(settings.HOME)


def origin(organization: Any) -> str:
    """The name of an organization's log, in its checkpoints and of the key that signs them."""
    return f"mutu/{organization_id_of(organization)}"


def verifier_key(organization: Any) -> str:
    """The public key in one line, to be given to whoever will check this organization's checkpoints."""
    return signed_note.verifier_key(origin(organization), signing_key(home()).public_key())


def root(organization: Any) -> tuple[int, bytes]:
    """How many entries the log has, and its root."""
    key = organization_id_of(organization)
    with tenancy.reading(key):
        size, frontier = LogHead.objects.of(key).values_list("size", "frontier").get()
    return size, transparency.root(size, bytes(frontier))


def checkpoint(organization: Any) -> str:
    """Today's checkpoint as a signed note."""
    size, now = root(organization)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    name = origin(organization)
    return signed_note.sign(Checkpoint(name, size, now, at), name, signing_key(home()))


def read_checkpoint(organization: Any, text: str, key_line: str | None = None) -> Checkpoint:
    """A checkpoint of this organization's log, if its signature holds; `NoteRefused` else.

    `key_line` is the verifier key of the installation that signed it, when that was another one.
    """
    name = origin(organization)
    if key_line is None:
        signer, public_key = name, signing_key(home()).public_key()
    else:
        signer, public_key = signed_note.read_verifier_key(key_line)
    found = signed_note.read_note(text, {signer: public_key})
    if found.origin != name:
        raise signed_note.NoteRefused(
            "other_log", f"This is a checkpoint of {found.origin}, not of this organization's log, {name}."
        )
    return found
