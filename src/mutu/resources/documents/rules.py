"""The lives of documents, revisions and what hangs on them, and what stands in the way of each step (7.5). Pure."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as _
from mutu.lib.workflow import Workflow

if TYPE_CHECKING:
    from mutu.resources.documents.models import Document, Revision


class Life(StrEnum):
    """Of a document."""

    DRAFT = "draft"
    CURRENT = "current"
    OBSOLETE = "obsolete"
    CANCELLED = "cancelled"


class State(StrEnum):
    """Of one revision."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    APPROVED = "approved"
    PLANNED = "planned"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


L, S = Life, State
LIVING = frozenset({L.DRAFT, L.CURRENT})
IN_WORK = frozenset({S.DRAFT, S.SUBMITTED, S.CHECKED, S.APPROVED, S.PLANNED})
WAS_RELEASED = frozenset({S.IN_FORCE, S.REPLACED, S.WITHDRAWN})
STORY = (S.DRAFT, S.SUBMITTED, S.CHECKED, S.APPROVED, S.IN_FORCE)

DOCUMENT = Workflow(
    L.DRAFT,
    {
        "take_up": (LIVING, L.CURRENT),
        "withdraw": ({L.CURRENT}, L.OBSOLETE),
        "cancel": ({L.DRAFT}, L.CANCELLED),
        "undo_bringing_in": (LIVING | {L.OBSOLETE}, L.CANCELLED),
        "describe": (LIVING, None),
        "review": ({L.CURRENT}, None),
        "hand_over": (LIVING, None),
        "renumber": (LIVING, None),
        "clear_place": ({L.OBSOLETE}, None),
    },
)
REVISION = Workflow(
    S.DRAFT,
    {
        "write": ({S.DRAFT, S.SUBMITTED, S.CHECKED, S.APPROVED}, S.DRAFT),
        "submit": ({S.DRAFT}, S.SUBMITTED),
        "check": ({S.SUBMITTED}, S.CHECKED),
        "approve": ({S.SUBMITTED, S.CHECKED}, S.APPROVED),
        "send_back": ({S.SUBMITTED, S.CHECKED, S.APPROVED}, S.DRAFT),
        "release": ({S.APPROVED, S.PLANNED}, S.IN_FORCE),
        "plan_release": ({S.APPROVED, S.PLANNED}, S.PLANNED),
        "take_effect": ({S.PLANNED}, S.IN_FORCE),
        "replace": ({S.IN_FORCE}, S.REPLACED),
        "retire": ({S.IN_FORCE}, S.WITHDRAWN),
        "drop": (IN_WORK, S.DROPPED),
        "attach": ({S.DRAFT, S.IN_FORCE}, None),
        "relabel": ({S.DRAFT, S.IN_FORCE}, None),
        "undo_bringing_in": ({S.IN_FORCE, S.WITHDRAWN}, S.DROPPED),
    },
)


def check_active(state: str, fact: str) -> None:
    """5.3: nothing is given to somebody who left."""
    if state != "active":
        raise NotYet(_("This person has left."), fact=fact)


def check_nothing_in_work(label: str | None) -> None:
    """7.5.3.2 c: one change at a time, or nobody knows which text comes next."""
    if label is not None:
        raise NotYet(_("7.5.3: revision %(label)s is in work already. Finish or drop it first."), label=label)


def check_label(label: str, used: Collection[str]) -> None:
    if label.casefold() in {one.casefold() for one in used}:
        raise NotYet(_("7.5.2: there is a revision %(label)s already."), fact="label", label=label)


def check_has_content(revision: "Revision") -> None:
    """7.5.2 b: an empty paper cannot be judged."""
    if not revision.text.strip() and revision.file_id is None:
        raise NotYet(_("7.5.2: there is neither text nor a file yet. Write it or attach it first."), fact="text")


def check_signer_is_other(signer: object, revision: "Revision", others: int, alone_reason: str) -> None:
    """7.5.2 c: somebody other than the author judges it; where nobody else could, the reason is kept."""
    if signer != revision.author_id:
        return
    if others:
        raise NotYet(_("7.5.2: whoever wrote it does not approve it alone. %(others)s other people here may."),
                     others=others)  # fmt: skip
    if not alone_reason.strip():
        raise NotYet(
            _("7.5.2: you wrote it and nobody else here may approve it. Write why this is safe, or name someone."),
            fact="alone_reason",
        )


def check_checked(state: str, needs_check: bool) -> None:
    """7.5.2 c: the matrix asks for a second pair of eyes before approval."""
    if needs_check and state != State.CHECKED:
        raise NotYet(_("7.5.2: for this type and site it must be checked before it is approved."))


def check_approval_stands(revision: "Revision", content: str) -> None:
    """7.5.2 c: what is released is exactly what was approved."""
    if revision.approved_content != content:
        raise NotYet(_("7.5.2: it changed since it was approved. Have it approved again."))


def check_day(effective_on: date, today: date) -> None:
    """7.5.3: nothing was in force before it was released."""
    if effective_on < today:
        raise NotYet(_("7.5.3: %(day)s has passed. A revision is in force from today on or later."),
                     fact="effective_on", day=effective_on.isoformat())  # fmt: skip


def check_can_be_planned(effective_on: date, today: date) -> None:
    check_day(effective_on, today)
    if effective_on == today:
        raise NotYet(_("For today, release it now instead."), fact="effective_on")


def check_still_to_come(revision: "Revision", today: date) -> None:
    if revision.effective_on is None or revision.effective_on > today:
        raise NotYet(_("7.5.3: its day has not come yet."))


def check_living(document: "Document", fact: str | None = None) -> None:
    """7.5.3.2 c: what was withdrawn stays as it was."""
    if document.state not in LIVING:
        raise NotYet(_("7.5.3: %(number)s was withdrawn. Write a new document instead."), fact=fact,
                     number=document.number)  # fmt: skip


def next_label(labels: Iterable[str]) -> str:
    """The label after the newest one: 3 after 2, 04 after 03, D after C, AA after Z; A for the first.

    >>> next_label(["A", "B"]), next_label(["08", "09"]), next_label(["Z"]), next_label([])
    ('C', '10', 'AA', 'A')
    """
    newest = next(iter(reversed(list(labels))), "")
    head = newest.rstrip("0123456789")
    if digits := newest[len(head) :]:
        return f"{head}{str(int(digits) + 1).zfill(len(digits))}"
    if not newest:
        return "A"
    if not newest.isascii() or not newest.isalpha():
        return f"{newest}.1"
    letters = newest.upper()
    kept = letters.rstrip("Z")
    zeros = "A" * (len(letters) - len(kept))
    return f"{kept[:-1]}{chr(ord(kept[-1]) + 1)}{zeros}" if kept else f"A{zeros}"
