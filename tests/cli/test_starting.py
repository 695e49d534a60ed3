"""The first five minutes on the command line: wrong answers get a sentence, the right ones a badge and a PIN."""

import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mutu.cli import starting
from mutu.cli.serving import not_applied


def mutu(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MUTU_")}
    return subprocess.run(
        [sys.executable, "-m", "mutu.cli.main", *words], env={**environment, "MUTU_HOME": str(home)},
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--language", "xx"), "the languages of the pages are en, vi and ms"),
        (("--language", "vi"), "an organization and its first person need a name: --name and --person"),
        (("--name", "A", "--person", "B", "--people", "many"), "--people is a number and --why one of buyer, audit,"),
        (("--name", "A", "--person", "B", "--why", "bored"), "--people is a number and --why one of buyer, audit,"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_leaves_nothing(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = mutu(tmp_path / "home", "init", *words)
    assert (done.returncode, done.stderr[: len(said) + 6]) == (2, f"mutu: {said}")
    assert not (tmp_path / "home").exists()


def test_it_speaks_the_language_that_was_chosen_first_and_starts_only_once(tmp_path: Path) -> None:
    words = ("init", "--language", "vi", "--name", "Xưởng Đồng Nai", "--person", "Ngô Văn Tuấn", "--people", "5")
    done = mutu(tmp_path, *words)
    assert re.fullmatch(r"Xưởng Đồng Nai: thẻ 1001, mã PIN \d{4}\. Hãy đổi .*mutu serve --lan\n", done.stdout)
    for key in ("secret.key", "checkpoint.key"):
        assert (tmp_path / key).stat().st_mode & 0o077 == 0
    again = mutu(tmp_path, *words)
    assert again.stderr == "mutu: there is an organization xuong-dong-nai already; choose another --slug\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--port", "80800"), "--port is a number from 1 to 65535"),
        (("--port", "0"), "--port is a number from 1 to 65535"),
        (("--cert", "x.pem"), "--cert and --key go together"),
    ],
)
def test_what_cannot_be_served_is_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = mutu(tmp_path, "serve", *words)
    assert (done.returncode, done.stderr) == (2, f"mutu: {said}\n")


def test_at_the_keyboard_a_question_comes_again_until_its_answer_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    typed, asked = iter(["many", "twelve", "12"]), list[str]()

    def type_it(question: str) -> str:
        asked.append(question)
        return next(typed)

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", type_it)
    assert starting.ask("How many people?", None, "1", str.isdecimal) == "12"
    assert asked == ["How many people? "] * 3
    assert [starting.is_a_reason(said) for said in ("buyer = khách hỏi", "buyer", "bored", "")] == [
        True, True, False, False
    ]  # fmt: skip


def test_nothing_is_served_from_an_empty_home_and_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    done = mutu(tmp_path / "home", "serve", "--port", port)
    said = "there is nothing to serve yet: run `mutu init` for your own organization, or `mutu demo`"
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"mutu: {said}\n")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_the_pages_answer_nobody_before_the_check_has_passed(tmp_path: Path) -> None:
    from mutu.wsgi import wait_for_the_check

    checking = tmp_path / "checking"
    checking.touch()
    pages = threading.Thread(target=wait_for_the_check, args=(checking,))
    pages.start()
    pages.join(0.2)
    assert pages.is_alive()
    checking.unlink()
    pages.join(10)
    assert not pages.is_alive()
    checking.write_text("refused")
    with pytest.raises(SystemExit):
        wait_for_the_check(checking)


@pytest.mark.parametrize("words", [("trail", "verify"), ("do", "nonconformity.report", "--as", "1", "--what", "x")])
def test_a_command_without_an_installation_says_so_in_a_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = mutu(tmp_path / "home", *words)
    said = "(unable to open database file). Is MUTU_HOME right? The first time: mutu init"
    assert (done.returncode, done.stderr) == (2, f"mutu: the database does not answer {said}\n")


@pytest.mark.django_db
def test_a_migration_the_database_has_not_seen_is_named() -> None:
    assert not_applied() == set()
    MigrationRecorder(connection).record_unapplied("core", "0008_found_further")
    assert not_applied() == {("core", "0008_found_further")}
