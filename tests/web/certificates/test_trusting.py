"""The public page of whom this installation trusts."""

import pytest
from django.test import Client
from tests.certification.published_home import publish
from tests.web.markup import Page

from mutu.certification.checking import TRUST_LIST


@pytest.fixture
def home(tmp_path, monkeypatch, settings):
    settings.HOME = tmp_path
    return publish(tmp_path, monkeypatch)


def told():
    answer = Client().get("/trust")
    assert answer.status_code == 200
    return Page(answer.content.decode())


def test_it_names_bodies_keys_and_the_list_s_number(home):
    page = told()
    assert page.words("h1") == ["Demo trust list"]
    assert page.words("td")[0].startswith("Andaman Accreditation Board (demo)")
    assert page.words("td")[1] == "accreditation body"
    assert page.words("td")[2].endswith("from the beginning")
    signed = Client().get("/trust-list.json")
    assert signed.json()["sequence"] == 1


def test_it_says_what_a_web_address_does_not_prove(home):
    assert [text for text in told().words("h2") if "web address" in text] == [
        "What a web address proves, and what only this list does"
    ]


def test_without_a_list_and_with_a_broken_one_nobody_is_trusted(home):
    (home / TRUST_LIST).unlink()
    assert told().words("h1") == ["Nobody is trusted here yet"]
    assert Client().get("/trust-list.json").status_code == 404
    (home / TRUST_LIST).write_text("{}")
    assert told().words("p")[0] == "This site’s trust list cannot be read, so nobody is trusted here."
