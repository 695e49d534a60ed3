"""What stands in the way of signing, and by when it is due (7.3, 7.5.3). Pure Python."""

from datetime import date, datetime, timedelta

from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as _
from mutu.lib.workflow import Workflow

AUDIENCE = Workflow("asked", {"change": ({"asked"}, None), "end": ({"asked"}, "ended")})


def check_in_force(state: str, label: str, current: str | None) -> None:
    """7.5.3: nobody confirms a text that is not the one to work by."""
    if state == "in_force":
        return
    if current is None:
        raise NotYet(_("7.5.3: Rev %(label)s is not in force. There is nothing to sign yet."), fact="revision",
                     label=label)  # fmt: skip
    raise NotYet(_("7.5.3: Rev %(label)s is not in force. Read Rev %(current)s and sign that."), fact="revision",
                 label=label, current=current)  # fmt: skip


def check_names_what(document: object, type: object) -> None:
    """One document or one type of documents, never both and never neither."""
    if (document is None) == (type is None):
        raise NotYet(_("Name one document, or one type of documents."), fact="document")


def due_on(effective: date | None, decided: datetime, joined: date | None, within: int) -> date:
    """So many days after it came in force, was asked, or the person came: whichever was last.

    >>> due_on(date(2026, 5, 1), datetime(2026, 1, 1), date(2026, 5, 4), 7)
    datetime.date(2026, 5, 11)
    """
    return max(effective or date.min, decided.date(), joined or date.min) + timedelta(days=within)
