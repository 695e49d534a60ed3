"""Bringing in a trust list: what is refused, what is kept of the one before, and the command that does it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.lib.credentials.forging import Key
from tests.lib.credentials.world import AB, AB_KEY

from mutu.certification.checking import TRUST_LIST
from mutu.certification.trust_lists import bring_in, held
from mutu.cli.main import main
from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.did import did_key
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.trust import TrustedBody, TrustedKey, trust_list_payload

NOW = datetime.now(UTC).replace(microsecond=0)


def keeper(seed):
    plain = Key(seed * 32, "")
    return Key(seed * 32, f"{did_key(plain.public_key)}#{plain.public_key.multikey}")


MINE, OTHER = keeper(b"k"), keeper(b"o")


def signed(sequence=1, by=MINE, until=NOW + timedelta(days=30)):
    body = TrustedBody(AB, "National Accreditation", keys=(TrustedKey(AB_KEY.public_key, starts=NOW),))
    start = min(NOW, until - timedelta(days=1))
    payload = trust_list_payload(name="List", sequence=sequence, bodies=[body], valid_from=start, valid_until=until)
    return json.dumps(add_proof(payload, by, created=NOW)).encode()


def refused(home, data, **more):
    with pytest.raises(CredentialError) as refusal:
        bring_in(home, data, NOW, **more)
    return str(refusal.value)


def test_the_first_list_is_taken_and_the_next_keeps_the_one_before(tmp_path):
    assert held(tmp_path) is None
    bring_in(tmp_path, signed(1), NOW)
    bring_in(tmp_path, signed(2), NOW)
    assert (held(tmp_path).trust.sequence, held(tmp_path).keeper) == (2, did_key(MINE.public_key))
    assert (tmp_path / "trust-list.1.json").read_bytes() == signed(1)


def test_an_older_list_is_refused_and_the_held_one_stays(tmp_path):
    bring_in(tmp_path, signed(5), NOW)
    assert refused(tmp_path, signed(4)) == "The held list is number 5; this is the older 4."
    assert held(tmp_path).trust.sequence == 5


def test_another_keeper_has_to_be_named(tmp_path):
    bring_in(tmp_path, signed(5), NOW)
    did = did_key(OTHER.public_key)
    assert refused(tmp_path, signed(1, OTHER)).endswith("name the new one with --keeper.")
    assert refused(tmp_path, signed(6), keeper=did).endswith(f"not by {did}.")
    bring_in(tmp_path, signed(1, OTHER), NOW, keeper=did)
    assert held(tmp_path).keeper == did


def test_a_changed_ended_or_strange_list_is_refused(tmp_path):
    changed = signed().replace(b"National", b"Notional")
    assert refused(tmp_path, changed) != ""
    assert refused(tmp_path, signed(until=NOW - timedelta(days=1))) == "The list's own time is over."
    for data in (b"", b"[]", b"{}", b'{"proof": 7}', b"\xff", b"{" * 10_000):
        assert refused(tmp_path, data) != ""
    assert not (tmp_path / TRUST_LIST).exists()


def test_the_command_brings_one_in_and_tells_whom_it_trusts(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MUTU_HOME", str(tmp_path / "home"))
    assert main(["credentials", "trust"]) == 0
    assert capsys.readouterr().out == "No trust list is held: nobody is trusted.\n"
    (tmp_path / "list").write_bytes(signed(3))
    assert main(["credentials", "trust", str(tmp_path / "list")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("List, number 3, until ")
    assert lines[2] == f"  National Accreditation ({AB}), accreditation-body"
    (tmp_path / "list").write_bytes(signed(2))
    assert main(["credentials", "trust", str(tmp_path / "list")]) == 2
    assert capsys.readouterr().err == "mutu credentials trust: The held list is number 3; this is the older 2.\n"
    assert main(["credentials", "trust", str(tmp_path / "absent")]) == 2
