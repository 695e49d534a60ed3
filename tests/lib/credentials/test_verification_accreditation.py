"""Who stands behind the body: accreditation, trust list, and whose key it is."""

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.lib.credentials.forging import Key
from tests.lib.credentials.world import (
    AB,
    AB_KEY,
    AB_LIST,
    CB,
    CB_KEY,
    EVIL_KEY,
    ISSUED,
    LIST,
    NOW,
    SCOPE,
    World,
    document_of,
    edit,
    edit_subject,
    status,
    trust,
    verdict_of,
)

from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.status_check import Memory
from mutu.lib.credentials.trust import Trust, TrustedBody, TrustedKey
from mutu.lib.credentials.verification import verify

OTHER_AB = "did:web:other.example"


def anchor(**members):
    return World(accreditation=replace(World().accreditation, **members)).bundle()


def changed_after_signing(bundle):
    bundle["accreditation"]["credentialSubject"]["registrationScope"].append("https://ab.example/x")
    return bundle


def replaced(bundle):
    """Another genuine accreditation of the same body than the one the certificate points at."""
    other = anchor(number="ACC-8")
    return bundle | {"accreditation": other["accreditation"]}


def no_digest():
    def drop(payload):
        subject = copy.deepcopy(payload["credentialSubject"])
        del subject["authorisation"][0]["endorsementEvidence"]["digestMultibase"]
        payload["credentialSubject"] = subject

    return World(edit_certificate=drop).bundle()


def ab_status(**facts):
    lists = {LIST: status(), AB_LIST: status(AB_LIST, AB, AB_KEY, **facts)}
    return World(lists=lists).bundle()


UNACCREDITED = {
    "there is none": lambda: {**World().bundle(), "accreditation": None},
    "it is rubbish": lambda: {**World().bundle(), "accreditation": {"type": 7}},
    "it is someone else's": lambda: anchor(body=replace(World().accreditation.body, id="did:web:x.example")),
    "it had ended before the issue": lambda: anchor(valid_until=ISSUED - timedelta(seconds=1)),
    "it began after the issue": lambda: anchor(valid_from=ISSUED + timedelta(seconds=1)),
    "it is for another scope": lambda: anchor(scopes=("https://ab.example/scopes/iso-9001/iaf-29",)),
    "it is suspended": lambda: ab_status(on=[7]),
    "it was changed after signing": lambda: changed_after_signing(World().bundle()),
    "it is signed by the forger": lambda: World(ab_key=Key(b"x" * 32, AB_KEY.key_id)).bundle(),
    "it is signed by the certification body": lambda: World(ab_key=Key(b"c" * 32, f"{AB}#key-2026")).bundle(),
    "it is not the one pointed at": lambda: replaced(World().bundle()),
    "the certificate gives no digest": no_digest,
    "the certificate claims none": lambda: World(edit_certificate=edit_subject(authorisation=[])).bundle(),
    "it is of a business register": lambda: World(edit_accreditation=edit_subject(registerType="business")).bundle(),
    "its dates have no time": lambda: World(edit_accreditation=edit(validUntil="2028-12-31")).bundle(),
    "its context is unknown": lambda: World(edit_accreditation=edit(**{"@context": ["https://x.example"]})).bundle(),
}


@pytest.mark.parametrize("name", UNACCREDITED)
def test_unaccredited_when(name):
    assert verdict_of(UNACCREDITED[name]()) == "unaccredited"


@pytest.mark.parametrize("name", ["status missing", "status stale"])
def test_the_accreditations_own_status_must_be_established_too(name):
    bundle = ab_status(since=NOW - timedelta(days=8))
    if name == "status missing":
        del bundle["statusLists"][AB_LIST]
    assert verdict_of(bundle) == "indeterminate"


def test_an_accreditation_that_ended_after_the_issue_is_told_and_does_not_matter():
    verification = verify(anchor(valid_until=ISSUED + timedelta(hours=1)), trust(), NOW)
    assert verification.verdict == "valid"
    assert verification.notes == ("The accreditation ended on 2026-11-20T01:00:00Z, after the certificate was issued.",)


def test_a_certificate_backdated_into_the_accreditation_is_unaccredited():
    accreditation = replace(World().accreditation, valid_until=ISSUED + timedelta(hours=1))
    world = World(accreditation=accreditation, created=ISSUED + timedelta(days=1))
    assert verdict_of(world.bundle()) == "unaccredited"


@pytest.mark.parametrize(
    "bodies",
    [
        {},
        {OTHER_AB: TrustedBody(OTHER_AB, "Other")},
        {AB: TrustedBody(AB, "AB", role="certification-body", keys=(TrustedKey(AB_KEY.public_key),))},
    ],
)
def test_untrusted_when_the_accreditation_body_is_not_in_the_list(bodies):
    assert verdict_of(World().bundle(), by=Trust(bodies)) == "untrusted"


def test_untrusted_when_the_trust_list_has_ended():
    assert verdict_of(World().bundle(), by=trust(valid_until=NOW - timedelta(seconds=301))) == "untrusted"


def test_a_list_that_trusts_for_some_scopes_only():
    def by(*scopes):
        pin = TrustedKey(AB_KEY.public_key)
        return trust(bodies={AB: TrustedBody(AB, "AB", keys=(pin,), scopes=scopes)})

    assert verdict_of(World().bundle(), by=by(SCOPE)) == "valid"
    assert verdict_of(World().bundle(), by=by("https://ab.example/other")) == "unaccredited"


