"""Readiness pages: the clause tree, one clause beside it, what 2026 changes, the seven principles, records behind."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mutu.core import permissions
from mutu.core.actors import Actor
from mutu.core.checks import FIRST_EDITION, Evidence, Found, Look, Verdict, checks
from mutu.core.references import model_of
from mutu.core.tenancy import OrganizationQuerySet
from mutu.evaluation.readiness import actions, principles, queries, transition
from mutu.evaluation.readiness.queries import Line, Readiness, Rolled, strip_for
from mutu.lib.standards import Edition, editions
from mutu.web import drawing
from mutu.web.acting import actor_in
from mutu.web.addresses import address, address_of, do_address
from mutu.web.signing_in import signed_in
from mutu.web.templatetags.mutu import STATES

__all__ = ["strip_for", "urls"]
PAGE = 50
WIDEST = 44
"""Places of the longest strip of one principle; shorter ones are drawn to the same scale."""
COUNTED = {
    Verdict.SHOWN: _("%(n)s shown"),
    Verdict.ATTENTION: _("%(n)s attention"),
    Verdict.STATEMENT: _("%(n)s statement"),
    Verdict.NODATA: _("%(n)s not enough data"),
    Verdict.NA: _("%(n)s not applicable"),
}


def edition_or_404(key: str) -> Edition:
    if key not in editions():
        raise Http404
    return editions()[key]


@signed_in
def tree(request: HttpRequest, edition: str = FIRST_EDITION, clause: str = "") -> HttpResponse:
    """Every clause with its verdict, chapters folded; with `clause`, that one beside it."""
    by, whole = actor_in(request), edition_or_404(edition)
    known = queries.readiness(by.organization_id)
    clauses = known.clauses(whole)
    chosen = next((rolled for rolled in clauses if rolled.clause.number == clause), None)
    if clause and chosen is None:
        raise Http404
    context = {**frame(known, whole, clauses, "clause"), "chapters": chapters(whole, clauses, chosen)}
    if chosen is not None:
        context |= panel(by, known, whole, chosen, request.path)
    return render(request, "mutu/readiness.html", context)


def frame(known: Readiness, edition: Edition, clauses: tuple[Rolled, ...], lens: str) -> dict[str, Any]:
    """What every readiness page shows above its own part."""
    return {
        "edition": edition,
        "editions": list(editions().values()),
        "lens": lens,
        "strip": queries.strip(clauses),
        "size": known.size,
        "at": known.at,
        "total": len(clauses),
        "base": f"/readiness/{edition.key}",
    }


def chapters(edition: Edition, clauses: tuple[Rolled, ...], chosen: Rolled | None) -> list[dict[str, Any]]:
    """Each chapter with its clauses; open are the chosen one's and, with none chosen, those that call for attention."""
    found = []
    for chapter in edition.chapters:
        inside = tuple(one for one in clauses if one.clause.number.split(".")[0] == chapter.number)
        counted = queries.counts(inside)
        attention = Verdict.ATTENTION in counted
        found.append({
            "chapter": chapter,
            "clauses": inside,
            "words": ", ".join(COUNTED[verdict] % {"n": number} for verdict, number in counted.items()),
            "open": chosen in inside if chosen is not None else attention,
        })  # fmt: skip
    return found


def panel(by: Actor, known: Readiness, edition: Edition, chosen: Rolled, here: str) -> dict[str, Any]:
    """One clause closely: each line, its checks and records, what a person must still say."""
    seen = visible_examples(by, [found for line in chosen.lines for _check, found in line.looked])
    justify = f"{do_address(actions.justify.name)}?edition={edition.key}&clause={chosen.clause.number}&next={here}"
    may_justify = chosen.clause.may_be_not_applicable and permissions.may(by, actions.justify)
    change = next((one for one in edition.delta if one.clause == chosen.clause.number), None)
    return {
        "chosen": chosen,
        "lines": [line_context(line, seen) for line in chosen.lines],
        "may_state": permissions.may(by, actions.make),
        "justify_url": justify if may_justify and chosen.verdict != Verdict.NA else "",
        "change": change,
        "confidence": transition.CONFIDENCE[chosen.clause.confidence],
        "principles": [principles.PRINCIPLES[key][0] for key in chosen.clause.principles],
        "make": do_address(actions.make.name),
    }


def visible_examples(by: Actor, founds: list[Found]) -> set[str]:
    """Which of the records that checks name this person may open: one query for each kind that occurs."""
    wanted: dict[str, set[str]] = {}
    for found in founds:
        wanted.setdefault(found.kind, set()).update(key for key, _number in found.examples)
    return {
        str(key)
        for kind, ids in wanted.items()
        if ids
        for key in permissions.visible(model_of(kind), by).filter(pk__in=ids).values_list("pk", flat=True)
    }


def line_context(line: Line, seen: set[str]) -> dict[str, Any]:
    looked = [
        {
            "label": check.label, "found": found, "verdict": str(found.verdict),
            "tone": STATES["clause"][found.verdict][1],
            "url": f"/readiness/records/{check.name}" + ("?lacking=1" if found.lacking else ""),
            "examples": [(address(found.kind, key), number) for key, number in found.examples if key in seen],
        }
        for check, found in line.looked
    ]  # fmt: skip
    return {
        "line": line,
        "looked": looked,
        "statement_url": address_of(line.statement) if line.statement else "",
        "justified_url": address_of(line.justified) if line.justified else "",
    }


