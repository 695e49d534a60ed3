"""The page of one complaint: clocks, what the customer said, what we answered, the 8D steps, the figures (8.2.1)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mutu.core import gate, permissions
from mutu.core.actors import Actor
from mutu.core.duties import Deadline
from mutu.improvement.nonconformities import queries as problems
from mutu.improvement.nonconformities.rules import State as Problem
from mutu.operation.customers import actions, phrases, queries, rules
from mutu.operation.customers.clocks import clocks_of
from mutu.operation.customers.duties import NEXT, TITLES
from mutu.operation.customers.models import Complaint, Layout, Slot
from mutu.web import telling
from mutu.web.acting import actor_in
from mutu.web.addresses import address_of
from mutu.web.buttons import steps_of
from mutu.web.people.evidence import photos_of
from mutu.web.signing_in import signed_in
from mutu.web.today import shown_clock

S = rules.State
JOINED = (
    "customer", "site", "part", "owner", "received_by", "nonconformity", "nonconformity__owner", "merged_into",
    "organization",
)  # fmt: skip
LIKELIEST = {
    S.RECEIVED: "reply",
    S.REPLIED: "send_containment",
    S.CONTAINED: "give_cause",
    S.CAUSE_GIVEN: "give_action",
    S.ACTION_GIVEN: "close",
    S.REOPENED: "send_containment",
}


def complaint_or_404(request: HttpRequest, id: UUID) -> Complaint:
    found = permissions.visible(Complaint, actor_in(request)).select_related(*JOINED).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


@signed_in
def complaint(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everything about one complaint."""
    by, found = actor_in(request), complaint_or_404(request, id)
    first = f"complaint.{LIKELIEST.get(S(found.state), '')}"
    now, others = steps_of(found, by, (first, "complaint.raise_nonconformity"))
    if found.nonconformity_id is not None:
        now = [one for one in now if one["name"] != "complaint.raise_nonconformity"]
    told = telling.story(by.organization, found)
    context = {
        "record": found,
        "state": gate.state_label(found),
        "problem_state": gate.state_label(found.nonconformity) if found.nonconformity else "",
        "word": "closed" if found.state == S.CLOSED else "cancelled" if not found.open else "progress",
        "clock": next_clock(found),
        "clocks": [clock_row(clock) for clock in clocks_of(found)],
        "agreed": agreed_with(found, by),
        "layouts": [one for one in Layout.choices if one[0] != Layout.OWN],
        "steps": eight_steps(found),
        "now": now,
        "not_yet": others[:5],
        "messages_read": found.messages_read(),
        "team": found.rows("team"),
        "signatures": queries.signatures_of(found) + queries.signatures_of(found, "containment"),
        "composed": composed(found),
        "photos": photos_of(by.organization, found.photos),
        "told": told,
        "newest": list(reversed(told[-4:])),
    }
    return render(request, "mutu/complaint.html", context)


def next_clock(found: Complaint) -> dict[str, Any] | None:
    """The clock that runs, for the head of the page."""
    clock = next((one for one in clocks_of(found) if found.open and one.name == found.due_clock), None)
    if clock is None:
        return None
    step, verb = NEXT[clock.name]
    deadline = Deadline(
        TITLES[clock.name], found.title, found.kind, found.pk, found.number, clock.starts, clock.ends,
        found.customer.name, f"complaint.{verb}", step, found.customer.timezone,
    )  # fmt: skip
    return shown_clock(deadline, datetime.now(UTC), ZoneInfo(found.organization.timezone))


def clock_row(clock: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "title": TITLES[clock.name],
        "ends": clock.ends,
        "done": clock.done_at,
        "kept": clock.kept,
        "late": clock.late(now),
        "rule": agreed_in_words(clock.amount, clock.unit),
    }


def agreed_with(found: Complaint, by: Actor) -> str:
    """Where clocks and the layout of the 8D are agreed with this customer, for whoever may change it."""
    rules = queries.rules_of(found.customer)
    if rules._state.adding:
        return f"/do/customer_rules.set?customer={found.customer_id}" if permissions.may(by, actions.set_rules) else ""
    return address_of(rules)


def agreed_in_words(n: int, unit: str) -> str:
    """How long was agreed, as people say it."""
    words = {
        "hours": ngettext("%(n)s hour", "%(n)s hours", n),
        "days": ngettext("%(n)s day", "%(n)s days", n),
        "working_days": ngettext("%(n)s working day", "%(n)s working days", n),
    }
    return words[unit] % {"n": n}


def eight_steps(found: Complaint) -> list[dict[str, Any]]:
    """D1 to D8 from what is recorded, not from ticks."""
    problem = found.nonconformity
    acted = problem is not None and problem.state in (Problem.ACTED, Problem.EFFECTIVE, Problem.CLOSED)
    done = [
        (_("D1 Team"), bool(found.rows("team"))),
        (_("D2 Problem"), bool(found.replied_at)),
        (_("D3 Containment"), bool(found.contained_sent_at)),
        (_("D4 Cause"), bool(found.cause_sent_at)),
        (_("D5 Choice"), problem is not None and bool(problems.actions_of(problem))),
        (_("D6 Action"), bool(found.action_sent_at) and acted),
        (_("D7 Prevent"), problem is not None and bool(problem.rows("across"))),
        (_("D8 Close"), found.state == S.CLOSED),
    ]
    now_at = next((at for at, (_label, is_done) in enumerate(done) if not is_done), None)
    return [
        {"label": label, "status": "done" if is_done else "now" if at == now_at and found.open else "later"}
        for at, (label, is_done) in enumerate(done)
    ]


def composed(found: Complaint) -> list[dict[str, Any]]:
    """Each place of the report that says something, in the factory's language and in the customer's."""
    own, theirs = found.organization.language, queries.languages_of(found)[0]
    return [
        {
            "slot": Slot(slot).label if slot in Slot.values else slot,
            "own": list(phrases.words(found.composed, slot, own)),
            "theirs": list(phrases.words(found.composed, slot, theirs)),
        }
        for slot in found.composed
    ]


urls = [path("complaints/<uuid:id>", complaint)]
