"""The page of one nonconformity: its story in the order things happened, what can be done now, and the proof."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mutu.core import gate, permissions
from mutu.core.actors import Actor
from mutu.core.refusals import NotYet
from mutu.improvement.corrective_actions.actions import plan
from mutu.improvement.nonconformities import queries, rules
from mutu.improvement.nonconformities.actions import inspect_again
from mutu.improvement.nonconformities.models import STATES, ContainmentPlace, Disposition, Nonconformity
from mutu.web import telling
from mutu.web.acting import actor_in
from mutu.web.addresses import do_address
from mutu.web.buttons import steps_of
from mutu.web.people.evidence import photos_of
from mutu.web.problems.figures import DEFECTS
from mutu.web.signing_in import signed_in

S = rules.State
LIKELIEST = {
    S.REPORTED: "contain",
    S.CONTAINED: "correct",
    S.CORRECTED: "determine_cause",
    S.CAUSE_FOUND: "plan_cure",
    S.ACTING: "finish_actions",
    S.ACTED: "verify_effectiveness",
    S.EFFECTIVE: "close",
}
JOINED = (
    "site",
    "process",
    "workplace",
    "part",
    "provider",
    "reported_by",
    "owner",
    "cause_by",
    "judge",
    "merged_into",
)


@signed_in
def problem(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everything about one problem."""
    by = actor_in(request)
    found = permissions.visible(Nonconformity, by).select_related(*JOINED).filter(pk=id).first()
    if found is None:
        raise Http404
    actions = queries.actions_of(found)
    now, others = steps(found, by, actions)
    told = telling.story(by.organization, found)
    context = {
        "record": found,
        "state": gate.state_label(found),
        "word": state_word(found, by),
        "steps": state_line(found, told),
        "now": now,
        "not_yet": not_yet(found, others),
        "account": account(found),
        "dispositions": found.rows("dispositions"),
        "may_inspect": found.open and permissions.may(by, inspect_again, found),
        "defect": DEFECTS.get(found.defect, found.defect),
        "across": found.rows("across"),
        "actions": actions,
        "photos": photos_of(by.organization, found.photos),
        "files": photos_of(by.organization, found.evidence_files),
        "told": told,
        "newest": list(reversed(told[-4:])),
        "from_here": from_here(found, by),
        "plan_url": f"{do_address(plan.name)}?nonconformity={found.pk}&next={request.path}",
        "may_plan": found.state in (S.CAUSE_FOUND, S.ACTING) and permissions.may(by, plan),
    }
    return render(request, "mutu/problem.html", context)


def state_word(record: Nonconformity, by: Actor) -> str:
    """Which word of the record family its state is."""
    if record.state == S.CLOSED:
        return "closed"
    if record.state in (S.WITHDRAWN, S.MERGED):
        return "cancelled"
    if record.owner_id is not None and record.owner_id == by.person_id:
        return "yourturn"
    return "open" if record.state == S.REPORTED else "waiting" if record.state == S.ACTED else "progress"


def state_line(record: Nonconformity, told: list[telling.Told]) -> list[dict[str, Any]]:
    """The steps from the workflow, done ones with their day."""
    labels = {str(value): label for value, label in STATES}
    days = {
        S.REPORTED: record.reported_at, S.CONTAINED: record.contained_at, S.CORRECTED: record.corrected_at,
        S.CAUSE_FOUND: record.cause_at, S.EFFECTIVE: record.effect_at, S.CLOSED: record.closed_at,
    }  # fmt: skip
    without_action = record.state == S.CLOSED and record.effect_at is None
    order = [str(state) for state in rules.STORY]
    place = order.index(record.state) if record.state in order else len([one for one in days.values() if one])
    steps = []
    for at, state in enumerate(rules.STORY):
        if without_action and state in (S.CAUSE_FOUND, S.ACTING, S.ACTED, S.EFFECTIVE) and not days.get(state):
            status = "skipped"
        elif at < place or record.state == S.CLOSED:
            status = "done"
        else:
            status = "now" if at == place and record.state in order else "later"
        steps.append(
            {"label": labels[state], "status": status, "when": day_of(days.get(state)) if status == "done" else ""}
        )
    return steps


def day_of(moment: datetime | None) -> str:
    return date_format(localtime(moment), "j M") if moment else ""


def steps(record: Nonconformity, by: Actor, actions: list[Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What this person can do now; the likeliest first; what a rule forbids goes to the others with the reason."""
    first = f"nonconformity.{LIKELIEST.get(S(record.state), '')}"
    likely = (
        first,
        "nonconformity.find_not_effective",
        "nonconformity.decide_no_action",
        "nonconformity.answer_reporter",
    )
    now, others = steps_of(record, by, likely)
    allowed = []
    for entry in now:
        reason = forbidden(entry["name"], record, by, actions)
        if reason:
            others.insert(0, {**entry, "reason": reason})
        else:
            allowed.append(entry)
    return allowed, others


def forbidden(name: str, record: Nonconformity, by: Actor, actions: list[Any]) -> str:
    """The rule's own sentence, when it can be known before anything is written."""
    try:
        if name == "nonconformity.close":
            dispositions = [row for row in record.rows("dispositions") if isinstance(row, Disposition)]
            rules.check_closable(record, dispositions, bool(record.rows("across")))
        if name == "nonconformity.finish_actions":
            rules.check_all_done(one.state for one in actions)
        if name in ("nonconformity.verify_effectiveness", "nonconformity.find_not_effective"):
            doers = frozenset(person for one in actions for person in (one.owner_id, one.done_by_id) if person)
            rules.check_judge(by.person_id, doers)
        if name == "nonconformity.verify_effectiveness":
            rules.check_waited(record, datetime.now(UTC))
    except NotYet as refusal:
        return gate.in_words(refusal)
    return ""


def not_yet(record: Nonconformity, others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The later steps and what must come first."""
    if record.state == S.ACTING:
        others = [*others, {"label": _("Check effect"), "reason": _("after every corrective action is done")}]
    return others[:6]


def account(record: Nonconformity) -> dict[str, Any]:
    """The quantity account: pieces by place, and whether every piece is accounted for. Computed, never typed."""
    places = [place for place in record.rows("places") if isinstance(place, ContainmentPlace)]
    counted = sum(place.quantity or 0 for place in places)
    bad = _("bad")
    rows = [
        {
            "place": " ".join(part for part in (str(place.get_where_display()), place.detail) if part),
            "pieces": "" if place.quantity is None else place.quantity,
            "done": " · ".join(filter(None, (place.done, f"{bad}: {place.found}" if place.found is not None else ""))),
            "by": ", ".join(
                part
                for part in (
                    place.checked_by,
                    date_format(localtime(place.checked_at), "j M H:i") if place.checked_at else "",
                )
                if part
            ),
        }
        for place in places
    ]
    return {"rows": rows, "counted": counted, "missing": None if record.made is None else record.made - counted}


def from_here(record: Nonconformity, by: Actor) -> list[Nonconformity]:
    """Records raised from this one, and those that were merged into it."""
    found = Nonconformity.objects.of(by.organization)
    linked = found.filter(Q(origin__startswith=f"{record.kind}:{record.pk}:") | Q(merged_into=record.pk))
    return list(linked.order_by("-reported_at")[:20])


urls = [path("problems/<uuid:id>", problem)]
