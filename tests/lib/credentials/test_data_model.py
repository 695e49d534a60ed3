"""The general form of credentials: hostile inputs are refused with a code, contexts may not change a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutu.lib.credentials.canonical import Contexts
from mutu.lib.credentials.data_model import BASE_CONTEXT, check_credential, check_presentation
from mutu.lib.credentials.errors import CredentialError

GOOD = {
    "@context": [BASE_CONTEXT],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}


def test_a_plain_credential_and_a_presentation_of_it(contexts):
    check_credential(GOOD, contexts)
    presentation = {"@context": [BASE_CONTEXT], "type": "VerifiablePresentation", "verifiableCredential": GOOD}
    check_presentation(presentation, contexts)


@pytest.mark.parametrize(
    "members",
    [
        {"@context": []},
        {"@context": "https://www.w3.org/ns/credentials/v1"},
        {"type": "Other"},
        {"issuer": "nobody"},
        {"issuer": ["did:example:a"]},
        {"credentialSubject": []},
        {"credentialSubject": "text"},
        {"credentialStatus": {"id": "did:example:status"}},
        {"evidence": 7},
        {"validFrom": "2026-11-22"},
        {"validFrom": "2026-11-22T00:00:00Z", "validUntil": "2026-11-21T00:00:00Z"},
        {"@context": [BASE_CONTEXT, {"VerifiableCredential": "https://evil.example/other"}]},
    ],
)
def test_what_is_not_a_credential_is_refused(contexts, members):
    with pytest.raises(CredentialError):
        check_credential(GOOD | members, contexts)


def test_without_the_context_document_nothing_is_accepted():
    with pytest.raises(CredentialError) as refusal:
        check_credential(GOOD, Contexts({}))
    assert refusal.value.code == "context-missing"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8) | st.sampled_from(["did:x:y", "@id"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@context", "@graph", "name", "@list"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*GOOD, "evidence", "proof", "credentialStatus", "holder", "id"]), ANYTHING)
def test_anything_in_any_member_is_accepted_or_refused_with_a_code(contexts, member, value):
    for check in (check_credential, check_presentation):
        try:
            check(GOOD | {"type": ["VerifiableCredential", "VerifiablePresentation"], member: value}, contexts)
        except CredentialError as error:
            assert error.code != ""
