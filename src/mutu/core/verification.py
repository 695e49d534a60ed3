"""Verification: everything the gate wrote, read again and held against the log (7.5.3).

It finds what was changed, added or taken away in the tables, the files and the log itself. A history rewritten
throughout, or an older backup put back, it finds only against a checkpoint kept elsewhere. It never changes anything,
and what it keeps in memory does not grow with the log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mutu.core import tenancy
from mutu.core.checkpoints import organization_id_of, origin, read_checkpoint
from mutu.core.findings import Findings
from mutu.core.log_check import HEAD, LOG, LogCheck, Progress
from mutu.core.record_check import NOT_READABLE, RecordCheck
from mutu.core.refusals import gettext_noop as _
from mutu.core.trail_models import LogHead
from mutu.lib.signed_note import Checkpoint


@contextmanager
def unmoved(organization_id: UUID) -> Iterator[None]:
    """A stretch of reading that does not see what others commit meanwhile, and keeps nobody from writing."""
    if connection.in_atomic_block:
        tenancy.enter(organization_id)
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            tenancy.enter(organization_id)
            yield
    else:
        connection.ensure_connection()
        connection.cursor().execute("BEGIN DEFERRED")  # Django's own would take the lock for writing
        try:
            yield
        finally:
            connection.cursor().execute("ROLLBACK")


def verify(
    organization: Any, *, checkpoint: str | None = None, key: str | None = None, progress: Progress | None = None
) -> Findings:
    """Read everything of one organization and say what is not as the gate left it.

    `checkpoint` is a signed note kept elsewhere; `key` the verifier key of the installation that signed it, if that
    was another. `progress` is told now and then how many `entries`, `records` and `files` are done. Raises
    `NoteRefused` when the checkpoint itself cannot be believed.
    """
    organization_id = organization_id_of(organization)
    kept = None if checkpoint is None else read_checkpoint(organization_id, checkpoint, key)
    return _verified(organization_id, kept, 0, progress)


def verify_since(
    organization: Any, verified_size: int, verified_root: bytes | None = None, *, progress: Progress | None = None
) -> Findings:
    """As every night: only the entries since the last verification, and all records and files.

    With the root found then, it is also shown that the log still begins with what was verified.
    """
    organization_id = organization_id_of(organization)
    with tenancy.reading(organization_id):
        size = LogHead.objects.of(organization_id).values_list("size", flat=True).get()
    if size < verified_size:
        findings = _verified(organization_id, None, 0, progress)
        shortened = _("The log has %(size)s entries, %(saw)s were verified before: it was shortened, or put back.")
        findings.add("shortened", shortened, table=HEAD, size=size, saw=verified_size)
        return findings
    kept = None
    if verified_root is not None:
        kept = Checkpoint(origin(organization_id), verified_size, verified_root)
    return _verified(organization_id, kept, verified_size, progress)


def _verified(organization_id: UUID, kept: Checkpoint | None, start: int, progress: Progress | None) -> Findings:
    findings = Findings(checkpoint=kept is not None)
    with unmoved(organization_id):
        log = LogCheck(organization_id, findings, kept, start, progress)
        try:
            log.run()
            RecordCheck(organization_id, findings, log.shapes, progress).run()
        except NOT_READABLE as reason:
            unreadable = _("Verification stopped here, because something in the tables cannot even be read: %(reason)s")
            findings.add("unreadable", unreadable, table=LOG, seq=findings.entries, reason=reason)
    return findings
