"""Dates in credentials: full date, time and zone, or refused.

A bare date means one day in Bangkok and another in Hawaii; an expiry must mean one moment. Source: XML Schema
``dateTimeStamp``, as W3C VCDM 2.0 asks for. Errors: ``CredentialError`` with code ``date``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from mutu.lib.credentials.errors import CredentialError

SKEW = timedelta(seconds=300)
"""How far two honest clocks may differ."""

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)",
    re.ASCII,
)


def read_moment(text: object, name: str = "date") -> datetime:
    """The moment a text names, in UTC.

    >>> read_moment("2026-11-22T19:00:00+07:00").isoformat()
    '2026-11-22T12:00:00+00:00'
    >>> read_moment("2026-11-22", "validUntil")
    Traceback (most recent call last):
    mutu.lib.credentials.errors.CredentialError: validUntil is not a full date with time and zone.
    """
    match = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise CredentialError("date", f"{name} is not a full date with time and zone.")
    try:
        numbers = [int(part) for part in match.groups()[:6]]
        micro = int((match[7] or "0")[:6].ljust(6, "0"))
        midnight_after = numbers[3:] == [24, 0, 0] and micro == 0
        if midnight_after:
            numbers[3] = 0
        moment = datetime(*numbers, micro, tzinfo=UTC)  # type: ignore[arg-type,misc]
        return moment + timedelta(days=midnight_after) - _offset(match[8])
    except (ValueError, OverflowError) as error:
        raise CredentialError("date", f"{name} names a moment that does not exist.") from error


def write_moment(moment: datetime) -> str:
    """A moment as credentials spell it: UTC, whole seconds.

    >>> write_moment(datetime(2026, 11, 22, 12, tzinfo=UTC))
    '2026-11-22T12:00:00Z'
    """
    if moment.tzinfo is None:
        raise CredentialError("date", "A moment without a time zone is no moment.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta(0)
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return size if zone[0] == "+" else -size
