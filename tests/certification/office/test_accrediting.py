"""An accreditation body's office: it accredits by two people's decision, and what it takes back is felt at once."""

import json
from dataclasses import replace

import pytest
from tests.certification.office.world import START, Desk, facts, open_desk, opened, plain
from tests.lib.credentials.forging import Key
from tests.lib.credentials.world import AB, ACCREDITATION, FACTS, NOW

from mutu.certification.office import deciding, issuing
from mutu.certification.office import office as offices
from mutu.certification.office.register import Person
from mutu.certification.published import Published
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.trust import Trust, TrustedBody, TrustedKey
from mutu.lib.credentials.verification import verify

BOARD = {"id": AB, "name": "National Accreditation", "registered_id": "AB-1", "register": plain(FACTS.body.register)}
HELD_BACK = ("url", "accreditor", "status_list", "status_index", "keys")
PEOPLE = {"Noor": Key(b"3" * 32, f"{AB}:people:1#key"), "Aung": Key(b"4" * 32, f"{AB}:people:2#key")}


class BoardDesk(Desk):
    """The accreditation body's desk, with its own two people."""

    def decide(self, body, *, at=START):
        asked = deciding.propose(self.office, body, "Noor", PEOPLE["Noor"], at)
        return deciding.approve(self.office, asked.id, "Aung", PEOPLE["Aung"], at)

    def accredit(self, keys, *, number=ACCREDITATION.number, **changes):
        told = {name: value for name, value in plain(ACCREDITATION).items() if name not in HELD_BACK}
        told |= {"keys": keys, "number": number} | changes
        self.decide({"act": "accredit", "number": number, "facts": told})
        return self.carry_out()


@pytest.fixture
def body(tmp_path, monkeypatch):
    """The certification body's desk; its present accreditation is another's and is replaced by the test."""
    made = open_desk(tmp_path / "body", monkeypatch)
    yield made
    made.office.register.close()


@pytest.fixture
def board(tmp_path, body):
    # after the body's desk, which lets new offices share the tests' sealed keys
    folder = tmp_path / "board"
    office = offices.make_office(folder, tmp_path / "body" / "published", {"body": BOARD}, "unused here", START)
    for name, key in PEOPLE.items():
        office.register.enrol(Person(name, key.public_key.multikey), write_moment(START))
    yield BoardDesk(folder, office)
    office.register.close()


def multikeys(desk):
    return [key for _, event, _, key in desk.office.register.key_events() if event == "added"]


def handed_over(board, body):
    """What the board published, taken into the body's office."""
    body.office.accept_accreditation(board.published(f"accreditations/{ACCREDITATION.number}"))
    for path in (".well-known/did.json", "status/1"):
        document = json.loads(board.published(path))
        body.office.accept_document(document["id"], document)


def verdict(board, body, number=FACTS.number):
    """A buyer's, who knows nothing but the board's key."""
    key = opened(board.office.key_path("key-1").read_bytes()).public_key
    shelf = Published(body.office.published.parent)
    (found,) = shelf.find(number)
    return verify(shelf.bundle(found), Trust({AB: TrustedBody(AB, "AB", keys=(TrustedKey(key),))}), NOW).verdict


def test_from_the_board_to_the_certificate_and_back(board, body):
    board.accredit(multikeys(body))
    handed_over(board, body)
    body.issue()
    assert verdict(board, body) == "valid"
    board.move("suspend", ACCREDITATION.number, reason="Witnessed audits are outstanding.")
    assert verdict(board, body) == "unaccredited"
    board.move("restore", ACCREDITATION.number, reason="The audits were witnessed.")
    assert verdict(board, body) == "valid"
    board.move("withdraw", ACCREDITATION.number, reason="The body closed.")
    assert verdict(board, body) == "unaccredited"


def test_an_accreditation_number_is_used_once(board, body):
    board.accredit(multikeys(body))
    with pytest.raises(CredentialError, match="is used"):
        board.accredit(multikeys(body))


@pytest.mark.parametrize(
    "changes",
    [
        {"keys": "z6Mk"},
        {"keys": ["rubbish"]},
        {"scopes": []},
        {"valid_from": "2026-01-01"},
        {"body": {"id": AB, "name": "Itself"}},
        {"grade": "A"},
        {"number": ".."},
    ],
)
def test_what_no_accreditation_says_is_refused(board, changes):
    told = {name: value for name, value in plain(ACCREDITATION).items() if name not in HELD_BACK} | {"keys": []}
    told |= changes
    with pytest.raises(CredentialError):
        board.decide({"act": "accredit", "number": told["number"], "facts": told})
    assert deciding.requests(board.office) == []


def test_a_board_certifies_nobody(board, body):
    """It has no accreditation of its own, and no scheme."""
    with pytest.raises(CredentialError, match="no accreditation"):
        board.decide({"act": "issue", "number": FACTS.number, "facts": facts()})
    body.office.facts = replace(body.office.facts, scheme=None)
    with pytest.raises(CredentialError, match="no certification scheme"):
        body.issue()
    assert issuing.carry_out(board.office, board.keys, START) == []
