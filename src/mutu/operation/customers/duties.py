"""Whose answer a customer waits for, and the clocks that run until then (8.2.1)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mutu.core.belongings import Belonging, belongings_of
from mutu.core.duties import Deadline, Duty, Whose, clocks_of, duties_of
from mutu.core.permissions import Role
from mutu.operation.customers.clocks import ClockName
from mutu.operation.customers.clocks import clocks_of as clocks_of_complaint
from mutu.operation.customers.models import CLOCKS, Complaint, Message
from mutu.operation.customers.queries import NOT_COUNTED

NEXT = {
    ClockName.REPLY: (_("Send the first reply"), "reply"),
    ClockName.PLATFORM: (_("Answer the dispute"), "log_message"),
    ClockName.CONTAINMENT: (_("Send the containment"), "send_containment"),
    ClockName.CAUSE: (_("Send the cause"), "give_cause"),
    ClockName.ACTION: (_("Send the corrective action"), "give_action"),
}
TITLES = dict(CLOCKS)
LOOK_AHEAD = timedelta(days=3)


def running(organization: Any) -> QuerySet[Complaint]:
    """Open complaints whose next answer has a clock, the nearest end first."""
    found = Complaint.objects.of(organization).filter(open=True, due__isnull=False)
    return found.select_related("customer", "owner", "site").order_by("due", "id")


def there(complaint: Complaint) -> date | None:
    """The day of the next answer on the site's own calendar."""
    return complaint.due.astimezone(ZoneInfo(complaint.site.timezone)).date() if complaint.due else None


@duties_of
def answers(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """The next answer each customer is owed."""
    for one in running(organization).filter(whose.steps("owner", Role.QUALITY_MANAGER))[: whose.most]:
        step, verb = NEXT[ClockName(one.due_clock)]
        yield Duty(
            one.owner_id, one.owner.name if one.owner else "", one.kind, one.pk, one.number, one.title, step,
            f"complaint.{verb}", one.received_at, there(one),
            "" if one.owner else Role.QUALITY_MANAGER, "statement",
        )  # fmt: skip


@duties_of
def promises(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """What a customer was promised and nobody has said yet whether it was kept; wanted from its day on."""
    found = Message.objects.of(organization).filter(kept__isnull=True, promised_for__lte=now.date() + LOOK_AHEAD)
    found = (
        found.filter(whose.steps("record__owner", Role.QUALITY_MANAGER))
        .exclude(promise="")
        .exclude(record__state__in=NOT_COUNTED)
    )
    for line in found.select_related("record__owner").order_by("promised_for", "pk")[: whose.most]:
        one, owner = line.record, line.record.owner
        yield Duty(
            one.owner_id, owner.name if owner else "", one.kind, one.pk, one.number, line.promise,
            _("Say whether the promise was kept"), "complaint.keep_promise", line.at, line.promised_for,
            "" if owner else Role.QUALITY_MANAGER, "statement",
        )  # fmt: skip


@clocks_of
def clocks(organization: Any, now: datetime) -> Iterator[Deadline]:
    """The clocks buyers set."""
    for one in running(organization)[:20]:
        clock = next((each for each in clocks_of_complaint(one) if each.name == one.due_clock), None)
        if clock is None:
            continue
        step, verb = NEXT[clock.name]
        yield Deadline(
            TITLES[clock.name], one.title, one.kind, one.pk, one.number, clock.starts, clock.ends, one.customer.name,
            f"complaint.{verb}", step, one.customer.timezone,
        )  # fmt: skip


@belongings_of
def in_hands(organization: Any, person_id: UUID) -> Iterator[Belonging]:
    """The open complaints somebody answers."""
    for one in Complaint.objects.of(organization).filter(open=True, owner=person_id).order_by("pk"):
        yield Belonging(one, "complaint.hand_over", _("complaint"))
