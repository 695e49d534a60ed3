"""Checkpoints of a log as signed notes: the few lines that leave the house and keep it honest.

A checkpoint says how many entries a log had at a moment and what its root was. The owner's mailbox, the
auditor, the certification body or a printed QR code keeps it; whoever has one can tell later whether history
was rewritten or an older backup put back (7.5.3.2). The text is a C2SP checkpoint (c2sp.org/tlog-checkpoint)
in a C2SP signed note (c2sp.org/signed-note), Ed25519, so that tools which are not ours can read it too:

    mutu.example/ho-chi-minh-city            origin: which log
    1042                                     size: entries so far
    jB5uDQdsOBzZ3gVyS1pGfNnoZ4DA1j...=       root, base64 of 32 bytes
    at 2026-11-22T21:00:00Z                  when, if the signer says so

    — mutu.example base64(key id, signature)

The time is the signer's word; only size and root are held by mathematics. A note may carry further
signatures, one line each. Errors are ``NoteRefused`` with a code: ``oversize``, ``malformed``, ``bad_name``,
``bad_key``, ``bad_signature``, ``no_known_signature``, ``not_a_checkpoint``.

>>> from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
>>> key = Ed25519PrivateKey.from_private_bytes(bytes(32))
>>> note = sign(Checkpoint("mutu.example/log", 0, hashlib.sha256(b"").digest(), None), "mutu.example", key)
>>> print(note)
mutu.example/log
0
47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
<BLANKLINE>
— mutu.example Idhw98emy864TiunP5sm3XWRJ0GxUFMNEvYlLGGZcr7VR7oMVh+WbZ8jPtQidaVEIjfABCnNRKeOxAoHYWabq7FJngo=
<BLANKLINE>
>>> read_note(note, {"mutu.example": key.public_key()}).size
0
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mutu.lib.transparency import HASH_BYTES, LARGEST_SIZE

LARGEST_NOTE = 16_384
ED25519 = b"\x01"
KEY_ID_BYTES = 4
SIGNATURE_BYTES = 64

NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+")
ONE_LINE = re.compile(r"\S([^\x00-\x1f\x7f\x85\u2028\u2029]*\S)?")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
BODY = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n(?:at ([^\n]+)\n)?")
SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class NoteRefused(ValueError):
    """A note, key or checkpoint that cannot be believed; ``code`` says why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Checkpoint:
    """A log's name, its number of entries, its root (32 bytes), and when (RFC 3339, or ``None``)."""

    origin: str
    size: int
    root: bytes
    at: str | None = None

    def __post_init__(self) -> None:
        if not ONE_LINE.fullmatch(self.origin):
            raise NoteRefused("not_a_checkpoint", "The origin of a checkpoint is one line that is not empty.")
        if type(self.size) is not int or not 0 <= self.size <= LARGEST_SIZE:
            raise NoteRefused("not_a_checkpoint", "The size of a log is a whole number from 0 to 2 ** 63 - 1.")
        if len(self.root) != HASH_BYTES:
            raise NoteRefused("not_a_checkpoint", f"The root of a log has {HASH_BYTES} bytes.")
        if self.at is not None and not _is_moment(self.at):
            raise NoteRefused("not_a_checkpoint", f"{self.at!r} is not a moment like 2026-11-22T21:00:00Z.")

    def body(self) -> str:
        """The text that is signed, its last newline included.

        >>> Checkpoint("mutu.example/log", 7, bytes(32), "2026-11-22T21:00:00Z").body()
        'mutu.example/log\\n7\\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\\nat 2026-11-22T21:00:00Z\\n'
        """
        moment = "" if self.at is None else f"at {self.at}\n"
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n{moment}"


class NoteKey(Protocol):
    """An Ed25519 key that signs: one in memory, or whatever keeps it elsewhere."""

    def sign(self, data: bytes, /) -> bytes: ...

    def public_key(self) -> Ed25519PublicKey: ...


def sign(checkpoint: Checkpoint, signer_name: str, private_key: NoteKey) -> str:
    """The checkpoint as a note signed by this name; Ed25519 is deterministic, so the same note every time."""
    body = checkpoint.body()
    signature = private_key.sign(body.encode())
    line = _base64(_key_id(signer_name, private_key.public_key()) + signature)
    return f"{body}\n— {signer_name} {line}\n"


