"""What an auditor would find in the documents, each with the step that mends it (7.5.2, 7.5.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from mutu.core.facts import Label
from mutu.core.models import Organization, Person
from mutu.resources.documents.models import Approval, Document
from mutu.resources.documents.paper import PrintedCopy
from mutu.resources.documents.rules import Life

CURRENT = Q(state=Life.CURRENT)
_STILL = Q(number=F("listed_number")) | Q(number__startswith=Concat(F("listed_number"), Value(" (")))
"""Those that nobody has given another number since the list came in."""


@dataclass(frozen=True)
class Fault:
    """One kind of fault: how it is said, which documents have it, and the actions that mend it."""

    key: str
    label: Label
    why: Label
    rows: Callable[[Organization, date], Q]
    mends: tuple[str, ...]
    on_revision: bool = False
    """Its steps are taken on the revision in force, not on the document."""


def _shared(organization: Organization, *others: str) -> Any:
    """Numbers of the earlier list that more than one document in use has, alike in the other columns too."""
    listed = Document.objects.of(organization).filter(CURRENT, _STILL).exclude(listed_number="").order_by()
    named = listed.values("listed_number", *others).annotate(n=Count("pk"), titles=Count("name", distinct=True))
    return named.filter(n__gt=1)


def _same_number(organization: Organization, _today: date) -> Q:
    """The same number on documents of different titles."""
    numbers = _shared(organization).filter(titles__gt=1).values("listed_number")
    return CURRENT & _STILL & Q(listed_number__in=numbers)


def _two_revisions(organization: Organization, _today: date) -> Q:
    """The same number and the same title, two revisions in use."""
    twice = _shared(organization, "name")
    return CURRENT & _STILL & Q(listed_number__in=twice.values("listed_number"), name__in=twice.values("name"))


def _past_review(_organization: Organization, today: date) -> Q:
    return CURRENT & (Q(review_due__lt=today) | Q(review_due=None, type__review_months__gt=0))


def _no_approver(organization: Organization, _today: date) -> Q:
    """Neither signed here nor, in the earlier list, approved by somebody who still works here."""
    signed = Approval.unscoped.filter(record=OuterRef("current"), organization=OuterRef("organization"),
                                      meaning="approved")  # fmt: skip
    here = Person.objects.of(organization).filter(state="active").values("name")
    return CURRENT & ~Q(Exists(signed)) & ~Q(listed_approver__in=here)


def _no_revision(_organization: Organization, _today: date) -> Q:
    return CURRENT & (Q(current=None) | Q(current__label=""))


def _no_file(_organization: Organization, _today: date) -> Q:
    return CURRENT & Q(current__text="", current__file=None)


def _obsolete_in_use(_organization: Organization, _today: date) -> Q:
    """Withdrawn, and still on paper somewhere or listed at a place of use."""
    out = PrintedCopy.unscoped.filter(document=OuterRef("pk"), organization=OuterRef("organization"), state="out")
    return Q(state=Life.OBSOLETE) & (Q(Exists(out)) | ~Q(listed_place=""))


def _old_copies(_organization: Organization, _today: date) -> Q:
    """A printed copy of another revision than the one in force still hangs."""
    out = PrintedCopy.unscoped.filter(document=OuterRef("pk"), organization=OuterRef("organization"), state="out")
    return CURRENT & Q(Exists(out.exclude(revision=OuterRef("current"))))


def _nobody(_organization: Organization, _today: date) -> Q:
    return CURRENT & (Q(owner=None) | Q(owner__state="left"))


FAULTS = (
    Fault("number", _("The same number twice"), _("Two documents with one number: nobody knows which one is meant."),
          _same_number, ("document.renumber", "document.withdraw")),
    Fault("revisions", _("Two revisions in use"), _("One document stands in the list with two active revisions."),
          _two_revisions, ("document.withdraw", "document.renumber")),
    Fault("review", _("Past review"), _("Nobody has said that it still holds, or no day is set."),
          _past_review, ("document.review", "document.describe")),
    Fault("approver", _("No approver"), _("Not signed here, and whoever approved it is not named or has left."),
          _no_approver, ("revision.revise",)),
    Fault("revision", _("No revision"), _("In use without a revision on it."),
          _no_revision, ("revision.relabel",), True),
    Fault("file", _("No file and no text"), _("The list names it, but what it says is not here."),
          _no_file, ("revision.attach",), True),
    Fault("obsolete", _("Obsolete and still in use"), _("Withdrawn, and still on paper or listed at a place of use."),
          _obsolete_in_use, ("document.clear_place",)),
    Fault("copies", _("Old copies out"), _("A printed copy of an earlier revision has not been collected."),
          _old_copies, ()),
    Fault("owner", _("Nobody answers for it"), _("It has no owner, or the owner has left."),
          _nobody, ("document.hand_over",)),
)  # fmt: skip


def documents_with(fault: Fault, organization: Organization, today: date) -> Any:
    """The documents that have it, by number."""
    found = Document.objects.of(organization).filter(fault.rows(organization, today))
    return found.select_related("current", "owner", "type").order_by("number", "pk")
