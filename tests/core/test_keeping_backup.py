"""The whole installation in one file, put back elsewhere, and tried; as people run it, in processes of their own."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests import cast
from tests.core.tampering import Owner
from tests.core.test_keeping import change

from mutu.cli import keeping
from mutu.core import backup as backups
from mutu.core.keeping import ArchiveRefused, backup, restore_all
from mutu.core.models import Heartbeat
from mutu.core.proofs import checkpoint, root

BUILD = """
import django; django.setup()
from django.core.management import call_command; call_command("migrate", verbosity=0)
from tests import cast
from mutu.core import actions, attachments
from mutu.core.checkpoints import checkpoint
from mutu.core.identity import new_id
factory = cast.build(slug="bayan")
cast.build("Sao Khue", slug="saokhue")
kept = attachments.keep(factory.organization.pk, b"measured: 12,1", "measured.txt")
actions.add_attachment(new_id(), by=factory.bishnu, name="measured.txt", sha256=kept.sha256)
print(checkpoint(factory.organization), end="")
"""


class Installation:
    """An installation of its own, in a directory, on SQLite; commands run in processes of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("MUTU_")} | {
            "MUTU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "mutu.settings", "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip

    def python(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *words], env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    def run(self, *words: str, status: int = 0) -> str:
        module = "mutu.cli.trail" if words[0] == "verify" else "mutu.cli.keeping"
        done = self.python("-m", module, *words)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def beats(self) -> dict[str, tuple[str, int]]:
        database = sqlite3.connect(self.home / "mutu.sqlite3")
        rows = database.execute("SELECT name, result, ok FROM core_heartbeat").fetchall()
        database.close()
        return {name: (result, ok) for name, result, ok in rows}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, Path]:
    """Two factories, and a backup of them."""
    here = Installation(tmp_path_factory.mktemp("here") / "home")
    here.home.mkdir()
    done = here.python("-c", BUILD)
    assert done.returncode == 0, done.stderr
    (here.home / "kept").write_text(done.stdout)
    here.run("backup", str(here.home / "whole.zip"))
    return here, here.home / "whole.zip"


def test_a_backup_is_put_back_elsewhere_with_files_and_keys_and_verifies(built, tmp_path):
    here, path = built
    there = Installation(tmp_path / "there")
    said = there.run("restore-all", str(path))
    assert said == "Restored: bayan, saokhue. Every log begins as it was. Now: mutu trail verify\n"
    verified = there.run("verify", "--organization", "bayan", "--checkpoint", str(here.home / "kept"))
    assert ", 1 files read; no findings" in verified
    assert (there.home / "checkpoint.key").read_bytes() == (here.home / "checkpoint.key").read_bytes()
    assert (there.home / "checkpoint.key").stat().st_mode & 0o777 == 0o600
    assert "not empty" in there.run("restore-all", str(path), status=1)


def test_a_backup_is_tried_and_what_came_of_it_is_kept(built):
    here, _path = built
    assert "There is no backup yet" in here.run("restore-test", status=1)
    assert here.beats()["restore test"] == ("There is no backup yet to be restored.", 0)
    made = here.run("backup")
    name = next((here.home / "backups").glob("mutu-*.zip")).name
    assert made.startswith(f"{here.home}/backups/{name}: ")
    assert here.run("restore-test") == f"{name} restored, every trail verified\n"
    assert here.beats()["restore test"] == (f"{name} restored, every trail verified", 1)
    assert here.beats()["backup"][0].startswith(name)
    assert not list(here.home.glob("restore-test-*"))


def test_a_backup_of_changed_records_fails_its_trial_by_name(built, tmp_path):
    _here, path = built
    there = Installation(tmp_path / "there")
    there.run("restore-all", str(path))
    database = sqlite3.connect(there.home / "mutu.sqlite3", isolation_level=None)
    database.execute("UPDATE core_party SET name = 'x'")
    database.execute("UPDATE core_site SET name = 'Elsewhere' WHERE name = 'Kulim'")
    database.close()
    there.run("backup")
    assert "core_site" in there.run("restore-test", status=1)
    assert there.beats()["restore test"][1] == 0


