"""Walls around every page and operation: strangers, other firms, forged forms, hostile words and files."""

import json
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import Factory
from tests.web.asking import addresses, browser, filled, photo

from mutu.api.urls import document
from mutu.core import actions as core
from mutu.core import attachments, tenancy, tokens
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.kinds import Unreadable
from mutu.core.references import kinds
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import Nonconformity

DOORS = {"in/", "in/as", "in/<slug:slug>/", "in/<slug:slug>/<str:badge>", "sign-out", "language",
         "at/<slug:slug>/<uuid:id>"}  # fmt: skip
FOR_ALL = ("verify", "c", "trust", "trust-list.json", "<published:where>")
OPEN = DOORS | {"favicon.ico", "scan", "vocabulary", *(one for one in addresses() if one.split("/")[0] in FOR_ALL)}
"""What is there for people who are not known yet: the doors, and pages that show nothing of anybody."""
HOSTILE = (
    "<script>alert(1)</script>", '#import "x"; #read("/etc/passwd")', "{{ 7*7 }}{% debug %}", "'; DROP TABLE x--",
    "\u202e\u0000", "ก็" * 500, "=cmd|' /C calc'!A0",
)  # fmt: skip


def with_id() -> list[str]:
    return [one for one in addresses() if "<uuid:" in one and one not in OPEN]


@pytest.mark.parametrize("pattern", [one for one in addresses() if one not in OPEN])
def test_nobody_sees_a_page_who_has_not_come_in(db: None, pattern: str) -> None:
    answer = browser().get(filled(pattern, str(new_id())))
    assert answer.status_code in (302, 404, 405)
    if answer.status_code == 302:
        assert answer["Location"].startswith("/in/?next=")


def test_every_address_with_an_id_is_walled(bayan: Factory, eve: Actor) -> None:
    assert len(with_id()) > 10
    problem = actions.report(new_id(), by=bayan.bishnu, what="Secret of Bayan", workplace=bayan.workplace)
    kept = attachments.keep(bayan.organization.pk, b"secret measure", "a.txt")
    file = core.add_attachment(new_id(), by=bayan.bishnu, name="a.txt", sha256=kept.sha256)
    stranger, mine = browser(eve), browser(bayan.nurul)
    records = {"nonconformity": problem.pk, "attachment": file.pk, "person": bayan.bishnu.person_id,
               "workplace": bayan.workplace.pk, "organization": bayan.organization.pk}  # fmt: skip
    for pattern in with_id():
        for kind, id in records.items():
            address = filled(pattern, str(id), kind)
            for answer in (stranger.get(address), stranger.post(address, {"reason": "x"})):
                assert answer.status_code in (403, 404, 405), (pattern, kind, answer.status_code)
                assert "Secret of Bayan" not in answer.content.decode()
    assert mine.get(f"/problems/{problem.pk}").status_code == 200
    seen = mine.get(f"/files/{file.pk}")
    assert b"".join(seen.streaming_content) == b"secret measure"  # type: ignore[attr-defined]


@pytest.fixture
def key(bayan: Factory) -> str:
    return key_of(bayan.nurul)


def key_of(by: Actor) -> str:
    secret = tokens.new_secret()
    token = core.make_token(new_id(), by=by, name="test", person=by.person, scopes=["*"], secret=secret)
    return tokens.spell(token, secret)


def operations() -> list[tuple[str, str]]:
    return [(method, path) for path, methods in document()["paths"].items() for method in methods if "{id}" in path]


