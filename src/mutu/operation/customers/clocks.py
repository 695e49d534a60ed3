"""The clocks a complaint starts: when the customer is owed which answer (8.2.1 c). Pure Python.

The first reply counts working days of our site, because that is when somebody is there to write it. All other
clocks are the customer's or the platform's: they run through nights, weekends and holidays and never move.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mutu.operation.customers.models import Complaint


class ClockName(StrEnum):
    REPLY = "reply"
    PLATFORM = "platform"
    CONTAINMENT = "containment"
    CAUSE = "cause"
    ACTION = "action"


class Whose(StrEnum):
    """Whose calendar a clock follows."""

    SITE = "site"
    CUSTOMER = "customer"
    PLATFORM = "platform"


DEFAULTS = {
    "first_reply_working_days": 1,
    "containment_hours": 24,
    "cause_days": 14,
    "action_days": 30,
    "platform_dispute_hours": 72,
}
"""What buyers usually expect where nothing else was agreed: whole numbers of the unit in the name."""


@dataclass(frozen=True)
class Clock:
    """One deadline: from when, until when, by which rule, and when it was met."""

    name: ClockName
    starts: datetime
    ends: datetime
    done_at: datetime | None
    amount: int
    unit: str
    """`working_days`, `hours` or `days`."""
    whose: Whose

    @property
    def kept(self) -> bool | None:
        """Whether it was met in time; None while it runs."""
        return None if self.done_at is None else self.done_at <= self.ends

    def late(self, now: datetime) -> bool:
        """Whether the answer came after the end, or has not come and the end has passed."""
        return (self.done_at or now) > self.ends

    def left(self, now: datetime) -> timedelta:
        """What is left of it; negative once it is over."""
        return self.ends - now

    def share(self, now: datetime) -> float:
        """How much of it has run, from 0 to 1, for the ruler on the page."""
        whole = (self.ends - self.starts).total_seconds()
        ran = ((self.done_at or now) - self.starts).total_seconds()
        return min(max(ran / whole, 0.0), 1.0) if whole > 0 else 1.0


def agreement(rules: Mapping[str, int]) -> dict[str, int]:
    """The clocks agreed with a customer, the usual ones where nothing was agreed."""
    return {name: int(rules.get(name, usual)) for name, usual in DEFAULTS.items()}


def clocks_of(complaint: "Complaint") -> list[Clock]:
    """Every clock of a complaint in the order of its answers; one brought in from an earlier list has none.

    They follow what was agreed when it was received. Opened again, cause and action are owed anew. Once it is
    found not justified, only the reply and the platform still wait.
    """
    return [] if complaint.brought_in or complaint.reply_due is None else list(_clocks(complaint))


def _clocks(complaint: "Complaint") -> Iterator[Clock]:
    agreed = agreement(complaint.agreed)
    received = complaint.received_at
    assert complaint.reply_due is not None
    yield Clock(ClockName.REPLY, received, complaint.reply_due, complaint.replied_at,
                agreed["first_reply_working_days"], "working_days", Whose.SITE)  # fmt: skip
    if complaint.disputed_at is not None:
        yield _running(ClockName.PLATFORM, complaint.disputed_at, complaint.platform_answered_at,
                       agreed["platform_dispute_hours"], "hours", Whose.PLATFORM)  # fmt: skip
    if complaint.justified is False:
        return
    again = complaint.reopened_at or received
    yield _running(ClockName.CONTAINMENT, received, complaint.contained_sent_at, agreed["containment_hours"], "hours")
    yield _running(ClockName.CAUSE, again, complaint.cause_sent_at, agreed["cause_days"], "days")
    yield _running(ClockName.ACTION, again, complaint.action_sent_at, agreed["action_days"], "days")


def _running(
    name: ClockName, starts: datetime, done_at: datetime | None, amount: int, unit: str,
    whose: Whose = Whose.CUSTOMER,
) -> Clock:  # fmt: skip
    length = timedelta(hours=amount) if unit == "hours" else timedelta(days=amount)
    return Clock(name, starts, starts + length, done_at, amount, unit, whose)


def next_clock(complaint: "Complaint") -> Clock | None:
    """The clock that ends first among those still running."""
    running = [clock for clock in clocks_of(complaint) if clock.done_at is None]
    return min(running, key=lambda clock: clock.ends, default=None)
