"""How far the work on a list has come, and who is at it: one worker at a time, another when that one is gone."""

import os
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from mutu.core import tenancy
from mutu.core.importing import opening
from mutu.core.importing.actions import importable_of
from mutu.core.importing.models import Import, ImportProgress
from mutu.core.importing.opening import Found
from mutu.core.importing.rows import Fault

GIVEN_UP_AFTER = timedelta(seconds=60)


def note(of: Import, found: list[Found]) -> None:
    """Write down what stands in the file; nothing if that is done already."""
    with transaction.atomic():
        tenancy.enter(of.organization_id)
        ImportProgress.unscoped.get_or_create(
            of_id=of.pk, organization_id=of.organization_id, defaults={"found": [one.plain() for one in found]}
        )


def of(one: Import) -> ImportProgress:
    """The progress of a list; looked up in the file again if it was never written down."""
    kept = ImportProgress.objects.of(one.organization_id).filter(of=one.pk).first()
    if kept is None:
        book = opening.read(opening.load(one.organization_id, one.sha256), one.name)
        found = [found.plain() for found in opening.look(book, importable_of(one))]
        kept = ImportProgress(of_id=one.pk, organization_id=one.organization_id, found=found)
    return kept


def found_in(progress: ImportProgress, sheet: str = "") -> Found:
    """The list on the chosen sheet, or the likeliest."""
    lists = [Found(**kept) for kept in progress.found]
    return next((one for one in lists if one.sheet == sheet), lists[0])


def faults_of(progress: ImportProgress) -> list[Fault]:
    return [Fault.from_plain(kept) for kept in progress.faults]


def here() -> str:
    """This process, by name."""
    return f"{socket.gethostname()}:{os.getpid()}"


def take(one: Import) -> bool:
    """Make this process the one at work, unless another that lives is."""
    now = datetime.now(UTC)
    with transaction.atomic():
        tenancy.enter(one.organization_id)
        if not ImportProgress.objects.of(one.organization_id).filter(of=one.pk).exists():
            kept = of(one)
            kept.save(force_insert=True)
        row = ImportProgress.objects.of(one.organization_id).select_for_update(no_key=True).get(of=one.pk)
        if row.holder not in ("", here()) and not _gone(row, now):
            return False
        row.holder, row.held_at, row.problem = here(), now, ""
        row.save(update_fields=["holder", "held_at", "problem"])
    return True


def _gone(row: ImportProgress, now: datetime) -> bool:
    """Whether whoever was at work is no more: its process ended, or it has been silent for long."""
    host, _sign, number = row.holder.rpartition(":")
    if host == socket.gethostname() and number.isdecimal():
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
    return row.held_at is None or now - row.held_at > GIVEN_UP_AFTER


def stands_still(row: ImportProgress) -> bool:
    """Whether there is work, and nobody at it."""
    return bool(row.problem) or (bool(row.holder) and _gone(row, datetime.now(UTC)))


def leave(one: Import, problem: str = "") -> None:
    """This process is no longer at it, and why if it could not finish."""
    with transaction.atomic():
        tenancy.enter(one.organization_id)
        mine = ImportProgress.objects.of(one.organization_id).filter(of=one.pk, holder=here())
        mine.update(holder="", problem=problem[:400])


class TakenOver(RuntimeError):
    """Another process is at this list now; this one stops where it is."""


def save(one: Import, **values: Any) -> None:
    """Write down how far it is, inside the transaction of the work itself."""
    mine = ImportProgress.objects.of(one.organization_id).filter(of=one.pk, holder=here())
    if not mine.update(held_at=datetime.now(UTC), **values):
        raise TakenOver(str(one.pk))
