"""Building the demo: in a home of its own, never over anybody's data, and only there may the clock be set."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.demo.conftest import NOW

from mutu.cli.main import Stop
from mutu.core.actors import ClockMayNotBeSet
from mutu.core.models import Door
from mutu.demo import bayan, build


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of a demo that is not there yet, in an environment as a shell gives it."""
    for name in ("MUTU_DATABASE_URL", "MUTU_OWNER_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MUTU_CLOCK_MAY_BE_SET", "1")
    monkeypatch.setenv("MUTU_HOME", str(tmp_path / "demo"))
    return tmp_path / "demo"


def with_doors(home: Path, *demo: bool) -> Path:
    home.mkdir(exist_ok=True)
    with sqlite3.connect(home / "mutu.sqlite3") as connection:
        connection.execute("CREATE TABLE core_door (demo BOOLEAN)")
        connection.executemany("INSERT INTO core_door VALUES (?)", [(one,) for one in demo])
    connection.close()
    return home


def cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The building process ends at once, as when it is killed."""
    monkeypatch.setattr(sys, "executable", "/bin/false")


@pytest.mark.parametrize("demo", [(False,), (True, False), ()])
def test_a_home_with_an_organization_of_ones_own_is_refused_and_left_alone(home: Path, demo: tuple[bool, ...]) -> None:
    before = (with_doors(home, *demo) / "mutu.sqlite3").read_bytes()
    with pytest.raises(Stop) as refused:
        build.ensure(fresh=True)
    assert str(refused.value) == f"{home} holds data that are not a demo's; set MUTU_HOME to another place for the demo"
    assert [entry.name for entry in home.iterdir()] == ["mutu.sqlite3"]
    assert (home / "mutu.sqlite3").read_bytes() == before


def test_a_folder_with_something_else_in_it_is_refused(home: Path) -> None:
    home.mkdir()
    (home / "letters.txt").write_text("dear customer")
    with pytest.raises(Stop) as refused:
        build.ensure()
    assert str(refused.value).startswith(f"{home} is not empty and holds no demo")
    assert (home / "letters.txt").read_text() == "dear customer"


def test_another_database_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUTU_DATABASE_URL", "sqlite:///elsewhere.sqlite3")
    with pytest.raises(Stop) as refused:
        build.ensure()
    assert str(refused.value) == "the demo keeps its data in a file of its own; unset MUTU_DATABASE_URL for it"
    assert not home.exists()


def test_a_build_that_was_cut_off_leaves_no_demo_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cannot_start(monkeypatch)
    with pytest.raises(Stop) as stopped:
        build.ensure()
    assert (stopped.value.status, home.exists()) == (1, False)


def test_a_demo_stays_when_building_it_anew_fails(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_doors(home, True, True)
    (home / build.MARK).write_text('{"until": "2026-11-21"}')
    cannot_start(monkeypatch)
    with pytest.raises(Stop):
        build.ensure(fresh=True)
    assert {entry.name for entry in home.iterdir()} == {"mutu.sqlite3", build.MARK}


@pytest.mark.parametrize(("days", "said"), [(2, ""), (9, "The demo's story ended on")])
def test_a_demo_that_is_there_is_kept_and_its_age_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], days: int, said: str
) -> None:
    with_doors(home, True, True)
    until = datetime.now(UTC).date() - timedelta(days=days)
    (home / build.MARK).write_text(f'{{"until": "{until}"}}')
    monkeypatch.setattr(sys, "executable", "/bin/true")
    build.ensure()
    assert {entry.name for entry in home.iterdir()} == {"mutu.sqlite3", build.MARK}
    assert capsys.readouterr().err[: len("The demo's story ended on")] == said


def test_the_serving_process_may_not_set_the_clock(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cannot_start(monkeypatch)
    with pytest.raises(Stop):
        build.ensure()
    assert "MUTU_CLOCK_MAY_BE_SET" not in os.environ


def test_the_building_process_needs_to_be_asked_for(home: Path) -> None:
    """Started by hand, without the environment of a demo build, it tells nothing."""
    given = {name: value for name, value in os.environ.items() if name != "MUTU_CLOCK_MAY_BE_SET"}
    given |= {"MUTU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "mutu.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "mutu.demo.build"], env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "mutu: this builds a demo in an empty home; start it by `mutu demo`\n"


@pytest.mark.django_db
def test_no_story_is_told_where_the_clock_may_not_be_set(settings: Any) -> None:
    settings.MUTU_CLOCK_MAY_BE_SET = False
    with pytest.raises(ClockMayNotBeSet):
        bayan.tell(NOW, lambda line: None, months=2, slug="never")
    assert Door.objects.filter(slug="never").count() == 0


@pytest.mark.skipif(os.environ.get("MUTU_SLOW") != "1", reason="builds the whole demo; MUTU_SLOW=1 runs it")
def test_the_whole_demo_has_its_three_thousand_actions(home: Path) -> None:
    build.ensure()
    with sqlite3.connect(home / "mutu.sqlite3") as connection:
        ask = connection.execute
        assert ask("SELECT count(*) FROM core_door WHERE demo").fetchone() == (2,)
        assert ask("SELECT count(*) FROM core_entry").fetchone()[0] >= 3000
        assert ask("SELECT count(DISTINCT sha256) FROM core_attachment").fetchone()[0] >= 40
        assert ask("SELECT count(*) FROM improvement_nonconformity WHERE grade = 'dangerous'").fetchone()[0] >= 1
        assert ask("SELECT count(*) FROM improvement_nonconformity WHERE recurs").fetchone()[0] >= 1
        asked = "SELECT count(*) FROM improvement_nonconformity WHERE times_not_effective > 0 AND state = 'closed'"
        assert ask(asked).fetchone()[0] >= 1
        actions = {leaf for (leaf,) in ask("SELECT DISTINCT json_extract(leaf, '$.action') FROM core_entry")}
    connection.close()
    assert {"nonconformity.contradict", "nonconformity.reopen", "complaint.reopen", "api_token.revoke",
            "permission_override.change", "workplace.retire"} - actions == set()  # fmt: skip
    assert date.fromisoformat(build.json.loads((home / build.MARK).read_text())["until"]) < datetime.now(UTC).date() + (
        timedelta(days=1)
    )
