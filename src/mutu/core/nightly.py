"""What runs by itself: logs verified every night, checkpoints sent every week, backups, and backups tried out.

A checkpoint is worth something only where this installation cannot reach it, so it goes to the owners' mailboxes.
"""

from datetime import datetime, time, timedelta

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from mutu.core import backup, checkpoints, schedule, tenancy
from mutu.core.findings import Findings
from mutu.core.models import Heartbeat, Organization
from mutu.core.permissions import Role
from mutu.core.reminders import holders
from mutu.core.schedule import daily, weekly
from mutu.core.table_sizes import look_at_tables
from mutu.core.verification import verify_since

VERIFIED_WITHIN = timedelta(days=2)
"""Reading the log again happens every night; a night may fail, two may not."""


@task()
def back_up_now() -> str:
    """A backup of the whole installation; the newest are kept."""
    made = backup.backup()
    backup.forget_old_backups()
    return made.name


schedule.chore(backup.BACKUP, timedelta(hours=24), back_up_now.call)
schedule.chore("look at the tables", timedelta(hours=24), look_at_tables)
schedule.chore(backup.RESTORE_TEST, timedelta(days=7), backup.restore_test)


def verified(organization: Organization) -> tuple[int, bytes] | None:
    """How far the log was verified last, and its root then."""
    kept = Heartbeat.objects.filter(name=schedule.beat_name("verified", organization.pk), ok=True).first()
    if kept is None:
        return None
    size, _mark, root = kept.result.partition(" ")
    return int(size), bytes.fromhex(root)


@daily("verify", time(1, 30))
def verify_log(organization: Organization, now: datetime) -> str:
    """Read what is new in the log, and every record and file."""
    before = verified(organization)
    findings = verify_since(organization, *before) if before else verify_since(organization, 0)
    return came_of(organization, findings, now)


def came_of(organization: Organization, findings: Findings, now: datetime) -> str:
    """What came of reading, in one line; a clean log is remembered, so that the next night begins where it ends."""
    if not findings.clean:
        raise RuntimeError(f"{findings.count} found, the first: {next(iter(findings))}")
    schedule.beat(schedule.beat_name("verified", organization.pk), f"{findings.size} {findings.root}", at=now)
    return f"{findings.entries} entries, {findings.records} records, {findings.files} files"


@weekly("checkpoint", 1, time(7, 0))
def send_checkpoint(organization: Organization, now: datetime) -> str:
    """This week's checkpoint, to keep where nobody here can change it."""
    with tenancy.reading(organization):
        note = checkpoints.checkpoint(organization)
        people = {
            one.pk: one for role in (Role.TOP_MANAGEMENT, Role.ADMINISTRATOR) for one in holders(organization, role)
        }
    sent = 0
    for person in people.values():
        if not person.email:
            continue
        with translation.override(person.language if person.language in ("en", "vi", "ms") else "en"):
            words = _(
                "Keep this mail. With it anyone can show later that the records of %(name)s were not rewritten "
                "after this day:\n\nmutu trail verify --checkpoint FILE\n\n%(note)s"
            ) % {"name": organization.name, "note": note}
            mail = EmailMessage(
                _("Mutu: this week's checkpoint of %(name)s") % {"name": organization.name}, words, to=[person.email]
            )
            mail.attach("checkpoint.txt", note, "text/plain")
            mail.send()
        sent += 1
    return f"{sent} mails"
