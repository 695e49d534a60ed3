"""`mutu import`: an earlier list from a terminal, as a named person, by the same code as the page."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mutu.cli import acting
from mutu.cli import main as command

if TYPE_CHECKING:
    from mutu.core.actors import Actor
    from mutu.core.importing.declared import Importable
    from mutu.core.importing.models import Import
    from mutu.core.importing.opening import Found

ROWS_LEFT = 9
STOPPED = 10


def add(subparsers: Any) -> None:
    bring = subparsers.add_parser(
        "import", help="bring an earlier list in: .xlsx, .xls or .csv",
        epilog=f"Exit code {ROWS_LEFT}: some rows were left, see --mend. {STOPPED}: it stopped; run it again to go on.",
    )  # fmt: skip
    bring.add_argument("file", nargs="?", type=Path, help="the list; it is not changed")
    bring.add_argument("--into", help="what it is a list of: nonconformities, complaints, people, parts, …")
    bring.add_argument("--as", dest="as_person", required=True, metavar="WHO", help="badge, number or e-mail")
    bring.add_argument("--organization", default="", metavar="SLUG", help="needed when there are several")
    bring.add_argument("--map", action="append", default=[], metavar="HEADER=FACT",
                       help="this column is this fact; without a fact the column is left out")  # fmt: skip
    bring.add_argument("--sheet", default="", help="which sheet, where there are several")
    bring.add_argument("--date-order", choices=["dmy", "mdy"], default="", help="what 05/11/2026 means")
    bring.add_argument("--decimal-mark", choices=[",", "."], default="", help="what 1,234 means")
    bring.add_argument("--add-unknown", action="store_true", help="add machines, parts and processes not here yet")
    bring.add_argument("--dry-run", action="store_true", help="check every row and bring nothing in")
    bring.add_argument("--mend", type=Path, metavar="OUT.xlsx", help="write the rows that were left to this file")
    bring.add_argument("--undo", metavar="ID", help="take back what this import brought in, by its number or id")
    bring.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    command.setup()
    from mutu.core import gate
    from mutu.core.refusals import NotUnderstood, Refusal

    by = acting.person_of(given.organization, given.as_person)
    try:
        return _undone(given.undo, by) if given.undo else _brought_in(given, by)
    except gate.NotFound:
        print("mutu: there is no such import here", file=sys.stderr)
        return acting.NOT_FOUND
    except Refusal as refusal:
        reasons = refusal.errors.values() if isinstance(refusal, NotUnderstood) else [refusal]
        print("\n".join(f"mutu: {gate.in_words(reason)}" for reason in reasons), file=sys.stderr)
        return acting.EXIT.get(refusal.code, acting.EXIT["not_understood"])


def _brought_in(given: argparse.Namespace, by: "Actor") -> int:
    from mutu.core.importing import actions

    if given.file is None or given.into is None:
        raise command.Stop("say which file, and --into what")
    of = _received(given, by)
    if of.state == "finished":
        raise command.Stop(f"this file was brought in already as {of.number}; take that back with --undo {of.number}")
    if of.state != "bringing_in":
        of = _checked(of, given, by)
        if given.dry_run or not of.good:
            return _told(of, given)
        actions.bring_in(of.pk, by=by)
    of = _worked(of)
    if of.state != "finished":
        return _stopped(of)
    return _told(of, given)


def _received(given: argparse.Namespace, by: "Actor") -> "Import":
    """The list as a record: the one that is under way already, or a new one."""
    from mutu.core import tenancy
    from mutu.core.identity import new_id
    from mutu.core.importing import starting

    try:
        data = given.file.read_bytes()
    except OSError as error:
        raise command.Stop(f"{given.file} cannot be read: {error.strerror}") from None
    importable = _importable(given.into)
    with tenancy.reading(by.organization):
        earlier = starting.alive(data, importable, by)
    return earlier or starting.receive(new_id(), data, given.file.name, importable, by)


def _importable(name: str) -> "Importable":
    from mutu.core.importing.declared import all_lists, list_named

    found = list_named(name)
    if found is None:
        raise command.Stop(f"--into is one of: {', '.join(one.name for one in all_lists())}")
    return found


def _checked(of: "Import", given: argparse.Namespace, by: "Actor") -> "Import":
    from mutu.core import tenancy
    from mutu.core.importing import actions, progress, starting

    with tenancy.reading(by.organization):
        found = progress.found_in(progress.of(of), given.sheet)
    if given.sheet and found.sheet != given.sheet:
        raise command.Stop(f"there is no list on a sheet {given.sheet!r}")
    mapping = _mapping(given.map, found, _importable(of.into))
    for name, column in mapping.items():
        print(f"{found.names[column] or column + 1} = {name}", file=sys.stderr)
    actions.choose_columns(
        of.pk, by=by, columns=starting.columns_said(mapping), sheet=found.sheet, date_order=given.date_order,
        decimal_mark=given.decimal_mark, add_unknown=given.add_unknown,
    )  # fmt: skip
    return _worked(of)


def _mapping(said: list[str], found: "Found", importable: "Importable") -> dict[str, int]:
    """What the headers say, changed by what the person says."""
    mapping = dict(found.guess)
    facts = [fact.name for fact in importable.facts]
    for line in said:
        header, _sign, fact = line.rpartition("=") if "=" in line else (line, "", "")
        if header not in found.names:
            raise command.Stop(f"there is no column {header!r}; there are: {', '.join(filter(None, found.names))}")
        if fact and fact not in facts:
            raise command.Stop(f"there is no fact {fact!r}; there are: {', '.join(facts)}")
        column = found.names.index(header)
        mapping = {name: place for name, place in mapping.items() if place != column}
        if fact:
            mapping[fact] = column
    return mapping


def _worked(of: "Import") -> "Import":
    """The list after the work, done here and now; how far it is goes to the terminal."""
    from mutu.core.importing import running

    def told(what: str, done: int, total: int) -> None:
        print(f"\r{what}: {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    running.work(of.organization_id, of.pk, told)
    after = running.load(of.organization_id, of.pk)
    assert after is not None
    if after.state == "checking":
        raise command.Stop(_why(after), STOPPED)
    return after


def _why(of: "Import") -> str:
    from mutu.core import tenancy
    from mutu.core.importing import progress

    with tenancy.reading(of.organization_id):
        return progress.of(of).problem or "another process is at this list; look again in a minute"


def _stopped(of: "Import") -> int:
    print(f"mutu: {of.number} stopped: {_why(of)}", file=sys.stderr)
    return STOPPED


def _told(of: "Import", given: argparse.Namespace) -> int:
    """What came of it: a line for each fault, then the counts."""
    from mutu.core import tenancy
    from mutu.core.importing import mending, progress

    with tenancy.reading(of.organization_id):
        kept = progress.of(of)
        labels = mending.labels_of(of, progress.found_in(kept, of.sheet).names)
        for fault in progress.faults_of(kept):
            print(f"row {fault.row}: {mending.in_words(fault, labels)}")
        if given.mend and of.faulty:
            given.mend.write_bytes(mending.spreadsheet(of))
    if of.state == "finished":
        print(f"{of.number}: {of.brought_in} brought in, {of.faulty} left")
    else:
        print(f"{of.number}: {of.good} good, {of.faulty} to mend; nothing was brought in")
    return ROWS_LEFT if of.faulty else 0


def _undone(which: str, by: "Actor") -> int:
    from mutu.core import gate, permissions, tenancy
    from mutu.core.importing import actions
    from mutu.core.importing.models import Import
    from mutu.core.kinds import as_uuid

    with tenancy.reading(by.organization):
        asked = {"pk": as_uuid(which)} if as_uuid(which) else {"number": which}
        of: Import | None = permissions.visible(Import, by).filter(**asked).first()
    if of is None:
        raise gate.NotFound(which)
    if of.state != "undoing":
        actions.undo(of.pk, by=by)
    of = _worked(of)
    if of.state != "undone":
        return _stopped(of)
    print(f"{of.number}: {of.withdrawn} taken back, {of.kept} left because somebody has worked on them")
    return ROWS_LEFT if of.kept else 0
