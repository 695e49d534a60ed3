"""A catalogue that does not compose is refused, rule by rule, and never loaded in part."""

import copy
import datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mutu import catalogue
from mutu.lib.standards import CatalogueRefused, compose

WHOLE = yaml.load(catalogue.text("iso9001.yaml"), Loader=yaml.CSafeLoader)


def requirement(id, **facts):
    return {"id": id, "asks": f"Do {id}.", "documented_information": "none", "check": "live", **facts}


def small():
    """The smallest catalogue with a heading, two clauses, and every operation once."""
    first = {
        "number": "Standard:2015",
        "edition": 1,
        "published": datetime.date(2015, 1, 1),
        "counts": {"nodes": 4, "headings": 1, "requirement_clauses": 3, "requirements": 4},
        "clauses": [
            {"id": "4", "title": "Four", "heading": True},
            {"id": "4.1", "title": "One", "principles": ["care"], "requirements": [requirement("4.1-a")]},
            {"id": "4.2", "label": "Two", "requirements": [requirement("4.2-a"), requirement("4.2-b")]},
            {"id": "4.3", "title": "Three", "requirements": [requirement("4.3-a")]},
        ],
    }
    said = {"what_changed": "Something.", "confidence": "sure", "sources": ["BOOK"]}
    swap = requirement("4.2-b", from_2015=["4.2-b"]) | {"asks": "Do it otherwise."}
    changes = [
        {"clause": "4.1", "op": "note", "change": "editorial", **said},
        {
            "clause": "4.2",
            "op": "modify",
            "change": "changed",
            "title": "New two",
            "replace": [swap],
            "drop": ["4.2-a"],
            "add": [requirement("4.2-c", from_2015=[])],
            "add_evidence": ["a list"],
            **said,
        },
        {"clause": "4.3", "op": "remove", "change": "removed", "merged_into": "4.4", **said},
        {
            "clause": "4.4",
            "op": "add",
            "after": "4.2",
            "change": "added",
            "title": "Four",
            "requirements": [requirement("4.4-a", from_2015=["4.3-a"])],
            **said,
        },
    ]
    second = {
        "number": "Standard:2026",
        "edition": 2,
        "base": "first",
        "published": datetime.date(2026, 1, 1),
        "publication_confidence": "sure",
        "confidence_scale": {"sure": "seen", "guess": "computed"},
        "counts": {"nodes": 4, "headings": 1, "requirement_clauses": 3, "requirements": 4},
        "transition": {
            "governing_body": "Somebody",
            "length": "three years",
            "length_confidence": "guess",
            "milestones": [{"date": None, "what": "The end", "confidence": "guess", "sources": ["BOOK"]}],
            "certificate_rules": [{"rule": "They stay valid.", "confidence": "sure", "sources": []}],
        },
        "delta": {
            "changes": changes,
            "unchanged": ["4"],
            "unchanged_confidence": "sure",
            "unchanged_sources": [],
        },
    }
    return {
        "schema": "iso9001-catalogue/1",
        "principles": ["care"],
        "sources": {"BOOK": {"name": "A book", "seen": "read"}},
        "editions": {"first": first, "second": second},
    }


def test_the_small_catalogue_composes():
    second = compose(small())["second"]
    assert [clause.number for clause in second.clauses] == ["4", "4.1", "4.2", "4.4"]
    changed = second.clause("4.2")
    assert (changed.title, changed.label, changed.typical_evidence) == ("New two", "Two", ("a list",))
    assert [(each.id, each.asks) for each in changed.requirements] == [
        ("4.2-b", "Do it otherwise."),
        ("4.2-c", "Do 4.2-c."),
    ]
    assert second.transition.milestones[0].date is None


