"""``mutu credentials office``: from an empty folder to a certificate that verifies, and what is refused on the way."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.certification.office.world import HELD_BACK, plain
from tests.lib.credentials.world import AB, AB_KEY, AB_LIST, ACCREDITATION, FACTS, document_of, status

from mutu.certification.certificate_file import attached_credential, seal_state
from mutu.cli.credentials import main
from mutu.lib.credentials.accreditation import accreditation_payload
from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.keys import key_from_multikey
from mutu.lib.credentials.strict_json import read_object
from mutu.lib.credentials.trust import Trust, TrustedBody, TrustedKey
from mutu.lib.credentials.verification import verify


@pytest.fixture
def now():
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def office(tmp_path, capsys):
    """Runs an act on the office, with the passphrase of whoever acts, and gives what it printed."""
    tmp_path.chmod(0o700)

    def acted(*words, who="body", wrong=0):
        passphrase = tmp_path / f"passphrase-{who}"
        if not passphrase.exists():
            passphrase.write_text(f"a passphrase only {who} knows")
            passphrase.chmod(0o600)
        act, *rest = words
        given = [str(word) for word in rest]
        command = ["credentials", "office", act, str(tmp_path / "office"), *given]
        status_code = main([*command, "--passphrase-file", str(passphrase)])
        told = capsys.readouterr()
        assert status_code == (2 if wrong else 0), told.err
        return told.err if wrong else told.out

    return acted


def as_json(path, value):
    path.write_text(json.dumps(value))
    return path


def dated(now):
    """The facts of a certificate decided yesterday, and an accreditation in force."""
    certificate = replace(
        FACTS,
        last_audit_day=(now - timedelta(days=9)).date(),
        decided=now - timedelta(days=1),
        valid_from=now - timedelta(hours=1),
        valid_until=now + timedelta(days=900),
        cycle_start=(now - timedelta(days=1)).date(),
    )
    return {name: value for name, value in plain(certificate).items() if name not in HELD_BACK}


def test_from_an_empty_folder_to_a_certificate_that_verifies(office, tmp_path, now):
    told = as_json(tmp_path / "body.json", {"body": plain(FACTS.body), "scheme": plain(FACTS.scheme)})
    published = tmp_path / "published"
    line = office("open", "--facts", told, "--published", published).splitlines()[1].rpartition(" ")[2]
    assert line.startswith("qms.example/cb/chao-phraya/log+")
    for name in ("somchai", "malee"):
        office("person", name, "--key", tmp_path / f"{name}.json", who=name)
    key = read_object((tmp_path / "office" / "keys" / "key-1.json").read_bytes())["publicKeyMultibase"]
    begun = now - timedelta(days=300)
    facts = replace(
        ACCREDITATION,
        valid_from=begun,
        valid_until=now + timedelta(days=900),
        since=begun.date(),
        keys=(key_from_multikey(key),),
    )
    anchor = add_proof(accreditation_payload(facts), AB_KEY, created=begun)
    board = as_json(tmp_path / "board.json", document_of(AB, AB_KEY))
    listed = as_json(tmp_path / "list.json", status(AB_LIST, AB, AB_KEY, since=now))
    office("accredited", as_json(tmp_path / "accreditation.json", anchor), "--with", board, listed)

    certificate = as_json(tmp_path / "certificate.json", dated(now))
    by_somchai = ["--by", "somchai", "--key", tmp_path / "somchai.json"]
    by_malee = ["--by", "malee", "--key", tmp_path / "malee.json"]
    request = office("propose", "issue", certificate, *by_somchai, who="somchai").split()[0]
    assert "proposed it; somebody else has to approve" in office(
        "approve", request, *by_somchai, who="somchai", wrong=2
    )
    assert "passphrase is wrong" in office("approve", request, *by_malee, who="somchai", wrong=2)
    assert '"scope": "Design and assembly' in office("approve", request, *by_malee, who="malee")
    assert "passphrase is wrong" in office("carry-out", who="malee", wrong=2)
    assert "1 carried out" in office("carry-out", "--signed-by", "W. Chaiyasit", "--language", "en,th")
    assert "proposed by somchai, approved by malee, done" in office("requests")

    place = published / "cb" / "chao-phraya"
    pdf = (place / "credentials" / FACTS.number / "1.pdf").read_bytes()
    jwt = (place / "credentials" / FACTS.number / "1.jwt").read_bytes()
    assert attached_credential(pdf) == jwt
    sealed = seal_state(pdf)
    assert (sealed.sealed_by, sealed.intact, sealed.whole_file) == ("Common Name: Chao Phraya Assurance", True, True)
    bundle = {
        "certificate": jwt.decode(),
        "accreditation": anchor,
        "statusLists": {
            "https://qms.example/cb/chao-phraya/status/1": read_object((place / "status" / "1").read_bytes()),
            AB_LIST: read_object(listed.read_bytes()),
        },
        "didDocuments": {FACTS.body.id: read_object((place / "did.json").read_bytes()), AB: document_of(AB, AB_KEY)},
    }
    trust = Trust({AB: TrustedBody(AB, "AB", keys=(TrustedKey(AB_KEY.public_key),))})
    assert verify(bundle, trust, datetime.now(UTC)).verdict == "valid"
    assert "files published" in office("publish")
    by_malee_too = ["withdraw", FACTS.number, "--reason", "x", *by_malee]
    request = office("propose", *by_malee_too, who="malee").split()[0]
    assert office("drop", request, *by_somchai, who="somchai").endswith("dropped by somchai\n")
    assert "approved by nobody yet, dropped by somchai" in office("requests")
    assert "not waiting" in office("carry-out", request, wrong=2)
    assert office("next-key").startswith("key-1 signs no more; key-2 does.")
    assert office("discharge", "malee") == "malee may not decide any more\n"


def test_there_is_one_office_to_a_folder_and_none_where_there_is_none(office, tmp_path):
    told = as_json(tmp_path / "body.json", {"body": plain(FACTS.body), "scheme": plain(FACTS.scheme)})
    assert "There is no office" in office("requests", wrong=2)
    assert "grade" in office("open", "--facts", as_json(tmp_path / "bad.json", {"grade": "A"}), wrong=2)
    office("open", "--facts", told)
    assert "exists" in office("open", "--facts", told, wrong=2)
    office("person", "somchai", "--key", tmp_path / "somchai.json", who="somchai")
    certificate = as_json(tmp_path / "c.json", dated(datetime.now(UTC)))
    words = ["propose", "issue", certificate, "--by", "somchai", "--key", tmp_path / "somchai.json"]
    assert "no accreditation" in office(*words, who="somchai", wrong=2)
