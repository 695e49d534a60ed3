"""Whose key is it? DID documents, their two spellings of a key, and what a forger puts into them."""

import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lib.credentials.forging import EllipticKey, Key

from mutu.lib.credentials.data_integrity import add_proof, verify_proof
from mutu.lib.credentials.did import (
    PublishedKey,
    assertion_method,
    did_document,
    did_key,
    did_web,
    did_web_url,
    key_method,
    split_did_url,
)
from mutu.lib.credentials.encodings import base58_encode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import PublicKey, key_from_jwk, key_from_multikey

DID = "did:web:qms.example:cb:acme"
KEY = Key(bytes(range(32)), f"{DID}#key-1")
P256_KEY = EllipticKey("P-256", 12345, f"{DID}#key-2")
P384_KEY = EllipticKey("P-384", 67890, f"{DID}#key-3")


@pytest.fixture
def document():
    keys = [KEY, P256_KEY, P384_KEY]
    return did_document(DID, [PublishedKey(key.key_id.split("#")[1], key.public_key) for key in keys])


@pytest.mark.parametrize("key", [KEY, P256_KEY, P384_KEY])
def test_a_published_key_is_found_in_both_spellings(document, key):
    assert assertion_method(document, DID, key.key_id).key == key.public_key
    assert assertion_method(document, DID, f"{key.key_id}-jwk").key == key.public_key


@pytest.mark.parametrize("key", [P256_KEY, P384_KEY])
@pytest.mark.parametrize("suite", ["ecdsa-jcs-2019"])
def test_elliptic_curve_proofs_verify_and_stay_with_their_key(key, suite):
    signed = add_proof({"a": 1}, key, created=datetime(2026, 1, 1, tzinfo=UTC), cryptosuite=suite)
    verify_proof(signed, key.public_key)
    other = EllipticKey(key.public_key.curve, 999, "x")
    with pytest.raises(CredentialError):
        verify_proof(signed, other.public_key)
    with pytest.raises(CredentialError):
        verify_proof(signed | {"a": 2}, key.public_key)


def test_an_elliptic_signature_of_the_other_curve_or_of_zeros_is_refused():
    for signature in (bytes(64), bytes(96), P384_KEY.sign(b"x"), b""):
        with pytest.raises(CredentialError) as refusal:
            P256_KEY.public_key.verify(signature, b"x")
        assert refusal.value.code == "signature"


def change(document, how):
    document = copy.deepcopy(document)
    how(document)
    return document


BAD_DOCUMENTS = {
    "of another organization": lambda d: d.update(id="did:web:evil.example"),
    "without any key for statements": lambda d: d.update(assertionMethod=[]),
    "with assertionMethod missing": lambda d: d.pop("assertionMethod"),
    "with the key for sign-in only": lambda d: d.update(
        authentication=d["assertionMethod"], assertionMethod=d["assertionMethod"][1:]
    ),
    "with the same key name twice": lambda d: d["verificationMethod"].append(d["verificationMethod"][0]),
    "with a key controlled by someone else": lambda d: d["verificationMethod"][0].update(
        controller="did:web:evil.example"
    ),
    "with a key of unknown type": lambda d: d["verificationMethod"][0].update(type="RsaKey2018"),
    "with two spellings of one key": lambda d: d["verificationMethod"][0].update(publicKeyJwk={}),
    "with keys that are no list": lambda d: d.update(verificationMethod={}),
    "with a relative key of another name": lambda d: d["verificationMethod"][0].update(id="#key-9"),
}


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_bad_document_gives_no_key(document, name):
    with pytest.raises(CredentialError):
        assertion_method(change(document, BAD_DOCUMENTS[name]), DID, KEY.key_id)


def test_a_key_of_another_did_is_refused_even_when_listed(document):
    foreign = "did:web:evil.example#key-1"
    document["verificationMethod"][0]["id"] = foreign
    document["assertionMethod"][0] = foreign
    with pytest.raises(CredentialError):
        assertion_method(document, DID, foreign)


