"""Data Integrity: a signature that sits inside the readable document (W3C VC Data Integrity 1.0).

Signed are two digests side by side: of the proof's own settings (which key, when, what for) and of the
document without its proof. Four cryptosuites: ``eddsa-jcs-2022``, which we issue, and ``eddsa-rdfc-2022``,
``ecdsa-jcs-2019`` and ``ecdsa-rdfc-2019`` (P-256, P-384), which we accept. Stricter than the Recommendation
in one point: a proof's ``@context`` must equal the document's, so that nothing can be appended to it.
Errors: ``CredentialError`` with code ``proof`` (its form), ``signature``, ``key``, ``json``, ``json-ld`` or
``context-missing``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from mutu.lib.credentials.canonical import Contexts, jcs, rdfc
from mutu.lib.credentials.encodings import base58_encode, multibase_decode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import ED25519, P256, P384, PublicKey
from mutu.lib.credentials.moments import read_moment, write_moment
from mutu.lib.credentials.strict_json import LARGEST_DOCUMENT, JsonObject

SUITES: dict[str, tuple[bool, frozenset[str]]] = {
    "eddsa-jcs-2022": (False, frozenset({ED25519})),
    "eddsa-rdfc-2022": (True, frozenset({ED25519})),
    "ecdsa-jcs-2019": (False, frozenset({P256, P384})),
    "ecdsa-rdfc-2019": (True, frozenset({P256, P384})),
}
"""Each cryptosuite: whether it works on RDF, and the curves it is for."""
_SIGNATURE_BYTES = {ED25519: 64, P256: 64, P384: 96}
NO_CONTEXTS = Contexts({})


class Signer(Protocol):
    """Whoever holds a private key: a file opened with its passphrase, or a token that never gives it out."""

    @property
    def public_key(self) -> PublicKey: ...

    @property
    def key_id(self) -> str: ...

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Proof:
    """The settings of a proof, read and checked for form."""

    cryptosuite: str
    method: str
    created: datetime | None
    expires: datetime | None
    needs_contexts: bool


def add_proof(
    document: JsonObject, signer: Signer, *, created: datetime, cryptosuite: str = "eddsa-jcs-2022"
) -> JsonObject:
    """The document with a proof by this signer; with a JCS suite, the form we issue."""
    if "proof" in document:
        raise CredentialError("proof", "The document already carries a proof.")
    proof: JsonObject = {
        "type": "DataIntegrityProof",
        "cryptosuite": cryptosuite,
        "created": write_moment(created),
        "verificationMethod": signer.key_id,
        "proofPurpose": "assertionMethod",
    }
    if "@context" in document:
        proof["@context"] = document["@context"]
    data = signed_bytes(document, proof, signer.public_key.curve, NO_CONTEXTS)
    return document | {"proof": proof | {"proofValue": "z" + base58_encode(signer.sign(data))}}


def read_proof(document: JsonObject, *, purpose: str = "assertionMethod") -> Proof:
    """The one proof of a document, checked for form and for what it was made for."""
    proof = document.get("proof")
    if isinstance(proof, list) and len(proof) == 1:
        proof = proof[0]
    if not isinstance(proof, dict):
        raise CredentialError("proof", "The document does not carry exactly one proof.")
    suite = proof.get("cryptosuite")
    if proof.get("type") != "DataIntegrityProof" or not isinstance(suite, str) or suite not in SUITES:
        raise CredentialError("proof", "The proof is of a kind not used here.")
    if proof.get("proofPurpose") != purpose:
        raise CredentialError("proof", f"The proof was not made for this (proofPurpose {purpose}).")
    if "@context" in proof and proof["@context"] != document.get("@context"):
        raise CredentialError("context", "The proof was made under another @context than the document's.")
    method = proof.get("verificationMethod")
    if not isinstance(method, str):
        raise CredentialError("key", "The proof does not name its key.")
    moments = {name: read_moment(proof[name], name) for name in ("created", "expires") if name in proof}
    return Proof(suite, method, moments.get("created"), moments.get("expires"), SUITES[suite][0])


def verify_proof(
    document: JsonObject,
    key: PublicKey,
    contexts: Contexts = NO_CONTEXTS,
    *,
    purpose: str = "assertionMethod",
) -> None:
    """Return when the document's one proof is this key's; raise ``CredentialError`` otherwise."""
    settings = read_proof(document, purpose=purpose)
    if key.curve not in SUITES[settings.cryptosuite][1]:
        raise CredentialError("key", f"The key is not one for {settings.cryptosuite}.")
    proof = document["proof"][0] if isinstance(document["proof"], list) else document["proof"]
    value = proof.get("proofValue")
    signature = multibase_decode(value)
    if value[0] != "z" or len(signature) != _SIGNATURE_BYTES[key.curve]:
        raise CredentialError("signature", "The proof value is not a signature of that kind.")
    unsecured = {name: member for name, member in document.items() if name != "proof"}
    key.verify(signature, signed_bytes(unsecured, proof, key.curve, contexts))


def signed_bytes(document: JsonObject, proof: JsonObject, curve: str, contexts: Contexts) -> bytes:
    """What is signed: the digest of the proof's settings, then the digest of the document."""
    over_rdf, _ = SUITES[proof["cryptosuite"]]
    settings = {name: member for name, member in proof.items() if name != "proofValue"}
    canonical: Callable[[JsonObject], bytes] = jcs
    if over_rdf:
        settings["@context"] = document.get("@context")
        canonical = partial(rdfc, contexts=contexts)
    digest = hashlib.sha384 if curve == P384 else hashlib.sha256
    parts = canonical(settings), canonical(document)
    if any(len(part) > LARGEST_DOCUMENT for part in parts):
        raise CredentialError("size", f"The document is larger than {LARGEST_DOCUMENT:,} bytes.")
    return b"".join(digest(part).digest() for part in parts)
