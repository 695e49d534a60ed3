"""`mutu import` does what the page does, as a named person, and says how it went by its exit code."""

from pathlib import Path

import pytest
from tests import cast
from tests.cast import Factory
from tests.core import bringing_in as steps

from mutu.cli import acting, importing, main
from mutu.core import tenancy
from mutu.core.importing.models import Import
from mutu.improvement.nonconformities import actions as problems
from mutu.improvement.nonconformities.models import Nonconformity

LIST = steps.csv("NCR-1,22/11/2025,Flash on rim,IM-14,5,", "NCR-2,31/02/2026,Burr,IM-14,5,")


@pytest.fixture
def factory(db: None) -> Factory:
    return cast.build()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(LIST)
    return path


def run(factory: Factory, *said: object, as_person: cast.Actor | None = None) -> int:
    by = as_person or factory.nurul
    assert by.person is not None
    who = ["--as", by.person.badge, "--organization", factory.organization.slug]
    return main.main(["import", *map(str, said), *who])


def brought_in(factory: Factory) -> list[str]:
    with tenancy.reading(factory.organization):
        found = Nonconformity.objects.of(factory.organization).exclude(state="withdrawn")
        return sorted(found.values_list("old_number", flat=True))


def test_a_dry_run_tells_every_fault_and_brings_nothing_in(factory, file, capsys):
    assert run(factory, file, "--into", "nonconformities", "--dry-run") == importing.ROWS_LEFT
    said = capsys.readouterr()
    assert said.out == (
        "row 3: Date: February 2026 has 28 days. Write for example 28/02/2026.\n"
        "IMP-2026-001: 1 good, 1 to mend; nothing was brought in\n".replace("IMP-2026-001", number(factory))
    )
    assert "checking: 2 of 2" in said.err
    assert brought_in(factory) == []


def number(factory: Factory) -> str:
    with tenancy.reading(factory.organization):
        return Import.objects.of(factory.organization).get().number


def test_good_rows_come_in_others_come_back_and_it_can_be_undone(factory, file, tmp_path, capsys):
    mend = tmp_path / "mend.xlsx"
    assert run(factory, file, "--into", "nonconformities", "--dry-run") == importing.ROWS_LEFT
    assert run(factory, file, "--into", "nonconformities", "--mend", mend) == importing.ROWS_LEFT
    assert (brought_in(factory), mend.read_bytes()[:2]) == (["NCR-1"], b"PK")
    assert run(factory, file, "--into", "nonconformities") == 2
    assert run(factory, "--undo", number(factory)) == 0
    assert brought_in(factory) == []
    assert capsys.readouterr().out.endswith("1 taken back, 0 left because somebody has worked on them\n")


def test_a_column_can_be_left_out_or_taken_for_another_fact(factory, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"Number,When,Text,Shift\nNCR-9,22/11/2025,Burr,A\n")
    said = ["--map", "When=found_on", "--map", "Text=what", "--map", "Number=old_number", "--map", "Shift"]
    assert run(factory, file, "--into", "nonconformities", *said) == 0
    assert brought_in(factory) == ["NCR-9"]


def test_what_somebody_worked_on_is_left_and_the_exit_code_says_so(factory, file):
    run(factory, file, "--into", "nonconformities")
    with tenancy.reading(factory.organization):
        record = Nonconformity.objects.of(factory.organization).get()
    problems.assign(record.pk, by=factory.suresh, owner=factory.suresh.person)
    assert run(factory, "--undo", number(factory)) == importing.ROWS_LEFT
    assert brought_in(factory) == ["NCR-1"]


@pytest.mark.parametrize(
    "said",
    [
        ["--into", "nonconformities"],
        ["FILE"],
        ["FILE", "--into", "secrets"],
        ["FILE.gone", "--into", "nonconformities"],
        ["FILE", "--into", "nonconformities", "--map", "Nowhere=what"],
        ["FILE", "--into", "nonconformities", "--map", "Date=nothing"],
        ["FILE", "--into", "nonconformities", "--sheet", "none"],
    ],
)
def test_what_is_not_understood_is_refused(factory, file, said, capsys):
    assert run(factory, *(one.replace("FILE", str(file)) for one in said)) == 2
    assert capsys.readouterr().err.startswith("mutu: ") or "there is no" in capsys.readouterr().err
    assert brought_in(factory) == []


def test_strangers_and_those_who_may_not_are_refused(factory, file):
    assert run(factory, file, "--into", "nonconformities", as_person=factory.bishnu) == acting.EXIT["not_permitted"]
    run(factory, file, "--into", "nonconformities")
    eve = cast.build("Eve's firm")
    with tenancy.reading(factory.organization):
        key = Import.objects.of(factory.organization).get().pk
    assert run(eve, "--undo", key) == acting.NOT_FOUND
    assert run(eve, "--undo", "IMP-0") == acting.NOT_FOUND