def test_the_file_alone_cannot_say_whose_key_it_is():
    """The whole chain forged, DID documents included: nothing but a name agrees with the verifier's list."""
    forger = Key(b"z" * 32, f"{AB}#key-2026")
    world = World(
        accreditation=replace(World().accreditation, keys=(EVIL_KEY.public_key,)),
        cb_key=EVIL_KEY,
        ab_key=forger,
        lists={LIST: status(key=EVIL_KEY), AB_LIST: status(AB_LIST, AB, forger)},
    )
    documents = {AB: document_of(AB, forger), CB: document_of(CB, EVIL_KEY)}
    bundle = world.bundle() | {"didDocuments": documents}
    assert verdict_of(bundle) == "unaccredited"
    assert verdict_of(bundle, by=Trust({AB: TrustedBody(AB, "by name only")})) == "indeterminate"


def test_a_body_whose_key_only_the_file_knows_is_not_believed():
    """A genuine accreditation, public as it is, and a certificate by someone who gave the body a new key."""
    genuine = replace(World().accreditation, keys=())
    world = World(
        accreditation=genuine,
        cb_key=EVIL_KEY,
        lists={LIST: status(key=EVIL_KEY), AB_LIST: status(AB_LIST, AB, AB_KEY)},
    )
    bundle = world.bundle()
    bundle["didDocuments"][CB] = document_of(CB, EVIL_KEY)
    assert verdict_of(bundle) == "indeterminate"
    pinned = TrustedBody(CB, "CPA", role="certification-body", keys=(TrustedKey(CB_KEY.public_key),))
    assert verdict_of(bundle, by=trust(bodies=dict(trust().bodies) | {CB: pinned})) == "invalid"
    assert verdict_of(bundle, by=trust(documents={CB: document_of(CB, CB_KEY)})) == "invalid"
    honest = World(accreditation=genuine).bundle()
    assert verdict_of(honest) == "indeterminate"
    assert verdict_of(honest, by=trust(bodies=dict(trust().bodies) | {CB: pinned})) == "valid"
    assert verdict_of(honest, by=trust(documents={CB: document_of(CB, CB_KEY)})) == "valid"


def test_a_status_list_under_a_key_only_the_file_knows_is_not_believed():
    bundle = World(lists={LIST: status(key=EVIL_KEY), AB_LIST: status(AB_LIST, AB, AB_KEY)}).bundle()
    evil = document_of(CB, EVIL_KEY)["verificationMethod"][0] | {"id": f"{CB}#other"}
    bundle["didDocuments"][CB]["verificationMethod"].append(evil)
    bundle["didDocuments"][CB]["assertionMethod"].append(evil["id"])
    payload = {name: value for name, value in status().items() if name != "proof"}
    other = Key(b"e" * 32, f"{CB}#other")
    bundle["statusLists"][LIST] = add_proof(payload, other, created=NOW - timedelta(hours=12))
    verification = verify(bundle, trust(), NOW)
    assert [(step.name, step.verdict.value) for step in verification.findings] == [("key origin", "indeterminate")]
    assert verification.lists == {}
    since = NOW - timedelta(hours=12)
    assert verify(World().bundle(), trust(), NOW).lists == {LIST: since, AB_LIST: since}


def test_a_key_pinned_with_dates_signed_only_between_them():
    def by(starts, ends):
        return trust(bodies={AB: TrustedBody(AB, "AB", keys=(TrustedKey(AB_KEY.public_key, starts, ends),))})

    begun = datetime(2026, 1, 1, tzinfo=UTC)
    assert verdict_of(World().bundle(), by=by(begun, None)) == "valid"
    assert verdict_of(World().bundle(), by=by(begun + timedelta(days=1), None)) == "unaccredited"
    assert verdict_of(World().bundle(), by=by(None, begun - timedelta(days=1))) == "unaccredited"


def test_a_rotation_breaks_no_old_certificate():
    bundle = World().bundle()
    new_key = Key(b"n" * 32, f"{CB}#key-2027")
    document = document_of(CB, CB_KEY)
    added = document_of(CB, new_key)
    for method, name in zip(added["verificationMethod"], ("key-2027", "key-2027-jwk"), strict=True):
        document["verificationMethod"].insert(0, method | {"id": f"{CB}#{name}"})
        document["assertionMethod"].insert(0, f"{CB}#{name}")
    assert verdict_of(bundle, by=trust(documents={CB: document})) == "valid"
    document["assertionMethod"] = document["assertionMethod"][:2]
    assert verdict_of(bundle, by=trust(documents={CB: document})) == "invalid"


def test_a_memory_of_good_signatures_changes_no_verdict():
    memory = Memory()
    good = World().bundle()
    for _ in range(2):
        assert verify(good, trust(), NOW, memory=memory).verdict == "valid"
    forged = copy.deepcopy(good)
    forged["accreditation"]["credentialSubject"]["registeredName"] = "Someone else"
    assert verify(forged, trust(), NOW, memory=memory).verdict == "unaccredited"
    swapped = copy.deepcopy(good)
    swapped["statusLists"][LIST] = status(on=[94_567])
    assert verify(swapped, trust(), NOW, memory=memory).verdict == "suspended"
    swapped["statusLists"][LIST]["credentialSubject"] = status()["credentialSubject"]
    assert verify(swapped, trust(), NOW, memory=memory).verdict == "indeterminate"
    assert verify(good, Trust({}), NOW, memory=memory).verdict == "untrusted"
    assert verify(good, trust(), NOW + timedelta(days=8), memory=memory).verdict == "indeterminate"
