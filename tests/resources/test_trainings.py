"""What stands in the way of an assessment, a requirement or a training, each in words; one fact per test (7.2)."""

from collections.abc import Callable

import pytest
from tests.resources.learning import School, build, who

from mutu.core import actions as core
from mutu.core.refusals import MoveRefused, NotPermitted, Refusal
from mutu.resources.competence import actions, trainings
from mutu.resources.competence.models import Attendee, Competence


@pytest.fixture
def school(db: None) -> School:
    return build()


def row(person: object, **facts: object) -> Attendee:
    return Attendee(person=who(person), **facts)  # type: ignore[arg-type]


REFUSED: dict[str, Callable[[School], object]] = {
    "nobody judges their own competence": lambda s: s.assess(s.factory.suresh, s.skill()),
    "say what shows it": lambda s: s.assess(s.factory.bishnu, s.skill(), evidence="ok"),
    "has not been yet": lambda s: s.assess(s.factory.bishnu, s.skill(), assessed_on=s.date(9)),
    "would end before it begins": lambda s: s.assess(s.factory.bishnu, s.skill(), valid_until=s.date(-9)),
    "not both": lambda s: s.assess(s.factory.bishnu, s.skill(), assessor=who(s.factory.tan), outside="DOSH"),
    "Say which one": lambda s: s.require(s.skill(), asked_of="job"),
    "asked of one thing": lambda s: s.require(s.skill(), job="Setter"),
    "Say who gives it": lambda s: s.plan(None, s.factory.mei, trainer=None),
    "cannot sit in it": lambda s: s.plan(None, s.factory.tan),
    "stands in the list twice": lambda s: s.plan(None, s.factory.mei, s.factory.mei),
    "Tick who was there": lambda s: trainings.hold(
        s.plan(None, s.factory.mei).pk, by=s.on(5).suresh, attendees=[row(s.factory.mei)]),
    "has a result but was not there": lambda s: trainings.hold(
        s.plan(None, s.factory.mei).pk, by=s.on(5).suresh,
        attendees=[row(s.factory.mei, result="passed"), row(s.factory.bishnu, present=True)]),
    "the effect is judged at work, from": lambda s: trainings.find_effective(
        s.hold(s.plan(None, s.factory.mei), s.factory.mei).pk, by=s.on(9).nurul, effect_note="Yes"),
    "somebody who was not trained judges": lambda s: trainings.find_effective(
        s.hold(s.plan(None, s.factory.suresh), s.factory.suresh).pk, by=s.on(90).suresh, effect_note="Yes"),
    "tick who cannot do it": lambda s: trainings.find_not_effective(
        s.hold(s.plan(None, s.factory.mei), s.factory.mei).pk, by=s.on(90).nurul, effect_note="No"),
}  # fmt: skip


@pytest.mark.parametrize("said", REFUSED)
def test_it_is_refused_with_its_reason(school: School, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        REFUSED[said](school)


def test_the_same_is_not_asked_twice(school: School) -> None:
    skill = school.skill()
    school.require(skill)
    with pytest.raises(Refusal, match="asked for already"):
        school.require(skill)


def test_an_operator_neither_assesses_nor_plans(school: School) -> None:
    skill = school.skill()
    with pytest.raises(NotPermitted):
        actions.assess.do(skill.pk, by=school.factory.bishnu, facts={"person": who(school.factory.mei), "skill": skill})


def test_nothing_is_given_to_somebody_who_left(school: School) -> None:
    skill = school.skill()
    core.leave(who(school.factory.mei).pk, by=school.on(1).nurul, left_on=school.date(1))
    with pytest.raises(Refusal, match="has left"):
        school.assess(school.factory.mei, skill)


def test_an_outside_assessor_stands_with_the_end_that_follows_from_the_skill(school: School) -> None:
    skill = school.skill(valid_months=36)
    held = school.assess(school.factory.bishnu, skill, outside="Department of Safety", evidence="Licence 77-1")
    assert (held.assessor, held.outside, str(held.valid_until)) == (None, "Department of Safety", "2029-03-03")


def test_since_stays_through_a_renewal_and_begins_anew_after_a_lapse(school: School) -> None:
    skill = school.skill(valid_months=12)
    held = school.assess(school.factory.bishnu, skill, day=1)
    renewed = actions.assess_again(held.pk, by=school.on(300).tan, level="3", evidence="Watched again")
    assert (renewed.since, renewed.assessed_on, renewed.assessor) == (school.date(1), school.date(300),
                                                                      who(school.factory.tan))  # fmt: skip
    lapsed = actions.assess_again(held.pk, by=school.on(900).suresh, level="3", evidence="Watched again")
    assert lapsed.since == school.date(900)


def test_a_training_takes_no_level_away_and_withdraws_what_did_not_hold(school: School) -> None:
    skill, factory = school.skill(), school.factory
    school.assess(factory.bishnu, skill, level="4")
    training = school.hold(school.plan(skill, factory.bishnu, factory.mei), factory.bishnu, factory.mei)
    held = {one.person_id: one for one in Competence.objects.of(factory.organization).filter(skill=skill)}
    assert [held[who(one).pk].level for one in (factory.bishnu, factory.mei)] == ["4", "3"]
    assert held[who(factory.mei).pk].evidence == f"{training.number} · Starting after a stop"
    came = [row(factory.bishnu, present=True), row(factory.mei, present=True, fell_short=True)]
    done = trainings.find_not_effective(training.pk, by=school.on(90).nurul, effect_note="Not yet", attendees=came)
    held = {one.person_id: one for one in Competence.objects.of(factory.organization).filter(skill=skill)}
    assert [held[who(one).pk].state for one in (factory.bishnu, factory.mei)] == ["held", "withdrawn"]
    with pytest.raises(MoveRefused):
        trainings.cancel(done.pk, by=school.on(91).nurul, reason="No")
