"""The public *Verify* page: drop a certificate, read in plain words whether it is good, and who says so.

Nobody signs in. Nothing handed in is kept. Trust is this installation's own trust list; time is its clock. A page
without a script does everything; a folder of certificates becomes a table and a dated report. The page changes
nothing for anybody, so a form sent from elsewhere does no harm and needs no token.
"""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from mutu.certification.checking import trust_or_nobody
from mutu.certification.many import MOST, checked, opened
from mutu.certification.photographed import LARGEST_PHOTO
from mutu.certification.published import Published
from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.trust import Trust
from mutu.reports.certificate_check import Checked, CheckReport, check_report_pdf
from mutu.reports.glyphs import GlyphMissing
from mutu.reports.paper import TemplateRefused
from mutu.reports.wording import languages
from mutu.web.certificates import verdicts
from mutu.web.certificates.real_one import real_one

LARGEST_REQUEST = 64_000_000
REPORT = "mutu.certificate-check"
REPORT_LIVES = 24 * 3600


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate, or answer on those handed in."""
    if request.method != "POST":
        return render(request, "mutu/verify.html", {"most": MOST, "examples": examples()})
    if too_large(request):
        return render(request, "mutu/verify.html", {"most": MOST, "too_much": True}, status=413)
    trust, trouble = trust_or_nobody()
    handed = list(opened(_handed_in(request)))
    now = timezone.now()
    answers = [verdicts.told(answer) for answer in checked(handed[:MOST], trust, now)]
    one = answers[0] if len(answers) == 1 else None
    context = {
        "answers": answers,
        "one": one,
        "real": real_one(one, trust) if one else None,
        "tally": tally(answers),
        "left_out": max(0, len(handed) - MOST),
        "nothing": not answers,
        "trouble": trouble,
        "list_name": trust.name,
        "report": signed_report(answers, trust),
        "now": now,
        "most": MOST,
    }
    return render(request, "mutu/verify.html", context, status=200 if answers else 400)


def too_large(request: HttpRequest) -> bool:
    """Whether the request says it is larger than may be handed in; looked at before any of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > LARGEST_REQUEST


def examples() -> list[Any]:
    """In a demo, the certificates there are to look at."""
    return Published(settings.HOME).some(3) if settings.DEMO else []


def tally(answers: list[dict[str, Any]]) -> list[tuple[str, Any, int]]:
    """How many of each sentence, the most first, with the shape that goes with it."""
    shapes = {str(one["words"]): "withdrawn" if one["stop"] else one["shape"] for one in answers}
    counted = Counter(str(one["words"]) for one in answers)
    return [(shapes[words], words, number) for words, number in counted.most_common()]


def _handed_in(request: HttpRequest) -> list[tuple[str, bytes]]:
    """The files and the pasted text, each with a name; a file too large is cut, and then refused as too large."""
    found = [(file.name or "", file.read(LARGEST_PHOTO + 1)) for file in request.FILES.getlist("file")]
    text = request.POST.get("text", "").strip()
    if text:
        found.append((_("Pasted text"), text.encode("utf-8", "replace")))
    return found


def signed_report(answers: list[dict[str, Any]], trust: Trust) -> str:
    """What a report on these answers would say, signed, so that it can be printed without handing in again."""
    if not answers:
        return ""
    lines = [
        [one["file"], one["verdict"] if not one["plain"] else "", *_named(one), one["statusAsOf"] or ""]
        for one in answers
    ]
    listed = {"name": trust.name, "sequence": trust.sequence}
    told = {"at": answers[0]["checkedAt"], "list": listed, "lines": lines}
    return signing.dumps(told, salt=REPORT, compress=True)


def _named(answer: dict[str, Any]) -> list[str]:
    certificate = answer["certificate"]
    standards = ", ".join(certificate.get("standards", []))
    named = (certificate.get(name, "") or "" for name in ("number", "holder", "body", "scope", "validUntil"))
    return [*named, standards]


@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """The dated report on certificates just checked, as PDF; what it says was signed by this server."""
    try:
        told = signing.loads(request.POST.get("report", ""), salt=REPORT, max_age=REPORT_LIVES)
    except signing.BadSignature:
        return render(request, "mutu/verify.html", {"most": MOST, "nothing": True}, status=400)
    at = read_moment(told["at"])
    language = get_language() or "en"
    lines = tuple(
        Checked(file, verdict, number, holder, body, scope, _day(until), standards, _moment(as_of))
        for file, verdict, number, holder, body, scope, until, standards, as_of in told["lines"]
    )
    page = CheckReport(
        lines=lines,
        at=at,
        list_name=told["list"]["name"],
        list_number=told["list"]["sequence"],
        place=request.get_host(),
        link=request.build_absolute_uri("/verify"),
        language=language if language in languages() else "en",
    )
    try:
        made = check_report_pdf(page)
    except (GlyphMissing, TemplateRefused) as reason:
        return render(request, "mutu/verify.html", {"most": MOST, "unprintable": str(reason)}, status=422)
    answer = HttpResponse(made, content_type="application/pdf")
    name = f"certificate-check-{at:%Y-%m-%d-%H%M}.pdf"
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return answer


def _day(text: str) -> str:
    return date_format(read_moment(text), "j M Y") if text else ""


def _moment(text: str) -> str:
    return date_format(read_moment(text), "j M Y H:i e") if text else ""


urls = [path("verify", verify), path("verify/report", report)]
