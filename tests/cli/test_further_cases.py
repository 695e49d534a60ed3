"""``mutu credentials validate`` on case files it has never seen: every kind of forgery we know, each as a file."""

import copy
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.lib.credentials import test_jose as jose
from tests.lib.credentials import test_verification as verification
from tests.lib.credentials import test_verification_accreditation as accreditation
from tests.lib.credentials import test_verification_status as lists
from tests.lib.credentials.conftest import reference  # noqa: F401
from tests.lib.credentials.forging import EllipticKey
from tests.lib.credentials.world import (
    AB,
    AB_KEY,
    AB_LIST,
    CB,
    CB_KEY,
    EVIL_KEY,
    FACTS,
    ISSUED,
    LIST,
    NOW,
    World,
    status,
)

from mutu.cli.credentials import main
from mutu.lib.credentials.accreditation import accreditation_digest, accreditation_payload
from mutu.lib.credentials.certificate import issue
from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.encodings import base64url_decode, base64url_encode
from mutu.lib.credentials.jose import sign_jwt
from mutu.lib.credentials.moments import write_moment

DIFFERENT_IN_A_CASE = {
    # a case's own DID documents count as fetched by the verifier, so what only they say is believed
    "a DID document of someone else",
    "a DID document that is a list",
}


def as_case(name, bundle, verdict, *, now=NOW, anchors=(AB,)):
    return {
        "case": name,
        "now": write_moment(now),
        "trustAnchors": list(anchors),
        "expected": {"verdict": verdict},
    } | copy.deepcopy(bundle)


def forged(change):
    bundle = World().bundle()
    change(bundle)
    return bundle


def with_list(listed):
    kept = {AB_LIST: status(AB_LIST, AB, AB_KEY)} | ({} if listed is None else {LIST: listed})
    return World(lists=kept).bundle()


def with_header(signer=CB_KEY, **changes):
    """A JWT whose header says something else, signed well."""
    bundle = World(form="jwt").bundle()
    header, payload, _ = bundle["certificate"].split(".")
    told = json.loads(base64url_decode(header)) | changes
    head = base64url_encode(json.dumps({name: value for name, value in told.items() if value is not None}).encode())
    signature = base64url_encode(signer.sign(f"{head}.{payload}".encode()))
    return bundle | {"certificate": f"{head}.{payload}.{signature}"}


def entries(*, suspended, revoked):
    """A certificate with two entries, each in a list of its own."""
    second = LIST.replace("/1", "/2")

    def change(payload):
        entry = payload["credentialStatus"]
        other = entry | {"id": f"{second}#5", "statusPurpose": "revocation", "statusListIndex": 5}
        payload["credentialStatus"] = [entry, other | {"statusListCredential": second}]

    kept = {
        LIST: status(on=[94_567] if suspended else []),
        second: status(second, on=[5] if revoked else [], purpose="revocation"),
        AB_LIST: status(AB_LIST, AB, AB_KEY),
    }
    return World(edit_certificate=change, lists=kept).bundle()


def with_elliptic_key(curve):
    """A certificate as ES256 JWT by a P-256 key; a P-384 key under that name is another matter."""
    key = EllipticKey(curve, 4_242, f"{CB}#elliptic")
    bundle = verification.with_key(World().bundle(), key)
    payload = {name: value for name, value in bundle["certificate"].items() if name != "proof"}
    return bundle | {"certificate": sign_jwt(payload, key, key_id=f"{key.key_id}-jwk")}


def all_as_jwt():
    """Certificate, accreditation and both status lists as JWTs; the certificate points at the accreditation's text."""
    jwt = {}
    for name, payload, key in (
        ("accreditation", accreditation_payload(World().accreditation), AB_KEY),
        (LIST, unsigned(status()), CB_KEY),
        (AB_LIST, unsigned(status(AB_LIST, AB, AB_KEY)), AB_KEY),
    ):
        jwt[name] = sign_jwt(payload, key, key_id=f"{key.key_id}-jwk")
    pointer = replace(FACTS.accreditation, digest=accreditation_digest(jwt["accreditation"]))
    issued = issue(replace(FACTS, accreditation=pointer), CB_KEY, now=ISSUED)
    return World().bundle() | {
        "certificate": issued.jwt,
        "accreditation": jwt["accreditation"],
        "statusLists": {LIST: jwt[LIST], AB_LIST: jwt[AB_LIST]},
    }


def swapped_name(bundle):
    """The same text by another curve's key that the DID document now has under that address."""
    other = EllipticKey("P-384", 4_242, f"{CB}#elliptic")
    for method in bundle["didDocuments"][CB]["verificationMethod"]:
        if method["id"] == f"{CB}#elliptic-jwk":
            method["publicKeyJwk"] = other.public_key.jwk
    return bundle


def with_ecdsa_proof(curve):
    """A certificate with an ``ecdsa-jcs-2019`` proof."""
    key = EllipticKey(curve, 4_242, f"{CB}#elliptic")
    bundle = verification.with_key(World().bundle(), key)
    certificate = add_proof(unsigned(bundle["certificate"]), key, created=ISSUED, cryptosuite="ecdsa-jcs-2019")
    return bundle | {"certificate": certificate}


