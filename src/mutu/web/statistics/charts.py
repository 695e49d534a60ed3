"""*Data & charts*: paste a table, get the right chart and why, its capability, and an A4 page (9.1.1, 7.1.5).

Nothing is stored: the table travels in the form. What is worth keeping is printed, or kept as a JSON file that opens
again with the same data and the same questions.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache

from mutu import __version__
from mutu.reports import glyphs, paper
from mutu.web.statistics import refusals, said
from mutu.web.statistics.access import count, open_page, rendered, who
from mutu.web.statistics.examples import example
from mutu.web.statistics.printing import sheet_pdf
from mutu.web.statistics.work import Refused, done
from mutu.web.statistics.worker import NUMBERS

SHEETS = {"measurements": lazy("Measurements"), "counts": lazy("Counts"), "gauge": lazy("Gauge study")}
ROLES = {
    "measurements": (("value", lazy("Column of values")), ("subgroup", lazy("Column that names the group"))),
    "counts": (
        ("count", lazy("Column of counts")),
        ("size", lazy("Column of the number inspected")),
        ("label", lazy("Column that names the point")),
    ),
    "gauge": (
        ("part", lazy("Column of parts")),
        ("operator", lazy("Column of people")),
        ("value", lazy("Column of measurements")),
    ),
}
CHOICES = {
    "chart": (
        ("auto", lazy("The one that fits")),
        *((kind, said.CHARTS[kind]) for kind in ("i_mr", "xbar_r", "xbar_s", "median_r")),
    ),
    "rules": (
        ("default", lazy("Beyond a limit, and nine on one side")),
        ("nelson", lazy("All eight of Nelson")),
        ("western_electric", "Western Electric"),
        ("aiag", "AIAG SPC"),
        ("iso_7870_2", "ISO 7870-2:2013"),
        ("montgomery", "Montgomery"),
    ),
    "counted": (("items", lazy("Bad pieces")), ("nonconformities", lazy("Defects; a piece may have several"))),
    "decimal": (("auto", lazy("Find out")), ("comma", "8,05"), ("point", "8.05")),
}
LARGEST_FILE = 5_000_000
REFUSALS = (glyphs.GlyphMissing, paper.TemplateRefused)
TEXTS = ("characteristic", "unit", "sampling", "chart", "rules", "counted", "decimal")


def filled(given: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form's fields."""
    names = ("sheet", "text", *TEXTS, *NUMBERS, *(f"column_{role}" for roles in ROLES.values() for role, _l in roles))
    found = {name: str(given.get(name, "") or "") for name in names}
    return {**found, "sheet": found["sheet"] if found["sheet"] in SHEETS else "measurements"}


def asked_of(form: Mapping[str, str]) -> dict[str, Any]:
    """The same as the worker understands it; what was left empty is left out."""
    roles = [role for role, _label in ROLES[form["sheet"]]]
    columns = {role: form[f"column_{role}"] for role in roles if form[f"column_{role}"]}
    named = {name: form[name] for name in (*TEXTS, *NUMBERS) if form[name]}
    return {"sheet": form["sheet"], "columns": columns, **named}


def form_of(answer: Mapping[str, Any]) -> dict[str, str]:
    """The form as it must be to ask the same again: of a file that was opened."""
    asked = answer["asked"]
    numbers = {name: "" if asked[name] is None else said.exactly(asked[name]) for name in NUMBERS}
    columns = {f"column_{role}": name for role, name in asked["columns"].items()}
    return filled({**asked, **numbers, **columns, "text": answer["text"]})


def refused(request: HttpRequest, refusal: Refused, form: Mapping[str, str] | None = None) -> HttpResponse:
    """The form again, with what stands in the way."""
    errors = [{"href": "#f-text", "text": refusals.words(refusal)}]
    given = {"errors": errors, "detail": refusals.detail(refusal)}
    return shown(request, form or filled(request.GET), given, refusal.status)


def shown(request: HttpRequest, form: Mapping[str, str], more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    names = more.get("names", ())
    roles = [(f"column_{role}", label, form[f"column_{role}"]) for role, label in ROLES[form["sheet"]]]
    context = {"form": form, "sheets": SHEETS.items(), "choices": CHOICES, "roles": roles, "columns": names, **more}
    return rendered(request, "mutu/charts.html", context, status)


@never_cache
@open_page(refused)
def charts(request: HttpRequest) -> HttpResponse:
    """Ask for a table, or show what is in it."""
    if request.method != "POST":
        form = filled(request.GET)
        if request.GET.get("example"):
            form = filled({**form, **example(form["sheet"])})
        return shown(request, form, {})
    form = filled(request.POST)
    try:
        count(request)
        return answered(request, form)
    except Refused as refusal:
        return refused(request, refusal, form)
    except REFUSALS as reason:
        return refused(request, Refused("on_paper", str(reason)), form)


def answered(request: HttpRequest, form: dict[str, str]) -> HttpResponse:
    """The chart on the page, on paper, or as a file that opens again."""
    wanted = request.POST.get("do", "")
    file = request.FILES.get("file")
    data = file.read(LARGEST_FILE + 1) if file else b""
    if not data and not form["text"].strip():
        raise Refused("no_data")
    task = {
        "do": "study",
        "text": form["text"],
        "asked": asked_of(form),
        "words": said.picture_words(),
        "titles": said.picture_titles(),
    }
    if wanted == "json":
        return kept(done({**task, "keep": True, "made": f"mutu {__version__}"}, data))
    if wanted == "pdf":
        return printed(request, done({**task, "colours": "print"}, data))
    answer = done(task, data)
    form = form_of(answer)
    found = answer["answer"]
    words, state = said.verdict(found)
    pictures = [(name, mark_safe(svg)) for name, svg in answer["pictures"].items()]  # noqa: S308 our own drawing
    more = {
        "answer": found,
        "about": said.about(answer["asked"]),
        "chart": said.CHARTS[found["chart"]],
        "why": said.reason(found),
        "verdict": words,
        "state": state,
        "pictures": pictures,
        "signals": said.signals(found),
        "lines": said.lines(found),
        "figures": said.figures(found, form["unit"]),
        "sources": said.sources(found),
        "warnings": said.warnings(found["warnings"]),
        "names": answer["names"],
        "first": answer["first"],
        "rows": answer["rows"],
    }
    return shown(request, form, more)


def file_name(answer: Mapping[str, Any], ending: str) -> str:
    """A name for the file, from the characteristic."""
    return f"{slugify(answer['asked']['characteristic'])[:60] or 'chart'}.{ending}"


def kept(answer: Mapping[str, Any]) -> HttpResponse:
    """Data, questions, method and figures as JSON; this page opens it again."""
    words = json.dumps(answer["kept"], ensure_ascii=False, indent=1)
    response = HttpResponse(words, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_name(answer, "json")}"'
    return response


def printed(request: HttpRequest, answer: Mapping[str, Any]) -> HttpResponse:
    """The A4 page."""
    by = who(request)
    pdf = sheet_pdf(answer, by, link=request.build_absolute_uri("/charts"), at=timezone.localtime())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file_name(answer, "pdf")}"'
    return response


urls = [path("charts", charts)]
