"""The system chases people: -3, 0, +1, +3 and +7 days, once each; manager and top in turn; snooze; the daily mail."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import cast
from tests.evaluation.curing import START, Shop

from mutu.core import actions, reminders
from mutu.core.duties import Duty
from mutu.core.identity import new_id
from mutu.core.models import Notice, Reminder
from mutu.core.permissions import Role
from mutu.core.references import Reference
from mutu.core.refusals import NotYet
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.corrective_actions.models import CorrectiveAction

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 24)


@pytest.fixture
def shop() -> Shop:
    factory = cast.build().at(START)
    for who, email in (("suresh", "suresh"), ("nurul", "nurul"), ("tan", "tan")):
        person = getattr(factory, who).person
        manager = None if who == "nurul" else factory.nurul.person
        actions.change_person(
            person.pk, by=factory.nurul, name=person.name, email=f"{email}@example.test", manager=manager
        )  # fmt: skip
    actions.give_role(new_id(), by=factory.nurul, person=factory.tan.person, role=Role.TOP_MANAGEMENT)
    return Shop(factory)


@pytest.fixture
def planned(shop: Shop) -> CorrectiveAction:
    """A corrective action of Suresh's, the only duty there is a reminder for."""
    problem = shop.find_cause(shop.corrected(1), 4)
    return shop.plan(problem, 5)


def at(due: date, days: int) -> datetime:
    return datetime(due.year, due.month, due.day, 0, 0, tzinfo=UTC) + timedelta(days=days, hours=1)


def told(mailbox: list[Any], address: str) -> list[str]:
    return [line for one in mailbox if one.to == [address] for line in one.body.split("\n") if line.startswith("·")]


def stages(record: UUID, person: Any) -> list[int]:
    kept = Reminder.objects.of(person.organization_id).filter(record=record, person=person.person)
    return sorted(kept.values_list("stage", flat=True))


@pytest.mark.parametrize(
    ("days", "stage"), [(-4, None), (-3, -3), (-1, -3), (0, 0), (1, 1), (2, 1), (3, 3), (6, 3), (7, 7), (400, 7)]
)
def test_the_stages_are_three_days_before_on_the_day_and_three_after(days: int, stage: int | None) -> None:
    assert reminders.stage_of(DUE, DUE + timedelta(days=days)) == stage


def chased(due: date | None, today: date) -> tuple[int | None, int | None, date | None]:
    duty = Duty(None, "", "nonconformity", new_id(), "NC-1", "Flash", "Close it", "nonconformity.close",
                datetime(2026, 1, 1, tzinfo=UTC), due)  # fmt: skip
    found = reminders.chase(duty, today)
    return found.stage, found.next_stage, found.next_on


def test_the_next_reminder_is_known_before_it_goes_out() -> None:
    assert chased(DUE, DUE - timedelta(days=9)) == (None, -3, DUE - timedelta(days=3))
    assert chased(DUE, DUE) == (0, 1, DUE + timedelta(days=1))
    assert chased(DUE, DUE + timedelta(days=8)) == (7, None, None)
    assert chased(None, DUE) == (None, None, None)


def test_each_stage_goes_out_once_and_rises_to_the_manager_and_the_top(
    shop: Shop, planned: CorrectiveAction, mailoutbox: list[Any]
) -> None:
    organization, people = shop.factory.organization, shop.factory
    seen: list[tuple[int, int, int]] = []
    for days in range(-5, 10):
        for _again in range(2):
            reminders.remind(organization, at(planned.due, days))
        seen.append(tuple(len(stages(planned.pk, one)) for one in (people.suresh, people.nurul, people.tan)))
    assert stages(planned.pk, people.suresh) == [-3, 0, 1, 3, 7]
    assert stages(planned.pk, people.nurul) == [3, 7]
    assert stages(planned.pk, people.tan) == [7]
    assert seen[5 - 3] == (1, 0, 0)
    assert seen[5 + 3] == (4, 1, 0)
    own = [line for line in told(mailoutbox, "suresh@example.test") if planned.number in line]
    assert [line.rpartition("(")[2].rstrip(")") for line in own] == [
        "due in three days", "due today", "a day late: do you need help?", "three days late", "a week late",
    ]  # fmt: skip


def test_when_the_machine_slept_only_the_newest_stage_goes_out(shop: Shop, planned: CorrectiveAction) -> None:
    reminders.remind(shop.factory.organization, at(planned.due, 5))
    assert stages(planned.pk, shop.factory.suresh) == [3]


def test_a_moved_due_date_starts_anew(shop: Shop, planned: CorrectiveAction) -> None:
    organization = shop.factory.organization
    reminders.remind(organization, at(planned.due, 0))
    later = planned.due + timedelta(days=20)
    corrective.move_due(planned.pk, by=shop.on(6).nurul, due=later, reason="Steel comes late.")
    reminders.remind(organization, at(later, -9))
    assert stages(planned.pk, shop.factory.suresh) == [0]
    reminders.remind(organization, at(later, 0))
    assert stages(planned.pk, shop.factory.suresh) == [0, 0]


