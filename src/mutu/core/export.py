"""Everything an organization owns in one ZIP, so that nobody is ever locked in (7.5.3).

Every table with an `organization` column as JSON lines, the log and its words among them; every file; and one workbook
that people read. Passwords, accounts and sessions belong to the installation and stay there: after a restore elsewhere
people come in by badge and PIN, and e-mail accounts are invited anew.
"""

import base64
import json
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from mutu.core import attachments
from mutu.core.archives import ArchiveRefused, ArchiveWriter
from mutu.core.checkpoints import checkpoint, organization_id_of, verifier_key
from mutu.core.models import Attachment, Organization
from mutu.core.readable import write_workbook
from mutu.core.trail_models import Entry, LogHead, Words
from mutu.core.verification import unmoved
from mutu.lib import transparency

PAGE = 1000
READABLE = "readable.xlsx"
Column = models.Field[Any, Any]


def owned_models() -> list[type[models.Model]]:
    """Every table whose rows belong to an organization, the organizations themselves first."""
    owned = [
        model for model in apps.get_models()
        if any(isinstance(column, models.ForeignKey) and column.name == "organization"
               for column in model._meta.concrete_fields)
    ]  # fmt: skip
    return sorted(owned, key=lambda model: (model is not Organization, model._meta.db_table))


def columns_of(model: type[models.Model]) -> dict[str, Column]:
    """The columns that are carried over; numbers a database gives to rows are given anew."""
    return {
        column.attname: column for column in model._meta.concrete_fields if not isinstance(column, models.AutoField)
    }


def key_of(model: type[models.Model]) -> str:
    """The column by which a table is read in pages."""
    return "seq" if model in (Entry, Words) else model._meta.pk.attname


def to_json(value: Any) -> Any:
    """A column's value as JSON; `from_json` makes it the same again."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def from_json(column: Column, value: Any) -> Any:
    """The value of a column as it was; `ValueError` when it is not one."""
    if value is None or isinstance(column, models.JSONField):
        return value
    try:
        if isinstance(column, models.BinaryField):
            return base64.b64decode(value, validate=True)
        return column.to_python(value)
    except (ValidationError, ArithmeticError, TypeError) as reason:
        raise ValueError(f"{column.name}: {value!r} ({type(reason).__name__})") from None


def export(organization: Any, destination: Path) -> Path:
    """Write everything the organization owns to one ZIP; the trail's root stands in its manifest."""
    key = organization_id_of(organization)
    about = {"organization": str(key), "checkpoint": checkpoint(key), "key": verifier_key(key)}
    with ArchiveWriter(destination, "export", **about) as archive, unmoved(key):
        owner = Organization.objects.of(key).get()
        head = LogHead.objects.of(key).get()
        archive.about.update(
            name=owner.name, slug=owner.slug, entries=head.size,
            root=transparency.root(head.size, bytes(head.frontier)).hex(), tables={}, missing_files=0,
        )  # fmt: skip
        for model in owned_models():
            _write_table(archive, model, key)
        _write_files(archive, key)
        with tempfile.TemporaryDirectory(dir=destination.parent) as scratch:
            workbook = Path(scratch) / READABLE
            write_workbook(owner, workbook)
            archive.add(READABLE, workbook, packed=False)
    return destination


def _write_table(archive: ArchiveWriter, model: type[models.Model], key: UUID) -> None:
    table, columns, count = model._meta.db_table, columns_of(model), 0
    with archive.member(f"tables/{table}.jsonl") as member:
        for values in _rows(model, list(columns), key):
            line = dict(zip(columns, map(to_json, values), strict=True))
            member.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            count += 1
    archive.about["tables"][table] = count


def _rows(model: type[models.Model], attributes: list[str], key: UUID) -> Iterator[tuple[Any, ...]]:
    ordered = key_of(model)
    rows = model._base_manager.filter(organization_id=key).order_by(ordered)
    page = list(rows.values_list(ordered, *attributes)[:PAGE])
    while page:
        for _key, *values in page:
            yield tuple(values)
        page = list(rows.filter(**{f"{ordered}__gt": page[-1][0]}).values_list(ordered, *attributes)[:PAGE])


def _write_files(archive: ArchiveWriter, key: UUID) -> None:
    known = Attachment.objects.of(key).order_by("sha256").values_list("sha256", flat=True).distinct()
    after = ""
    while page := list(known.filter(sha256__gt=after)[:PAGE]):
        for after in page:
            _write_file(archive, key, after)


def _write_file(archive: ArchiveWriter, key: UUID, sha256: str) -> None:
    for suffix in ("", ".thumb.jpg"):
        try:
            path = attachments.place(key, sha256, suffix)
            if suffix and not path.exists():
                continue
            archive.add(f"files/{sha256[:2]}/{sha256}{suffix}", path, packed=False)
        except FileNotFoundError:
            archive.about["missing_files"] += 1
        except (OSError, ValueError) as reason:
            raise ArchiveRefused("unreadable", f"The file {sha256} cannot be read: {reason}") from None
