"""Who can do what at Bayan: the whole crew, its skills, a year of assessments and trainings, and what is missing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from mutu.core import actions as core
from mutu.core import gate, tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Person
from mutu.core.permissions import Role
from mutu.demo.ground import cells, read
from mutu.demo.keys import DEMO_PIN
from mutu.demo.stage import Stage, Story
from mutu.demo.working_days import WorkingDays
from mutu.resources.competence import actions, gaps, trainings
from mutu.resources.competence.models import Assignment, Attendee, Competence, Skill, Training
from mutu.resources.responsibilities import actions as responsibilities

GROUND = "bayan/skills.yaml"
OUTSIDE = {"forklift": "Department of Safety, licence", "firstaid": "Red Crescent, Penang"}
LEFT_OUT = 0.05
"""The share of people whom a renewal misses, as everywhere."""


class Told:
    """One telling: its own dice and calendar, so that no other story changes by it."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.rng = stage, Random(72)
        self.days = WorkingDays(stage.days.zone, stage.days.holidays, self.rng)
        self.skills: dict[str, Skill] = {}

    def ago(self, days: int, hour: float) -> datetime:
        day = self.days.plus(self.days.date_of(self.stage.end) - timedelta(days=days), 0)
        return self.days.between(day, hour, hour + 0.9)

    def key_of(self, skill: Skill) -> str:
        return next(key for key, one in self.skills.items() if one.pk == skill.pk)


def stories(stage: Stage) -> Iterator[Story]:
    told = Told(stage)
    first = told.days.moment(told.days.plus(told.days.date_of(stage.begin), 4), 9)
    if first + timedelta(days=40) > stage.end:
        return
    yield _beginning(told, first)
    for line in read(GROUND)["trainings"]:
        facts = cells(line)
        at = told.ago(int(facts[0]) + 12, 10)
        if at > first + timedelta(days=10):
            yield _training(told, at, facts)
    months = (stage.end - first).days // 30
    for month in range(1, months + 1):
        yield _renewal(told, told.ago(30 * (months - month) + 3, 14))
    yield _newcomers(told, told.ago(100, 15))


def _beginning(told: Told, at: datetime) -> Story:
    """The rest of the crew, what work asks of people, and what the training file of that year says."""
    stage = told.stage
    steps = (_crew, _define, _places, _from_the_file)
    for step in steps:
        yield at
        who = "nurul" if step in (_crew, _define) else "rozita"
        by = stage.by(who, at)
        if step is _from_the_file:
            by = replace(by, kind="import", face="import", via="file:Training matrix.xlsx")
        with gate.batch(by):
            step(told, by)
        at = told.days.soon(at, 45, 90)
    yield at
    with gate.batch(by := stage.by("nurul", at)):
        for role, (each_site, does, duties) in read(GROUND)["roles"].items():
            facts = {"role": role, "does": does, "each_site": each_site, **dict.fromkeys(duties, True)}
            responsibilities.decide.do(new_id(by.at), by=by, facts=facts)


def _crew(told: Told, by: Actor) -> None:
    """The people on the floor whom no other story names; they keep the place they work at for the next step."""
    names, number = _names(), 1100
    for line in read(GROUND)["crew"]:
        job, site, many, _places = cells(line)
        role = Role.INSPECTOR if job.startswith("Inspector") else Role.OPERATOR
        for _n in range(int(many)):
            name, language = next(names)
            number += 1
            person = core.add_person(
                new_id(by.at), by=by, name=name, job=job, site=told.stage.sites[site], language=language,
                badge=str(number),
            )  # fmt: skip
            core.give_role(new_id(by.at), by=by, person=person, role=role, site=told.stage.sites[site])
            if number <= 1100 + A_CLASS:
                core.set_pin(person.pk, by=by, pin=DEMO_PIN)


A_CLASS = 30
"""So many operators of the moulding shop sign in a class with their own PIN."""


def _names() -> Iterator[tuple[str, str]]:
    """Names of the languages spoken on the floor, each once."""
    taken = {cells(line)[1] for line in read("bayan/ground.yaml")["people"]}
    lists = {}
    for language, given in read(GROUND)["names"].items():
        *first, family = given
        firsts = first if len(first) > 1 else first[0].split()
        pairs = [f"{one} {last}" if language != "zh-hans" else f"{last} {one}"
                 for last in family.split() for one in firsts]  # fmt: skip
        Random(len(pairs)).shuffle(pairs)
        lists[language] = iter([name for name in pairs if name not in taken])
    for language in cycle(("ne", "ms", "bn", "ne", "my", "zh-hans", "ms", "en", "bn", "ne")):
        name = next(lists[language], None)
        if name is not None:
            yield name, language