def test_a_snooze_holds_it_back_until_its_day_and_keeps_its_reason(
    shop: Shop, planned: CorrectiveAction, mailoutbox: list[Any]
) -> None:
    suresh = shop.factory.suresh
    by = cast.fresh(suresh.organization, suresh.person)  # type: ignore[arg-type]
    today = datetime.now(UTC).date()
    actions.snooze(
        new_id(), by=by, about=Reference.to(planned), until=today + timedelta(days=4), reason="Mould is at the maker."
    )  # fmt: skip
    CorrectiveAction.unscoped.filter(pk=planned.pk).update(due=today)
    organization = shop.factory.organization
    reminders.remind(organization, at(today, 0))
    assert stages(planned.pk, suresh) == []
    assert [one.reason for one in reminders.held_back_by(suresh.person, today).values()] == [  # type: ignore[arg-type]
        "Mould is at the maker."
    ]
    reminders.remind(organization, at(today, 4))
    assert stages(planned.pk, suresh) == [3]
    assert stages(planned.pk, shop.factory.nurul) == [3]
    assert reminders.held_back_by(suresh.person, today + timedelta(days=4)) == {}  # type: ignore[arg-type]


def test_a_snooze_of_one_person_does_not_silence_another(shop: Shop, planned: CorrectiveAction) -> None:
    nurul = shop.factory.nurul
    today = datetime.now(UTC).date()
    CorrectiveAction.unscoped.filter(pk=planned.pk).update(due=today)
    by = cast.fresh(nurul.organization, nurul.person)  # type: ignore[arg-type]
    actions.snooze(
        new_id(), by=by, about=Reference.to(planned), until=today + timedelta(days=9), reason="On leave."
    )  # fmt: skip
    reminders.remind(shop.factory.organization, at(today, 3))
    assert (stages(planned.pk, shop.factory.suresh), stages(planned.pk, nurul)) == ([3], [])


@pytest.mark.parametrize("days", [-1, 0, 31, 4000])
def test_a_snooze_is_for_the_next_thirty_days_only(shop: Shop, planned: CorrectiveAction, days: int) -> None:
    by = cast.fresh(shop.factory.organization, shop.factory.suresh.person)  # type: ignore[arg-type]
    until = datetime.now(UTC).date() + timedelta(days=days)
    with pytest.raises(NotYet, match="thirty days"):
        actions.snooze(new_id(), by=by, about=Reference.to(planned), until=until, reason="Later.")


def test_who_has_no_mail_is_reminded_on_the_page_all_the_same(
    shop: Shop, planned: CorrectiveAction, mailoutbox: list[Any]
) -> None:
    suresh = shop.factory.suresh.person
    assert suresh is not None
    actions.change_person(suresh.pk, by=shop.factory.nurul, name=suresh.name, email="")
    said = reminders.remind(shop.factory.organization, at(planned.due, 0))
    assert told(mailoutbox, "suresh@example.test") == []
    assert stages(planned.pk, shop.factory.suresh) == [0]
    assert said.partition(" ")[0] == str(len(mailoutbox))


def test_the_mail_is_one_a_day_in_the_persons_language_and_tells_what_happened(
    shop: Shop, planned: CorrectiveAction, mailoutbox: list[Any]
) -> None:
    suresh, organization = shop.factory.suresh.person, shop.factory.organization
    assert suresh is not None
    actions.choose_language(suresh.pk, by=shop.factory.suresh, language="vi")
    Notice.unscoped.create(
        organization=organization, person=suresh, message="told", kind="nonconformity", record=new_id(),
        number="NC-7", subject="Flash", who="Nurul Aisyah", at=at(planned.due, 0),
    )  # fmt: skip
    for _twice in range(2):
        reminders.remind(organization, at(planned.due, 0))
    mine = [one for one in mailoutbox if one.to == ["suresh@example.test"]]
    assert len(mine) == 1
    assert "· Nurul Aisyah: NC-7 Flash" in mine[0].body
    assert "Good morning" not in mine[0].body
    assert not Notice.objects.of(organization).filter(number="NC-7", mailed_at=None).exists()


def test_who_left_hears_nothing_the_successor_does(
    shop: Shop, planned: CorrectiveAction, mailoutbox: list[Any]
) -> None:
    suresh = shop.factory.suresh.person
    assert suresh is not None
    actions.leave(
        suresh.pk, by=shop.factory.nurul, left_on=shop.factory.nurul.now().date(), successor=shop.factory.tan.person
    )  # fmt: skip
    reminders.remind(shop.factory.organization, at(planned.due, 0))
    assert told(mailoutbox, "suresh@example.test") == []
    assert [line for line in told(mailoutbox, "tan@example.test") if planned.number in line] != []


def test_another_organization_is_not_written_to(planned: CorrectiveAction, mailoutbox: list[Any]) -> None:
    other = cast.build("Eve & Sons").at(START)
    assert reminders.remind(other.organization, at(planned.due, 0)) == "0 mails, 0 reminders"
    assert mailoutbox == []


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> Iterator[None]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    yield
