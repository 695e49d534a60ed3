"""The public page that checks certificates: nobody signed in, plain words, nothing executed.

No test here may touch a database, so each shows that the page asks it nothing.
"""

import base64
import gzip
import io
import json
import re
import struct
import time
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.lib.credentials.forging import Key
from tests.lib.credentials.world import AB, AB_KEY, AB_LIST, CB_KEY, FACTS, LIST, World, status
from tests.web.markup import HOSTILE, Page

from mutu.certification import checking
from mutu.lib.credentials.certificate import certificate_payload
from mutu.lib.credentials.content import read_certificate
from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.did import did_key
from mutu.lib.credentials.summary import qr_text, summarize
from mutu.lib.credentials.trust import TrustedBody, TrustedKey, trust_list_payload
from mutu.web import urls as pages
from mutu.web.certificates import verifying

urlpatterns = [*pages.urlpatterns, *verifying.urls]
GOOD = "This certificate is genuine and in force. It covers, at 2 sites: Design and assembly of printed circuit boards."
NOTHING = "This file carries no signed certificate. That does not mean it is false."
PLAIN = Key(b"k" * 32, "")
KEEPER = Key(b"k" * 32, f"{did_key(PLAIN.public_key)}#{PLAIN.public_key.multikey}")


@pytest.fixture
def today():
    from datetime import UTC, datetime

    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def home(tmp_path, monkeypatch, today):
    """An installation that trusts the accreditation body of the tests' world."""
    monkeypatch.setenv("MUTU_HOME", str(tmp_path))
    body = TrustedBody(AB, "National Accreditation", keys=(TrustedKey(AB_KEY.public_key),))
    payload = trust_list_payload(
        name="Site's list", sequence=1, bodies=[body], valid_from=today, valid_until=today + timedelta(days=30)
    )
    (tmp_path / checking.TRUST_LIST).write_text(json.dumps(add_proof(payload, KEEPER, created=today)))
    return tmp_path


@pytest.fixture
def client(settings, home):
    settings.ROOT_URLCONF = __name__
    return Client()


@pytest.fixture
def bundle(today):
    """A bundle that is good on whatever day the tests run."""

    def made(on=(), **changes):
        facts = replace(
            FACTS,
            decided=today - timedelta(days=3),
            last_audit_day=(today - timedelta(days=9)).date(),
            valid_from=today - timedelta(days=2),
            valid_until=today + timedelta(days=900),
            cycle_start=(today - timedelta(days=2)).date(),
            **changes,
        )
        accreditation = replace(
            World().accreditation,
            valid_from=today - timedelta(days=90),
            valid_until=today + timedelta(days=90),
        )
        since = today - timedelta(hours=6)
        lists = {LIST: status(on=on, since=since), AB_LIST: status(AB_LIST, AB, AB_KEY, since=since)}
        world = World(facts, accreditation, created=today - timedelta(days=2), lists=lists)
        return json.dumps(world.bundle())

    return made


def words(response):
    return re.sub(r"\s+", " ", Page(response.content.decode()).texts[0])


def heading(response):
    page = Page(response.content.decode())
    return next(
        re.sub(r"\s+", " ", text).strip()
        for (tag, _), text in zip(page.elements, page.texts, strict=True)
        if tag == "h1"
    )


def test_anybody_may_ask(client):
    response = client.get("/verify")
    assert (response.status_code, heading(response)) == (200, "Is this certificate good?")
    assert len(response.content) < 120_000


def test_a_good_certificate_reads_in_plain_words(client, bundle):
    response = client.post("/verify", {"text": bundle()})
    assert heading(response) == GOOD
    told = words(response)
    for fact in ("CPA-2026-00001", "Bayan Electronics", "ISO 9001:2015", "National Accreditation"):
        assert told.count(fact) >= 1
    assert told.count("ISO 9001 certifies the management system, not the product.") == 1
    assert told.count("not proved") == 0


