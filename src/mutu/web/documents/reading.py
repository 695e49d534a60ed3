"""Reading at the machine: the newest of a document in my language, or exactly one revision of it (7.5.3.1 a)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from mutu.core import attachments, permissions
from mutu.core.languages import LANGUAGES
from mutu.core.models import Attachment, Door
from mutu.resources.documents import preview, queries, rules
from mutu.resources.documents.models import Document, Revision
from mutu.web.acting import actor_in
from mutu.web.documents import acknowledging
from mutu.web.documents.pages import document_or_404, file_of, html_of
from mutu.web.signing_in import signed_in


def scanned(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Where the QR code of a poster leads: to the newest, by way of the door if need be."""
    if not Door.objects.filter(slug=slug).exists():
        raise Http404
    target = f"/documents/{id}/read"
    if request.actor is None:  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"/in/{slug}/?" + urlencode({"next": target}))
    return HttpResponseRedirect(target)


@signed_in
def newest(request: HttpRequest, id: UUID) -> HttpResponse:
    """Always the revision in force."""
    found = document_or_404(request, id)
    return _page(request, found, found.current, pinned=False)


@signed_in
def pinned(request: HttpRequest, id: UUID) -> HttpResponse:
    """Exactly this revision, for a batch record, whatever is in force by now."""
    joined = ("document__current", "document__site", "document__type", "file")
    one = permissions.visible(Revision, actor_in(request)).select_related(*joined).filter(pk=id).first()
    if one is None:
        raise Http404
    return _page(request, one.document, one, pinned=True)


def _page(request: HttpRequest, found: Document, revision: Revision | None, *, pinned: bool) -> HttpResponse:
    """The text in the reader's language where there is one; a version that lags says so above everything."""
    by = actor_in(request)
    own = by.person.language if by.person is not None else found.language
    language = request.GET.get("language", own)
    version = queries.read_in(found, revision, language) if revision is not None else None
    lags = version is not None and revision is not None and version.revision_id != revision.pk
    known = {one.language for one in queries.translations_of(found) if one.state == "released"} | {found.language}
    offered = [(code, word, code == (version.language if version else found.language))
               for code, word in LANGUAGES if code in known]  # fmt: skip
    shown: Any = version or revision
    context = {
        "record": found, "revision": revision, "version": version, "lags": lags, "pinned": pinned,
        "missing": dict(LANGUAGES).get(own) if own not in known and not request.GET.get("language") else "",
        "offered": offered if len(offered) > 1 else [], "text": html_of(shown), "file": file_of(shown),
        "title": shown.name if shown is not None else found.name,
        "language": version.language if version is not None else found.language,
        "old": pinned and revision is not None and found.current_id != revision.pk,
        "draft": revision is not None and revision.state in rules.IN_WORK,
        **acknowledging.asked(by, revision),
    }  # fmt: skip
    return render(request, "mutu/read.html", context)


@signed_in
def file_preview(request: HttpRequest, id: UUID) -> HttpResponse:
    """What is in a Word or Excel file, as text and tables, without opening it in either."""
    by = actor_in(request)
    kept = Attachment.objects.of(by.organization).filter(pk=id).first()
    if kept is None:
        raise Http404
    data = attachments.place(by.organization_id, kept.sha256).read_bytes()
    shown = preview.of(data, kept.media_type)
    return render(request, "mutu/preview.html", {"file": kept, "shown": shown})


urls = [
    path("wi/<slug:slug>/<uuid:id>", scanned),
    path("documents/<uuid:id>/read", newest),
    path("documents/revision/<uuid:id>/read", pinned),
    path("documents/preview/<uuid:id>", file_preview),
]
