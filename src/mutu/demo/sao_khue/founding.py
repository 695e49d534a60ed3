"""How Anh Tuấn began: his workshop, five people, three machines, and the old lists out of Excel."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from mutu.core import actions as core
from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Organization
from mutu.core.nouns import actions as nouns
from mutu.core.permissions import Role
from mutu.demo.ground import cells, read
from mutu.demo.keys import DEMO_PIN
from mutu.demo.sao_khue import documents, skills
from mutu.demo.stage import Stage, Story
from mutu.demo.working_days import VIETNAM, VIETNAM_EVERY_YEAR, holidays
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.operation.customers import actions as customers

GROUND = "sao_khue/ground.yaml"
NAME, ZONE = "Sao Khuê CNC", "Asia/Ho_Chi_Minh"
ADDRESS = "Ấp 3, xã An Phước, huyện Long Thành, Đồng Nai"


def found(at: datetime, slug: str) -> Organization:
    """The organization, language first, then the three questions."""
    key = new_id(at)
    start = Actor(Organization(pk=key, timezone=ZONE, demo=True), None, "Mutu", "founding", "command", at=at)
    return core.found(
        key, by=start, name=NAME, slug=slug, language="vi", timezone=ZONE, people=5, why_now="buyer", address=ADDRESS,
        makes="Chi tiết phay và tiện CNC: 2 máy phay, 1 máy tiện",
        promise="Ai báo lỗi được cảm ơn, không ai bị phạt. Nguyễn Anh Tuấn",
    )  # fmt: skip


def first_person(stage: Stage, at: datetime) -> None:
    boss = Actor(stage.organization, None, "Mutu", "founding", "command", at=at)
    stage.sites["dn"] = nouns.add_site(new_id(at), by=boss, name="Xưởng Long Thành", address=ADDRESS, country="VN",
                                      timezone=ZONE, working_days="123456")  # fmt: skip
    _add_people(stage, boss, read(GROUND)["people"][:1])


def _add_people(stage: Stage, by: Actor, lines: list[str]) -> None:
    keys = [cells(line)[0] for line in read(GROUND)["people"]]
    for line in lines:
        key, name, job, roles = cells(line)
        person = core.add_person(
            new_id(by.at), by=by, name=name, job=job, site=stage.sites["dn"], language="vi",
            badge=str(101 + keys.index(key)), email=f"{key}@saokhue.example" if key in ("tuan", "hoa") else "",
        )  # fmt: skip
        stage.joins(key, person)
        for role in roles.split(","):
            core.give_role(new_id(by.at), by=by, person=person, role=Role(role.strip()))
    stage.roles_changed()


def sittings(stage: Stage, at: datetime) -> Story:
    """One afternoon: people, places, parts, customers; two days later the old lists."""
    for sitting in (_people, _places, _parts):
        yield at
        with gate.batch(by := stage.by("tuan", at)):
            sitting(stage, by)
        at = stage.days.soon(at, 35, 70)
    at = stage.days.office(at, 2, 2)
    yield at
    by = replace(stage.by("tuan", at), kind="import", face="import", via="file:Khieu nai.xlsx")
    with gate.batch(by):
        _old_complaints(stage, by)
    at = stage.days.soon(at, 20, 40)
    yield at
    by = replace(stage.by("tuan", at), kind="import", face="import", via="file:Loi san pham.xlsx")
    with gate.batch(by):
        _old_problems(stage, by)
    at = stage.days.office(at, 3, 3)
    yield at
    with gate.batch(by := stage.by("tuan", at)):
        skills.asked(stage, by)
    at = stage.days.soon(at, 30, 60)
    yield at
    skills.held(stage, at)
    at = stage.days.office(at, 1, 1)
    yield at
    by = replace(stage.by("tuan", at), kind="import", face="import", via="file:DANH MUC TAI LIEU.xlsx")
    with gate.batch(by):
        brought = list(documents.listed(stage, by))
    at = stage.days.soon(at, 60, 90)
    yield at
    with gate.batch(by := stage.by("tuan", at)):
        documents.filed(brought, by)
    documents.written(stage, at)


def _people(stage: Stage, by: Actor) -> None:
    _add_people(stage, by, read(GROUND)["people"][1:])
    for person in stage.people.values():
        core.set_pin(person.pk, by=by, pin=DEMO_PIN)
    for day, name in _feasts(stage):
        nouns.add_holiday(new_id(by.at), by=by, site=stage.sites["dn"], day=day, name=name)


def _feasts(stage: Stage) -> Iterator[tuple[date, str]]:
    first = stage.days.date_of(stage.begin)
    yield from holidays(VIETNAM, VIETNAM_EVERY_YEAR, first, first + timedelta(days=150)).items()


def _places(stage: Stage, by: Actor) -> None:
    for key, (name, owner) in read(GROUND)["processes"].items():
        stage.processes[key] = nouns.add_process(new_id(by.at), by=by, name=name, owner=stage.people[owner])
    for line in read(GROUND)["workplaces"]:
        code, name, process = cells(line)
        stage.workplaces[code] = nouns.add_workplace(
            new_id(by.at), by=by, code=code, name=name, site=stage.sites["dn"], process=stage.processes[process]
        )


def _parts(stage: Stage, by: Actor) -> None:
    for line in read(GROUND)["parts"]:
        code, name, revision = cells(line)
        stage.parts[code] = nouns.add_part(new_id(by.at), by=by, code=code, name=name, drawing_revision=revision)
    for key, (name, relation, language, country, contact, email) in read(GROUND)["parties"].items():
        stage.parties[key] = nouns.add_party(new_id(by.at), by=by, name=name, relation=relation, language=language,
                                            country=country, contact=contact, email=email)  # fmt: skip


def _old_complaints(stage: Stage, by: Actor) -> None:
    first = stage.days.date_of(stage.begin)
    for number, what, customer, part, came, closed, quantity, conclusion in read(GROUND)["complaints"]:
        facts: dict[str, Any] = {} if quantity is None else {"quantity_complained": quantity}
        customers.bring_in.do(new_id(by.at), by=by, facts={
            "what": what, "customer": stage.parties[customer], "claim_number": number, "part": stage.parts[part],
            "received_on": first - timedelta(days=came), "closed_on": first - timedelta(days=closed),
            "conclusion": conclusion, **facts,
        })  # fmt: skip


def _old_problems(stage: Stage, by: Actor) -> None:
    first = stage.days.date_of(stage.begin)
    for number, what, part, defect, came, closed in read(GROUND)["problems"]:
        nonconformities.bring_in(
            new_id(by.at), by=by, what=what, old_number=number, part=stage.parts.get(part), defect=defect,
            found_on=first - timedelta(days=came), closed_on=first - timedelta(days=closed) if closed else None,
        )  # fmt: skip
