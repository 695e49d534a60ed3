"""References to records of any kind, resolved by a registry, so that a low topic can name a higher record."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mutu.core.records import Record

_kinds: dict[str, type[Record]] = {}


def register(model: type[Record]) -> None:
    """Make a kind of record nameable; called once for every model the gate writes."""
    _kinds[model.kind] = model


def kinds() -> dict[str, type[Record]]:
    return dict(_kinds)


def model_of(kind: str) -> type[Record]:
    """The model of a kind; LookupError if there is none."""
    if kind not in _kinds:
        raise LookupError(kind)
    return _kinds[kind]


@dataclass(frozen=True)
class Reference:
    """Kind, id and number of a record somewhere in the same organization."""

    kind: str
    id: UUID
    number: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}:{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Reference":
        kind, _, rest = text.partition(":")
        key, _, number = rest.partition(":")
        try:
            return cls(kind, UUID(key), number)
        except ValueError:
            raise LookupError(text) from None

    @classmethod
    def to(cls, record: Record) -> "Reference":
        return cls(record.kind, record.pk, record.number)


def resolve(reference: Reference, organization: Any) -> Reference:
    """The reference with its number as it is today; LookupError if there is no such record here."""
    record = model_of(reference.kind).objects.of(organization).filter(pk=reference.id).first()
    if record is None:
        raise LookupError(str(reference))
    return Reference.to(record)
