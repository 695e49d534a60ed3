"""The find panel and the page behind it: names first, local words, clauses, pages; hostile questions."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Factory, build
from tests.web.asking import browser
from tests.web.markup import Page

from mutu.core.identity import new_id
from mutu.core.nouns import actions as nouns
from mutu.improvement.nonconformities import actions as problems
from mutu.web.signposts import signposts

pytestmark = pytest.mark.django_db


@pytest.fixture
def factory() -> Factory:
    return build()


def options(factory: Factory, query: str) -> list[tuple[str, str]]:
    """Address and words of each line of the panel."""
    answer = browser(factory.nurul).get("/find/panel", {"q": query})
    assert answer.status_code == 200
    page = answer.content.decode()
    found = re.findall(r'<a role="option"[^>]*href="([^"]*)">(.*?)</a>', page, re.DOTALL)
    return [(url, " ".join(re.sub(r"<[^>]+>", " ", words).split())) for url, words in found]


def test_a_person_comes_before_what_was_written_about_them(factory: Factory) -> None:
    for n in range(25):
        problems.report(new_id(), by=factory.bishnu, what=f"Suresh found flash {n}", workplace=factory.workplace)
    found = options(factory, "suresh")
    assert found[0] == (f"/people/{factory.suresh.person_id}", f"{factory.suresh.person.number} Suresh Pillai person")
    assert found[-1][0] == "/find?q=suresh"
    assert options(factory, "pil sur")[0] == found[0]
    assert options(factory, "lai") != []
    assert [url for url, _words in options(factory, "uresh")][:1] != [found[0][0]]


def test_a_customer_is_found_by_the_beginning_of_the_name(factory: Factory) -> None:
    party = nouns.add_party(new_id(), by=factory.nurul, name="Nordlicht Werkzeuge")
    problems.report(new_id(), by=factory.nurul, what="Complaint of Nordlicht: cracks")
    assert options(factory, "nordl")[0][0] == f"/records/party/{party.pk}"


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ("NCR", "/problems/"), ("car", "/actions/"), ("8D", "/complaints/"), ("KCS", "/people/"),
        ("reaid", ""), ("readiness", "/readiness"), ("trail", "/trail"), ("train", "/trainings/"),
        ("Khiếu", "/complaints/"),
        ("8.7.1", "/readiness/iso9001-2015/8.7.1"), ("§ 10.2.1", "/readiness/iso9001-2015/10.2.1"),
        ("clause 9.1.2", "/readiness/iso9001-2015/9.1.2"), ("corrective action", ""), ("11.1", ""), ("3.1", ""),
        ("8", ""), ("", ""), ("2610-07", ""), ("customer satis", "/readiness/iso9001-2015/9.1.2"),
    ],
)  # fmt: skip
def test_pages_and_clauses_are_found_by_the_words_of_a_factory(query: str, url: str) -> None:
    found = signposts(query)
    assert (found[0].url if found else "") == url


def test_a_clause_with_parts_leads_to_its_parts(factory: Factory) -> None:
    assert [url.rpartition("/")[2] for url, _words in options(factory, "8.7")][:2] == ["8.7.1", "8.7.2"]


def test_the_page_shows_what_the_panel_shows(factory: Factory) -> None:
    page = browser(factory.nurul).get("/find", {"q": "8.7.1"}).content.decode()
    assert '<a href="/readiness/iso9001-2015/8.7.1">8.7.1 ' in page
    bar = Page(page).all("dialog", id="find")
    assert [one["data-style"] for one in bar] == ["/static/mutu/find.css"]


def test_nothing_found_is_said(factory: Factory) -> None:
    page = browser(factory.nurul).get("/find/panel", {"q": "zeppelin"}).content.decode()
    assert re.findall(r'<p class="of nothing">([^<]*)</p>', page) == ["Nothing here is found by “zeppelin”."]
    assert browser(factory.nurul).get("/find/panel").content.decode().strip() == ""


@pytest.mark.parametrize("query", ["\x00", '"', "' OR 1", "x" * 5000, "<script>", "%_", "🙂", "((((", "9" * 300])
def test_a_hostile_question_is_only_words(factory: Factory, query: str) -> None:
    answer = browser(factory.nurul).get("/find/panel", {"q": query})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_a_stranger_finds_nobody_of_ours(factory: Factory) -> None:
    eve = build("Eve & Sons")
    page = browser(eve.nurul).get("/find/panel", {"q": "suresh"}).content.decode()
    assert str(factory.suresh.person_id) not in page
    assert browser().get("/find/panel", {"q": "suresh"}).status_code == 302


def test_the_panel_asks_no_more_the_more_there_is(factory: Factory) -> None:
    client = browser(factory.nurul)
    counts = []
    for many in (25, 60):
        for n in range(many):
            problems.report(new_id(), by=factory.bishnu, what=f"Suresh found flash {many} {n}")
        client.get("/find/panel", {"q": "suresh"})
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/find/panel", {"q": "suresh"})
        counts.append(len(asked))
    assert counts[1] <= counts[0] <= 20
