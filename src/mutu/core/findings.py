"""What verification found: which table, which record, after which entry, and what is wrong, in a sentence (7.5.3)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

MOST_KEPT = 1000
"""Findings kept in words; whatever comes after these is only counted, so that memory stays small."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the gate left it. `seq` is the entry it concerns, or the record's last one."""

    code: str
    table: str
    record: str
    seq: int | None
    sentence: str
    parameters: dict[str, Any]

    def __str__(self) -> str:
        """The sentence in the reader's language."""
        return gettext(self.sentence) % {
            **self.parameters,
            "table": self.table,
            "record": self.record,
            "seq": "—" if self.seq is None else self.seq,
        }

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "table": self.table, "record": self.record, "seq": self.seq, "sentence": str(self)}


@dataclass
class Findings:
    """The result of one verification: how much was looked at, and what is wrong. Empty means nothing was found."""

    size: int = 0
    root: str = ""
    entries: int = 0
    records: int = 0
    files: int = 0
    checkpoint: bool = False
    """Whether today's log was held against a checkpoint; without one a rewritten history cannot be seen."""
    count: int = 0
    kept: list[Finding] = field(default_factory=list)

    def add(
        self, code: str, sentence: str, *, table: str, record: object = "", seq: int | None = None, **parameters: object
    ) -> None:
        self.count += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(Finding(code, table, str(record), seq, sentence, dict(parameters)))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.kept)

    def __len__(self) -> int:
        return self.count

    @property
    def clean(self) -> bool:
        return self.count == 0

    def codes(self) -> list[str]:
        """The codes of all findings in words, in order."""
        return [finding.code for finding in self.kept]

    def as_json(self) -> dict[str, Any]:
        return {
            "size": self.size,
            "root": self.root,
            "entries": self.entries,
            "records": self.records,
            "files": self.files,
            "checkpoint": self.checkpoint,
            "count": self.count,
            "findings": [finding.as_json() for finding in self.kept],
        }
