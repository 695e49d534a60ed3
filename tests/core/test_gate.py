"""The gate: in which order it asks, what it leaves when it refuses, and what it does with the same thing twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.cast import Factory

from mutu.core import actions as core
from mutu.core import gate, trail
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Answered, LogHead, Name, Party
from mutu.core.nouns import actions as nouns
from mutu.core.permissions import Role
from mutu.core.refusals import MoveRefused, NotPermitted, NotUnderstood, NotYet, Outdated, Refusal
from mutu.core.search_models import Found
from mutu.core.verification import verify
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import ContainmentPlace, Disposition, Nonconformity


def reported(bayan: Factory, **facts: object) -> Nonconformity:
    said = {"what": "Flash on the rim", "workplace": bayan.workplace.pk, **facts}
    return actions.report.do(new_id(), by=bayan.bishnu, facts=said)


def contained(bayan: Factory, **facts: object) -> Nonconformity:
    problem = reported(bayan, **facts)
    place = ContainmentPlace(where="stock", quantity=20, found=2)
    return actions.contain(problem.pk, by=bayan.suresh, containment="Held.", places=[place])


def kept(record: Nonconformity) -> Nonconformity:
    return Nonconformity.objects.of(record.organization_id).get(pk=record.pk)


def entries(by: Actor) -> int:
    return LogHead.objects.of(by.organization_id).get().size


# in which order it asks


def test_a_record_of_nobody_is_not_found_before_anything_else_is_asked(bayan: Factory) -> None:
    with pytest.raises(gate.NotFound):
        actions.close.do(new_id(), by=bayan.bishnu, facts={"nonsense": "1"})


def test_who_may_not_is_told_so_before_the_version_and_the_facts(bayan: Factory) -> None:
    problem = reported(bayan)
    with pytest.raises(NotPermitted) as refusal:
        actions.close.do(problem.pk, by=bayan.bishnu.having_seen(99), facts={"nonsense": "1"})
    assert str(refusal.value) == "Bishnu Gurung may not do this here: Quality manager, Quality engineer can."


def test_an_old_version_is_refused_before_the_facts_are_read(bayan: Factory) -> None:
    problem = reported(bayan)
    with pytest.raises(Outdated) as refusal:
        actions.close.do(problem.pk, by=bayan.nurul.having_seen(7), facts={})
    assert refusal.value.parameters == {"now": 1, "seen": 7}


def test_facts_that_are_not_understood_are_named_before_the_state_is_looked_at(bayan: Factory) -> None:
    problem = reported(bayan)
    with pytest.raises(NotUnderstood) as refusal:
        actions.close.do(problem.pk, by=bayan.nurul, facts={"nonsense": "1"})
    assert {name: str(why) for name, why in refusal.value.errors.items()} == {
        "nonsense": "There is no such entry here.",
        "conclusion": "This is needed.",
    }


def test_a_move_that_is_not_possible_is_refused_before_the_rules_of_the_action(bayan: Factory) -> None:
    problem = reported(bayan, quantity=5)
    with pytest.raises(MoveRefused) as refusal:
        actions.close(problem.pk, by=bayan.nurul, conclusion="Done.")
    assert str(refusal.value) == "“Close” is not possible: this is reported now."


def test_the_rules_of_the_action_come_last_and_leave_nothing(bayan: Factory) -> None:
    problem = reported(bayan)
    size = entries(bayan.nurul)
    with pytest.raises(NotYet) as refusal:
        actions.contain(problem.pk, by=bayan.nurul, containment="Held.")
    assert refusal.value.fact == "places"
    assert (kept(problem).state, kept(problem).containment, kept(problem).version) == ("reported", "", 1)
    assert entries(bayan.nurul) == size


def test_an_id_that_is_no_uuid_is_not_understood(bayan: Factory) -> None:
    with pytest.raises(NotUnderstood):
        actions.report.do("7", by=bayan.bishnu, facts={"what": "Flash"})  # type: ignore[arg-type]


# seen and Outdated


def test_the_version_that_was_seen_is_accepted_and_the_one_before_it_is_not(bayan: Factory) -> None:
    problem = contained(bayan)
    assert actions.assign(problem.pk, by=bayan.nurul.having_seen(2), owner=bayan.suresh.person).version == 3
    with pytest.raises(Outdated):
        actions.assign(problem.pk, by=bayan.nurul.having_seen(2), owner=bayan.tan.person)
    assert kept(problem).owner_id == bayan.suresh.person_id


# the same thing twice


def test_the_same_id_with_the_same_facts_is_the_same_record(bayan: Factory) -> None:
    key, said = new_id(), {"what": "Flash", "quantity": "7"}
    first = actions.report.do(key, by=bayan.bishnu, facts=said)
    size = entries(bayan.nurul)
    again = actions.report.do(key, by=bayan.bishnu, facts={"quantity": 7, "what": " Flash\r\n"})
    assert (again.pk, again.number, again.version) == (first.pk, first.number, 1)
    assert entries(bayan.nurul) == size


def test_the_same_id_with_other_facts_is_refused(bayan: Factory) -> None:
    problem = reported(bayan)
    with pytest.raises(Outdated) as refusal:
        actions.report(problem.pk, by=bayan.bishnu, what="Something else")
    assert str(refusal.value) == "A record with this id exists already, with other facts."
    assert kept(problem).what == "Flash on the rim"


def test_the_same_id_is_not_given_to_another_organization(bayan: Factory, eve: Actor) -> None:
    problem = reported(bayan)
    with pytest.raises(Outdated):
        actions.report(problem.pk, by=eve, what="Flash on the rim")
    assert Nonconformity.objects.of(eve.organization).count() == 0


def test_the_same_id_is_not_given_to_another_kind_of_record(bayan: Factory) -> None:
    problem = reported(bayan)
    with pytest.raises(Outdated):
        nouns.add_party(problem.pk, by=bayan.nurul, name="Kinabalu Trading")
    assert Party.objects.of(bayan.organization).count() == 0


def test_a_refused_creation_leaves_no_gap_in_the_numbers(bayan: Factory) -> None:
    first = reported(bayan)
    with pytest.raises(Outdated):
        actions.report(first.pk, by=bayan.bishnu, what="Other")
    second = reported(bayan)
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1


def test_what_was_done_before_its_rule_changed_its_mind_is_still_the_same_thing(bayan: Factory) -> None:
    from mutu.improvement.corrective_actions import actions as corrective

    problem = contained(bayan)
    actions.correct(problem.pk, by=bayan.suresh, correction="Sorted.")
    actions.determine_cause(problem.pk, by=bayan.suresh, why_made=["Clamp weak.", "Nobody set it."])
    key, due = new_id(), datetime.now(UTC).date() + timedelta(days=9)
    said = {"nonconformity": problem.pk, "what": "Set it", "owner": bayan.suresh.person_id, "due": due}
    corrective.plan.do(key, by=bayan.nurul, facts=said)
    actions.decide_no_action(problem.pk, by=bayan.nurul, no_action_reason="Worn out, exchanged.")
    actions.close(problem.pk, by=bayan.nurul, conclusion="Done.")
    assert corrective.plan.do(key, by=bayan.nurul, facts=said).pk == key
    with pytest.raises(NotYet):
        corrective.plan.do(new_id(), by=bayan.nurul, facts=said)


def test_a_key_of_a_request_makes_it_once_and_is_good_for_nothing_else(bayan: Factory) -> None:
    problem = reported(bayan)
    by = replace(bayan.nurul, key="k-1")
    actions.assign.do(problem.pk, by=by, facts={"owner": bayan.suresh.person_id})
    again = actions.assign.do(problem.pk, by=by, facts={"owner": bayan.suresh.person_id})
    assert again.version == 2
    with pytest.raises(Outdated) as refusal:
        actions.assign.do(problem.pk, by=by, facts={"owner": bayan.tan.person_id})
    assert str(refusal.value) == "This key was used for another request already."


def test_a_key_of_a_refused_request_may_be_used_again(bayan: Factory) -> None:
    problem = reported(bayan)
    by = replace(bayan.nurul, key="k-2")
    with pytest.raises(NotUnderstood):
        actions.assign.do(problem.pk, by=by, facts={})
    assert Answered.objects.of(bayan.organization).count() == 0
    assert actions.assign.do(problem.pk, by=by, facts={"owner": bayan.tan.person_id}).version == 2


def test_a_key_with_facts_that_are_no_text_is_refused_in_words(bayan: Factory) -> None:
    by = replace(bayan.bishnu, key="k-3")
    with pytest.raises(NotUnderstood):
        actions.report.do(new_id(), by=by, facts={"what": "\ud800"})


# what cannot be twice


def test_a_badge_that_somebody_else_wears_is_refused_with_a_sentence(bayan: Factory) -> None:
    badge = bayan.bishnu.person.badge
    with pytest.raises(NotUnderstood) as refusal:
        core.add_person(new_id(), by=bayan.nurul, name="Zul", badge=badge)
    assert {name: str(why) for name, why in refusal.value.errors.items()} == {
        "badge": "There is one like this already: each exists once."
    }


def test_a_badge_is_not_taken_from_somebody_by_a_change(bayan: Factory) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        core.change_person(bayan.mei.person_id, by=bayan.nurul, name="Mei Ling", badge=bayan.bishnu.person.badge)
    assert list(refusal.value.errors) == ["badge"]


def test_a_code_on_two_machines_is_refused(bayan: Factory) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        nouns.add_workplace(new_id(), by=bayan.nurul, code="IM-14", name="Other", site=bayan.site)
    assert list(refusal.value.errors) == ["code"]


# facts that are left out, and rows


def test_an_optional_fact_left_out_stays_as_it_was_and_one_said_empty_is_emptied(bayan: Factory) -> None:
    problem = reported(bayan, lot="L-7", quantity=3)
    actions.describe.do(problem.pk, by=bayan.suresh, facts={"made": "400"})
    assert (kept(problem).lot, kept(problem).quantity, kept(problem).made) == ("L-7", 3, 400)
    actions.describe.do(problem.pk, by=bayan.suresh, facts={"lot": "", "quantity": ""})
    assert (kept(problem).lot, kept(problem).quantity, kept(problem).made) == ("", None, 400)


def test_rows_that_are_said_replace_the_earlier_ones_and_rows_left_out_stay(bayan: Factory) -> None:
    problem = contained(bayan)
    actions.contain(problem.pk, by=bayan.suresh, containment="Held, and looked again.")
    assert [(row.where, row.quantity, row.found) for row in kept(problem).rows("places")] == [("stock", 20, 2)]
    places = [{"where": "in_process", "quantity": "5"}, {"where": "finished", "quantity": 9}]
    actions.contain.do(problem.pk, by=bayan.suresh, facts={"containment": "Twice.", "places": places})
    assert [(row.where, row.quantity, row.found) for row in kept(problem).rows("places")] == [
        ("in_process", 5, None),
        ("finished", 9, None),
    ]


def test_what_was_inspected_again_is_not_something_people_say_when_they_decide(bayan: Factory) -> None:
    problem = contained(bayan, quantity=4)
    line = {"decision": "rework", "quantity": 4, "inspected_good": 4}
    with pytest.raises(NotUnderstood) as refusal:
        actions.decide_disposition.do(problem.pk, by=bayan.suresh, facts={"dispositions": [line]})
    assert list(refusal.value.errors) == ["inspected_good"] or list(refusal.value.errors) == [
        "dispositions.0.inspected_good"
    ]


def test_an_inspection_is_kept_when_the_decision_is_written_again_and_goes_when_it_changes(bayan: Factory) -> None:
    problem = contained(bayan, quantity=4)
    rework = Disposition(decision="rework", quantity=4)
    actions.decide_disposition(problem.pk, by=bayan.suresh, dispositions=[rework], hold=True)
    actions.inspect_again(problem.pk, by=bayan.tan, line=1, good=4)
    actions.decide_disposition(problem.pk, by=bayan.suresh, dispositions=[rework], hold=True)
    (line,) = kept(problem).rows("dispositions")
    assert (line.inspected_good, line.inspected_by) == (4, "Tan Wei Ling")
    lines = [Disposition(decision="rework", quantity=3), Disposition(decision="scrap", quantity=1)]
    actions.decide_disposition(problem.pk, by=bayan.suresh, dispositions=lines, hold=True)
    assert [row.inspected_good for row in kept(problem).rows("dispositions")] == [None, None]


def test_a_secret_fact_is_nowhere_in_the_trail(bayan: Factory) -> None:
    from mutu.core.models import Entry, Words

    core.set_pin(bayan.bishnu.person_id, by=bayan.nurul, pin="908172")
    texts = [*Words.objects.of(bayan.organization).values_list("said", flat=True)]
    texts += [*Entry.objects.of(bayan.organization).values_list("leaf", flat=True)]
    assert [text for text in texts if "908172" in text] == []
    (line,) = trail.story(bayan.organization, newest=1)
    assert (line.action, line.facts) == ("person.set_pin", {})


def test_only_what_changed_is_told_as_it_was(bayan: Factory) -> None:
    problem = reported(bayan, lot="L-7")
    actions.describe.do(problem.pk, by=bayan.suresh, facts={"lot": "L-8"})
    line = trail.story(bayan.organization, problem)[-1]
    assert (line.facts, line.was, line.who, line.state) == ({"lot": "L-8"}, {"lot": "L-7"}, "Suresh Pillai", "reported")


# inner actions and batches


def test_an_inner_action_that_is_refused_leaves_nothing_of_itself(bayan: Factory) -> None:
    size = entries(bayan.nurul)
    with gate.batch(bayan.nurul):
        nouns.add_party(new_id(), by=bayan.nurul, name="Kinabalu Trading")
        with pytest.raises(NotUnderstood):
            nouns.add_party.do(new_id(), by=bayan.nurul, facts={"name": "X", "relation": "friend"})
        with pytest.raises(NotYet):
            nouns.add_party(new_id(), by=bayan.nurul, name="Y", timezone="Mars/Olympus")
    assert [one.name for one in Party.objects.of(bayan.organization)] == ["Kinabalu Trading"]
    assert entries(bayan.nurul) == size + 1
    assert list(verify(bayan.organization)) == []


def test_a_batch_that_breaks_leaves_nothing(bayan: Factory) -> None:
    size = entries(bayan.nurul)
    with pytest.raises(ZeroDivisionError), gate.batch(bayan.nurul):
        nouns.add_party(new_id(), by=bayan.nurul, name="Kinabalu Trading")
        raise ZeroDivisionError
    assert Party.objects.of(bayan.organization).count() == 0
    assert entries(bayan.nurul) == size


def test_a_name_learned_in_a_batch_that_broke_is_written_down_the_next_time(bayan: Factory) -> None:
    zul = core.add_person(new_id(), by=bayan.nurul, name="Zul")
    by = Actor(bayan.organization, zul, "Zul")
    with pytest.raises(ZeroDivisionError), gate.batch(by):
        actions.report(new_id(), by=by, what="Flash")
        trail.name_digest(bayan.organization.pk, by)
        raise ZeroDivisionError
    problem = actions.report(new_id(), by=by, what="Flash")
    assert Name.objects.of(bayan.organization).filter(person=zul.pk).count() == 1
    assert trail.story(bayan.organization, problem)[0].who == "Zul"


def test_a_role_given_in_a_batch_that_broke_is_not_believed_afterwards(bayan: Factory) -> None:
    from mutu.core import permissions

    with pytest.raises(ZeroDivisionError), gate.batch(bayan.nurul):
        core.give_role(new_id(), by=bayan.nurul, person=bayan.nurul.person, role=Role.PROCESS_OWNER)
        assert Role.PROCESS_OWNER in permissions.roles_of(bayan.nurul).held
        raise ZeroDivisionError
    assert Role.PROCESS_OWNER not in permissions.roles_of(bayan.nurul).held


def test_what_is_only_tried_leaves_nothing_and_meets_every_refusal(bayan: Factory) -> None:
    """Tried like anything else: the counter goes on, an id of another kind and a code used before are found."""
    problem, size, found = reported(bayan), entries(bayan.nurul), Found.objects.of(bayan.organization).count()
    with gate.batch(bayan.nurul, kept=False):
        first, second = reported(bayan), reported(bayan)
        actions.describe.do(first.pk, by=bayan.suresh, facts={"lot": "L-8"})
        with pytest.raises(Outdated, match="with other facts"):
            nouns.add_party(problem.pk, by=bayan.nurul, name="Kinabalu Trading")
        with pytest.raises(Outdated, match="with other facts"):
            nouns.add_party(second.pk, by=bayan.nurul, name="Kinabalu Trading")
        nouns.add_part(new_id(), by=bayan.nurul, code="P-77", name="Rim")
        with pytest.raises(Refusal):
            nouns.add_part(new_id(), by=bayan.nurul, code="P-77", name="Rim")
    assert len({problem.number, first.number, second.number}) == 3
    assert (entries(bayan.nurul), Found.objects.of(bayan.organization).count()) == (size, found)
    assert [one.pk for one in Nonconformity.objects.of(bayan.organization)] == [problem.pk]
    assert list(verify(bayan.organization)) == []


def test_a_record_remembered_for_long_work_is_forgotten_when_it_changes_or_is_taken_back(bayan: Factory) -> None:
    """`Actor.grants` with `records`, as a breath of an import has it."""
    by = replace(bayan.nurul, grants={"records": {}})
    site, press = bayan.workplace.site, nouns.add_process(new_id(), by=by, name="Press shop")
    with gate.batch(by):
        nouns.add_workplace(new_id(), by=by, code="IM-90", name="Press", site=site, process=press)
        nouns.give_process(press.pk, by=by, owner=by.person)
        after = nouns.add_workplace(new_id(), by=by, code="IM-91", name="Press", site=site, process=press)
        assert after.process is not None and after.process.owner == by.person
        with pytest.raises(NotYet):
            nouns.add_party(new_id(), by=by, name="Y", timezone="Mars/Olympus")
        assert by.grants["records"] == {}


def test_a_batch_inside_a_batch_is_a_mistake(bayan: Factory) -> None:
    with gate.batch(bayan.nurul), pytest.raises(RuntimeError, match="outermost"), gate.batch(bayan.nurul):
        pass


def test_one_transaction_writes_for_one_organization(bayan: Factory, eve: Actor) -> None:
    with gate.batch(bayan.nurul), pytest.raises(RuntimeError, match="one organization"):
        nouns.add_party(new_id(), by=eve, name="Kinabalu Trading")


def test_outside_the_gate_there_is_no_moment_of_the_work() -> None:
    with pytest.raises(RuntimeError):
        gate.now()
