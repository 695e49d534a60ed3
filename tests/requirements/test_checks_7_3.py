"""7.3 Awareness: what the live check of the 2026 edition answers, four tests."""

from datetime import datetime, timedelta

from tests.cast import Factory
from tests.evaluation.curing import ask
from tests.resources.test_awareness import START, learn
from tests.resources.test_awareness import ask as ask_set

from mutu.core.checks import Found, Verdict
from mutu.resources.awareness import actions


def asked(bayan: Factory, day: float) -> Found:
    at: datetime = START + timedelta(days=day)
    return ask("7.3-e.aware_of_culture", bayan.organization, at)


def test_7_3_e_everybody_who_is_asked_and_knows_it_is_shown(bayan: Factory) -> None:
    ask_set(bayan)
    learn(bayan.bishnu, 2)
    found = asked(bayan, 3)
    assert (found.verdict, found.read, found.lacking) == (Verdict.SHOWN, 1, 0)
    assert str(found.said) == "Made aware of quality culture and ethical behaviour: 1 of 1 people."


def test_7_3_e_who_does_not_know_it_calls_for_attention_by_name(bayan: Factory) -> None:
    ask_set(bayan, role="")
    learn(bayan.bishnu, 2)
    found = asked(bayan, 3)
    assert (found.verdict, found.read, found.lacking, found.kind) == (Verdict.ATTENTION, 5, 4, "person")
    assert bayan.bishnu.person is not None
    assert bayan.bishnu.person.number not in {number for _id, number in found.examples}


def test_7_3_e_while_nobody_is_asked_or_only_sets_about_something_else_there_is_no_data(bayan: Factory) -> None:
    nothing = asked(bayan, 3)
    ask_set(bayan, set="buyers")
    assert [(one.verdict, one.read) for one in (nothing, asked(bayan, 4))] == [(Verdict.NODATA, 0)] * 2


def test_7_3_e_what_was_learned_too_long_ago_turns_it(bayan: Factory) -> None:
    need = ask_set(bayan, renew_days=100)
    learn(bayan.bishnu, 2)
    before, later = asked(bayan, 101), asked(bayan, 103)
    actions.end(need.pk, by=bayan.nurul, reason="Another set takes its place.")
    assert [one.verdict for one in (before, later, asked(bayan, 103))] == [
        Verdict.SHOWN, Verdict.ATTENTION, Verdict.NODATA,
    ]  # fmt: skip
