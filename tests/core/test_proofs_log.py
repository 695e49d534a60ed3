"""Added and missing rows, the log's own tables, files, counters: each fault is named, and named once."""

import json

import pytest
from tests import cast
from tests.core.tampering import HEAD, LOG, WORDS, Rows, changed_byte, fabricate, found, rewrite, size_of

from mutu.core import attachments, tenancy, trail
from mutu.core.identity import new_id
from mutu.core.models import Attachment, Counter, Door, Name, Party, Person, Shape, Site
from mutu.core.nouns import actions as nouns
from mutu.core.proofs import verify
from mutu.core.records import canonical
from mutu.improvement.nonconformities.models import ContainmentPlace, Nonconformity

NAMES, SHAPES, COUNTERS, DOORS, PLACES, PROBLEMS, PEOPLE = (
    model._meta.db_table for model in (Name, Shape, Counter, Door, ContainmentPlace, Nonconformity, Person)
)


def the_nonconformity(factory: cast.Factory) -> Nonconformity:
    with tenancy.reading(factory.organization):
        return Nonconformity.objects.of(factory.organization).get()


# --- rows -------------------------------------------------------------------------------------------------------


def test_a_record_nobody_reported_is_named(factory, owner):
    new = new_id()
    Rows(owner, factory, PROBLEMS).copy("TRUE", id=owner.key(new), number="NC-1999-0001")
    (finding,) = verify(factory.organization)
    assert (finding.code, finding.table, finding.record) == ("added_record", PROBLEMS, "NC-1999-0001")
    assert str(finding) == (f"NC-1999-0001 was added to {PROBLEMS} outside the program: no entry speaks of it.")


def test_a_record_added_under_the_id_of_a_record_of_another_kind_is_named(factory, owner):
    Rows(owner, factory, Site._meta.db_table).copy("name = 'Kulim'", id=owner.key(the_nonconformity(factory).pk))
    assert found(factory) == [("added_record", Site._meta.db_table, None)]


def test_a_deleted_record_is_named_with_the_last_entry_that_speaks_of_it(factory, owner):
    party = nouns.add_party(new_id(), by=factory.nurul, name="Delta Gears")
    Rows(owner, factory, Party._meta.db_table).delete("name = 'Delta Gears'")
    (finding,) = verify(factory.organization)
    assert (finding.code, finding.record, finding.seq) == ("missing_record", str(party.pk), size_of(factory) - 1)


def test_a_record_given_to_another_organization_is_missing_here_and_added_there(factory, owner):
    other = cast.build("Eve's")
    nouns.add_party(new_id(), by=factory.nurul, name="Delta Gears")
    table = Party._meta.db_table
    Rows(owner, factory, table).set("organization_id", owner.key(other.organization.pk))
    assert found(factory) == [("missing_record", table, size_of(factory) - 1)]
    assert found(other) == [("added_record", table, None)]


def test_what_happens_to_one_organization_is_no_finding_in_another(factory, owner):
    other = cast.build("Eve's")
    Rows(owner, factory, PROBLEMS).set("what", "Nothing")
    assert found(factory) == [("changed_record", PROBLEMS, size_of(factory) - 1)]
    assert found(other) == []


@pytest.mark.parametrize("fault", ["added", "missing", "given away", "moved down"])
def test_a_line_of_a_records_own_table_is_the_records(factory, owner, fault):
    rows, other = Rows(owner, factory, PLACES), cast.build("Eve's")
    if fault == "added":
        rows.copy("TRUE", id=owner.key(new_id()), position=1)
    if fault == "missing":
        rows.delete("TRUE")
    last = size_of(factory) - 1
    if fault == "given away":
        with owner.without_walls():
            rows.set("organization_id", owner.key(other.organization.pk))
            assert found(other) == [("stray_row", PLACES, None)]
            assert found(factory) == [("changed_record", PROBLEMS, last)]
            Rows(owner, other, PLACES).set("organization_id", owner.key(factory.organization.pk))
        return
    if fault == "moved down":
        rows.set("position", 1)
    expected = ("changed_row", PLACES, last) if fault == "moved down" else ("changed_record", PROBLEMS, last)
    assert found(factory) == [expected]


def test_a_column_that_cannot_even_be_read_is_a_finding_and_no_crash(factory, owner):
    if owner.postgresql:
        pytest.skip("PostgreSQL keeps a column's type")
    for column, nonsense in (("cost", "dear"), ("reported_at", b"\xff\x00"), ("site_id", "nowhere"), ("id", "none")):
        old = Rows(owner, factory, PROBLEMS).one(column)
        Rows(owner, factory, PROBLEMS).set(column, nonsense)
        assert found(factory), column
        Rows(owner, factory, PROBLEMS).set(column, old)
    assert found(factory) == []


def test_what_follows_from_the_state_is_checked_too(factory, owner):
    Rows(owner, factory, PROBLEMS).set("open", False if owner.postgresql else 0)
    assert found(factory) == [("changed_record", PROBLEMS, size_of(factory) - 1)]


# --- the log ----------------------------------------------------------------------------------------------------


