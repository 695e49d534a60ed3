"""Pages of skills, trainings, roles and evidence: what they say, to whom, and at a constant number of queries."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.resources import writing
from tests.resources.learning import School, build, who
from tests.web.asking import browser

from mutu.core import actions as core
from mutu.core.identity import new_id
from mutu.core.permissions import Role
from mutu.resources.competence import actions
from mutu.resources.competence.models import Competence, Skill
from mutu.resources.responsibilities import actions as responsibilities


@pytest.fixture
def school(db: None) -> Iterator[School]:
    yield build()


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def prepared(school: School) -> tuple[str, ...]:
    skill, factory = school.skill(), school.factory
    school.require(skill)
    school.require(skill, asked_of="everyone", level="1")
    for one in (factory.bishnu, factory.tan):
        school.works(one)
    school.assess(factory.bishnu, skill)
    training = school.plan(skill, factory.suresh, on=400)
    responsibilities.decide(new_id(), by=school.on(0).nurul, role=Role.LINE_LEADER, does="Stops it.", each_site=True)
    at, person = factory.workplace.pk, factory.bishnu.person_id
    return (
        "/skills/", f"/skills/?workplace={at}", "/skills/gaps", f"/skills/gaps?site={factory.site.pk}",
        f"/skills/{skill.pk}", f"/machines/{at}", f"/trainings/{training.pk}", "/trainings/",
        f"/trainings/{training.pk}/list", "/roles", f"/evidence/person/{person}", f"/evidence/workplace/{at}",
        f"/people/{factory.suresh.person_id}/leave",
    )  # fmt: skip


def test_each_page_answers_and_says_what_is_there(school: School) -> None:
    addresses = prepared(school)
    client = browser(school.factory.nurul)
    said = {address: page(client, address) for address in addresses}
    assert "Start the machine" in said["/skills/"]
    assert "never assessed" in said["/skills/gaps"] and "Mei Ling" in said["/skills/gaps"]
    machine = said[f"/machines/{school.factory.workplace.pk}"]
    assert machine.index("Bishnu Gurung") < machine.index("Tan Wei Ling")
    assert "nobody" in said["/roles"] and "Mei Ling" in said["/roles"]
    assert "Watched at work" in said[f"/evidence/person/{school.factory.bishnu.person_id}"]
    assert "Injection moulding" in said[f"/people/{school.factory.suresh.person_id}/leave"]


def test_the_operator_is_told_whether_they_may_run_it(school: School) -> None:
    prepared(school)
    address = f"/machines/{school.factory.workplace.pk}"
    assert "Bishnu Gurung, you may run it." in page(browser(school.factory.bishnu), address)
    assert "Tan Wei Ling, not yet." in page(browser(school.factory.tan), address)


def test_the_number_of_queries_does_not_grow(school: School) -> None:
    addresses = [one for one in prepared(school) if not one.endswith("/leave")]
    client = browser(school.factory.nurul)
    skill = Competence.objects.of(school.factory.organization).first().skill  # type: ignore[union-attr]
    counts: list[dict[str, int]] = []
    for many in (1, 45):
        for n in range(many):
            new = core.add_person(new_id(), by=school.on(0).nurul, name=f"N{many:03}{n:03}", site=school.factory.site)
            actions.start(new_id(), by=school.on(0).suresh, person=new, workplace=school.factory.workplace)
            if n % 2:
                actions.assess(new_id(), by=school.on(0).suresh, person=new, skill=skill, evidence="Seen at work")
        counts.append({})
        for address in addresses:
            page(client, address)
            with CaptureQueriesContext(connection) as asked:
                page(client, address)
            counts[-1][address] = len(asked)
    grown = {one: (counts[0][one], counts[1][one]) for one in addresses if counts[1][one] > counts[0][one] + 1}
    assert grown == {}


def test_a_class_signs_in_on_one_list_and_whoever_passed_can_do_it(school: School) -> None:
    skill, factory = school.skill(), school.factory
    training = school.plan(skill, factory.bishnu, factory.mei, on=0)
    client = browser(factory.tan)
    address = f"/trainings/{training.pk}/list"
    nobody = client.post(address, {"attendees.0.person": str(factory.bishnu.person_id)})
    assert nobody.status_code == 409 and "Tick who was there" in nobody.content.decode()
    answer = client.post(address, {
        "attendees.0.person": str(factory.bishnu.person_id), "attendees.0.present": "yes",
        "attendees.0.result": "passed", "attendees.1.person": str(factory.mei.person_id),
        "attendees.2.person": str(factory.suresh.person_id), "attendees.2.present": "yes",
        "attendees.3.present": "yes", "attendees.3.person": "",
    })  # fmt: skip
    assert answer.status_code == 302
    held = Competence.objects.of(factory.organization).filter(skill=skill)
    assert [(one.person_id, one.assessor_id) for one in held] == [(factory.bishnu.person_id, factory.tan.person_id)]


def test_nobody_assesses_themselves(school: School) -> None:
    skill = school.skill()
    answer = browser(school.factory.suresh).post("/do/competence.assess", {
        "id": str(new_id()), "person": str(school.factory.suresh.person_id), "skill": str(skill.pk), "level": "3",
        "evidence": "I know it",
    })  # fmt: skip
    assert answer.status_code == 409 and "nobody judges their own competence" in answer.content.decode()


def test_leaving_hands_each_thing_to_whom_it_was_given(school: School) -> None:
    from mutu.core.models import Process
    from mutu.resources.competence.models import Skill

    skill, factory = school.skill(), school.factory
    address = f"/people/{factory.suresh.person_id}/leave"
    client = browser(factory.nurul)
    refused = client.post(address, {"left_on": "2026-03-02"})
    assert refused.status_code == 409 and "2 things are in their hands" in refused.content.decode()
    answer = client.post(address, {
        "left_on": "2026-03-02", "successor": str(factory.tan.person_id),
        f"to.skill.hand_over:owner:{skill.pk}": str(who(factory.nurul).pk),
    })  # fmt: skip
    assert answer.status_code == 302
    owners = (Skill.objects.of(factory.organization).get(pk=skill.pk).owner_id,
              Process.objects.of(factory.organization).get(pk=factory.process.pk).owner_id)  # fmt: skip
    assert owners == (factory.nurul.person_id, factory.tan.person_id)


@pytest.mark.parametrize("address", ["/skills/?site=x", "/skills/gaps?site=0", "/evidence/complaint/{}", "/skills/{}"])
def test_what_is_not_there_is_not_found(school: School, address: str) -> None:
    assert browser(school.factory.nurul).get(address.format(new_id())).status_code == 404


def test_the_document_a_skill_follows_is_named_by_its_number_and_changed_again(db: None) -> None:
    office = writing.build()
    school, one = School(office.factory), office.document()
    other = office.document(1)
    skill = school.skill()
    client = browser(school.factory.nurul)
    assert f"/do/skill.name_document/{skill.pk}" in page(client, f"/skills/{skill.pk}")
    client.post(f"/do/skill.name_document/{skill.pk}", {"document": one.number})
    assert f'<a href="/documents/{one.pk}">{one.number}</a>' in page(client, f"/skills/{skill.pk}")
    form = page(client, f"/do/skill.name_document/{skill.pk}")
    assert re.search(rf'<input [^>]*name="document"[^>]* value="{one.number}">', form)
    client.post(f"/do/skill.name_document/{skill.pk}", {"document": other.number})
    assert Skill.objects.of(office.factory.organization).get().document == f"document:{other.pk}:{other.number}"
