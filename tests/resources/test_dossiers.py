"""Show me the evidence: of a document and of a person, on one page, at a constant number of queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.resources.writing import Office, build
from tests.web.asking import browser

from mutu.core import actions as core
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.permissions import Role
from mutu.resources.acknowledgements import actions as reading
from mutu.resources.documents import keeping
from mutu.resources.documents.models import Document


@pytest.fixture
def office(db: None) -> Office:
    return build()


def words(office: Office, address: str) -> str:
    answer = browser(office.factory.nurul).get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())


def read(office: Office) -> Document:
    """In its second revision, with a copy of the first out, read by one of two."""
    first = office.released()
    keeping.issue(new_id(), by=office.on(1).suresh, document=first.document, place="Board")
    second = office.revised(first.document, 2)
    reading.decide(new_id(), by=office.on(3).nurul, document=first.document, role=Role.OPERATOR)
    reading.sign(new_id(), by=office.on(4).bishnu, revision=second, language="en")
    return first.document


def test_of_a_document_who_signed_which_revision_who_read_it_and_where_its_copies_are(office: Office) -> None:
    said = words(office, f"/evidence/document/{read(office).pk}")
    assert "B 4 Mar 2026 Eight shots, counted by the machine. Suresh Pillai Nurul Aisyah, 4 Mar 2026 in force" in said
    assert "A 2 Mar 2026 4 Mar 2026 Suresh Pillai Nurul Aisyah, 2 Mar 2026 replaced" in said
    assert "Read and understood: 1 of 1" in said
    assert "Bishnu Gurung 6 Mar 2026 signed" in said
    assert "01 Board A to collect" in said


def test_a_document_nobody_wrote_yet_shows_that_it_is_empty(office: Office) -> None:
    said = words(office, f"/evidence/document/{office.begin(text='').document_id}")
    assert "Nobody is asked to read it." in said
    assert "No numbered copy is out." in said


def test_of_a_person_what_they_read_and_learned(office: Office) -> None:
    document = read(office)
    at = f"/evidence/person/{office.factory.bishnu.person_id}"
    assert "WI-01 Purge at colour change B 6 Mar 2026 in force" in words(office, at)
    assert "No set has been completed yet." in words(office, at)
    office.revised(document, 9)
    assert "WI-01 Purge at colour change B 6 Mar 2026 replaced since" in words(office, at)


def test_its_page_leads_there_and_another_organization_finds_nothing(office: Office, eve: Actor) -> None:
    document = read(office)
    page = browser(office.factory.nurul).get(f"/documents/{document.pk}").content.decode()
    assert f'href="/evidence/document/{document.pk}"' in page
    assert browser(eve).get(f"/evidence/document/{document.pk}").status_code == 404


def test_the_evidence_of_a_document_costs_the_same_for_many_as_for_one(office: Office) -> None:
    document = read(office)
    client, at = browser(office.factory.nurul), f"/evidence/document/{document.pk}"

    def queries() -> int:
        client.get(at)
        with CaptureQueriesContext(connection) as caught:
            client.get(at)
        return len(caught)

    once = queries()
    for day in range(10, 16):
        office.revised(document, day)
    for n in range(100):
        one = core.add_person(new_id(), by=office.factory.nurul, name=f"Operator {n}", site=office.factory.site)
        core.give_role(new_id(), by=office.factory.nurul, person=one, role=Role.OPERATOR)
    assert queries() == once
