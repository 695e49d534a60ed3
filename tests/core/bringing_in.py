"""Lists as factories keep them, and the steps of bringing one in, for tests."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.importing import actions, progress, running, starting
from mutu.core.importing.declared import list_named
from mutu.core.importing.models import Import
from mutu.core.importing.rows import Fault

HEADER = ("No", "Date", "Description", "Machine", "Qty", "Closed on")


def csv(*lines: str) -> bytes:
    return "\n".join((",".join(HEADER), *lines, "")).encode()


def good(count: int) -> bytes:
    """So many rows in order."""
    return csv(*(f"NCR-{n},{n % 16 + 13}/12/2024,Flash on rim {n},IM-14,{n % 50}," for n in range(count)))


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("list")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def receive(data: bytes, by: Actor, into: str = "nonconformities", name: str = "list.csv") -> Import:
    importable = list_named(into)
    assert importable is not None
    return starting.receive(new_id(), data, name, importable, by)


def check(of: Import, by: Actor, **said: Any) -> Import:
    """The columns as they were understood, and every row checked."""
    with tenancy.reading(of.organization_id):
        found = progress.found_in(progress.of(of))
    facts = {"columns": starting.columns_said(found.guess), "sheet": found.sheet, **said}
    actions.choose_columns.do(of.pk, by=by, facts=facts)
    running.work(of.organization_id, of.pk)
    return again(of)


def bring_in(of: Import, by: Actor) -> Import:
    actions.bring_in(of.pk, by=by)
    running.work(of.organization_id, of.pk)
    return again(of)


def undo(of: Import, by: Actor) -> Import:
    actions.undo(of.pk, by=by)
    running.work(of.organization_id, of.pk)
    return again(of)


def again(of: Import) -> Import:
    found = running.load(of.organization_id, of.pk)
    assert found is not None
    return found


def faults(of: Import) -> list[Fault]:
    with tenancy.reading(of.organization_id):
        return progress.faults_of(progress.of(of))
