"""The public page of whom this installation trusts: bodies, their keys with dates, who keeps the list.

A trust list is what turns *signed* into *believed*. The page shows it and lets nobody change it: bringing one in is
an administrator's act on the machine itself (`mutu credentials trust`).
"""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mutu.certification.checking import TRUST_LIST, content
from mutu.certification.published import Published
from mutu.certification.trust_lists import HeldList, held
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.trust import ACCREDITATION, CERTIFICATION
from mutu.web.certificates.published_files import answered

ROLES = {
    ACCREDITATION: gettext_lazy("accreditation body"),
    CERTIFICATION: gettext_lazy("certification body"),
}


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Whom this installation trusts, since when, by which keys; and what that proves."""
    found: HeldList | None = None
    trouble = ""
    try:
        found = held(settings.HOME)
    except (CredentialError, OSError) as error:
        trouble = str(error)
    ended = found is not None and found.trust.valid_until is not None and found.trust.valid_until < timezone.now()
    context = {
        "found": found,
        "trouble": trouble,
        "ended": ended,
        "bodies": _bodies(found) if found else [],
        "published": [body.did for body in Published(settings.HOME).bodies],
    }
    return render(request, "mutu/trust.html", context)


@require_safe
def trust_list(request: HttpRequest) -> HttpResponse:
    """The signed list itself, for whoever wants to check or use it."""
    file = settings.HOME / TRUST_LIST
    if not file.exists():
        raise Http404
    return answered(request, content(file), "application/json", 300)


def _bodies(found: HeldList) -> list[dict[str, Any]]:
    """Each trusted body in the page's words, accreditation bodies first."""
    bodies = sorted(found.trust.bodies.values(), key=lambda body: (body.role, body.name))
    return [
        {
            "name": body.name,
            "did": body.did,
            "role": ROLES[body.role],
            "scopes": body.scopes,
            "source": body.source,
            "keys": [{"key": pin.key.multikey, "starts": pin.starts, "ends": pin.ends} for pin in body.keys],
        }
        for body in bodies
    ]


urls = [path("trust", trust), path("trust-list.json", trust_list)]
