"""The 27 points of a plain certificate: each fact a person may type, and what it comes to."""

from dataclasses import replace
from datetime import date

import pytest

from mutu.certification.file_facts import facts_of
from mutu.certification.plain import Plain, accreditation_bodies, data
from mutu.certification.plain_checks import run
from mutu.web import plain_words

TODAY = date(2026, 11, 28)
GOOD = Plain(
    number="CPA-1", holder="Bayan Plastics Sdn. Bhd.", holder_place="Penang, Malaysia", standard="ISO 9001:2015",
    scope="Injection moulding of plastic parts", body="Chao Phraya Assurance", body_place="Bangkok, Thailand",
    body_web="https://www.cpa.example/", body_mail="info@cpa.example", accreditation="NSC", accreditation_number="7",
    mark="iaf", revision="yes", effective=date(2026, 2, 1), expiry=date(2029, 1, 31), cycle_start=date(2026, 2, 1),
    last_audit=date(2026, 1, 10), supplier="BAYAN PLASTICS SDN BHD", site_listed="yes", bought="plastic housings",
    people=120, audit_days=7.0, applied=date(2025, 9, 1), transferred="no",
)  # fmt: skip


def found(point, **changes):
    points = {one.id: one.found for one in run(replace(GOOD, **changes), TODAY)}
    return (points[point].outcome, points[point].code)


def test_a_good_one_is_never_called_confirmed_by_paper_alone():
    outcomes = {one.id: one.found.outcome for one in run(GOOD, TODAY)}
    assert [id for id, outcome in outcomes.items() if outcome == "register"] == [
        "V05", "V06", "V07", "V08", "V09", "V10", "V14", "V15", "V25",
    ]  # fmt: skip
    assert [id for id, outcome in outcomes.items() if outcome in ("stop", "ask")] == []
    assert [id for id, outcome in outcomes.items() if outcome == "unknown"] == ["V26"]


def test_nothing_typed_accuses_nobody():
    outcomes = {one.id: one.found.outcome for one in run(Plain(), TODAY)}
    assert list(outcomes) == [f"V{number:02}" for number in range(1, 28)]
    assert [id for id, outcome in outcomes.items() if outcome == "stop"] == []
    assert [id for id, outcome in outcomes.items() if outcome == "ask"] == ["V01"]


