"""The QR code: small, signed, strict, and never a verdict by itself."""

from dataclasses import replace

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from tests.lib.credentials.world import CB, CB_KEY, EVIL_KEY, FACTS, ISSUED, document_of, trust

from mutu.lib.credentials.cbor import cbor_decode, cbor_encode
from mutu.lib.credentials.certificate import issue
from mutu.lib.credentials.encodings import base64url_decode, base64url_encode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.summary import belongs_to, qr_text, read_qr_text, summarize, verify_summary

ISSUED_NOW = issue(FACTS, CB_KEY, now=ISSUED)
ADDRESS = "https://qms.example/c/CPA-2026-00001"
SUMMARY = summarize(ISSUED_NOW.payload, ISSUED_NOW.view)
TEXT = qr_text(ADDRESS, SUMMARY, CB_KEY)
DOCUMENTS = {CB: document_of(CB, CB_KEY)}


def test_the_summary_comes_back_and_its_key_is_found():
    signed = read_qr_text(TEXT)
    assert signed.summary == SUMMARY
    assert verify_summary(signed, DOCUMENTS, trust()).address == CB_KEY.key_id
    assert belongs_to(signed.summary, ISSUED_NOW.payload)
    assert belongs_to(signed.summary, ISSUED_NOW.embedded)
    assert not belongs_to(signed.summary, ISSUED_NOW.payload | {"name": "another"})


def test_it_fits_a_code_of_thirty_seven_millimetres():
    assert segno.make(TEXT, error="m").version <= 21


def test_a_long_scope_is_cut():
    facts = replace(FACTS, scope="ต" * 500)
    issued = issue(facts, CB_KEY, now=ISSUED)
    assert summarize(issued.payload, issued.view).scope == "ต" * 119 + "…"


def test_no_flipped_bit_survives():
    address, _, fragment = TEXT.partition("#")
    data = base64url_decode(fragment)
    for place in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[place] ^= 1 << bit
            with pytest.raises(CredentialError):
                verify_summary(read_qr_text(f"{address}#{base64url_encode(flipped)}"), DOCUMENTS, trust())


def test_a_forgers_summary_is_refused():
    with pytest.raises(CredentialError) as refusal:
        verify_summary(read_qr_text(qr_text(ADDRESS, SUMMARY, EVIL_KEY)), DOCUMENTS, trust())
    assert refusal.value.code == "signature"
    with pytest.raises(CredentialError) as refusal:
        verify_summary(read_qr_text(TEXT), {}, trust())
    assert refusal.value.code == "key-unknown"


@pytest.mark.parametrize("text", ["", "https://qms.example", "http://qms.example#0oQ", "javascript:x#0oQ", "#"])
def test_other_texts_hold_no_summary(text):
    with pytest.raises(CredentialError):
        read_qr_text(text)


VALUES = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=30) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.integers(-30, 300) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_every_value_comes_back(value):
    assert cbor_decode(cbor_encode(value)) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_or_are_the_one_spelling(data):
    try:
        value = cbor_decode(data)
    except CredentialError as error:
        assert error.code == "cbor"
    else:
        assert cbor_encode(value) == data


@pytest.mark.parametrize(
    "text",
    [
        "1800",
        "5fff",
        "9f00ff",
        "a2020001",
        "a201000100",
        "fb7ff0000000000000",
        "f6",
        "81" * 9 + "00",
        "9bffffffffffffffff",
        "61ff",
        "0000",
    ],
)
def test_other_spellings_of_cbor_are_refused(text):
    with pytest.raises(CredentialError):
        cbor_decode(bytes.fromhex(text))
