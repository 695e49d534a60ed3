"""Documents as they go on paper: from the records, in the reader's language where it stands in it (7.5.2, 7.5.3)."""

from zoneinfo import ZoneInfo

from mutu.core import attachments
from mutu.core.actors import Actor
from mutu.core.models import Attachment
from mutu.lib.markdown import pictures_of
from mutu.reports import poster
from mutu.reports.document_print import DocumentPrint, document_pdf
from mutu.reports.floor import PICTURES, printed_by, written
from mutu.reports.said import Company, Signature
from mutu.resources.documents import content, queries, rules
from mutu.resources.documents.models import Approval, ApprovalMeaning, Document, Revision, Translation

MEANINGS = {ApprovalMeaning.CHECKED: "reviewed", ApprovalMeaning.APPROVED: "approved"}


def revision_pdf(
    revision: Revision, by: Actor, *, link: str, copy: str = "", version: Translation | None = None
) -> bytes:
    """A revision, or a language version of it; what is not in force carries a watermark."""
    document = revision.document
    zone = document.site.timezone if document.site is not None else document.organization.timezone
    shown = version or revision
    lags = version is not None and version.revision_id != revision.pk
    now = content.content_hash(revision)
    told = DocumentPrint(
        title=shown.name, number=document.number, revision=revision.label, text=shown.text,
        company=Company(by.organization.name, document.site.address if document.site is not None else ""), link=link,
        content=now, written=version.language if version is not None else document.language,
        language=written(by.person.language if by.person is not None else by.organization.language),
        change=revision.change, file=shown.file.name if shown.file is not None else "",
        effective_on=revision.effective_on, stamp=stamp_of(revision, document, lags=lags), copy=copy,
        signed=signatures(revision, ZoneInfo(zone), now), pictures=pictures(document, shown.text),
    )  # fmt: skip
    return document_pdf(told, printed=printed_by(by, zone))


def stamp_of(revision: Revision, document: Document, *, lags: bool = False) -> str:
    """The watermark: a draft, or something nobody works by any more."""
    if revision.state in rules.IN_WORK:
        return "draft"
    in_force = document.current_id == revision.pk and document.state == rules.Life.CURRENT
    return "" if in_force and not lags else "obsolete"


def signatures(revision: Revision, zone: ZoneInfo, now: str) -> list[Signature]:
    """Prepared, reviewed, approved: the author by name, the others as they signed."""
    signed = []
    if revision.author is not None and revision.submitted_at is not None:
        author = revision.author
        signed.append(Signature("prepared", author.name, author.job, revision.submitted_at.astimezone(zone), now))
    for meaning, label in MEANINGS.items():
        one: Approval | None = queries.approval(revision, meaning)
        if one is not None:
            signed.append(Signature(label, one.name, one.job, one.at.astimezone(zone), one.content))
    return signed


def pictures(document: Document, text: str) -> dict[str, bytes]:
    """The photos its text shows, from the store."""
    kept = Attachment.objects.of(document.organization_id).filter(pk__in=pictures_of(text), media_type__in=PICTURES)
    return {str(one.pk): attachments.place(one.organization_id, one.sha256).read_bytes() for one in kept}


def reading_poster(document: Document, link: str, by: Actor) -> bytes:
    """The code to hang where the work is done: always the newest, in the reader's language."""
    spoken = tuple(dict.fromkeys([written(by.organization.language), "en"]))
    told = poster.Poster(document.name, document.number, by.organization.name, link)
    printed = printed_by(by, by.organization.timezone)
    return poster.poster_pdf(told, printed=printed, languages=spoken, calls_for=poster.READ)
