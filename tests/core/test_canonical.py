"""The one spelling that is hashed does not depend on what writes it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from mutu.core.record_check import moment_of_sqlite, yes_or_no
from mutu.core.records import canonical, canonical_bytes

TEXT = st.text(st.characters(codec=None))  # lone surrogates too: a tampered table may hold anything
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=20,
)


@given(PLAIN)
def test_what_is_hashed_is_spelled_as_the_standard_library_would(value):
    usual = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    assert canonical_bytes(value) == usual.encode("utf-8", "surrogatepass")
    assert canonical(value) == usual


def test_moments_and_answers_of_sqlite_are_spelled_as_the_trail_spells_them():
    assert moment_of_sqlite("2026-11-28 12:05:00.250000") == "2026-11-28T12:05:00.250000+00:00"
    assert [yes_or_no(kept) for kept in (0, 1, 2, "yes")] == [False, True, 2, "yes"]
