"""Canonical JSON: our quick way and the library's way never differ."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.credentials.canonical import jcs
from mutu.lib.credentials.errors import CredentialError

TEXTS = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(
    ["\x00\x1f\x7f", '\\"\b\f\n\r\t', "\U0001f600", "\ufb33"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=25,
)


@given(JSON)
def test_the_quick_way_and_the_library_agree_byte_for_byte(value):
    assert jcs(value) == rfc8785.dumps(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_fractions_go_the_librarys_way(number):
    assert jcs({"n": [number]}) == b'{"n":[' + rfc8785.dumps(number) + b"]}"


def test_member_names_sort_by_utf_16_units():
    assert jcs({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize("value", [2**53, float("nan"), {1: 2}, "\ud800", {"a": b"x"}, {"a": {1}}, {"\ud800": 1}])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(CredentialError) as refusal:
        jcs(value)
    assert refusal.value.code == "json"


def test_a_value_nested_too_deeply_for_the_encoders_is_refused():
    value = 0.5
    for _ in range(100_000):
        value = [value]
    with pytest.raises(CredentialError):
        jcs(value)
