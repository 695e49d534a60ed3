"""Whose step a document waits for: a signature, a release, a review, an answer, old paper to collect (7.5.2, 7.5.3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mutu.core.belongings import Belonging, belongings_of
from mutu.core.duties import Duty, Whose, duties_of
from mutu.core.permissions import Role
from mutu.resources.documents import queries, rules
from mutu.resources.documents.models import Document, Revision
from mutu.resources.documents.paper import DocumentRequest, PrintedCopy

S = rules.State
SIGN_WITHIN = timedelta(days=5)
REVIEW_AHEAD = timedelta(days=30)
COLLECT_WITHIN = timedelta(days=3)


def theirs(whose: Whose, owner: str) -> Q:
    """The records in their name; in nobody's, or in that of somebody who left, for the quality manager."""
    mine = whose.steps(owner, Role.QUALITY_MANAGER)
    orphaned = whose.person is not None and Role.QUALITY_MANAGER in whose.roles
    return mine | Q(**{f"{owner}__state": "left"}) if orphaned else mine


@duties_of
def signatures(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each revision that waits to be checked, approved, released, or rewritten after it was sent back."""
    found = Revision.objects.of(organization).filter(state__in=(S.SUBMITTED, S.CHECKED, S.APPROVED))
    found = found.select_related("document__type", "document__site", "author")
    matrix = queries.rules_held(organization)
    for one in found.defer("text", "document__review_note").order_by("submitted_at")[: whose.most]:
        rule = queries.most_particular(matrix, one.document)
        role, step, verb = rule.approves, _("Approve it"), "approve"
        if one.state == S.SUBMITTED and rule.checks:
            role, step, verb = rule.checks, _("Check it"), "check"
        elif one.state == S.APPROVED:
            step, verb = _("Release it"), "release"
        if whose.person is not None and role not in whose.roles:
            continue
        since = one.submitted_at or one.drafted_at
        yield Duty(
            None, "", one.kind, one.pk, one.number, one.name, step, f"revision.{verb}", since,
            (since + SIGN_WITHIN).date(), role,
        )  # fmt: skip


@duties_of
def sent_back(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each draft that came back with remarks."""
    found = Revision.objects.of(organization).filter(theirs(whose, "author"), state=S.DRAFT).exclude(remarks="")
    found = found.select_related("author")
    for one in found.defer("text").order_by("pk")[: whose.most]:
        author = one.author if one.author is not None and one.author.state == "active" else None
        yield Duty(
            author.pk if author else None, author.name if author else "", one.kind, one.pk, one.number, one.name,
            _("Change what the remarks ask for"), "revision.write", one.submitted_at or one.drafted_at,
            role="" if author else Role.QUALITY_MANAGER, shape="progress",
        )  # fmt: skip


@duties_of
def reviews(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each document in force whose review is due within a month."""
    found = Document.objects.of(organization).filter(
        theirs(whose, "owner"), open=True, state=rules.Life.CURRENT, review_due__lte=now.date() + REVIEW_AHEAD
    )
    for one in found.select_related("owner").order_by("review_due", "pk")[: whose.most]:
        owner = one.owner if one.owner is not None and one.owner.state == "active" else None
        yield Duty(
            owner.pk if owner else None, owner.name if owner else "", one.kind, one.pk, one.number, one.name,
            _("Review it"), "document.review", one.registered_at, one.review_due,
            "" if owner else Role.QUALITY_MANAGER, "waiting",
        )  # fmt: skip


@duties_of
def requests(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each request nobody has answered."""
    for one in (
        DocumentRequest.objects.of(organization).filter(open=True, state="asked").order_by("asked_at")[: whose.most]
    ):
        yield Duty(
            None, "", one.kind, one.pk, one.number, one.title, _("Answer the request"), "document_request.accept",
            one.asked_at, (one.asked_at + SIGN_WITHIN).date(), Role.QUALITY_MANAGER, "statement",
        )  # fmt: skip


@duties_of
def recall(organization: Any, now: datetime, whose: Whose) -> Iterator[Duty]:
    """Each printed copy of a revision that is not in force any more."""
    out = PrintedCopy.objects.of(organization).filter(state="out")
    old = out.filter(theirs(whose, "document__owner")).filter(
        Q(document__state=rules.Life.OBSOLETE) | ~Q(revision=F("document__current"))
    )
    for one in old.select_related("document__owner", "revision", "workplace").order_by("pk")[: whose.most]:
        owner = one.document.owner
        here = owner if owner is not None and owner.state == "active" else None
        since = one.revision.ended_on or one.document.withdrawn_on or now.date()
        yield Duty(
            here.pk if here else None, here.name if here else "", one.kind, one.pk, one.document.number,
            f"{one.title}: {one.whereabouts}", _("Collect the old copy"), "printed_copy.collect", one.printed_at,
            since + COLLECT_WITHIN, "" if here else Role.QUALITY_MANAGER,
        )  # fmt: skip


@belongings_of
def in_hands(organization: Any, person_id: UUID) -> Iterator[Belonging]:
    """The documents somebody answers for."""
    found = Document.objects.of(organization).filter(owner=person_id, open=True)
    for one in found.order_by("number"):
        yield Belonging(one, "document.hand_over", _("document"))
