"""Files that only their owner may read, and files that a reader sees whole: the old one or the new one."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile

from mutu.lib.credentials.errors import CredentialError

OWNER_ONLY = stat.S_IRUSR | stat.S_IWUSR
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_guarded(path: Path) -> bytes:
    """The content of a file only its owner can read; a link, another's file or looser modes are refused."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode) or facts.st_mode & OTHERS:
            raise CredentialError("key-file", f"{path} may be read by others; set its mode to 600.")
        if facts.st_uid not in (0, os.geteuid()):
            raise CredentialError("key-file", f"{path} belongs to another user.")
        return file.read(8_192)


def write_new(path: Path, content: bytes) -> None:
    """A file that only its owner may read, never over an old one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def write_whole(path: Path, content: bytes, mode: int = 0o644, *, at_once: bool = True) -> None:
    """A file written beside and put in place in one go, so that a reader sees the old or the new one.

    ``at_once`` waits for the disk; what can be written again at any time need not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        file.write(content)
        file.flush()
        if at_once:
            os.fsync(file.fileno())
    Path(file.name).chmod(mode)
    Path(file.name).replace(path)
