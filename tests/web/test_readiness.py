"""The readiness pages: what they show, what they open, and what strangers and odd addresses get."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import cast
from tests.evaluation import curing
from tests.evaluation.curing import Shop

from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.evaluation.readiness import actions
from mutu.evaluation.readiness.models import Statement

PAGES = [
    "/readiness", "/readiness/iso9001-2026", "/readiness/iso9001-2015/10.2.1", "/readiness/iso9001-2026/6.1.3",
    "/readiness/changes", "/readiness/principles", "/readiness/principles/iso9001-2026",
    "/readiness/records/10.2.1-a.reacted", "/readiness/records/8.7.1-c.inspected_again?lacking=1",
]  # fmt: skip


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    cache.clear()
    monkeypatch.setattr(curing, "START", datetime.now(UTC) - timedelta(days=60))
    yield curing.build()
    cache.clear()


def signed_in(by: Actor) -> Client:
    client = Client()
    session = client.session
    session["organization"], session["person"] = str(by.organization_id), str(by.person_id)
    session.save()
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", words)


@pytest.mark.parametrize("address", PAGES)
def test_each_page_opens_for_everyone_who_works_here_and_for_nobody_else(shop: Shop, address: str) -> None:
    shop.corrected(0)
    assert signed_in(shop.factory.bishnu).get(address).status_code == 200
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/readiness/iso9001-1987", "/readiness/iso9001-2015/8.7", "/readiness/iso9001-2015/99",
        "/readiness/iso9001-2015/%3Cscript%3E", "/readiness/records/8.7.1-a", "/readiness/principles/iso14001",
        "/readiness/records/10.2.1-a.reacted?before=yesterday",
        "/readiness/records/10.2.1-a.reacted?before=2026-01-01~x",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(shop: Shop, address: str) -> None:
    assert signed_in(shop.factory.nurul).get(address).status_code == 404


def test_the_clause_page_opens_exactly_the_records_behind_the_fact(shop: Shop) -> None:
    for day in (0, 1):
        shop.corrected(day)
    late = shop.report(2)
    shop.contain(late, 7)
    client = signed_in(shop.factory.nurul)
    page = client.get("/readiness/iso9001-2015/10.2.1").content.decode()
    assert f'href="/problems/{late.pk}">{late.number}</a>' in page
    lacking = client.get("/readiness/records/10.2.1-a.reacted?lacking=1").content.decode()
    every = client.get("/readiness/records/10.2.1-a.reacted").content.decode()
    assert re.findall(r'href="/problems/([0-9a-f-]{36})"', lacking) == [str(late.pk)]
    assert len(re.findall(r'href="/problems/([0-9a-f-]{36})"', every)) == 3


def test_the_list_turns_its_pages_without_losing_or_repeating_a_record(shop: Shop) -> None:
    made = {str(shop.report(day / 10).pk) for day in range(70)}
    client, address, seen = signed_in(shop.factory.nurul), "/readiness/records/10.2.1-a.reacted", []
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'href="/problems/([0-9a-f-]{36})"', page)
        older = re.search(r'href="(\?before=[^"]+)"', page)
        address = f"/readiness/records/10.2.1-a.reacted{older.group(1)}" if older else ""
    assert (len(seen), set(seen)) == (70, made)


def test_a_person_makes_a_statement_on_the_clause_page_and_returns_to_its_line(shop: Shop) -> None:
    client = signed_in(shop.factory.nurul)
    said = {
        "id": str(new_id()), "requirement": "9.1.2-b", "edition": "iso9001-2015", "words": "By phone, each quarter.",
        "reason": "I read the call list.", "next": "/readiness/iso9001-2015/9.1.2#line-9.1.2-b",
    }  # fmt: skip
    answer = client.post("/do/statement.make", said)
    assert (answer.status_code, answer["Location"]) == (302, "/readiness/iso9001-2015/9.1.2#line-9.1.2-b")
    page = text(client, "/readiness/iso9001-2015/9.1.2")
    assert "By phone, each quarter. Stated by Nurul Aisyah" in page
    assert Statement.objects.of(shop.factory.organization).count() == 1


def test_who_may_not_state_is_not_offered_the_form(shop: Shop) -> None:
    offered = [
        'action="/do/statement.make"' in signed_in(by).get("/readiness/iso9001-2015/9.1.2").content.decode()
        for by in (shop.factory.nurul, shop.factory.bishnu)
    ]
    assert offered == [True, False]


def test_words_of_people_are_shown_as_words(shop: Shop) -> None:
    hostile = "<script>alert(1)</script> %(who)s {{ 7 }}"
    actions.make(new_id(), by=shop.factory.nurul, requirement="4.1-a", words=hostile, reason="x")
    actions.justify(new_id(), by=shop.factory.nurul, clause="8.3", reason=hostile)
    client = signed_in(shop.factory.nurul)
    for address in ("/readiness/iso9001-2015/4.1", "/readiness/iso9001-2015/8.3.1"):
        page = client.get(address).content.decode()
        assert page.count("<script>alert") == 0
        assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; %(who)s {{ 7 }}") >= 1


def test_dates_of_the_transition_are_as_sure_as_the_data_say(shop: Shop) -> None:
    page = text(signed_in(shop.factory.nurul), "/readiness/changes")
    assert "30 Sep 2029 reported end: 2015 certificates expire or are withdrawn" in page
    assert page.count("reported, not confirmed") == 4 + 2 + 3
    assert page.count("not known first accredited 2026 certificates") == 1
    assert (
        "15 clauses ask something else or more ; 5 only change their title; added: 6.1.3; 10.3 becomes part of" in page
    )


def test_another_firm_sees_nothing_of_it(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.corrected(day)
    eve = cast.build("Eve Precision").nurul
    page = text(signed_in(eve), "/readiness/records/10.2.1-a.reacted")
    assert ("No record." in page, "All it read 0" in page) == (True, True)


def test_somebody_of_one_site_reads_the_counts_of_all_and_opens_the_records_they_may(shop: Shop) -> None:
    for day in (0, 1, 2):
        shop.corrected(day)
    page = text(signed_in(shop.factory.mei), "/readiness/iso9001-2015/10.2.1")
    assert "3 of 3" in page


@pytest.mark.parametrize("address", ["/readiness", "/readiness/iso9001-2015/10.2.1", "/readiness/principles"])
def test_the_number_of_queries_is_the_same_with_1_and_100_records(shop: Shop, address: str) -> None:
    shop.report(0)
    client, counted = signed_in(shop.factory.nurul), []
    for more in (0, 99):
        for day in range(more):
            shop.report(day / 10)
        client.get(address)
        with CaptureQueriesContext(connection) as made:
            client.get(address)
        counted.append(len(made))
    assert counted[0] == counted[1]
