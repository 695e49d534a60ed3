"""When a set counts as known, and for how long (7.3). Pure Python."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as _
from mutu.lib.workflow import Workflow

if TYPE_CHECKING:
    from mutu.resources.awareness.content import Set

NEED = Workflow("asked", {"change": ({"asked"}, None), "end": ({"asked"}, "ended")})


def answers_by_card(lines: Sequence[str]) -> dict[str, int]:
    """What was answered, by card, from lines like `what_it_is=1`.

    >>> answers_by_card(["what_it_is=1", "a_gift=x"])
    {'what_it_is': 1}
    """
    pairs = [line.partition("=") for line in lines]
    return {card: int(said) for card, _equals, said in pairs if said.isdecimal() and len(said) < 3}


def check_all_right(cards: "Set", answers: Mapping[str, int]) -> None:
    """7.3: a set is known when each of its questions was answered right."""
    open_ones = [one.key for one in cards.cards if answers.get(one.key) != one.right]
    if open_ones:
        raise NotYet(_("7.3: %(open)s of %(all)s cards are not answered right yet; the first is %(card)s."),
                     fact="answers", open=len(open_ones), all=len(cards.cards), card=open_ones[0])  # fmt: skip


def due_on(asked_at: datetime, joined_on: date | None, last: datetime | None, within: int, renew: int) -> date:
    """The day by which somebody should know it: so many days after it was asked or they came, or when it runs out.

    >>> due_on(datetime(2026, 1, 1), date(2026, 3, 1), None, 30, 365)
    datetime.date(2026, 3, 31)
    >>> due_on(datetime(2026, 1, 1), None, datetime(2026, 2, 1), 30, 365)
    datetime.date(2027, 2, 1)
    """
    if last is not None:
        return last.date() + timedelta(days=renew)
    return max(asked_at.date(), joined_on or date.min) + timedelta(days=within)
