"""Show me the evidence: what each topic can show about a person, a machine or a document, on one page (7.2 d, 7.5.3).

A topic registers what it knows of a kind of record; the page an auditor asks for, and its print, are made from these.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mutu.core.records import Record


@dataclass(frozen=True)
class Line:
    """One row of a section: its cells, the record behind it, and its state in the vocabulary."""

    cells: Sequence[Any]
    record: Record | None = None
    state: tuple[str, str, Any] | None = None
    """Family, word and label, as pages show states."""


@dataclass(frozen=True)
class Section:
    """One thing that can be shown: its rows, or the sentence that says there are none."""

    title: Any
    columns: Sequence[Any]
    lines: Sequence[Line]
    nothing: Any
    note: Any = ""
    place: int = field(default=50)
    """Where it stands: what people ask for first has the smallest number."""


Source = Callable[[Any, date], Iterable[Section]]
_sources: dict[str, list[Source]] = {}


def tells_of(kind: str) -> Callable[[Source], Source]:
    """Register what a topic shows about records of a kind: a function of the record and of today."""

    def register(source: Source) -> Source:
        _sources.setdefault(kind, []).append(source)
        return source

    return register


def kinds() -> frozenset[str]:
    """The kinds of record about which something can be shown."""
    return frozenset(_sources)


def sections_of(record: Record, today: date) -> list[Section]:
    """Everything the topics show about this record."""
    found = [section for source in _sources.get(record.kind, ()) for section in source(record, today)]
    return sorted(found, key=lambda section: section.place)
