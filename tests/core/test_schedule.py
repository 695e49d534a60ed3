"""Jobs at a time of day on each organization's own clock: none repeated, none skipped, one that fails is said."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from tests import cast
from tests.cast import Factory

from mutu.core import actions, schedule
from mutu.core.models import Door, Heartbeat, Organization
from mutu.core.schedule import Scheduled

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def factory() -> Factory:
    """In Penang, eight hours before Greenwich."""
    factory = cast.build()
    Door.objects.exclude(organization_id=factory.organization.pk).delete()
    actions.change_organization(
        factory.organization.pk, by=factory.nurul, name="Bayan", timezone="Asia/Kuala_Lumpur"
    )  # fmt: skip
    return factory


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """When the one daily job of these tests ran; the real ones are put aside."""
    moments: list[datetime] = []

    def job(_organization: Organization, now: datetime) -> str:
        moments.append(now)
        return f"run {len(moments)}"

    monkeypatch.setattr(schedule, "_jobs", {})
    monkeypatch.setattr(schedule, "_chores", {})
    monkeypatch.setattr(schedule, "close_old_connections", lambda: None)
    schedule.daily("test", time(7, 30))(job)
    yield moments


def moments_of(ran: list[datetime]) -> list[str]:
    return [f"{one:%a %H:%M}" for one in ran]


def test_a_daily_job_runs_once_a_day_on_the_factorys_own_clock(factory: Factory, ran: list[datetime]) -> None:
    """Half past seven in Penang is half past eleven at night the day before in Greenwich."""
    schedule.run_due(MONDAY.replace(hour=12))
    for hour in range(13, 13 + 48):
        schedule.run_due(MONDAY + timedelta(hours=hour))
    assert moments_of(ran) == ["Mon 12:00", "Tue 00:00", "Wed 00:00"]
    kept = Heartbeat.objects.get(name=schedule.beat_name("test", factory.organization.pk))
    assert (kept.result, kept.ok) == ("run 3", True)


def test_a_restart_neither_repeats_nor_skips(factory: Factory, ran: list[datetime]) -> None:
    due = MONDAY.replace(hour=23, minute=30)
    assert schedule.run_due(due) == 1
    assert schedule.run_due(due + timedelta(minutes=1)) == 0
    assert schedule.run_due(due + timedelta(days=5)) == 1
    assert len(ran) == 2


def test_a_weekly_job_waits_for_its_day(factory: Factory, ran: list[datetime]) -> None:
    weekly: list[datetime] = []
    schedule.weekly("week", 1, time(7, 0))(lambda _organization, now: str(weekly.append(now)))
    for day in range(15):
        schedule.run_due(MONDAY + timedelta(days=day, hours=4))
    assert [f"{one:%a %d}" for one in weekly] == ["Mon 23", "Mon 30", "Mon 07"]


@pytest.mark.parametrize(
    ("now", "weekday", "due"),
    [
        (datetime(2026, 11, 25, 7, 29), None, datetime(2026, 11, 24, 7, 30)),
        (datetime(2026, 11, 25, 7, 30), None, datetime(2026, 11, 25, 7, 30)),
        (datetime(2026, 11, 25, 9, 0), 1, datetime(2026, 11, 23, 7, 30)),
        (datetime(2026, 11, 23, 7, 0), 1, datetime(2026, 11, 16, 7, 30)),
        (datetime(2026, 1, 1, 0, 0), 7, datetime(2025, 12, 28, 7, 30)),
    ],
)
def test_when_it_was_due_last(now: datetime, weekday: int | None, due: datetime) -> None:
    one = Scheduled("test", lambda _organization, _now: "", time(7, 30), weekday)
    assert schedule.last_due(one, now.replace(tzinfo=UTC)) == due.replace(tzinfo=UTC)


def test_one_that_fails_says_so_and_the_others_run(factory: Factory, ran: list[datetime]) -> None:
    def broken(_organization: Organization, _now: datetime) -> str:
        raise ValueError("no room")

    schedule.daily("broken", time(1, 0))(broken)
    assert schedule.run_due(MONDAY + timedelta(hours=4)) == 2
    kept = Heartbeat.objects.get(name=schedule.beat_name("broken", factory.organization.pk))
    assert (kept.ok, kept.result) == (False, "ValueError: no room")
    assert len(ran) == 1
    assert schedule.run_due(MONDAY + timedelta(hours=5)) == 0


def test_a_clock_set_back_runs_nothing_twice(factory: Factory, ran: list[datetime]) -> None:
    schedule.run_due(MONDAY + timedelta(hours=4))
    assert schedule.run_due(MONDAY - timedelta(days=300)) == 0


def test_a_chore_of_the_installation_runs_when_its_time_has_passed(factory: Factory, ran: list[datetime]) -> None:
    done: list[int] = []

    def work() -> None:
        done.append(1)
        schedule.beat("backup", "made", at=MONDAY)

    schedule.chore("backup", timedelta(hours=24), work)
    assert [schedule.run_chores(MONDAY + timedelta(hours=hours)) for hours in (0, 23, 24)] == [1, 0, 1]
    assert len(done) == 2


def test_a_chore_that_fails_has_said_so(factory: Factory, ran: list[datetime]) -> None:
    def broken() -> None:
        raise OSError("disk full")

    schedule.chore("broken chore", timedelta(hours=1), broken)
    schedule.run_chores(MONDAY)
    kept = Heartbeat.objects.get(name="broken chore")
    assert (kept.ok, kept.result) == (False, "OSError: disk full")


def test_a_word_too_long_is_cut_and_kept(factory: Factory) -> None:
    schedule.beat("x" * 90, "y" * 900)
    assert [(one.name, len(one.result)) for one in Heartbeat.objects.filter(name__startswith="xx")] == [("x" * 60, 400)]


def test_the_jobs_there_are() -> None:
    assert {name: (one.at.isoformat("minutes"), one.weekday) for name, one in schedule.jobs().items()}.items() >= {
        "verify": ("01:30", None), "reminders": ("07:30", None), "checkpoint": ("07:00", 1),
    }.items()  # fmt: skip