@pytest.mark.parametrize(
    ("point", "changes", "outcome", "code"),
    [
        ("V01", {"scope": "", "revision": "no"}, "ask", "contents-missing"),
        ("V02", {"body": "ISO"}, "stop", "issued-by-iso"),
        ("V02", {"body": "International Organization for Standardization"}, "stop", "issued-by-iso"),
        ("V02", {"body": "Isolde Certification"}, "clear", "issued-by-body"),
        ("V02", {"body": "United Kingdom Accreditation Service"}, "stop", "issued-by-accreditor"),
        ("V02", {"body": "Quick ISO Ltd", "consultant": "Quick ISO Limited"}, "stop", "issued-by-consultant"),
        ("V03", {"accreditation": "none"}, "ask", "no-symbol"),
        ("V03", {"accreditation_number": ""}, "ask", "no-number"),
        ("V04", {"accreditation": "AOSC"}, "stop", "accreditor-no-signatory"),
        ("V04", {"accreditation": "AoV"}, "register", "accreditor-unknown"),
        ("V04", {"accreditation": "VACI", "effective": date(2025, 1, 1)}, "ask", "accreditor-later"),
        ("V04", {"accreditation": "other"}, "register", "accreditor-not-held"),
        ("V04", {"accreditation": "'; DROP"}, "register", "accreditor-not-held"),
        ("V10", {"expiry": date(2026, 11, 27)}, "stop", "expired"),
        ("V10", {"expiry": TODAY}, "register", "dates-good"),
        ("V10", {"effective": date(2026, 11, 29)}, "stop", "not-yet"),
        ("V11", {"last_audit": date(2026, 2, 1)}, "ask", "same-day"),
        ("V11", {"last_audit": date(2026, 3, 1)}, "ask", "before-audit"),
        ("V12", {"expiry": date(2029, 2, 1)}, "clear", "within-cycle"),
        ("V12", {"expiry": date(2029, 2, 2)}, "ask", "beyond-cycle"),
        ("V12", {"expiry": date(2026, 1, 1)}, "stop", "ends-before-start"),
        ("V13", {"standard": "ISO 9001"}, "ask", "no-edition"),
        ("V13", {"standard": "TCVN ISO 9001:2008"}, "stop", "edition-ended"),
        ("V13", {"standard": "ISO 9001:2000"}, "stop", "edition-withdrawn"),
        ("V13", {"standard": "ISO 9001:2017"}, "stop", "edition-never"),
        ("V13", {"standard": "ISO 9001:2026"}, "clear", "edition-current"),
        ("V13", {"standard": "ISO 14001:2015"}, "unknown", "another-standard"),
        ("V14", {"standard": "ISO 9001:2026"}, "stop", "before-edition"),
        ("V15", {"supplier": "Bayan Trading Sdn. Bhd."}, "stop", "name-differs"),
        ("V16", {"site_listed": "no"}, "ask", "site-missing"),
        ("V17", {"scope": "Trading of plastic parts"}, "ask", "scope-trading"),
        ("V17", {"bought": "heat treatment"}, "ask", "scope-nothing-common"),
        ("V18", {"scope": "Manufacture of certified product ABC"}, "ask", "scope-promise"),
        ("V19", {"cycle_start": date(2025, 6, 1)}, "register", "visits-due"),
        ("V20", {"mark": "global"}, "ask", "new-mark"),
        (
            "V21",
            {"accreditation": "other", "accreditation_name": "World MLA Accreditation Board"},
            "ask",
            "looks-alike",
        ),
        ("V22", {"body_mail": "cpa.cert@gmail.com"}, "ask", "free-mail"),
        ("V22", {"consultant_web": "cpa.example"}, "ask", "same-as-consultant"),
        ("V22", {"body_mail": "x@other.example"}, "ask", "mail-elsewhere"),
        ("V22", {"body_mail": "x@mail.cpa.example"}, "told", "addresses-agree"),
        ("V23", {"audit_days": 4.8}, "ask", "days"),
        ("V23", {"audit_days": 4.9}, "told", "days"),
        ("V23", {"people": 1_000_000}, "unknown", "beyond-table"),
        ("V24", {"applied": date(2026, 1, 20)}, "ask", "days-after-applying"),
        ("V27", {"transferred": "yes"}, "register", "transferred"),
    ],
)
def test_each_fact_comes_to_its_finding(point, changes, outcome, code):
    assert found(point, **changes) == (outcome, code)


def test_every_finding_has_its_sentence_and_shows_how_sure_it_is():
    for plain in (GOOD, Plain(), replace(GOOD, standard="ISO 9001:2017", accreditation="AOSC", scope="Sales")):
        for point in run(plain, TODAY):
            words = plain_words.told(point)
            assert "%(" not in str(words["sentence"])
            assert words["confidence"] in ("high", "medium", "low")


def test_the_confidence_of_a_date_is_that_of_the_date_and_not_of_the_rule():
    (point,) = (one for one in run(GOOD, TODAY) if one.id == "V13")
    assert (point.confidence, plain_words.told(point)["confidence"]) == ("medium", "low")


def test_the_data_say_for_each_body_how_sure_we_are():
    assert {one.confidence for one in accreditation_bodies().values()} <= {"high", "medium", "low"}
    assert {one.register_confidence for one in accreditation_bodies().values()} == {"low"}
    assert len(data()["checks"]) == 27


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"\xff" * 999, b"paper"])
def test_a_damaged_file_has_its_fingerprint_only(data):
    told = facts_of(data)
    assert (len(told.sha256), told.size, told.made_with, told.revisions) == (64, len(data), "", 0)