def _define(told: Told, by: Actor) -> None:
    stage = told.stage
    for key, (name, owner, months, means) in read(GROUND)["skills"].items():
        facts = {"name": name, "owner": stage.people[owner], "valid_months": months, "description": means}
        told.skills[key] = actions.define.do(new_id(by.at), by=by, facts=facts)
    for line in read(GROUND)["requirements"]:
        key, asked_of, which, level = cells(line)
        named: dict[str, Any] = {"workplace": stage.workplaces.get(which), "process": stage.processes.get(which)}
        of = {} if asked_of == "everyone" else {asked_of: named.get(asked_of) or which}
        facts = {"skill": told.skills[key], "asked_of": asked_of, "level": level, **of}
        actions.require.do(new_id(by.at), by=by, facts=facts)


def _places(told: Told, by: Actor) -> None:
    """Each at two machines of their kind."""
    for line in read(GROUND)["crew"]:
        job, _site, _many, places = cells(line)
        people = Person.objects.of(told.stage.organization).filter(job__startswith=job, state="active")
        machines = places.split()
        for turn, person in enumerate(people.order_by("number")):
            for code in {machines[turn % len(machines)], machines[(turn + 1) % len(machines)]}:
                place = told.stage.workplaces[code]
                actions.start(new_id(by.at), by=by, person=person, workplace=place, since=_since(by))


def _since(by: Actor) -> date:
    assert by.at is not None
    return by.at.date()


def _from_the_file(told: Told, by: Actor) -> None:
    """The matrix kept in a spreadsheet until then: most of what is asked, some of it old, some of it thin."""
    _assess_all(told, by, _since(by), backlog=True)


def _assess_all(told: Told, by: Actor, today: date, *, backlog: bool) -> None:
    """Whatever is asked and not held is assessed, but for a few whom nobody gets to."""
    stage, rng = told.stage, told.rng
    by_id = {one.pk: (key, one) for key, one in told.skills.items()}
    people = Person.objects.of(stage.organization).in_bulk()
    found = gaps.gaps_at(stage.organization, today, most=5000)
    for one in found:
        key, skill = by_id[one.skill]
        person = people[one.person]
        if person.pk == by.person_id or rng.random() < (0.03 if backlog else 0.35):
            continue
        on = today - timedelta(days=rng.randrange(5, 330)) if backlog else today
        outside = OUTSIDE.get(key, "")
        assessor = None if outside else _assessor(skill, person, stage)
        level = one.needed if rng.random() < 0.82 else "4" if rng.random() < 0.6 or key == "safety" else "2"
        facts: dict[str, Any] = {
            "person": person, "skill": skill, "level": level, "assessed_on": on, "outside": outside,
            "assessor": assessor, "basis": "education" if outside else rng.choice(("training", "experience")),
            "evidence": rng.choice(EVIDENCE) if not outside else f"Certificate, {on:%d %b %Y}",
        }  # fmt: skip
        if one.competence is None:
            actions.assess.do(new_id(by.at), by=by, facts=facts)
        else:
            said = {name: value for name, value in facts.items() if name not in ("person", "skill")}
            actions.assess_again.do(one.competence, by=by, facts=said)


EVIDENCE = [
    "Watched at work for a shift",
    "Ten good starts in a row, list in the folder",
    "Test piece in the tray, signed card",
    "Worked beside an old hand for two weeks",
    "Written test, 9 of 10",
    "Job card signed three times",
]


def _assessor(skill: Skill, person: Person, stage: Stage) -> Person:
    """Whoever answers for the skill, unless it is about them or they left."""
    asked = (skill.owner, stage.people["tan"], stage.people["nurul"])
    return next(one for one in asked if one is not None and one.pk != person.pk and one.state == "active")


def _renewal(told: Told, at: datetime) -> Story:
    """Once a month Rozita goes through what ends; a few are on leave or at the other site."""
    yield at
    stage, by = told.stage, told.stage.by("rozita", at)
    with tenancy.reading(stage.organization.pk):
        due = list(Competence.objects.of(stage.organization).filter(
            state="held", person__state="active", valid_until__lte=at.date() + timedelta(days=30),
        ).exclude(person=by.person).select_related("person", "skill__owner").order_by("pk"))  # fmt: skip
    with gate.batch(by):
        for one in due:
            if told.rng.random() < LEFT_OUT:
                continue
            outside = OUTSIDE.get(told.key_of(one.skill), "")
            actions.assess_again.do(one.pk, by=by, facts={
                "level": max(one.level, "3") if told.rng.random() < 0.9 else one.level, "outside": outside,
                "assessor": None if outside else _assessor(one.skill, one.person, stage),
                "evidence": told.rng.choice(EVIDENCE) if not outside else f"Certificate, {at:%d %b %Y}",
            })  # fmt: skip


