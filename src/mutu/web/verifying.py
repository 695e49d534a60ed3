"""The public *Verify* page: drop a certificate, read in plain words whether it is good, and who says so.

Nobody signs in. Nothing handed in is kept. Trust is this installation's own trust list; time is its clock. A page
without a script does everything; a folder of certificates becomes a table to print.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mutu.certification.checking import check, trust_held
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.reading import LARGEST_FILE
from mutu.lib.credentials.trust import Trust

MOST_FILES = 200
SENTENCES = {
    "valid": gettext_lazy("This certificate is genuine and in force."),
    "invalid": gettext_lazy("This file is not a genuine certificate. Do not rely on it."),
    "revoked": gettext_lazy("This certificate was withdrawn by the body that issued it."),
    "suspended": gettext_lazy("This certificate is suspended or withdrawn. It is not in force today."),
    "expired": gettext_lazy("This certificate has expired. A renewal may exist: ask for it."),
    "not-yet-valid": gettext_lazy("This certificate is not in force yet."),
    "untrusted": gettext_lazy("Nobody on this site’s trust list stands behind this certificate."),
    "unaccredited": gettext_lazy("The body’s accreditation does not cover this certificate."),
    "indeterminate": gettext_lazy("It could not be decided. That does not mean it is false."),
}
NOTHING_SIGNED = gettext_lazy("This file carries no signed certificate. That does not mean it is false.")
ASK_THE_BODY = gettext_lazy(
    "Most certificates today are plain paper or PDF. Look the number up in the certification body’s own register, or "
    "ask the body."
)
NEXT_STEPS = {
    "untrusted": gettext_lazy("Ask the accreditation body itself, or whoever keeps the trust list."),
    "indeterminate": gettext_lazy("Ask for the whole bundle: the certificate’s own page offers it as one file."),
    "invalid": gettext_lazy("Ask the certification body whether it issued a certificate with this number."),
    "unaccredited": gettext_lazy("Ask the accreditation body for what it accredited this body."),
}
SHAPES = {"valid": "valid", "suspended": "suspended", "revoked": "withdrawn", "expired": "expired"}
STOP = frozenset({"invalid"})
STEPS = {
    "form": gettext_lazy("Form"),
    "key": gettext_lazy("Key"),
    "signature": gettext_lazy("Signature"),
    "dates": gettext_lazy("Dates"),
    "status": gettext_lazy("Status"),
    "trust": gettext_lazy("Trust"),
    "accreditation": gettext_lazy("Accreditation"),
    "key origin": gettext_lazy("Whose key it is"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate, or answer on those handed in."""
    if request.method != "POST":
        return render(request, "mutu/verify.html", {"most": MOST_FILES})
    trust, trouble = _trust()
    handed = _handed_in(request)
    now = timezone.now()
    answers = [_told(check(name, data, trust, now, remember=True)) for name, data in handed[:MOST_FILES]]
    context = {
        "answers": answers,
        "one": answers[0] if len(answers) == 1 else None,
        "left_out": max(0, len(handed) - MOST_FILES),
        "nothing": not answers,
        "trouble": trouble,
        "list_name": trust.name,
        "now": now,
        "most": MOST_FILES,
    }
    return render(request, "mutu/verify.html", context, status=200 if answers else 400)


def _trust() -> tuple[Trust, str]:
    """This installation's trust; a list that cannot be read trusts nobody, and the page says so."""
    try:
        return trust_held(), ""
    except (CredentialError, OSError) as error:
        return Trust({}), str(error)


def _handed_in(request: HttpRequest) -> list[tuple[str, bytes]]:
    """The files and the pasted text, each with a name; a file too large is cut, and then refused as too large."""
    found = [(file.name or "", file.read(LARGEST_FILE + 1)) for file in request.FILES.getlist("file")]
    text = request.POST.get("text", "").strip()
    if text:
        found.append((_("Pasted text"), text.encode("utf-8", "replace")))
    return found


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with the page's words: sentence, shape, and each fact with who says it and how that was checked."""
    verdict = answer["verdict"]
    read = bool(answer["steps"])
    passed = {step["step"] for step in answer["steps"] if step["verdict"] == "valid"}
    return {
        **answer,
        "words": SENTENCES[verdict] if read else NOTHING_SIGNED,
        "next": NEXT_STEPS.get(verdict, "") if read else ASK_THE_BODY,
        "shape": SHAPES.get(verdict, "undecided"),
        "stop": read and verdict in STOP,
        "facts": list(_facts(answer, passed)),
        "checks": [
            {**step, "name": STEPS.get(step["step"], step["step"]), "ok": step["verdict"] == "valid"}
            for step in answer["steps"]
        ],
    }


def _facts(answer: dict[str, Any], passed: set[str]) -> Any:
    """Label, value, who says so, and whether that word was proved to be theirs."""
    certificate = answer["certificate"]
    body = certificate.get("body") or certificate.get("bodyId", "")
    signed = "signature" in passed
    for label, name in (
        (_("Certificate number"), "number"),
        (_("Holder"), "holder"),
        (_("Sites"), "sites"),
        (_("Standard"), "standards"),
        (_("Scope"), "scope"),
        (_("Valid from"), "validFrom"),
        (_("Valid until"), "validUntil"),
    ):
        value = certificate.get(name)
        if value and name.startswith("valid"):
            value = date_format(read_moment(value), "j M Y")
        if value:
            yield {
                "label": label,
                "value": ", ".join(value) if isinstance(value, list) else value,
                "by": body,
                "proved": signed,
            }
    if answer["statusAsOf"]:
        as_of = _("as of %(moment)s") % {"moment": date_format(read_moment(answer["statusAsOf"]), "j M Y H:i e")}
        yield {"label": _("Status"), "value": as_of, "by": body, "proved": "status" in passed}
    accreditors = ", ".join(certificate.get("accreditationBodies", []))
    if accreditors:
        accredited = "accreditation" in passed
        yield {"label": _("Certification body"), "value": body, "by": accreditors, "proved": accredited}
        yield {
            "label": _("Accreditation body"),
            "value": accreditors,
            "by": _("this site’s trust list"),
            "proved": "trust" in passed,
        }


urls = [path("verify", verify)]
