"""The demo's certificates come out as they are meant to: in force, suspended, withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest

from mutu.certification.checking import check, trust_held
from mutu.demo.certificate_chain import FOLDER, IN_FORCE, SUSPENDED_ONE, WITHDRAWN_ONE, write_chain

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MUTU_HOME", str(tmp_path))
    write_chain(tmp_path, NOW)
    return tmp_path


@pytest.mark.parametrize(
    ("number", "verdict"), [(IN_FORCE, "valid"), (SUSPENDED_ONE, "suspended"), (WITHDRAWN_ONE, "revoked")]
)
def test_three_certificates_and_what_is_true_of_them(home, number, verdict):
    data = (home / FOLDER / f"{number}.qmsbundle").read_bytes()
    answer = check(number, data, trust_held(), NOW + timedelta(hours=1))
    assert (answer["verdict"], answer["certificate"]["number"]) == (verdict, number)


def test_a_week_later_nobody_can_say(home):
    data = (home / FOLDER / f"{IN_FORCE}.qmsbundle").read_bytes()
    assert check(IN_FORCE, data, trust_held(), NOW + timedelta(days=8))["verdict"] == "indeterminate"


def test_what_was_issued_stays_the_same_on_another_day(home):
    before = {path: path.read_bytes() for path in home.rglob("*.jwt")}
    note = (home / "published" / "cb" / "chao-phraya" / "log" / "checkpoint").read_text().splitlines()
    write_chain(home, NOW + timedelta(days=30))
    assert {path: path.read_bytes() for path in home.rglob("*.jwt")} == before
    again = (home / "published" / "cb" / "chao-phraya" / "log" / "checkpoint").read_text().splitlines()
    assert (len(before), again[:3]) == (3, note[:3])


def test_the_log_s_proofs_are_shown(home):
    data = (home / FOLDER / f"{IN_FORCE}.qmsbundle").read_bytes()
    answer = check(IN_FORCE, data, trust_held(), NOW + timedelta(hours=1))
    assert [(place["event"], place["of"]) for place in answer["logged"]] == [
        ("issued", 7),
        ("suspended", 7),
        ("restored", 7),
    ]
