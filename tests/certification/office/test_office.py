"""A body's office: two people decide, one command signs and publishes, and a copy put back signs nothing."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.certification.office.world import MALEE, PASSPHRASE, SOMCHAI, START, Desk, facts, open_desk
from tests.lib.credentials.forging import Key
from tests.lib.credentials.world import CB, FACTS, NOW

from mutu.certification.office import deciding, issuing, publishing
from mutu.certification.office import office as offices
from mutu.certification.office.register import Person
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.status_list import bits_with, indexes_in, read_status_list
from mutu.lib.credentials.strict_json import read_object


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = open_desk(tmp_path, monkeypatch)
    yield made
    made.office.register.close()


def refused(code):
    return pytest.raises(CredentialError, check=lambda error: error.code == code)


def marked(desk):
    return indexes_in(read_status_list(read_object(desk.published("status/1"))).bits)


def position(desk, number=FACTS.number):
    return desk.office.register.newest_of(number).position


# --- four eyes -----------------------------------------------------------------------------------------------


def asked(desk, act="issue", **more):
    body = {"act": act, "number": FACTS.number} | ({"facts": facts()} if act == "issue" else {"reason": "x"}) | more
    return deciding.propose(desk.office, body, "Somchai", SOMCHAI, START)


def test_two_people_decide_and_both_are_recorded(desk):
    desk.issue()
    (done,) = deciding.requests(desk.office, done=True)
    assert (done.act, done.number, done.proposed_by, done.approved_by) == ("issue", FACTS.number, "Somchai", "Malee")
    assert desk.verify().verdict == "valid"


@pytest.mark.parametrize("act", ["issue", "withdraw"])
def test_what_one_person_proposed_is_not_carried_out(desk, act):
    if act == "withdraw":
        desk.issue()
    one = asked(desk, act)
    before = len(desk.office.register.revisions())
    assert issuing.carry_out(desk.office, desk.keys, START) == []
    assert len(desk.office.register.revisions()) == before
    with refused("four-eyes"):
        deciding.approve(desk.office, one.id, "Somchai", SOMCHAI, START)
    with refused("person"):
        deciding.approve(desk.office, one.id, "Malee", SOMCHAI, START)
    with refused("person"):
        deciding.approve(desk.office, one.id, "Eve", Key(b"3" * 32, f"{CB}:people:3#key"), START)


def test_one_key_is_not_two_people(desk):
    with refused("person"):
        desk.office.register.enrol(Person("Somchai again", SOMCHAI.public_key.multikey), write_moment(START))


CHANGES = {
    "the facts were changed after the approval": (
        "UPDATE request SET body = CAST(replace(CAST(body AS TEXT), 'printed', 'painted') AS BLOB)",
        (),
    ),
    "an approval written by hand": ("UPDATE request SET approved_by = 'Malee', approval = x'00'", ()),
    "the proposer's name put in both places": ("UPDATE request SET approved_by = 'Somchai', approval = proposal", ()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_request_changed_in_the_register_is_not_carried_out(desk, name):
    one = asked(desk)
    if "facts" in name:
        deciding.approve(desk.office, one.id, "Malee", MALEE, START)
    statement, values = CHANGES[name]
    desk.office.register.db.execute(statement, values)
    with refused("four-eyes"):
        issuing.carry_out(desk.office, desk.keys, START)
    assert desk.office.register.revisions() == []


def test_who_was_discharged_decides_no_longer(desk):
    one = asked(desk)
    deciding.approve(desk.office, one.id, "Malee", MALEE, START)
    desk.office.register.discharge("Malee", write_moment(START))
    with refused("four-eyes"):
        issuing.carry_out(desk.office, desk.keys, START)
    with refused("person"):
        desk.office.register.discharge("Malee", write_moment(START))


def test_what_cannot_be_done_any_more_stops_all_until_somebody_drops_it(desk):
    desk.issue()
    first, second = asked(desk, "suspend"), asked(desk, "withdraw")
    for one in (second, first):
        deciding.approve(desk.office, one.id, "Malee", MALEE, START)
    issuing.carry_out(desk.office, desk.keys, START, only=[second.id])
    with refused("state"):
        desk.carry_out()
    with refused("person"):
        deciding.drop(desk.office, first.id, "Malee", SOMCHAI, START)
    assert deciding.drop(desk.office, first.id, "Malee", MALEE, START).dropped_by == "Malee"
    assert "status/1" in desk.carry_out()
    assert desk.verify().verdict == "revoked"
    for again in (deciding.drop, deciding.approve):
        with refused("request"):
            again(desk.office, first.id, "Malee", MALEE, START)
    with refused("request"):
        issuing.carry_out(desk.office, desk.keys, START, only=[first.id])
    assert [one.dropped_by for one in deciding.requests(desk.office, done=True)].count("Malee") == 1


# --- a certificate's life ------------------------------------------------------------------------------------


def test_suspended_restored_withdrawn(desk):
    desk.issue()
    assert (desk.verify().verdict, marked(desk)) == ("valid", set())
    desk.move("suspend", at=START + timedelta(hours=1))
    assert (desk.verify().verdict, marked(desk)) == ("suspended", {position(desk)})
    desk.move("restore", at=START + timedelta(hours=2))
    assert (desk.verify().verdict, marked(desk)) == ("valid", set())
    desk.move("withdraw", at=START + timedelta(hours=3), reason="The client gave it back.")
    verification = desk.verify()
    assert (verification.verdict, marked(desk)) == ("revoked", {position(desk)})
    assert verification.findings[0].text == "Withdrawn on 2026-11-21T15:00:00Z: The client gave it back."
    assert [note.split(", ", 1)[1] for note in verification.notes] == [
        "issued on 2026-11-21T12:00:00Z.",
        "suspended on 2026-11-21T13:00:00Z.",
        "restored on 2026-11-21T14:00:00Z.",
        "withdrawn on 2026-11-21T15:00:00Z.",
    ]


@pytest.mark.parametrize(("before", "act"), [("issue", "restore"), ("withdraw", "restore"), ("withdraw", "suspend")])
def test_a_move_that_its_state_does_not_allow_is_refused(desk, before, act):
    desk.issue()
    if before == "withdraw":
        desk.move("withdraw")
    with refused("state"):
        asked(desk, act)


def test_a_change_of_scope_is_a_new_revision_and_the_old_one_is_withdrawn(desk):
    desk.issue()
    desk.issue(at=START + timedelta(hours=1), revision=2, scope="Assembly of printed circuit boards.")
    assert [desk.verify(revision=revision).verdict for revision in (1, 2)] == ["revoked", "valid"]
    assert desk.verify(revision=1).findings[0].text.endswith("Replaced by revision 2.")


IMPOSSIBLE = {
    "a revision used already": ({"revision": 1}, "number"),
    "a revision left out": ({"revision": 3}, "number"),
    "the number of another client": (
        {"revision": 2, "client": replace(FACTS.client, id="did:web:x.example")},
        "number",
    ),
    "a number that climbs out of the folder": ({"number": ".."}, "number"),
    "a number with a slash": ({"number": "A/B"}, "number"),
    "expiry before the effective date": ({"revision": 2, "valid_until": FACTS.valid_from - timedelta(1)}, "date"),
    "an effective date before the decision": ({"revision": 2, "decided": FACTS.valid_from + timedelta(1)}, "date"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_issued_is_not_even_proposed(desk, name):
    desk.issue()
    changes, code = IMPOSSIBLE[name]
    told = facts(**changes)
    with refused(code):
        asked(desk, facts=told, number=told["number"])
    assert deciding.requests(desk.office) == []


@pytest.mark.parametrize(
    "told", [None, [], {}, {"number": 7}, facts() | {"valid_from": "2026-11-20"}, facts() | {"grade": "A"}]
)
def test_facts_of_another_shape_are_refused(desk, told):
    with pytest.raises(CredentialError):
        asked(desk, facts=told)


@pytest.mark.parametrize("more", [{"act": "erase"}, {"reason": " "}, {"number": "NOBODY-1"}])
def test_a_request_of_another_shape_is_refused(desk, more):
    desk.issue()
    with pytest.raises(CredentialError):
        asked(desk, **({"act": "suspend"} | more))


def test_two_bodies_may_use_one_number_and_are_never_mistaken(desk):
    """Another body's withdrawal of its own certificate of this number says nothing about ours."""
    desk.issue()
    from mutu.lib.credentials.jose import sign_jwt
    from mutu.lib.credentials.status_check import statement_payload
    from mutu.lib.credentials.verification import verify

    other = "did:web:other.example"
    key = Key(b"o" * 32, f"{other}#key")
    payload = statement_payload(
        identifier="https://other.example/statements/1",
        issuer=other,
        credential=f"https://other.example/credentials/{FACTS.number}/1",
        state="withdrawn",
        reason="x",
        since=START,
    )
    bundle = desk.bundle() | {"statusStatements": [sign_jwt(payload, key, key_id=key.key_id)]}
    assert verify(bundle, desk.trust(), NOW).verdict == "valid"


