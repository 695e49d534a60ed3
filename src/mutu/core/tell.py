"""Telling people what happened: notices written in the same transaction as the change, grouped for each person.

A topic registers what an action has to tell to whom; the page shows notices at once, the digest mails them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mutu.core.trail import Remembered

if TYPE_CHECKING:
    from mutu.core.models import Notice

Teller = Callable[[Remembered], Iterable[tuple[UUID | None, str]]]
_tellers: dict[str, list[Teller]] = {}
_sentences: dict[str, Any] = {}


def tells(*names: str, says: Mapping[str, Any]) -> Callable[[Teller], Teller]:
    """Register who is told what when one of these actions has been done: (person's id, key of the message).

    `says` has the sentence of each key, with `%(who)s` in it.
    """

    def register(teller: Teller) -> Teller:
        _sentences.update(says)
        for name in names:
            _tellers.setdefault(name, []).append(teller)
        return teller

    return register


def sentence(notice: "Notice") -> str:
    """What happened, in the reader's language; the name alone where an older program wrote the message."""
    words = _sentences.get(notice.message)
    return str(words) % {"who": notice.who} if words else notice.who


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
