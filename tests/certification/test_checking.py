"""Checking with what is at hand, then our own files, then the network: in that order, and only while undecided."""

import io
import json
from datetime import timedelta

import pytest
import segno
from tests.certification.published_home import IN_FORCE, NOW, SUSPENDED_ONE, Published, publish

from mutu.certification.checking import check, trust_held
from mutu.certification.resolver import Resolver, hosts_of
from mutu.demo.certificate_chain import BODY_KEY, HOST
from mutu.lib.credentials.content import read_certificate
from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.summary import qr_text, summarize


@pytest.fixture
def home(tmp_path, monkeypatch):
    return publish(tmp_path, monkeypatch)


class Shelf(Resolver):
    """The resolver with its network taken away: answers stand on a shelf, and each question is noted."""

    def __init__(self, answers=(), **more):
        super().__init__(hosts_of(trust_held()) | {"certificates.demo.example"}, NOW, **more)
        self.answers, self.asked = dict(answers), []

    def _get(self, host, port, path):
        self.asked.append(path)
        if path not in self.answers:
            raise OSError("not on the shelf")
        return self.answers[path]


def code(home, number):
    """The text of a published certificate's code."""
    own = Published(home)
    payload = dict(read_secured(own.find(number)[0].form("jwt").decode()).document)
    summary = summarize(payload, read_certificate(payload))
    return qr_text(f"{HOST}/c/{number}", summary, BODY_KEY).encode()


def test_the_text_of_a_code_is_never_valid_alone(home):
    answer = check("code", code(home, IN_FORCE), trust_held(), NOW)
    assert (answer["verdict"], answer["summaryOnly"]) == ("indeterminate", True)


def test_with_our_own_files_at_hand_a_code_tells_the_whole(home):
    own = Published(home)
    for number, verdict in ((IN_FORCE, "valid"), (SUSPENDED_ONE, "suspended")):
        answer = check("code", code(home, number), trust_held(), NOW, own=own)
        assert (answer["verdict"], answer["notes"][-1][:23]) == (verdict, "The certificate was fet")


def test_a_certificate_that_is_not_the_one_in_the_code_is_not_taken_for_it(home):
    folder = home / "published" / "cb" / "chao-phraya" / "credentials"
    text = code(home, SUSPENDED_ONE)
    (folder / SUSPENDED_ONE / "1.jwt").write_text((folder / IN_FORCE / "1.jwt").read_text())
    answer = check("code", text, trust_held(), NOW, own=Published(home))
    assert (answer["verdict"], answer["summaryOnly"]) == ("indeterminate", True)


def test_a_whole_bundle_asks_nobody(home):
    shelf = Shelf()
    data = (home / "certificates" / f"{IN_FORCE}.qmsbundle").read_bytes()
    assert check("x", data, trust_held(), NOW, fetch=True, resolver=shelf)["verdict"] == "valid"
    assert shelf.asked == []


def test_a_list_whose_time_is_over_is_asked_for_anew(home):
    data = (home / "certificates" / f"{IN_FORCE}.qmsbundle").read_bytes()
    later = NOW + timedelta(days=8)
    publish_later = {f"/{place}/status/1": b"{}" for place in ("ab/andaman", "cb/chao-phraya")}
    shelf = Shelf(publish_later)
    shelf.now = later
    assert check("x", data, trust_held(), later, fetch=True, resolver=shelf)["verdict"] == "indeterminate"
    assert sorted(path for path in shelf.asked if "status" in path) == sorted(publish_later)


def test_what_failed_is_not_asked_again_and_the_time_for_asking_ends(home):
    shelf = Shelf()
    data = json.dumps({"certificate": Published(home).find(IN_FORCE)[0].form("jwt").decode()}).encode()
    for _ in range(3):
        answer = check("x", data, trust_held(), NOW, fetch=True, resolver=shelf)
    assert (answer["verdict"], len(shelf.asked)) == ("indeterminate", len(set(shelf.asked)))
    tired = Shelf(together=0.0)
    answer = check("x", data, trust_held(), NOW, fetch=True, resolver=tired)
    assert tired.asked == []
    assert {note.rpartition(": ")[2] for note in answer["notes"]} == {"the time for asking is used up."}


def test_a_photo_of_the_code_is_as_good_as_its_text(home):
    out = io.BytesIO()
    segno.make(code(home, SUSPENDED_ONE).decode(), error="m").save(out, kind="png", scale=5)
    answer = check("photo.png", out.getvalue(), trust_held(), NOW, own=Published(home))
    assert (answer["verdict"], answer["certificate"]["number"]) == ("suspended", SUSPENDED_ONE)
