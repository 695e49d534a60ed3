"""Handing in a file: looked at first, so that nothing is kept of one that holds no list."""

import hashlib
from uuid import UUID

from mutu.core.actors import Actor
from mutu.core.importing import actions, opening, progress
from mutu.core.importing.declared import Importable
from mutu.core.importing.models import GONE, Import


def receive(id: UUID, data: bytes, name: str, importable: Importable, by: Actor) -> Import:
    """Look at the file, keep it, start; a refusal says what to do with the file instead."""
    found = opening.look(opening.read(data, name), importable)
    sha256 = opening.keep(by.organization_id, data)
    of = actions.start(id, by=by, into=importable.name, name=name[-200:], sha256=sha256)
    progress.note(of, found)
    return of


def columns_said(mapping: dict[str, int]) -> list[str]:
    """A mapping as the action takes it."""
    return [f"{column}={fact}" for fact, column in mapping.items()]


def alive(data: bytes, importable: Importable, by: Actor) -> Import | None:
    """The bringing-in of this very file that is under way or done, if there is one."""
    sha256 = hashlib.sha256(data).hexdigest()
    same = Import.objects.of(by.organization).filter(sha256=sha256, into=importable.name).exclude(state__in=GONE)
    found: Import | None = same.order_by("pk").first()
    return found
