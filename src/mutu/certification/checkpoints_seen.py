"""What this installation has seen of other bodies' logs: the longest checkpoint of each.

A log that shows one history to the buyer and another to the body can only be caught by somebody who remembers. Kept
are size and root of the longest; when a bundle brings a signed checkpoint of that size with another root, the answer
says so and tells both roots.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from mutu.certification.guarded_files import write_whole
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.strict_json import read_object
from mutu.lib.signed_note import Checkpoint, NoteRefused

FILE = "checkpoints-seen.json"


def checkpoints_seen(home: Path) -> dict[str, Checkpoint]:
    """The longest checkpoint seen of each log, by the log's name."""
    try:
        kept = read_object((home / FILE).read_bytes())
        return {origin: Checkpoint(origin, one["size"], bytes.fromhex(one["root"])) for origin, one in kept.items()}
    except (OSError, CredentialError, NoteRefused, KeyError, TypeError, ValueError):
        return {}


def remember_checkpoints(home: Path, checkpoints: Iterable[Checkpoint]) -> None:
    """Keep the longer ones in mind; a home that cannot be written keeps none."""
    seen = checkpoints_seen(home)
    longest = dict(seen)
    for checkpoint in checkpoints:
        known = longest.get(checkpoint.origin)
        if known is None or known.size < checkpoint.size:
            longest[checkpoint.origin] = checkpoint
    if longest == seen:
        return
    told = {origin: {"size": one.size, "root": one.root.hex()} for origin, one in sorted(longest.items())}
    try:
        write_whole(home / FILE, json.dumps(told, indent=1).encode("utf-8"))
    except OSError:
        return
