"""Skills: the matrix of people and skills, what is missing at a site, one skill, who may run a machine today (7.2)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mutu.core import permissions
from mutu.core.actors import Actor
from mutu.core.kinds import as_uuid
from mutu.core.models import Person, Site, Workplace
from mutu.core.references import Reference
from mutu.resources.competence import actions, gaps, queries, rules, trainings
from mutu.resources.competence.models import Assignment, Competence, Level, Skill, Training
from mutu.web import telling
from mutu.web.acting import actor_in
from mutu.web.addresses import address
from mutu.web.buttons import steps_of
from mutu.web.listing.lists import Reader
from mutu.web.signing_in import signed_in

PEOPLE = 40
COLUMNS = 22
GAPS = 100
INVITED = 40
OPTIONS = 200


@dataclass(frozen=True)
class Cell:
    """One person in one skill: `shape` is ok, soon, gap, late, extra or none; the words say what it means."""

    shape: str
    level: str
    words: str
    url: str
    skill: str


def today_of(by: Actor) -> date:
    return Reader.of(by).today


def chosen_site(request: HttpRequest, by: Actor) -> tuple[list[Site], Site | None]:
    """The sites, and the one asked for; an id that is none here is not found."""
    sites = list(Site.objects.of(by.organization).filter(state="current").order_by("name"))
    said = request.GET.get("site", "")
    found = next((one for one in sites if str(one.pk) == said), None)
    if said and found is None:
        raise Http404
    return sites, found


@signed_in
def matrix(request: HttpRequest) -> HttpResponse:
    """People × skills: what each can do, what is missing, what ends soon."""
    by = actor_in(request)
    today = today_of(by)
    sites, site = chosen_site(request, by)
    job, place = request.GET.get("job", "")[:120], as_uuid(request.GET.get("workplace", ""))
    people = Person.objects.of(by.organization).filter(state="active")
    jobs = list(people.exclude(job="").order_by("job").values_list("job", flat=True).distinct()[:OPTIONS])
    people = people.filter(site=site) if site else people
    people = people.filter(job=job) if job else people
    if place:
        there = Assignment.objects.of(by.organization).filter(workplace=place, state="current")
        people = people.filter(pk__in=there.values("person"))
    after = request.GET.get("after", "")[:200]
    people = people.filter(name__gt=after) if after else people
    rows = list(people.order_by("name", "pk")[: PEOPLE + 1])
    columns, lines, left_out = _cells(by, rows[:PEOPLE], today, request.get_full_path())
    chosen = {"site": str(site.pk) if site else "", "job": job, "workplace": str(place or "")}
    places = Workplace.objects.of(by.organization).filter(state="current").order_by("code")
    context = {
        "columns": columns,
        "rows": lines,
        "left_out": left_out,
        "older": urlencode({**chosen, "after": rows[PEOPLE - 1].name}) if len(rows) > PEOPLE else "",
        "sites": sites,
        "jobs": jobs,
        "places": list(places[:OPTIONS]),
        "chosen": chosen,
        "levels": Level.choices,
        "any_skill": Skill.objects.of(by.organization).filter(state="current").exists(),
        "may_define": permissions.may(by, actions.define),
        "today": today,
    }
    return render(request, "mutu/skills.html", context)


def _cells(by: Actor, people: list[Person], today: date, here: str) -> tuple[list[Skill], list[Any], int]:
    """The skills that matter most to these people as columns, and a cell for each pair: three queries."""
    asked = {(one.person, one.skill): one for one in gaps.asked_of_all(
        by.organization, today, [person.pk for person in people])}  # fmt: skip
    found = Competence.objects.of(by.organization).filter(person__in=people, state="held")
    held = {(one.person_id, one.skill_id): one for one in found}
    counted = Counter(skill for _person, skill in asked)
    counted.update(skill for _person, skill in held)
    skills = list(queries.current_skills(by.organization).filter(pk__in=list(counted)))
    shown = sorted(sorted(skills, key=lambda one: -counted[one.pk])[:COLUMNS], key=lambda one: one.name)
    may, back = permissions.may(by, actions.assess), urlencode({"next": here})
    lines = []
    for person in people:
        cells = [
            _cell(person, skill, asked.get((person.pk, skill.pk)), held.get((person.pk, skill.pk)), today,
                  back if may else "") for skill in shown
        ]  # fmt: skip
        missing = sum(1 for (owner, _skill), one in asked.items() if owner == person.pk and one.why)
        lines.append((person, cells, missing))
    return shown, lines, len(skills) - len(shown)


def _cell(person: Person, skill: Skill, asked: gaps.Gap | None, held: Competence | None, today: date,
          back: str) -> Cell:  # fmt: skip
    """What one cell says, and where a tap leads."""
    level = held.level if held else ""
    words = str(Level(level).label) if level else _("not assessed")
    if asked is not None and asked.why:
        shape = "late" if asked.why in ("expired", "revised", "withdrawn") else "gap"
        words = "; ".join((words, " ".join((_("asked:"), asked.needed_word)), asked.why_word))
    elif held is None:
        return Cell("none", "", "", "", skill.name)
    else:
        ending = held.valid_until is not None and held.valid_until <= today + timedelta(days=rules.SOON_DAYS)
        shape = "soon" if ending else "ok" if asked is not None else "extra"
        if held.valid_until is not None:
            until = _("until %(day)s") % {"day": date_format(held.valid_until, "j M Y")}
            words = f"{words}; {until}"
    said = {"person": str(person.pk), "skill": str(skill.pk), "level": asked.needed if asked else rules.ALONE}
    kept = held.pk if held else asked.competence if asked else None
    to = f"/do/competence.assess_again/{kept}?{back}" if kept else f"/do/competence.assess?{urlencode(said)}&{back}"
    return Cell(shape, level, words, to if back else "", skill.name)


@signed_in
def missing(request: HttpRequest) -> HttpResponse:
    """The gap list of a site: who lacks what and why, and what is planned for it."""
    by = actor_in(request)
    today = today_of(by)
    sites, site = chosen_site(request, by)
    skill = as_uuid(request.GET.get("skill", ""))
    start = int(request.GET["from"]) if request.GET.get("from", "").isdecimal() and len(request.GET["from"]) < 7 else 0
    found = gaps.gaps_at(by.organization, today, site=site.pk if site else None, skill=skill, most=GAPS + 1,
                         start=start)  # fmt: skip
    lacking, asked, by_skill = gaps.counts_at(by.organization, today, site.pk if site else None)
    people = Person.objects.of(by.organization).select_related("site").in_bulk({one.person for one in found})
    skills = Skill.objects.of(by.organization).in_bulk({*(one.skill for one in found), *by_skill})
    chosen = {"site": str(site.pk) if site else "", "skill": str(skill or "")}
    context = {
        "rows": [(one, people[one.person], skills[one.skill]) for one in found[:GAPS]],
        "by_skill": sorted(
            ((skills[key], n) for key, n in by_skill.items()), key=lambda pair: (-pair[1], pair[0].name)
        ),
        "lacking": lacking,
        "asked": asked,
        "sites": sites,
        "site": site,
        "skill": skills.get(skill) if skill else None,
        "older": urlencode({**chosen, "from": start + GAPS}) if len(found) > GAPS else "",
        "invite": _invitation(found[:INVITED], skill) if skill else "",
        "may_plan": permissions.may(by, trainings.plan),
        "may_assess": permissions.may(by, actions.assess),
        "here": request.get_full_path(),
        "today": today,
        "now": by.now(),
    }
    return render(request, "mutu/gaps.html", context)


def _invitation(found: list[gaps.Gap], skill: UUID) -> str:
    """The address of a new training for these people, its form filled in."""
    said = {"skill": str(skill), "level": max((one.needed for one in found), default=rules.ALONE)}
    people = {f"attendees.{place}.person": str(one.person) for place, one in enumerate(found) if not one.training_on}
    return "/do/training.plan?" + urlencode({**said, **people})


@signed_in
def skill(request: HttpRequest, id: UUID) -> HttpResponse:
    """One skill: what asks for it, who can do it and until when, who is to be assessed again."""
    by = actor_in(request)
    found = Skill.objects.of(by.organization).select_related("owner").filter(pk=id).first()
    if found is None:
        raise Http404
    today = today_of(by)
    now, others = steps_of(found, by)
    held = Competence.objects.of(by.organization).filter(skill=found, state="held", person__state="active")
    soon = Q(valid_until__lte=today + timedelta(days=rules.SOON_DAYS)) | (
        Q(assessed_on__lt=found.renewed_on) if found.renewed_on else Q(pk__in=[]))  # fmt: skip
    asked = found.requirements.filter(state="current").select_related("workplace", "process", "site", "skill")
    named = Reference.parse(found.document) if found.document else None
    _lacking, _asked, by_skill = gaps.counts_at(by.organization, today)
    context = {
        "record": found,
        "now": now,
        "not_yet": others,
        "asked": asked.order_by("asked_of", "decided_at"),
        "levels": [(Level(one["level"]).label, one["n"]) for one in
                   held.order_by().values("level").annotate(n=Count("pk")).order_by("-level")],
        "ending": held.filter(soon).select_related("person", "assessor").order_by("valid_until", "pk")[:OPTIONS],
        "lacking": by_skill.get(found.pk, 0),
        "trainings": Training.objects.of(by.organization).filter(skill=found).order_by("-planned_at")[:10],
        "may_require": permissions.may(by, actions.require),
        "may_assess": permissions.may(by, actions.assess),
        "may_plan": permissions.may(by, trainings.plan),
        "document": named,
        "document_url": address(named.kind, named.id) if named else "",
        "told": telling.story(by.organization, found),
        "today": today,
    }  # fmt: skip
    return render(request, "mutu/skill.html", context)


@signed_in
def machine(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who may run this machine today: for the floor, on a phone, from its QR code."""
    by = actor_in(request)
    found = Workplace.objects.of(by.organization).select_related("site", "process").filter(pk=id).first()
    if found is None:
        raise Http404
    today = today_of(by)
    running = queries.who_may_run(found, today)
    context = {
        "place": found,
        "running": running,
        "here": [one for one in running.people if one.usual],  # type: ignore[attr-defined]
        "others": [one for one in running.people if not one.usual],  # type: ignore[attr-defined]
        "me": next((one for one in running.people if one.pk == by.person_id), None),
        "me_not_yet": next((one for one in running.not_yet if one.person.pk == by.person_id), None),
        "today": today,
        "may_require": permissions.may(by, actions.require),
    }
    return render(request, "mutu/machine.html", context)


urls = [
    path("skills/", matrix),
    path("skills/gaps", missing),
    path("skills/<uuid:id>", skill),
    path("machines/<uuid:id>", machine),
]