def test_a_backup_is_checked_whole_before_anything_is_touched(built, tmp_path):
    _here, path = built
    data = path.read_bytes()
    logs = json.loads(zipfile.ZipFile(path).read("manifest.json"))["logs"]
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    (wrong / "cut.zip").write_bytes(data[:-100])
    (wrong / "flipped.zip").write_bytes(data[: len(data) // 2] + b"\x00\xff" + data[len(data) // 2 + 2 :])
    shutil.copy(path, wrong / "whole.zip")
    evil = change(wrong / "whole.zip", lambda members: members.update({"home/evil.key": b"x"}))
    nonsense = b"SQLite format 3\0" * 99
    broken = change(wrong / "whole.zip", lambda members: members.update({"database.sqlite3": nonsense}))
    other = change(wrong / "whole.zip", lambda members: None, engine="postgresql")
    for archive, sentence in (
        (wrong / "cut.zip", "damaged"), (wrong / "flipped.zip", "mutu: "), (evil, "holds no home/evil.key"),
        (broken, "The database in the backup is damaged"), (other, "Move organizations by export and restore"),
        (wrong / "none.zip", "damaged"),
    ):  # fmt: skip
        there = Installation(tmp_path / f"there-{archive.stem}")
        said = there.run("restore-all", str(archive), status=1)
        assert sentence in said
        assert not (there.home / "mutu.sqlite3").exists() or (there.home / "mutu.sqlite3").stat().st_size == 0
        if archive != broken:
            assert not (there.home / "checkpoint.key").exists()
            assert not (there.home / "files").exists()
    lying = change(wrong / "whole.zip", lambda members: None, logs={name: [3, "00" * 32] for name in logs})
    assert "is not the one the backup was made of" in Installation(tmp_path / "lied").run(
        "restore-all", str(lying), status=1
    )


def test_an_organization_moves_between_installations_by_the_command_line(built, tmp_path):
    here, _path = built
    exported = tmp_path / "bayan.zip"
    here.run("export", "--organization", "bayan", str(exported))
    there = Installation(tmp_path / "there")
    there.home.mkdir()
    assert there.python("-c", "import django; django.setup(); from django.core.management import call_command; "
                        "call_command('migrate', verbosity=0)").returncode == 0  # fmt: skip
    said = there.run("restore", str(exported))
    top = json.loads(zipfile.ZipFile(exported).read("manifest.json"))["root"]
    assert f"root {top}, as in the export." in said
    assert "no findings" in there.run("verify", "--organization", "bayan")
    assert "is here already" in there.run("restore", str(exported), status=1)
    assert "say which organization" in here.run("export", str(tmp_path / "no.zip"), status=2)


def test_only_the_newest_backups_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "home", lambda: tmp_path)
    (tmp_path / "backups").mkdir()
    names = [f"mutu-2026010{day}-000000-000000.zip" for day in range(1, 8)]
    for name in [*names, "mine.zip"]:
        (tmp_path / "backups" / name).write_bytes(b"")
    assert [path.name for path in backups.forget_old_backups(3)] == names[:4]
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == ["mine.zip", *names[4:]]
    assert backups.newest_backup() == tmp_path / "backups" / names[-1]


def test_a_backup_beside_others_at_work_is_whole_and_says_so(factory, owner: Owner, tmp_path):
    """On PostgreSQL too: dumped by the owner's role, put back into a database of its own."""
    before = root(factory.organization)
    path = backup(tmp_path / "whole.zip")
    assert Heartbeat.objects.get(name="backup").ok
    logs = json.loads(zipfile.ZipFile(path).read("manifest.json"))["logs"]
    assert logs[str(factory.organization.pk)] == [before[0], before[1].hex()]
    with pytest.raises(ArchiveRefused, check=lambda reason: reason.code == "not_empty"):
        restore_all(path)
    with pytest.raises(ArchiveRefused, check=lambda reason: reason.code == "exists"):
        backup(path)
    assert not Heartbeat.objects.get(name="backup").ok
    if not owner.postgresql:
        return
    kept = checkpoint(factory.organization)
    there = Installation(tmp_path / "there")
    name = f"mutu_restored_{os.getpid()}"
    owner.run(f"CREATE DATABASE {name}")
    try:
        for variable in ("MUTU_DATABASE_URL", "MUTU_OWNER_DATABASE_URL"):
            there.environment[variable] = urlsplit(os.environ[variable])._replace(path=f"/{name}").geturl()
        assert factory.organization.slug in there.run("restore-all", str(path))
        (tmp_path / "kept").write_text(kept)
        said = there.run("verify", "--organization", factory.organization.slug, "--checkpoint", str(tmp_path / "kept"))
        assert "1 files read; no findings" in said
    finally:
        owner.run(f"DROP DATABASE {name}")


def test_the_commands_answer_in_sentences(factory: cast.Factory, capsys, tmp_path):
    assert keeping.main(["restore", str(tmp_path / "none.zip")]) == 1
    assert capsys.readouterr().err.startswith("mutu: none.zip is not an archive of ours or is damaged")
    slug, number = factory.organization.slug, factory.suresh.person.number  # type: ignore[union-attr]
    asked = ["erase-person", number, "--as", factory.nurul.person.number, "--because", "asked", "--organization", slug]  # type: ignore[union-attr]
    assert keeping.main(asked) == 1
    assert capsys.readouterr().err == (
        "mutu: Only the name of someone who has left can be erased. Record first that they left.\n"
    )
    from mutu.core import actions

    actions.leave(factory.suresh.person.pk, by=factory.nurul, left_on="2026-10-01", successor=factory.tan.person)  # type: ignore[union-attr]
    assert keeping.main(asked) == 0
    assert capsys.readouterr().out.startswith(f"{number}: the readable name is erased.")
