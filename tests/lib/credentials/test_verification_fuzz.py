"""Anything at all in place of anything in a bundle: an answer, never a crash, and never *valid*."""

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lib.credentials.world import World, verdict_of

from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.reading import read_input
from mutu.lib.credentials.trust import read_trust_list

BUNDLE = World().bundle()
JWT_BUNDLE = World(form="jwt").bundle()
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["did:web:ab.example", "2026-11-22T00:00:00Z", "z2", "u", "@context", "https://x.example"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for name in value:
            yield from places(value[name], (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


PLACES = [path for path in places(BUNDLE) if path]


@settings(max_examples=1_500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PLACES), ANYTHING)
def test_one_place_of_a_bundle_replaced_by_anything(path, replacement):
    bundle = copy.deepcopy(BUNDLE)
    place = bundle
    for step in path[:-1]:
        place = place[step]
    before = place[path[-1]]
    place[path[-1]] = replacement
    verdict = verdict_of(bundle)
    harmless = path[0] == "didDocuments" or (replacement == before and type(replacement) is type(before))
    assert harmless or verdict != "valid", path


@settings(max_examples=300, deadline=None)
@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_a_bundle_of_anything(certificate, accreditation, lists, documents):
    bundle = {
        "certificate": certificate,
        "accreditation": accreditation,
        "statusLists": lists,
        "didDocuments": documents,
        "statusStatements": lists,
    }
    assert verdict_of(bundle) == "invalid"
    assert verdict_of(certificate) == "invalid"
    assert verdict_of(JWT_BUNDLE | {"statusStatements": documents}) == "valid"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_any_file_is_read_or_refused_with_a_code(data):
    try:
        reading = read_input(data)
    except CredentialError as error:
        assert error.code != ""
    else:
        assert (reading.bundle is None) != (reading.summary is None)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["type", "proof", "sequence", "entries", "validUntil"]), ANYTHING))
def test_no_unsigned_trust_list_is_read(document):
    with pytest.raises(CredentialError):
        read_trust_list(document)
