"""The page of a certificate this installation publishes, as its code's address leads to: checked anew at each look.

A number that is not here is *not found on this register*, with the day; that never reads as *false*.
"""

import json
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mutu.certification.checking import check, trust_or_nobody
from mutu.certification.many import short
from mutu.certification.published import FORMS, Found, Published
from mutu.web.certificates import verdicts
from mutu.web.certificates.published_files import negotiated
from mutu.web.certificates.verifying import signed_report
from mutu.web.documents.asked_for import chosen

PLACES = ("did.json", "keys.jsonl", "status/1", "log/checkpoint")
"""What a body publishes besides its certificates, and what a program may want to read."""


@never_cache
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Lead a typed number to its page."""
    number = request.GET.get("number", "").strip()[:100]
    return HttpResponseRedirect(f"/c/{quote(number, safe='')}" if number else "/verify")


@never_cache
@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate by its number: verdict and evidence, or that it is not on this register."""
    own = Published(settings.HOME)
    by = request.GET.get("by", "")
    found = [one for one in own.find(number) if by in ("", one.body.did)]
    machine = chosen(request.headers.get("Accept", ""), ("text/html", *FORMS.values()))
    if len(found) == 1 and machine != "text/html":
        return negotiated(request, own, found[0])
    if not found:
        context = {"number": short(number), "now": timezone.now()}
        return render(request, "mutu/certificate_not_found.html", context, status=404)
    if len(found) > 1:
        return render(request, "mutu/certificate_which.html", {"number": short(number), "found": named(own, found)})
    return render(request, "mutu/certificate.html", _context(own, found[0]))


def named(own: Published, found: list[Found]) -> list[dict[str, Any]]:
    """Two bodies gave one number: each by its name, to choose from."""
    trust, _trouble = trust_or_nobody()
    now = timezone.now()
    answers = [(one, check("", json.dumps(own.bundle(one)).encode(), trust, now)["certificate"]) for one in found]
    return [{"did": one.body.did, "body": told.get("body"), "holder": told.get("holder")} for one, told in answers]


def _context(own: Published, found: Found) -> dict[str, Any]:
    trust, trouble = trust_or_nobody()
    now = timezone.now()
    data = json.dumps(own.bundle(found)).encode("utf-8")
    answer = verdicts.told(check(found.number, data, trust, now, remember=True))
    return {
        "one": answer,
        "now": now,
        "trouble": trouble,
        "report": signed_report([answer], trust),
        "bundle_url": f"{found.path}.qmsbundle",
        "pdf_url": f"{found.path}.pdf" if found.form("pdf") else "",
        "did": found.body.did,
        "places": [place for place in PLACES if (found.body.folder / place).is_file()],
        "base": urlsplit(found.body.base).path,
        "paths": {ending: f"{found.path}.{ending}" for ending in FORMS if found.form(ending)},
    }


urls = [path("c/", look_up), path("c/<path:number>", certificate)]
