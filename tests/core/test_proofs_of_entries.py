"""What is proven to outsiders: an entry, its words, and that today's log extends an older checkpoint."""

import base64
import json
import stat
from typing import Any

import pytest
from tests import cast
from tests.core.tampering import size_of

from mutu.core import tenancy
from mutu.core.checkpoints import BadKeyFile, home, read_checkpoint, signing_key, verifier_key
from mutu.core.identity import new_id
from mutu.core.models import Entry
from mutu.core.nouns import actions as nouns
from mutu.core.proof_files import ProofRefused, read_proof
from mutu.core.proofs import (
    check_consistency,
    check_inclusion,
    checkpoint,
    origin,
    prove_consistency,
    prove_inclusion,
    root,
    root_at,
)  # fmt: skip
from mutu.lib.signed_note import NoteRefused
from mutu.lib.transparency import LogRefused


def refused(code: str) -> Any:
    return pytest.raises((ProofRefused, NoteRefused), check=lambda reason: reason.code == code)


def changed(encoded: str) -> str:
    data = base64.b64decode(encoded)
    return base64.b64encode(bytes([data[0] ^ 1]) + data[1:]).decode()


def test_every_entry_is_proven_to_whoever_holds_the_checkpoint_and_the_key(factory):
    kept, key = checkpoint(factory.organization), verifier_key(factory.organization)
    for seq in range(size_of(factory)):
        proof = read_proof(json.dumps(prove_inclusion(factory.organization, seq, words=True)))
        included = check_inclusion(proof, kept, key)
        with tenancy.reading(factory.organization):
            leaf = Entry.objects.of(factory.organization).get(seq=seq).leaf
        assert (included.leaf, included.checkpoint.size) == (json.loads(leaf), size_of(factory))
    assert (included.who, included.words["fact.containment"]) == ("Suresh Pillai", "Held")


def test_without_words_only_digests_leave_the_house(factory):
    proof = prove_inclusion(factory.organization, size_of(factory) - 1)
    assert sorted(proof) == ["hashes", "leaf", "log", "proof", "seq", "size", "v"]
    assert "Held" not in json.dumps(proof)
    assert check_inclusion(proof, checkpoint(factory.organization), verifier_key(factory.organization)).words == {}


def test_every_older_checkpoint_is_extended_and_the_root_then_is_known_today(factory):
    key, older = verifier_key(factory.organization), []
    for number in range(9):
        older.append((checkpoint(factory.organization), root(factory.organization)))
        nouns.add_party(new_id(), by=factory.nurul, name=f"Provider {number}")
    today = checkpoint(factory.organization)
    for kept, (size, then) in older:
        assert root_at(factory.organization, size) == then
        proof = prove_consistency(factory.organization, size)
        assert check_consistency(proof, kept, today, key).size == size + 9 - older.index((kept, (size, then)))
        past = prove_inclusion(factory.organization, 3, size)
        assert check_inclusion(past, kept, key).leaf["seq"] == 3


def test_a_proof_is_one_query_however_long_the_log(factory, django_assert_num_queries):
    beside = 3 if tenancy.connection.vendor == "postgresql" else 0  # begin, whose, commit
    with django_assert_num_queries(3 + beside):
        prove_inclusion(factory.organization, 5)
    with django_assert_num_queries(2 + beside):
        prove_consistency(factory.organization, 5)


