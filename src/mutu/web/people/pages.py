"""People: who works here, their roles, badges and PINs, and leaving without loose ends (5.3, 7.1.2)."""

import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mutu.core import account_actions, actions, gate, permissions, tenancy
from mutu.core.actors import Actor
from mutu.core.belongings import all_belongings
from mutu.core.duties import Duty, Whose, all_duties
from mutu.core.models import Person, RoleAssignment
from mutu.core.refusals import Refusal
from mutu.resources.people import actions as people_actions
from mutu.resources.people.models import Movement
from mutu.web import forms, telling
from mutu.web.acting import actor_in
from mutu.web.addresses import address, address_of
from mutu.web.buttons import steps_of
from mutu.web.signing_in import signed_in

PAGE = 100
MOST_SUCCESSORS = 300


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    """Everyone who works here, or worked here."""
    by = actor_in(request)
    words, which = request.GET.get("q", "").strip()[:100], request.GET.get("which", "active")
    found = Person.objects.of(by.organization).select_related("site")
    found = found.filter(state=which) if which in ("active", "left") else found
    if words:
        found = found.filter(Q(name__icontains=words) | Q(badge=words) | Q(job__icontains=words))
    after = request.GET.get("after", "")
    if after:
        found = found.filter(name__gt=after[:200])
    rows = list(found.order_by("name", "pk")[: PAGE + 1])
    context = {
        "rows": [(one, roles) for one, roles in with_roles(by, rows[:PAGE])],
        "older": rows[PAGE - 1].name if len(rows) > PAGE else "",
        "words": words,
        "which": which,
        "may_add": permissions.may(by, actions.add_person),
    }
    return render(request, "mutu/people.html", context)


def with_roles(by: Actor, people: list[Person]) -> list[tuple[Person, list[str]]]:
    held = RoleAssignment.objects.of(by.organization).filter(person__in=people, state="held").select_related("site")
    roles: dict[UUID, list[str]] = {}
    for one in held.order_by("role"):
        roles.setdefault(one.person_id, []).append(one.title + (f" ({one.site.name})" if one.site else ""))
    return [(one, roles.get(one.pk, [])) for one in people]


def person_or_404(request: HttpRequest, id: UUID) -> Person:
    found = Person.objects.of(actor_in(request).organization).select_related("site", "manager").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


@signed_in
def person(request: HttpRequest, id: UUID) -> HttpResponse:
    """One person: facts, roles, open work, story."""
    by, found = actor_in(request), person_or_404(request, id)
    now, others = steps_of(found, by)
    may_lead = permissions.may(by, actions.leave)
    held = RoleAssignment.objects.of(by.organization).filter(person=found, state="held").select_related("site")
    context = {
        "record": found,
        "now": now,
        "not_yet": others,
        "roles": list(held),
        "may_roles": permissions.may(by, actions.give_role),
        "may_pin": permissions.may(by, actions.set_pin),
        "may_lead": may_lead,
        "work": [work_row(one) for one in open_work(found, by)],
        "told": telling.story(by.organization, found),
        "pin": request.session.pop("new_pin", "") if request.session.get("new_pin_of") == str(found.pk) else "",
    }
    return render(request, "mutu/person.html", context)


def open_work(found: Person, by: Actor) -> list[Duty]:
    return [one for one in all_duties(by.organization, datetime.now(UTC), Whose(found.pk)) if one.person_id == found.pk]


def work_row(duty: Duty) -> dict[str, Any]:
    return {"url": address(duty.kind, duty.record), "number": duty.number, "subject": duty.subject, "step": duty.step}


@signed_in
@require_POST
def reset_pin(request: HttpRequest, id: UUID) -> HttpResponse:
    """A new PIN, shown once to whoever asked for it."""
    pin = ""
    while len(set(pin)) < 2:
        pin = f"{secrets.randbelow(10_000):04d}"
    try:
        actions.set_pin(id, by=actor_in(request), pin=pin)
    except gate.NotFound:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, gate.in_words(refusal))
    else:
        request.session["new_pin"], request.session["new_pin_of"] = pin, str(id)
    return HttpResponseRedirect(f"/people/{id}")


@signed_in
@require_POST
def give_account(request: HttpRequest, id: UUID) -> HttpResponse:
    """An account for the person's e-mail address; the first password is shown once."""
    password = secrets.token_urlsafe(12)
    try:
        account_actions.give_account(id, by=actor_in(request), password=password)
    except gate.NotFound:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, gate.in_words(refusal))
    else:
        request.session["new_pin"], request.session["new_pin_of"] = password, str(id)
    return HttpResponseRedirect(f"/people/{id}")


@signed_in
def leave(request: HttpRequest, id: UUID) -> HttpResponse:
    """Leaving on one screen: whatever is in their hands goes to others, nothing stays with a ghost."""
    by = actor_in(request)
    form = forms.Form(actions.leave, by)
    chosen: dict[str, str] = {}
    if request.method == "POST":
        form.values = forms.said(actions.leave, request, by, id)
        chosen = {
            name[3:]: request.POST[name] for name in request.POST if name.startswith("to.") and request.POST[name]
        }
        try:
            handed = hand_over_and_leave(id, by, form.values, chosen)
        except gate.NotFound:
            raise Http404 from None
        except Refusal as refusal:
            form.refusal = refusal
        else:
            messages.success(request, _("%(n)s open things were handed over.") % {"n": handed})
            return HttpResponseRedirect(f"/people/{id}")
    with tenancy.reading(by.organization):
        found = person_or_404(request, id)
        owned = all_belongings(by.organization, found.pk)
        context = {
            "record": found,
            "form": form,
            "owned": [(one, address_of(one.record), chosen.get(one.key, "")) for one in owned],
            "successors": successors(found) if owned else [],
        }
        status = form.refusal.status if form.refusal else 200
        return render(request, "mutu/leave.html", context, status=status)


def successors(leaver: Person) -> list[tuple[str, str]]:
    """Who can carry on: those who work here and hold a role above the floor's."""
    found = Person.objects.of(leaver.organization_id).filter(state="active", roles__state="held")
    found = found.exclude(roles__role=permissions.Role.OPERATOR).exclude(pk=leaver.pk).order_by("name").distinct()
    return [(str(one.pk), one.name) for one in found[:MOST_SUCCESSORS]]


def hand_over_and_leave(id: UUID, by: Actor, values: dict[str, Any], chosen: dict[str, str]) -> int:
    """All of it, or nothing of it: one transaction. What has no taker of its own goes to the successor."""
    with tenancy.reading(by.organization):
        found = Person.objects.of(by.organization).filter(pk=id).first()
        if found is None:
            raise gate.NotFound(str(id))
        owned = all_belongings(by.organization, id)
        waiting = Movement.objects.of(by.organization).filter(person=id, state="waiting")
        told = list(waiting.values_list("pk", flat=True))
    with gate.batch(by):
        for one in owned:
            if one.key in chosen:
                one.hand_to(chosen[one.key], by)
        actions.leave.do(id, by=by, facts=values)
        for key in told:
            people_actions.settle(key, by=by)
    return len(owned)


urls = [
    path("people/", people),
    path("people/<uuid:id>", person),
    path("people/<uuid:id>/pin", reset_pin),
    path("people/<uuid:id>/account", give_account),
    path("people/<uuid:id>/leave", leave),
]
