"""The page for plain certificates: findings and no verdict, registers to open, a letter to send."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.markup import HOSTILE, Page

TYPED = {
    "number": "VN-2231", "holder": "Bayan Plastics", "standard": "ISO 9001:2015", "scope": "Moulding of plastic parts",
    "body": "Chao Phraya Assurance", "body_web": "www.cpa.example/verify", "body_mail": "info@cpa.example",
    "accreditation": "BoA", "effective": "2026-02-01", "expiry": "2029-01-31",
}  # fmt: skip


def page(answer):
    return Page(answer.content.decode())


def post(**changes):
    return Client().post("/verify/paper", TYPED | changes)


def test_anybody_may_type_one():
    answer = Client().get("/verify/paper?number=VN-2231")
    assert (answer.status_code, page(answer).words("h1")) == (200, ["What stands on it?"])
    assert page(answer).all("input", name="number")[0]["value"] == "VN-2231"
    assert len(answer.content) < 120_000


def test_every_point_has_its_finding_its_answerer_and_its_confidence():
    answer = post()
    points = [text for text in page(answer).words("td") if text[:1] == "V" and text[1:].isdecimal()]
    assert sorted(points) == [f"V{number:02}" for number in range(1, 28)]
    assert answer.content.decode().count("Confidence: <") + answer.content.decode().count("Confidence: ") >= 27


def test_nothing_is_confirmed_by_typing():
    assert page(post()).words("h1")[0].endswith("Only the registers can confirm it.")
    assert page(post(standard="ISO 9001:2017")).words("h1") == ["1 point speaks against relying on it."]


def test_the_body_s_own_register_is_linked_as_typed_and_the_accreditor_s_as_held():
    links = [link["href"] for link in page(post()).all("a") if link["href"].startswith("http")]
    assert links == [
        "https://cpa.example/",
        "https://www.boa.gov.vn/",
        "https://www.iafcertsearch.org/",
        "https://www.apac-accreditation.org/",
    ]
    odd = [link["href"] for link in page(post(body_web="javascript:alert(1)//x")).all("a")]
    assert [href for href in odd if "alert" in href] == []


def test_the_letter_is_ready_to_send():
    mail = next(link["href"] for link in page(post()).all("a") if link["href"].startswith("mailto:"))
    assert mail.startswith("mailto:info@cpa.example?subject=Is%20certificate%20VN-2231%20valid%3F&body=")
    assert mail.count("What%20is%20its%20status%20today") == 1
    forged = post(body_mail="a@b.example?bcc=all@c.example")
    mail = next(link["href"] for link in page(forged).all("a") if link["href"].startswith("mailto:"))
    assert mail.startswith("mailto:a@b.example%3Fbcc%3Dall@c.example?subject=")


def test_the_file_tells_its_fingerprint():
    file = SimpleUploadedFile("paper.pdf", b"%PDF-1.7 nothing")
    answer = Client().post("/verify/paper", TYPED | {"file": file})
    assert answer.content.decode().count("Its fingerprint is ") == 1


@pytest.mark.parametrize(
    "changes",
    [{"effective": "yesterday"}, {"people": "-1"}, {"accreditation": "none of ours"}, {"scope": "x" * 4000}],
)
def test_what_cannot_be_read_is_marked_and_kept(changes):
    answer = post(**changes)
    assert answer.status_code == 422
    assert len(page(answer).all("p", **{"class": "field-error"})) == 1
    assert page(answer).all("input", name="holder")[0]["value"] == "Bayan Plastics"


def test_what_is_typed_is_shown_and_never_run():
    answer = post(holder=HOSTILE, supplier="Other", body=HOSTILE, number=HOSTILE)
    assert [script for script in page(answer).all("script") if "src" not in script] == []
    assert page(answer).texts[0].count(HOSTILE) >= 2


def test_more_than_can_be_checked_is_refused_before_it_is_read():
    answer = Client().post("/verify/paper", b"x", content_type="text/plain", CONTENT_LENGTH="99000000")
    assert answer.status_code == 413
