"""Building the demo: two factories told through the gate, in a home of their own, by a process of its own.

Only that process may set the clock of an action. It works in a home aside, which takes the name of the demo's home
once everything is told: a build that was cut off leaves nothing behind that looks like a demo.
"""

import fcntl
import gc
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from mutu.cli.main import Stop

MARK = "demo.json"
OLD = timedelta(days=3)


def ensure(*, fresh: bool = False) -> None:
    """Have a demo in `MUTU_HOME`: build it if there is none, or anew if asked; never over anybody's own data."""
    os.environ.pop("MUTU_CLOCK_MAY_BE_SET", None)
    if os.environ.get("MUTU_DATABASE_URL"):
        raise Stop("the demo keeps its data in a file of its own; unset MUTU_DATABASE_URL for it")
    home = Path(os.environ["MUTU_HOME"]).absolute()
    home.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(home):
        _must_be_ours(home)
        if (home / MARK).exists() and not fresh:
            _say_how_old(home)
            _run_in(home, "mutu.cli.main", "migrate")
            _have_certificates(home)
            return
        _build_aside(home)
        _have_certificates(home)


def _have_certificates(home: Path) -> None:
    """The demo's certificates, their status lists signed today: lists older than a week decide nothing."""
    _run_in(home, "mutu.demo.certificate_chain")


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """Two builds at once would take each other's place; the second waits. The folder itself is the lock."""
    folder = os.open(home.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _must_be_ours(home: Path) -> None:
    """Refuse a home that holds anything but a demo: it would be gone."""
    if not home.exists() or not any(home.iterdir()):
        return
    database = home / "mutu.sqlite3"
    if not database.exists():
        raise Stop(f"{home} is not empty and holds no demo; set MUTU_HOME to another place for the demo")
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            doors = connection.execute("SELECT demo FROM core_door").fetchall()
        except sqlite3.Error:
            doors = []
    if not doors or not all(demo for (demo,) in doors):
        raise Stop(f"{home} holds data that are not a demo's; set MUTU_HOME to another place for the demo")


def _say_how_old(home: Path) -> None:
    told = json.loads((home / MARK).read_text())
    age = datetime.now(UTC).date() - date.fromisoformat(told["until"])
    if age > OLD:
        print(f"The demo's story ended on {told['until']}; `--fresh` tells it up to yesterday.", file=sys.stderr)


def _build_aside(home: Path) -> None:
    aside, before = home.with_name(f"{home.name}.building"), home.with_name(f"{home.name}.before")
    for left in (aside, before):
        shutil.rmtree(left, ignore_errors=True)
    aside.mkdir(mode=0o700)
    building = {"MUTU_CLOCK_MAY_BE_SET": "1", "MUTU_PASSWORD_HASHERS": "mutu.demo.keys.QuickHasher"}
    _run_in(aside, "mutu.demo.build", **building)
    if home.exists():
        home.rename(before)
    aside.rename(home)
    shutil.rmtree(before, ignore_errors=True)


def _run_in(home: Path, module: str, *words: str, **environment: str) -> None:
    """Run a module of ours on that home, in a process of its own: this one must not know Django before it serves."""
    given = {name: value for name, value in os.environ.items() if name != "MUTU_OWNER_DATABASE_URL"}
    given |= {"MUTU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "mutu.settings", **environment}
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, env=given, check=False)  # noqa: S603 - our own module
    if done.returncode != 0:
        raise Stop("the demo could not be made ready; what went wrong stands above", status=1)


@contextmanager
def _search_afterwards() -> Iterator[Callable[[Any], int]]:
    """The words of the search box are made once for all records at the end, not anew at every step of each."""
    from mutu.core import search

    at_each_step = search.index
    vars(search)["index"] = lambda record, before, after: None
    try:
        yield search.reindex
    finally:
        vars(search)["index"] = at_each_step


def main() -> int:
    """The building process: an empty home, tables, both stories, and the mark that they are whole."""
    from mutu.cli import starting

    starting.prepare()
    from django.conf import settings
    from django.db import connection

    from mutu.core.models import Door
    from mutu.demo import bayan, sao_khue

    if not settings.MUTU_CLOCK_MAY_BE_SET or Door.objects.exists():
        print("mutu: this builds a demo in an empty home; start it by `mutu demo`", file=sys.stderr)
        return 2
    with connection.cursor() as cursor:  # nothing here is anybody's until it is whole
        cursor.execute("PRAGMA synchronous=OFF")
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    now = datetime.now(UTC)
    with _search_afterwards() as make_searchable:
        stages = [factory.tell(now, lambda line: print(line, file=sys.stderr)) for factory in (bayan, sao_khue)]
        for stage in stages:
            make_searchable(stage.organization)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    os.sync()
    (settings.HOME / MARK).write_text(
        json.dumps({"until": max(stage.end for stage in stages).date().isoformat()}) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
