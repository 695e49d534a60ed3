"""Attachments: shown to people of the same organization only, never run by a browser."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.http import content_disposition_header

from mutu.core import attachments
from mutu.core.models import Attachment
from mutu.web.acting import actor_in
from mutu.web.signing_in import signed_in

SHOWN = frozenset({"image/jpeg", "image/png", "application/pdf"})


@signed_in
def file(request: HttpRequest, id: UUID, small: bool = False) -> HttpResponseBase:
    """The file itself, or its thumbnail."""
    by = actor_in(request)
    kept = Attachment.objects.of(by.organization).filter(pk=id).first()
    if kept is None:
        raise Http404
    place = attachments.place(by.organization_id, kept.sha256, ".thumb.jpg" if small else "")
    try:
        opened = place.open("rb")
    except OSError:
        raise Http404 from None
    media_type = "image/jpeg" if small else kept.media_type
    response = FileResponse(opened, content_type=media_type)
    name = kept.name if "." in kept.name else f"{kept.name}.{attachments.ENDINGS.get(kept.media_type, 'bin')}"
    response["Content-Disposition"] = content_disposition_header(media_type not in SHOWN, name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


urls = [
    path("files/<uuid:id>", file),
    path("files/<uuid:id>/small", file, {"small": True}),
]
