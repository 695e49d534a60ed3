"""What runs by itself: jobs at a time of day in each organization's zone, and the work that pages left for later.

A job is a function of one organization, registered with `daily` or `weekly`; whether it ran today is kept in
`Heartbeat`, so that a restart neither repeats nor skips it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import close_old_connections

from mutu.core import tenancy
from mutu.core.models import Door, Heartbeat, Organization

logger = logging.getLogger(__name__)
Job = Callable[[Organization, datetime], str]


@dataclass(frozen=True)
class Scheduled:
    """A job and when it is due: at this time of day, on this weekday (1 is Monday) or on every day."""

    name: str
    job: Job
    at: time
    weekday: int | None = None


_jobs: dict[str, Scheduled] = {}
_chores: dict[str, tuple[Callable[[], object], timedelta]] = {}
"""Jobs of the installation as a whole, by the name under which they say that they ran."""


def daily(name: str, at: time) -> Callable[[Job], Job]:
    """Run once a day for every organization, at its own local time; the answer is one line for the system page."""
    return _register(name, at, None)


def weekly(name: str, weekday: int, at: time) -> Callable[[Job], Job]:
    return _register(name, at, weekday)


def _register(name: str, at: time, weekday: int | None) -> Callable[[Job], Job]:
    def keep(job: Job) -> Job:
        _jobs[name] = Scheduled(name, job, at, weekday)
        return job

    return keep


def chore(name: str, every: timedelta, work: Callable[[], object]) -> None:
    """Run for the whole installation when it has not run for so long; it says itself what came of it."""
    _chores[name] = work, every


def jobs() -> dict[str, Scheduled]:
    return dict(_jobs)


def beat(name: str, result: str = "", ok: bool = True, at: datetime | None = None) -> None:
    """Say that something ran, and what came of it."""
    values = {"at": at or datetime.now(UTC), "result": result[:400], "ok": ok}
    Heartbeat.objects.update_or_create(name=name[:60], defaults=values)


def last_due(one: Scheduled, now: datetime) -> datetime:
    """The newest moment, not after `now`, at which the job was due (`now` in the organization's zone)."""
    due = now.replace(hour=one.at.hour, minute=one.at.minute, second=0, microsecond=0)
    while due > now or (one.weekday is not None and due.isoweekday() != one.weekday):
        due -= timedelta(days=1)
    return due


def run_due(now: datetime | None = None) -> int:
    """Run what is due and has not run since; one that fails is said to have failed and tried again tomorrow."""
    now = now or datetime.now(UTC)
    ran = run_chores(now)
    for door in Door.objects.order_by("organization_id"):
        with tenancy.reading(door.organization_id):
            organization = Organization.objects.of(door.organization_id).first()
        if organization is None:
            continue
        for one in _jobs.values():
            name = beat_name(one.name, organization.pk)
            local = now.astimezone(ZoneInfo(organization.timezone))
            kept = Heartbeat.objects.filter(name=name).first()
            if kept is not None and kept.at >= last_due(one, local):
                continue
            ran += 1
            run(one, organization, now)
    return ran


def run_chores(now: datetime) -> int:
    """What the installation is put through; one that fails has said so, and is tried again after its time."""
    ran = 0
    for name, (work, every) in _chores.items():
        kept = Heartbeat.objects.filter(name=name).first()
        if kept is not None and now - kept.at < every:
            continue
        if not Door.objects.exists():
            continue
        ran += 1
        try:
            work()
        except Exception as error:
            logger.exception("%s failed", name)
            beat(name, f"{type(error).__name__}: {error}", ok=False, at=now)
        finally:
            close_old_connections()
    return ran


def beat_name(job: str, organization_id: UUID) -> str:
    return f"{job}:{organization_id}"


def run(one: Scheduled, organization: Organization, now: datetime) -> None:
    name = beat_name(one.name, organization.pk)
    try:
        beat(name, one.job(organization, now), at=now)
    except Exception as error:
        logger.exception("job %s failed", one.name)
        beat(name, f"{type(error).__name__}: {error}", ok=False, at=now)
    finally:
        close_old_connections()
