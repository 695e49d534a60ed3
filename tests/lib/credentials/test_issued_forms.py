"""Whatever we issue passes the released UNTP schemas, and every word of it means something (JSON-LD)."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld
from tests.lib.credentials.test_certificate import leaves
from tests.lib.credentials.world import (
    AB_LIST,
    ACCREDITATION,
    CB,
    CB_KEY,
    FACTS,
    ISSUED,
    LIST,
    NOW,
    SCOPE,
    World,
    status,
)

from mutu.demo import certificate_chain
from mutu.lib.credentials.accreditation import accreditation_payload
from mutu.lib.credentials.certificate import Address, CertifiedSite, Named, certificate_payload, issue
from mutu.lib.credentials.content import read_accreditation, read_certificate
from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.status_check import statement_payload

LETTERS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]) | st.sampled_from("ភ្នំពេញ ရန်ကုန် ห้วยขวาง đường ñ 工場"),
    min_size=3,
    max_size=40,
).filter(str.strip)
ADDRESSES = st.builds(
    Address,
    street=LETTERS,
    locality=LETTERS,
    country=st.sampled_from(["MY", "TH", "VN", "KH", "MM", "ID", "PH", "SG", "LA"]),
    postal_code=st.just("") | st.from_regex(r"[0-9]{5}", fullmatch=True),
    region=st.just("") | LETTERS,
)
SITES = st.lists(
    st.builds(
        CertifiedSite,
        id=st.integers(1, 9_999).map(lambda number: f"https://qms.example/org/bayan/sites/{number}"),
        name=LETTERS,
        scope=LETTERS,
        address=ADDRESSES,
        registered_id=st.just("") | st.from_regex(r"[A-Z0-9-]{1,12}", fullmatch=True),
        verified=st.booleans(),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda site: site.id,
).map(tuple)
CERTIFICATES = st.builds(
    lambda name, scope, sites, scopes, address, index, number, revision, days: replace(
        FACTS,
        client=replace(FACTS.client, name=name, address=address),
        scope=scope,
        sites=sites,
        scopes=tuple(Named(f"{SCOPE}-{code}", f"IAF code {code}") for code in scopes),
        status_index=index,
        number=number,
        revision=revision,
        valid_until=FACTS.valid_from + timedelta(days=days),
    ),
    LETTERS,
    LETTERS,
    SITES,
    st.lists(st.integers(1, 39), min_size=1, max_size=3, unique=True),
    st.none() | ADDRESSES,
    st.integers(0, 131_071),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,20}", fullmatch=True),
    st.integers(1, 99),
    st.integers(1, 1_090),
)
ACCREDITATIONS = st.builds(
    lambda name, number, scopes, keys, index: replace(
        ACCREDITATION,
        body=Named(CB, name),
        number=number,
        scopes=tuple(f"{SCOPE}-{code}" for code in scopes),
        keys=keys,
        status_index=index,
    ),
    LETTERS,
    LETTERS,
    st.lists(st.integers(1, 39), min_size=1, max_size=4, unique=True),
    st.sampled_from([(), (CB_KEY.public_key,)]),
    st.integers(0, 131_071),
)
INVENTED = re.compile(r"https://vocabulary\.uncefact\.org/untp/\w+#")
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def by_the_schema(reference):
    """What the released schema of a kind has against a payload."""
    validators = {
        kind: jsonschema_rs.validator_for(
            json.loads((reference / f"schemas/untp-{kind}-0.7.0.schema.json").read_text()), validate_formats=True
        )
        for kind in ("dcc", "dia")
    }
    return lambda kind, payload: [error.message for error in validators[kind].iter_errors(payload)]


@pytest.fixture(scope="module")
def lost_words(contexts):
    """The texts of a payload that do not reach the RDF, and the words that only a catch-all gives a meaning.

    The UNTP context has a catch-all for each type (`@vocab`): a misspelled word reaches the RDF under an address
    that nobody defined, which is as good as lost.
    """

    def lost(payload):
        dataset = jsonld.to_rdf(payload, contexts.options())["@default"]
        words = {quad["predicate"]["value"] for quad in dataset}
        invented = sorted(word for word in words if INVENTED.match(word))
        told = {part["value"] for quad in dataset for part in quad.values()}
        endings = {value.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for value in told}
        return [(name, text) for name, text in leaves(payload) if text not in told | endings] + invented

    return lost


@FEW
@given(CERTIFICATES)
def test_any_certificate(by_the_schema, lost_words, facts):
    issued = issue(facts, CB_KEY, now=ISSUED)
    assert by_the_schema("dcc", issued.payload) == []
    assert by_the_schema("dcc", issued.embedded) == []
    assert lost_words(issued.payload) == []
    assert read_certificate(read_secured(issued.jwt).document) == issued.view


@FEW
@given(ACCREDITATIONS)
def test_any_accreditation(by_the_schema, lost_words, facts):
    payload = accreditation_payload(facts)
    assert by_the_schema("dia", payload) == []
    assert lost_words(payload) == []
    assert read_accreditation(payload).number == payload["credentialSubject"]["registeredId"]


def test_status_lists_and_statements(lost_words):
    statement = statement_payload(
        identifier=f"{LIST}/statement",
        issuer=CB,
        credential="https://qms.example/cb/chao-phraya/credentials/CPA-2026-00001/1",
        state="withdrawn",
        reason="The client gave it back.",
        since=NOW,
    )
    for signed in (status(on=[1]), status(AB_LIST), statement):
        payload = {name: value for name, value in signed.items() if name != "proof"}
        assert lost_words(payload) == []


def test_the_demo(by_the_schema, lost_words):
    for bundle in certificate_chain.bundles(datetime(2026, 11, 22, tzinfo=UTC)).values():
        for kind, member in (("dcc", "certificate"), ("dia", "accreditation")):
            document = read_secured(bundle[member]).document
            payload = {name: value for name, value in document.items() if name != "proof"}
            assert by_the_schema(kind, payload) == []
            assert lost_words(payload) == []


def test_both_checks_can_fail(by_the_schema, lost_words):
    payload = certificate_payload(FACTS)
    payload["credentialSubject"]["starsAwarded"] = "outstanding"
    assert lost_words(payload) == ["https://vocabulary.uncefact.org/untp/ConformityAttestation#starsAwarded"]
    listed = {name: value for name, value in status().items() if name != "proof"} | {"starsAwarded": "outstanding"}
    assert lost_words(listed) == [("starsAwarded", "outstanding")]
    payload["credentialStatus"] = [payload["credentialStatus"]]
    assert by_the_schema("dcc", payload) != []
    assert World().facts == FACTS
