"""Signed JSON has one meaning or none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.strict_json import check_json, read_json, read_object

HOSTILE = {
    "two members with one name": ('{"a":1,"a":2}', "json"),
    "two members with one name, one escaped": ('{"a":1,"\\u0061":2}', "json"),
    "not a number": ('{"a":NaN}', "json"),
    "infinity": ("[-Infinity]", "json"),
    "a number that overflows to infinity": ("[1e999]", "json"),
    "whole number past 2^53": ("[9007199254740992]", "json"),
    "half a surrogate pair": ('["\\ud800"]', "json"),
    "half a surrogate pair in a name": ('{"\\udfff":1}', "json"),
    "more after the end": ("{} {}", "json"),
    "nothing": ("", "json"),
    "not UTF-8": (b'"\xff"', "json"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "json"),
    "forty-one levels": ("[" * 41 + "]" * 41, "size"),
    "a hundred thousand levels": ("[" * 100_000 + "]" * 100_000, None),
    "more than a megabyte": ('"' + "a" * 1_000_000 + '"', "size"),
    "too many values": ("[" + "1," * 60_000 + "1]", "size"),
    "a whole number of a hundred thousand digits": ("1" * 100_000, "json"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_refused(name):
    text, code = HOSTILE[name]
    with pytest.raises(CredentialError) as refusal:
        read_json(text)
    assert code is None or refusal.value.code == code


@pytest.mark.parametrize("value", [{1: 2}, {"a": (1,)}, [b"x"], float("nan"), {"a": {"b": object()}}])
def test_values_that_json_cannot_say_are_refused(value):
    with pytest.raises(CredentialError):
        check_json(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_plain_json_comes_back_unchanged(value):
    assert read_json(json.dumps(value)) == value


@given(st.text(max_size=80) | st.binary(max_size=80))
def test_any_text_is_read_or_refused_with_a_code(text):
    try:
        read_json(text)
    except CredentialError as error:
        assert error.code in {"json", "size"}


def test_an_object_is_not_an_array():
    assert read_object('{"a":[]}') == {"a": []}
    with pytest.raises(CredentialError):
        read_object("[]")
