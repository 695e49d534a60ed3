"""Checking proofs without a database, without Django, without us: what an auditor or a buyer does (7.5.3.2).

A proof is a small JSON object. *Inclusion*: this entry is in the log that the checkpoint stands for; the words of
the entry may come with it and are held against its digests. *Consistency*: the log of the newer checkpoint begins
with everything the older one saw. Errors are `ProofRefused` with a code: `malformed`, `wrong_log`, `wrong_size`,
`not_proven`, `wrong_words`, or those of `NoteRefused` when the checkpoint or the key is at fault.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mutu.lib import signed_note, transparency
from mutu.lib.signed_note import Checkpoint

LONGEST_PROOF = 130
LARGEST_FILE = 2_000_000


class ProofRefused(ValueError):
    """A proof that does not prove what it says; ``code`` says why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Included:
    """A proven entry: the checkpoint it was proven against, what its leaf says, and the words that came with it."""

    checkpoint: Checkpoint
    leaf: dict[str, Any]
    words: dict[str, Any]
    who: str


def read_proof(text: str) -> dict[str, Any]:
    """A proof from its file."""
    if len(text) > LARGEST_FILE:
        raise ProofRefused("malformed", "A proof is a small file; this one is not.")
    try:
        proof = json.loads(text)
    except (ValueError, RecursionError):
        raise ProofRefused("malformed", "This is not a proof: the file is not JSON.") from None
    if not isinstance(proof, dict):
        raise ProofRefused("malformed", "This is not a proof: the file is not a JSON object.")
    return proof


def check_inclusion(proof: Mapping[str, Any], checkpoint_text: str, verifier_key: str) -> Included:
    """The entry, if the proof shows it to be in the log of this checkpoint, signed with this key."""
    checkpoint = _checkpoint(proof, "inclusion", checkpoint_text, verifier_key)
    seq, text = _whole(proof, "seq"), _text(proof, "leaf")
    if _whole(proof, "size") != checkpoint.size:
        raise ProofRefused(
            "wrong_size", f"The proof is for {proof['size']} entries, the checkpoint for {checkpoint.size}."
        )
    leaf_hash = transparency.leaf_hash(_encoded(text))
    if not transparency.verify_inclusion(seq, checkpoint.size, leaf_hash, _hashes(proof), checkpoint.root):
        raise ProofRefused("not_proven", f"This entry is not entry {seq} of the log this checkpoint stands for.")
    try:
        leaf = json.loads(text)
    except (ValueError, RecursionError):
        leaf = None
    if not isinstance(leaf, dict) or leaf.get("seq") != seq:
        raise ProofRefused("malformed", "The text of the proven entry is not an entry of a trail.")
    return Included(checkpoint, leaf, _words(proof, leaf), _who(proof, leaf))


def check_consistency(proof: Mapping[str, Any], old_text: str, new_text: str, verifier_key: str) -> Checkpoint:
    """The newer checkpoint, if the proof shows that its log begins with all of the older one's."""
    old = _checkpoint(proof, "consistency", old_text, verifier_key)
    new = _checkpoint(proof, "consistency", new_text, verifier_key)
    sizes = _whole(proof, "old_size"), _whole(proof, "new_size")
    if sizes != (old.size, new.size):
        raise ProofRefused("wrong_size", f"The proof is for {sizes}, the checkpoints for {(old.size, new.size)}.")
    if not transparency.verify_consistency(*sizes, _hashes(proof), old.root, new.root):
        raise ProofRefused("not_proven", "The newer log does not begin with the older one: history was rewritten.")
    return new


def digest_of(line: Any) -> str:
    """The digest of `[salt, name, value]`, as it stands in a leaf."""
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(_encoded(text)).hexdigest()


def _checkpoint(proof: Mapping[str, Any], kind: str, text: str, key_line: str) -> Checkpoint:
    if proof.get("v") != 1 or proof.get("proof") != kind:
        raise ProofRefused("malformed", f"This is not a proof of {kind}.")
    name, public_key = signed_note.read_verifier_key(key_line)
    checkpoint = signed_note.read_note(text, {name: public_key})
    if not checkpoint.origin == name == proof.get("log"):
        raise ProofRefused("wrong_log", "The proof, the checkpoint and the key are not of the same log.")
    return checkpoint


def _words(proof: Mapping[str, Any], leaf: dict[str, Any]) -> dict[str, Any]:
    """The words that came along, by name, each held against the digests in the leaf."""
    lines, known = proof.get("words", []), leaf.get("said")
    if not isinstance(lines, list) or not isinstance(known, list):
        raise ProofRefused("malformed", "The words of the entry are not a list.")
    words = {}
    for line in lines:
        if not isinstance(line, list) or len(line) not in (1, 3) or not isinstance(line[min(1, len(line) - 1)], str):
            raise ProofRefused("malformed", "Each word of the entry is salt, name and value.")
        if (line[0] if len(line) == 1 else _digest(line)) not in known:
            raise ProofRefused("wrong_words", f"The words of “{line[-2:][0]}” are not those of this entry.")
        if len(line) == 3:
            words[line[1]] = line[2]
    return words


def _who(proof: Mapping[str, Any], leaf: dict[str, Any]) -> str:
    line = proof.get("who")
    if line is None:
        return ""
    if not isinstance(line, list) or len(line) != 3 or not isinstance(line[2], str):
        raise ProofRefused("malformed", "Who did it is salt, id and name.")
    if _digest(line) != leaf.get("by"):
        raise ProofRefused("wrong_words", f"“{line[2]}” is not who this entry speaks of.")
    return line[2]


def _digest(line: list[Any]) -> str:
    try:
        return digest_of(line)
    except (ValueError, RecursionError):
        raise ProofRefused("malformed", "The words of the entry hold something that no entry can say.") from None


def _whole(proof: Mapping[str, Any], name: str) -> int:
    number = proof.get(name)
    if type(number) is not int:
        raise ProofRefused("malformed", f"The proof lacks the number “{name}”.")
    return number


def _text(proof: Mapping[str, Any], name: str) -> str:
    text = proof.get(name)
    if not isinstance(text, str):
        raise ProofRefused("malformed", f"The proof lacks the text “{name}”.")
    return text


def _hashes(proof: Mapping[str, Any]) -> list[bytes]:
    given = proof.get("hashes")
    if not isinstance(given, list) or len(given) > LONGEST_PROOF:
        raise ProofRefused("malformed", "The proof lacks its hashes.")
    try:
        return [base64.b64decode(one, validate=True) for one in given]
    except (TypeError, ValueError, binascii.Error):
        raise ProofRefused("malformed", "A hash of the proof is not base64.") from None


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ProofRefused("malformed", "The proof holds half a character.") from None
