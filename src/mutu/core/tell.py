"""Telling people what happened: notices written in the same transaction as the change, grouped for each person.

A topic registers what an action has to tell to whom; the page shows notices at once, the digest mails them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from mutu.core.trail import Remembered

Teller = Callable[[Remembered], Iterable[tuple[UUID | None, str]]]
_tellers: dict[str, list[Teller]] = {}


def tells(*names: str) -> Callable[[Teller], Teller]:
    """Register who is told what when one of these actions has been done: (person's id, key of the message)."""

    def register(teller: Teller) -> Teller:
        for name in names:
            _tellers.setdefault(name, []).append(teller)
        return teller

    return register


def tell(remembered: Sequence[Remembered]) -> None:
    """Write one notice for each person and record, however much happened to it in one transaction."""
    from mutu.core.models import Notice

    notices: dict[tuple[Any, ...], Notice] = {}
    for one in remembered:
        for teller in _tellers.get(one.action, ()):
            for person_id, message in teller(one):
                if person_id is None or person_id == one.by.person_id:
                    continue
                notices[person_id, one.record.pk, message] = Notice(
                    organization_id=one.by.organization_id,
                    person_id=person_id,
                    message=message,
                    kind=one.record.kind,
                    record=one.record.pk,
                    number=one.record.number,
                    subject=one.record.title[:200],
                    who=one.by.name[:200],
                    at=one.at,
                )
    Notice.unscoped.bulk_create(notices.values())
