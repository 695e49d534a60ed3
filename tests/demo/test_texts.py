"""The texts of the demo are whole: every kind can be told, nobody is blamed, all names are known."""

import re

import pytest
from tests.architecture.tree import ROOT

from mutu.demo.bayan import ordinary
from mutu.demo.drawing import KINDS
from mutu.demo.ground import cells, read
from mutu.demo.problem import Kind
from mutu.lib.empty_phrases import empty_phrase

CLAIMS = [claim for claim in read("bayan/complaints.yaml") if "kind" in claim]
ALL = [
    *ordinary.kinds(),
    *(Kind(key, **facts) for key, facts in read("bayan/stories.yaml").items()),
    *(Kind(claim["key"], what=[claim["what"]], **claim["kind"]) for claim in CLAIMS),
]
GROUND = read("bayan/ground.yaml")
PEOPLE = {cells(line)[0] for line in GROUND["people"]}
PLACES = {cells(line)[0] for line in GROUND["workplaces"]}
PARTS = {cells(line)[0] for line in GROUND["parts"]}


def by_key(kind: Kind) -> str:
    return kind.key


def test_there_are_enough_different_problems_and_every_defect_of_the_trade() -> None:
    assert len({kind.key for kind in ALL}) == len(ALL) >= 80
    assert {kind.defect for kind in ALL} >= {
        "flash", "short shot", "sink", "black specks", "silver streak", "weld line", "gate vestige", "warpage",
        "colour", "wrong insert",
    }  # fmt: skip


def test_the_factory_is_as_large_as_it_says() -> None:
    machines = [place for place in PLACES if place.startswith("IM-")]
    assert (len(machines), len(PARTS), len(GROUND["processes"])) == (22, 40, 14)
    assert len(PEOPLE) == len(GROUND["people"]) >= 60
    languages = {cells(line)[4] for line in GROUND["people"]}
    assert languages == {"en", "ms", "zh-hans", "ne", "bn", "my"}


@pytest.mark.parametrize("kind", ALL, ids=by_key)
def test_a_kind_names_only_what_there_is(kind: Kind) -> None:
    assert set(kind.at) <= PLACES
    assert set(kind.parts) <= PARTS
    assert kind.process in {"", *GROUND["processes"]}
    assert kind.provider in {"", *GROUND["parties"]}
    assert kind.photo in {"", *KINDS}
    assert {who for who, *_rest in kind.do} <= PEOPLE
    assert {removes for _who, _what, removes, *_rest in kind.do} <= {"occurrence", "escape", "both"}
    assert {decision for _where, decision, _why in kind.across} <= {"same", "watch", "not"}


@pytest.mark.parametrize("kind", ALL, ids=by_key)
def test_a_kind_that_is_cured_has_everything_a_cure_needs(kind: Kind) -> None:
    assert kind.what
    assert kind.held
    assert kind.fixed
    if kind.do:
        assert len(kind.why) >= 2
        assert all((kind.unseen, kind.cause, kind.works_if, kind.across, kind.worked))
        assert empty_phrase(kind.why[-1]) is None
        assert empty_phrase(kind.unseen[-1]) is None


@pytest.mark.parametrize("kind", ALL, ids=by_key)
def test_every_gap_in_a_text_is_filled(kind: Kind) -> None:
    texts = [*kind.what, *kind.floor.values(), *kind.held, *kind.fixed, *kind.enough, *kind.answer.values()]
    assert {gap for text in texts for gap in re.findall(r"{(\w+)}", text)} <= {"part", "lot", "machine", "bad", "made"}


def test_no_sentence_stands_twice() -> None:
    whats = [text for kind in ALL for text in kind.what if kind.key not in ("streak_dew_point",)]
    assert sorted(text for text in set(whats) if whats.count(text) > 1) == []


def test_the_files_are_packed_with_the_program() -> None:
    there = {path.name for path in (ROOT / "src" / "mutu" / "demo").rglob("*.yaml")}
    assert {"ground.yaml", "stories.yaml", "complaints.yaml", "perceptions.yaml", "problems.yaml"} <= there
