"""Samples of bringing a list in: what a person does; what the work says itself: tests/core/importing."""

from collections.abc import Callable
from typing import Any

from tests.samples import Maker, Sample, World

from mutu.core.identity import new_id
from mutu.core.importing import actions, running
from mutu.core.importing.models import Import
from mutu.core.records import Record

COLUMNS = ["0=old_number", "1=found_on", "2=what"]


def received(w: World) -> Import:
    return actions.start(new_id(), by=w.people.nurul, into="nonconformities", name="NC 2025.xlsx", sha256="ab" * 32)


def checked(w: World) -> Import:
    """As the work leaves it: every row was tried."""
    of = actions.choose_columns(received(w).pk, by=w.people.nurul, columns=COLUMNS)
    return actions.record_check(of.pk, by=running.actor_of(of), good=9, faulty=1)


def finished(w: World) -> Import:
    of = actions.bring_in(checked(w).pk, by=w.people.nurul)
    return actions.finish(of.pk, by=running.actor_of(of), brought_in=9, faulty=1)


def list_samples() -> dict[str, Maker]:
    def at(state: Callable[[World], Record], **facts: Any) -> Maker:
        return lambda w: Sample(w.people.nurul, state(w), facts)

    return {
        "import.start": lambda w: Sample(w.people.nurul, None, {
            "into": "complaints", "name": "Khiếu nại 2025.xlsx", "sha256": "cd" * 32,
        }),
        "import.choose_columns": at(received, columns=COLUMNS, date_order="dmy", add_unknown=True),
        "import.bring_in": at(checked),
        "import.undo": at(finished),
        "import.abandon": at(checked),
    }  # fmt: skip
