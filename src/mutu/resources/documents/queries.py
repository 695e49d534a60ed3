"""Reading documents: what rules, pages and other topics ask of them."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from mutu.core import gate
from mutu.core.models import Organization, Person, RoleAssignment, Site
from mutu.core.numbering import series_of
from mutu.core.permissions import Role
from mutu.core.records import Row
from mutu.resources.documents import rules
from mutu.resources.documents.models import (
    Approval,
    ApprovalMeaning,
    ApprovalRule,
    Document,
    DocumentType,
    Revision,
    Translation,
)
from mutu.resources.documents.paper import DocumentRequest, PrintedCopy

S = rules.State
APPROVES_BY_DEFAULT = Role.QUALITY_MANAGER


def today_at(document: Document, at: datetime | None = None) -> date:
    """The day it is where the document is used."""
    place = document.site.timezone if document.site is not None else document.organization.timezone
    return (at or gate.now()).astimezone(ZoneInfo(place)).date()


def in_months(day: date, months: int) -> date | None:
    """The same day so many months later, or the last one of a shorter month; never, for 0 months."""
    if not months:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def next_number(organization: Any, type: DocumentType, site: Site | None, at: datetime) -> str:
    """The number after the highest that fits the type's pattern; its type is locked while it is given."""
    series = series_of(type.pattern, at)
    before, width, after = re.split(r"\{n(?::(\d))?\}", series)
    taken = Document.objects.of(organization).filter(number__startswith=before, number__endswith=after)
    if type.per_site:
        taken = taken.filter(numbered_at=site)
    middles = (number[len(before) : len(number) - len(after)] for number in taken.values_list("number", flat=True))
    last = max((int(one) for one in middles if one.isascii() and one.isdigit() and len(one) < 10), default=0)
    return f"{before}{str(last + 1).zfill(int(width or 1))}{after}"


def revisions_of(document: Document) -> list[Revision]:
    """All its revisions with their signatures, the newest first: two queries."""
    found = Revision.objects.of(document.organization_id).filter(document=document)
    revisions = list(found.select_related("author", "file").order_by("-sequence"))
    signed = Approval.objects.of(document.organization_id).filter(record__document=document).order_by("position")
    lines: dict[UUID, list[Row]] = {one.pk: [] for one in revisions}
    for line in signed:
        lines[line.record_id].append(line)
    for one in revisions:
        one.document, one.__dict__["_rows"] = document, {"approvals": lines[one.pk]}
    return revisions


def accepted_changes(document: Document) -> list[DocumentRequest]:
    """The requests to change it that were accepted and wait for the revision, oldest first."""
    found = DocumentRequest.objects.of(document.organization_id)
    return list(found.filter(document=document, wants="change", state="accepted").order_by("asked_at")[:5])


def labels_of(document: Document) -> list[str]:
    """The labels it has had, oldest first, dropped ones left out."""
    found = Revision.objects.of(document.organization_id).filter(document=document).exclude(state=S.DROPPED)
    return list(found.order_by("sequence").values_list("label", flat=True))


def last_sequence(document: Document) -> int:
    found = Revision.objects.of(document.organization_id).filter(document=document)
    return found.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def in_work(document: Document) -> Revision | None:
    """The revision that is being written or approved, if there is one."""
    found = Revision.objects.of(document.organization_id).filter(document=document, state__in=rules.IN_WORK)
    return found.order_by("-sequence").first()


def valid_on(document: Document, day: date) -> Revision | None:
    """Which revision was in force on a day (7.5.3.2 c)."""
    found = Revision.objects.of(document.organization_id).filter(
        document=document, state__in=rules.WAS_RELEASED, effective_on__lte=day
    )
    return found.filter(Q(ended_on=None) | Q(ended_on__gt=day)).order_by("-sequence").first()


def rules_held(organization: Any) -> list[ApprovalRule]:
    """The whole matrix of approval, read once."""
    return list(ApprovalRule.objects.of(organization).filter(state="held").order_by("pk"))


def most_particular(matrix: list[ApprovalRule], document: Document) -> ApprovalRule:
    """Who checks and approves it: the most particular rule, type before site (7.5.2 c)."""
    fits = [
        one for one in matrix if one.type_id in (None, document.type_id) and one.site_id in (None, document.site_id)
    ]
    default = ApprovalRule(organization_id=document.organization_id, approves=APPROVES_BY_DEFAULT)
    return max(fits, key=lambda one: (one.type_id is not None, one.site_id is not None, one.pk), default=default)


def rule_for(document: Document) -> ApprovalRule:
    """Who checks and approves this one."""
    return most_particular(rules_held(document.organization_id), document)


def who_may(document: Document, role: str) -> list[Person]:
    """The people who hold a role where the document is used."""
    roles = RoleAssignment.objects.of(document.organization_id).filter(role=role, state="held")
    if document.site_id is not None:
        roles = roles.filter(Q(site=None) | Q(site=document.site_id))
    held = roles.values("person")
    return list(Person.objects.of(document.organization_id).filter(pk__in=held, state="active").order_by("name"))


def approval(revision: Revision, meaning: str = ApprovalMeaning.APPROVED) -> Approval | None:
    """The newest approval (or check) of it."""
    lines = [one for one in revision.rows("approvals") if isinstance(one, Approval) and one.meaning == meaning]
    return lines[-1] if lines else None


def translations_of(document: Document) -> list[Translation]:
    """The newest version in each language, released ones first, by language."""
    found = Translation.objects.of(document.organization_id).filter(revision__document=document)
    found = found.exclude(state="dropped").exclude(revision__state=S.DROPPED).select_related("revision")
    newest: dict[str, Translation] = {}
    for one in found.order_by("language", "-revision__sequence"):
        kept = newest.get(one.language)
        if kept is None or (kept.state != "released" and one.state == "released"):
            newest[one.language] = one
    return list(newest.values())


def standing(translation: Translation, current_id: UUID | None) -> str:
    """What a language version is worth today: draft, current, or lagging behind the revision in force."""
    if translation.state != "released":
        return "draft"
    return "current" if translation.revision_id == current_id else "lagging"


def read_in(document: Document, revision: Revision, language: str) -> Translation | None:
    """What somebody who reads `language` is shown of a revision: its version, or an earlier one that lags."""
    if language == document.language:
        return None
    found = Translation.objects.of(document.organization_id).filter(
        revision__document=document, revision__sequence__lte=revision.sequence, language=language, state="released"
    )
    return found.select_related("revision").order_by("-revision__sequence").first()


def last_copy(document: Document) -> int:
    """The number of its newest printed copy."""
    found = PrintedCopy.objects.of(document.organization_id).filter(document=document)
    return found.order_by("-copy").values_list("copy", flat=True).first() or 0


def copies_out(document: Document) -> list[PrintedCopy]:
    """The printed copies that are somewhere; those of another revision than the one in force are to be collected."""
    found = PrintedCopy.objects.of(document.organization_id).filter(document=document, state="out")
    return list(found.select_related("revision", "workplace", "document").order_by("copy"))


def current_documents(organization: Organization) -> Any:
    """The documents people work by today."""
    return Document.objects.of(organization).filter(state=rules.Life.CURRENT)
