"""An exported organization put into this installation, to the same trail root, or not at all (7.5.3)."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.models import Exists, OuterRef

from mutu.core import attachments, gate, tenancy
from mutu.core.actors import Actor
from mutu.core.archives import Archive, ArchiveRefused
from mutu.core.export import READABLE, columns_of, from_json, owned_models
from mutu.core.findings import Findings
from mutu.core.keeping_actions import restore_organization
from mutu.core.models import Door, Organization
from mutu.core.verification import verify
from mutu.lib.signed_note import NoteRefused

BATCH = 500
FILE = re.compile(r"files/([0-9a-f]{2})/((?:\1)[0-9a-f]{62})(\.thumb\.jpg)?")
TABLE = re.compile(r"tables/([a-z][a-z0-9_]*)\.jsonl")


@dataclass(frozen=True)
class Restored:
    """What came back: the organization, the root its log had, and what verification found in it."""

    organization: Organization
    entries: int
    root: str
    findings: Findings


def restore(path: Path, *, slug: str = "", key_line: str = "", even_if_damaged: bool = False) -> Restored:
    """Read an export back. The archive is checked whole first; nothing stays when anything does not fit.

    An organization that is here already is never overwritten. `slug` is another address for its people, if its own
    is taken here; `key_line` the verifier key its checkpoint must be signed with, instead of the one in the export,
    which proves no more than that the export fits itself. What verification finds in the records refuses the restore,
    unless `even_if_damaged`; a log that has not the root in the manifest refuses it always.
    """
    with Archive(path, "export") as archive:
        key, wanted = _organization_in(archive, slug)
        _refuse_names(archive)
        archive.check()
        _refuse_if_here(key, wanted)
        media = Path(settings.MEDIA_ROOT)
        media.mkdir(parents=True, exist_ok=True)
        archive.fits(media)
        ours = media / str(key)
        made_here = not ours.exists()
        try:
            _put_files(archive, key)
            return _put_rows(archive, key, wanted, key_line or archive.manifest["key"], even_if_damaged)
        except BaseException:
            if made_here:
                shutil.rmtree(ours, ignore_errors=True)
            raise


def _organization_in(archive: Archive, slug: str) -> tuple[UUID, str]:
    try:
        key = UUID(archive.manifest["organization"])
        wanted = slug or archive.manifest["slug"]
        known = isinstance(archive.manifest["entries"], int) and all(
            isinstance(archive.manifest[name], str) for name in ("root", "checkpoint", "key")
        )
    except (KeyError, ValueError, AttributeError, TypeError):
        known = False
    if not known or not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", str(wanted)):
        raise ArchiveRefused("foreign", "The manifest does not say whose export this is, or under which address.")
    return key, wanted


def _refuse_names(archive: Archive) -> None:
    known = {model._meta.db_table for model in owned_models()}
    for name in archive.members:
        table, file = TABLE.fullmatch(name), FILE.fullmatch(name)
        if table and table[1] not in known:
            raise ArchiveRefused("newer", f"The export holds the table {table[1]}, which this version does not know.")
        if not table and not file and name != READABLE:
            raise ArchiveRefused("foreign", f"An export of ours holds no {name}.")
        if file and not file[3] and archive.members[name][1] != file[2]:
            raise ArchiveRefused("damaged", f"{name} is not the file its name says.")


def _refuse_if_here(key: UUID, slug: str) -> None:
    with tenancy.reading(key):
        here = Organization.objects.of(key).exists() or Door.objects.filter(organization_id=key).exists()
    if here:
        raise ArchiveRefused("is_here", "This organization is here already; a restore never overwrites one. Restore it "
                             "into another installation.")  # fmt: skip
    if Door.objects.filter(slug=slug).exists():
        raise ArchiveRefused("slug_taken", f"The address “{slug}” is taken here. Restore with another: --slug NAME.")


def _put_files(archive: Archive, key: UUID) -> None:
    for name in archive.members:
        file = FILE.fullmatch(name)
        if file:
            archive.extract(name, attachments.place(key, file[2], file[3] or ""))


def _put_rows(archive: Archive, key: UUID, slug: str, key_line: str, even_if_damaged: bool) -> Restored:
    """All rows, the verification of them and the entry that says so, in one transaction."""
    by = Actor(Organization(pk=key), None, "Mutu", kind="job", face="command", via="restore")
    try:
        with gate.batch(by):
            for model in owned_models():
                _put_table(archive, model, key)
            _refuse_foreign_references(key)
            transaction.get_connection().check_constraints()
            findings = verify(key, checkpoint=archive.manifest["checkpoint"], key=key_line)
            _judge(archive, findings, even_if_damaged)
            organization = restore_organization(
                key, by=by, slug=slug, root=findings.root, entries=findings.size, findings=_real(findings)
            )
    except NoteRefused as reason:
        raise ArchiveRefused("bad_checkpoint", f"The checkpoint in the export cannot be believed: {reason}") from None
    except DatabaseError as reason:
        raise ArchiveRefused("does_not_fit", f"The rows of the export do not fit together: {reason}") from reason
    return Restored(organization, findings.size, findings.root, findings)


def _put_table(archive: Archive, model: Any, key: UUID) -> None:
    name = f"tables/{model._meta.db_table}.jsonl"
    if name not in archive.members:
        return
    batch = []
    for row in _rows(archive, name, model, key):
        batch.append(row)
        if len(batch) == BATCH:
            model._base_manager.bulk_create(batch)
            batch = []
    model._base_manager.bulk_create(batch)


def _rows(archive: Archive, name: str, model: Any, key: UUID) -> Iterator[models.Model]:
    columns = columns_of(model)
    for number, line in enumerate(archive.lines(name), 1):
        try:
            said = json.loads(line)
            unknown = set(said) - set(columns)
            values = {column: from_json(columns[column], value) for column, value in said.items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            unknown, values = set(), {}
        if unknown or values.get("organization_id") != key:
            raise ArchiveRefused("does_not_fit", f"Line {number} of {name} is no row of this organization.")
        yield model(**values)


def _refuse_foreign_references(key: UUID) -> None:
    """No row may point at another organization's record."""
    owned = set(owned_models())
    for model in owned:
        for column in model._meta.concrete_fields:
            target: Any = column.related_model
            if not isinstance(column, models.ForeignKey) or target not in owned or column.name == "organization":
                continue
            here = target._base_manager.filter(organization_id=key, pk=OuterRef(column.attname))
            rows = model._base_manager.filter(organization_id=key, **{f"{column.attname}__isnull": False})
            if rows.filter(~Exists(here)).exists():
                raise ArchiveRefused("does_not_fit", f"A row of {model._meta.db_table} points outside the organization "
                                     f"({column.name}).")  # fmt: skip


def _real(findings: Findings) -> int:
    """How much is wrong; that the door is not made yet is not."""
    return findings.count - findings.codes().count("changed_door")


def _judge(archive: Archive, findings: Findings, even_if_damaged: bool) -> None:
    manifest = archive.manifest
    if (findings.size, findings.root) != (manifest["entries"], manifest["root"]):
        raise ArchiveRefused("other_root", "The log in the export has not the root its manifest says: it was changed.")
    if _real(findings) and not even_if_damaged:
        first = next(finding for finding in findings if finding.code != "changed_door")
        raise ArchiveRefused("changed", f"The records in the export are not as their log left them: {first} Restore "
                             "them all the same with --even-if-damaged.")  # fmt: skip
