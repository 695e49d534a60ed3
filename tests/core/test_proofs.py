"""One changed byte, one added or missing row in any table the gate writes is found and named; and nothing else is."""

from itertools import count
from typing import Any

from django.db import models
from tests.core.tampering import KEPT_OUT, Owner, every_kind, fabricate, found, other_than, size_of

from mutu.core import tenancy
from mutu.core.models import Entry, Name, Words
from mutu.core.proofs import verify
from mutu.core.record_check import Kind
from mutu.core.records import Record, canonical, in_shape
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import Nonconformity

LOG = Entry._meta.db_table


def test_an_untouched_organization_has_no_findings_and_everything_was_looked_at(factory):
    findings = verify(factory.organization)
    assert (findings.codes(), findings.count, findings.clean) == ([], 0, True)
    assert (findings.entries, findings.size, findings.files) == (size_of(factory), size_of(factory), 1)
    assert findings.records == findings.entries - 1  # the nonconformity has two entries, every other record one


def test_verification_says_how_far_it_is_and_changes_nothing(factory, owner):
    before = [owner.run(f"SELECT * FROM {table}") for table in (LOG, Words._meta.db_table, Name._meta.db_table)]
    told: list[tuple[str, int]] = []
    verify(factory.organization, progress=lambda what, done: told.append((what, done)))
    size = size_of(factory)
    assert told == [("entries", size), ("records", size - 1), ("files", 1)]
    assert before == [owner.run(f"SELECT * FROM {table}") for table in (LOG, Words._meta.db_table, Name._meta.db_table)]


def test_columns_are_read_as_the_record_itself_would_tell_them(factory):
    fabricated = [fabricate(factory, model) for model in every_kind() if model.kind != "organization"]
    with tenancy.reading(factory.organization):
        for record in fabricated:
            kind = Kind(type(record))
            rows = type(record).objects.of(factory.organization).filter(pk=record.pk)
            ((further, snapshot),) = kind.columns.read(rows)
            for part, columns in kind.parts.items():
                snapshot[part] = [row for _further, row in columns.read(getattr(record, part).all())]
            older = [name for at, name in enumerate(type(record).shape()) if at % 3]
            assert kind.cut(snapshot, "older", older) == in_shape(snapshot, older)
            assert (further[:2], snapshot) == ((str(record.pk), record.number), rows.get().snapshot())


# --- every column of every table the gate writes ----------------------------------------------------------------


class Tampered:
    """One row of one table, and which of its record's columns can be changed in turn."""

    def __init__(self, owner: Owner, row: Any, record: Record) -> None:
        self.owner, self.row, self.record = owner, row, record
        self.table = row._meta.db_table
        left_out = {"id", "organization", "record", *(KEPT_OUT if row is record else ())}
        self.columns = [column for column in row._meta.concrete_fields if column.name not in left_out]

    def change(self, column: models.Field[Any, Any]) -> Any:
        """The old value; `LookupError` when there is no other."""
        quoted = f'"{column.column}"'
        (old,) = self.owner.run(f"SELECT {quoted} FROM {self.table} WHERE id = %s", self.key())[0]
        self.set(column, other_than(column, old, self.owner))
        return self.owner.json(old) if isinstance(column, models.JSONField) and self.owner.postgresql else old

    def set(self, column: models.Field[Any, Any], value: Any) -> None:
        self.owner.run(f'UPDATE {self.table} SET "{column.column}" = %s WHERE id = %s', value, self.key())

    def key(self) -> Any:
        return self.owner.key(self.row.pk)


def changed_in_turn(factory, owner, tampered):
    """Change one column of every row at once, look what is found, put it back, and so on; how many were changed."""
    changed_columns = 0
    for turn in count():
        put_back, expected = [], set()
        for one in tampered:
            if turn >= len(one.columns):
                continue
            column = one.columns[turn]
            try:
                put_back.append((one, column, one.change(column)))
            except LookupError:
                continue
            expected.add((type(one.record)._meta.db_table, named(owner, one.record)))
        if not put_back:
            break
        changed_columns += len(put_back)
        findings = verify(factory.organization)
        assert {
            (one.table, one.record) for one in findings if one.code in ("changed_record", "changed_row")
        } >= expected, [column.name for _one, column, _old in put_back]
        assert len({one.record for one in findings if one.code == "changed_record"}) <= len(expected)
        for one, column, old in put_back:
            one.set(column, old)
    return changed_columns


def test_a_change_in_any_column_of_any_kind_of_record_is_found_and_put_back_is_silence(factory, owner):
    tampered = []
    for model in every_kind():
        record: Record = factory.organization if model.kind == "organization" else fabricate(factory, model)
        with tenancy.reading(factory.organization):
            lines = [line for part in model.parts for line in record.rows(part)]
        tampered += [Tampered(owner, row, record) for row in (record, *lines)]
    assert found(factory) == []
    with owner.without_walls():
        changed_columns = changed_in_turn(factory, owner, tampered)
    assert changed_columns > 150
    assert found(factory) == []


def named(owner: Owner, record: Record) -> str:
    """What a finding calls it: its number as it is now, or its id."""
    (number,) = owner.run(f"SELECT number FROM {record._meta.db_table} WHERE id = %s", owner.key(record.pk))[0]
    return str(number or record.pk)


def test_a_list_as_long_as_an_id_is_still_a_list(factory):
    with tenancy.reading(factory.organization):
        report = Nonconformity.objects.of(factory.organization).get()
    why = ["Mould wet.", "Hose leaks here"]
    nonconformities.correct(report.pk, by=factory.suresh, correction="Sorted")
    nonconformities.determine_cause(report.pk, by=factory.suresh, why_made=why)
    assert (len(canonical(why)), found(factory)) == (32, [])
