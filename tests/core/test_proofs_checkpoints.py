"""A rewritten or shortened log is seen against a checkpoint; verifying at night and beside others at work."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests import cast
from tests.core.tampering import HEAD, LOG, Rows, found, rewrite, size_of

from mutu.core.identity import new_id
from mutu.core.models import Party
from mutu.core.nouns import actions as nouns
from mutu.core.proofs import checkpoint, root, verify, verify_since
from mutu.core.records import canonical
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.lib.signed_note import NoteRefused

PROBLEMS = Nonconformity._meta.db_table


def test_a_checkpoint_is_extended_by_whatever_happens_afterwards(factory):
    kept = checkpoint(factory.organization)
    assert found(factory, checkpoint=kept) == []
    nouns.add_site(new_id(), by=factory.nurul, name="Ipoh")
    findings = verify(factory.organization, checkpoint=kept)
    assert (findings.codes(), findings.checkpoint) == ([], True)


def test_a_rewritten_history_is_seen_only_against_a_checkpoint(factory, owner):
    kept = checkpoint(factory.organization)
    nouns.add_site(new_id(), by=factory.nurul, name="Ipoh")
    leaf = json.loads(Rows(owner, factory, LOG).one("leaf", "seq = 3"))
    rewrite(owner, factory, {3: canonical({**leaf, "via": "nobody knows"})})
    assert found(factory) == []
    assert [one[0] for one in found(factory, checkpoint=kept)] == ["rewritten"]


def test_an_older_backup_put_back_is_seen_only_against_a_checkpoint(factory, owner):
    nouns.add_party(new_id(), by=factory.nurul, name="Alpha Gears")
    size = size_of(factory)
    nouns.add_party(new_id(), by=factory.nurul, name="Delta Gears")
    kept = checkpoint(factory.organization)
    Rows(owner, factory, Party._meta.db_table).delete("name = 'Delta Gears'")
    rewrite(owner, factory, {}, size)
    assert found(factory) == []
    assert found(factory, checkpoint=kept) == [("shortened", HEAD, None)]


def test_a_checkpoint_that_cannot_be_believed_is_refused(factory):
    kept, other = checkpoint(factory.organization), cast.build("Eve's")
    size = size_of(factory)
    for wrong, code in (
        (kept.replace(f"\n{size}\n", f"\n{size + 1}\n"), "bad_signature"),
        (checkpoint(other.organization), "no_known_signature"),
        ("", "malformed"),
        ("\x00" * 20_000, "oversize"),
    ):
        with pytest.raises(NoteRefused) as refused:
            verify(factory.organization, checkpoint=wrong)
        assert refused.value.code == code


# --- every night, and beside others -----------------------------------------------------------------------------


def test_at_night_only_new_entries_are_read_and_still_every_record(factory, owner):
    size, kept = root(factory.organization)
    nouns.add_site(new_id(), by=factory.nurul, name="Ipoh")
    findings = verify_since(factory.organization, size, kept)
    assert (findings.codes(), findings.entries, findings.records) == ([], 1, size)
    assert (findings.size, bytes.fromhex(findings.root)) == root(factory.organization)
    assert verify_since(factory.organization, size, bytes(32)).codes() == ["rewritten"]
    assert verify_since(factory.organization, size + 2).codes() == ["shortened"]
    Rows(owner, factory, PROBLEMS).set("what", "Nothing")
    assert verify_since(factory.organization, size, kept).codes() == ["changed_record"]


def test_work_that_goes_on_while_verifying_raises_no_false_alarm(factory):
    def work() -> None:
        try:
            for number in range(12):
                nouns.add_party(new_id(), by=factory.nurul, name=f"Provider {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        rounds = [found(factory)]
        while not working.done():
            rounds.append(found(factory))
        working.result()
    assert {tuple(one) for one in rounds} == {()}
    assert nonconformities.report(new_id(), by=factory.bishnu, what="The connection still works").number