def read_note(text: str, public_keys: Mapping[str, Ed25519PublicKey]) -> Checkpoint:
    """The checkpoint in a note that at least one of these keys has signed.

    Signatures by others are passed over; one by a known key that does not fit refuses the whole note.
    """
    body, signatures = _parts(text)
    known = {(name, _key_id(name, key)): key for name, key in public_keys.items()}
    signed = False
    for name, key_id, signature in signatures:
        if (name, key_id) in known:
            _refuse_bad_signature(name, known[name, key_id], signature, body)
            signed = True
    if not signed:
        raise NoteRefused("no_known_signature", "Nobody whose key is known here has signed this note.")
    return _checkpoint(body)


def verifier_key(name: str, public_key: Ed25519PublicKey) -> str:
    """A public key in one line, for an e-mail or a page: ``name+key id+base64(01, key)``.

    >>> from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    >>> verifier_key("mutu.example", Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key())
    'mutu.example+21d870f7+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'
    """
    return f"{name}+{_key_id(name, public_key).hex()}+{_base64(ED25519 + public_key.public_bytes_raw())}"


def read_verifier_key(text: str) -> tuple[str, Ed25519PublicKey]:
    """The name and the public key in such a line; ``bad_key`` when its parts do not fit each other.

    >>> read_verifier_key("mutu.example+21d870f7+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")[0]
    'mutu.example'
    """
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = _from_base64(encoded)
    if not NAME.fullmatch(name) or len(data) != 33 or data[:1] != ED25519:
        raise NoteRefused("bad_key", "This is not the line of an Ed25519 key: name+key id+key.")
    public_key = Ed25519PublicKey.from_public_bytes(data[1:])
    if _key_id(name, public_key).hex() != key_id:
        raise NoteRefused("bad_key", "The key id in this line does not belong to its name and key.")
    return name, public_key


def _key_id(name: str, public_key: Ed25519PublicKey) -> bytes:
    if not NAME.fullmatch(name):
        raise NoteRefused("bad_name", "The name of a signer has no spaces and no plus sign, and is not empty.")
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key.public_bytes_raw()).digest()[:KEY_ID_BYTES]


def _parts(text: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The signed text, and for every signature line its name, key id and signature."""
    if len(text) > LARGEST_NOTE:
        raise NoteRefused("oversize", f"A note has at most {LARGEST_NOTE} characters.")
    body, _, lines = text.rpartition("\n\n")
    if not body or not lines.endswith("\n") or CONTROL.search(text) or not _is_unicode(text):
        raise NoteRefused("malformed", "This is not a signed note: text, an empty line, signatures.")
    signatures = []
    for line in lines[:-1].split("\n"):
        match = SIGNATURE_LINE.fullmatch(line)
        data = _from_base64(match[2]) if match else b""
        if match is None or len(data) <= KEY_ID_BYTES:
            raise NoteRefused("malformed", "A line after the empty line is not a signature.")
        signatures.append((match[1], data[:KEY_ID_BYTES], data[KEY_ID_BYTES:]))
    return body + "\n", signatures


def _refuse_bad_signature(name: str, public_key: Ed25519PublicKey, signature: bytes, body: str) -> None:
    try:
        public_key.verify(signature, body.encode())
    except InvalidSignature:
        sentence = f"The signature of {name} does not fit this text: one of the two was changed."
        raise NoteRefused("bad_signature", sentence) from None


def _checkpoint(body: str) -> Checkpoint:
    match = BODY.fullmatch(body)
    root = _from_base64(match[3]) if match else b""
    if match is None or not root:
        raise NoteRefused("not_a_checkpoint", "The note is signed, but its text is not a checkpoint of a log.")
    return Checkpoint(match[1], int(match[2]), root, match[4])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_base64(text: str) -> bytes:
    """The bytes, or none at all when the text is not the one way to write them."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if _base64(data) == text else b""


def _is_unicode(text: str) -> bool:
    """Half a surrogate pair, as a broken JSON string may bring, is no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_moment(text: str) -> bool:
    if not MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
