"""JWTs: the W3C's cases, an independent library, and everything a forger does to a header."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey
from tests.lib.credentials.forging import Key

from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.jose import ACCEPTED, ALGORITHMS, read_jwt, sign_jwt, verify_jwt
from mutu.lib.credentials.keys import key_from_jwk
from mutu.lib.credentials.secured import read_secured

SIGNER = Key(bytes(range(32)), "did:web:qms.example#key-1")
OTHER = Key(bytes(range(1, 33)), "did:web:evil.example#key-1")
PAYLOAD = {"id": "urn:example:1", "issuer": {"id": "did:web:qms.example"}, "name": "ใบรับรอง"}
TEXT = sign_jwt(PAYLOAD, SIGNER, key_id="did:web:qms.example#key-1-jwk")


def encoded(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def forged(header=None, payload=None, signer=SIGNER, **changes):
    """A JWT with some header members or the payload replaced, signed well."""
    original = json.loads(base64.urlsafe_b64decode(TEXT.split(".")[0] + "=="))
    head = encoded(header if header is not None else original | changes)
    body = encoded(payload if payload is not None else PAYLOAD)
    return f"{head}.{body}.{encoded(signer.sign(f'{head}.{body}'.encode()))}"


def test_what_we_sign_we_verify_and_so_does_joserfc():
    envelope = read_jwt(TEXT)
    verify_jwt(envelope, SIGNER.public_key)
    assert envelope.payload == PAYLOAD
    assert envelope.header == {
        "alg": "Ed25519",
        "typ": "vc+jwt",
        "cty": "vc",
        "kid": "did:web:qms.example#key-1-jwk",
    }
    other_opinion = jws.deserialize_compact(TEXT, OKPKey.import_key(SIGNER.public_key.jwk), algorithms=["Ed25519"])
    assert json.loads(other_opinion.payload) == PAYLOAD


def test_both_names_of_the_edwards_signature_are_read():
    for algorithm in ("EdDSA", "Ed25519"):
        envelope = read_jwt(forged(alg=algorithm))
        verify_jwt(envelope, SIGNER.public_key)
        assert envelope.payload == PAYLOAD


HEADERS = {
    "algorithm none": ({"alg": "none"}, "algorithm"),
    "algorithm None in capitals": ({"alg": "NONE"}, "algorithm"),
    "a shared-secret algorithm over the public key": ({"alg": "HS256"}, "algorithm"),
    "no algorithm": ({"alg": None}, "algorithm"),
    "an algorithm that is a list": ({"alg": ["Ed25519"]}, "algorithm"),
    "RSA": ({"alg": "RS256"}, "algorithm"),
    "a curve we do not take on certificates": ({"alg": "ES512"}, "algorithm"),
    "the forger's own key": ({"jwk": OTHER.public_key.jwk}, "jwt"),
    "the forger's own key address": ({"jku": "https://evil.example/jwks"}, "jwt"),
    "the forger's own X.509 address": ({"x5u": "https://evil.example/x"}, "jwt"),
    "the forger's own X.509 chain": ({"x5c": ["MIIB"]}, "jwt"),
    "a critical extension": ({"crit": ["exp"]}, "jwt"),
    "an unencoded payload": ({"b64": False}, "jwt"),
    "a compressed payload": ({"zip": "DEF"}, "jwt"),
    "type JWT": ({"typ": "JWT"}, "jwt"),
    "the type of a presentation": ({"typ": "vp+jwt"}, "jwt"),
    "no type": ({"typ": None}, "jwt"),
    "content type of a presentation": ({"cty": "vp"}, "jwt"),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_asks_for_trust_is_refused(name):
    changes, code = HEADERS[name]
    with pytest.raises(CredentialError) as refusal:
        read_jwt(forged(**changes))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "text",
    ["", "..", "a.b", "a.b.c.d", TEXT + ".", TEXT + "=", TEXT.replace(".", " .", 1), "\u0430" + TEXT[1:]],
)
def test_a_text_of_another_shape_is_refused(text):
    with pytest.raises(CredentialError):
        read_jwt(text)


def test_members_that_stand_twice_are_refused():
    header = b'{"alg":"Ed25519","alg":"none","typ":"vc+jwt","kid":"x"}'
    with pytest.raises(CredentialError) as refusal:
        read_jwt(forged(header=header))
    assert refusal.value.code == "json"


@pytest.mark.parametrize("claim", ["vc", "vp"])
def test_the_older_data_model_is_refused(claim):
    with pytest.raises(CredentialError):
        read_jwt(forged(payload=PAYLOAD | {claim: {}}))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "did:web:evil.example"},
        {"jti": "urn:example:2"},
        {"sub": "urn:someone:else"},
        {"exp": "2030"},
        {"nbf": True},
        {"exp": 1e300},
        {"proof": {"type": "DataIntegrityProof"}},
    ],
)
def test_claims_that_contradict_the_credential_are_refused(claims):
    with pytest.raises(CredentialError):
        read_secured(forged(payload=PAYLOAD | claims))


def test_the_signature_of_another_key_is_refused():
    with pytest.raises(CredentialError) as refusal:
        verify_jwt(read_jwt(forged(signer=OTHER)), SIGNER.public_key)
    assert refusal.value.code == "signature"


def test_a_key_of_another_curve_is_refused(reference):
    key = json.loads((reference / "vectors/vc-jose-cose/vm-p256.json").read_text())["publicKeyJwk"]
    with pytest.raises(CredentialError) as refusal:
        verify_jwt(read_jwt(TEXT), key_from_jwk(key))
    assert refusal.value.code == "algorithm"


def test_no_flipped_bit_anywhere_survives():
    for place, letter in enumerate(TEXT):
        for bit in range(7):
            text = TEXT[:place] + chr(ord(letter) ^ (1 << bit)) + TEXT[place + 1 :]
            with pytest.raises(CredentialError):
                verify_jwt(read_jwt(text), SIGNER.public_key)


@given(st.text(max_size=120))
def test_any_text_is_refused_with_a_code(text):
    with pytest.raises(CredentialError):
        read_jwt(text)


W3C = {
    6: ("credential-jose-minimal.txt", "vm-p256.json", "vc+jwt", True),
    7: ("presentation-jose-multiple.txt", "vm-p384.json", "vp+jwt", True),
    9: ("credential-jose-unknown-extensions.txt", "vm-ed25519.json", "vc+jwt", False),
    10: ("credential-minimal.json", "vm-ed25519.json", "vc+jwt", False),
    11: ("presentation-single.json", "vm-ed25519.json", "vp+jwt", False),
    12: ("credential-jose-bad-signature.txt", "vm-ed25519.json", "vc+jwt", False),
    13: ("credential-jose-bad-media-type.txt", "vm-ed25519.json", "vc+jwt", False),
    14: ("presentation-jose-bad-media-type.txt", "vm-ed25519.json", "vp+jwt", False),
}


@pytest.mark.parametrize("number", W3C)
def test_w3c_jose_verification_cases(number, reference):
    name, key_name, typ, good = W3C[number]
    folder = reference / "vectors/vc-jose-cose"
    key = key_from_jwk(json.loads((folder / key_name).read_text())["publicKeyJwk"])
    text = (folder / name).read_text().strip()
    if good:
        verify_jwt(read_jwt(text, typ=typ, accepted=ALGORITHMS), key)
    else:
        with pytest.raises(CredentialError):
            verify_jwt(read_jwt(text, typ=typ, accepted=ALGORITHMS), key)


def test_certificates_accept_three_algorithms():
    assert sorted(ACCEPTED) == ["ES256", "Ed25519", "EdDSA"]
