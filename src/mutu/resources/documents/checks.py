"""What the records of documents show about clause 7.5.

The state of the documents in force counts as it is today; releases and changes are those of the last twelve months.
Documents of an earlier list are read as they are: what nobody signed here is named, not hidden.
"""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mutu.core import schedule
from mutu.core.checks import Evidence, Look, check
from mutu.core.models import Attachment, Heartbeat
from mutu.core.nightly import VERIFIED_WITHIN
from mutu.core.refusals import gettext_noop
from mutu.resources.documents.models import Approval, Category, Document, Revision
from mutu.resources.documents.paper import Retention
from mutu.resources.documents.rules import WAS_RELEASED, Life

FIVE_NEEDED = gettext_noop("%(read)s documents in force; at least %(least)s are needed to say anything.")


def in_force(look: Look) -> Any:
    """The documents people work by, newest first."""
    found = Document.objects.of(look.organization_id).filter(state=Life.CURRENT, registered_at__lte=look.now)
    return found.order_by("-registered_at", "-pk")


def released(look: Look) -> Any:
    """The revisions that came into force in the period and were written here, newest first."""
    found = Revision.objects.of(look.organization_id).filter(
        state__in=WAS_RELEASED, submitted_at__isnull=False, drafted_at__lte=look.now,
        effective_on__gte=look.since.date(), effective_on__lte=look.now.date(),
    )  # fmt: skip
    return found.order_by("-drafted_at", "-pk")


@check("7.5.1-a", label=_("What the standard names is there"))
def complete(look: Look) -> Evidence:
    """A quality policy is in force, and every document that is listed has its text or file here (7.5.1 a)."""
    documents = in_force(look)
    return Evidence(
        documents, Q(current=None) | Q(current__text="", current__file=None),
        against=documents.exists() and not documents.filter(type__category=Category.POLICY).exists(),
        shown=gettext_noop("With text or file, and a policy among them: %(good)s of %(read)s documents in force."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s documents in force have neither text nor file, or no policy is among them."
        ),
        nothing=FIVE_NEEDED,
    )  # fmt: skip


@check("7.5.2-a", label=_("Identified: number, revision, owner"))
def identified(look: Look) -> Evidence:
    """Each has a number of its own, a revision and somebody who answers for it (7.5.2 a)."""
    documents = in_force(look)
    twice = (
        documents.exclude(listed_number="").filter(number__startswith=F("listed_number")).order_by()
        .values("listed_number").annotate(n=Count("pk")).filter(n__gt=1).values("listed_number")
    )  # fmt: skip
    return Evidence(
        documents, Q(current__label="") | Q(owner=None) | Q(owner__state="left") | Q(listed_number__in=twice),
        shown=gettext_noop("With a number of its own, revision and owner: %(good)s of %(read)s documents in force."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s documents in force share a number or have no revision, or nobody who still works "
            "here answers for them."
        ),
        nothing=FIVE_NEEDED,
    )  # fmt: skip


@check("7.5.2-b", label=_("Approved before use"))
def approved(look: Look) -> Evidence:
    """Each revision is signed for exactly what it says, by another than its author or with a reason (7.5.2 b)."""
    signed = Approval.unscoped.filter(record=OuterRef("pk"), organization=OuterRef("organization"),
                                      meaning="approved", content=OuterRef("approved_content"))  # fmt: skip
    other = signed.filter(~Q(person=OuterRef("author")) | ~Q(alone_reason=""))
    return Evidence(
        released(look),
        ~Q(Exists(other)),
        shown=gettext_noop("Approved by another than the author: %(good)s of %(read)s revisions in 12 months."),
        attention=gettext_noop("%(lacking)s of %(read)s revisions in 12 months came into force without an approval."),
        nothing=gettext_noop("%(read)s revisions came into force in 12 months; at least %(least)s are needed."),
    )


@check("7.5.2-b", label=_("Reviewed in time"))
def reviewed(look: Look) -> Evidence:
    """Somebody looks at each within the interval of its type (7.5.2 b)."""
    return Evidence(
        in_force(look).filter(type__review_months__gt=0),
        Q(review_due=None) | Q(review_due__lt=look.now.date()),
        shown=gettext_noop("Review not yet due, or done: %(good)s of %(read)s documents in force."),
        attention=gettext_noop("%(lacking)s of %(read)s documents in force are past their review, or none is set."),
        nothing=FIVE_NEEDED,
    )


@check("7.5.3.2-b", label=_("Changes controlled"))
def changes(look: Look) -> Evidence:
    """Each new revision says what changed and why, and came into force as it was approved (7.5.3.2 c)."""
    return Evidence(
        released(look).filter(sequence__gt=1),
        Q(change="") | Q(approved_content=""),
        shown=gettext_noop("With what changed and why: %(good)s of %(read)s new revisions in 12 months."),
        attention=gettext_noop("%(lacking)s of %(read)s new revisions in 12 months do not say what changed, and why."),
        nothing=gettext_noop("%(read)s new revisions in 12 months; at least %(least)s are needed."),
    )


@check("7.5.3.2-c", label=_("How long, where, and then"))
def kept(look: Look) -> Evidence:
    """For each type of record it is decided how long it is kept, where, and what becomes of it then (7.5.3.2 d)."""
    rules = Retention.objects.of(look.organization_id).filter(state="current", decided_at__lte=look.now)
    return Evidence(
        rules.order_by("-decided_at", "-pk"),
        Q(kept_where="") | Q(counts_from="", months__gt=0),
        shown=gettext_noop("Decided how long, where and what then: %(good)s of %(read)s types of records."),
        attention=gettext_noop(
            "For %(lacking)s of %(read)s types of records it is not said where they are kept or from when it counts."
        ),
        nothing=gettext_noop("Keeping is decided for %(read)s types of records; at least %(least)s are needed."),
    )


@check("7.5.3.2-d", label=_("Documents from outside"))
def external(look: Look) -> Evidence:
    """Each document from outside says who publishes it, and somebody looked for a newer issue in time (7.5.3.2)."""
    return Evidence(
        in_force(look).filter(type__category=Category.EXTERNAL),
        Q(publisher="") | Q(review_due=None) | Q(review_due__lt=look.now.date()),
        shown=gettext_noop("Source known, looked at in time: %(good)s of %(read)s documents from outside."),
        attention=gettext_noop(
            "%(lacking)s of %(read)s documents from outside do not say who publishes them, or nobody looked for a "
            "newer issue in time."
        ),
        nothing=gettext_noop("%(read)s documents from outside; at least %(least)s are needed to say anything."),
    )


@check("7.5.3.2-e", label=_("Protected from alteration"))
def unaltered(look: Look) -> Evidence:
    """The log, the records and the files were read again lately, and nothing was changed behind it (7.5.3.2)."""
    name = schedule.beat_name("verified", look.organization_id)
    clean = Heartbeat.objects.filter(name=name, ok=True).first()
    files = Attachment.objects.of(look.organization_id).filter(added_at__gte=look.since, added_at__lte=look.now)
    lately = clean is not None and clean.at >= look.now - VERIFIED_WITHIN
    reads = files if clean is not None else files.none()
    return Evidence(
        reads.order_by("-added_at", "-pk"), None, against=clean is not None and not lately, least=1,
        shown=gettext_noop("Log, records and %(read)s files of 12 months read again on %(day)s: nothing was altered."),
        attention=gettext_noop("Log, records and files were last found unaltered on %(day)s. See System."),
        nothing=gettext_noop("The log has not been read again yet, or no file was added in 12 months."),
        says={"day": clean.at.date().isoformat() if clean is not None else ""},
    )  # fmt: skip
