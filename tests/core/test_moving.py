"""From SQLite to PostgreSQL: every log has the root it had, every record fits it, or nothing was moved."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.ground import ENGINE

postgres = pytest.mark.skipif(ENGINE != "postgres", reason="there is no PostgreSQL here to move to")
FACTORY = """
from mutu.cli.starting import prepare
prepare()
from tests import cast
from mutu.core import attachments
from mutu.core.actions import add_attachment
from mutu.core.identity import new_id
from mutu.improvement.nonconformities import actions
for name, slug in (("Bayan", "bayan"), ("Eve & Sons", "eve")):
    factory = cast.build(name, slug)
    kept = attachments.keep(factory.organization.pk, b"measured 12,1", "measured.txt")
    file = add_attachment(new_id(), by=factory.bishnu, name="measured.txt", sha256=kept.sha256)
    one = actions.report(new_id(), by=factory.bishnu, what="Đường gân, rõ", workplace=factory.workplace, photos=[file])
    actions.estimate_cost(one.pk, by=factory.nurul, cost="12.5", currency="MYR")
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation in a file, with two factories."""
    run(tmp_path, "-c", FACTORY)
    return tmp_path


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The addresses of an empty PostgreSQL database, for the two roles."""
    import psycopg

    name = f"moved_{os.getpid()}_{tmp_path.name[-12:].replace('-', '_')}".lower()
    urls = {one: os.environ[one] for one in ("MUTU_DATABASE_URL", "MUTU_OWNER_DATABASE_URL")}
    owner = urlsplit(urls["MUTU_OWNER_DATABASE_URL"])._replace(path="/mutu").geturl()
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield {one: urlsplit(url)._replace(path=f"/{name}").geturl() for one, url in urls.items()}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(home: Path, *words: str, check: bool = True, **urls: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MUTU_")}
    environment |= {"MUTU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "mutu.settings", **urls}
    return subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=check, stdin=subprocess.DEVNULL
    )


def mutu(home: Path, *words: str, check: bool = True, **urls: str) -> subprocess.CompletedProcess[str]:
    return run(home, "-m", "mutu.cli.main", *words, check=check, **urls)


def roots(home: Path, **urls: str) -> list[str]:
    return [line for line in mutu(home, "trail", "verify", "--all", **urls).stdout.split("\n") if "root of" in line]


@postgres
def test_the_logs_have_the_roots_they_had_and_the_records_fit(home: Path, empty: dict[str, str]) -> None:
    before = roots(home)
    assert len(before) == 2
    file = (home / "mutu.sqlite3").read_bytes()
    said = mutu(home, "move-to-postgres", **empty).stdout.split("\n")
    assert [line.partition(": root ")[0] for line in said if line.endswith(", as before.")] == ["bayan", "eve"]
    assert roots(home, **empty) == before
    assert (home / "mutu.sqlite3").read_bytes() == file
    done = mutu(
        home, "do", "nonconformity.report", "--organization", "bayan", "--as", "P-0003", "--what", "After", **empty
    )  # fmt: skip
    assert "NC-" in done.stdout
    again = mutu(home, "move-to-postgres", check=False, **empty)
    assert (again.returncode, again.stderr) == (1, "mutu: The PostgreSQL database here is not empty; move into an "
                                                   "empty one.\n")  # fmt: skip


@postgres
def test_a_file_whose_records_do_not_fit_their_log_is_not_moved(home: Path, empty: dict[str, str]) -> None:
    with sqlite3.connect(home / "mutu.sqlite3") as kept:
        kept.execute("UPDATE improvement_nonconformity SET what = 'No flash'")
    kept.close()
    refused = mutu(home, "move-to-postgres", check=False, **empty)
    assert refused.returncode == 1
    assert refused.stderr.startswith("mutu: bayan: the log did not arrive as it was: ")
    assert refused.stderr.endswith("Nothing was moved.\n")
    assert "there is none" in mutu(home, "trail", "verify", check=False, **empty).stderr


def test_without_a_postgresql_to_move_to_it_says_what_to_set(tmp_path: Path) -> None:
    refused = mutu(tmp_path, "move-to-postgres", check=False)
    assert refused.returncode == 1
    assert refused.stderr == "mutu: Set MUTU_DATABASE_URL and MUTU_OWNER_DATABASE_URL to the PostgreSQL database to " \
                             "move to.\n"  # fmt: skip


@postgres
def test_a_file_that_is_not_there_is_said(tmp_path: Path, empty: dict[str, str]) -> None:
    refused = mutu(tmp_path, "move-to-postgres", "--from", str(tmp_path / "none"), check=False, **empty)
    assert (refused.returncode, refused.stderr) == (1, f"mutu: There is no database {tmp_path / 'none'}.\n")
