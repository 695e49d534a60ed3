"""Where each kind of record has its page."""

from uuid import UUID

from mutu.core.records import Record

PREFIXES = {
    "nonconformity": "problems",
    "corrective_action": "actions",
    "complaint": "complaints",
    "person": "people",
    "document": "documents",
    "revision": "documents/revision",
    "translation": "documents/translation",
    "printed_copy": "documents/copy",
    "skill": "skills",
    "training": "trainings",
}


def address(kind: str, id: UUID | str) -> str:
    return f"/{PREFIXES.get(kind, f'records/{kind}')}/{id}"


def address_of(record: Record) -> str:
    return address(record.kind, record.pk)


def do_address(action: str, record: Record | None = None) -> str:
    """The page on which an action is done: `/do/nonconformity.contain/<id>`, or without id for a new record."""
    return f"/do/{action}/{record.pk}" if record is not None else f"/do/{action}"


STEPS = {
    "acknowledgement.sign": "/to-read/of/{}",
    "awareness.complete": "/learn/asked/{}",
    "revision.approve": "/documents/revision/{}",
    "revision.check": "/documents/revision/{}",
}
"""Steps done on a page of their own, or begun where it can be read what one signs."""


def step_address(action: str, record: UUID | str) -> str:
    """Where somebody does the step that waits for them."""
    return STEPS[action].format(record) if action in STEPS else f"/do/{action}/{record}?next=/"


def step_or_record(kind: str, id: UUID | str, action: str) -> str:
    """What waits for somebody: the page of its step where it has one of its own, else the record's."""
    return step_address(action, id) if action in STEPS else address(kind, id)