def test_a_suspended_one_and_a_changed_one(client, bundle):
    assert heading(client.post("/verify", {"text": bundle(on=[94_567])})) == (
        "This certificate is suspended or withdrawn. It is not in force today."
    )
    changed = json.loads(bundle())
    changed["certificate"]["credentialSubject"]["description"] = "Everything"
    response = client.post("/verify", {"text": json.dumps(changed)})
    assert heading(response) == "This file is not as the body signed it. Do not rely on it."
    assert words(response).count("not proved") >= 5


def test_an_older_list_than_one_relied_on_before_is_not_believed(client, bundle, home):
    assert heading(client.post("/verify", {"text": bundle()})) == GOOD
    seen = json.loads((home / checking.SEEN).read_text())
    assert sorted(seen) == sorted([LIST, AB_LIST])
    (home / checking.SEEN).write_text(json.dumps(seen | {LIST: "2999-01-01T00:00:00Z"}))
    assert heading(client.post("/verify", {"text": bundle()})) == (
        "It could not be decided. That does not mean it is false."
    )


def test_without_a_trust_list_nobody_is_trusted(client, bundle, home):
    (home / checking.TRUST_LIST).unlink()
    assert heading(client.post("/verify", {"text": bundle()})) == (
        "Nobody on this site’s trust list stands behind this certificate."
    )
    (home / checking.TRUST_LIST).write_text("{}")
    response = client.post("/verify", {"text": bundle()})
    assert words(response).count("This site’s trust list cannot be read, so nobody is trusted here.") == 1


def test_the_text_of_a_code_alone_is_not_decided(client):
    payload = certificate_payload(FACTS)
    text = qr_text("https://qms.example/c/1", summarize(payload, read_certificate(payload)), CB_KEY)
    response = client.post("/verify", {"text": text})
    assert heading(response) == (
        "It says that did:web:qms.example:cb:chao-phraya signed it. "
        "That could not be confirmed here, and its status is not known."
    )


def test_many_at_once_are_a_table(client, bundle):
    files = [
        SimpleUploadedFile("one.json", bundle().encode()),
        SimpleUploadedFile("two.json", bundle(on=[94_567]).encode()),
        SimpleUploadedFile("three.pdf", b"%PDF-1.7 nothing"),
    ]
    response = client.post("/verify", {"file": files})
    assert heading(response) == "3 certificates checked"
    told = words(response)
    for name in ("one.json", "two.json", "three.pdf"):
        assert told.count(name) == 1


def test_more_than_two_hundred_are_counted_and_left_out(client, settings):
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(203)]
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 300
    response = client.post("/verify", {"file": files})
    assert words(response).count("3 more were handed in and not checked; 200 are checked at once.") == 1


def test_what_a_file_says_is_shown_and_never_run(client, bundle):
    client_named = replace(FACTS.client, name=HOSTILE)
    response = client.post("/verify", {"text": bundle(client=client_named)})
    page = Page(response.content.decode())
    assert [script for script in page.all("script") if "src" not in script] == []
    assert HOSTILE in page.texts[0]
    response = client.post("/verify", {"file": [SimpleUploadedFile(HOSTILE, b"x")]})
    assert [script for script in Page(response.content.decode()).all("script") if "src" not in script] == []


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_handed_in_is_said(client, text):
    response = client.post("/verify", {"text": text})
    assert (response.status_code, heading(response)) == (400, "Is this certificate good?")


@pytest.mark.parametrize("text", ["x", "{", "[]", "\x00", "https://x.example#AAAA", "%PDF-1.7 paper", "ใบ"])
def test_a_file_without_a_signed_certificate_is_not_called_false(client, text):
    assert heading(client.post("/verify", {"text": text})) == (
        "This file carries no signed certificate. That does not mean it is false."
    )


@pytest.mark.parametrize("text", ["a.b.c", '{"certificate": 7}', '{"@context": []}'])
def test_something_signed_wrongly_is_not_a_genuine_certificate(client, text):
    assert heading(client.post("/verify", {"text": text})) == (
        "This file is not a genuine certificate. Do not rely on it."
    )


