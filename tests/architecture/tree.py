"""The files of this repository, as git knows them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OF_OTHERS = ("vendor", "migrations", "catalogue")


@cache
def tracked() -> tuple[Path, ...]:
    """Every tracked file that is there, below ROOT."""
    git = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    try:
        listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive: all but what tools leave behind
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        listed = [str(path) for path in found if not any(part.startswith((".", "__pycache__")) for part in path.parts)]
    return tuple(path for name in listed if name and (path := ROOT / name).is_file())


def ours(*suffixes: str) -> list[Path]:
    """What we write and keep in shape: no vendored code, no migrations, no data packs."""
    return [path for path in tracked() if path.suffix in suffixes and not set(OF_OTHERS) & set(path.parts)]


def texts() -> list[Path]:
    """Every tracked file that people read as text, others' code left out."""
    return [path for path in tracked() if "vendor" not in path.parts and b"\0" not in path.read_bytes()[:8000]]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