# each breaks one rule; c is the catalogue, a and b its editions, d the delta's changes
BROKEN = [
    ("unknown_schema", lambda c, a, b, d: c.update(schema="iso9001-catalogue/2")),
    ("missing_fact", lambda c, a, b, d: c.pop("sources")),
    ("missing_fact", lambda c, a, b, d: c.pop("editions")),
    ("missing_fact", lambda c, a, b, d: c["sources"].update(BOOK="A book")),
    ("unknown_fact", lambda c, a, b, d: c["sources"]["BOOK"].update(sene="read")),
    # an edition
    ("unknown_base", lambda c, a, b, d: b.update(base="third")),
    ("unknown_base", lambda c, a, b, d: b.update(base="second")),
    ("missing_fact", lambda c, a, b, d: a.update(published="2015-01-01")),
    ("missing_fact", lambda c, a, b, d: a.update(published=datetime.datetime(2015, 1, 1))),
    ("missing_fact", lambda c, a, b, d: a.update(edition=True)),
    ("missing_fact", lambda c, a, b, d: a.pop("counts")),
    ("counts_disagree", lambda c, a, b, d: a["counts"].update(nodes=5)),
    ("counts_disagree", lambda c, a, b, d: a["counts"].update(headings=0)),
    ("counts_disagree", lambda c, a, b, d: a["counts"].pop("requirement_clauses")),
    ("counts_disagree", lambda c, a, b, d: b["counts"].update(requirements=5)),
    ("unknown_confidence", lambda c, a, b, d: b.update(publication_confidence="published")),
    # its clauses
    ("duplicate_clause", lambda c, a, b, d: a["clauses"].append(a["clauses"][1])),
    ("bad_id", lambda c, a, b, d: a["clauses"].append({"id": "4.x", "title": "X", "requirements": []})),
    ("bad_id", lambda c, a, b, d: a["clauses"].append({"id": "4.٣", "title": "X", "requirements": []})),
    ("bad_order", lambda c, a, b, d: a["clauses"].reverse()),
    ("orphan", lambda c, a, b, d: a["clauses"].pop(0)),
    ("nameless", lambda c, a, b, d: a["clauses"][1].update(title=None)),
    ("bad_heading", lambda c, a, b, d: a["clauses"][0].pop("heading")),
    ("bad_heading", lambda c, a, b, d: a["clauses"][1].update(heading=True)),
    ("bad_heading", lambda c, a, b, d: a["clauses"][1].update(requirements=[])),
    ("bad_heading", lambda c, a, b, d: a["clauses"][0].update(requirements=[requirement("4-a")])),
    ("unknown_fact", lambda c, a, b, d: a["clauses"][1].update(headng=True)),
    ("unknown_principle", lambda c, a, b, d: a["clauses"][1].update(principles=["profit"])),
    # its requirements
    (
        "duplicate_requirement",
        lambda c, a, b, d: a["clauses"][1]["requirements"].append(requirement("4.1-a")),
    ),
    ("bad_id", lambda c, a, b, d: a["clauses"][1]["requirements"].append(requirement("4.2-a"))),
    ("bad_id", lambda c, a, b, d: a["clauses"][1]["requirements"].append(requirement("4.11-a"))),
    ("unknown_word", lambda c, a, b, d: a["clauses"][1]["requirements"][0].update(check="robot")),
    (
        "unknown_word",
        lambda c, a, b, d: a["clauses"][1]["requirements"][0].update(documented_information="keep"),
    ),
    ("missing_fact", lambda c, a, b, d: a["clauses"][1]["requirements"][0].update(asks=" ")),
    ("missing_fact", lambda c, a, b, d: a["clauses"][1]["requirements"][0].pop("check")),
    ("missing_fact", lambda c, a, b, d: a["clauses"][1].update(requirements={"4.1-a": "asks"})),
    ("missing_fact", lambda c, a, b, d: a["clauses"][1].update(requirements=["4.1-a"])),
    ("unknown_fact", lambda c, a, b, d: a["clauses"][1]["requirements"][0].update(from_2015=[])),
    # the delta
    ("unknown_operation", lambda c, a, b, d: d[0].update(op="rewrite")),
    ("unknown_word", lambda c, a, b, d: d[0].update(change="improved")),
    ("unknown_fact", lambda c, a, b, d: d[0].update(title="A note changes no title")),
    ("unknown_fact", lambda c, a, b, d: d[1].update(add_evidnce=[])),
    ("unknown_fact", lambda c, a, b, d: b["delta"].update(unchangd=[])),
    ("unknown_confidence", lambda c, a, b, d: d[0].update(confidence="published")),
    ("unknown_source", lambda c, a, b, d: d[0].update(sources=["RUMOUR"])),
    ("unknown_source", lambda c, a, b, d: b["delta"].update(unchanged_sources=["RUMOUR"])),
    ("unknown_clause", lambda c, a, b, d: d[0].update(clause="4.9")),
    ("unknown_clause", lambda c, a, b, d: b["delta"]["unchanged"].append("4.9")),
    ("unknown_clause", lambda c, a, b, d: d[2].update(merged_into="4.9")),
    ("unknown_clause", lambda c, a, b, d: d[2].update(merged_into="4.3")),
    ("duplicate_clause", lambda c, a, b, d: b["delta"]["unchanged"].append("4.1")),
    ("duplicate_clause", lambda c, a, b, d: d.append(d[0])),
    ("duplicate_clause", lambda c, a, b, d: (d[3].update(clause="4.1"), d.pop(0))),
    ("unaccounted_clause", lambda c, a, b, d: d.pop(0)),
    ("unaccounted_clause", lambda c, a, b, d: b["delta"].update(unchanged=[])),
    ("bad_place", lambda c, a, b, d: d[3].pop("after")),
    ("bad_place", lambda c, a, b, d: d[3].update(after="4.3")),
    ("bad_order", lambda c, a, b, d: d[3].update(after="4.1")),
    ("unknown_requirement", lambda c, a, b, d: d[1].update(drop=["4.2-z"])),
    ("unknown_requirement", lambda c, a, b, d: d[1]["replace"][0].update(id="4.2-z")),
    ("unknown_requirement", lambda c, a, b, d: d[1]["add"][0].update(from_2015=["4.9-a"])),
    ("unknown_requirement", lambda c, a, b, d: d[3]["requirements"][0].update(from_2015=["4.2-c"])),
    ("missing_fact", lambda c, a, b, d: d[1]["add"][0].pop("from_2015")),
    ("duplicate_requirement", lambda c, a, b, d: d[1]["add"][0].update(id="4.2-b")),
    ("nameless", lambda c, a, b, d: d[1].update(title=None, label=None)),
    ("bad_heading", lambda c, a, b, d: d[1].update(drop=["4.2-a", "4.2-b"], replace=[], add=[])),
    # the transition
    ("missing_fact", lambda c, a, b, d: b["transition"]["milestones"][0].update(date="soon")),
    ("unknown_confidence", lambda c, a, b, d: b["transition"]["milestones"][0].update(confidence="rumour")),
    ("unknown_source", lambda c, a, b, d: b["transition"]["certificate_rules"][0].update(sources=["RUMOUR"])),
    ("unknown_fact", lambda c, a, b, d: b["transition"].update(lenght="two years")),
]


