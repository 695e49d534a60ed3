"""Data Integrity against the W3C's own vectors, and against a forger."""

import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.credentials.forging import Key

from mutu.lib.credentials.canonical import Contexts, jcs, rdfc
from mutu.lib.credentials.data_integrity import add_proof, read_proof, signed_bytes, verify_proof
from mutu.lib.credentials.encodings import multibase_decode
from mutu.lib.credentials.errors import CredentialError, MissingContextError
from mutu.lib.credentials.keys import key_from_multikey

VECTORS = {
    "vc-di-eddsa/eddsa-jcs-2022": ("JCS", "keyPair.json"),
    "vc-di-eddsa/eddsa-rdfc-2022": ("DataInt", "keyPair.json"),
    "vc-di-ecdsa/ecdsa-jcs-2019-p256": ("JCSECDSAP256", "p256KeyPair.json"),
    "vc-di-ecdsa/ecdsa-rdfc-2019-p256": ("ECDSAP256", "p256KeyPair.json"),
}


@pytest.fixture
def signer():
    return Key(bytes(range(32)), "did:web:qms.example:cb:acme#key-1")


@pytest.fixture
def signed(signer):
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:qms.example:cb:acme",
        "credentialSubject": {
            "id": "urn:example:1",
            "name": "รีเวท เวิร์คส์ — ရန်ကုန်",
            "sites": [1, 2.5, None, True],
        },
    }
    return add_proof(document, signer, created=datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture(params=VECTORS)
def vector(request, reference):
    folder = reference / "vectors" / request.param
    suffix, pair = VECTORS[request.param]

    def read(stem, ending="txt"):
        return (folder / f"{stem}{suffix}.{ending}").read_bytes()

    keys = json.loads((folder.parent / pair).read_text())
    signed = json.loads(read("signed", "json"))
    return read, signed, keys, request.param


def test_w3c_vectors_agree_byte_for_byte(vector, contexts):
    read, signed, keys, name = vector
    key = key_from_multikey(keys["publicKeyMultibase"])
    settings = json.loads(read("proofConfig", "json"))
    document = {member: value for member, value in signed.items() if member != "proof"}
    canonical = (lambda value: rdfc(value, contexts)) if "rdfc" in name else jcs
    assert canonical(document) == read("canonDoc")
    assert canonical(settings) == read("proofCanon")
    data = signed_bytes(document, settings, key.curve, contexts)
    assert data.hex().encode() == read("combinedHash")
    assert data.hex().encode() == read("proofHash") + read("docHash")
    assert multibase_decode(signed["proof"]["proofValue"]).hex().encode() == read("sigHex")
    verify_proof(signed, key, contexts)


def test_w3c_eddsa_signatures_come_out_byte_equal(vector, contexts):
    read, signed, keys, _name = vector
    if "privateKeyMultibase" not in keys:
        return
    signer = Key(multibase_decode(keys["privateKeyMultibase"])[2:], signed["proof"]["verificationMethod"])
    document = {member: value for member, value in signed.items() if member != "proof"}
    data = signed_bytes(document, signed["proof"], "Ed25519", contexts)
    assert signer.sign(data).hex().encode() == read("sigHex")


def test_rdfc_without_its_contexts_names_the_missing_one(reference):
    signed = json.loads((reference / "vectors/vc-di-eddsa/eddsa-rdfc-2022/signedDataInt.json").read_text())
    key = key_from_multikey("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
    with pytest.raises(MissingContextError) as missing:
        verify_proof(signed, key)
    assert missing.value.url == "https://www.w3.org/ns/credentials/v2"


def test_what_we_sign_we_verify(signed, signer):
    verify_proof(signed, signer.public_key)
    assert read_proof(signed).cryptosuite == "eddsa-jcs-2022"


def every_single_change(value, path=()):
    """Each leaf of a JSON value replaced, each member dropped, renamed or added: one change at a time."""
    if isinstance(value, dict):
        for name in value:
            yield (*path, name), "drop"
            yield (*path, name), "rename"
            yield from every_single_change(value[name], (*path, name))
        yield (*path, "added by a forger"), "add"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield (*path, index), "drop"
            yield from every_single_change(item, (*path, index))
    else:
        yield path, "replace"


def changed(document, path, how):
    document = copy.deepcopy(document)
    place = document
    for step in path[:-1]:
        place = place[step]
    last = path[-1]
    if how == "drop":
        del place[last]
    elif how == "rename":
        place[last + "x"] = place.pop(last)
    elif how == "add":
        place[last] = "forged"
    else:
        place[last] = "forged" if place[last] != "forged" else "again"
    return document


def test_no_change_of_any_member_survives(signed, signer):
    changes = list(every_single_change(signed))
    assert len(changes) == 56
    for path, how in changes:
        with pytest.raises(CredentialError):
            verify_proof(changed(signed, path, how), signer.public_key)


def test_no_flipped_bit_of_the_signature_survives(signed, signer):
    value = signed["proof"]["proofValue"]
    letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    for place in range(1, len(value)):
        other = letters[(letters.index(value[place]) + 1) % 58]
        forged = signed | {"proof": signed["proof"] | {"proofValue": value[:place] + other + value[place + 1 :]}}
        with pytest.raises(CredentialError):
            verify_proof(forged, signer.public_key)


@pytest.mark.parametrize("value", [None, "", "z", 7, [], "zzzz", "u" + "A" * 86, "z1" + "2" * 87])
def test_a_proof_value_of_another_form_is_refused(signed, signer, value):
    forged = signed | {"proof": signed["proof"] | {"proofValue": value}}
    with pytest.raises(CredentialError):
        verify_proof(forged, signer.public_key)


def test_two_proofs_or_none_are_not_one(signed, signer):
    for proofs in ([signed["proof"]] * 2, [], None, "proof"):
        with pytest.raises(CredentialError) as refusal:
            verify_proof(signed | {"proof": proofs}, signer.public_key)
        assert refusal.value.code == "proof"


def test_a_document_larger_than_a_megabyte_is_neither_signed_nor_read(signer, signed):
    with pytest.raises(CredentialError) as refusal:
        add_proof({"text": "n" * 1_000_001}, signer, created=datetime(2026, 1, 1, tzinfo=UTC))
    assert refusal.value.code == "size"
    with pytest.raises(CredentialError) as refusal:
        verify_proof(signed | {"text": "n" * 1_000_001}, signer.public_key)
    assert refusal.value.code == "size"


FORGERIES = {
    "a statement under its full address, which a plain reader does not see": lambda document: (
        document | {"https://www.w3.org/2018/credentials#evidence": {"id": "urn:hidden"}}
    ),
    "a JSON-LD keyword": lambda document: document | {"@reverse": {}},
    "a second copy of the credential's node": lambda document: (
        document | {"credentialSubject": {"id": document["id"], "alumniOf": "nowhere"}}
    ),
    "a context written out inside": lambda document: (
        document | {"@context": [*document["@context"], {"validFrom": "https://other.example/x"}]}
    ),
    "a node named like an unnamed one": lambda document: document | {"credentialSubject": {"id": "_:b0"}},
    "a relative address": lambda document: document | {"credentialSubject": {"id": "somewhere"}},
}


@pytest.mark.parametrize("name", FORGERIES)
def test_rdfc_refuses_every_spelling_but_the_plain_one(name, reference, contexts):
    document = json.loads((reference / "vectors/vc-di-eddsa/unsigned.json").read_text())
    assert rdfc(document, contexts)
    with pytest.raises(CredentialError):
        rdfc(FORGERIES[name](document), contexts)


def test_a_member_moved_to_another_node_is_not_the_same_statement(case, contexts):
    """RDF would not notice this: the status entry hung on a second mention of the certificate."""
    certificate = case("valid-di-rdfc")["certificate"]
    verify_proof(certificate, key_from_multikey("z6MknhfQ3wEoXb4Anq5HfHHHipvvDsVhx3bAMQfSaDSkvVDm"), contexts)
    entry = certificate.pop("credentialStatus")
    certificate["credentialSubject"]["authorisation"][0]["issuingAuthority"] = {
        "id": certificate["id"],
        "credentialStatus": entry,
    }
    with pytest.raises(CredentialError) as refusal:
        rdfc({name: value for name, value in certificate.items() if name != "proof"}, contexts)
    assert refusal.value.code == "json-ld"


def test_unnamed_nodes_that_are_all_alike_do_not_hang_the_verifier(contexts):
    """Twelve equal children of an unnamed node: 12! orders to try, unless someone counts."""
    alike = [{"type": "Thing", "holds": {"type": "Part", "name": str(n)}} for n in range(12)]
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"contains": [{"parts": alike}, {"parts": alike}]},
    }
    with pytest.raises(CredentialError) as refusal:
        rdfc(document, contexts)
    assert refusal.value.code == "json-ld"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "name", "alumniOf", "proof", ""]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["@context", "id", "type", "credentialSubject", "issuer", "validFrom", "name"]), ANYTHING)
def test_anything_in_a_document_is_made_canonical_or_refused_with_a_code(contexts, member, value):
    document = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]}
    try:
        rdfc(document | {member: value}, contexts)
    except CredentialError as error:
        assert error.code in {"json", "json-ld", "context", "context-missing"}


def test_contexts_of_one_verifier_are_not_shared_with_another(contexts, reference):
    document = json.loads((reference / "vectors/vc-di-eddsa/unsigned.json").read_text())
    rdfc(document, contexts)
    with pytest.raises(MissingContextError):
        rdfc(document, Contexts({}))
