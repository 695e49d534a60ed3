"""Status lists: the right bit, the right size, and never more memory than a list needs."""

import gzip
import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutu.lib.credentials.encodings import base64url_encode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.status_list import (
    ENTRIES,
    bit_at,
    decode_bits,
    encode_bits,
    free_index,
    new_bits,
    read_status_list,
    set_bit,
    status_list_payload,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://qms.example/cb/acme/status/1"


def published(**changes):
    facts = {"url": URL, "issuer": "did:web:qms.example", "bits": new_bits(), "valid_from": NOW}
    return status_list_payload(**(facts | {"valid_until": NOW + timedelta(days=7)} | changes))


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, ENTRIES - 1), max_size=20))
def test_exactly_the_bits_that_were_set_come_back(indexes):
    bits = new_bits()
    for index in indexes:
        bits = set_bit(bits, index, True)
    row = decode_bits(encode_bits(bits))
    assert {index for index in range(ENTRIES) if row[index // 8] and bit_at(row, index)} == indexes


def test_restoring_clears_the_bit_again():
    assert set_bit(set_bit(new_bits(), 7, True), 7, False) == new_bits()


@pytest.mark.parametrize("index", [-1, ENTRIES, 10**30])
def test_an_index_outside_the_row_is_refused(index):
    with pytest.raises(CredentialError) as refusal:
        bit_at(new_bits(), index)
    assert refusal.value.code == "status-range"


def packed(data):
    return "u" + base64url_encode(data)


BAD = {
    "no text": (None, "status-list"),
    "base58": ("z11", "status-list"),
    "not gzip": (packed(b"hello"), "status-list"),
    "too few entries": (packed(gzip.compress(bytes(ENTRIES // 8 - 1))), "status-size"),
    "cut off": (packed(gzip.compress(bytes(ENTRIES // 8))[:-1]), "status-list"),
    "bytes after the end": (packed(gzip.compress(bytes(ENTRIES // 8)) + b"x"), "status-list"),
    "a second gzip after the first": (packed(gzip.compress(bytes(ENTRIES // 8)) * 2), "status-list"),
    "just over the cap": (packed(gzip.compress(bytes(2 * 1024 * 1024 + 1))), "status-size"),
}


@pytest.mark.parametrize("name", BAD)
def test_lists_of_another_form_are_refused(name):
    text, code = BAD[name]
    with pytest.raises(CredentialError) as refusal:
        decode_bits(text)
    assert refusal.value.code == code


def test_sixty_four_megabytes_in_sixty_four_kilobytes_are_refused_quickly_and_cheaply():
    bomb = packed(gzip.compress(bytes(64 * 1024 * 1024)))
    assert len(bomb) < 90_000
    tracemalloc.start()
    begin = time.perf_counter()
    with pytest.raises(CredentialError) as refusal:
        decode_bits(bomb)
    took = time.perf_counter() - begin
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.value.code == "status-size"
    assert took < 1
    assert peak < 32 * 1024 * 1024


def test_a_list_reads_as_it_was_published():
    status = read_status_list(published(bits=set_bit(new_bits(), 5, True)))
    assert (status.url, status.issuer, status.purposes) == (URL, "did:web:qms.example", {"suspension"})
    assert (status.valid_from, status.valid_until) == (NOW, NOW + timedelta(days=7))
    assert [index for index in range(16) if bit_at(status.bits, index)] == [5]


@pytest.mark.parametrize("days", [-1, 0, 8])
def test_we_publish_no_list_for_longer_than_a_week_or_for_no_time(days):
    with pytest.raises(CredentialError):
        published(valid_until=NOW + timedelta(days=days))


def test_a_list_without_an_end_lives_a_week_or_its_time_to_live():
    document = published()
    del document["validUntil"]
    assert read_status_list(document).valid_until == NOW + timedelta(days=7)
    document["credentialSubject"]["ttl"] = 60_000
    assert read_status_list(document).valid_until == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("type", ["VerifiableCredential"]),
        ("@context", ["https://www.w3.org/ns/credentials/v2", "https://evil.example/context"]),
        ("id", None),
        ("issuer", {}),
        ("validFrom", "2026-11-22"),
        ("validUntil", None),
        ("credentialSubject", []),
    ],
)
def test_a_list_credential_of_another_form_is_refused(member, value):
    with pytest.raises(CredentialError):
        read_status_list(published() | {member: value})


def test_an_index_is_never_given_out_twice():
    drawn = iter([4, 4, 9])
    assert free_index({4}, randbelow=lambda _entries: next(drawn)) == 9
    with pytest.raises(CredentialError):
        free_index(range(ENTRIES // 2 + 1))