def test_a_photo_of_the_code_is_read_on_the_server(client):
    payload = certificate_payload(FACTS)
    text = qr_text("https://qms.example/c/1", summarize(payload, read_certificate(payload)), CB_KEY)
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=5)
    photo = SimpleUploadedFile("code.png", out.getvalue())
    assert heading(client.post("/verify", {"file": [photo]})) == (
        "It says that did:web:qms.example:cb:chao-phraya signed it. "
        "That could not be confirmed here, and its status is not known."
    )
    wall = SimpleUploadedFile("wall.jpg", image_of("grey"))
    assert heading(client.post("/verify", {"file": [wall]})) == NOTHING


def image_of(colour):
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "JPEG")
    return out.getvalue()


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in files.items():
            folder.writestr(name, data)
    return out.getvalue()


def pdf_with_attachments(number):
    """A PDF that says it carries many credentials."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

    writer = PdfFileWriter()
    writer.insert_page(
        PageObject(contents=writer.add_object(generic.StreamObject(stream_data=b"")), media_box=(0, 0, 9, 9))
    )
    name = generic.pdf_name
    stream = generic.StreamObject({name("/Subtype"): name("/application#2Fvc+jwt")}, stream_data=b"e30.e30.")
    one = generic.DictionaryObject(
        {
            name("/AFRelationship"): name("/Data"),
            name("/EF"): generic.DictionaryObject({name("/F"): writer.add_object(stream)}),
        }
    )
    writer.root[name("/AF")] = generic.ArrayObject([writer.add_object(one)] * number)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("big.json", b"{" + b" " * 4_100_000 + b"}"),
        ("big.pdf", b"%PDF-1.7" + bytes(4_100_000)),
        ("program.exe", b"MZ" + bytes(2_000)),
        ("deep.json", b"[" * 100_000),
        ("many.pdf", pdf_with_attachments(500)),
        ("two.pdf", pdf_with_attachments(2)),
        ("huge.png", b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 99_999, 99_999)),
        ("a.zip", packed({"in.zip": packed({"x": b"x"})})),
        ("broken.zip", b"PK\x03\x04" + bytes(50)),
    ],
)
def test_a_hostile_file_is_answered_in_words_and_in_time(client, name, data):
    begin = time.monotonic()
    answer = client.post("/verify", {"file": [SimpleUploadedFile(name, data)]})
    assert (heading(answer), answer.status_code) == (NOTHING, 200)
    assert time.monotonic() - begin < 5


def test_a_bomb_in_a_folder_and_a_list_that_unpacks_to_64_mib_are_refused(client, bundle):
    bomb = packed({f"{number}.json": bytes(4_000_000) for number in range(40)})
    assert len(bomb) < 200_000
    answer = client.post("/verify", {"file": [SimpleUploadedFile("bomb.zip", bomb)]})
    assert answer.status_code == 200
    worse = json.loads(bundle())
    squeezed = gzip.compress(bytes(64 * 1024 * 1024), mtime=0)
    worse["statusLists"][LIST]["credentialSubject"]["encodedList"] = "u" + (
        base64.urlsafe_b64encode(squeezed).decode().rstrip("=")
    )
    begin = time.monotonic()
    answer = client.post("/verify", {"text": json.dumps(worse)})
    assert heading(answer) == "It could not be decided. That does not mean it is false."
    assert time.monotonic() - begin < 3


def test_a_folder_and_a_table_become_one_report(client, bundle):
    folder = packed({"one.json": bundle(), "two.json": bundle(on=[94_567])})
    files = [SimpleUploadedFile("f.zip", folder), SimpleUploadedFile("t.csv", b"number;text\n7;eyJa.b.c\n")]
    answer = client.post("/verify", {"file": files})
    assert heading(answer) == "3 certificates checked"
    signed = Page(answer.content.decode()).all("input", name="report")[0]["value"]
    paper = client.post("/verify/report", {"report": signed})
    assert (paper.status_code, paper["Content-Type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert client.post("/verify/report", {"report": signed[:-1] + "x"}).status_code == 400
    assert client.post("/verify/report", {}).status_code == 400


def test_more_than_can_be_checked_is_refused_before_it_is_read(client):
    answer = client.post("/verify", b"x", content_type="text/plain", CONTENT_LENGTH="99000000")
    assert answer.status_code == 413
    answer = client.post("/verify", b"x", content_type="text/plain", CONTENT_LENGTH="many")
    assert answer.status_code == 413
