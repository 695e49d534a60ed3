"""The case bundles, and every way to hand in a certificate that is none."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.lib.credentials.conftest import CASES
from tests.lib.credentials.forging import EllipticKey
from tests.lib.credentials.world import (
    AB,
    AB_KEY,
    AB_LIST,
    CB,
    CB_KEY,
    CLIENT,
    EVIL_KEY,
    FACTS,
    ISSUED,
    LIST,
    NOW,
    World,
    document_of,
    edit,
    edit_subject,
    status,
    trust,
    verdict_of,
    without,
)

from mutu.lib.credentials.data_integrity import NO_CONTEXTS, add_proof, signed_bytes
from mutu.lib.credentials.encodings import base58_encode
from mutu.lib.credentials.jose import sign_jwt
from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.trust import Trust, TrustedBody
from mutu.lib.credentials.verdict import STEP_NAMES
from mutu.lib.credentials.verification import verify

OTHER_AB = "did:web:other.example"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_case_bundles(path, contexts):
    case = json.loads(path.read_text())
    anchors = {did: TrustedBody(did, did) for did in case["trustAnchors"]}
    by = Trust(anchors, documents=case["didDocuments"], contexts=contexts)
    bundle = {name: case[name] for name in ("certificate", "accreditation", "statusLists", "didDocuments")}
    assert verify(bundle, by, read_moment(case["now"])).verdict == case["expected"]["verdict"]


def test_there_are_thirteen_case_bundles():
    assert len(list(CASES.glob("*.json"))) == 13


@pytest.mark.parametrize("form", ["embedded", "jwt"])
def test_a_good_certificate_is_valid_in_both_forms_and_names_each_step(form):
    verification = verify(World(form=form).bundle(), trust(), NOW)
    assert verification.verdict == "valid"
    assert tuple(step.name for step in verification.steps) == STEP_NAMES
    assert {step.verdict.value for step in verification.steps} == {"valid"}
    assert verification.findings == ()
    assert verification.status_as_of == NOW - timedelta(hours=12)
    assert verification.certificate.number == "CPA-2026-00001"
    assert verification.steps[-1].text == (f"{CB}: the accreditation by National Accreditation; {AB}: your trust list")


def assessment(**members):
    def change(payload):
        subject = payload["credentialSubject"]
        changed = [subject["conformityAssessment"][0] | members]
        payload["credentialSubject"] = subject | {"conformityAssessment": changed}

    return change


SIGNED_BUT_INVALID = {
    "an unknown context": edit(**{"@context": ["https://www.w3.org/ns/credentials/v2", "https://evil.example/"]}),
    "known contexts in another order": edit(
        **{
            "@context": [
                "https://vocabulary.uncefact.org/untp/0.7.0/context/",
                "https://www.w3.org/ns/credentials/v2",
            ]
        }
    ),
    "one context more": edit(
        **{
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://vocabulary.uncefact.org/untp/0.7.0/context/",
                {"validUntil": "https://evil.example/never"},
            ]
        }
    ),
    "another context further down": edit_subject(**{"@context": {"description": "https://evil.example/"}}),
    "a context that is not a list": edit(**{"@context": "https://www.w3.org/ns/credentials/v2"}),
    "an expiry without time": edit(validUntil="2029-11-19"),
    "a start without zone": edit(validFrom="2026-11-20T00:00:00"),
    "a day that does not exist": edit(validUntil="2029-02-30T00:00:00Z"),
    "an end before the start": edit(validUntil="2026-11-19T00:00:00Z"),
    "no expiry": without("validUntil"),
    "no start": without("validFrom"),
    "another kind of credential": edit(type=["VerifiableCredential"]),
    "a self-declaration": edit_subject(assessorLevel="self"),
    "a declaration": edit_subject(attestationType="declaration"),
    "an assessment that did not find conformity": assessment(conformance=False),
    "no accredited scope": assessment(assessmentCriteria=[]),
    "no assessment": edit_subject(conformityAssessment=[]),
    "no scope": edit_subject(description=""),
    "no client": edit_subject(issuedToParty=None),
    "two subjects": lambda payload: payload.update(credentialSubject=[payload["credentialSubject"]] * 2),
    "an issuer without a DID": edit(issuer={"id": "https://cb.example", "name": "CB"}),
    "an issuer who is someone else": edit(issuer={"id": CLIENT, "name": "Bayan"}),
    "a status entry of another kind": edit(credentialStatus={"type": "StatusList2021Entry"}),
    "a negative status index": lambda payload: payload["credentialStatus"].update(statusListIndex=-1),
    "a status index that is true": lambda payload: payload["credentialStatus"].update(statusListIndex=True),
    "a status index in words": lambda payload: payload["credentialStatus"].update(statusListIndex="one"),
    "a status entry of several bits": lambda payload: payload["credentialStatus"].update(statusSize=2),
}


@pytest.mark.parametrize("name", SIGNED_BUT_INVALID)
def test_a_well_signed_certificate_of_the_wrong_form_is_invalid(name):
    assert verdict_of(World(edit_certificate=SIGNED_BUT_INVALID[name]).bundle()) == "invalid"


def proof(**members):
    return lambda bundle: bundle["certificate"].update(proof=bundle["certificate"]["proof"] | members)


def resigned(bundle, key, **proof_members):
    """The certificate with some proof settings changed and signed again, well, by this key."""
    certificate = bundle["certificate"]
    settings = {name: value for name, value in (certificate["proof"] | proof_members).items() if name != "proofValue"}
    document = {name: value for name, value in certificate.items() if name != "proof"}
    signature = key.sign(signed_bytes(document, settings, key.public_key.curve, NO_CONTEXTS))
    certificate["proof"] = settings | {"proofValue": "z" + base58_encode(signature)}


FORGED = {
    "signed by the forger under the body's name": lambda b: resigned(b, EVIL_KEY),
    "signed by the accreditation body": lambda b: resigned(b, AB_KEY, verificationMethod=AB_KEY.key_id),
    "made for signing in": lambda b: resigned(b, CB_KEY, proofPurpose="authentication"),
    "made under another context": lambda b: resigned(b, CB_KEY, **{"@context": ["https://other.example"]}),
    "made under part of the context": lambda b: resigned(
        b, CB_KEY, **{"@context": ["https://www.w3.org/ns/credentials/v2"]}
    ),
    "created on a bare date": lambda b: resigned(b, CB_KEY, created="2026-11-20"),
    "created in the future": lambda b: resigned(b, CB_KEY, created="2027-01-01T00:00:00Z"),
    "of another kind of proof": proof(type="Ed25519Signature2020"),
    "of another suite": proof(cryptosuite="eddsa-2022"),
    "of a suite for other keys": proof(cryptosuite="ecdsa-jcs-2019"),
    "without a signature": proof(proofValue=None),
    "naming a key by a relative address": proof(verificationMethod="#key-2026"),
    "naming a key that does not exist": proof(verificationMethod=f"{CB}#key-1999"),
    "no proof at all": lambda b: b["certificate"].pop("proof"),
    "a certificate that is a number": lambda b: b.update(certificate=7),
    "no certificate": lambda b: b.pop("certificate"),
    "the accreditation handed in as certificate": lambda b: b.update(certificate=b["accreditation"]),
    "a status list handed in as certificate": lambda b: b.update(certificate=b["statusLists"][LIST]),
    "a DID document of someone else": lambda b: b["didDocuments"].update({CB: document_of(AB, AB_KEY)}),
    "a DID document that is a list": lambda b: b["didDocuments"].update({CB: []}),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_certificate_is_invalid(name):
    bundle = World().bundle()
    FORGED[name](bundle)
    assert verdict_of(bundle) == "invalid"


def test_an_expired_proof_makes_an_expired_certificate():
    bundle = World().bundle()
    resigned(bundle, CB_KEY, expires="2026-11-21T00:00:00Z")
    assert verdict_of(bundle) == "expired"


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (ISSUED - timedelta(seconds=301), "not-yet-valid"),
        (FACTS.valid_until + timedelta(seconds=301), "expired"),
    ],
)
def test_dates_count_beyond_the_clocks_difference(now, verdict):
    lists = {LIST: status(since=now), AB_LIST: status(AB_LIST, AB, AB_KEY, since=now)}
    assert verdict_of(World(lists=lists).bundle(), now=now) == verdict


@pytest.mark.parametrize("now", [ISSUED - timedelta(seconds=299), FACTS.valid_until + timedelta(seconds=299)])
def test_clocks_may_differ_by_five_minutes(now):
    lists = {LIST: status(since=now), AB_LIST: status(AB_LIST, AB, AB_KEY, since=now)}
    assert verdict_of(World(lists=lists).bundle(), now=now) == "valid"


def test_a_bare_certificate_is_indeterminate_until_the_bundle_is_brought():
    bundle = {"certificate": World(form="jwt").bundle()["certificate"]}
    verification = verify(bundle, trust(), NOW)
    assert verification.verdict == "indeterminate"
    assert verification.findings[0].code == "key-unknown"


def test_an_rdfc_certificate_without_contexts_is_indeterminate_and_names_the_missing_one(case):
    bundle = case("valid-di-rdfc")
    by = Trust({did: TrustedBody(did, did) for did in bundle["trustAnchors"]}, bundle["didDocuments"])
    verification = verify(bundle, by, read_moment(bundle["now"]))
    assert verification.verdict == "indeterminate"
    assert verification.findings[0].text == (
        "The context document https://www.w3.org/ns/credentials/v2 is not at hand."
    )


def with_key(bundle, key):
    """The bundle's DID document with one more key in it, as a Multikey and as a JSON Web Key."""
    for method in document_of(CB, key)["verificationMethod"]:
        address = key.key_id + ("-jwk" if "publicKeyJwk" in method else "")
        bundle["didDocuments"][CB]["verificationMethod"].append(method | {"id": address})
        bundle["didDocuments"][CB]["assertionMethod"].append(address)
    return bundle


