"""The VC-API adapter itself: what it issues it verifies, and a changed or broken credential it refuses."""

import json
import threading
import urllib.error
import urllib.request

import pytest
from tests.lib.credentials.vc_api import DID, serve

from mutu.lib.credentials.canonical import Contexts

CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": DID,
    "credentialSubject": {"id": "did:example:subject", "name": "ทดสอบ"},
}


@pytest.fixture(scope="module")
def post(contexts):
    server = serve(0, contexts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"

    def posted(path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    yield posted
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_what_it_issues_it_verifies_and_a_change_it_refuses(post, suite):
    status, body = post(f"/{suite}/credentials/issue", {"credential": CREDENTIAL})
    issued = body["verifiableCredential"]
    assert (status, issued["proof"]["cryptosuite"]) == (201, suite)
    assert post("/credentials/verify", {"verifiableCredential": issued}) == (200, {"verified": True})
    changed = issued | {"credentialSubject": {"id": "did:example:other"}}
    assert post("/credentials/verify", {"verifiableCredential": changed})[0] == 400


def test_a_status_entry_and_its_list(post):
    _, body = post("/status/credentials/issue", {"credential": CREDENTIAL})
    entry = body["verifiableCredential"]["credentialStatus"]
    status, listed = post("/status/1")
    assert (status, listed["id"], entry["statusListIndex"]) == (200, entry["statusListCredential"], "9")
    assert post("/credentials/verify", {"verifiableCredential": listed}) == (200, {"verified": True})


@pytest.mark.parametrize("member", ["credentialStatus", "statusEntry"])
@pytest.mark.parametrize("index", [True, -1, "one", None])
def test_a_malformed_status_entry_is_not_issued_whatever_it_is_called(post, member, index):
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": index}
    credential = CREDENTIAL | {member: entry | {"statusListCredential": "https://example.com"}}
    assert post("/credentials/issue", {"credential": credential})[0] == 400


def test_a_presentation_holds_good_credentials_only(post):
    _, body = post("/credentials/issue", {"credential": CREDENTIAL})
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [body["verifiableCredential"]],
    }
    assert post("/presentations/verify", {"verifiablePresentation": presentation})[0] == 200
    unsigned = presentation | {"verifiableCredential": [CREDENTIAL]}
    assert post("/presentations/verify", {"verifiablePresentation": unsigned})[0] == 400


@pytest.mark.parametrize(
    "body", [{}, {"credential": 7}, {"credential": {}}, {"credential": CREDENTIAL | {"type": []}}, []]
)
def test_what_is_no_credential_is_not_issued(post, body):
    assert post("/credentials/issue", body)[0] == 400


def test_it_listens_on_this_machine_only():
    server = serve(0, Contexts({}))
    assert server.server_address[0] == "127.0.0.1"
    server.server_close()
