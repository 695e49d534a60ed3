"""Human numbers, by the organization's own pattern: `NC-{year}-{n:4}`, `KN/{yy}{month}/{n:3}` (7.5.2)."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from mutu.core.records import Record
from mutu.core.trail_models import Counter

LONGEST = 40
_piece = re.compile(r"\{(year|yy|be|month|n)(?::(\d))?\}")


class PatternRefused(ValueError):
    """A number pattern that would not make one number after another."""


def check_pattern(pattern: str) -> None:
    """Refuse a pattern without `{n}` or with words in braces that mean nothing."""
    rest = _piece.sub("", pattern)
    longest = len(_piece.sub(lambda found: "9" * max(6, int(found[2] or 0)), pattern))
    if len(re.findall(r"\{n(?::\d)?\}", pattern)) != 1 or "{" in rest or "}" in rest or longest > LONGEST:
        raise PatternRefused("Write a pattern such as NC-{year}-{n:4}, with {n} once.")


def series_of(pattern: str, at: datetime) -> str:
    """The pattern with everything filled in but the number itself: what is counted apart."""
    parts = {
        "year": f"{at.year}",
        "yy": f"{at.year % 100:02}",
        "be": f"{at.year + 543}",
        "month": f"{at.month:02}",
    }
    return _piece.sub(lambda found: parts.get(found[1], found[0]), pattern)


def next_number(record: Record, at: datetime) -> str:
    """The next number of the record's series; one statement, no gaps, on either database."""
    organization = record.organization
    pattern = organization.patterns.get(record.kind) or record.series
    series = series_of(pattern, at.astimezone(ZoneInfo(organization.timezone)))
    table = connection.ops.quote_name(Counter._meta.db_table)
    key = organization.pk.hex if connection.vendor == "sqlite" else organization.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (organization_id, series, last) VALUES (%s, %s, 1) "  # noqa: S608
            f"ON CONFLICT (organization_id, series) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [key, series],
        )
        (last,) = cursor.fetchone()
    return _piece.sub(lambda found: str(last).zfill(int(found[2] or 1)), series)
