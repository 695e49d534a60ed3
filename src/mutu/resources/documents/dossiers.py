"""What can be shown of a document: its revisions with who signed them, its languages, its copies (7.5.2, 7.5.3)."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mutu.core.dossiers import Line, Section, tells_of
from mutu.core.languages import LANGUAGES
from mutu.resources.documents import queries
from mutu.resources.documents.models import REVISION_STATES, ApprovalMeaning, Document, Revision
from mutu.resources.documents.rules import IN_WORK, State

RECENT = 20


def day(value: date | None) -> str:
    return date_format(value, "j M Y") if value else ""


def signed(revision: Revision, meaning: ApprovalMeaning) -> str:
    """Who stood for it and when; of an earlier list nobody did here."""
    line = queries.approval(revision, meaning)
    if line is None:
        return ""
    return ", ".join(part for part in (line.name, line.job, day(localtime(line.at).date())) if part)


@tells_of("document")
def revisions(document: Document, _today: date) -> Iterator[Section]:
    """Which revision was in force when, what changed and why, who checked and approved exactly that."""
    words = {str(key): label for key, label in REVISION_STATES}
    found = queries.revisions_of(document)[:RECENT]
    yield Section(
        _("Revisions"),
        (_("Rev"), _("In force from"), _("Until"), _("What changed, and why"), _("Written by"), _("Checked by"),
         _("Approved by"), _("State")),
        [Line((one.label or "–", day(one.effective_on), day(one.ended_on), one.change,
               one.author.name if one.author else "", signed(one, ApprovalMeaning.CHECKED),
               signed(one, ApprovalMeaning.APPROVED) or _listed(document, one)), one, _state(one, words[one.state]))
         for one in found],
        _("No revision has been written yet."), place=10,
    )  # fmt: skip
    names = dict(LANGUAGES)
    standing = {"current": _("current"), "lagging": _("lagging"), "draft": _("draft")}
    yield Section(
        _("Languages"), (_("Language"), _("Title"), _("Stands")),
        [Line((names[document.language], document.name, _("original"))),
         *(Line((names[one.language], one.name, standing[queries.standing(one, document.current_id)]), one)
           for one in queries.translations_of(document))],
        "", place=30,
    )  # fmt: skip
    yield Section(
        _("Printed copies"), (_("Copy"), _("Where"), _("Revision"), _("State")),
        [Line((f"{one.copy:02}", one.whereabouts, one.revision.label), one,
              ("product", "ok", _("right one")) if one.revision_id == document.current_id
              else ("record", "late", _("to collect")))
         for one in queries.copies_out(document)],
        _("No numbered copy is out."), place=40,
    )  # fmt: skip


def _listed(document: Document, revision: Revision) -> str:
    """Whom the earlier list names, marked as such."""
    if revision.submitted_at is not None or not document.listed_approver:
        return ""
    return _("%(who)s, says the earlier list") % {"who": document.listed_approver}


def _state(revision: Revision, label: object) -> tuple[str, str, object]:
    if revision.state == State.IN_FORCE:
        return "product", "ok", label
    return "record", "progress" if revision.state in IN_WORK else "replaced", label
