"""A log as files: laid out as C2SP tlog-tiles says, and enough by themselves for every proof."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutu.lib.tiles import Tile, changed_tiles, fetch_from, read_entries, tile_hashes, write_entries
from mutu.lib.transparency import (
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

MOST = 1_200


def grown():
    """A log of some entries: its nodes, and the root at each size."""
    rows, frontier, roots = [], b"", [root(0, b"")]
    for number in range(MOST):
        nodes, frontier = append(number, frontier, leaf_hash(b"entry %d" % number))
        rows.append(nodes)
        roots.append(root(number + 1, frontier))
    return rows, roots


ROWS, ROOTS = grown()


def kept(wanted):
    return {node: ROWS[place(*node)[0]][place(*node)[1] :][:32] for node in wanted}


def files_of(*sizes):
    """What lies there after publishing at each of these sizes in turn; nothing is ever taken away."""
    files, before = {}, 0
    for size in sizes:
        files |= {tile.path: tile_hashes(tile, kept) for tile in changed_tiles(before, size)}
        before = size
    return files


def test_numbers_are_spelled_in_groups_of_three():
    assert [Tile(0, number).path for number in (0, 999, 1_000, 123_456_789)] == [
        "tile/0/000",
        "tile/0/999",
        "tile/0/x001/000",
        "tile/0/x123/x456/789",
    ]


def test_full_tiles_and_one_partial_tile_of_each_level():
    assert sorted(files_of(256)) == ["tile/0/000", "tile/1/000.p/1"]
    assert sorted(files_of(600)) == ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"]
    assert {path: len(data) // 32 for path, data in files_of(600).items()} == {
        "tile/0/000": 256,
        "tile/0/001": 256,
        "tile/0/002.p/88": 88,
        "tile/1/000.p/2": 2,
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, MOST), min_size=1, max_size=4).map(sorted), st.data())
def test_every_proof_comes_out_of_the_files_alone(sizes, data):
    files, size = files_of(*sizes), sizes[-1]
    fetch = fetch_from(files.get, size)
    assert root_at(size, fetch) == ROOTS[size]
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, fetch)
    assert verify_inclusion(index, size, leaf_hash(b"entry %d" % index), proof, ROOTS[size])
    first = data.draw(st.integers(0, size))
    proof = consistency_proof(first, size, fetch)
    assert verify_consistency(first, size, proof, ROOTS[first], ROOTS[size])


def test_a_missing_or_cut_tile_is_named():
    files = files_of(300)
    for broken in ({}, files | {"tile/0/001.p/44": b"x"}):
        with pytest.raises(LogRefused) as refused:
            root_at(300, fetch_from(broken.get, 300))
        assert refused.value.code == "node_missing"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=256))
def test_entries_come_back(entries):
    assert read_entries(write_entries(entries)) == entries


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=900))
def test_any_bundle_is_read_in_its_one_spelling_or_refused(data):
    try:
        entries = read_entries(data)
    except LogRefused as refused:
        assert refused.code == "bad_entries"
    else:
        assert write_entries(entries) == data


def test_too_many_or_too_long_entries_are_refused():
    for entries in ([b""] * 257, [bytes(65_536)]):
        with pytest.raises(LogRefused):
            write_entries(entries)
    with pytest.raises(LogRefused):
        read_entries(bytes(2 * 257))
