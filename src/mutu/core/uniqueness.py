"""What the database means when it says that something is there already, in words for whoever wrote it."""

import re

from django.db import IntegrityError, models

from mutu.core.kinds import Unreadable
from mutu.core.records import Record
from mutu.core.refusals import NotUnderstood, Outdated, Refusal
from mutu.core.refusals import gettext_noop as _


def hit(error: IntegrityError, record: Record) -> tuple[str, ...]:
    """The columns of the record's own unique constraint that was hit; none for any other integrity error."""
    table = record._meta.db_table
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        columns = re.findall(rf"\b{table}\.(\w+)", str(error)) if str(error).startswith("UNIQUE constraint") else []
        names = {column.column: column.name for column in record._meta.concrete_fields}
        return tuple(names[column] for column in columns if column in names)
    if diagnosis.constraint_name == f"{table}_pkey":
        return ("id",)
    for one in record._meta.constraints:
        if isinstance(one, models.UniqueConstraint) and one.name == diagnosis.constraint_name:
            return tuple(one.fields)
    return ()


def refusal_of(error: IntegrityError, record: Record) -> Refusal | None:
    """What to answer when a value is taken; nothing when the error is a bug that must be seen."""
    columns = [name for name in hit(error, record) if name != "organization"]
    if not columns or columns == ["id"]:
        return None
    if columns == ["number"]:
        return Outdated(_("The number %(number)s is taken."), number=record.number)
    taken = Unreadable(_("There is one like this already: each exists once."))
    return NotUnderstood({columns[-1] if "action" not in columns else "action": taken})