# --- clocks, copies, keys ------------------------------------------------------------------------------------


def test_a_clock_behind_the_newest_credential_signs_and_publishes_nothing(desk):
    desk.issue()
    desk.decide({"act": "withdraw", "number": FACTS.number, "reason": "x"})
    early = START - timedelta(seconds=1)
    for do in (issuing.carry_out, publishing.publish):
        with refused("clock"):
            do(desk.office, desk.keys, early)
    assert desk.office.register.newest_of(FACTS.number).state == "in force"


def test_a_backup_put_back_is_recognised_and_hands_out_no_place_twice(desk, tmp_path):
    desk.issue()
    shutil.copytree(desk.folder, tmp_path / "backup")
    desk.issue(number="CPA-2026-00002", at=START + timedelta(hours=1))
    desk.office.register.close()
    restored = Desk(tmp_path / "backup", offices.open_office(tmp_path / "backup"))
    with refused("register-behind"):
        restored.issue(number="CPA-2026-00003", at=START + timedelta(hours=2))
    restored.office.register.close()


def test_without_its_log_a_published_certificate_still_shows_a_backup(desk, tmp_path):
    shutil.copytree(desk.folder, tmp_path / "backup")
    desk.issue()
    shutil.rmtree(desk.office.place / "log")
    restored = Desk(tmp_path / "backup", offices.open_office(tmp_path / "backup"))
    with refused("register-behind"):
        restored.issue(number="CPA-2026-00003", at=START + timedelta(hours=2))
    restored.office.register.close()