def _newcomers(told: Told, at: datetime) -> Story:
    """The people who came during the year are given a place, and assessed as far as anybody got to it."""
    yield at
    stage, by = told.stage, told.stage.by("rozita", at)
    with tenancy.reading(stage.organization.pk):
        placed = set(Assignment.objects.of(stage.organization).values_list("person_id", flat=True))
    with gate.batch(by):
        for key, code in (("kiran", "IM-09"), ("nabin", "IM-14"), ("sarita", "ASSY-3"), ("aung", "DRY")):
            if stage.here(key) and stage.people[key].pk not in placed:
                place = stage.workplaces[code]
                actions.start(new_id(at), by=by, person=stage.people[key], workplace=place, since=at.date())
        _assess_all(told, by, at.date(), backlog=False)


def _training(told: Told, at: datetime, facts: list[str]) -> Story:
    """Planned, held, and judged later; one did not work, some wait for their judge, one was forgotten."""
    _ago, what, key, trainer, judge, job, many, wait, ended = facts
    stage, skill = told.stage, told.skills
    on = told.days.plus(at.date(), 9) if ended != "planned" else told.ago(int(facts[0]), 10).date()
    yield at
    by = stage.by("rozita", at)
    with tenancy.reading(stage.organization.pk):
        wanted = (
            Person.objects.of(stage.organization).filter(job__startswith=job, state="active").select_related("site")
        )
        people = list(wanted.exclude(pk=stage.people[trainer].pk).order_by("number"))
    chosen = sorted(told.rng.sample(people, min(int(many), len(people))), key=lambda one: one.name)
    planned = trainings.plan.do(new_id(at), by=by, facts={
        "what": what, "skill": skill[key], "planned_on": on, "trainer": stage.people[trainer],
        "judge": stage.people[judge], "criterion": CRITERIA.get(key, "No problem of this kind for two months"),
        "effect_days": int(wait), "site": chosen[0].site if chosen else None,
        "attendees": [Attendee(person=one) for one in chosen],
    })  # fmt: skip
    if ended.startswith("planned"):
        return
    at = told.days.between(on, 14, 16)
    yield at
    came = [told.rng.random() < 0.93 for _one in chosen]
    came[0] = True
    results = [("passed" if told.rng.random() < 0.9 else "again") if here else "" for here in came]
    rows = [Attendee(person=one, present=here, result=result)
            for one, here, result in zip(chosen, came, results, strict=True)]  # fmt: skip
    trainings.hold.do(planned.pk, by=stage.by("rozita", at), facts={"attendees": rows, "minutes": 45})
    if ended in ("due", "waiting"):
        return
    at = told.days.between(told.days.plus(on + timedelta(days=int(wait) + 3), 0), 9, 11)
    yield at
    _judged(told, planned, at, judge, ended)


def _judged(told: Told, planned: Training, at: datetime, judge: str, ended: str) -> None:
    by = told.stage.by(told.stage.still_here(judge), at)
    if ended == "effective":
        note = "Watched on three shifts: done as taught. No repeat since."
        trainings.find_effective(planned.pk, by=by, effect_note=note)
        return
    with tenancy.reading(told.stage.organization.pk):
        rows = list(planned.attendees.order_by("position"))
    passed = [row for row in rows if row.result == "passed"]
    for row in passed[:3]:
        row.fell_short = True
    note = "On the night shift the shots are still judged by eye; three of fourteen cannot say the number."
    trainings.find_not_effective.do(planned.pk, by=by, facts={"effect_note": note, "attendees": [
        {"person": row.person_id, "present": row.present, "result": row.result, "fell_short": row.fell_short}
        for row in rows
    ]})  # fmt: skip


CRITERIA = {
    "purge": "No black specks after a colour change for two months",
    "inspect": "Nine of ten faults found in the test tray",
    "welding": "Pull tests above the limit for two months",
    "packing": "No label complaint for a quarter",
    "safety": "Everybody out in four minutes at the next drill",
    "cause": "No cause sent back for a quarter",
}
