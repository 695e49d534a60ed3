"""Checking a plain certificate (paper, photo, unsigned PDF): the 27 points, the registers to open, a letter to send.

Public, like the *Verify* page; nothing typed is kept. The page decides nothing that only a register can answer.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mutu.certification import plain
from mutu.certification.file_facts import LARGEST, FileFacts, facts_of
from mutu.certification.plain_checks import TOLD, Found, Point, run
from mutu.web import plain_words
from mutu.web.certificates.verifying import too_large

ORDER = ("stop", "ask", "register", "told", "clear", "unknown")
YES_NO = [("", gettext_lazy("not said")), (plain.YES, gettext_lazy("yes")), (plain.NO, gettext_lazy("no"))]
MARKS = [
    ("", gettext_lazy("not said")),
    (plain.NONE, gettext_lazy("none")),
    (plain.IAF_MARK, gettext_lazy("IAF MLA mark")),
    (plain.GLOBAL_MARK, gettext_lazy("Global ACI MRA mark")),
]


def accreditors() -> list[tuple[str, Any]]:
    """The accreditation bodies held here, by acronym, besides *none shown* and *another*."""
    held = [(one.acronym, f"{one.acronym}: {one.name}") for one in plain.accreditation_bodies().values()]
    return [("", _("not said")), (plain.NONE, _("none is shown")), *sorted(held), (plain.OTHER, _("another"))]


def text(label: Any, longest: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, **more)


def day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


class PlainForm(forms.Form):
    """What stands on the certificate, then what the reader knows besides."""

    number = text(gettext_lazy("Certificate number"), 100)
    holder = text(gettext_lazy("Holder"))
    holder_place = text(gettext_lazy("Address of the holder and its sites"), 1000)
    standard = text(gettext_lazy("Standard and edition"), 100)
    scope = text(gettext_lazy("Scope"), 3000, widget=forms.Textarea(attrs={"rows": 3}))
    effective = day(gettext_lazy("Takes effect on"))
    expiry = day(gettext_lazy("Ends on"))
    cycle_start = day(gettext_lazy("Start of the present cycle"))
    last_audit = day(gettext_lazy("Last day of the audit"))
    body = text(gettext_lazy("Certification body"))
    body_place = text(gettext_lazy("Address of the certification body"), 1000)
    body_web = text(gettext_lazy("Web address of the body"))
    body_mail = text(gettext_lazy("Mail address of the body"))
    accreditation = choice(gettext_lazy("Accreditation body"), accreditors)
    accreditation_name = text(gettext_lazy("Its name, if another"))
    accreditation_number = text(gettext_lazy("Accreditation number of the body"), 100)
    mark = choice(gettext_lazy("International mark"), MARKS)
    revision = choice(gettext_lazy("Can a revised one be told from an old one?"), YES_NO)
    supplier = text(gettext_lazy("Your supplier’s name as registered"))
    supplier_site = text(gettext_lazy("Site that supplies you"))
    site_listed = choice(gettext_lazy("Is that site on the certificate or its annex?"), YES_NO)
    bought = text(gettext_lazy("What you buy there"), 500)
    people = forms.IntegerField(
        label=gettext_lazy("People in the scope"), min_value=1, max_value=1_000_000, required=False
    )
    audit_days = forms.FloatField(
        label=gettext_lazy("Auditor days of the audit"), min_value=0, max_value=10_000, required=False
    )
    applied = day(gettext_lazy("Firm applied on"))
    consultant = text(gettext_lazy("Consultant, if one took part"))
    consultant_web = text(gettext_lazy("Web address of the consultant"))
    transferred = choice(gettext_lazy("Did another body certify it before?"), YES_NO)

    ON_IT = (
        "number", "holder", "holder_place", "standard", "scope", "effective", "expiry", "body", "body_place",
        "body_web", "body_mail", "accreditation", "accreditation_name", "accreditation_number", "mark", "revision",
    )  # fmt: skip

    def typed(self) -> plain.Plain:
        """What was typed, as the checks read it."""
        return plain.Plain(**self.cleaned_data)

    def on_it(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ON_IT]

    def known_besides(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.ON_IT]


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """Ask what stands on it, or answer point by point."""
    if request.method != "POST":
        first = {"number": request.GET.get("number", "")[:100]}
        return render(request, "mutu/verify_paper.html", {"form": PlainForm(initial=first)})
    if too_large(request):
        context = {"form": PlainForm(), "too_much": True}
        return render(request, "mutu/verify_paper.html", context, status=413)
    form = PlainForm(request.POST)
    if not form.is_valid():
        return render(request, "mutu/verify_paper.html", {"form": form}, status=422)
    typed, file = form.typed(), request.FILES.get("file")
    facts = facts_of(file.read(LARGEST + 1)) if file else None
    points = [_with_file(point, facts) for point in run(typed, timezone.localdate())]
    answers = [plain_words.told(point) for point in points]
    return render(request, "mutu/verify_paper.html", {"form": form, "typed": typed, **_answer(typed, answers)})


def _answer(typed: plain.Plain, answers: list[dict[str, Any]]) -> dict[str, Any]:
    groups = [[one for one in answers if one["outcome"] == outcome] for outcome in ORDER]
    subject, body = letter(typed)
    return {
        "answers": answers,
        "groups": [group for group in groups if group],
        "stops": sum(one["outcome"] == "stop" for one in answers),
        "asks": sum(one["outcome"] == "ask" for one in answers),
        "confidences": plain_words.CONFIDENCE.values(),
        "registers": list(registers(typed)),
        "letter_subject": subject,
        "letter": body,
        "mailto": f"mailto:{quote(typed.body_mail, safe='@')}?"
        + urlencode({"subject": subject, "body": body}, quote_via=quote),
        "now": timezone.now(),
        "compiled": plain.data()["compiled"],
    }


def _with_file(point: Point, facts: FileFacts | None) -> Point:
    if point.id != "V26" or facts is None:
        return point
    made = _("Made with %(program)s on %(made)s, last changed %(changed)s, written %(times)s times.") % {
        "program": facts.made_with or _("a program it does not name"),
        "made": facts.made or _("an unknown day"),
        "changed": facts.changed or _("on an unknown day"),
        "times": facts.revisions,
    }
    told = {"sha256": facts.sha256, "made": made if facts.revisions else ""}
    return Point(point.id, point.level, point.answers, point.decisive, point.confidence, Found(TOLD, "file-told", told))


def registers(typed: plain.Plain) -> Iterator[dict[str, Any]]:
    """Where only somebody else can answer: the register, its address, how sure we are of that, for which points."""
    held = plain.data()
    host = plain.host_of(typed.body_web)
    if host and all(letter.isalnum() or letter in ".-" for letter in host):
        about = {"points": "V08 V10 V11 V19 V27", "confidence": "", "typed": True}
        yield {"name": typed.body or _("the certification body"), "address": f"https://{host}/", **about}
    one = plain.accreditation_bodies().get(typed.accreditation)
    if one is not None:
        about = {"points": "V05 V06 V07 V14 V25", "confidence": plain_words.LEVELS[one.register_confidence]}
        yield {"name": one.name, "address": one.register or "", **about}
    world = held["certsearch"]
    yield {"name": "IAF CertSearch", "points": "V08 V09", **_worded(world)}
    signatories = held["signatories"]
    yield {
        "name": _("Accreditation bodies recognised in Asia and the Pacific"),
        "points": "V04 V21",
        **_worded(signatories),
    }
    if (one is not None and one.country == "CN") or "china" in typed.holder_place.casefold():
        yield {"name": "CNCA", "points": "V08", **_worded(held["china"])}


def _worded(register: dict[str, str]) -> dict[str, Any]:
    return {**register, "confidence": plain_words.LEVELS[register["confidence"]]}


def letter(typed: plain.Plain) -> tuple[str, str]:
    """Subject and text of a letter to the body, asking what only it can answer (ISO/IEC 17021-1 asks it to confirm)."""
    subject = _("Is certificate %(number)s valid?") % {"number": typed.number or "…"}
    questions = (
        _("Did you issue it, to this holder, with this scope and for these sites?"),
        _("What is its status today: valid, suspended, withdrawn, ended? Since when?"),
        _("On which days was the last audit, and when was the decision taken?"),
        _("Which accreditation body and number cover it, and for which industry code?"),
        _("Was it transferred to you from another body?"),
    )
    asked = "\n".join(f"{number}. {question}" for number, question in enumerate(questions, start=1))
    facts = (
        (_("Certificate number"), typed.number),
        (_("Holder"), ", ".join(filter(None, (typed.holder, typed.holder_place)))),
        (_("Standard and edition"), typed.standard),
        (_("Scope"), typed.scope),
        (_("Takes effect on"), _shown(typed.effective)),
        (_("Ends on"), _shown(typed.expiry)),
    )
    lines = "\n".join(f"{label}: {value}" for label, value in facts if value)
    opening = _("We were given this certificate, and ask you to confirm it.")
    closing = _(
        "ISO/IEC 17021-1 asks certification bodies to confirm the status of a certification on request. Thank you."
    )
    return subject, f"{opening}\n\n{lines}\n\n{asked}\n\n{closing}\n"


def _shown(value: date | None) -> str:
    return value.isoformat() if value else ""


urls = [path("verify/paper", paper)]
