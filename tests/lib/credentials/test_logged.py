"""A certificate's place in a public log: shown, told, and never mistaken for a verdict."""

import base64
import copy

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.credentials.test_trust import KEEPER, published
from tests.lib.credentials.world import ISSUED, NOW, World, trust

from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.logged import check_logged, log_entry
from mutu.lib.credentials.trust import read_trust_list
from mutu.lib.credentials.verification import verify
from mutu.lib.signed_note import Checkpoint, sign, verifier_key
from mutu.lib.transparency import append, consistency_proof, inclusion_proof, leaf_hash, place, root

LOG = "cpa.example"
LOG_KEY = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
BUNDLE = World().bundle()
CERTIFICATE = BUNDLE["certificate"]
ENTRY = log_entry("issued", CERTIFICATE["id"], CERTIFICATE, ISSUED)


def log(entries):
    """The nodes of a log, a way to read them, and its checkpoint."""
    rows, frontier = [], b""
    for number, entry in enumerate(entries):
        nodes, frontier = append(number, frontier, leaf_hash(entry))
        rows.append(nodes)

    def fetch(wanted):
        return {node: rows[place(*node)[0]][place(*node)[1] :][:32] for node in wanted}

    return fetch, Checkpoint(f"{LOG}/certificates", len(rows), root(len(rows), frontier))


ENTRIES = [b"one", b"two", ENTRY, b"four", b"five"]
FETCH, CHECKPOINT = log(ENTRIES)


def encoded(hashes):
    return [base64.b64encode(item).decode() for item in hashes]


def proof(**changes):
    return {
        "event": "issued",
        "at": "2026-11-20T00:00:00Z",
        "index": 2,
        "proof": encoded(inclusion_proof(2, 5, FETCH)),
        "checkpoint": sign(CHECKPOINT, LOG, LOG_KEY),
    } | changes


def noted(value, **seen):
    by = trust(logs={LOG: LOG_KEY.public_key()}, checkpoints=seen)
    return verify(BUNDLE | {"transparency": [value]}, by, NOW)


def test_the_place_in_the_log_is_told():
    verification = noted(proof())
    assert verification.verdict == "valid"
    assert verification.notes == ("In the log cpa.example/certificates: entry 2 of 5, issued on 2026-11-20T00:00:00Z.",)


BAD = {
    "of another entry": {"index": 1},
    "of another event": {"event": "restored"},
    "of another time": {"at": "2026-11-19T00:00:00Z"},
    "cut short": {"proof": []},
    "not digests": {"proof": ["x"]},
    "too long": {"proof": ["AAAA"] * 65},
    "under a checkpoint nobody signed": {"checkpoint": CHECKPOINT.body()},
    "under another's checkpoint": {"checkpoint": sign(CHECKPOINT, LOG, OTHER_KEY)},
    "with an index that is true": {"index": True},
    "incomplete": {"checkpoint": None},
}


@pytest.mark.parametrize("name", BAD)
def test_a_proof_that_shows_nothing_is_told_and_changes_no_verdict(name):
    verification = noted(proof(**BAD[name]))
    assert verification.verdict == "valid"
    assert [note.startswith("In the log") for note in verification.notes] == [False]


def test_the_proof_of_another_certificate_shows_nothing():
    other = copy.deepcopy(CERTIFICATE) | {"name": "other"}
    with pytest.raises(CredentialError):
        check_logged(proof(), CERTIFICATE["id"], other, logs={LOG: LOG_KEY.public_key()}, seen={})


def test_a_log_that_grew_as_seen_before_is_one_history():
    _, earlier = log(ENTRIES[:3])
    grown = proof(consistency=encoded(consistency_proof(3, 5, FETCH)))
    assert noted(grown, **{earlier.origin: earlier}).notes[0].startswith("In the log")
    assert noted(proof(), **{earlier.origin: earlier}).notes[1:] == (
        "The log has another size than when you last saw it; no proof of what lies between came along.",
    )
    _, other = log([b"one", b"forged", ENTRY])
    assert noted(grown, **{other.origin: other}).notes == (
        "The proof does not show that the log still begins as you have seen it.",
    )


def test_two_roots_for_one_size_are_two_histories():
    _, other = log([b"one", b"two", b"forged", b"four", b"five"])
    assert noted(proof(), **{other.origin: other}).notes == (
        "The log cpa.example/certificates told two histories: for its first 5 entries it signed two roots, "
        f"{other.root.hex()} and {CHECKPOINT.root.hex()}.",
    )


def test_two_proofs_in_one_bundle_whose_checkpoints_disagree_show_it_too():
    fetch, other = log([b"one", b"two", ENTRY, b"four", b"forged"])
    second = proof(proof=encoded(inclusion_proof(2, 5, fetch)), checkpoint=sign(other, LOG, LOG_KEY))
    by = trust(logs={LOG: LOG_KEY.public_key()})
    verification = verify(BUNDLE | {"transparency": [proof(), second]}, by, NOW)
    assert verification.verdict == "valid"
    assert [note.split(":")[0] for note in verification.notes] == [
        "In the log cpa.example/certificates",
        "The log cpa.example/certificates told two histories",
    ]


@pytest.mark.parametrize("form", ["embedded", "jwt"])
def test_one_entry_stands_for_every_form_of_the_certificate(form):
    by = trust(logs={LOG: LOG_KEY.public_key()})
    bundle = World(form=form).bundle() | {"transparency": [proof()]}
    assert verify(bundle, by, NOW).notes[0].startswith("In the log")


def test_a_trust_list_carries_the_keys_of_logs():
    line = verifier_key(LOG, LOG_KEY.public_key())
    logs = read_trust_list(published(logs=[line])).logs
    assert {name: key.public_bytes_raw() for name, key in logs.items()} == {
        LOG: LOG_KEY.public_key().public_bytes_raw()
    }
    payload = {name: value for name, value in published().items() if name != "proof"}
    for logs in (["rubbish"], [7], 7, None):
        with pytest.raises(CredentialError):
            read_trust_list(add_proof(payload | {"logs": logs}, KEEPER, created=ISSUED))


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["event", "at", "index", "proof", "checkpoint", "consistency"]),
        st.none() | st.integers() | st.text(max_size=9) | st.lists(st.text(max_size=9) | st.integers(), max_size=3),
    )
)
def test_anything_in_a_proof_is_told_and_changes_no_verdict(changes):
    assert noted(proof(**changes)).verdict == "valid"
