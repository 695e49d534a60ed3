"""What bodies publish is read as it lies there, and nothing beside it."""

import json

import pytest
from tests.certification.published_home import BASE, BODY, IN_FORCE, NOW, PATH, SUSPENDED_ONE, Published, publish

from mutu.certification.checking import check, trust_held
from mutu.certification.published import media_type, segment


@pytest.fixture
def home(tmp_path, monkeypatch):
    return publish(tmp_path, monkeypatch)


@pytest.fixture
def own(home):
    return Published(home)


def test_every_body_is_found_by_its_did_document(own):
    assert [(body.did, body.base) for body in own.bodies] == [
        ("did:web:certificates.demo.example:ab:andaman", "https://certificates.demo.example/ab/andaman"),
        (BODY, BASE),
    ]


def test_a_did_document_in_another_s_place_makes_no_body(home):
    (home / "published" / "cb" / "thief").mkdir()
    document = (home / f"published{PATH}" / "did.json").read_text()
    (home / "published" / "cb" / "thief" / "did.json").write_text(document)
    assert [body.folder.name for body in Published(home).bodies] == ["andaman", "chao-phraya"]


@pytest.mark.parametrize(
    "path",
    [
        "cb/../trust-list.json",
        "../trust-list.json",
        "cb//did.json",
        "",
        ".",
        "cb/.hidden",
        "cb/chao-phraya",
        "cb/chao-phraya/did.json/",
        "cb/chao-phraya/.well-known/did.json",
        "/etc/passwd",
        "a/" * 20 + "b",
        "cb/chao-phraya/\x00did.json",
        "cb/" + "x" * 300,
    ],
)
def test_nothing_but_plain_files_below_is_read(home, own, path):
    (home / "published" / "cb" / ".hidden").write_text("secret")
    assert own.read(path) is None


def test_a_link_out_of_the_folder_is_not_followed(home, own):
    (home / "secret").write_text("secret")
    (home / "published" / "cb" / "link").symlink_to(home / "secret")
    assert own.read("cb/link") is None


def test_the_newest_revision_is_found_by_its_number(home, own):
    folder = home / f"published{PATH}" / "credentials" / IN_FORCE
    (folder / "2.jwt").write_text((folder / "1.jwt").read_text())
    assert [(one.number, one.revision, one.path) for one in own.find(IN_FORCE)] == [
        (IN_FORCE, 2, f"{PATH}/credentials/{IN_FORCE}/2")
    ]
    assert own.find("none") == own.find("") == own.find("../../secret") == own.find("x" * 200) == []


def test_a_number_with_odd_signs_is_one_segment():
    assert [segment(number) for number in ("QMS 1", "ก", ".x", "a/b")] == ["QMS%201", "%E0%B8%81", "%2Ex", "a%2Fb"]


def test_a_bundle_is_put_together_whole_and_is_valid(home, own):
    bundle = own.bundle(own.find(IN_FORCE)[0])
    answer = check("x", json.dumps(bundle).encode(), trust_held(), NOW)
    assert (answer["verdict"], [one["state"] for one in answer["history"]]) == ("valid", ["suspended", "restored"])


def test_a_bare_certificate_of_ours_is_completed_from_our_own_files(home, own):
    data = (home / f"published{PATH}" / "credentials" / SUSPENDED_ONE / "1.jwt").read_bytes()
    assert check("x", data, trust_held(), NOW)["verdict"] == "indeterminate"
    answer = check("x", data, trust_held(), NOW, own=own)
    assert (answer["verdict"], answer["history"][0]["state"]) == ("suspended", "suspended")


def test_an_address_of_another_host_is_not_answered_from_here(own):
    assert own.at(f"{BASE}/did.json") is not None
    for url in ("https://evil.example/cb/chao-phraya/did.json", f"http://{BASE[8:]}/did.json", "nonsense", ""):
        assert own.at(url) is None


def test_damaged_files_are_as_good_as_none(home):
    place = home / f"published{PATH}"
    (place / "others.json").write_text("{")
    (place / "statements" / f"{IN_FORCE}.json").write_text("nonsense")
    (place / "status" / "1").write_bytes(b"\xff\xfe")
    (place / "credentials" / IN_FORCE / "1.log.json").write_text("{}")
    own = Published(home)
    bundle = own.bundle(own.find(IN_FORCE)[0])
    assert list(bundle) == ["certificate", "statusLists", "didDocuments"]
    assert check("x", json.dumps(bundle).encode(), trust_held(), NOW)["verdict"] == "indeterminate"


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("cb/a/credentials/1/1.pdf", b"%PDF", "application/pdf"),
        ("cb/a/credentials/1/1.json", b"{}", "application/vc"),
        ("cb/a/status/1", b"{}", "application/vc"),
        ("cb/a/statements/1.json", b"[]", "application/json"),
        ("cb/a/keys.jsonl", b"", "application/jsonl"),
        ("cb/a/log/checkpoint", b"", "text/plain; charset=utf-8"),
        ("cb/a/log/tile/entries/000", b"{", "application/octet-stream"),
    ],
)
def test_each_file_has_its_type(path, data, kind):
    assert media_type(path, data) == kind