def unsigned(credential):
    return {name: value for name, value in credential.items() if name != "proof"}


def enveloped():
    """A JWT inside the envelope the data model gives it in presentations."""
    bundle = World(form="jwt").bundle()
    envelope = {"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential"}
    return bundle | {"certificate": envelope | {"id": f"data:application/vc+jwt,{bundle['certificate']}"}}


def cases():
    """Every case, with a name."""
    good = World()
    yield as_case("as it should be", good.bundle(), "valid")
    yield as_case("as a JWT", World(form="jwt").bundle(), "valid")
    yield as_case("under the other name of the algorithm", with_header(alg="EdDSA"), "valid")
    yield as_case("by a P-256 key", with_elliptic_key("P-256"), "valid")
    yield as_case("by a P-384 key under the name ES256", swapped_name(with_elliptic_key("P-256")), "invalid")
    yield as_case("everything as a JWT", all_as_jwt(), "valid")
    yield as_case("in an envelope", enveloped(), "valid")
    for curve in ("P-256", "P-384"):
        yield as_case(f"an ecdsa-jcs-2019 proof, {curve}", with_ecdsa_proof(curve), "valid")
    for name, change in verification.SIGNED_BUT_INVALID.items():
        yield as_case(name, World(edit_certificate=change).bundle(), "invalid")
    for name, change in verification.FORGED.items():
        if name not in DIFFERENT_IN_A_CASE and "certificate" in forged(change):
            yield as_case(name, forged(change), "invalid")
    for name, (header, _) in jose.HEADERS.items():
        yield as_case(f"a JWT with {name}", with_header(**header), "invalid")
    yield as_case("a JWT by the forger", with_header(signer=EVIL_KEY), "invalid")
    yield as_case("a JWT that names another body's key", with_header(AB_KEY, kid=f"{AB_KEY.key_id}-jwk"), "invalid")
    yield as_case("a JWT whose key has no absolute address", with_header(kid="#key-2026-jwk"), "invalid")
    for name, make in accreditation.UNACCREDITED.items():
        yield as_case(f"accreditation: {name}", make(), "unaccredited")
    ended = accreditation.anchor(valid_until=ISSUED + timedelta(hours=1))
    yield as_case("accreditation ended after the issue", ended, "valid")
    yield as_case("nobody is trusted", good.bundle(), "untrusted", anchors=())
    yield as_case("somebody else is trusted", good.bundle(), "untrusted", anchors=("did:web:other.example",))
    yield as_case("only the body itself is trusted", good.bundle(), "untrusted", anchors=(CB,))
    for name, listed in lists.BAD_LISTS.items():
        yield as_case(f"a status list {name}", with_list(listed), "indeterminate")
    stale = accreditation.ab_status(since=NOW - timedelta(days=8))
    yield as_case("the accreditation's list is stale", stale, "indeterminate")
    for suspended, revoked, verdict in (
        (False, False, "valid"),
        (True, False, "suspended"),
        (False, True, "revoked"),
        (True, True, "revoked"),
    ):
        yield as_case(f"{suspended=} {revoked=}", entries(suspended=suspended, revoked=revoked), verdict)
    for name, (statements, verdict) in lists.STATEMENTS.items():
        bundle = with_list(status(on=[94_567])) | {"statusStatements": statements}
        yield as_case(f"statement {name}", bundle, verdict)
    early, late = ISSUED - timedelta(days=1), NOW + timedelta(days=2_000)
    yield as_case("before it begins", good.bundle(), "not-yet-valid", now=early)
    yield as_case("after it ended", good.bundle(), "expired", now=late)


CASES = list(cases())


@pytest.fixture
def folder(tmp_path, reference):  # noqa: F811
    for number, case in enumerate(CASES):
        (tmp_path / f"{number:03}.json").write_text(json.dumps(case))
    return tmp_path


def run(path, capsys, reference):  # noqa: F811
    code = main(["credentials", "validate", str(path), "--contexts", str(reference / "contexts")])
    return code, capsys.readouterr().out.splitlines()


def test_every_case_comes_out_as_the_rules_say(folder, capsys, reference):  # noqa: F811
    code, told = run(folder, capsys, reference)
    assert [line for line in told if line.startswith("FAIL")] == []
    assert (code, told[-1]) == (0, f"{len(CASES)} passed, 0 failed")
    assert len(CASES) > 100


def test_the_expectation_and_the_name_of_a_case_change_nothing(folder, capsys, reference):  # noqa: F811
    """Were either read by the function under test, a wrong expectation would come true."""
    for path, case in zip(sorted(folder.iterdir()), CASES, strict=True):
        wrong = "valid" if case["expected"]["verdict"] != "valid" else "revoked"
        path.write_text(json.dumps(case | {"case": wrong, "expected": {"verdict": wrong}}))
    code, told = run(folder, capsys, reference)
    assert (code, told[-1]) == (1, f"0 passed, {len(CASES)} failed")
