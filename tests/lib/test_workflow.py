"""A workflow is a table; what it allows, refuses and draws comes from nowhere else."""

import dataclasses
import enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.workflow import MoveNotAllowed, Workflow, WorkflowRefused


class State(enum.StrEnum):
    REPORTED = "reported"
    CONTAINED = "contained"
    ACTED_ON = "acted_on"
    CLOSED = "closed"


MOVES = {
    "contain": ({State.REPORTED}, State.CONTAINED),
    "act": ({State.CONTAINED}, State.ACTED_ON),
    "close": ({State.CONTAINED, State.ACTED_ON}, State.CLOSED),
    "reopen": ({State.CLOSED}, State.CONTAINED),
    "add_note": ({State.REPORTED, State.CONTAINED}, None),
}
WORKFLOW = Workflow(State.REPORTED, MOVES)


def test_states_are_listed_in_the_order_they_are_met():
    assert WORKFLOW.states == (State.REPORTED, State.CONTAINED, State.ACTED_ON, State.CLOSED)


def test_a_member_comes_out_as_the_member_that_went_in():
    assert WORKFLOW.after("contain", "reported") is State.CONTAINED


def test_a_move_without_target_leaves_the_state_as_it_is():
    assert WORKFLOW.after("add_note", State.CONTAINED) is State.CONTAINED


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(MOVES))
def test_every_cell_of_the_table_answers_the_same_in_all_three_ways(move, state):
    allowed = state in MOVES[move][0]
    assert WORKFLOW.allows(move, state) is allowed
    assert (move in WORKFLOW.moves_from(state)) is allowed
    if allowed:
        assert WORKFLOW.after(move, state) == (MOVES[move][1] or state)
    else:
        with pytest.raises(MoveNotAllowed):
            WORKFLOW.after(move, state)


def test_moves_from_a_state_keep_the_order_of_the_table():
    assert WORKFLOW.moves_from(State.CONTAINED) == ("act", "close", "add_note")
    assert WORKFLOW.moves_from("no such state") == ()


def test_a_refused_move_says_where_it_is_possible():
    with pytest.raises(MoveNotAllowed) as refused:
        WORKFLOW.after("close", State.REPORTED)
    assert refused.value.code == "move_not_allowed"
    assert (refused.value.move, refused.value.state) == ("close", "reported")
    assert refused.value.allowed_from == ("contained", "acted_on")
    assert str(refused.value) == (
        '"close" is not possible while "reported"; it is possible while "contained" or "acted on".'
    )


def test_a_move_nobody_declared_is_refused_and_not_governed():
    assert WORKFLOW.governs("close") is True
    assert WORKFLOW.governs("erase") is False
    assert WORKFLOW.allows("erase", State.REPORTED) is False
    with pytest.raises(MoveNotAllowed, match="no state has such a move") as refused:
        WORKFLOW.after("erase", State.REPORTED)
    assert refused.value.allowed_from == ()


def test_the_diagram_has_one_arrow_for_each_cell():
    assert WORKFLOW.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> reported",
        "    reported --> contained : contain",
        "    reported --> reported : add_note",
        "    contained --> acted_on : act",
        "    contained --> closed : close",
        "    contained --> contained : add_note",
        "    acted_on --> closed : close",
        "    closed --> contained : reopen",
    ]


def test_a_state_nothing_leads_out_of_is_drawn_as_an_end():
    diagram = Workflow("draft", {"withdraw": ({"draft"}, "withdrawn"), "add_note": ({"withdrawn"}, None)}).mermaid()
    assert diagram.splitlines()[-2:] == ["    withdrawn --> withdrawn : add_note", "    withdrawn --> [*]"]


def test_nothing_of_a_workflow_can_be_changed_afterwards():
    source = {"contain": ({"reported"}, "contained")}
    workflow = Workflow("reported", source)
    source["contain"][0].add("contained")
    source["erase"] = ({"reported"}, "erased")
    assert workflow.allows("contain", "contained") is False
    assert workflow.governs("erase") is False
    with pytest.raises(TypeError):
        workflow.moves["erase"] = ({"reported"}, "erased")
    with pytest.raises(dataclasses.FrozenInstanceError):
        workflow.initial = "closed"


@pytest.mark.parametrize(
    ("code", "initial", "moves"),
    [
        ("empty", "draft", {}),
        ("empty", "draft", {"approve": (set(), "approved")}),
        ("unknown_initial", "dratf", {"approve": ({"draft"}, "approved")}),
        ("unreachable", "draft", {"approve": ({"draft"}, "approved"), "revive": ({"withdrawn"}, "draft")}),
        ("unreachable", "draft", {"note": ({"draft"}, None), "a": ({"x"}, "y"), "b": ({"y"}, "x")}),
        ("bad_name", "", {"approve": ({""}, "approved")}),
        ("bad_name", "draft", {"approve": ({"draft"}, "acted on")}),
        ("bad_name", "draft", {"approve\n": ({"draft"}, "approved")}),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(code, initial, moves):
    with pytest.raises(WorkflowRefused) as refused:
        Workflow(initial, moves)
    assert refused.value.code == code


STATES = st.sampled_from("abcdef")


@given(moves=st.dictionaries(st.sampled_from("mnopqr"), st.tuples(st.sets(STATES), st.none() | STATES)))
def test_whatever_is_accepted_never_leads_out_of_its_own_states(moves):
    try:
        workflow = Workflow("a", moves)
    except WorkflowRefused:
        return
    named = {state for origins, target in moves.values() for state in (*origins, target) if state}
    assert set(workflow.states) == named
    for state in workflow.states:
        assert {workflow.after(move, state) for move in workflow.moves_from(state)} <= set(workflow.states)
