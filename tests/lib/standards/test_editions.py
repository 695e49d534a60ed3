"""The two editions in the package: whole, findable, and honest about how well each line is known."""

import datetime
import json

import pytest

from mutu.lib.standards import NotInEdition, editions, summary

EARLIER, LATER = editions()["iso9001-2015"], editions()["iso9001-2026"]
BOTH = pytest.mark.parametrize("edition", [EARLIER, LATER], ids=lambda edition: edition.key)


def test_the_editions_are_in_their_order_and_read_once():
    assert list(editions()) == ["iso9001-2015", "iso9001-2026"]
    assert editions() is editions()


def test_an_edition_knows_its_number_and_day():
    assert (EARLIER.number, EARLIER.revision, EARLIER.published) == (
        "ISO 9001:2015",
        5,
        datetime.date(2015, 9, 15),
    )
    assert (LATER.number, LATER.revision, LATER.published) == ("ISO 9001:2026", 6, datetime.date(2026, 9, 16))
    assert (EARLIER.base, LATER.base) == (None, "iso9001-2015")


def test_both_have_91_nodes_of_which_65_ask_something():
    nodes = {"nodes": 91, "headings": 26, "requirement_clauses": 65}
    assert EARLIER.counts == {**nodes, "requirements": 199}
    assert LATER.counts == {**nodes, "requirements": 212}


@BOTH
def test_the_chapters_are_4_to_10(edition):
    assert [chapter.number for chapter in edition.chapters] == ["4", "5", "6", "7", "8", "9", "10"]


@BOTH
def test_every_node_is_reached_from_a_chapter_once(edition):
    def below(clause):
        return [clause] + [each for child in edition.children(clause.number) for each in below(child)]

    assert [each for chapter in edition.chapters for each in below(chapter)] == list(edition.clauses)


@BOTH
def test_every_requirement_is_found_with_its_clause(edition):
    for clause in edition.clauses:
        for requirement in clause.requirements:
            assert edition.requirement(requirement.id) is requirement
            assert edition.clause_of(requirement.id) is clause


def test_children_and_parents_of_a_deep_clause():
    assert [clause.number for clause in EARLIER.parents("7.1.5.2")] == ["7", "7.1", "7.1.5"]
    assert EARLIER.parents("7") == ()
    assert [clause.number for clause in EARLIER.children("7.1.5")] == ["7.1.5.1", "7.1.5.2"]
    assert EARLIER.children("7.1.5.2") == ()


def test_a_clause_without_a_title_is_called_by_our_label():
    assert (EARLIER.clause("9.2.1").title, EARLIER.clause("9.2.1").name) == (
        None,
        "Audit at planned intervals",
    )
    assert (LATER.clause("9.2.1").title, LATER.clause("9.2.1").name) == ("General", "General")


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("unknown_clause", lambda: LATER.clause("10.3")),
        ("unknown_clause", lambda: EARLIER.children("6.1.3")),
        ("unknown_clause", lambda: EARLIER.parents("")),
        ("unknown_requirement", lambda: EARLIER.requirement("4.2-d")),
        ("unknown_requirement", lambda: LATER.clause_of("10.3-a")),
        ("unknown_principle", lambda: LATER.serving("profit")),
    ],
)
def test_what_an_edition_does_not_have_is_said_with_a_code(code, ask):
    with pytest.raises(NotInEdition) as refused:
        ask()
    assert refused.value.code == code


@BOTH
def test_every_principle_is_served_and_every_asking_clause_serves_one(edition):
    served = [clause for principle in edition.principles for clause in edition.serving(principle)]
    assert len(edition.principles) == 7
    assert {clause.number for clause in served} == {c.number for c in edition.clauses if not c.heading}
    assert all(edition.serving(principle) for principle in edition.principles)


def test_every_origin_of_a_2026_requirement_is_a_2015_requirement():
    known = {requirement.id for requirement in EARLIER.requirements}
    for requirement in LATER.requirements:
        assert set(requirement.from_2015) - known == set()


def test_every_2015_requirement_lives_on_somewhere():
    assert [each.id for each in EARLIER.requirements if not LATER.carrying(each.id)] == []


def test_the_crosswalk_is_the_same_both_ways():
    back = {(origin, each.id) for each in LATER.requirements for origin in each.from_2015}
    forward = {(each.id, later.id) for each in EARLIER.requirements for later in LATER.carrying(each.id)}
    assert back == forward
    assert len(back) == 208  # 206 that are not new, two of them with two origins
    assert LATER.carrying("no such id") == ()


def test_in_a_first_edition_every_requirement_is_its_own_origin():
    assert {each.from_2015 == (each.id,) for each in EARLIER.requirements} == {True}


def test_what_nothing_from_2015_can_show_is_new():
    new = ["5.1.1-k", "6.1.3-c", "6.3-d", "6.3-e", "6.3-f", "7.3-e"]
    assert [requirement.id for requirement in LATER.requirements if requirement.is_new] == new


