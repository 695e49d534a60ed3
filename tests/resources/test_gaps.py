"""Gaps appear and go by themselves; who may run a machine; both at a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.resources import writing
from tests.resources.learning import School, build, who

from mutu.core import actions as core
from mutu.core.identity import new_id
from mutu.core.models import Person
from mutu.core.permissions import Role
from mutu.core.references import Reference
from mutu.resources.competence import actions
from mutu.resources.competence.gaps import asked_of, counts_at, gaps_at
from mutu.resources.competence.queries import who_may_run


@pytest.fixture
def school(db: None) -> School:
    return build()


def gaps(school: School, day: float) -> list[tuple[str, str]]:
    names = dict(Person.objects.of(school.factory.organization).values_list("pk", "name"))
    return [(names[one.person], one.why) for one in gaps_at(school.factory.organization, school.date(day))]


def test_what_a_machine_asks_is_asked_of_whoever_works_there(school: School) -> None:
    skill = school.skill()
    school.require(skill)
    assert gaps(school, 1) == []
    school.works(school.factory.bishnu)
    assert gaps(school, 1) == [("Bishnu Gurung", "missing")]
    school.assess(school.factory.bishnu, skill, level="2")
    assert gaps(school, 1) == [("Bishnu Gurung", "level")]


def test_an_expiry_makes_a_gap_by_itself(school: School) -> None:
    skill = school.skill(valid_months=12)
    school.require(skill)
    school.works(school.factory.bishnu)
    held = school.assess(school.factory.bishnu, skill)
    assert held.valid_until is not None
    assert gaps(school, 300) == []
    assert gaps(school, 400) == [("Bishnu Gurung", "expired")]


def test_a_new_revision_of_the_instruction_makes_a_gap_by_itself(db: None) -> None:
    office = writing.build()
    school, document = School(office.factory), office.document()
    skill = school.skill()
    school.require(skill)
    school.works(school.factory.bishnu)
    actions.name_document(skill.pk, by=school.on(0).nurul, document=Reference.to(document))
    school.assess(school.factory.bishnu, skill, day=1)
    assert gaps(school, 9) == []
    office.revised(document, 9)
    assert gaps(school, 9) == [("Bishnu Gurung", "revised")]


def test_a_new_hire_and_a_moved_person_have_gaps_by_themselves(school: School) -> None:
    skill, people = school.skill(), school.on(0)
    school.require(skill, asked_of="job", job="Setter", site=people.site)
    new = core.add_person(new_id(), by=people.nurul, name="Zul Hakim", job="Setter", site=people.other_site)
    assert gaps(school, 1) == []
    core.change_person(new.pk, by=people.nurul, name="Zul Hakim", site=people.site)
    assert gaps(school, 1) == [("Zul Hakim", "missing")]


def test_everyone_a_role_and_a_process_ask_too(school: School) -> None:
    everyone, inspecting, moulding = (school.skill(name) for name in ("Safety", "Inspect", "Mould"))
    school.require(everyone, asked_of="everyone", level="1")
    school.require(inspecting, asked_of="role", role=Role.QUALITY_ENGINEER)
    school.require(moulding, asked_of="process", process=school.factory.process)
    school.works(school.factory.bishnu)
    wanted = {one.name: [] for one in (everyone, inspecting, moulding)}  # type: ignore[var-annotated]
    for one in gaps_at(school.factory.organization, school.date(1)):
        skill = next(each for each in (everyone, inspecting, moulding) if each.pk == one.skill)
        wanted[skill.name].append(Person.objects.of(school.factory.organization).get(pk=one.person).name.split()[0])
    assert wanted == {
        "Safety": ["Bishnu", "Mei", "Nurul", "Suresh", "Tan"], "Inspect": ["Tan"], "Mould": ["Bishnu"],
    }  # fmt: skip
    lacking, asked, _by_skill = counts_at(school.factory.organization, school.date(1))
    assert (lacking, asked) == (5, 5)


def test_the_highest_level_asked_counts(school: School) -> None:
    skill = school.skill()
    school.require(skill, level="2", asked_of="everyone")
    school.require(skill, level="4")
    school.works(school.factory.bishnu)
    school.assess(school.factory.bishnu, skill, level="3")
    found = {one.person: one for one in gaps_at(school.factory.organization, school.date(1))}
    assert (found[who(school.factory.bishnu).pk].needed, found[who(school.factory.bishnu).pk].why) == ("4", "level")


def test_another_organization_sees_nothing_of_it(school: School) -> None:
    from tests import cast

    school.require(school.skill(), asked_of="everyone")
    eve = cast.build("Eve & Sons")
    assert gaps_at(eve.organization, school.date(1)) == []


def test_who_may_run_it_today(school: School) -> None:
    start, clean, factory = school.skill(valid_months=12), school.skill("Clean the mould"), school.factory
    school.require(start)
    school.require(clean, asked_of="process", process=factory.process)
    for person in (factory.bishnu, factory.suresh):
        school.works(person)
        school.assess(person, start) if person is factory.bishnu else None
    school.assess(factory.bishnu, clean)
    school.assess(factory.tan, clean)
    found = who_may_run(factory.workplace, school.date(2))
    assert ([one.name for one in found.people], found.count) == (["Bishnu Gurung"], 1)
    (not_yet,) = found.not_yet
    assert (not_yet.person.name, [(skill.name, str(why)) for skill, why in not_yet.lacks]) == (
        "Suresh Pillai", [("Clean the mould", "never assessed"), ("Start the machine", "never assessed")],
    )  # fmt: skip
    later = who_may_run(factory.workplace, school.date(400))
    assert ([one.name for one in later.people], len(later.not_yet)) == ([], 2)


def test_where_nothing_is_asked_nobody_is_said_to_be_able(school: School) -> None:
    school.works(school.factory.bishnu)
    found = who_may_run(school.factory.workplace, school.date(2))
    assert (found.asked, found.people, found.count) == ((), (), 0)


def test_the_number_of_queries_does_not_grow(school: School) -> None:
    skill, factory = school.skill(), school.factory
    school.require(skill, asked_of="everyone")
    counts = []
    for many in (1, 100):
        for n in range(many):
            core.add_person(new_id(), by=factory.nurul, name=f"New {many} {n}", site=factory.site)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            gaps_at(factory.organization, school.date(1))
            counts_at(factory.organization, school.date(1), factory.site.pk)
            asked_of(who(factory.bishnu), school.date(1))
            who_may_run(factory.workplace, school.date(1))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 8