def test_a_tampered_proof_of_an_entry_proves_nothing(factory):
    kept, key = checkpoint(factory.organization), verifier_key(factory.organization)
    proof = prove_inclusion(factory.organization, 5, words=True)
    for at in range(len(proof["hashes"])):
        hashes = [*proof["hashes"]]
        hashes[at] = changed(hashes[at])
        with refused("not_proven"):
            check_inclusion({**proof, "hashes": hashes}, kept, key)
    salt, name, _value = next(line for line in proof["words"] if line[1] == "fact.role")
    for wrong, code in (
        ({"leaf": proof["leaf"].replace("role_assignment.give", "role_assignment.take")}, "not_proven"),
        ({"seq": 6}, "not_proven"),
        ({"seq": -1}, "not_proven"),
        ({"seq": True}, "malformed"),
        ({"size": proof["size"] + 1}, "wrong_size"),
        ({"hashes": proof["hashes"][:-1]}, "not_proven"),
        ({"hashes": ["Ä"]}, "malformed"),
        ({"hashes": [[]]}, "malformed"),
        ({"hashes": ["AA=="] * 131}, "malformed"),
        ({"leaf": 5}, "malformed"),
        ({"leaf": "\ud800"}, "malformed"),
        ({"log": "mutu/another"}, "wrong_log"),
        ({"proof": "consistency"}, "malformed"),
        ({"v": 2}, "malformed"),
        ({"words": [[salt, name, "top_management"]]}, "wrong_words"),
        ({"words": [["0" * 64]]}, "wrong_words"),
        ({"words": [[salt, name, float("nan")]]}, "malformed"),
        ({"words": [[{}]]}, "malformed"),
        ({"words": [[salt, name, "\ud800"]]}, "malformed"),
        ({"words": "role"}, "malformed"),
        ({"who": ["0", "", "Eve"]}, "wrong_words"),
        ({"who": "Eve"}, "malformed"),
    ):
        with refused(code):
            check_inclusion({**proof, **wrong}, kept, key)


def test_a_proof_counts_only_with_its_own_logs_checkpoint_and_key(factory):
    other = cast.build("Eve's")
    proof, kept = prove_inclusion(factory.organization, 5), checkpoint(factory.organization)
    key = verifier_key(factory.organization)
    with refused("no_known_signature"):
        check_inclusion(proof, kept, verifier_key(other.organization))
    with refused("wrong_log"):
        check_inclusion(proof, checkpoint(other.organization), verifier_key(other.organization))
    with refused("bad_signature"):
        check_inclusion(proof, kept.replace("at 2", "at 3"), key)
    with refused("bad_key"):
        check_inclusion(proof, kept, key[:-1])


def test_a_tampered_proof_of_consistency_proves_nothing(factory):
    key, old = verifier_key(factory.organization), checkpoint(factory.organization)
    size = size_of(factory)
    nouns.add_party(new_id(), by=factory.nurul, name="Delta Gears")
    new = checkpoint(factory.organization)
    proof = prove_consistency(factory.organization, size)
    assert check_consistency(proof, old, new, key).size == size + 1
    for wrong, code in (
        ({"hashes": [changed(proof["hashes"][0]), *proof["hashes"][1:]]}, "not_proven"),
        ({"hashes": []}, "not_proven"),
        ({"old_size": size - 1}, "wrong_size"),
        ({"new_size": None}, "malformed"),
    ):
        with refused(code):
            check_consistency({**proof, **wrong}, old, new, key)
    with refused("wrong_size"):
        check_consistency(proof, new, old, key)


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "[" * 100_000, " " * 2_000_001])
def test_what_is_no_proof_file_is_refused(text):
    with refused("malformed"):
        read_proof(text)


def test_entries_and_sizes_there_are_not_are_refused(factory):
    size = size_of(factory)
    for ask in (
        lambda: prove_inclusion(factory.organization, size),
        lambda: prove_inclusion(factory.organization, -1),
        lambda: prove_inclusion(factory.organization, 0, size + 1),
        lambda: prove_consistency(factory.organization, size + 1),
        lambda: prove_consistency(factory.organization, 3, 2),
    ):
        with pytest.raises(LogRefused):
            ask()


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path):
    first = signing_key(tmp_path / "new")
    assert signing_key(tmp_path / "new").private_bytes_raw() == first.private_bytes_raw()
    assert stat.S_IMODE((tmp_path / "new" / "checkpoint.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["checkpoint.key"]
    (tmp_path / "checkpoint.key").write_text("nonsense")
    with pytest.raises(BadKeyFile):
        signing_key(tmp_path)


def test_a_checkpoint_names_its_log_and_is_read_with_the_key_of_whoever_signed_it(factory):
    kept = checkpoint(factory.organization)
    assert kept.split("\n")[:2] == [f"mutu/{factory.organization.pk}", str(size_of(factory))]
    assert origin(factory.organization) == f"mutu/{factory.organization.pk}"
    there = read_checkpoint(factory.organization, kept, verifier_key(factory.organization))
    assert there == read_checkpoint(factory.organization.pk, kept)
    assert (home() / "checkpoint.key").exists()
    other = cast.build("Eve's")
    with refused("other_log"):
        read_checkpoint(factory.organization, checkpoint(other.organization), verifier_key(other.organization))
