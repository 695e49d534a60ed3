"""The page of words, and own words on all other pages of one organization (7.5.3)."""

import re

import pytest
from tests import cast
from tests.web.asking import browser

from mutu.core import actions

pytestmark = pytest.mark.django_db


def heading(page: str) -> list[str]:
    return re.findall(r'<a href="/(?:records/)?(?:corrective_action|actions)/">([^<]+)</a>', page)


def test_an_own_word_stands_on_every_page_of_its_organization_and_on_no_other() -> None:
    ours, theirs = cast.build(), cast.build("Eve & Sons")
    client, other = browser(ours.nurul), browser(theirs.nurul)
    before = client.get("/records/").content.decode()
    answer = client.post(
        f"/do/organization.set_term/{ours.organization.pk}",
        {"key": "corrective_action", "language": "en", "word": "CAPA", "next": "/words#corrective_action"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/words#corrective_action")
    after, elsewhere = client.get("/records/").content.decode(), other.get("/records/").content.decode()
    assert ("Corrective actions" in before, "CAPAs" in before) == (True, False)
    assert ("Corrective actions" in after, "CAPAs" in after) == (False, True)
    assert ("Corrective actions" in elsewhere, "CAPAs" in elsewhere) == (True, False)


def test_the_page_shows_each_term_with_the_own_word_first() -> None:
    factory = cast.build()
    actions.set_term(factory.organization.pk, by=factory.nurul, key="lot", language="en", word="batch")
    page = browser(factory.nurul).get("/words").content.decode()
    rows = re.findall(r'<tr id="(\w+)"><th scope="row">([^<]+?)\s*<', page)
    assert (len(rows), rows[0]) == (161, ("lot", "lot"))
    assert page.count(f"/do/organization.set_term/{factory.organization.pk}") == 161


def test_who_may_not_choose_sees_no_link() -> None:
    factory = cast.build()
    page = browser(factory.bishnu).get("/words").content.decode()
    assert ("<h1>Words</h1>" in page, "set_term" in page) == (True, False)


def test_in_vietnamese_the_english_stands_beside() -> None:
    factory = cast.build()
    client = browser(factory.nurul)
    client.post("/language", {"language": "vi", "next": "/words"})
    page = client.get("/words").content.decode()
    assert re.findall(r'<tr id="lot"><th scope="row">([^<]+)</th><td>([^<]+)</td>', page) == [("lô", "lot")]
