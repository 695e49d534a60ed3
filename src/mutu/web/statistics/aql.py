"""The *AQL table*: lot size, level and AQLs in; sample, accept and reject numbers out, and what they promise (8.6).

The tables are those of MIL-STD-105E, from which ISO 2859-1 and ANSI/ASQ Z1.4 descend. Nothing is stored.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache

from mutu.web.statistics import refusals, said
from mutu.web.statistics.access import count, open_page, rendered
from mutu.web.statistics.work import Refused, done

CLASSES = {"critical": lazy("Critical"), "major": lazy("Major"), "minor": lazy("Minor")}
ASKED = {"critical": lazy("AQL for critical"), "major": lazy("AQL for major"), "minor": lazy("AQL for minor")}
USUAL = {"critical": "0", "major": "2.5", "minor": "4.0"}
AQLS = (
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5",
    "4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000",
)  # fmt: skip
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
SEVERITIES = {"normal": lazy("Normal"), "tightened": lazy("Tightened"), "reduced": lazy("Reduced")}
PROMISED = {"normal": ("87", "99"), "tightened": ("80", "96"), "reduced": ("81", "99")}
"""percent of lots exactly at the AQL that pass, over all plans of the standard up to AQL 10"""


def filled(given: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form's fields; the usual inspection where nothing was said."""
    fresh = "lot" not in given
    form = {"lot": str(given.get("lot", "")).strip()[:40], "level": given.get("level", "II"),
            "severity": given.get("severity", "normal"), "one_sample": given.get("one_sample", "")}  # fmt: skip
    return {**form, **{name: given.get(name, usual if fresh else "") for name, usual in USUAL.items()}}


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The form again, with what stands in the way."""
    words = str(NO_NUMBER) if refusal.code == "not_a_count" else refusals.words(refusal)
    errors = [{"href": "#f-lot", "text": words}]
    return shown(request, filled(request.GET), {"errors": errors}, refusal.status)


def shown(request: HttpRequest, form: Mapping[str, str], more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    classes = [(name, label, form[name]) for name, label in ASKED.items()]
    context = {"form": form, "classes": classes, "aqls": AQLS, "levels": LEVELS, "severities": SEVERITIES.items()}
    return rendered(request, "mutu/aql.html", {**context, **more}, status)


@never_cache
@open_page(refused)
def aql(request: HttpRequest) -> HttpResponse:
    """Ask for a lot, or show its plan; the address says it all, so that it can be passed on."""
    form = filled(request.GET)
    if not form["lot"]:
        return shown(request, form, {"errors": []} if "lot" not in request.GET else {"errors": [NO_LOT]})
    try:
        count(request)
        return shown(request, form, planned(form))
    except Refused as refusal:
        return refused(request, refusal)


NO_NUMBER = lazy("The lot is a whole number of pieces, two or more.")
NO_LOT = {"href": "#f-lot", "text": lazy("How many pieces are in the lot?")}


def planned(form: Mapping[str, str]) -> dict[str, Any]:
    """The plan in the page's words."""
    names = {name: str(label) for name, label in CLASSES.items()}
    task = {
        "do": "plan", "lot": whole(form["lot"]), "level": form["level"], "severity": form["severity"],
        "one_sample": form["one_sample"] == "1", "aqls": {name: form[name] for name in CLASSES if form[name]},
        "words": said.picture_words(), "names": names, "title": _("How often a lot passes"),
    }  # fmt: skip
    answer = done(task)
    plan = answer["plan"]
    low, high = PROMISED[plan["severity"]]
    return {
        "plan": plan,
        "found": [{**one, "label": CLASSES[one["name"]], "words": promised(one, plan)} for one in plan["classes"]],
        "pictures": [mark_safe(svg) for svg in answer["pictures"].values()],  # noqa: S308 our own drawing
        "warnings": said.warnings(plan["warnings"]),
        "low": low,
        "high": high,
    }


def whole(text: str) -> str:
    """A lot size without the spaces, points or commas between its thousands."""
    for mark in (" ", "\u00a0", "\u202f", "'"):
        text = text.replace(mark, "")
    for mark in (",", "."):
        parts = text.split(mark)
        if len(parts) > 1 and 0 < len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:]):
            text = "".join(parts)
    return text


def promised(one: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    """What the numbers of one class mean for what gets through."""
    facts: dict[str, Any] = {"aql": one["aql"], "n": one["n"]}
    promise = one["promise"]
    if promise is None:
        return _("All %(n)s pieces are looked at, so there is nothing left to chance.") % facts
    facts |= {"lq": said.figure(promise["lq"], 3), "at": said.figure(100 * (promise["at_aql"] or 0), 3)}
    if promise["at_aql"] is None:
        return _("Accept only if none is found. A lot with %(lq)s%% of them still passes one time in ten.") % facts
    words = DEFECTS_PASS if promise["distribution"] == "poisson" else BAD_PASS
    return str(words) % facts


BAD_PASS = lazy(
    "A lot with exactly %(aql)s%% bad pieces passes %(at)s times in a hundred; one with %(lq)s%% still passes one time "
    "in ten."
)
DEFECTS_PASS = lazy(
    "A lot with exactly %(aql)s defects per 100 pieces passes %(at)s times in a hundred; one with %(lq)s still passes "
    "one time in ten."
)
urls = [path("aql", aql)]
