"""The files of this repository, as git knows them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OF_OTHERS = ("vendor", "migrations", "catalogue")


@cache
def tracked() -> tuple[Path, ...]:
    """Every tracked file that is there, below ROOT."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def ours(*suffixes: str) -> list[Path]:
    """What we write and keep in shape: no vendored code, no migrations, no data packs."""
    return [path for path in tracked() if path.suffix in suffixes and not set(OF_OTHERS) & set(path.parts)]


def texts() -> list[Path]:
    """Every tracked file that people read as text, others' code left out."""
    return [path for path in tracked() if "vendor" not in path.parts and b"\0" not in path.read_bytes()[:8000]]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
