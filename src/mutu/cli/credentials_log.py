"""``mutu credentials log``: hold two checkpoints of a body's log against each other.

Both are notes signed by the log's own key. Two roots for one size, or files that do not lead from one to the other,
prove that the log told two histories: nobody but the log could have signed both.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from mutu.lib.credentials.logged import two_histories
from mutu.lib.signed_note import LARGEST_NOTE, Checkpoint, NoteRefused, read_note, read_verifier_key
from mutu.lib.tiles import fetch_from
from mutu.lib.transparency import HASH_BYTES, LogRefused, consistency_proof, root_at, verify_consistency

WRONG_USE = 2
LARGEST_TILE = 256 * HASH_BYTES


def add(commands: Any) -> None:
    """Register ``log`` below ``mutu credentials``."""
    command = commands.add_parser("log", help="do two checkpoints of a log agree?")
    command.add_argument("checkpoints", nargs=2, type=Path, metavar="CHECKPOINT")
    command.add_argument("--key", required=True, metavar="LINE", help="the log's public key, as its body publishes it")
    command.add_argument("--tiles", type=Path, metavar="DIR", help="a copy of the log's files, to lead from one to two")
    command.set_defaults(run=compare)


def compare(arguments: argparse.Namespace) -> int:
    """0 when they are shown to agree, 1 when they disagree or nothing shows it."""
    try:
        name, key = read_verifier_key(arguments.key)
        first, second = (
            read_note(path.read_bytes()[: 4 * LARGEST_NOTE].decode("utf-8"), {name: key})
            for path in arguments.checkpoints
        )
    except (NoteRefused, OSError, UnicodeDecodeError) as error:
        print(f"mutu credentials log: {error}", file=sys.stderr)
        return WRONG_USE
    if first.origin != second.origin:
        print(f"mutu credentials log: {first.origin} and {second.origin} are two logs.", file=sys.stderr)
        return WRONG_USE
    short, long = sorted((first, second), key=lambda one: one.size)
    agreed, sentence = _judged(short, long, arguments.tiles)
    print(sentence)
    for checkpoint in (first, second):
        print(f"  {checkpoint.size} entries, root {checkpoint.root.hex()}, {checkpoint.at or 'no time'}")
    return 0 if agreed else 1


def _judged(short: Checkpoint, long: Checkpoint, tiles: Path | None) -> tuple[bool, str]:
    both = "Both are signed by the log's key: this is proof."
    if two_histories(short, long):
        return False, f"TWO HISTORIES: of the same {short.size} entries the log signed two roots. {both}"
    if short.size == long.size:
        return True, "They agree: the same entries."
    if tiles is None:
        return False, "Nothing shows yet whether the longer continues the shorter; bring the log's files (--tiles)."
    fetch = fetch_from(lambda path: _read(tiles / path), long.size)
    try:
        if root_at(long.size, fetch) != long.root:
            return False, "These files are not those of the longer checkpoint; nothing is shown."
        proof = consistency_proof(short.size, long.size, fetch)
    except LogRefused as error:
        return False, f"The files are not complete: {error}"
    if verify_consistency(short.size, long.size, proof, short.root, long.root):
        return True, f"They agree: the first {short.size} entries of the longer are those of the shorter."
    return False, f"TWO HISTORIES: the longer does not begin with the {short.size} entries of the shorter. {both}"


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_TILE + 1)
    except OSError:
        return None
