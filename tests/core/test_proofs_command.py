"""`mutu trail` as people and auditors run it."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from tests import cast
from tests.core.tampering import Rows, size_of

from mutu.cli import main as command
from mutu.cli import trail
from mutu.core.checkpoints import verifier_key
from mutu.core.identity import new_id
from mutu.core.nouns import actions as nouns
from mutu.core.proofs import checkpoint, root
from mutu.improvement.nonconformities.models import Nonconformity


@pytest.fixture
def run(factory, capsys):
    def run(*words: str, on: cast.Factory = factory) -> tuple[int, str, str]:
        ours = () if words[0] == "check" else ("--organization", on.organization.slug)
        status = trail.main([*words, *ours])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_verify_says_what_was_read_and_what_cannot_be_seen(factory, run):
    size = size_of(factory)
    status, out, _err = run("verify")
    assert (status, out.splitlines()) == (0, [
        f"Bayan Precision Plastics: {size} entries, {size - 1} records, 1 files read; no findings",
        f"root of {size} entries: {root(factory.organization)[1].hex()}",
        trail.WITHOUT_CHECKPOINT,
    ])  # fmt: skip


def test_verify_names_what_was_changed_and_ends_with_one(factory, owner, run):
    Rows(owner, factory, Nonconformity._meta.db_table).set("what", "Nothing")
    status, out, _err = run("verify", "--json")
    (finding,) = json.loads(out)["findings"]
    last = size_of(factory) - 1
    assert (status, finding["code"], finding["seq"]) == (1, "changed_record", last)
    assert finding["sentence"] == (
        f"{finding['record']} in improvement_nonconformity, or a line of its own tables, "
        f"is not as entry {last} left it."
    )
    status, out, _err = run("verify")
    assert (status, out.splitlines()[0]) == (1, finding["sentence"])


def test_a_checkpoint_is_printed_kept_and_held_against_the_log(factory, run, tmp_path):
    status, kept, _err = run("checkpoint")
    assert (status, kept.splitlines()[:3]) == (0, checkpoint(factory.organization).splitlines()[:3])
    (tmp_path / "kept").write_text(kept)
    nouns.add_party(new_id(), by=factory.nurul, name="Delta Gears")
    status, out, _err = run("verify", "--checkpoint", str(tmp_path / "kept"))
    assert (status, trail.WITHOUT_CHECKPOINT in out) == (0, False)
    (tmp_path / "kept").write_text(kept.replace("at 2", "at 3"))
    status, _out, err = run("verify", "--checkpoint", str(tmp_path / "kept"))
    assert (status, err.startswith("mutu: the checkpoint cannot be believed: ")) == (2, True)
    status, _out, err = run("verify", "--checkpoint", str(tmp_path / "none"))
    assert (status, "cannot be read" in err) == (2, True)


def test_an_entry_is_proven_and_checked_by_somebody_without_a_database(factory, run, tmp_path):
    last = size_of(factory) - 1
    for name, words in (("proof", ("prove", str(last), "--words")), ("kept", ("checkpoint",)), ("key", ("key",))):
        status, out, _err = run(*words)
        assert status == 0
        (tmp_path / name).write_text(out)
    assert (tmp_path / "key").read_text() == f"{verifier_key(factory.organization)}\n"
    checked = elsewhere(tmp_path, "proof", "--checkpoint", "kept", "--key", (tmp_path / "key").read_text().strip())
    lines = checked.stdout.splitlines()
    assert (checked.returncode, checked.stderr) == (0, "")
    assert lines[0] == f"Proven: entry {last} of {last + 1} in mutu/{factory.organization.pk}."
    assert '  fact.containment = "Held"' in lines
    proof = json.loads((tmp_path / "proof").read_text())
    (tmp_path / "proof").write_text(json.dumps({**proof, "leaf": proof["leaf"].replace("contain", "correct")}))
    checked = elsewhere(tmp_path, "proof", "--checkpoint", "kept", "--key", "./key")
    assert (checked.returncode, checked.stdout, checked.stderr[:11]) == (1, "", "NOT proven:")


def elsewhere(place: Any, *words: str) -> "subprocess.CompletedProcess[str]":
    """Another machine: no home, no database, no Django settings."""
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    program = "import sys; from mutu.cli import trail; status = trail.main(sys.argv[1:]); " \
        "assert 'django' not in sys.modules; sys.exit(status)"  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", program, "check", *words],
        check=False,
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_two_checkpoints_are_shown_to_be_of_one_history(factory, run, tmp_path):
    size = size_of(factory)
    (tmp_path / "old").write_text(run("checkpoint")[1])
    nouns.add_party(new_id(), by=factory.nurul, name="Delta Gears")
    (tmp_path / "new").write_text(run("checkpoint")[1])
    (tmp_path / "proof").write_text(run("prove-consistency", str(size))[1])
    check = ["check", str(tmp_path / "proof"), "--checkpoint", str(tmp_path / "new")]
    key = ["--key", verifier_key(factory.organization)]
    status, out, _err = run(*check, "--old", str(tmp_path / "old"), *key)
    assert (status, out.startswith(f"Proven: the log of {size + 1} entries begins with")) == (0, True)
    assert run(*check, *key)[0] == 2
    assert run(*check, "--old", str(tmp_path / "new"), *key)[0] == 1


def test_what_there_is_not_is_answered_in_a_sentence(factory, run, capsys):
    status, out, err = run("prove", "9999")
    assert (status, out, err) == (2, "", f"mutu: A log of {size_of(factory)} entries has no entry 9999.\n")
    assert trail.main(["verify", "--organization", "nobody"]) == 2
    assert "say which organization" in capsys.readouterr().err


def test_the_commands_can_be_joined_to_the_program():
    import argparse

    parser = argparse.ArgumentParser()
    trail.add(parser.add_subparsers())
    given = parser.parse_args(["trail", "prove", "5", "--size", "9"])
    assert (given.run, given.seq, given.size) == (trail.run_prove, 5, 9)
    assert issubclass(command.Stop, Exception)
