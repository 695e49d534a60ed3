"""10.2 Nonconformity and corrective action: the whole cure, and each thing that stands in its way."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.evaluation.curing import START, Shop, build
from tests.web.asking import browser

from mutu.core import trail
from mutu.core.identity import new_id
from mutu.core.refusals import MoveRefused, NotPermitted, NotYet
from mutu.core.verification import verify
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import Nonconformity


@pytest.fixture
def shop(db: None) -> Shop:
    return build()


def state(shop: Shop, problem: Nonconformity) -> str:
    return Nonconformity.objects.of(shop.factory.organization).get(pk=problem.pk).state


def test_10_2_the_whole_cure_is_told_by_the_trail(shop: Shop) -> None:
    problem = shop.closed(0)
    story = trail.story(shop.factory.organization, problem)
    assert [(line.action.partition(".")[2], line.who.split()[0], line.state) for line in story] == [
        ("report", "Bishnu", "reported"),
        ("contain", "Suresh", "contained"),
        ("correct", "Suresh", "corrected"),
        ("determine_cause", "Suresh", "cause_found"),
        ("plan_cure", "Nurul", "acting"),
        ("look_across", "Nurul", "acting"),
        ("finish_actions", "Suresh", "acted"),
        ("verify_effectiveness", "Tan", "effective"),
        ("close", "Nurul", "closed"),
    ]
    assert list(verify(shop.factory.organization)) == []


# 10.2.1 b: cause


@pytest.mark.parametrize("said", ["Operator error", "be more careful", "Human error."])
def test_10_2_1_b_what_blames_somebody_is_answered_with_a_question(shop: Shop, said: str) -> None:
    problem = shop.corrected(0)
    with pytest.raises(NotYet) as refusal:
        actions.determine_cause(problem.pk, by=shop.on(3).suresh, why_made=["Flash on the rim.", said])
    assert refusal.value.fact == "why_made"
    assert str(refusal.value.parameters["question"]).endswith("?")


def test_10_2_1_b_the_escape_is_asked_as_strictly_as_the_occurrence(shop: Shop) -> None:
    problem = shop.corrected(0)
    with pytest.raises(NotYet) as refusal:
        actions.determine_cause(problem.pk, by=shop.on(3).suresh, why_made=["Clamp weak.", "Nobody set it."],
                                why_not_seen=["Operator error"])  # fmt: skip
    assert refusal.value.fact == "why_not_seen"


def test_10_2_1_b_one_why_is_the_problem_again(shop: Shop) -> None:
    with pytest.raises(NotYet):
        actions.determine_cause(shop.corrected(0).pk, by=shop.on(3).suresh, why_made=["Clamp too weak."])


def test_10_2_1_b_a_cause_that_explains_nothing_is_sent_back(shop: Shop) -> None:
    problem = shop.corrected(0)
    shop.find_cause(problem, 3)
    actions.send_cause_back(problem.pk, by=shop.on(4).nurul, reason="Not on the night shift.")
    assert state(shop, problem) == "corrected"
    with pytest.raises(MoveRefused):
        actions.send_cause_back(problem.pk, by=shop.on(4).nurul, reason="Again.")


# 10.2.1 b: recurrence


def with_cause(shop: Shop, day: float, code: str) -> Nonconformity:
    problem = shop.corrected(day, workplace=shop.factory.workplace.pk)
    return actions.determine_cause(problem.pk, by=shop.on(day + 3).suresh, cause_code=code,
                                   why_made=["Clamp too weak.", "Nobody set it."])  # fmt: skip


def test_10_2_1_b_the_same_cause_on_the_same_process_within_a_year_looks_like_a_recurrence(shop: Shop) -> None:
    first = with_cause(shop, 0, "setting")
    again = with_cause(shop, 100, "setting")
    assert (first.recurrence_proposed, again.recurrence_proposed) == ("", first.number)


@pytest.mark.parametrize(("day", "code"), [(366, "setting"), (100, "material"), (100, "")])
def test_10_2_1_b_another_cause_or_more_than_a_year_does_not(shop: Shop, day: int, code: str) -> None:
    with_cause(shop, 0, "setting")
    assert with_cause(shop, day, code).recurrence_proposed == ""


def test_10_2_1_b_a_person_decides_before_it_is_closed_and_both_stand_in_the_trail(shop: Shop) -> None:
    first = with_cause(shop, 0, "setting")
    again = with_cause(shop, 100, "setting")
    actions.decide_no_action(again.pk, by=shop.on(104).nurul, no_action_reason="Covered by the first.")
    with pytest.raises(NotYet) as refusal:
        shop.close(again, 105)
    assert refusal.value.parameters == {"earlier": first.number}
    actions.decide_recurrence(again.pk, by=shop.on(105).nurul, recurs=True, recurrence_reason="Same clamp.")
    shop.close(again, 106)
    story = trail.story(shop.factory.organization, again)
    decided = next(line for line in story if line.action == "nonconformity.decide_recurrence")
    assert decided.facts == {"recurs": True, "recurrence_reason": "Same clamp."}


# 10.2.1 c: corrective actions


def test_10_2_1_c_nothing_is_planned_before_the_cause_is_known(shop: Shop) -> None:
    with pytest.raises(NotYet):
        shop.plan(shop.corrected(0), 3)


def test_10_2_1_c_a_due_date_does_not_lie_in_the_past(shop: Shop) -> None:
    problem = shop.find_cause(shop.corrected(0), 3)
    with pytest.raises(NotYet) as refusal:
        shop.plan(problem, 4, due_after=-1)
    assert refusal.value.fact == "due"


def test_10_2_1_c_only_the_owner_or_the_quality_department_says_it_is_done(shop: Shop) -> None:
    planned = shop.plan(shop.find_cause(shop.corrected(0), 3), 4)
    with pytest.raises(NotPermitted):
        corrective.complete(planned.pk, by=shop.on(5).bishnu, done_note="Done.")
    assert corrective.complete(planned.pk, by=shop.on(5).tan, done_note="Done.").state == "done"


def test_10_2_1_c_the_wait_begins_when_the_last_one_is_done_or_withdrawn(shop: Shop) -> None:
    problem = shop.find_cause(shop.corrected(0), 3)
    one, two = shop.plan(problem, 4), shop.plan(problem, 4)
    shop.finish(one, 5)
    assert state(shop, problem) == "acting"
    corrective.withdraw(two.pk, by=shop.on(6).nurul, reason="Not needed.")
    assert state(shop, problem) == "acted"


def test_10_2_1_c_when_all_are_withdrawn_nothing_was_done(shop: Shop) -> None:
    problem = shop.find_cause(shop.corrected(0), 3)
    one = shop.plan(problem, 4)
    corrective.withdraw(one.pk, by=shop.on(6).nurul, reason="Not needed.")
    assert state(shop, problem) == "acting"
    with pytest.raises(NotYet):
        actions.finish_actions(problem.pk, by=shop.on(6).nurul)


def test_10_2_1_c_what_was_done_before_the_plan_of_its_effect_is_not_stuck(shop: Shop) -> None:
    problem = shop.find_cause(shop.corrected(0), 3)
    nurul = shop.on(4).nurul
    planned = corrective.plan(new_id(), by=nurul, nonconformity=problem, what="Set it", owner=nurul.person,
                              due=nurul.now().date())  # fmt: skip
    corrective.complete(planned.pk, by=nurul, done_note="Set.")
    actions.plan_cure(problem.pk, by=nurul, criterion="None in 3 lots", wait_days=30, judge=shop.factory.tan.person)
    assert actions.finish_actions(problem.pk, by=nurul).state == "acted"


def test_10_2_1_c_proof_that_does_not_show_it_is_sent_back(shop: Shop) -> None:
    problem = shop.find_cause(shop.corrected(0), 3)
    one = shop.plan(problem, 4)
    shop.plan(problem, 4)
    shop.finish(one, 5)
    due = (START + timedelta(days=12)).date()
    assert corrective.send_back(one.pk, by=shop.on(6).nurul, reason="No photo.", due=due).state == "planned"


# 10.2.1 d: effectiveness


def test_10_2_1_d_the_plan_names_a_wait(shop: Shop) -> None:
    problem = shop.find_cause(shop.corrected(0), 3)
    with pytest.raises(NotYet) as refusal:
        actions.plan_cure(problem.pk, by=shop.on(4).nurul, criterion="None", judge=shop.factory.tan.person)
    assert refusal.value.fact == "wait_days"


def test_10_2_1_d_who_does_the_work_is_not_planned_as_its_judge(shop: Shop) -> None:
    problem = shop.find_cause(shop.corrected(0), 3)
    shop.plan(problem, 4)
    with pytest.raises(NotYet) as refusal:
        actions.plan_cure(
            problem.pk, by=shop.on(4).nurul, criterion="None", judge=shop.factory.suresh.person, wait_days=30
        )
    assert refusal.value.fact == "judge"


def test_10_2_1_d_it_is_judged_by_someone_else_after_the_wait_with_evidence(shop: Shop) -> None:
    problem = shop.acted(0)
    with pytest.raises(NotYet) as refusal:
        actions.verify_effectiveness(problem.pk, by=shop.on(50).suresh, effect_evidence="Good.")
    assert str(refusal.value) == "10.2.1 d: someone who did not do the work judges whether it worked."
    with pytest.raises(NotYet) as refusal:
        shop.judge(problem, 39)
    assert str(refusal.value) == "10.2.1 d: the plan says to wait until 2026-04-11 before judging."
    shop.judge(problem, 40)
    assert state(shop, problem) == "effective"


def test_10_2_1_d_lots_that_were_planned_are_counted(shop: Shop) -> None:
    problem = shop.find_cause(shop.corrected(0), 3)
    planned = shop.plan(problem, 4)
    actions.plan_cure(
        problem.pk, by=shop.on(4).nurul, criterion="None", judge=shop.factory.tan.person, wait_days=1, wait_lots=3
    )
    shop.finish(planned, 5)
    for seen in (None, 2):
        with pytest.raises(NotYet) as refusal:
            actions.verify_effectiveness(problem.pk, by=shop.on(50).tan, effect_evidence="Good.", lots_seen=seen)
        assert refusal.value.fact == "lots_seen"
    actions.verify_effectiveness(problem.pk, by=shop.on(50).tan, effect_evidence="Good.", lots_seen=3)


def test_10_2_1_d_that_it_did_not_work_is_said_at_once_and_it_is_open_again(shop: Shop) -> None:
    problem = shop.acted(0)
    found = actions.find_not_effective(problem.pk, by=shop.on(12).tan, effect_evidence="Flash again.")
    assert (found.state, found.times_not_effective, found.effect_due, found.open) == ("corrected", 1, None, True)
    with pytest.raises(NotYet):
        shop.close(problem, 13)


def test_10_2_1_d_a_closed_one_is_opened_again_and_needs_a_new_reason_to_end(shop: Shop) -> None:
    problem = shop.corrected(0)
    shop.close_without_action(problem, 3)
    actions.reopen(problem.pk, by=shop.on(10).nurul, reason="It is back.")
    with pytest.raises(NotYet):
        shop.close(problem, 11)


def test_10_2_1_d_one_that_waits_for_its_effect_is_opened_again_too(shop: Shop) -> None:
    problem = shop.acted(0)
    assert actions.reopen(problem.pk, by=shop.on(12).nurul, reason="The sheet is gone.").state == "corrected"


def test_10_2_1_d_the_reporter_says_that_it_is_still_wrong_and_nobody_else_does(shop: Shop) -> None:
    problem = shop.closed(0)
    with pytest.raises(NotPermitted):
        actions.contradict(problem.pk, by=shop.on(50).suresh, reason="Still flash.")
    assert actions.contradict(problem.pk, by=shop.on(50).bishnu, reason="Still flash.").state == "corrected"


def test_10_2_1_b_it_is_looked_across_before_it_is_closed(shop: Shop) -> None:
    problem = shop.find_cause(shop.corrected(0), 3)
    planned = shop.plan(problem, 4)
    shop.finish(planned, 5)
    shop.judge(problem, 41)
    with pytest.raises(NotYet) as refusal:
        shop.close(problem, 42)
    assert str(refusal.value).startswith("10.2.1 b: look across to other lines")
    shop.look_across(problem, 42)
    shop.close(problem, 43)


def test_10_2_1_without_an_action_and_without_a_reason_nothing_is_closed(shop: Shop) -> None:
    problem = shop.corrected(0)
    with pytest.raises(NotYet):
        shop.close(problem, 3)
    shop.close_without_action(problem, 4)


# 10.2.2: what stays


def test_10_2_2_one_raised_by_mistake_is_withdrawn_with_its_reason_and_stays(shop: Shop) -> None:
    problem = shop.report(0)
    gone = actions.withdraw(problem.pk, by=shop.on(1).nurul, reason="Training only.")
    assert (gone.state, gone.reason, gone.open, gone.due) == ("withdrawn", "Training only.", False, None)
    with pytest.raises(MoveRefused):
        shop.contain(problem, 2)


def test_10_2_2_a_duplicate_is_merged_into_one_that_lives(shop: Shop) -> None:
    first, second = shop.report(0), shop.report(0)
    merged = actions.merge(second.pk, by=shop.on(1).nurul, merged_into=first, reason="The same.")
    assert (merged.state, merged.merged_into_id) == ("merged", first.pk)
    for target in (second, first):
        with pytest.raises((NotYet, MoveRefused)):
            actions.merge(second.pk, by=shop.on(1).nurul, merged_into=target, reason="The same.")
    with pytest.raises(NotYet):
        actions.merge(first.pk, by=shop.on(1).nurul, merged_into=second, reason="The same.")


def test_10_2_2_a_problem_from_an_earlier_list_keeps_its_day(shop: Shop) -> None:
    brought = actions.bring_in.do(new_id(), by=shop.on(0).nurul, facts={
        "what": "Old flash", "found_on": "2026-01-12", "closed_on": "20 Jan 2026", "cause": "Clamp"})  # fmt: skip
    assert (brought.state, brought.open, brought.why_made) == ("closed", False, ["Clamp"])
    assert brought.reported_at == datetime(2026, 1, 12, 4, tzinfo=UTC)
    with pytest.raises(NotYet):
        actions.bring_in.do(new_id(), by=shop.on(0).nurul, facts={"what": "x", "found_on": "2026-03-03"})


def test_10_2_1_b_the_form_says_how_to_ask_why_and_offers_the_kinds_of_cause_used_before(shop: Shop) -> None:
    def asked() -> str:
        form = browser(shop.factory.suresh).get(f"/do/nonconformity.determine_cause/{problem.pk}").content.decode()
        assert "Ask why of each answer again, up to five times." in form
        return ", ".join(re.findall(r'<option value="([^"]*)"></option>', form))

    problem = shop.corrected(0)
    assert asked() == ""
    why = ["The insert is worn.", "No plan measures it."]
    for code in ("maintenance", "method", "method"):
        actions.determine_cause(shop.corrected(0).pk, by=shop.factory.suresh, why_made=why, cause_code=code)
    assert asked() == "method, maintenance"
