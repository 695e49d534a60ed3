"""Checks: what the records of the last twelve months show about one requirement of the standard (9.1.3, 9.2.1).

A topic binds a function to requirement ids of an edition and says which records the check reads and which of them do
not show what is asked. Everything else follows from these two: the counts, the verdict, the sentence and the list
behind it, so that a page can never count one thing and open another. A check that passes is *shown by records*;
whether that conforms is the auditor's word.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from mutu.core.facts import Label
from mutu.core.refusals import gettext_noop as _

PERIOD = timedelta(days=365)
"""A check looks at the twelve months before it runs."""
ENOUGH = 3
"""With fewer records than this nothing is said, unless a check states another number."""
EXAMPLES = 3
FIRST_EDITION = "iso9001-2015"


class Verdict(StrEnum):
    """The five words for a requirement; *needs a statement* is for what no record can show."""

    ATTENTION = "attention"
    STATEMENT = "statement"
    NODATA = "nodata"
    SHOWN = "shown"
    NA = "na"


@dataclass(frozen=True)
class Look:
    """Whose records are looked at, and when; what lies before `since` is not read."""

    organization_id: UUID
    now: datetime

    @property
    def since(self) -> datetime:
        return self.now - PERIOD


@dataclass(frozen=True)
class Evidence:
    """The records a check reads, which of them lack what is asked, and the sentences for each outcome.

    The sentences may say `%(read)s`, `%(good)s`, `%(lacking)s`, `%(least)s` and whatever `says` adds. `against` calls
    for attention although no single record lacks anything, as when something was not done at all.
    """

    reads: Any
    lacks: Q | None
    shown: str
    attention: str
    nothing: str = _("%(read)s records in 12 months; at least %(least)s are needed to say anything.")
    least: int = ENOUGH
    says: Mapping[str, object] = field(default_factory=dict)
    against: bool = False

    @property
    def lacking(self) -> Any:
        """The records that do not show what is asked."""
        return self.reads.filter(self.lacks) if self.lacks is not None else self.reads.none()

    @property
    def ordered_by(self) -> str:
        """The column the records are listed by, newest first."""
        return str(self.reads.query.order_by[0]).removeprefix("-")

    def counts(self) -> "Counts":
        """How many it reads, how many of them lack something, and when those are from: two queries.

        Counting both in one query would judge each record three times, and no index could find the few that lack.
        """
        read = self.reads.order_by().count()
        if self.lacks is None or not read:
            return Counts(read)
        when = self.ordered_by
        return Counts(read, **self.lacking.order_by().aggregate(lacking=Count("pk"), first=Min(when), last=Max(when)))

    def some(self, counts: "Counts") -> Any:
        """A few of the records: the newest and the oldest that lack something, else the newest; read by an index."""
        if counts.lacking:
            return self.lacking.filter(**{f"{self.ordered_by}__in": {counts.first, counts.last}})[:EXAMPLES]
        return self.reads[:EXAMPLES] if counts.read else ()


@dataclass(frozen=True)
class Counts:
    """How many records a check read and how many lack something; when the first and the last of these are from."""

    read: int
    lacking: int = 0
    first: Any = None
    last: Any = None


@dataclass(frozen=True)
class Said:
    """A sentence that is put into the reader's language only when it is read."""

    sentence: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = {name: in_words(value) for name, value in self.parameters.items()}
        return gettext(self.sentence) % shown if shown else gettext(self.sentence)


def in_words(value: object) -> object:
    """A number or a day as the reader's language writes it."""
    if type(value) is int:
        return number_format(value, use_l10n=True, force_grouping=True)
    return date_format(value, "j M Y") if isinstance(value, date) else value


@dataclass(frozen=True)
class Found:
    """What a check answered: verdict, fact, how many records, some of them, and when it ran."""

    check: str
    verdict: Verdict
    said: Said
    read: int
    lacking: int
    at: datetime
    kind: str
    examples: tuple[tuple[str, str], ...]
    """Id and number of a few records: newest and oldest that lack something, else the newest."""

    @property
    def good(self) -> int:
        return self.read - self.lacking

    def plain(self) -> dict[str, Any]:
        """As it is kept between two requests."""
        return {
            **{name: getattr(self, name) for name in ("check", "verdict", "read", "lacking", "kind", "examples")},
            "sentence": self.said.sentence,
            "parameters": dict(self.said.parameters),
            "at": self.at.isoformat(),
        }

    @classmethod
    def kept(cls, plain: Mapping[str, Any]) -> "Found":
        return cls(
            plain["check"], Verdict(plain["verdict"]), Said(plain["sentence"], plain["parameters"]), plain["read"],
            plain["lacking"], datetime.fromisoformat(plain["at"]), plain["kind"],
            tuple((key, number) for key, number in plain["examples"]),
        )  # fmt: skip


@dataclass(frozen=True)
class Check:
    """A function bound to requirements, with the words for what it looks at."""

    name: str
    requirements: tuple[tuple[str, str], ...]
    label: Label
    evidence: Callable[[Look], Evidence]

    def run(self, look: Look) -> Found:
        """Count, judge, and name a few records: three queries.

        A record that lacks something calls for attention however few records there are; without one, fewer than
        the least are not enough to say anything.
        """
        evidence = self.evidence(look)
        counts = evidence.counts()
        read, lacking = counts.read, counts.lacking
        if lacking or evidence.against:
            verdict, sentence = Verdict.ATTENTION, evidence.attention
        elif read < evidence.least:
            verdict, sentence = Verdict.NODATA, evidence.nothing
        else:
            verdict, sentence = Verdict.SHOWN, evidence.shown
        numbers = {"read": read, "good": read - lacking, "lacking": lacking, "least": evidence.least}
        examples = tuple((str(one.pk), one.number or one.title) for one in evidence.some(counts))
        said = Said(sentence, {**numbers, **evidence.says})
        return Found(self.name, verdict, said, read, lacking, look.now, evidence.reads.model.kind, examples)


_checks: dict[str, Check] = {}


def check(
    *ids: str, label: Label, edition: str = FIRST_EDITION
) -> Callable[[Callable[[Look], Evidence]], Callable[[Look], Evidence]]:
    """Bind a function to requirements of an edition; later editions inherit through `from_2015`."""

    def bind(evidence: Callable[[Look], Evidence]) -> Callable[[Look], Evidence]:
        name = f"{ids[0]}.{evidence.__name__}"
        if name in _checks:
            raise ValueError(f"{name} is declared twice")
        _checks[name] = Check(name, tuple((edition, id) for id in ids), label, evidence)
        return evidence

    return bind


def checks() -> dict[str, Check]:
    """Every check there is, by name."""
    return dict(_checks)


def checks_of(edition: str, id: str) -> tuple[Check, ...]:
    """The checks bound to one requirement, in the order they were declared."""
    return tuple(one for one in _checks.values() if (edition, id) in one.requirements)


WORST_FIRST = (Verdict.ATTENTION, Verdict.STATEMENT, Verdict.NODATA, Verdict.SHOWN)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that counts for several together.

    Worst first: attention, then needs a statement, then not enough data, then shown by records. What is justified as
    not applicable is left out; only when nothing else remains is the whole not applicable. Nothing is added up: one
    line that calls for attention is enough, and no number of good ones outweighs it.
    """
    left = set(verdicts) - {Verdict.NA}
    return next((one for one in WORST_FIRST if one in left), Verdict.NA)
