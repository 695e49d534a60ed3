"""From facts to a payload: complete, refused when impossible, and as UNTP published it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import jsonschema_rs
import pytest
from pyld import jsonld
from tests.lib.credentials.world import ACCREDITATION, CB, CB_KEY, EVIL_KEY, FACTS, ISSUED, SCOPE

from mutu.lib.credentials.accreditation import accreditation_payload
from mutu.lib.credentials.canonical import rdfc
from mutu.lib.credentials.certificate import certificate_payload, issue, months_later
from mutu.lib.credentials.content import STATED_KEYS, read_accreditation, read_certificate
from mutu.lib.credentials.data_integrity import verify_proof
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.jose import read_jwt, verify_jwt


def test_a_certificate_says_what_8_2_2_asks_for():
    view = read_certificate(certificate_payload(FACTS))
    assert (view.number, view.holder_name, view.issuer) == ("CPA-2026-00001", "Bayan Electronics", CB)
    assert view.standards == ("ISO 9001:2015",)
    assert [(site.name, site.scope) for site in view.sites] == [
        ("Main works", "Assembly of boards"),
        ("สาขา", "Repair"),
    ]
    assert view.scope == "Design and assembly of printed circuit boards."
    assert view.accredited_scopes == (SCOPE,)
    assert (view.valid_from, view.valid_until) == (FACTS.valid_from, FACTS.valid_until)
    assert [(entry.purpose, entry.index) for entry in view.entries] == [("suspension", 94_567)]


def test_both_forms_carry_the_same_payload():
    issued = issue(FACTS, CB_KEY, now=ISSUED)
    envelope = read_jwt(issued.jwt)
    verify_jwt(envelope, CB_KEY.public_key)
    verify_proof(issued.embedded, CB_KEY.public_key)
    assert envelope.payload == issued.payload
    assert issued.embedded == issued.payload | {"proof": issued.embedded["proof"]}


IMPOSSIBLE = {
    "it expires before it takes effect": {"valid_until": FACTS.valid_from - timedelta(days=1)},
    "it expires the moment it takes effect": {"valid_until": FACTS.valid_from},
    "it takes effect before the decision": {"decided": FACTS.valid_from + timedelta(days=1)},
    "the decision was before the audit ended": {"last_audit_day": date(2026, 11, 19)},
    "it runs past three years": {"valid_until": datetime(2029, 11, 21, tzinfo=UTC)},
    "no site": {"sites": ()},
    "no accredited scope": {"scopes": ()},
    "no scope": {"scope": " "},
    "no number": {"number": ""},
    "a number that is no part of an address": {"number": "A/../B"},
    "a number with a space": {"number": "A B"},
    "revision nought": {"revision": 0},
    "a body that certifies itself": {"client": replace(FACTS.client, id=CB)},
    "a body under its own accreditation": {
        "accreditation": replace(FACTS.accreditation, body=replace(FACTS.accreditation.body, id=CB))
    },
    "a body without a DID": {"body": replace(FACTS.body, id="https://cb.example")},
    "half a surrogate pair in a name": {"client": replace(FACTS.client, name="\ud800")},
    "a status list that is no address": {"status_list": "list 1"},
    "a site without what it does": {"sites": (replace(FACTS.sites[0], scope=""),)},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_no_certificate_says_that(name):
    with pytest.raises(CredentialError):
        certificate_payload(replace(FACTS, **IMPOSSIBLE[name]))


def test_a_scope_longer_than_a_page_and_any_script_is_kept_whole():
    scope = "ကွန်ကရစ် 12 mm — โรงงาน " * 500
    assert read_certificate(certificate_payload(replace(FACTS, scope=scope))).scope == scope


def test_text_is_composed_before_it_is_signed():
    client = replace(FACTS.client, name="Cafe\u0301")
    assert read_certificate(certificate_payload(replace(FACTS, client=client))).holder_name == "Caf\u00e9"


def test_a_clock_behind_the_newest_credential_signs_nothing():
    with pytest.raises(CredentialError) as refusal:
        issue(FACTS, CB_KEY, now=ISSUED, newest=ISSUED + timedelta(seconds=1))
    assert refusal.value.code == "clock"


def test_another_bodys_key_signs_nothing():
    key = replace_key_id(EVIL_KEY, "did:web:evil.example#key-1")
    with pytest.raises(CredentialError) as refusal:
        issue(FACTS, key, now=ISSUED)
    assert refusal.value.code == "key"


def replace_key_id(key, key_id):
    return type("Other", (), {"public_key": key.public_key, "key_id": key_id, "sign": key.sign})()


@pytest.mark.parametrize(("day", "later"), [("2024-02-29", "2027-02-28"), ("2026-12-31", "2029-12-31")])
def test_three_years_later(day, later):
    assert months_later(date.fromisoformat(day), 36) == date.fromisoformat(later)


def test_an_accreditation_states_the_bodys_keys():
    view = read_accreditation(accreditation_payload(ACCREDITATION))
    assert (view.body, view.scopes, view.keys) == (CB, (SCOPE,), (CB_KEY.public_key,))


@pytest.mark.parametrize(
    ("schema", "payload"),
    [("dcc", certificate_payload(FACTS)), ("dia", accreditation_payload(ACCREDITATION))],
)
def test_what_we_issue_passes_the_released_untp_schema(reference, schema, payload):
    schema = json.loads((reference / f"schemas/untp-{schema}-0.7.0.schema.json").read_text())
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    assert [error.message for error in validator.iter_errors(payload)] == []


def leaves(value, name=""):
    """Every text in a JSON value, except contexts."""
    if isinstance(value, dict):
        for member, inner in value.items():
            if member != "@context":
                yield from leaves(inner, member)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, name)
    elif isinstance(value, str):
        yield name, value


@pytest.mark.parametrize("payload", [certificate_payload(FACTS), accreditation_payload(ACCREDITATION)])
def test_no_term_is_lost_on_the_way_to_rdf(reference, contexts, payload):
    dataset = jsonld.to_rdf(payload, contexts.options())["@default"]
    told = {part["value"] for quad in dataset for part in quad.values()}
    endings = {value.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for value in told}
    lost = [(name, text) for name, text in leaves(payload) if text not in told and text not in endings]
    assert lost == []
    unknown = payload | {"credentialSubject": payload["credentialSubject"] | {"@nothing": "lost"}}
    with pytest.raises(CredentialError):
        rdfc(unknown, contexts)


def test_what_we_issue_could_also_be_signed_over_rdf(reference, contexts):
    assert rdfc(certificate_payload(FACTS), contexts).count(b"\n") == 100
    assert STATED_KEYS in accreditation_payload(ACCREDITATION)["credentialSubject"]
