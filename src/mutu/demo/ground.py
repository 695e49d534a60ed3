"""Reading what stands in the demo's own files: tables of names, people and texts."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def read(name: str) -> Any:
    """A file of the demo, as `bayan/ground.yaml`."""
    return yaml.load(files("mutu.demo").joinpath(name).read_text(encoding="utf-8"), yaml.CSafeLoader)


def cells(line: str) -> list[str]:
    """One line of a table, cells parted by bars."""
    return [cell.strip() for cell in line.split("|")]
