"""Certificates checked over the API: bytes in, verdicts out, no key."""

import io
import zipfile

import pytest
from django.test import Client
from tests.certification.published_home import IN_FORCE, PATH, SUSPENDED_ONE, publish


@pytest.fixture
def home(tmp_path, monkeypatch, settings):
    settings.HOME = tmp_path
    return publish(tmp_path, monkeypatch, papers=True)


def ask(data, kind="application/octet-stream", query=""):
    return Client().post(f"/api/v1/verify{query}", data, content_type=kind)


def verdicts(answer):
    assert answer.status_code == 200
    return [(one["file"], one["verdict"]) for one in answer.json()["answers"]]


def test_a_bundle_a_credential_and_a_pdf_are_answered(home):
    for number, verdict in ((IN_FORCE, "valid"), (SUSPENDED_ONE, "suspended")):
        for path in (f"certificates/{number}.qmsbundle", f"published{PATH}/credentials/{number}/1.jwt",
                     f"published{PATH}/credentials/{number}/1.pdf"):  # fmt: skip
            assert verdicts(ask((home / path).read_bytes(), query="?name=x")) == [("x", verdict)]


def test_a_packed_folder_is_answered_one_by_one(home):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        for number in (IN_FORCE, SUSPENDED_ONE):
            folder.write(home / "certificates" / f"{number}.qmsbundle", number)
    answer = ask(out.getvalue(), "application/zip")
    assert verdicts(answer) == [(IN_FORCE, "valid"), (SUSPENDED_ONE, "suspended")]
    assert answer.json()["trustList"] == {"name": "Demo trust list", "sequence": 1}


def test_nothing_and_too_much_are_refused_in_the_one_shape(home):
    empty = ask(b" ")
    assert (empty.status_code, empty.json()["error"]["code"]) == (422, "not_understood")
    much = ask(bytes(16_000_001))
    assert (much.status_code, much.json()["error"]["code"]) == (413, "too_large")


def test_rubbish_is_an_answer_and_no_error(home):
    assert verdicts(ask(b"rubbish")) == [("file", "invalid")]
    assert verdicts(ask(b"\xff\xd8\xff rubbish", "image/jpeg")) == [("file", "invalid")]