def test_a_changed_entry_is_named_and_only_that_one(factory, owner):
    rows = Rows(owner, factory, LOG)
    for seq in range(size_of(factory)):
        where = f"seq = {seq}"
        old = rows.one("leaf", where)
        with owner.without_triggers():
            rows.set("leaf", changed_byte(old), where)
        assert found(factory)[0] == ("changed_entry", LOG, seq)
        assert {entry for code, _table, entry in found(factory) if code == "changed_entry"} == {seq}
        with owner.without_triggers():
            rows.set("leaf", old, where)
    assert found(factory) == []


def test_a_changed_hash_of_a_subtree_is_found_at_that_entry_or_at_the_next_that_uses_it(factory, owner):
    rows = Rows(owner, factory, LOG)
    old = bytes(rows.one("nodes", "seq = 7"))
    assert len(old) == 4 * 32
    for at in (0, 33, 66, 127):
        with owner.without_triggers():
            rows.set("nodes", old[:at] + bytes([old[at] ^ 1]) + old[at + 1 :], "seq = 7")
        code, table, seq = found(factory)[0]
        assert (code, table, seq) == ("changed_entry" if at == 0 else "changed_nodes", LOG, 7)
    for wrong in (b"", old[:-1], old + old[:32]):
        with owner.without_triggers():
            rows.set("nodes", wrong, "seq = 7")
        assert found(factory)[0][1:] == (LOG, 7)
    with owner.without_triggers():
        rows.set("nodes", old, "seq = 7")
    assert found(factory) == []


def test_an_entry_that_says_it_is_of_another_record_is_named(factory, owner):
    with owner.without_triggers():
        Rows(owner, factory, LOG).set("record", owner.key(new_id()), "seq = 3")
    assert ("misplaced_entry", LOG, 3) in found(factory)


def test_missing_entries_are_named_wherever_they_are(factory, owner):
    size = size_of(factory)
    with owner.without_triggers():
        Rows(owner, factory, LOG).delete("seq IN (4, 5)")
        Rows(owner, factory, WORDS).delete("seq IN (4, 5)")
    findings = verify(factory.organization)
    assert (findings.codes()[0], findings.kept[0].seq) == ("missing_entry", 4)
    assert str(findings.kept[0]) == "Missing from the log: entry 4 – 5."
    with owner.without_triggers():
        Rows(owner, factory, LOG).delete(f"seq = {size - 1}")
    assert [one for one in found(factory) if one[0] == "missing_entry"] == [
        ("missing_entry", LOG, 4), ("missing_entry", LOG, size - 1),
    ]  # fmt: skip
    assert ("added_words", WORDS, size - 1) in found(factory)


def test_an_entry_added_at_the_end_is_named(factory, owner):
    size = size_of(factory)
    Rows(owner, factory, LOG).copy(f"seq = {size - 1}", seq=size)
    assert {("added_entry", LOG, size), ("misplaced_entry", LOG, size), ("missing_words", WORDS, size)} <= set(
        found(factory)
    )


def test_an_entry_put_back_in_time_is_named(factory, owner):
    leaf = json.loads(Rows(owner, factory, LOG).one("leaf", "seq = 9"))
    rewrite(owner, factory, {9: canonical({**leaf, "at": "2001-01-01T00:00:00.000000+00:00"})})
    assert found(factory) == [("clock", LOG, 9)]


def test_a_clock_set_back_leaves_a_log_in_order_that_says_what_the_clock_said(factory):
    from dataclasses import replace
    from datetime import UTC, datetime

    early = replace(factory.nurul, at=datetime(2020, 1, 1, tzinfo=UTC))
    site = nouns.add_site(new_id(), by=early, name="Ipoh")
    assert found(factory) == []
    with tenancy.reading(factory.organization):
        (entry,) = trail.Entry.objects.of(factory.organization).filter(record=site.pk)
    leaf = json.loads(entry.leaf)
    assert leaf["clock"] == "2020-01-01T00:00:00.000000+00:00"
    assert datetime.fromisoformat(leaf["at"]) > datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("column", "value"), [("size", 3), ("size", 999), ("frontier", bytes(32)), ("at", None)])
def test_a_changed_head_is_found(factory, owner, column, value):
    Rows(owner, factory, HEAD).set(column, value)
    code = {("size", 3): "added_entry", ("size", 999): "missing_entry"}.get((column, value), "changed_head")
    assert [one[0] for one in found(factory)] == [code]


# --- words, names, shapes and what stands beside ----------------------------------------------------------------


def test_changed_missing_and_added_words_are_named_with_their_entry(factory, owner):
    rows, last = Rows(owner, factory, WORDS), size_of(factory) - 1
    old = rows.one("said", f"seq = {last}")
    assert '"Held"' in old
    for wrong in (old.replace('"Held"', '"Kept"'), old.replace(",", ", ", 1), old[:-1], "", "[]", "null", "[[]]", "{}"):
        rows.set("said", wrong, f"seq = {last}")
        assert found(factory) == [("changed_words", WORDS, last)]
    rows.set("said", old.replace('"Held"', '"Kept"'), f"seq = {last}")
    assert str(verify(factory.organization).kept[0]) == f"The words of entry {last} were changed: fact.containment."
    rows.set("said", old, f"seq = {last}")
    rows.copy(f"seq = {last}", seq=last + 1)
    assert found(factory) == [("added_words", WORDS, last + 1)]
    rows.delete(f"seq = {last + 1}")
    rows.delete("seq = 2")
    assert ("missing_words", WORDS, 2) in found(factory)


