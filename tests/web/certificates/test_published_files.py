"""Published files over the web: by address, in the form asked for, cached as they may be, and nothing beside them."""

import json

import pytest
from django.test import Client
from tests.certification.published_home import BASE, BODY, IN_FORCE, NOW, PATH, SUSPENDED_ONE, WITHDRAWN_ONE, publish
from tests.web.markup import HOSTILE, Page

from mutu.certification.checking import check, trust_held
from mutu.lib.credentials.secured import read_secured

CREDENTIAL = f"{PATH}/credentials/{IN_FORCE}/1"


@pytest.fixture
def home(tmp_path, monkeypatch, settings):
    settings.HOME = tmp_path
    return publish(tmp_path, monkeypatch, papers=True)


@pytest.fixture
def client(home):
    return Client()


def heading(response):
    return Page(response.content.decode()).words("h1")[0]


def test_a_did_document_is_where_its_did_says_and_may_be_read_from_any_site(client):
    answer = client.get(f"{PATH}/did.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/did+json")
    assert (answer.json()["id"], answer["Access-Control-Allow-Origin"]) == (BODY, "*")
    again = client.get(f"{PATH}/did.json", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_status_lists_logs_and_accreditations_are_served(client, home):
    assert client.get(f"{PATH}/status/1")["Content-Type"] == "application/vc"
    assert client.get("/ab/andaman/accreditations/DEMO-MS-014")["Content-Type"] == "application/vc"
    tile = home / f"published{PATH}" / "log" / "tile" / "0" / "000"
    tile.parent.mkdir(parents=True, exist_ok=True)
    tile.write_bytes(b"x" * 8192)
    (tile.parents[2] / "checkpoint").write_text("note")
    answer = client.get(f"{PATH}/log/tile/0/000")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    note = client.get(f"{PATH}/log/checkpoint")
    assert (note.content, note["Cache-Control"]) == (b"note", "public, max-age=0")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/vc+jwt", "application/vc+jwt"),
        ("*/*", "application/vc+jwt"),
        ("", "application/vc+jwt"),
        ("application/vc", "application/vc"),
        ("application/ld+json", "application/ld+json"),
        ("application/pdf;q=0.9, application/vc;q=0.2", "application/pdf"),
        ("application/linkset+json", "application/linkset+json"),
        ("application/vnd.mutu.bundle+json", "application/vnd.mutu.bundle+json"),
    ],
)
def test_a_credential_comes_in_the_form_asked_for(client, accept, kind):
    answer = client.get(CREDENTIAL, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"], answer["Vary"].split(",")[0]) == (200, kind, "Accept")


def test_a_person_is_led_to_its_page_and_an_unknown_form_is_refused(client):
    answer = client.get(CREDENTIAL, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (answer.status_code, answer["Location"]) == (302, f"/c/{IN_FORCE}")
    assert client.get(CREDENTIAL, headers={"Accept": "image/png"}).status_code == 406


def test_every_form_says_the_same_and_verifies(client):
    jwt = client.get(f"{CREDENTIAL}.jwt").content.decode()
    embedded = json.loads(client.get(f"{CREDENTIAL}.json").content)
    assert read_secured(jwt).document == {name: value for name, value in embedded.items() if name != "proof"}
    pdf = client.get(f"{PATH}/certificates/{IN_FORCE}.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    bundle = client.get(f"{CREDENTIAL}.qmsbundle")
    assert bundle["Content-Disposition"] == f'attachment; filename="{IN_FORCE}.qmsbundle"'
    assert check("x", bundle.content, trust_held(), NOW)["verdict"] == "valid"
    links = client.get(CREDENTIAL, headers={"Accept": "application/linkset+json"}).json()["linkset"][0]
    assert links["anchor"] == f"{BASE}/credentials/{IN_FORCE}/1"


@pytest.mark.parametrize(
    "path",
    [
        "/cb/../secret", "/cb/%2e%2e/trust-list.json", "/cb/chao-phraya/", "/cb/chao-phraya/credentials/none/1",
        f"{CREDENTIAL}.exe", f"{PATH}/credentials/{IN_FORCE}/9", f"{PATH}/credentials/../../../trust-list.json/1",
        "/.well-known/did.json", "/keys.jsonl", "/log/checkpoint", "/cb/x%00y",
    ],
)  # fmt: skip
def test_nothing_else_is_there(client, path):
    assert client.get(path).status_code == 404


def test_nobody_writes_here(client):
    assert client.post(f"{PATH}/did.json").status_code == 405
    assert client.put(CREDENTIAL).status_code == 405


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (IN_FORCE, "This certificate is genuine and in force. It covers, at 1 site: Injection moulding, pad printing "
                   "and assembly of technical plastic parts"),
        (SUSPENDED_ONE, "This certificate is suspended since {day}. It is not in force today."),
        (WITHDRAWN_ONE, "This certificate was withdrawn on {day} by the body that issued it."),
    ],
)  # fmt: skip
def test_the_page_of_a_certificate_says_its_verdict_in_a_sentence(client, number, sentence):
    from datetime import timedelta

    from django.utils.formats import date_format

    answer = client.get(f"/c/{number}")
    assert heading(answer) == sentence.format(day=date_format(NOW - timedelta(days=20), "j M Y"))
    assert len(answer.content) < 60_000


def test_its_history_and_who_stands_behind_it_are_told(client):
    page = Page(client.get(f"/c/{IN_FORCE}").content.decode())
    items = page.words("li")
    assert [line.split(" ")[0] for line in items if "surveillance audit" in line] == ["Suspended", "Restored"]
    assert [line for line in items if line.endswith("on this site’s trust list")] == [
        "Andaman Accreditation Board (demo) accredits on this site’s trust list"
    ]


def test_a_program_gets_the_credential_at_the_code_s_address(client):
    answer = client.get(f"/c/{IN_FORCE}", headers={"Accept": "application/vc+jwt, application/json"})
    assert answer["Content-Type"] == "application/vc+jwt"


def test_not_found_never_reads_as_fake(client):
    answer = client.get(f"/c/{HOSTILE}")
    assert (answer.status_code, heading(answer)[:26]) == (404, "Not found on this register")
    assert heading(answer).endswith("This does not mean it is fake.")
    assert [script for script in Page(answer.content.decode()).all("script") if "src" not in script] == []


def test_a_typed_number_leads_to_its_page(client):
    assert client.get("/c/", {"number": "QMS 1/ก"})["Location"] == "/c/QMS%201%2F%E0%B8%81"
    assert client.get("/c/")["Location"] == "/verify"


def test_two_bodies_with_one_number_are_both_named(client, home):
    place, other = home / "published" / "cb", home / "published" / "org" / "twin"
    other.mkdir(parents=True)
    document = json.loads((place / "chao-phraya" / "did.json").read_text())
    document["id"] = "did:web:certificates.demo.example:org:twin"
    (other / "did.json").write_text(json.dumps(document))
    (other / "credentials" / IN_FORCE).mkdir(parents=True)
    jwt = place / "chao-phraya" / "credentials" / IN_FORCE / "1.jwt"
    (other / "credentials" / IN_FORCE / "1.jwt").write_text(jwt.read_text())
    answer = client.get(f"/c/{IN_FORCE}")
    assert heading(answer) == f"More than one body gave the number {IN_FORCE}"
    assert len([link for link in Page(answer.content.decode()).all("a") if "?by=" in link["href"]]) == 2
    assert client.get(f"/c/{IN_FORCE}", {"by": BODY}).status_code == 200


def test_a_changed_file_is_shown_beside_the_real_one(client, home):
    changed = json.loads((home / f"published{CREDENTIAL}.json").read_text())
    changed["credentialSubject"]["description"] = "Design and injection moulding"
    answer = client.post("/verify", {"text": json.dumps(changed)})
    assert heading(answer) == "This file is not as the body signed it. Do not rely on it."
    page = Page(answer.content.decode())
    rows = page.words("td")[:3]
    assert rows == [
        "Scope",
        "Design and injection moulding",
        "Injection moulding, pad printing and assembly of technical plastic parts",
    ]
    assert [link["href"] for link in page.all("a") if link["href"] == f"/c/{IN_FORCE}"] == [f"/c/{IN_FORCE}"]
