"""Backups of the whole installation as one file, files and keys included, and their trial (7.5.3).

A backup holds the keys of the installation; keep it as safe as the installation itself.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from mutu.core import schedule, tenancy
from mutu.core.archives import Archive, ArchiveRefused, ArchiveWriter
from mutu.core.checkpoints import KEY_FILE, home, root
from mutu.core.models import Door, LogHead
from mutu.core.proofs import root_at

DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
KEYS = (KEY_FILE, "secret.key")
MEMBER = re.compile(r"database\.(sqlite3|dump)|home/(checkpoint|secret)\.key|files/[0-9a-f-]{36}/[0-9a-f]{2}/"
                    r"[0-9a-f]{64}(\.thumb\.jpg)?")  # fmt: skip
BACKUP, RESTORE_TEST = "backup", "restore test"
KEEP = 14


def backups() -> Path:
    return home() / "backups"


def newest_backup() -> Path | None:
    return max(backups().glob("mutu-*.zip"), default=None)


def backup(destination: Path | None = None) -> Path:
    """Write the whole installation to one file; others keep working meanwhile."""
    if destination is None:
        destination = backups() / f"mutu-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.zip"
    with _heartbeat(BACKUP) as beat:
        logs = {str(key): [size, found.hex()] for key, (size, found) in _roots().items()}
        with (
            ArchiveWriter(destination, "backup", engine=connection.vendor, logs=logs) as archive,
            tempfile.TemporaryDirectory(dir=destination.parent) as scratch,
        ):
            copy = Path(scratch) / DATABASES[connection.vendor]
            (_copy_sqlite if connection.vendor == "sqlite" else _dump_postgresql)(copy)
            archive.add(copy.name, copy)
            _add_files(archive)
        beat.append(f"{destination.name}, {destination.stat().st_size:,} bytes")
    return destination


def forget_old_backups(keep: int = KEEP) -> list[Path]:
    """Delete all but the newest of the backups made here without a name of their own."""
    old = sorted(backups().glob("mutu-*.zip"))[:-keep]
    for path in old:
        path.unlink()
    return old


def _roots() -> dict[Any, tuple[int, bytes]]:
    return {
        key: root(key) for key in Door.objects.order_by("organization_id").values_list("organization_id", flat=True)
    }


def _copy_sqlite(copy: Path) -> None:
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)


def _dump_postgresql(copy: Path) -> None:
    _postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")


def _add_files(archive: ArchiveWriter) -> None:
    for name in KEYS:
        if (home() / name).exists():
            archive.add(f"home/{name}", home() / name)
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(media.rglob("*")):
        name = f"files/{path.relative_to(media).as_posix()}"
        if path.is_file() and MEMBER.fullmatch(name):
            archive.add(name, path, packed=False)


# --- restoring --------------------------------------------------------------------------------------------------


def restore_all(path: Path) -> list[str]:
    """Put a backup into an empty installation; the organizations whose logs are there again.

    Every hash is checked before anything is touched. The database must have no tables; keys that stand here already
    are kept beside the restored ones.
    """
    with Archive(path, "backup") as archive:
        copy = DATABASES[connection.vendor]
        for name in archive.members:
            if not MEMBER.fullmatch(name):
                raise ArchiveRefused("foreign", f"A backup of ours holds no {name}.")
        if archive.manifest.get("engine") != connection.vendor or copy not in archive.members:
            raise ArchiveRefused("other_engine", f"This backup is of {archive.manifest.get('engine')}, the database "
                                 f"here is {connection.vendor}. Move organizations by export and restore.")  # fmt: skip
        archive.check()
        with as_owner():
            if _has_tables():
                raise ArchiveRefused("not_empty", "The database here is not empty. A backup is restored into an empty "
                                     "MUTU_HOME and an empty database only.")  # fmt: skip
        home().mkdir(parents=True, exist_ok=True)
        archive.fits(home())
        for name in archive.members:
            if name.startswith("files/"):
                archive.extract(name, Path(settings.MEDIA_ROOT) / name.removeprefix("files/"))
        _put_keys(archive)
        with tempfile.TemporaryDirectory(dir=home()) as scratch:
            unpacked = Path(scratch) / copy
            archive.extract(copy, unpacked)
            (_put_sqlite if connection.vendor == "sqlite" else _put_postgresql)(unpacked)
        with as_owner():
            call_command("migrate", verbosity=0, interactive=False)
        return _check_logs(archive.manifest.get("logs"))


def _has_tables() -> bool:
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return bool(connection.introspection.table_names())


def _put_keys(archive: Archive) -> None:
    for name in KEYS:
        if f"home/{name}" in archive.members:
            if (home() / name).exists():
                (home() / name).replace(home() / f"{name}.before-restore")
            archive.extract(f"home/{name}", home() / name)


def _put_sqlite(unpacked: Path) -> None:
    try:
        with closing(sqlite3.connect(unpacked)) as copy:
            answer = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as reason:
        answer = str(reason)
    if answer != "ok":
        raise ArchiveRefused("damaged", f"The database in the backup is damaged: {answer}")
    connection.close()
    place = Path(connection.settings_dict["NAME"])
    place.parent.mkdir(parents=True, exist_ok=True)
    for beside in ("-wal", "-shm", ""):
        Path(f"{place}{beside}").unlink(missing_ok=True)
    shutil.move(unpacked, place)


def _put_postgresql(unpacked: Path) -> None:
    connection.close()
    database = str(connection.settings_dict["NAME"])
    _postgresql("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
                f"--dbname={database}", str(unpacked))  # fmt: skip


def _check_logs(logs: Any) -> list[str]:
    """Each log begins with what it was when the backup was made."""
    names = []
    for key, (size, found) in (logs if isinstance(logs, dict) else {}).items():
        with tenancy.reading(key):
            today = LogHead.objects.of(key).values_list("size", flat=True).first()
        if today is None or today < size or root_at(key, size).hex() != found:
            raise ArchiveRefused("other_root", f"The log of {key} is not the one the backup was made of.")
        names.append(Door.objects.get(organization_id=key).slug)
    return names


def restore_test(path: Path | None = None) -> str:
    """Restore the newest backup into a scratch place and verify every trail in it; raises when it does not stand.

    On PostgreSQL the archive is read whole and its list of contents read; restoring it needs a database of its own.
    """
    with _heartbeat(RESTORE_TEST) as beat:
        path = path or newest_backup()
        if path is None:
            raise ArchiveRefused("no_backup", "There is no backup yet to be restored.")
        with tempfile.TemporaryDirectory(dir=home(), prefix="restore-test-") as scratch:
            if connection.vendor == "sqlite":
                _in_scratch(Path(scratch), "mutu.cli.keeping", "restore-all", str(path.resolve()))
                _in_scratch(Path(scratch), "mutu.cli.trail", "verify", "--all")
                beat.append(f"{path.name} restored, every trail verified")
            else:
                with Archive(path, "backup") as archive:
                    archive.check()
                    archive.extract(DATABASES["postgresql"], Path(scratch) / "dump")
                _postgresql("pg_restore", "--list", str(Path(scratch) / "dump"))
                beat.append(f"{path.name} is whole and readable; not restored, as that needs a database of its own")
    return beat[0]


def _in_scratch(scratch: Path, module: str, *words: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MUTU_OWNER_DATABASE_URL"}
    environment |= {"MUTU_HOME": str(scratch), "MUTU_DATABASE_URL": f"sqlite:///{scratch / 'mutu.sqlite3'}"}
    program = [sys.executable, "-m", module, *words]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ArchiveRefused("not_restored", f"{' '.join(words[:1])}: {(done.stderr or done.stdout).strip()[:300]}")


# --- the two databases ------------------------------------------------------------------------------------------


def owner_url() -> str:
    return os.environ.get("MUTU_OWNER_DATABASE_URL") or str(settings.OWNER_DATABASE_URL)


@contextmanager
def as_owner() -> Iterator[None]:
    """Connected as the role that owns the tables, where the engine knows roles."""
    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    parts = urlsplit(owner_url())
    if connection.vendor == "postgresql" and parts.username:
        connection.close()
        connection.settings_dict.update(USER=unquote(parts.username), PASSWORD=unquote(parts.password or ""))
    try:
        yield
    finally:
        if connection.settings_dict["USER"] != before["USER"]:
            connection.close()
            connection.settings_dict.update(before)


def _postgresql(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs as the owner; the password never stands in the list of processes."""
    found = shutil.which(program)
    if found is None:
        raise ArchiveRefused("no_program", f"{program} is not installed: sudo apt-get install postgresql-client")
    parts, known = urlsplit(owner_url()), connection.settings_dict
    if not parts.username:
        raise ArchiveRefused("no_owner", "Set MUTU_OWNER_DATABASE_URL: backups are made by the role that owns the "
                             "tables.")  # fmt: skip
    environment = os.environ | {
        "PGHOST": str(known["HOST"]), "PGPORT": str(known["PORT"]), "PGUSER": unquote(parts.username),
        "PGPASSWORD": unquote(parts.password or ""), "PGDATABASE": str(known["NAME"]),
    }  # fmt: skip
    done = subprocess.run([found, *words], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ArchiveRefused("not_done", f"{program} failed: {done.stderr.strip()[-300:]}")


@contextmanager
def _heartbeat(name: str) -> Iterator[list[str]]:
    """Keep when a job last ran and what came of it, for the System page."""
    said: list[str] = []
    try:
        yield said
    except (ArchiveRefused, OSError, sqlite3.Error) as reason:
        schedule.beat(name, str(reason), ok=False)
        raise
    schedule.beat(name, said[0])