def test_every_operation_is_walled(bayan: Factory, eve: Actor) -> None:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Secret of Bayan", workplace=bayan.workplace)
    records: dict[str, Any] = {"nonconformity": problem.pk, "person": bayan.bishnu.person_id,
                               "organization": bayan.organization.pk, "workplace": bayan.workplace.pk}  # fmt: skip
    client, headers = browser(), {"Authorization": f"Bearer {key_of(eve)}"}
    assert len(operations()) > 100
    for method, path in operations():
        kind = path.split("/")[3]
        id = records.get(kind, problem.pk)
        address = path.replace("{id}", str(id))
        answer = client.generic(method.upper(), address, "{}", content_type="application/json", headers=headers)
        if path.startswith("/api/v1/attachments/"):
            assert answer.json()["title"] == "file"  # Eve's own: a PUT makes a new one, whatever lies elsewhere
        else:
            assert answer.status_code in (403, 404, 409, 422), (method, path, answer.status_code)
            assert answer.json()["error"]["code"]
        assert "Secret of Bayan" not in answer.content.decode()
        stranger = client.generic(method.upper(), address, "{}", content_type="application/json")
        assert (stranger.status_code, stranger.json()["error"]["code"]) == (401, "no_key")


def test_a_list_of_the_api_holds_one_s_own_records_only(bayan: Factory, eve: Actor, key: str) -> None:
    actions.report(new_id(), by=bayan.bishnu, what="Secret of Bayan")
    actions.report(new_id(), by=eve, what="Eve's own")
    for kind in kinds():
        answer = browser().get(f"/api/v1/{kind}", headers={"Authorization": f"Bearer {key_of(eve)}"})
        assert answer.status_code == 200
        assert "Secret of Bayan" not in answer.content.decode()