def test_a_place_marked_in_the_published_list_is_never_given_out(desk, monkeypatch):
    """Even where nothing else is left that tells of it."""
    desk.issue()
    document = read_object(desk.published("status/1"))
    from mutu.lib.credentials.status_list import encode_bits

    document["credentialSubject"]["encodedList"] = encode_bits(bits_with([5]))
    (desk.office.place / "status" / "1").write_text(json.dumps(document))
    drawn = iter([5, position(desk), 6])
    monkeypatch.setattr("secrets.randbelow", lambda _entries: next(drawn))
    monkeypatch.setattr(
        issuing.free_index, "__kwdefaults__", issuing.free_index.__kwdefaults__ | {"randbelow": lambda _: next(drawn)}
    )
    desk.issue(number="CPA-2026-00002", at=START + timedelta(hours=1))
    assert position(desk, "CPA-2026-00002") == 6


def test_another_offices_register_is_not_behind_this_log(desk, tmp_path):
    desk.issue()
    shutil.copytree(desk.folder, tmp_path / "other")
    other = Desk(tmp_path / "other", offices.open_office(tmp_path / "other"))
    other.office.register.db.execute("UPDATE entry SET data = x'00', nodes = zeroblob(32)")
    with refused("register-other"):
        other.issue(number="CPA-2026-00003", at=START + timedelta(hours=2))
    other.office.register.close()


def test_an_interrupted_publishing_is_done_again(desk):
    desk.decide({"act": "issue", "number": FACTS.number, "facts": facts()})
    issuing.carry_out(desk.office, desk.keys, START)
    assert not (desk.office.place / "credentials").exists()
    assert f"credentials/{FACTS.number}/1.jwt" in publishing.publish(desk.office, desk.keys, START)
    assert desk.verify().verdict == "valid"


def test_the_daily_renewal_needs_no_decision_and_changes_no_certificate(desk):
    desk.issue()
    again = publishing.publish(desk.office, desk.keys, START + timedelta(days=1))
    assert sorted(again) == ["log/checkpoint", "status/1"]
    assert desk.verify(now=START + timedelta(days=8)).verdict == "indeterminate"  # the accreditation body's list
    assert read_status_list(read_object(desk.published("status/1"))).valid_from == START + timedelta(days=1)


def test_a_retired_key_stays_good_for_what_it_signed_and_a_stolen_one_does_not(desk):
    desk.issue()
    assert offices.end_key(desk.office, stolen=False, passphrase=PASSPHRASE, now=START) == "key-1"
    desk.issue(number="CPA-2026-00002", at=START + timedelta(hours=1))
    assert desk.office.current_key() == "key-2"
    assert [desk.verify(number).verdict for number in (FACTS.number, "CPA-2026-00002")] == ["valid", "valid"]
    offices.end_key(desk.office, stolen=True, passphrase=PASSPHRASE, now=START)
    publishing.publish(desk.office, desk.keys, START + timedelta(hours=2))
    document = read_object(desk.published("did.json"))
    assert [method.rpartition("#")[2] for method in document["assertionMethod"]] == [
        "key-3", "key-3-jwk", "key-1", "key-1-jwk", "key-4", "key-4-jwk",
    ]  # fmt: skip
    assert desk.verify("CPA-2026-00002").verdict == "invalid"
    lines = [json.loads(line) for line in desk.published("keys.jsonl").splitlines()]
    assert [(line["event"], line["name"]) for line in lines] == [
        ("added", "key-1"), ("added", "key-2"), ("added", "key-3"),
        ("retired", "key-1"), ("added", "key-4"), ("stolen", "key-2"),
    ]  # fmt: skip


def test_a_lost_passphrase_opens_nothing_and_the_next_key_goes_on(desk):
    with refused("passphrase"):
        offices.open_key(desk.office, "key-1", "another long passphrase")
    offices.end_key(desk.office, stolen=False, passphrase=PASSPHRASE, now=START)
    desk.issue()
    assert desk.verify().verdict == "valid"


@pytest.mark.parametrize("what", ["", "register.sqlite3", "keys/key-1.json"])
def test_loose_modes_are_refused(desk, what):
    path = desk.folder / what
    path.chmod(path.stat().st_mode | 0o040)
    with pytest.raises(CredentialError, match="may be read by others"):
        again = offices.open_office(desk.folder)
        offices.open_key(again, "key-1", PASSPHRASE)


def test_another_bodys_accreditation_is_refused(desk):
    _, given = desk.office.accreditation()
    given = json.loads(json.dumps(given))
    given["credentialSubject"]["id"] = "did:web:other.example"
    with refused("subject"):
        desk.office.accept_accreditation(json.dumps(given).encode())
