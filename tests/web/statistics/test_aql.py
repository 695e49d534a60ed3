"""The *AQL table*: what is asked in the address, what the standard says, and what it means in plain words."""

import pytest
from tests.web.asking import browser

from mutu.lib.statistics import sampling_tables
from mutu.web.statistics import aql

USUAL = "/aql?lot=1200&level=II&severity=normal&critical=0&major=2.5&minor=4.0"


@pytest.fixture
def client(bayan):
    return browser(bayan.nurul)


def test_the_page_offers_what_the_standard_has():
    assert aql.AQLS == sampling_tables.AQLS
    assert aql.LEVELS == sampling_tables.LEVELS
    assert tuple(aql.SEVERITIES) == sampling_tables.SEVERITIES


def test_the_form_starts_with_the_usual_inspection(client):
    page = client.get("/aql")
    assert [chosen for _name, _label, chosen in page.context["classes"]] == ["0", "2.5", "4.0"]
    assert "Usual for consumer goods" in page.content.decode()


def test_three_classes_of_one_lot(client):
    page = client.get(USUAL)
    numbers = [(one["name"], one["n"], one["ac"], one["re"]) for one in page.context["found"]]
    assert numbers == [("critical", 80, 0, 1), ("major", 80, 5, 6), ("minor", 80, 7, 8)]
    words = page.content.decode()
    for said in (
        "Lot of 1200: take 80 pieces",
        "“AQL 0” is not in the standard",
        "87 to 99 of 100 lots pass",
        "A lot with exactly 2.5% bad pieces passes 98.5 times in a hundred; one with 11.3% still passes one",
        "Accept only if none is found. A lot with 2.84% of them still passes one time in ten.",
    ):
        assert said in words
    assert len(page.context["pictures"]) == 1


def test_an_arrow_takes_its_own_sample(client):
    page = client.get("/aql?lot=500&level=II&severity=normal&critical=&major=0.10&minor=4.0")
    assert [(one["n"], one["ac"]) for one in page.context["found"]] == [(125, 0), (50, 5)]
    assert "judge each class on its own sample" in page.content.decode()


def test_a_small_lot_is_inspected_whole(client):
    page = client.get("/aql?lot=20&level=II&severity=normal&major=0.10")
    assert (page.context["plan"]["n"], "All 20 pieces are looked at" in page.content.decode()) == (20, True)
    assert page.context["pictures"] == []


def test_above_ten_defects_are_counted_per_hundred_pieces(client):
    page = client.get("/aql?lot=1200&level=II&severity=normal&major=2.5&minor=15")
    assert "A lot with exactly 15 defects per 100 pieces" in page.content.decode()
    assert len(page.context["pictures"]) == 2


def test_reduced_inspection_explains_its_gap(client):
    assert "Between the two numbers" in client.get(USUAL.replace("normal", "reduced")).content.decode()


@pytest.mark.parametrize("lot", ["1,200", "1.200", "1 200", "1'200", "1200"])
def test_a_lot_may_be_written_with_its_thousands(client, lot):
    assert client.get("/aql", {"lot": lot, "major": "2.5"}).context["plan"]["lot"] == 1200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("lot=&major=2.5", "How many pieces are in the lot?"),
        ("lot=1&major=2.5", "A lot of one piece"),
        ("lot=-5&major=2.5", "whole number"),
        ("lot=12.5&major=2.5", "whole number"),
        ("lot=1e400&major=2.5", "whole number"),
        ("lot=x%00&major=2.5", "whole number"),
        ("lot=1200&major=3", "not in the standard"),
        ("lot=1200&critical=0", "alone gives no sample"),
        ("lot=1200", "alone gives no sample"),
        ("lot=1200&major=2.5&level=IV", "no inspection level"),
        ("lot=1200&major=2.5&severity=mild", "severity"),
    ],
)
def test_what_cannot_be_looked_up_is_said(client, query, words):
    page = client.get(f"/aql?{query}")
    assert (page.status_code in (200, 422), words in page.content.decode()) == (True, True)
