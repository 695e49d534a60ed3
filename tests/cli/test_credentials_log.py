"""``mutu credentials log``: two checkpoints of one log agree, contradict each other, or nothing is shown."""

import json

import pytest
from tests.certification.office.world import START, open_desk
from tests.lib.credentials.forging import Key
from tests.lib.credentials.world import NOW

from mutu.certification.checking import check
from mutu.certification.checkpoints_seen import checkpoints_seen, remember_checkpoints
from mutu.certification.office.office import log_line
from mutu.cli.credentials import main
from mutu.lib.signed_note import Checkpoint, sign


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = open_desk(tmp_path, monkeypatch)
    made.issue()
    yield made
    made.office.register.close()


@pytest.fixture
def compared(desk, tmp_path, capsys):
    """Compares two checkpoints: the exit code and the first line."""

    def run(one, other, *words, key=None):
        for name, text in (("one", one), ("other", other)):
            (tmp_path / name).write_text(text)
        line = key or log_line(desk.office, desk.keys.log)
        command = ["credentials", "log", str(tmp_path / "one"), str(tmp_path / "other"), "--key", line, *words]
        code = main(command)
        told = capsys.readouterr()
        return code, (told.out or told.err).splitlines()[0]

    return run


def checkpoint(desk):
    return desk.published("log/checkpoint").decode()


def signed(desk, size, root):
    """A checkpoint the log's own key signs, whatever is true."""
    from mutu.certification.office.office import LogKey

    return sign(Checkpoint(desk.office.origin, size, root), desk.office.origin, LogKey(desk.keys.log))


def test_a_log_that_grew_is_shown_to_be_one_history_by_its_files(desk, compared):
    before = checkpoint(desk)
    assert compared(before, before) == (0, "They agree: the same entries.")
    desk.move("suspend")
    tiles = ["--tiles", str(desk.office.place / "log")]
    assert compared(before, checkpoint(desk), *tiles) == (
        0,
        "They agree: the first 1 entries of the longer are those of the shorter.",
    )
    code, line = compared(checkpoint(desk), before)
    assert (code, line.split(";")[0]) == (1, "Nothing shows yet whether the longer continues the shorter")


def test_two_roots_for_one_size_are_two_histories(desk, compared):
    code, line = compared(checkpoint(desk), signed(desk, 1, bytes(32)))
    assert (code, line.split(":")[0]) == (1, "TWO HISTORIES")


def test_a_longer_log_that_does_not_begin_with_the_shorter_is_two_histories(desk, compared):
    desk.move("suspend")
    tiles = ["--tiles", str(desk.office.place / "log")]
    code, line = compared(signed(desk, 1, bytes(32)), checkpoint(desk), *tiles)
    assert (code, line.split(":")[0]) == (1, "TWO HISTORIES")


def test_files_that_are_missing_or_of_another_log_show_nothing(desk, compared, tmp_path):
    before = checkpoint(desk)
    desk.move("suspend")
    assert compared(before, checkpoint(desk), "--tiles", str(tmp_path))[1].startswith("The files are not complete")
    tile = desk.office.place / "log" / "tile" / "0" / "000.p" / "2"
    tile.write_bytes(bytes(64))
    told = compared(before, checkpoint(desk), "--tiles", str(desk.office.place / "log"))
    assert told == (1, "These files are not those of the longer checkpoint; nothing is shown.")


def test_what_the_log_did_not_sign_proves_nothing(desk, compared):
    stranger = Key(b"s" * 32, "did:web:x.example#key")
    forged = sign(Checkpoint(desk.office.origin, 1, bytes(32)), desk.office.origin, stranger._key)
    assert compared(checkpoint(desk), forged)[0] == 2
    assert compared(checkpoint(desk), "rubbish")[0] == 2
    assert compared(checkpoint(desk), checkpoint(desk), key="rubbish")[0] == 2


def test_a_verifier_remembers_and_catches_a_log_that_tells_him_something_else(desk, tmp_path, monkeypatch):
    monkeypatch.setenv("MUTU_HOME", str(tmp_path / "buyer"))
    data = json.dumps(desk.bundle()).encode()
    from dataclasses import replace

    told = check("bundle", data, desk.trust(), NOW, remember=True)
    assert (told["verdict"], told["notes"]) == (
        "valid",
        [f"In the log {desk.office.origin}: entry 0 of 1, issued on 2026-11-21T12:00:00Z."],
    )
    seen = checkpoints_seen(tmp_path / "buyer")
    assert seen[desk.office.origin].size == 1
    assert check("bundle", data, replace(desk.trust(), checkpoints=seen), NOW)["notes"] == told["notes"]
    lie = {desk.office.origin: Checkpoint(desk.office.origin, 1, bytes(32))}
    (note,) = check("bundle", data, replace(desk.trust(), checkpoints=lie), NOW)["notes"]
    assert note.startswith(f"The log {desk.office.origin} told two histories")


def test_only_the_longest_is_kept_and_rubbish_is_as_good_as_nothing(tmp_path):
    short, long = Checkpoint("a.example/log", 1, bytes(32)), Checkpoint("a.example/log", 2, b"x" * 32)
    for one in (long, short):
        remember_checkpoints(tmp_path, [one])
    assert checkpoints_seen(tmp_path) == {"a.example/log": long}
    (tmp_path / "checkpoints-seen.json").write_text('{"a": {"size": "many"}}')
    assert checkpoints_seen(tmp_path) == {}
    assert START < NOW
