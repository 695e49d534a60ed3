"""Texts for bytes: one spelling each, whatever is thrown at them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.credentials.encodings import (
    base58_decode,
    base58_encode,
    base64url_decode,
    base64url_encode,
    digest_matches,
    digest_multibase,
    multibase_decode,
)
from mutu.lib.credentials.errors import CredentialError


def test_base58_keeps_leading_zero_bytes():
    assert base58_encode(b"\0\0\x28\x7f\xb4\xcd") == "11233QC4"
    assert base58_decode("11233QC4") == b"\0\0\x28\x7f\xb4\xcd"


@given(st.binary(max_size=100))
def test_every_byte_string_comes_back(data):
    assert base58_decode(base58_encode(data)) == data
    assert base64url_decode(base64url_encode(data)) == data


@given(st.text(max_size=60))
def test_a_text_is_refused_or_is_the_one_spelling(text):
    for decode, encode in ((base58_decode, base58_encode), (base64url_decode, base64url_encode)):
        try:
            data = decode(text)
        except CredentialError as error:
            assert error.code == "encoding"
        else:
            assert encode(data) == text


@pytest.mark.parametrize("text", ["QQ==", "Q Q", "QR", "Q", "Q+/A", "QQ\n", "ＱＱ"])
def test_other_spellings_of_base64_are_refused(text):
    with pytest.raises(CredentialError):
        base64url_decode(text)


@pytest.mark.parametrize("text", ["", None, 7, "f00", "mQQ", "z0", "zIl", "z" + "2" * 600, ["z2"]])
def test_multibase_refuses_what_it_does_not_know(text):
    with pytest.raises(CredentialError) as refusal:
        multibase_decode(text)
    assert refusal.value.code == "encoding"


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_a_digest_matches_only_its_own_bytes(data, other):
    assert digest_matches(digest_multibase(data), other) == (data == other)
