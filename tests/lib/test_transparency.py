"""The log against published roots and against the definition of RFC 9162, computed the slow way."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.transparency import (
    EMPTY_ROOT,
    LogRefused,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    place,
    root,
    root_at,
    verify_consistency,
    verify_inclusion,
)

# the reference leaves of Certificate Transparency, and the root after each of them
LAST_ENTRY = "606162636465666768696a6b6c6d6e6f"
ENTRIES = [
    bytes.fromhex(entry) for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", LAST_ENTRY)
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PROOF_OF_ENTRY_5_OF_8 = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
PROOF_FROM_1_TO_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
MANY = [f"entry {number}".encode() for number in range(70)]
SIZES = st.integers(1, len(MANY))


class Log:
    """Rows as a database would keep them; counts how often it was read."""

    def __init__(self, entries):
        self.rows, self.frontiers, self.reads = [], [b""], 0
        for number, entry in enumerate(entries):
            nodes, frontier = append(number, self.frontiers[-1], leaf_hash(entry))
            self.rows.append(nodes)
            self.frontiers.append(frontier)

    def fetch(self, wanted):
        self.reads += 1
        places = {node: place(*node) for node in wanted}
        return {node: self.rows[row][offset : offset + 32] for node, (row, offset) in places.items()}


def naive_root(entries):
    """MTH of RFC 9162, 2.1.1, word for word."""
    if len(entries) < 2:
        return hashlib.sha256(b"\x00" + entries[0] if entries else b"").digest()
    half = naive_half(len(entries))
    return hashlib.sha256(b"\x01" + naive_root(entries[:half]) + naive_root(entries[half:])).digest()


def naive_half(length):
    half = 1
    while half * 2 < length:
        half *= 2
    return half


def naive_inclusion(index, entries):
    """PATH of RFC 9162, 2.1.3.1."""
    if len(entries) == 1:
        return []
    half = naive_half(len(entries))
    if index < half:
        return [*naive_inclusion(index, entries[:half]), naive_root(entries[half:])]
    return [*naive_inclusion(index - half, entries[half:]), naive_root(entries[:half])]


def naive_consistency(first, entries, *, known=True):
    """SUBPROOF of RFC 9162, 2.1.4.1."""
    if first == len(entries):
        return [] if known else [naive_root(entries)]
    half = naive_half(len(entries))
    if first <= half:
        return [*naive_consistency(first, entries[:half], known=known), naive_root(entries[half:])]
    return [*naive_consistency(first - half, entries[half:], known=False), naive_root(entries[:half])]


MANY_ROOTS = [naive_root(MANY[:size]) for size in range(len(MANY) + 1)]
MANY_LOG = Log(MANY)


def test_the_roots_are_the_published_ones():
    log = Log(ENTRIES)
    assert [root(size, log.frontiers[size]).hex() for size in range(1, 9)] == ROOTS
    assert [root_at(size, log.fetch).hex() for size in range(1, 9)] == ROOTS


def test_the_empty_log_has_the_published_root():
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root(0, b"") == EMPTY_ROOT
    assert root_at(0, MANY_LOG.fetch) == EMPTY_ROOT


def test_proofs_are_the_published_ones():
    log = Log(ENTRIES)
    assert [each.hex() for each in inclusion_proof(5, 8, log.fetch)] == PROOF_OF_ENTRY_5_OF_8
    assert [each.hex() for each in consistency_proof(1, 8, log.fetch)] == PROOF_FROM_1_TO_8


@pytest.mark.parametrize("size", range(1, len(MANY) + 1))
def test_every_root_and_inclusion_proof_is_that_of_the_definition(size):
    assert root(size, MANY_LOG.frontiers[size]) == root_at(size, MANY_LOG.fetch) == MANY_ROOTS[size]
    for index in range(size):
        proof = inclusion_proof(index, size, MANY_LOG.fetch)
        assert proof == naive_inclusion(index, MANY[:size])
        assert verify_inclusion(index, size, leaf_hash(MANY[index]), proof, MANY_ROOTS[size]) is True


@pytest.mark.parametrize("second", range(1, len(MANY) + 1))
def test_every_consistency_proof_is_that_of_the_definition(second):
    for first in range(1, second + 1):
        proof = consistency_proof(first, second, MANY_LOG.fetch)
        assert proof == naive_consistency(first, MANY[:second])
        assert verify_consistency(first, second, proof, MANY_ROOTS[first], MANY_ROOTS[second]) is True


def test_each_proof_reads_the_log_once():
    log = Log(MANY)
    for make in (
        lambda: root_at(69, log.fetch),
        lambda: inclusion_proof(17, 69, log.fetch),
        lambda: consistency_proof(17, 69, log.fetch),
    ):
        before = log.reads
        make()
        assert log.reads == before + 1


def test_a_million_entries_need_no_more_than_twenty_rows():
    asked = []

    def fetch(wanted):
        asked.append(len({place(*node)[0] for node in wanted}))
        return dict.fromkeys(wanted, EMPTY_ROOT)

    inclusion_proof(123_456, 1_000_000, fetch)
    consistency_proof(123_456, 1_000_000, fetch)
    root_at(1_000_000, fetch)
    assert max(asked) <= 25  # twenty levels, and the ragged right edge


def test_a_row_keeps_the_leaf_and_what_it_completes_and_no_more():
    assert [len(nodes) // 32 for nodes in MANY_LOG.rows[:8]] == [1, 2, 1, 3, 1, 2, 1, 4]


def test_every_log_begins_with_the_empty_one_and_with_itself():
    assert consistency_proof(0, 8, MANY_LOG.fetch) == consistency_proof(8, 8, MANY_LOG.fetch) == []
    assert verify_consistency(0, 8, [], EMPTY_ROOT, MANY_ROOTS[8]) is True
    assert verify_consistency(8, 8, [], MANY_ROOTS[8], MANY_ROOTS[8]) is True
    assert verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT) is True
    assert verify_consistency(0, 8, [], MANY_ROOTS[1], MANY_ROOTS[8]) is False
    assert verify_consistency(0, 0, [], MANY_ROOTS[1], MANY_ROOTS[1]) is False
    assert verify_consistency(8, 8, [], MANY_ROOTS[8], MANY_ROOTS[7]) is False
    assert verify_consistency(8, 8, [EMPTY_ROOT], MANY_ROOTS[8], MANY_ROOTS[8]) is False
    assert verify_consistency(0, 8, [EMPTY_ROOT], EMPTY_ROOT, MANY_ROOTS[8]) is False


def flipped(data, at, bit):
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


@given(size=SIZES, at=st.integers(0), where=st.integers(0), byte=st.integers(0, 31), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_breaks_an_inclusion_proof(size, at, where, byte, bit):
    index = at % size
    proof = inclusion_proof(index, size, MANY_LOG.fetch)
    parts = [leaf_hash(MANY[index]), MANY_ROOTS[size], *proof]
    where %= len(parts)
    parts[where] = flipped(parts[where], byte, bit)
    leaf, claimed, *proof = parts
    assert verify_inclusion(index, size, leaf, proof, claimed) is False


@given(size=SIZES, other=SIZES, where=st.integers(0), byte=st.integers(0, 31), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_breaks_a_consistency_proof(size, other, where, byte, bit):
    first, second = sorted((size, other))
    proof = consistency_proof(first, second, MANY_LOG.fetch)
    parts = [MANY_ROOTS[first], MANY_ROOTS[second], *proof]
    where %= len(parts)
    parts[where] = flipped(parts[where], byte, bit)
    first_root, second_root, *proof = parts
    assert verify_consistency(first, second, proof, first_root, second_root) is False


@given(size=SIZES, at=st.integers(0), claimed=st.integers(0, 70), claimed_size=st.integers(0, 70))
def test_a_proof_is_good_for_its_own_entry_only(size, at, claimed, claimed_size):
    index = at % size
    proof = inclusion_proof(index, size, MANY_LOG.fetch)
    leaf = leaf_hash(MANY[index])
    assert verify_inclusion(claimed, size, leaf, proof, MANY_ROOTS[size]) is (claimed == index)
    assert verify_inclusion(index, claimed_size, leaf, proof, MANY_ROOTS[claimed_size]) is (claimed_size == size)
    assert verify_inclusion(index, size, leaf, [*proof, leaf], MANY_ROOTS[size]) is False
    if proof:
        assert verify_inclusion(index, size, leaf, proof[:-1], MANY_ROOTS[size]) is False


def test_a_rewritten_history_has_no_proof():
    rewritten = Log([*MANY[:10], b"something else", *MANY[11:]])
    proof = consistency_proof(20, 70, rewritten.fetch)
    now = root(70, rewritten.frontiers[70])
    assert verify_consistency(20, 70, proof, MANY_ROOTS[20], now) is False
    assert verify_consistency(10, 70, consistency_proof(10, 70, rewritten.fetch), MANY_ROOTS[10], now) is True


HOSTILE = st.one_of(
    st.none(),
    st.integers(),
    st.sampled_from([10**5000, -(10**5000), 2**63, 2**64, True, 1.0, float("nan"), "8", b"8"]),
    st.binary(max_size=40),
    st.text(max_size=5),
    st.lists(st.one_of(st.binary(max_size=40), st.none(), st.text(max_size=3)), max_size=80),
)


@given(st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE))
def test_verifying_never_raises_and_believes_nothing_strange(parts):
    assert verify_inclusion(*parts) is False
    assert verify_consistency(*parts) is False


@given(index=HOSTILE, size=HOSTILE, proof=HOSTILE)
def test_verifying_survives_strange_numbers_beside_proper_hashes(index, size, proof):
    assert verify_inclusion(index, size, EMPTY_ROOT, proof, MANY_ROOTS[5]) is False
    assert verify_consistency(1, size, proof, MANY_ROOTS[1], MANY_ROOTS[5]) is False


def test_a_size_no_log_can_have_is_not_walked():
    hashes = [EMPTY_ROOT] * 100_000
    assert verify_inclusion(0, 10**1000, EMPTY_ROOT, hashes, EMPTY_ROOT) is False
    assert verify_consistency(1, 10**1000, hashes, EMPTY_ROOT, EMPTY_ROOT) is False


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("bad_size", lambda fetch: append(-1, b"", EMPTY_ROOT)),
        ("bad_size", lambda fetch: append(2**63, EMPTY_ROOT, EMPTY_ROOT)),
        ("bad_frontier", lambda fetch: append(3, EMPTY_ROOT, EMPTY_ROOT)),
        ("bad_frontier", lambda fetch: root(0, EMPTY_ROOT)),
        ("bad_hash", lambda fetch: append(0, b"", b"the entry instead of its hash")),
        ("bad_size", lambda fetch: root_at(-1, fetch)),
        ("bad_index", lambda fetch: inclusion_proof(8, 8, fetch)),
        ("bad_index", lambda fetch: inclusion_proof(-1, 8, fetch)),
        ("bad_size", lambda fetch: inclusion_proof(0, True, fetch)),
        ("bad_size", lambda fetch: consistency_proof(9, 8, fetch)),
        ("bad_size", lambda fetch: consistency_proof(-1, 8, fetch)),
        ("node_missing", lambda fetch: inclusion_proof(0, 8, lambda wanted: {})),
        ("node_missing", lambda fetch: root_at(8, lambda wanted: dict.fromkeys(wanted, b"short"))),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_code(code, call):
    with pytest.raises(LogRefused) as refused:
        call(MANY_LOG.fetch)
    assert refused.value.code == code