def test_relative_names_and_embedded_keys_count(document):
    method = document["verificationMethod"].pop(0) | {"id": "#key-1"}
    document["assertionMethod"][0] = method
    assert assertion_method(document, DID, KEY.key_id).key == KEY.public_key


def test_a_revoked_key_tells_when(document):
    document["verificationMethod"][0] |= {
        "revoked": "2026-05-01T00:00:00Z",
        "expires": "2027-01-01T00:00:00Z",
    }
    assert assertion_method(document, DID, KEY.key_id).ends == datetime(2026, 5, 1, tzinfo=UTC)


def test_a_did_key_is_its_own_document():
    did = did_key(KEY.public_key)
    address = f"{did}#{KEY.public_key.multikey}"
    assert key_method(did, address).key == KEY.public_key
    with pytest.raises(CredentialError):
        key_method(did, f"{did}#{P256_KEY.public_key.multikey}")


@pytest.mark.parametrize(
    "did",
    [
        "did:web:",
        "did:web:qms.example/cb",
        "did:web:QMS.example",
        "did:web:qms.example:..",
        "did:web:qms.example:%2e%2e",
        "did:web:qms.example::cb",
        "did:web:user@qms.example",
        "did:web:qms.example%2Fpath",
        "did:web:qms.example%3A99999999",
        "did:key:z6Mk",
        "https://qms.example",
    ],
)
def test_a_did_web_that_leads_elsewhere_has_no_address(did):
    with pytest.raises(CredentialError):
        did_web_url(did)


def test_did_web_of_a_host_with_a_port():
    assert did_web("qms.example:8443", "ab", "nab") == "did:web:qms.example%3A8443:ab:nab"
    with pytest.raises(CredentialError):
        did_web("qms.example", "../etc")


@pytest.mark.parametrize("address", [None, "", DID, f"{DID}#", f"{DID}#a#b", f"{DID}?x#a", f"{DID}/p#a"])
def test_a_key_address_is_a_did_and_a_fragment(address):
    with pytest.raises(CredentialError):
        split_did_url(address)


JWK = KEY.public_key.jwk
BAD_JWKS = {
    "private": JWK | {"d": "AAAA"},
    "for encryption": JWK | {"use": "enc"},
    "short": JWK | {"x": "AAAA"},
    "padded": JWK | {"x": JWK["x"] + "="},
    "for key agreement": JWK | {"crv": "X25519"},
    "a secret": {"kty": "oct", "k": "AAAA"},
    "not on the curve": P256_KEY.public_key.jwk | {"y": "A" * 43},
    "a number": 7,
}


@pytest.mark.parametrize("name", BAD_JWKS)
def test_a_bad_jwk_is_no_key(name):
    with pytest.raises(CredentialError):
        key_from_jwk(BAD_JWKS[name])


WEAK = [
    "01" + "00" * 31,
    "00" * 32,
    "ec" + "ff" * 30 + "7f",
    "00" * 31 + "80",
    "01" + "00" * 30 + "80",
    "ee" + "ff" * 31,
]


@pytest.mark.parametrize("point", WEAK)
def test_keys_under_which_anything_verifies_are_refused(point):
    with pytest.raises(CredentialError) as refusal:
        key_from_multikey("z" + base58_encode(b"\xed\x01" + bytes.fromhex(point)))
    assert refusal.value.code == "key"


@given(st.binary(max_size=70))
def test_any_bytes_are_a_key_or_refused(data):
    try:
        key = key_from_multikey("z" + base58_encode(data))
    except CredentialError:
        return
    assert key_from_multikey(key.multikey) == key


def test_published_vectors_of_both_spellings(reference):
    pair = json.loads((reference / "vectors/vc-di-ecdsa/p256KeyPair.json").read_text())
    key = key_from_multikey(pair["publicKeyMultibase"])
    assert key == PublicKey("P-256", key.raw)
    assert key_from_jwk(key.jwk) == key
