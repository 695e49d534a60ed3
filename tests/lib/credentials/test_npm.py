"""Other people's verifiers (npm: digitalbazaar, jose) accept what we issue and refuse what was changed.

They are installed once with ``npm ci --ignore-scripts`` in ``tests/lib/credentials/npm``, from its lock file.
"""

import copy
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from tests.lib.credentials.conftest import CONTEXT_URLS
from tests.lib.credentials.world import AB, AB_KEY, CB, CB_KEY, FACTS, LIST, World, document_of, status

FOLDER = Path(__file__).parent / "npm"
NOW = "2026-11-22T12:00:00Z"
UNTP = "untp-0.7.0.jsonld"


@pytest.fixture(scope="module")
def node():
    program = shutil.which("node")
    if program is None or not (FOLDER / "node_modules").is_dir():
        pytest.skip(f"NOT RUN: no node, or no packages; run 'npm ci --ignore-scripts' in {FOLDER}")
    return program


@pytest.fixture(scope="module")
def ask(node, reference):
    """Puts questions to the npm verifiers and gives their answers."""

    def asked(*questions, on=()):
        documents = {CONTEXT_URLS[UNTP]: json.loads((reference / "contexts" / UNTP).read_text())}
        for did, key in ((AB, AB_KEY), (CB, CB_KEY)):
            document = document_of(did, key)
            documents[did] = document
            for method in document["verificationMethod"]:
                controller = {"@context": "https://w3id.org/security/multikey/v1"}
                documents[method["id"]] = controller | method
        documents[LIST] = status(on=on)
        done = subprocess.run(
            [node, "check.mjs"],
            cwd=FOLDER,
            input=json.dumps({"documents": documents, "questions": questions}).encode(),
            capture_output=True,
            timeout=60,
            check=True,
        )
        return json.loads(done.stdout)

    return asked


def embedded(credential, **more):
    return {"form": "embedded", "credential": credential, "now": NOW} | more


def test_certificate_accreditation_and_list_are_accepted_there(ask):
    bundle = World().bundle()
    credentials = [bundle["certificate"], bundle["accreditation"], *bundle["statusLists"].values()]
    answers = ask(*[embedded(credential) for credential in credentials])
    assert answers == [{"verified": True, "bits": [], "error": ""}] * 4


def test_our_status_bit_is_read_there(ask):
    certificate = World().bundle()["certificate"]
    assert ask(embedded(certificate, withStatus=True))[0]["bits"] == [False]
    assert ask(embedded(certificate, withStatus=True), on=[94_567])[0]["bits"] == [True]


CHANGES = {
    "scope": lambda certificate: certificate["credentialSubject"].update(description="Everything."),
    "expiry": lambda certificate: certificate.update(validUntil="2039-11-19T23:59:59Z"),
    "client": lambda certificate: certificate["credentialSubject"]["issuedToParty"].update(name="Other"),
    "status entry": lambda certificate: certificate["credentialStatus"].update(statusListIndex=1),
    "key": lambda certificate: certificate["proof"].update(verificationMethod=AB_KEY.key_id),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_certificate_is_refused_there(ask, what):
    certificate = copy.deepcopy(World().bundle()["certificate"])
    CHANGES[what](certificate)
    assert ask(embedded(certificate))[0]["verified"] is False


def test_our_jwt_is_accepted_there_and_a_changed_one_refused(ask):
    world = World(form="jwt").bundle()
    text = world["certificate"]
    header, _, signature = text.split(".")
    other = World(form="jwt", facts=replace(FACTS, scope="Everything.")).bundle()["certificate"]
    jwk = CB_KEY.public_key.jwk
    answers = ask(
        {"form": "jwt", "credential": text, "jwk": jwk},
        {"form": "jwt", "credential": f"{header}.{other.split('.')[1]}.{signature}", "jwk": jwk},
        {"form": "jwt", "credential": text, "jwk": AB_KEY.public_key.jwk},
    )
    assert [answer["verified"] for answer in answers] == [True, False, False]
    assert answers[0]["payload"]["credentialSubject"]["issuedToParty"]["name"] == "Bayan Electronics"
