"""What bodies publish, served as it lies there: DID documents, status lists, logs, certificates in the form asked for.

Anybody may read it, from any page of any site: it is signed, and public by its nature. The web process only reads;
a separate signing command writes (docs/decisions/0023).
"""

import hashlib
import json
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.urls import path, register_converter
from django.views.decorators.http import require_safe

from mutu.certification.published import FORMS, Found, Published, media_type
from mutu.web.documents.asked_for import chosen

BUNDLE = "application/vnd.mutu.bundle+json"
LINKS = "application/linkset+json"
ALIASES = {"application/vc+ld+json": "json", "application/ld+json": "json", "application/json": "json"}
FIVE, FOR_EVER = 300, 31_536_000


class PublishedPath:
    """An address at which something is published; any other address is somebody else's.

    A body's path is its own choice, so no list of first segments could be complete.
    """

    regex = ".+"

    def to_python(self, path: str) -> str:
        where = "/".join(quote(part, safe="") for part in path.split("/"))
        own = Published(settings.HOME)
        if own.read(where) is None and certificate_at(own, where) is None:
            raise ValueError(path)
        return where

    def to_url(self, path: str) -> str:
        return path


register_converter(PublishedPath, "published")


@require_safe
def published(request: HttpRequest, where: str) -> HttpResponse:
    """One published file; a certificate without an ending is answered in the form asked for."""
    own = Published(settings.HOME)
    data = own.read(where)
    if data is not None:
        return answered(request, data, media_type(where, data), lasting(where))
    found = certificate_at(own, where)
    if found is None:
        raise Http404
    if where.endswith(".qmsbundle"):
        return bundle(request, own, found)
    if where.endswith(".pdf"):
        return form(request, found, "pdf")
    return negotiated(request, own, found)


def lasting(where: str) -> int:
    """For how many seconds a published file may be kept by others.

    >>> lasting("cb/a/log/tile/0/000"), lasting("cb/a/log/tile/0/000.p/7"), lasting("cb/a/log/checkpoint")
    (31536000, 300, 0)
    """
    if "/log/tile/" in f"/{where}" and ".p/" not in where:
        return FOR_EVER
    return 0 if where.endswith("/checkpoint") else FIVE


def certificate_at(own: Published, where: str) -> Found | None:
    """The certificate whose address this is: `…/credentials/NUMBER/REVISION`, or its PDF's, `…/certificates/NUMBER`."""
    plain = where.removesuffix(".qmsbundle").removesuffix(".pdf")
    for body in own.bodies:
        base = body.base.partition("://")[2].partition("/")[2]
        below = plain.removeprefix(f"{base}/") if base and plain.startswith(f"{base}/") else plain if not base else ""
        parts = below.split("/")
        if parts[0] == "credentials" and len(parts) == 3 and parts[2].isdecimal():
            number = parts[1]
            revisions = [revision for revision in body.revisions_in(number) if revision == int(parts[2])]
        elif parts[0] == "certificates" and len(parts) == 2:
            number = parts[1]
            revisions = body.revisions_in(number)[:1]
        else:
            continue
        if revisions:
            return Found.of(body, number, revisions[0])
    return None


def negotiated(request: HttpRequest, own: Published, found: Found) -> HttpResponse:
    """A certificate in the form asked for; a person's browser is led to its page."""
    there = [media for ending, media in FORMS.items() if found.form(ending) is not None]
    aliases = [alias for alias, ending in ALIASES.items() if FORMS[ending] in there]
    offered = [*there, *aliases, "text/html", BUNDLE, LINKS]
    wanted = chosen(request.headers.get("Accept", ""), offered)
    if wanted == "text/html":
        answer: HttpResponse = HttpResponseRedirect(f"/c/{quote(found.number, safe='')}")
    elif wanted == BUNDLE:
        answer = bundle(request, own, found)
    elif wanted == LINKS:
        answer = answered(request, json.dumps(links(found)).encode(), LINKS, FIVE)
    elif wanted is None:
        answer = HttpResponse(", ".join(offered) + "\n", content_type="text/plain", status=406)
    else:
        endings = {media: ending for ending, media in FORMS.items()} | ALIASES
        answer = form(request, found, endings[wanted], as_type=wanted)
    answer["Vary"] = "Accept"
    return answer


def form(request: HttpRequest, found: Found, ending: str, as_type: str = "") -> HttpResponse:
    data = found.form(ending)
    if data is None:
        raise Http404
    return answered(request, data, as_type or FORMS[ending], FIVE)


def bundle(request: HttpRequest, own: Published, found: Found) -> HttpResponse:
    """The certificate with all that is needed to check it without a network, put together now."""
    data = json.dumps(own.bundle(found), ensure_ascii=False).encode("utf-8")
    answer = answered(request, data, BUNDLE, 0)
    answer["Content-Disposition"] = f'attachment; filename="{quote(found.number, safe="")}.qmsbundle"'
    return answer


def links(found: Found) -> dict[str, object]:
    """Where a certificate's forms are (RFC 9264)."""
    base = f"{found.body.base.removesuffix('/')}/credentials/{found.path.rpartition('/credentials/')[2]}"
    forms = [{"href": f"{base}.{ending}", "type": media} for ending, media in FORMS.items() if found.form(ending)]
    return {"linkset": [{"anchor": base, "alternate": [*forms, {"href": f"{base}.qmsbundle", "type": BUNDLE}]}]}


def answered(request: HttpRequest, data: bytes, kind: str, seconds: int) -> HttpResponse:
    """Bytes with their type, how long they keep, and a mark by which an unchanged answer is not sent again."""
    mark = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    answer: HttpResponse
    if request.headers.get("If-None-Match") == mark:
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(data, content_type=kind)
    answer["ETag"] = mark
    answer["Cache-Control"] = f"public, max-age={seconds}" + (", immutable" if seconds == FOR_EVER else "")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


urls = [path("<published:where>", published)]
