"""How Bayan began with Mutu: the organization, its people, places, parts and customers, put in by Nurul and Faridah."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from mutu.core import actions as core
from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Organization
from mutu.core.nouns import actions as nouns
from mutu.core.permissions import Role
from mutu.demo.ground import cells, read
from mutu.demo.keys import DEMO_PIN
from mutu.demo.stage import Stage, Story
from mutu.demo.working_days import MALAYSIA, MALAYSIA_EVERY_YEAR, holidays
from mutu.operation.customers import actions as customers

GROUND = "bayan/ground.yaml"
NAME, ZONE = "Bayan Precision Plastics", "Asia/Kuala_Lumpur"
PROMISE = "Whoever reports a problem is thanked, never punished. What we look for is the cause. Lim Boon Hock"


def found(at: datetime, slug: str) -> Organization:
    """The organization, by the machinery of `mutu init`; marked as a demo from its first entry on."""
    key = new_id(at)
    start = Actor(Organization(pk=key, timezone=ZONE, demo=True), None, "Mutu", "founding", "command", at=at)
    return core.found(
        key, by=start, name=NAME, slug=slug, language="en", timezone=ZONE, why_now="edition", people=180,
        makes="Injection moulded parts: 22 machines of 80 to 450 t, pad printing, assembly", promise=PROMISE,
        address="Plot 118, Bayan Lepas Industrial Park, 11900 Penang, Malaysia",
    )  # fmt: skip


def first_people(stage: Stage, at: datetime) -> None:
    """Both sites and Nurul; from here on she adds the others."""
    boss = Actor(stage.organization, None, "Mutu", "founding", "command", at=at)
    for key, facts in read(GROUND)["sites"].items():
        stage.sites[key] = nouns.add_site(new_id(at), by=boss, **facts, timezone=ZONE, working_days="123456")
    add_people(stage, boss, [read(GROUND)["people"][0]])


def add_people(stage: Stage, by: Actor, lines: list[str]) -> None:
    """People with their roles, each at one site or at all."""
    assert by.at is not None
    for line in lines:
        key, name, job, site, language, roles, _came = cells(line)
        number = 1001 + [cells(other)[0] for other in read(GROUND)["people"]].index(key)
        office = not job.startswith(("Operator", "Setter", "Technician", "Inspector", "Forklift", "Store keeper"))
        person = core.add_person(
            new_id(by.at), by=by, name=name, job=job, site=stage.sites[site], language=language, badge=str(number),
            email=f"{key}@bayan.example" if office else "",
        )  # fmt: skip
        stage.joins(key, person)
        for role in roles.split(","):
            held, _at, where = role.strip().partition("@")
            core.give_role(new_id(by.at), by=by, person=person, role=Role(held), site=stage.sites.get(where))
    stage.roles_changed()


def sittings(stage: Stage, at: datetime) -> Story:
    """The first three days: Nurul and Faridah put in what the factory has, an hour at a time."""
    people = read(GROUND)["people"][1:]
    from_start = [line for line in people if cells(line)[-1] == "14"]
    for number in range(0, len(from_start), 10):
        yield at
        with gate.batch(by := stage.by("nurul", at)):
            add_people(stage, by, from_start[number : number + 10])
        at = stage.days.soon(at, 12, 25)
    for sitting in (_agreements, _processes, _workplaces, _parts, _parties, _rules, _holidays, _pins):
        yield at
        with gate.batch(by := stage.by("nurul", at)):
            sitting(stage, by)
        at = stage.days.soon(at, 40, 160)
    for line in sorted((line for line in people if line not in from_start), key=lambda line: -int(cells(line)[-1])):
        first = stage.days.date_of(stage.end) - timedelta(days=30 * int(cells(line)[-1]))
        at = max(stage.days.between(stage.days.plus(first, 0), 8.5, 10), at + timedelta(minutes=2))
        yield at
        add_people(stage, stage.by("nurul", at), [line])


def _agreements(stage: Stage, by: Actor) -> None:
    for kind, pattern in (("nonconformity", "NC-{year}-{n:3}"), ("complaint", "C-{year}-{n:3}"),
                          ("corrective_action", "CA-{year}-{n:3}")):  # fmt: skip
        core.set_pattern(stage.organization.pk, by=by, kind=kind, pattern=pattern)
    stage.organization.refresh_from_db()
    stage.actors = {key: replace(actor, organization=stage.organization) for key, actor in stage.actors.items()}


def _processes(stage: Stage, by: Actor) -> None:
    for key, (name, owner) in read(GROUND)["processes"].items():
        stage.processes[key] = nouns.add_process(new_id(by.at), by=by, name=name, owner=stage.people[owner])


def _workplaces(stage: Stage, by: Actor) -> None:
    for line in read(GROUND)["workplaces"]:
        code, name, site, process = cells(line)
        stage.workplaces[code] = nouns.add_workplace(
            new_id(by.at), by=by, code=code, name=name, site=stage.sites[site], process=stage.processes[process]
        )


def _parts(stage: Stage, by: Actor) -> None:
    for line in read(GROUND)["parts"]:
        code, name, revision, _customer = cells(line)
        stage.parts[code] = nouns.add_part(new_id(by.at), by=by, code=code, name=name, drawing_revision=revision)


def _parties(stage: Stage, by: Actor) -> None:
    for key, (name, relation, language, country, contact, email, zone) in read(GROUND)["parties"].items():
        stage.parties[key] = nouns.add_party(
            new_id(by.at), by=by, name=name, relation=relation, language=language, country=country, contact=contact,
            email=email, timezone=zone,
        )  # fmt: skip


def _rules(stage: Stage, by: Actor) -> None:
    for key, (reply, containment, cause, action, layout, currency) in read(GROUND)["rules"].items():
        customers.set_rules(
            new_id(by.at), by=by, customer=stage.parties[key], first_reply_working_days=reply, language="en",
            containment_hours=containment, cause_days=cause, action_days=action, layout=layout, currency=currency,
        )  # fmt: skip


def _holidays(stage: Stage, by: Actor) -> None:
    for day, name in holidays_kept(stage):
        for site in stage.sites.values():
            nouns.add_holiday(new_id(by.at), by=by, site=site, day=day, name=name)


def holidays_kept(stage: Stage) -> Iterator[tuple[date, str]]:
    """The holidays from the first day to the next quarter, as the office hangs them up."""
    first, last = stage.days.date_of(stage.begin), stage.days.date_of(stage.end) + timedelta(days=90)
    yield from holidays(MALAYSIA, MALAYSIA_EVERY_YEAR, first, last).items()


def _pins(stage: Stage, by: Actor) -> None:
    for key in ("nurul", "suresh", "tan", "siti", "bishnu", "ana", "lim", "mei", "komin", "faridah", "rafiq", "hafiz"):
        core.set_pin(stage.people[key].pk, by=by, pin=DEMO_PIN)
