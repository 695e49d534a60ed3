"""Handing in a file: looked at first, so that nothing is kept of one that holds no list."""

from uuid import UUID

from mutu.core.actors import Actor
from mutu.core.importing import actions, opening, progress
from mutu.core.importing.declared import Importable
from mutu.core.importing.models import Import


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
