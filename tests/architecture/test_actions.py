"""What every action must have, asked of the registry itself: nobody forgets it for a new one (design, 3)."""

import re

import pytest
from tests.samples import BY_THE_WORK, WITHOUT_ROLE, all_samples

from mutu.api.urls import document
from mutu.core import gate
from mutu.core.permissions import ANYONE, Role
from mutu.lib.standards import editions

ACTIONS = gate.actions()
NAMES = sorted(ACTIONS)
each = pytest.mark.parametrize("name", NAMES)


@each
def test_it_says_who_may(name: str) -> None:
    may = ACTIONS[name].may
    assert bool(may) is (name not in WITHOUT_ROLE)
    assert set(may) <= {*Role.values, ANYONE}


@each
def test_it_cites_its_clause(name: str) -> None:
    action = ACTIONS[name]
    assert re.fullmatch(r"\d+(\.\d+)*( [a-z](-[a-z])?(, [a-z])*)?(, \d+(\.\d+)*( [a-z](-[a-z])?(, [a-z])*)?)*",
                        action.clause)  # fmt: skip
    assert re.match(r"[A-Z“]\w*", action.doc)


@each
def test_the_trail_tells_it_in_a_sentence(name: str) -> None:
    told = str(ACTIONS[name].told)
    assert told % {"who": "Nurul", "number": "NC-1"}
    assert "%(who)s" in told or "%(number)s" in told or name == "organization.restore"


@each
def test_the_api_has_an_operation_for_it(name: str) -> None:
    action = ACTIONS[name]
    operation = document()["paths"][f"/api/v1/{action.model.kind}/{{id}}/{action.verb}"]["post"]
    assert operation["operationId"] == name
    facts = document()["components"]["schemas"][
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    ]
    assert set(facts.get("properties", {})) == {fact.name for fact in action.facts}
    assert set(facts.get("required", ())) == {fact.name for fact in action.facts if fact.required and not fact.when}


@each
def test_it_has_a_sample(name: str) -> None:
    assert name in all_samples() or name in WITHOUT_ROLE or name in BY_THE_WORK


@each
def test_its_label_is_a_word_of_the_trade(name: str) -> None:
    label = str(ACTIONS[name].label)
    assert label == label.strip() and label[0].isupper() and "_" not in label


def test_no_sample_is_left_of_an_action_that_is_gone() -> None:
    assert {*all_samples(), *WITHOUT_ROLE, *BY_THE_WORK} <= {*NAMES}


def test_the_clauses_are_clauses_of_the_standard() -> None:
    known = {clause.number for clause in editions()["iso9001-2015"].clauses}
    cited = {part.split()[0] for action in ACTIONS.values() for part in action.clause.split(", ") if part[0].isdigit()}
    assert sorted(cited - known) == []
