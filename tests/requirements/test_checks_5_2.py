"""5.2.2 and 7.3 a: the quality policy in writing, current, and known; what the live checks answer, four tests each."""

import pytest
from tests.resources.test_acknowledgements import ask, fresh, sign
from tests.resources.writing import Office, build

from mutu.core.checks import Verdict, checks
from mutu.core.identity import new_id
from mutu.resources.documents import actions
from mutu.resources.documents.models import Document, DocumentType

CURRENT, KNOWN = "5.2.2-a.policy_is_current", "5.2.2-b.policy_is_known"


@pytest.fixture
def office(db: None) -> Office:
    return build()


def policies(office: Office) -> DocumentType:
    facts = {"name": "Policy", "code": "QP", "category": "policy", "pattern": "QP-{n:2}", "review_months": 12}
    return actions.add_type.do(new_id(), by=office.on(0).nurul, facts=facts)


def policy(office: Office, day: float = 0) -> Document:
    return office.document(day, name="Quality policy", type=str(policies(office).pk))


def test_5_2_2_a_a_policy_in_force_and_reviewed_in_time_is_shown(office: Office) -> None:
    policy(office)
    found = office.ask(CURRENT, 10)
    assert (found.verdict, found.read) == (Verdict.SHOWN, 1)
    assert str(found.said) == "In force and reviewed in time: 1 of 1 policies."


def test_5_2_2_a_a_policy_nobody_approved_calls_for_attention(office: Office) -> None:
    office.begin(0, name="Quality policy", type=str(policies(office).pk))
    found = office.ask(CURRENT, 10)
    assert (found.verdict, found.lacking) == (Verdict.ATTENTION, 1)


def test_5_2_2_a_without_a_policy_there_is_no_data(office: Office) -> None:
    office.document()
    found = office.ask(CURRENT, 10)
    assert (found.verdict, str(found.said)) == (Verdict.NODATA, "There is no document of the category policy.")


def test_5_2_2_a_a_review_that_is_late_turns_it_and_the_review_turns_it_back(office: Office) -> None:
    document = policy(office)
    before, late = office.ask(CURRENT, 360).verdict, office.ask(CURRENT, 370).verdict
    actions.review(document.pk, by=office.on(371).nurul, review_note="Still ours.")
    assert (before, late, office.ask(CURRENT, 372).verdict) == (Verdict.SHOWN, Verdict.ATTENTION, Verdict.SHOWN)


def test_5_2_2_b_and_7_3_a_a_policy_that_everybody_signed_is_shown(office: Office) -> None:
    document = policy(office)
    ask(office, document, role="operator")
    sign(office.on(1).bishnu, document)
    found = office.ask(KNOWN, 10)
    assert (found.verdict, found.read) == (Verdict.SHOWN, 1)
    assert str(found.said) == "The quality policy in force is acknowledged by 1 of 1 people."
    assert [id for _edition, id in checks()[KNOWN].requirements] == ["5.2.2-b", "7.3-a"]


def test_5_2_2_b_x_of_y_calls_for_attention(office: Office) -> None:
    document = policy(office)
    ask(office, document)
    sign(office.on(1).bishnu, document)
    found = office.ask(KNOWN, 10)
    assert (found.verdict, found.read, found.lacking) == (Verdict.ATTENTION, 5, 4)
    assert str(found.said) == (
        "The quality policy in force is acknowledged by 1 of 5 people; 4 have not read it."
    )  # fmt: skip


def test_5_2_2_b_as_long_as_nobody_is_asked_there_is_no_data(office: Office) -> None:
    nothing = office.ask(KNOWN, 10)
    policy(office)
    assert (nothing.verdict, office.ask(KNOWN, 10).verdict) == (Verdict.NODATA, Verdict.NODATA)


def test_5_2_2_b_a_new_revision_turns_it(office: Office) -> None:
    document = policy(office)
    ask(office, document, role="operator")
    sign(office.on(1).bishnu, document)
    before = office.ask(KNOWN, 10).verdict
    office.revised(fresh(document), 20)
    assert (before, office.ask(KNOWN, 30).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)