def test_words_that_look_like_the_end_of_a_line_are_read_rightly(factory):
    nouns.add_party(new_id(), by=factory.nurul, name='"],["x"],[[","\\" ]]')
    assert found(factory) == []


def test_erased_words_are_no_finding_unless_they_are_of_another_entry(factory, owner):
    rows, last = Rows(owner, factory, WORDS), size_of(factory) - 1
    lines = json.loads(rows.one("said", f"seq = {last}"))
    digests = [[trail.digest(*line)] for line in lines]
    rows.set("said", canonical([digests[0], *lines[1:]]), f"seq = {last}")
    assert found(factory) == []
    rows.set("said", canonical(digests), f"seq = {last}")
    assert found(factory) == []
    rows.set("said", canonical([["0" * 64], *digests[1:]]), f"seq = {last}")
    assert found(factory) == [("changed_words", WORDS, last)]


def test_the_salt_of_a_records_last_entry_is_the_records(factory, owner):
    last = size_of(factory) - 1
    Rows(owner, factory, WORDS).set("salt", "0123456789abcdef", f"seq = {last}")
    assert found(factory) == [("changed_record", PROBLEMS, last)]


def test_names_that_were_changed_added_or_taken_away_are_named_and_erased_ones_are_not(factory, owner):
    rows, where = Rows(owner, factory, NAMES), "name = 'Suresh Pillai'"
    rows.copy(where, digest="f" * 64)
    assert {one[0] for one in found(factory)} == {"changed_name", "added_name"}
    rows.delete(f"digest = '{'f' * 64}'")
    rows.set("name", "Somebody Else", where)
    assert found(factory) == [("changed_name", NAMES, None)]
    known = rows.one("digest", "name = 'Somebody Else'")
    rows.set("name", "", f"digest = '{known}'")
    assert found(factory) == [("changed_name", NAMES, None)]
    rows.set("salt", "", f"digest = '{known}'")
    assert found(factory) == []
    rows.delete(f"digest = '{known}'")
    assert found(factory) == [("missing_name", NAMES, size_of(factory) - 1)]


def test_shapes_that_were_changed_added_or_taken_away_are_named(factory, owner):
    rows = Rows(owner, factory, SHAPES)
    rows.copy(f"key = '{rows.one('key')}'", key="made up")
    assert found(factory) == [("added_shape", SHAPES, None)]
    rows.delete("key = 'made up'")
    leaf = json.loads(Rows(owner, factory, LOG).one("leaf", f"seq = {size_of(factory) - 1}"))
    where = f"key = '{leaf['shape']}'"
    rows.set("names", owner.json(["what"]), where)
    assert {one[0] for one in found(factory)} == {"changed_shape", "changed_record"}
    rows.delete(where)
    assert {one[0] for one in found(factory)} == {"missing_shape", "not_checked"}


def test_a_column_added_later_accuses_nobody_and_the_older_columns_stay_watched(factory, owner, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(Party, "unrecorded", frozenset({"country"}))
        earlier.setattr(ContainmentPlace, "unrecorded", ContainmentPlace.unrecorded | {"checked_by"})
        Party.recorded_fields.cache_clear()
        nouns.add_party(new_id(), by=factory.nurul, name="Delta Gears", country="VN")
        fabricate(factory, Nonconformity)
    Party.recorded_fields.cache_clear()
    assert found(factory) == []
    rows = Rows(owner, factory, Party._meta.db_table)
    rows.set("country", "TH")
    assert found(factory) == []
    rows.set("name", "Delta Cogs")
    assert [one[:2] for one in found(factory)] == [("changed_record", Party._meta.db_table)]


def test_a_file_that_was_changed_or_is_missing_is_named(factory):
    with tenancy.reading(factory.organization):
        attachment = Attachment.objects.of(factory.organization).get()
    path = attachments.place(factory.organization.pk, attachment.sha256)
    path.write_bytes(b"measured: 12,1 12,3")
    (finding,) = verify(factory.organization)
    assert (finding.code, finding.record) == ("changed_file", str(attachment.pk))
    path.unlink()
    assert [one[0] for one in found(factory)] == ["missing_file"]


def test_a_counter_and_a_door_that_were_changed_are_found(factory, owner):
    counter = Rows(owner, factory, COUNTERS)
    for last in (0, 4):
        counter.set("last", last, "series LIKE 'P-%'" if not owner.postgresql else "series LIKE 'P-%%'")
        assert found(factory) == [("changed_counter", COUNTERS, None)]
    counter.set("last", 5, "series LIKE 'P-%'" if not owner.postgresql else "series LIKE 'P-%%'")
    assert found(factory) == []
    Rows(owner, factory, DOORS).set("name", "Eve's")
    assert found(factory) == [("changed_door", DOORS, None)]
