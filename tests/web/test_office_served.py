"""What a body's office writes is what the web hands out: fetched there, the certificate verifies, and its log too."""

import json

import pytest
from django.test import Client
from tests.certification.office.world import START, open_desk
from tests.lib.credentials.world import FACTS, NOW

from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.strict_json import read_object
from mutu.lib.credentials.verification import verify
from mutu.lib.signed_note import read_note
from mutu.lib.tiles import CHECKPOINT, fetch_from, read_entries
from mutu.lib.transparency import leaf_hash, root_at

BODY = "/cb/chao-phraya"
CREDENTIAL = f"{BODY}/credentials/{FACTS.number}/1"


@pytest.fixture
def desk(tmp_path, monkeypatch, settings):
    settings.HOME = tmp_path
    made = open_desk(tmp_path, monkeypatch)
    made.issue()
    yield made
    made.office.register.close()


@pytest.fixture
def got(desk):
    """The content at an address, in the form asked for."""
    client = Client()

    def get(path, accept="*/*"):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content

    return get


def test_the_bundle_that_is_downloaded_verifies_and_follows_what_the_body_decides(desk, got):
    def verdict():
        return verify(json.loads(got(f"{CREDENTIAL}.qmsbundle")), desk.trust(), NOW).verdict

    assert verdict() == "valid"
    desk.move("suspend")
    assert verdict() == "suspended"
    desk.move("withdraw", reason="The client gave it back.")
    assert verdict() == "revoked"


def test_each_form_is_the_one_that_was_signed(desk, got):
    entered = desk.office.register.newest_of(FACTS.number)
    assert got(CREDENTIAL, "application/vc+jwt").decode() == entered.jwt
    assert read_object(got(CREDENTIAL, "application/vc")) == read_object(entered.embedded)
    assert read_secured(entered.jwt).document["id"] == f"https://qms.example{CREDENTIAL}"
    assert read_object(got(f"{BODY}/did.json"))["id"] == desk.office.did


def test_the_log_is_proved_from_what_is_served(desk, got):
    desk.move("suspend")
    checkpoint = read_note(got(f"{BODY}/log/{CHECKPOINT}").decode(), desk.trust().logs)
    assert checkpoint.size == 2
    fetch = fetch_from(lambda path: got(f"{BODY}/log/{path}"), checkpoint.size)
    assert root_at(checkpoint.size, fetch) == checkpoint.root
    entries = read_entries(got(f"{BODY}/log/tile/entries/000.p/2"))
    assert [json.loads(entry)["event"] for entry in entries] == ["issued", "suspended"]
    assert fetch([(0, 1)])[(0, 1)] == leaf_hash(entries[1])


def test_nothing_of_the_office_itself_is_served(desk):
    client = Client()
    for path in ("/office/register.sqlite3", f"{BODY}/../../office/keys/key-1.json", "/keys/key-1.json"):
        assert client.get(path).status_code == 404
    assert START < NOW
