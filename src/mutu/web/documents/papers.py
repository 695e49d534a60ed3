"""Documents on paper: the PDF, the numbered copy, the poster and its code (7.5.3.2 a)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from mutu.core import permissions
from mutu.core.models import Door
from mutu.reports import from_documents
from mutu.reports.qr import qr_svg
from mutu.resources.documents import queries
from mutu.resources.documents.models import Document, Revision
from mutu.resources.documents.paper import PrintedCopy
from mutu.web.acting import actor_in
from mutu.web.documents.pages import document_or_404
from mutu.web.problems.papers import answer, link_to
from mutu.web.signing_in import signed_in

JOINED = ("document__site", "document__type", "document__organization", "document__current", "author", "file")


def code_of(request: HttpRequest, document: Document) -> str:
    """The address in the QR code: it leads to the newest by way of the door."""
    door = Door.objects.get(organization_id=document.organization_id)
    return link_to(request, f"/wi/{door.slug}/{document.pk}")


@signed_in
def printed(request: HttpRequest, id: UUID) -> HttpResponse:
    """The revision in force, or the one asked for, in the language asked for."""
    by, found = actor_in(request), document_or_404(request, id)
    wanted = request.GET.get("revision", "") or str(found.current_id or "")
    revisions = permissions.visible(Revision, by).select_related(*JOINED).filter(document=found)
    one = next((one for one in revisions if str(one.pk) == wanted), None)
    if one is None:
        raise Http404
    version = queries.read_in(found, one, request.GET.get("language", found.language))
    link = code_of(request, found)

    def make() -> bytes:
        return from_documents.revision_pdf(one, by, link=link, version=version)

    return answer(request, make, f"{found.number}-{one.label}", f"/documents/{found.pk}")


@signed_in
def numbered_copy(request: HttpRequest, id: UUID) -> HttpResponse:
    """The paper of one numbered copy: the revision it was issued of."""
    by = actor_in(request)
    joined = ("document__current", *(f"revision__{name}" for name in JOINED))
    copy = PrintedCopy.objects.of(by.organization).select_related(*joined).filter(pk=id, state="out").first()
    if copy is None:
        raise Http404
    link, label = code_of(request, copy.document), f"{copy.copy:02} · {copy.whereabouts}"

    def make() -> bytes:
        return from_documents.revision_pdf(copy.revision, by, link=link, copy=label)

    return answer(request, make, f"{copy.document.number}-{copy.copy:02}", f"/documents/{copy.document_id}")


@signed_in
def poster(request: HttpRequest, id: UUID) -> HttpResponse:
    """The code on A5, to hang where the work is done."""
    by, found = actor_in(request), document_or_404(request, id)
    link = code_of(request, found)
    return answer(request, lambda: from_documents.reading_poster(found, link, by), f"QR-{found.number}",
                  f"/documents/{found.pk}")  # fmt: skip


@signed_in
def code(request: HttpRequest, id: UUID) -> HttpResponse:
    """The code alone."""
    found = document_or_404(request, id)
    return HttpResponse(qr_svg(code_of(request, found)), content_type="image/svg+xml")


urls = [
    path("documents/<uuid:id>/document.pdf", printed),
    path("documents/copy/<uuid:id>/copy.pdf", numbered_copy),
    path("documents/<uuid:id>/poster.pdf", poster),
    path("documents/<uuid:id>/qr.svg", code),
]