def asked(clause):
    """All that a clause says, without how well it is known."""
    lines = [
        (each.id, each.asks, each.documented_information, each.check, each.may_be_not_applicable)
        for each in clause.requirements
    ]
    about = (clause.number, clause.title, clause.label, clause.heading, clause.principles)
    return (*about, clause.typical_evidence, clause.may_be_not_applicable, clause.not_applicable_note, lines)


def test_unchanged_clauses_ask_the_same_word_for_word():
    unchanged = [clause for clause in LATER.clauses if clause.change == "unchanged"]
    assert len(unchanged) == 61
    for clause in unchanged:
        assert asked(clause) == asked(EARLIER.clause(clause.number))
        assert all(each.from_2015 == (each.id,) for each in clause.requirements)
        assert (clause.confidence, clause.what_changed, clause.evidence) == ("FDIS", None, ())


def test_an_editorial_change_changes_nothing_that_is_asked():
    noted = [change.clause for change in LATER.changes("editorial")]
    assert len(noted) == 8
    assert [asked(LATER.clause(number)) for number in noted] == [asked(EARLIER.clause(number)) for number in noted]


def test_a_clause_with_an_added_requirement():
    clause = LATER.clause("4.2")
    assert [each.id for each in clause.requirements] == ["4.2-a", "4.2-b", "4.2-c", "4.2-d"]
    assert [each.confidence for each in clause.requirements] == ["FDIS", "FDIS", "FDIS", "published"]
    assert (clause.change, clause.confidence) == ("changed", "published")
    assert clause.sources == ("KREATIVE", "QMS-AUDITOR", "ABS")
    assert clause.requirements[3].from_2015 == ("4.2-b",)
    assert clause.typical_evidence[:-1] == EARLIER.clause("4.2").typical_evidence


def test_a_clause_with_a_swapped_requirement_keeps_its_order():
    earlier, later = EARLIER.clause("8.2.1").requirements, LATER.clause("8.2.1").requirements
    assert [each.id for each in later] == [each.id for each in earlier]
    assert [now.id for was, now in zip(earlier, later, strict=True) if was.asks != now.asks] == ["8.2.1-d"]


def test_a_clause_with_a_new_list_of_requirements():
    origins = {each.id: each.from_2015 for each in LATER.clause("10.1").requirements}
    assert origins == {"10.1-a": ("10.3-a",), "10.1-b": ("10.3-b", "10.1-a"), "10.1-c": ("10.1-b",)}


def test_the_added_clause_stands_after_the_one_it_names():
    assert [clause.number for clause in LATER.children("6.1")] == ["6.1.1", "6.1.2", "6.1.3"]
    assert LATER.clause("6.1.3").change == "added"
    assert LATER.clause("6.1.3").principles[0] == "improvement"


def test_the_removed_clause_says_where_its_content_went():
    (removed,) = LATER.changes("removed")
    assert (removed.clause, removed.merged_into) == ("10.3", "10.1")
    assert [clause.number for clause in LATER.children("10")] == ["10.1", "10.2"]


def test_changes_are_listed_with_confidence_and_sources_that_can_be_named():
    assert len(LATER.changes()) == 31
    assert len(LATER.changes("changed", "added")) == 16
    assert EARLIER.changes() == ()
    for change in LATER.changes():
        assert change.confidence in {"published", "FDIS", "DIS", "commentary"}
        assert [LATER.sources[key].key for key in change.sources] == list(change.sources)
        assert change.sources != ()


def test_the_transition_has_dates_only_where_somebody_named_one():
    assert EARLIER.transition is None
    dates = [milestone.date for milestone in LATER.transition.milestones]
    assert dates == [
        datetime.date(2026, 9, 16),
        datetime.date(2026, 9, 30),
        None,
        datetime.date(2028, 3, 31),
        datetime.date(2029, 9, 30),
    ]
    confidence = [milestone.confidence for milestone in LATER.transition.milestones]
    assert confidence == ["published", "commentary", "commentary", "commentary", "commentary"]
    assert LATER.transition.governing_document is None
    assert len(LATER.transition.certificate_rules) == 4


@BOTH
def test_every_line_is_a_short_paraphrase(edition):
    assert max(len(requirement.asks.split()) for requirement in edition.requirements) <= 30


def test_nothing_of_an_edition_can_be_changed():
    with pytest.raises(TypeError):
        editions()["iso9001-2026"] = EARLIER
    with pytest.raises(AttributeError):
        LATER.clause("4.2").title = "Other"


def test_the_summary_is_what_the_command_prints():
    assert json.loads(json.dumps(summary())) == summary()
    later = summary()["iso9001-2026"]
    assert {key: later[key] for key in ("number", "published", "nodes", "requirements")} == {
        "number": "ISO 9001:2026",
        "published": "2026-09-16",
        "nodes": 91,
        "requirements": 212,
    }
    assert later["confidence"] == {
        "publication": "published",
        "requirements": {"FDIS": 183, "published": 26, "commentary": 3},
    }