def test_forms_from_elsewhere_are_not_accepted(bayan: Factory) -> None:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    phone = browser(bayan.nurul, enforce_csrf_checks=True)
    for address in ("/report", f"/do/nonconformity.withdraw/{problem.pk}", "/sign-out", "/language"):
        answer = phone.post(address, {"reason": "Forged", "what": "Forged"}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403, address
    with tenancy.reading(bayan.organization):
        assert [one.state for one in Nonconformity.objects.of(bayan.organization)] == ["reported"]


def test_a_form_sent_again_changes_nothing_twice(bayan: Factory) -> None:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    phone, said = browser(bayan.nurul), {"owner": str(bayan.suresh.person_id), "seen": "1"}
    address = f"/do/nonconformity.assign/{problem.pk}"
    assert [phone.post(address, said).status_code for _ in range(2)] == [302, 409]
    with tenancy.reading(bayan.organization):
        assert Nonconformity.objects.of(bayan.organization).get().version == 2


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_words_or_refused(bayan: Factory, key: str, words: str) -> None:
    phone = browser(bayan.bishnu)
    answer = phone.post("/report", {"what": words, "lot": words[:60], "without_photo": "1"})
    assert answer.status_code in (302, 422)
    headers = {"Authorization": f"Bearer {key}"}
    said = json.dumps({"what": words, "defect": words})
    answer = phone.post(f"/api/v1/nonconformity/{new_id()}/report", said, content_type="application/json",
                        headers=headers)  # fmt: skip
    assert answer.status_code in (200, 422)
    with tenancy.reading(bayan.organization):
        made = list(Nonconformity.objects.of(bayan.organization))
    for one in made:
        page = browser(bayan.nurul).get(f"/problems/{one.pk}").content.decode()
        assert "<script>alert" not in page
        assert one.what == words.strip()


@pytest.mark.parametrize("address", ["/find?q=%00", "/mine?x=%00", "/in/%00", "/report?workplace=%00", "/?q=%ED%A0%80",
                                     "/report?lot=%00", "/report?part=%00&origin=%00"])  # fmt: skip
def test_a_nul_in_an_address_is_no_crash(bayan: Factory, address: str) -> None:
    assert browser(bayan.nurul).get(address).status_code in (200, 302, 400, 404)


def test_half_a_character_and_a_nul_are_refused_in_words(bayan: Factory, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k-1"}
    for words in ("\ud800", "a\x00b"):
        for fact in ("what", "part", "workplace", "origin", "grade", "quantity", "lot"):
            said = json.dumps({"what": "x", fact: words})
            answer = browser().post(f"/api/v1/nonconformity/{new_id()}/report", said, content_type="application/json",
                                    headers=headers)  # fmt: skip
            assert (answer.status_code, answer.json()["error"]["code"]) == (422, "not_understood"), fact
            assert list(answer.json()["error"]["facts"]) == [fact]


def test_ten_megabytes_of_text_are_refused(bayan: Factory, key: str) -> None:
    text = "x" * 10_000_000
    assert browser(bayan.bishnu).post("/report", {"what": text, "without_photo": "1"}).status_code in (400, 413)
    answer = browser().post(f"/api/v1/nonconformity/{new_id()}/report", json.dumps({"what": text}),
                            content_type="application/json", headers={"Authorization": f"Bearer {key}"})  # fmt: skip
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    longer = browser(bayan.bishnu).post("/report", {"what": "x" * 4001, "without_photo": "1"})
    assert longer.status_code == 422


def png(width: int, height: int) -> bytes:
    """A picture of so many pixels in a few bytes: what is called a bomb."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("data", [
    png(20_000, 20_000), png(10_000, 9_500), png(8_000, 7_000), b"MZ\x90\x00" + b"\0" * 60, b"\x7fELF" + b"\0" * 60,
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"<!DOCTYPE html><script>1</script>",
    b"#!/bin/sh\nrm -rf /\n", b"PK\x03\x04" + b"\0" * 40, b"\xff\xd8\xff" + b"not a picture",
    b"GIF89a" + b"\0" * 20, b"",
], ids=["bomb", "bomb2", "bomb3", "exe", "elf", "svg", "html", "script", "zip", "jpeg", "gif", "empty"])  # fmt: skip
def test_what_is_no_file_of_a_factory_is_refused(bayan: Factory, data: bytes) -> None:
    with pytest.raises(Unreadable):
        attachments.keep(bayan.organization.pk, data, "rim.jpg")


def test_too_large_a_file_is_refused_with_its_limit(bayan: Factory) -> None:
    big = SimpleUploadedFile("rim.txt", b"x" * (attachments.LARGEST + 1), "text/plain")
    answer = browser(bayan.bishnu).post("/report", {"what": "Flash", "photos": big})
    assert answer.status_code == 422
    assert "The file is larger than 25 MB" in answer.content.decode()


def test_a_photo_is_kept_without_where_it_was_taken(bayan: Factory) -> None:
    import io

    from PIL import Image

    image, out = Image.new("RGB", (40, 30), "grey"), io.BytesIO()
    exif = image.getexif()
    exif[0x8825] = {1: "N", 2: (5.0, 25.0, 0.0)}
    exif[0x010F] = "Hidden Camera"
    image.save(out, "JPEG", exif=exif)
    assert b"Hidden Camera" in out.getvalue()
    kept = attachments.keep(bayan.organization.pk, out.getvalue(), "rim.jpg")
    stored = attachments.place(bayan.organization.pk, kept.sha256).read_bytes()
    assert b"Hidden Camera" not in stored
    assert dict(Image.open(io.BytesIO(stored)).getexif()) == {}


@pytest.mark.parametrize("address", ["/", "/report", "/mine", "/in/", "/api/docs", "/nowhere"])
def test_every_answer_carries_its_policy(bayan: Factory, address: str) -> None:
    answer = browser(bayan.nurul).get(address)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy and policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_file_is_never_run_by_a_browser(bayan: Factory) -> None:
    browser(bayan.bishnu).post("/report", {"what": "Flash", "photos": photo("<img src=x onerror=1>.jpg")})
    with tenancy.reading(bayan.organization):
        (problem,) = Nonconformity.objects.of(bayan.organization)
    answer = browser(bayan.nurul).get(f"/files/{problem.photos[0]}")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]
    page = browser(bayan.nurul).get(f"/problems/{problem.pk}").content.decode()
    assert "<img src=x" not in page and "&lt;img src=x onerror=1&gt;.jpg" in page
