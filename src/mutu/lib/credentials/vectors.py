"""Running the W3C's published test vectors, folder by folder, on the files' contents.

Four kinds of folder: a Data Integrity vector (canonical forms, digests, signature, signed document), the proof
sets and chains of that Recommendation, the inputs of the VC-JOSE-COSE test suite with its mapping, and those of
the data model's test suite.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mutu.lib.credentials.canonical import Contexts, jcs, rdfc
from mutu.lib.credentials.cases import Outcome
from mutu.lib.credentials.data_integrity import SUITES, signed_bytes, verify_proof
from mutu.lib.credentials.data_model import check_credential, check_presentation
from mutu.lib.credentials.encodings import multibase_decode
from mutu.lib.credentials.errors import CredentialError, MissingContextError
from mutu.lib.credentials.jose import ALGORITHMS, read_jwt, verify_jwt
from mutu.lib.credentials.keys import ED25519, PublicKey, key_from_jwk, key_from_multikey
from mutu.lib.credentials.strict_json import JsonObject, read_json, read_object

_INPUT = re.compile(r"(credential|presentation)-[A-Za-z0-9-]+\.json")
_PAST, _FUTURE = b"2020-01-01T00:00:00Z", b"2100-01-01T00:00:00Z"
Files = Mapping[str, bytes]
"""The files of one folder: name to content."""


def folder_kind(files: Files) -> str | None:
    """Which kind of vector folder this is, if it is one.

    >>> folder_kind({"signedJCS.json": b"", "canonDocJCS.txt": b""})
    'integrity'
    """
    if _named(files, "signed", ".json") and _named(files, "canonDoc", ".txt"):
        return "integrity"
    if "expected.json" in files and any(name.startswith("credential-jose") for name in files):
        return "jose"
    if "multiKeyPairs.json" in files:
        return "proof-sets"
    if files and all(_INPUT.fullmatch(name) for name in files):
        return "data-model"
    return None


def run_folder(kind: str, name: str, files: Files, contexts: Contexts) -> Iterator[Outcome]:
    """Each case of a vector folder, run."""
    if kind == "integrity":
        yield _guarded(name, lambda: _integrity(files, contexts))
    elif kind == "data-model":
        for file in sorted(files):
            if "-ok" in file or "-fail" in file:
                yield _data_model(f"{name}/{file}", file, files[file], contexts)
    elif kind == "proof-sets":
        for file in sorted(files):
            if file.startswith("signedProof"):
                yield _guarded(f"{name}/{file}", lambda file=file: _proof_set(read_object(files[file]), contexts))
    else:
        for title, case in json.loads(files["expected.json"])["JOSETestMapping"].items():
            if case["fn"] == "verify":
                yield _jose(f"{name}/{title}", case, files)


def _guarded(name: str, run: Any) -> Outcome:
    try:
        return Outcome(name, True, run())
    except CredentialError as error:
        return Outcome(name, False, str(error))


def _named(files: Files, start: str, end: str) -> str | None:
    return next((name for name in sorted(files) if name.startswith(start) and name.endswith(end)), None)


def _integrity(files: Files, contexts: Contexts) -> str:
    """Canonical forms and digests byte-equal, the signature equal (EdDSA) and good."""

    def text(start: str) -> bytes:
        name = _named(files, start, ".txt")
        if name is None:
            raise CredentialError("vector", f"The vector has no {start}.")
        return files[name]

    signed = read_object(files[str(_named(files, "signed", ".json"))])
    settings = read_object(files[str(_named(files, "proofConfig", ".json"))])
    document = {member: value for member, value in signed.items() if member != "proof"}
    over_rdf = SUITES[signed["proof"]["cryptosuite"]][0]
    key = _did_key(signed["proof"]["verificationMethod"])
    data = signed_bytes(document, settings, key.curve, contexts)
    half = len(data) // 2
    signature = multibase_decode(signed["proof"]["proofValue"])
    for what, ours, theirs in (
        ("canonical document", rdfc(document, contexts) if over_rdf else jcs(document), text("canonDoc")),
        ("canonical proof settings", rdfc(settings, contexts) if over_rdf else jcs(settings), text("proofCanon")),
        ("digest of the proof settings", data[:half].hex().encode(), text("proofHash").strip()),
        ("digest of the document", data[half:].hex().encode(), text("docHash").strip()),
        ("combined digest", data.hex().encode(), text("combinedHash").strip()),
        ("signature", signature.hex().encode(), text("sigHex").strip()),
        ("signature as base58", signed["proof"]["proofValue"].encode(), text("sigBTC58").strip()),
    ):
        if ours != theirs:
            raise CredentialError("vector", f"The {what} differs.")
    verify_proof(signed, key, contexts)
    return _signed_again(files, key, data, signature)


def _signed_again(files: Files, key: PublicKey, data: bytes, signature: bytes) -> str:
    """For EdDSA, where the vectors give the secret: our signature is the same byte for byte."""
    pairs = [json.loads(content) for name, content in files.items() if name.endswith("eyPair.json")]
    for pair in pairs:
        secret = pair.get("privateKeyMultibase")
        if secret is None or key.curve != ED25519 or key_from_multikey(pair["publicKeyMultibase"]) != key:
            continue
        if Ed25519PrivateKey.from_private_bytes(multibase_decode(secret)[2:]).sign(data) != signature:
            raise CredentialError("vector", "Our signature differs.")
        return "canonical forms, digests and signature byte-equal; verifies"
    return "canonical forms and digests byte-equal; verifies"


def _proof_set(document: JsonObject, contexts: Contexts) -> str:
    """Each proof of a set or chain verifies over the document and the proofs it builds on."""
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    for proof in proofs:
        earlier = proof.get("previousProof", [])
        earlier = earlier if isinstance(earlier, list) else [earlier]
        before = [other for other in proofs if other.get("id") in earlier]
        if len(before) != len(earlier):
            raise CredentialError("vector", "A proof builds on one that is not there.")
        covered = unsecured | ({"proof": before} if before else {})
        key = _did_key(proof["verificationMethod"])
        data = signed_bytes(covered, proof, key.curve, contexts)
        key.verify(multibase_decode(proof["proofValue"]), data)
    return f"{len(proofs)} proofs verify (set or chain)"


def _data_model(name: str, file: str, content: bytes, contexts: Contexts) -> Outcome:
    """An input of the data model's test suite: the file's name says whether it must be refused."""
    document = read_json(content.replace(b"PAST DATE", _PAST).replace(b"FUTURE DATE", _FUTURE))
    check = check_presentation if file.startswith("presentation-") else check_credential
    good = "-fail" not in file
    try:
        check(document, contexts)
    except MissingContextError as error:
        return Outcome(name, False, f"not run: {error}")
    except CredentialError as error:
        return Outcome(name, not good, f"refused: {error}")
    return Outcome(name, good, "accepted")


def _jose(name: str, case: JsonObject, files: Files) -> Outcome:
    kind = "vp+jwt" if case["feature"].startswith("presentation") else "vc+jwt"
    key = key_from_jwk(json.loads(files[case["key_file"]])["publicKeyJwk"])
    text = files[case["input_file"]].decode("utf-8").strip()
    try:
        verify_jwt(read_jwt(text, typ=kind, accepted=ALGORITHMS), key)
        result, reason = "success", "the signature is good"
    except CredentialError as error:
        result, reason = "failure", str(error)
    return Outcome(name, result == case["expected_result"], f"{result}: {reason}")


def _did_key(method: str) -> PublicKey:
    return key_from_multikey(method.partition("#")[2])