@signed_in
def records(request: HttpRequest, name: str) -> HttpResponse:
    """Exactly the records a check read, or those of them that lack something, newest first."""
    by = actor_in(request)
    if name not in checks():
        raise Http404
    one = checks()[name]
    found = queries.readiness(by.organization_id).answers[name]
    evidence = one.evidence(Look(by.organization_id, found.at))
    lacking = request.GET.get("lacking") == "1"
    listed = evidence.lacking if lacking else evidence.reads
    may_see = permissions.visible(evidence.reads.model, by).values("pk")
    rows = list(older_than(evidence, listed.filter(pk__in=may_see), request.GET.get("before", ""))[: PAGE + 1])
    edition, requirement = one.requirements[0]
    context = {
        "check": one,
        "found": found,
        "verdict": str(found.verdict),
        "lacking": lacking,
        "rows": [(address_of(row), row, dict(row.states).get(row.state, row.state)) for row in rows[:PAGE]],
        "older": cursor(evidence, rows[PAGE - 1]) if len(rows) > PAGE else "",
        "clause": editions()[edition].clause_of(requirement),
        "edition": editions()[edition],
    }
    return render(request, "mutu/readiness_records.html", context)


def cursor(evidence: Evidence, row: Any) -> str:
    """Where the next page begins: the order's value and the id of the last row shown."""
    value = getattr(row, evidence.ordered_by)
    return f"{value if isinstance(value, str) else value.isoformat()}~{row.pk}"


def older_than(evidence: Evidence, listed: OrganizationQuerySet[Any], before: str) -> OrganizationQuerySet[Any]:
    if not before:
        return listed
    value, _tilde, key = before.rpartition("~")
    name = evidence.ordered_by
    try:
        last, id = listed.model._meta.get_field(name).to_python(value), UUID(key)
    except (ValueError, ValidationError):
        raise Http404 from None
    return listed.filter(Q(**{f"{name}__lt": last}) | Q(**{name: last, "pk__lt": id}))


@signed_in
def changes(request: HttpRequest) -> HttpResponse:
    """What the newest edition changes: asked, verdict today, what is there, first step, and how sure we are."""
    by, whole = actor_in(request), list(editions().values())[-1]
    known = queries.readiness(by.organization_id)
    context = {
        **frame(known, whole, known.clauses(whole), "changes"),
        "steps": transition.steps(known, whole),
        "changed": whole.changes("changed"),
        "retitled": whole.changes("retitled"),
        "editorial": whole.changes("editorial"),
        "removed": whole.changes("removed"),
        "added": [change.clause for change in whole.changes("added")],
        "milestones": [(one, transition.CONFIDENCE[one.confidence]) for one in transition_of(whole).milestones],
        "rules": [(one, transition.CONFIDENCE[one.confidence]) for one in transition_of(whole).certificate_rules],
        "transition": transition_of(whole),
        "length_confidence": transition.CONFIDENCE[transition_of(whole).length_confidence],
    }
    return render(request, "mutu/readiness_changes.html", context)


def transition_of(edition: Edition) -> Any:
    if edition.transition is None:
        raise Http404
    return edition.transition


@signed_in
def by_principle(request: HttpRequest, edition: str = FIRST_EDITION) -> HttpResponse:
    """The same clauses read by the seven principles."""
    by, whole = actor_in(request), edition_or_404(edition)
    known = queries.readiness(by.organization_id)
    lenses = [
        {
            "lens": lens,
            "drawn": drawn(lens.clauses),
            "facts": [(check.label, found, str(found.verdict)) for check, found in lens.facts],
        }
        for lens in principles.lenses(known, whole)
    ]
    context = {**frame(known, whole, known.clauses(whole), "principles"), "lenses": lenses}
    return render(request, "mutu/readiness_principles.html", context)


def drawn(clauses: tuple[Rolled, ...]) -> str:
    """The small strip of one principle, with its counts as the sentence for those who do not see it."""
    words = {key: str(word) for key, (_shape, _tone, word) in STATES["clause"].items()}
    sentence = ", ".join(f"{number} {words[verdict]}" for verdict, number in queries.counts(clauses).items())
    whole = drawing.clause_strip(queries.strip(clauses), sentence, words)
    groups = len({rolled.clause.number.split(".")[0] for rolled in clauses})
    slots = len(clauses) + drawing.CLAUSES_IN_GROUPS_GAP * (groups - 1)
    return format_html(
        '<svg width="100%" height="52"><svg width="{}" height="52">{}</svg></svg>',
        drawing.percent(drawing.share(slots, WIDEST)), whole,
    )  # fmt: skip


urls = [
    path("readiness", tree),
    path("readiness/changes", changes),
    path("readiness/principles", by_principle),
    path("readiness/principles/<slug:edition>", by_principle),
    path("readiness/records/<str:name>", records),
    path("readiness/<slug:edition>", tree),
    path("readiness/<slug:edition>/<str:clause>", tree),
]
