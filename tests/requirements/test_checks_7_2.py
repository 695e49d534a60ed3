"""7.2 Competence: what the live checks answer, four tests each."""

import pytest
from tests.resources.learning import School, build, who

from mutu.core.checks import Found, Verdict
from mutu.core.identity import new_id
from mutu.resources.competence import actions, trainings
from mutu.resources.competence.models import Attendee


@pytest.fixture
def school(db: None) -> School:
    return build()


def counted(found: Found) -> tuple[str, int, int]:
    return str(found.verdict), found.good, found.read


# 7.2 a: determined


def test_7_2_a_decided_for_everybody_is_shown(school: School) -> None:
    school.require(school.skill(), asked_of="everyone")
    found = school.ask("7.2-a.determined", 1)
    assert counted(found) == ("shown", 5, 5)
    assert str(found.said) == "Decided for all 5 people what their work asks of them."


def test_7_2_a_people_of_whom_nothing_is_asked_call_for_attention(school: School) -> None:
    school.require(school.skill())
    school.works(school.factory.bishnu)
    assert counted(school.ask("7.2-a.determined", 1)) == ("attention", 1, 5)


def test_7_2_a_before_anything_is_decided_there_is_not_enough_data(school: School) -> None:
    found = school.ask("7.2-a.determined", 1)
    assert counted(found) == ("nodata", 0, 0)
    assert str(found.said) == "Nobody has decided yet what work asks of people."


def test_7_2_a_somebody_new_of_whom_nothing_is_asked_turns_it(school: School) -> None:
    from mutu.core import actions as core

    people = school.on(0)
    for site in (people.site, people.other_site):
        school.require(school.skill(f"Safety {site.name}"), asked_of="everyone", site=site)
    before = school.ask("7.2-a.determined", 1).verdict
    core.add_person(new_id(), by=people.nurul, name="Nowhere yet")
    assert (before, school.ask("7.2-a.determined", 1).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 7.2 b: competent


def test_7_2_b_who_holds_what_is_asked_is_shown(school: School) -> None:
    skill = school.skill()
    school.require(skill)
    school.works(school.factory.bishnu)
    school.assess(school.factory.bishnu, skill)
    found = school.ask("7.2-b.competent", 2)
    assert counted(found) == ("shown", 1, 1)
    assert str(found.said) == "Competent, or with a training planned: 1 of 1 people."


def test_7_2_b_a_gap_without_a_training_calls_for_attention_and_with_one_it_does_not(school: School) -> None:
    skill = school.skill()
    school.require(skill)
    school.works(school.factory.bishnu)
    before = counted(school.ask("7.2-b.competent", 2))
    school.plan(skill, school.factory.bishnu)
    assert (before, counted(school.ask("7.2-b.competent", 2))) == (("attention", 0, 1), ("shown", 1, 1))
    assert counted(school.ask("7.2-b.competent", 9)) == ("attention", 0, 1)


def test_7_2_b_with_nothing_asked_there_is_not_enough_data(school: School) -> None:
    school.assess(school.factory.bishnu, school.skill())
    assert counted(school.ask("7.2-b.competent", 2)) == ("nodata", 0, 0)


def test_7_2_b_one_assessment_withdrawn_turns_it(school: School) -> None:
    skill = school.skill()
    school.require(skill)
    school.works(school.factory.bishnu)
    held = school.assess(school.factory.bishnu, skill)
    before = school.ask("7.2-b.competent", 2).verdict
    actions.withdraw(held.pk, by=school.on(3).suresh, reason="Scrap at three starts.")
    assert (before, school.ask("7.2-b.competent", 3).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 7.2 c: acted, and the effect judged


def three_trainings(school: School) -> list[object]:
    skill, bishnu = school.skill(), school.factory.bishnu
    return [school.hold(school.plan(skill, bishnu, day=day, on=day + 5), bishnu, day=day + 5) for day in (0, 1, 2)]


def test_7_2_c_trainings_held_and_judged_in_time_are_shown(school: School) -> None:
    for training in three_trainings(school):
        trainings.find_effective(training.pk, by=school.on(70).nurul, effect_note="No scrap at start.")  # type: ignore[attr-defined]
    assert counted(school.ask("7.2-c.effect_judged", 200)) == ("shown", 3, 3)


def test_7_2_c_an_effect_nobody_judges_calls_for_attention(school: School) -> None:
    three_trainings(school)
    verdicts = [counted(school.ask("7.2-c.effect_judged", day)) for day in (90, 96)]
    assert verdicts == [("shown", 3, 3), ("attention", 2, 3)]


def test_7_2_c_two_trainings_are_not_enough_data(school: School) -> None:
    skill, bishnu = school.skill(), school.factory.bishnu
    for day in (0, 1):
        school.hold(school.plan(skill, bishnu, day=day, on=day + 5), bishnu, day=day + 5)
    assert counted(school.ask("7.2-c.effect_judged", 30)) == ("nodata", 2, 2)


def test_7_2_c_one_training_never_held_turns_it(school: School) -> None:
    three_trainings(school)
    before = school.ask("7.2-c.effect_judged", 50).verdict
    school.plan(None, school.factory.mei, day=10, on=15)
    assert (before, school.ask("7.2-c.effect_judged", 50).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 7.2 d: evidence kept


def three_assessed(school: School) -> list[object]:
    skill, factory = school.skill(), school.factory
    return [school.assess(one, skill) for one in (factory.bishnu, factory.mei, factory.tan)]


def test_7_2_d_assessments_with_evidence_are_shown(school: School) -> None:
    three_assessed(school)
    assert counted(school.ask("7.2-d.kept", 2)) == ("shown", 3, 3)


def test_7_2_d_assessments_that_ran_out_call_for_attention(school: School) -> None:
    skill, factory = school.skill(valid_months=12), school.factory
    for one in (factory.bishnu, factory.mei, factory.tan):
        school.assess(one, skill)
    assert counted(school.ask("7.2-d.kept", 400)) == ("attention", 0, 3)


def test_7_2_d_two_assessments_are_not_enough_data(school: School) -> None:
    skill, factory = school.skill(), school.factory
    for one in (factory.bishnu, factory.mei):
        school.assess(one, skill)
    assert counted(school.ask("7.2-d.kept", 2)) == ("nodata", 2, 2)


def test_7_2_d_one_with_a_shorter_term_turns_it(school: School) -> None:
    held = three_assessed(school)
    before = school.ask("7.2-d.kept", 30).verdict
    actions.assess_again(held[0].pk, by=school.on(5).tan, level="3", evidence="Test piece",  # type: ignore[attr-defined]
                         valid_until=school.date(20))  # fmt: skip
    assert (before, school.ask("7.2-d.kept", 30).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


def test_7_2_c_what_did_not_work_opens_the_gap_again(school: School) -> None:
    skill, bishnu = school.skill(), school.factory.bishnu
    school.require(skill)
    school.works(bishnu)
    training = school.hold(school.plan(skill, bishnu), bishnu)
    before = school.ask("7.2-b.competent", 6).verdict
    short = [Attendee(person=who(bishnu), present=True, result="passed", fell_short=True)]
    trainings.find_not_effective(training.pk, by=school.on(70).nurul, effect_note="Still needs help.", attendees=short)
    assert (before, school.ask("7.2-b.competent", 70).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)