@pytest.mark.parametrize(("code", "spoil"), BROKEN)
def test_a_broken_rule_refuses_the_catalogue_with_its_code(code, spoil):
    broken = small()
    first, second = broken["editions"]["first"], broken["editions"]["second"]
    spoil(broken, first, second, second["delta"]["changes"])
    with pytest.raises(CatalogueRefused) as refused:
        compose(broken)
    assert refused.value.code == code


@pytest.mark.parametrize("nothing", [None, [], "text", {}, {"schema": None}])
def test_what_is_no_catalogue_at_all_is_refused(nothing):
    with pytest.raises(CatalogueRefused) as refused:
        compose(nothing)
    assert refused.value.code == "missing_fact"


def records(node, path=()):
    """Where each clause and each requirement stands in a list of clauses."""
    if isinstance(node, dict):
        yield path
    if isinstance(node, dict | list):
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from records(child, (*path, key))


FIRST = WHOLE["editions"]["iso9001-2015"]


@given(where=st.sampled_from(list(records(FIRST["clauses"]))))
def test_a_clause_or_requirement_lost_from_the_real_catalogue_is_noticed(where):
    clauses = node = copy.deepcopy(FIRST["clauses"])
    for key in where[:-1]:
        node = node[key]
    del node[where[-1]]
    editions = WHOLE["editions"] | {"iso9001-2015": FIRST | {"clauses": clauses}}
    with pytest.raises(CatalogueRefused):
        compose(WHOLE | {"editions": editions})


@given(st.recursive(st.none() | st.integers() | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3)))
def test_strange_values_in_place_of_the_editions_are_refused_with_a_code(strange):
    for key in ("schema", "principles", "sources", "editions"):
        if strange not in (None, []):
            with pytest.raises(CatalogueRefused):
                compose(small() | {key: strange})
