"""A verifier's own list: signed by its keeper, in sequence, each body once."""

import pytest
from tests.lib.credentials.forging import Key
from tests.lib.credentials.world import AB, AB_KEY, CB, CB_KEY, ISSUED, NOW, SCOPE

from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.did import did_key
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.trust import TrustedBody, TrustedKey, read_trust_list, trust_list_payload

PLAIN = Key(b"k" * 32, "")
KEEPER = Key(b"k" * 32, f"{did_key(PLAIN.public_key)}#{PLAIN.public_key.multikey}")
BODIES = (
    TrustedBody(
        AB,
        "National Accreditation",
        keys=(TrustedKey(AB_KEY.public_key, ISSUED, NOW, f"{AB}#key-2026"), TrustedKey(CB_KEY.public_key)),
        scopes=(SCOPE,),
        source="Seen on the public register on 2026-11-20.",
    ),
    TrustedBody(CB, "ချောဖရာ", role="certification-body"),
)


def published(bodies=BODIES, key=KEEPER, **changes):
    facts = {"name": "Buyer's list", "sequence": 7, "valid_from": ISSUED, "valid_until": NOW} | changes
    return add_proof(trust_list_payload(bodies=bodies, **facts), key, created=ISSUED)


def test_a_list_reads_as_it_was_written():
    trust = read_trust_list(published())
    assert tuple(trust.bodies.values()) == BODIES
    assert (trust.name, trust.sequence, trust.valid_until) == ("Buyer's list", 7, NOW)


def test_only_the_expected_keeper_counts():
    assert read_trust_list(published(), keeper=KEEPER.public_key).sequence == 7
    with pytest.raises(CredentialError) as refusal:
        read_trust_list(published(), keeper=CB_KEY.public_key)
    assert refusal.value.code == "signature"


def test_an_older_list_than_one_seen_is_refused():
    assert read_trust_list(published(), at_least=7).sequence == 7
    with pytest.raises(CredentialError) as refusal:
        read_trust_list(published(), at_least=8)
    assert refusal.value.code == "trust-list"


def test_a_list_signed_under_a_name_that_proves_nothing_needs_a_keeper():
    document = published(key=CB_KEY)
    with pytest.raises(CredentialError):
        read_trust_list(document)
    assert read_trust_list(document, keeper=CB_KEY.public_key).sequence == 7


@pytest.mark.parametrize("changes", [{"sequence": 0}, {"valid_until": ISSUED}])
def test_no_such_list_is_written(changes):
    with pytest.raises(CredentialError):
        published(**changes)


BROKEN = {
    "a body twice": {"entries": [{"did": AB, "role": "accreditation-body"}] * 2},
    "a body without a role": {"entries": [{"did": AB}]},
    "a body without a DID": {"entries": [{"did": "AB", "role": "accreditation-body"}]},
    "a key that is none": {"entries": [{"did": AB, "role": "accreditation-body", "keys": [{}]}]},
    "keys that are no list": {"entries": [{"did": AB, "role": "accreditation-body", "keys": {}}]},
    "scopes that are no list": {"entries": [{"did": AB, "role": "accreditation-body", "scopes": "all"}]},
    "a date without time": {
        "entries": [
            {
                "did": AB,
                "role": "accreditation-body",
                "keys": [{"publicKeyMultibase": AB_KEY.public_key.multikey, "until": "2026-01-01"}],
            }
        ]
    },
    "no entries": {"entries": None},
    "no end": {"validUntil": None},
    "a sequence that is true": {"sequence": True},
    "another kind": {"type": "List"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_list_is_refused_whole(name):
    payload = {member: value for member, value in published().items() if member != "proof"}
    with pytest.raises(CredentialError):
        read_trust_list(add_proof(payload | BROKEN[name], KEEPER, created=ISSUED))
