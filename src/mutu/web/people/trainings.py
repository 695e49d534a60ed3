"""A training: the plan, the list on which people sign in, the result, and the effect judged later (7.2 c)."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.formats import date_format

from mutu.core import gate, permissions, tenancy
from mutu.core.models import Person
from mutu.core.refusals import Refusal
from mutu.resources.competence import rules, trainings
from mutu.resources.competence.models import Attendee, Training
from mutu.web import forms, telling
from mutu.web.acting import actor_in
from mutu.web.buttons import steps_of
from mutu.web.context import forget_waiting
from mutu.web.signing_in import signed_in

STEPS = (
    (rules.Course.PLANNED, "planned_on"), (rules.Course.HELD, "held_on"), (rules.Course.EFFECTIVE, "judged_on"),
)  # fmt: skip


def training_or_404(request: HttpRequest, id: UUID) -> Training:
    found = Training.objects.of(actor_in(request).organization).filter(pk=id)
    one = found.select_related("skill", "site", "trainer", "judge", "judged_by").first()
    if one is None:
        raise Http404
    return one


def people_in(training: Training) -> list[Attendee]:
    return list(training.attendees.select_related("person__site").order_by("position"))


@signed_in
def training(request: HttpRequest, id: UUID) -> HttpResponse:
    """One training: where it stands, who was there, what came of it."""
    by, found = actor_in(request), training_or_404(request, id)
    now, others = steps_of(found, by, ("training.hold", "training.find_effective"))
    for entry in now:
        if entry["name"] == "training.hold":
            entry["url"] = f"/trainings/{found.pk}/list"
    context = {
        "record": found,
        "state": gate.state_label(found),
        "steps": list(_steps(found)),
        "now": now,
        "not_yet": others,
        "people": people_in(found),
        "told": telling.story(by.organization, found),
    }
    return render(request, "mutu/training.html", context)


def _steps(found: Training) -> Any:
    """The state line: planned, held, judged."""
    labels = dict(Training.states)
    if found.state == rules.Course.CANCELLED:
        yield {"label": labels[found.state], "status": "skipped", "when": None, "who": ""}
        return
    reached = [str(rules.Course.PLANNED), str(rules.Course.HELD), str(rules.Course.EFFECTIVE)]
    here = reached.index(found.state) if found.state in reached else 2
    for place, (state, column) in enumerate(STEPS):
        shown = found.state if place == 2 and found.state in rules.TRAINED else state
        done = place < here or (place == here and (place == 2 or state == rules.Course.HELD))
        due = found.effect_due if place == 2 and not found.judged_on else None
        yield {
            "label": labels[shown], "status": "done" if done else "now" if place == here else "later",
            "when": date_format(when, "j M Y") if (when := getattr(found, column) or due) else "", "who": "",
        }  # fmt: skip


@signed_in
def sign_in(request: HttpRequest, id: UUID) -> HttpResponse:
    """The list at the door: tick who is there and who passed; a class of thirty in three minutes."""
    by, found = actor_in(request), training_or_404(request, id)
    form = forms.Form(trainings.hold, by)
    rows = people_in(found)
    if request.method == "POST":
        post = request.POST
        form.values = forms.said(trainings.hold, request, by, id)
        form.values["attendees"] = [row for row in form.values["attendees"] if row.get("person")]
        try:
            trainings.hold.do(id, by=by, facts=form.values)
        except gate.NotFound:
            raise Http404 from None
        except Refusal as refusal:
            form.refusal = refusal
            for place, row in enumerate(rows):
                row.present = bool(post.get(f"attendees.{place}.present"))
                row.result = post.get(f"attendees.{place}.result", "")
        else:
            forget_waiting(by)
            return HttpResponseRedirect(f"/trainings/{id}")
    with tenancy.reading(by.organization):
        context = {
            "record": found,
            "rows": list(enumerate(rows)),
            "spare": [(len(rows) + place) for place in range(3)],
            "others": Person.objects.of(by.organization).filter(state="active").order_by("name")[:500],
            "form": form,
            "asked": form.by_name,
            "may": permissions.may(by, trainings.hold),
            "possible": found.state == rules.Course.PLANNED,
        }
        return render(request, "mutu/training_list.html", context, status=form.refusal.status if form.refusal else 200)


urls = [
    path("trainings/<uuid:id>", training),
    path("trainings/<uuid:id>/list", sign_in),
]
