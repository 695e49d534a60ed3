"""A VC-API on loopback, so that the W3C's interoperability suites can be run against the library from outside.

Only for tests: it signs whatever it is given, with a key everybody knows. ``python -m
tests.lib.credentials.vc_api --port 40443 --contexts FOLDER`` serves ``POST /credentials/issue``,
``/credentials/verify`` and ``/presentations/verify``; a path before them names the cryptosuite to issue with
(``/eddsa-rdfc-2022/credentials/issue``), and ``/status`` in it adds a status entry, whose list is at
``GET /status/1``.
"""

import argparse
import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.lib.credentials.forging import Key

from mutu.lib.credentials.content import read_entries
from mutu.lib.credentials.data_integrity import SUITES, add_proof, read_proof, signed_bytes, verify_proof
from mutu.lib.credentials.data_model import check_credential, check_presentation
from mutu.lib.credentials.did import did_key, key_method, split_did_url
from mutu.lib.credentials.encodings import base58_encode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.known_contexts import recognized
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.status_list import new_bits, status_entry, status_list_payload
from mutu.lib.credentials.strict_json import LARGEST_DOCUMENT, read_object

PLAIN = Key(b"v" * 32, "")
DID = did_key(PLAIN.public_key)
SIGNER = Key(b"v" * 32, f"{DID}#{PLAIN.public_key.multikey}")


def issue(credential, contexts, *, suite, list_url=None):
    """The credential, checked and signed; with ``list_url`` also given a status entry."""
    if list_url is not None:
        # the W3C text wants the index as a string, the UNTP schema an integer; foreign credentials get the former
        credential = credential | {"credentialStatus": status_entry(list_url, 9) | {"statusListIndex": "9"}}
    refuse_malformed_entries(credential)
    check_credential({"issuer": DID} | credential, contexts)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": write_moment(datetime.now(UTC)),
        "verificationMethod": SIGNER.key_id,
        "proofPurpose": "assertionMethod",
    }
    if not SUITES[suite][0]:
        proof["@context"] = credential["@context"]
    signature = SIGNER.sign(signed_bytes(credential, proof, SIGNER.public_key.curve, contexts))
    return credential | {"proof": proof | {"proofValue": "z" + base58_encode(signature)}}


def refuse_malformed_entries(value):
    """Refuse a status entry without purpose, index or list, wherever in the credential it stands."""
    if isinstance(value, list):
        for item in value:
            refuse_malformed_entries(item)
    elif isinstance(value, dict):
        if value.get("type") == "BitstringStatusListEntry":
            read_entries({"credentialStatus": value})
        for item in value.values():
            refuse_malformed_entries(item)


def verify_credential(value, contexts):
    """Return when a credential has the form of one and its proof is by the did:key it names, its issuer's."""
    secured = read_secured(value)
    check_credential(secured.document, contexts)
    owner = split_did_url(secured.method)[0]
    issuer = secured.document.get("issuer")
    if owner != (issuer.get("id") if isinstance(issuer, dict) else issuer):
        raise CredentialError("key", "The key is not the issuer's.")
    secured.verify(key_method(owner, secured.method).key, contexts)


def verify_presentation(value, contexts):
    """Return when a presentation, its proof for signing in, and each credential in it are good."""
    check_presentation(value, contexts)
    if "proof" in value:
        proof = read_proof(value, purpose="authentication")
        owner = split_did_url(proof.method)[0]
        verify_proof(value, key_method(owner, proof.method).key, contexts, purpose="authentication")
    credentials = value.get("verifiableCredential", [])
    for credential in credentials if isinstance(credentials, list) else [credentials]:
        verify_credential(credential, contexts)


def status_list(url):
    """The list at this address, signed now."""
    now = datetime.now(UTC)
    payload = status_list_payload(
        url=url,
        issuer=DID,
        bits=new_bits(),
        valid_from=now - timedelta(minutes=1),
        valid_until=now + timedelta(days=1),
    )
    return add_proof(payload, SIGNER, created=now)


def serve(port, contexts):
    """A server on this machine's own address; port 0 takes any free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/status/1":
                self.answer(200, status_list(f"http://{self.headers['Host']}/status/1"))
            else:
                self.answer(404, {"error": "not found"})

        def do_POST(self):
            try:
                length = int(self.headers.get("Content-Length", 0))
                body = read_object(self.rfile.read(min(length, LARGEST_DOCUMENT + 1)))
                self.answer(*self.done(body))
            except CredentialError as error:
                self.answer(400, {"verified": False, "errors": [{"code": error.code, "message": str(error)}]})

        def done(self, body):
            if self.path.endswith("/credentials/issue"):
                suite = next((name for name in SUITES if name in self.path), "eddsa-jcs-2022")
                url = f"http://{self.headers['Host']}/status/1" if "/status/" in self.path else None
                credential = issue(needed(body, "credential"), contexts, suite=suite, list_url=url)
                return 201, {"verifiableCredential": credential}
            if self.path.endswith("/credentials/verify"):
                verify_credential(needed(body, "verifiableCredential"), contexts)
                return 200, {"verified": True}
            if self.path.endswith("/presentations/verify"):
                verify_presentation(needed(body, "verifiablePresentation"), contexts)
                return 200, {"verified": True}
            return 404, {"error": "not found"}

        def answer(self, status, body):
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments):
            """Say nothing: a suite makes thousands of requests."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def needed(body, name):
    """A member of the request that must be an object or, for a credential, a JWT."""
    value = body.get(name)
    if not isinstance(value, dict | str):
        raise CredentialError("request", f"The request has no {name}.")
    if name == "credential" and not isinstance(value, dict):
        raise CredentialError("request", "The credential to issue is not an object.")
    return value


def contexts_in(folder):
    """The published contexts in a folder."""
    return recognized(read_object(path.read_bytes()) for path in sorted(Path(folder).glob("*.json*")))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=40_443)
    parser.add_argument("--contexts", required=True)
    given = parser.parse_args()
    print(f"issuer {DID} on http://127.0.0.1:{given.port}")
    serve(given.port, contexts_in(given.contexts)).serve_forever()
