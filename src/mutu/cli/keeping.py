"""`mutu backup`, `restore-all`, `restore-test`, `export`, `restore`, `erase-person`: keeping records over the years."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mutu.cli import main as command


def add(subparsers: Any) -> None:
    """Register these commands on an argparse subparsers object."""
    backup = _command(subparsers, "backup", run_backup, "write the whole installation to one file, files included")
    backup.add_argument("file", type=Path, nargs="?", metavar="FILE", help="MUTU_HOME/backups if left out")
    whole = _command(subparsers, "restore-all", run_restore_all, "put a backup into an empty installation")
    whole.add_argument("file", type=Path, metavar="FILE")
    test = _command(subparsers, "restore-test", run_restore_test, "restore the newest backup for trial and verify it")
    test.add_argument("file", type=Path, nargs="?", metavar="FILE")
    move = _command(subparsers, "move-to-postgres", run_move, "bring this installation from SQLite into PostgreSQL")
    move.add_argument("--from", dest="file", type=Path, metavar="FILE", help="MUTU_HOME/mutu.sqlite3 if left out")
    export = _command(subparsers, "export", run_export, "write everything an organization owns to one ZIP")
    export.add_argument("--organization", default="", metavar="SLUG", help="needed when there are several")
    export.add_argument("file", type=Path, metavar="FILE")
    restore = _command(subparsers, "restore", run_restore, "bring an exported organization into this installation")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--slug", default="", metavar="NAME", help="another address, if its own is taken here")
    restore.add_argument("--key", default="", metavar="KEY", help="the verifier key its checkpoint must be signed with")
    restore.add_argument("--even-if-damaged", action="store_true", help="although records are not as the log left them")
    erase = _command(subparsers, "erase-person", run_erase_person, "erase the readable name of somebody who left")
    erase.add_argument("number", metavar="NUMBER", help="the person's number, as P-0007")
    erase.add_argument("--as", dest="as_person", required=True, metavar="WHO", help="badge, number or e-mail")
    erase.add_argument("--because", required=True, metavar="REASON", help="without the name")
    erase.add_argument("--organization", default="", metavar="SLUG", help="needed when there are several")


def _command(
    subparsers: Any, name: str, run: Callable[[argparse.Namespace], str], help: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(name, help=help)
    parser.set_defaults(run=lambda given: _answered(run, given))
    return parser


def _answered(run: Callable[[argparse.Namespace], str], given: argparse.Namespace) -> int:
    """Run it with Django awake; what cannot be done is told in a sentence."""
    command.setup()
    from mutu.core.archives import ArchiveRefused
    from mutu.core.gate import in_words
    from mutu.core.refusals import Refusal

    try:
        print(run(given))
    except (ArchiveRefused, OSError) as reason:
        raise command.Stop(str(reason), 1) from None
    except Refusal as refusal:
        raise command.Stop(in_words(refusal), 1) from None
    return 0


def run_backup(given: argparse.Namespace) -> str:
    from mutu.core.keeping import backup

    made = backup(given.file)
    return f"{made}: {made.stat().st_size:,} bytes. It holds the keys of this installation; keep it safe."


def run_restore_all(given: argparse.Namespace) -> str:
    from mutu.core.keeping import restore_all

    names = restore_all(given.file)
    return f"Restored: {', '.join(names) or 'no organization'}. Every log begins as it was. Now: mutu trail verify"


def run_restore_test(given: argparse.Namespace) -> str:
    from mutu.core.keeping import restore_test

    return restore_test(given.file)


def run_move(given: argparse.Namespace) -> str:
    """Make the tables as their owner, then move every row."""
    from mutu.cli.starting import home, prepare
    from mutu.core.moving import move_to_postgresql

    prepare()
    moved = move_to_postgresql(given.file or home() / "mutu.sqlite3", lambda name, rows: print(f"{rows:>9,} {name}"))
    said = [f"{slug}: root {root}, as before." for slug, root in moved.items()]
    return "\n".join([*said, "The old file is as it was; keep it until you have made a backup of the new database."])


def run_export(given: argparse.Namespace) -> str:
    from mutu.cli.acting import organization_of
    from mutu.core.keeping import export

    made = export(organization_of(given.organization), given.file)
    return f"{made}: {made.stat().st_size:,} bytes."


def run_restore(given: argparse.Namespace) -> str:
    from mutu.core.keeping import restore

    restored = restore(given.file, slug=given.slug, key_line=given.key, even_if_damaged=given.even_if_damaged)
    wrong = [str(finding) for finding in restored.findings if finding.code != "changed_door"]
    said = f"{restored.organization.name}: {restored.entries} entries, root {restored.root}, as in the export."
    return "\n".join([*wrong, said, "The restore is the next entry. Invite e-mail accounts anew; badges work."])


def run_erase_person(given: argparse.Namespace) -> str:
    from mutu.cli.acting import person_of
    from mutu.core import tenancy
    from mutu.core.keeping import erase_person
    from mutu.core.models import Person

    by = person_of(given.organization, given.as_person)
    with tenancy.reading(by.organization):
        person = Person.objects.of(by.organization).filter(number__iexact=given.number).first()
    if person is None:
        raise command.Stop(f"nobody here has the number {given.number}")
    erased = erase_person(person.pk, by=by, because=given.because)
    return (
        f"{erased.number}: the readable name is erased. What others wrote in free text stays where it stands, "
        "and older backups and exports still hold the name."
    )


def main(words: Sequence[str] | None = None) -> int:
    """Run these commands on their own: `python -m mutu.cli.keeping backup`."""
    parser = argparse.ArgumentParser(prog="mutu", description=__doc__)
    add(parser.add_subparsers(metavar="COMMAND", required=True))
    given = parser.parse_args(words)
    try:
        return int(given.run(given))
    except command.Stop as stop:
        print(f"mutu: {stop}", file=sys.stderr)
        return stop.status


if __name__ == "__main__":
    sys.exit(main())