def vouched(key):
    """A bundle whose accreditation states this key as the body's, beside its first."""
    return World(accreditation=replace(World().accreditation, keys=(CB_KEY.public_key, key.public_key))).bundle()


def test_an_es256_jwt_is_accepted_and_another_curves_key_under_its_name_is_not():
    key = EllipticKey("P-256", 4_242, f"{CB}#elliptic")
    bundle = with_key(vouched(key), key)
    payload = {name: value for name, value in bundle["certificate"].items() if name != "proof"}
    bundle["certificate"] = sign_jwt(payload, key, key_id=f"{key.key_id}-jwk")
    assert verdict_of(bundle) == "valid"
    bundle["certificate"] = sign_jwt(payload, CB_KEY, key_id=f"{key.key_id}-jwk")
    assert verdict_of(bundle) == "invalid"


@pytest.mark.parametrize(("curve", "suite"), [("P-256", "ecdsa-rdfc-2019"), ("P-384", "ecdsa-rdfc-2019")])
def test_elliptic_curve_certificates_over_rdf_are_accepted(curve, suite, contexts):
    key = EllipticKey(curve, 4_242, f"{CB}#elliptic")
    bundle = with_key(vouched(key), key)
    payload = {name: value for name, value in bundle["certificate"].items() if name != "proof"}
    settings = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-11-20T00:00:00Z",
        "verificationMethod": key.key_id,
        "proofPurpose": "assertionMethod",
    }
    signature = key.sign(signed_bytes(payload, settings, curve, contexts))
    bundle["certificate"] = payload | {"proof": settings | {"proofValue": "z" + base58_encode(signature)}}
    assert verdict_of(bundle, by=trust(contexts=contexts)) == "valid"
    assert verdict_of(bundle) == "indeterminate"
    bundle["certificate"]["credentialSubject"]["description"] = "Everything"
    assert verdict_of(bundle, by=trust(contexts=contexts)) == "invalid"


@pytest.mark.parametrize("curve", ["P-256", "P-384"])
def test_elliptic_curve_certificates_are_accepted(curve):
    key = EllipticKey(curve, 4_242, f"{CB}#elliptic")
    bundle = with_key(vouched(key), key)
    payload = {name: value for name, value in bundle["certificate"].items() if name != "proof"}
    bundle["certificate"] = add_proof(payload, key, created=ISSUED, cryptosuite="ecdsa-jcs-2019")
    assert verdict_of(bundle) == "valid"


def test_what_the_file_says_of_trust_and_time_is_not_heard():
    bundle = World().bundle() | {"trustAnchors": [AB], "now": "2026-11-22T12:00:00Z", "trust": {AB: {}}}
    assert verdict_of(bundle, by=Trust({})) == "untrusted"
    assert verdict_of(bundle, now=NOW + timedelta(days=2_000)) == "expired"
