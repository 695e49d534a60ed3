"""A body's office in a folder of its own: two people with keys, an accreditation, and facts to certify."""

import dataclasses
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from tests.lib.credentials.forging import Key
from tests.lib.credentials.world import AB, AB_KEY, AB_LIST, ACCREDITATION, CB, FACTS, NOW, document_of, status

from mutu.certification.office import deciding, issuing, publishing
from mutu.certification.office import office as offices
from mutu.certification.office.register import Person
from mutu.certification.published import Published
from mutu.lib.credentials.accreditation import accreditation_payload
from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.keys import key_from_multikey
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.trust import Trust, TrustedBody, TrustedKey
from mutu.lib.credentials.verification import verify
from mutu.lib.signed_note import read_verifier_key

PASSPHRASE = "a passphrase for tests"
SOMCHAI, MALEE = Key(b"1" * 32, f"{CB}:people:1#key"), Key(b"2" * 32, f"{CB}:people:2#key")
HELD_BACK = ("body", "base", "scheme", "accreditation", "status_list", "status_index")
START = NOW - timedelta(days=1)


def plain(value):
    """Facts as the JSON a person would write."""
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return write_moment(value)
    return value.isoformat() if isinstance(value, date) else value


def facts(**changes):
    """The facts of a certificate, less what only the office knows."""
    return {name: value for name, value in plain(replace(FACTS, **changes)).items() if name not in HELD_BACK}


@cache
def sealed(key_id):
    """A sealed key takes half a second; tests share them."""
    from mutu.lib.credentials.signer import new_sealed_key

    return new_sealed_key(key_id, PASSPHRASE)


@cache
def opened(content):
    from mutu.lib.credentials.signer import open_sealed

    return open_sealed(content, PASSPHRASE)


@dataclass
class Desk:
    """The office and what a test does with it."""

    folder: Path
    office: offices.Office

    @property
    def keys(self):
        signer, log = (
            opened(self.office.key_path(name).read_bytes()) for name in (self.office.current_key(), offices.LOG_KEY)
        )
        return issuing.Keys(signer, log)

    def decide(self, body, *, at=START):
        """One proposes, the other approves."""
        asked = deciding.propose(self.office, body, "Somchai", SOMCHAI, at)
        return deciding.approve(self.office, asked.id, "Malee", MALEE, at)

    def issue(self, *, at=START, **changes):
        told = facts(**changes)
        self.decide({"act": "issue", "number": told["number"], "facts": told}, at=at)
        return self.carry_out(at=at)

    def move(self, act, number=FACTS.number, *, at=START, reason="The surveillance audit is overdue."):
        self.decide({"act": act, "number": number, "reason": reason}, at=at)
        return self.carry_out(at=at)

    def carry_out(self, *, at=START):
        issuing.carry_out(self.office, self.keys, at)
        return publishing.publish(self.office, self.keys, at)

    def published(self, path):
        return (self.office.place / path).read_bytes()

    def bundle(self, number=FACTS.number, revision=1):
        """What the web server puts together from the published files alone."""
        shelf = Published(self.office.published.parent)
        (found,) = shelf.find(number)
        return shelf.bundle(replace(found, revision=revision))

    def trust(self):
        """A verifier who pinned the accreditation body and the log."""
        name, key = read_verifier_key(offices.log_line(self.office, self.keys.log))
        return Trust({AB: TrustedBody(AB, "AB", keys=(TrustedKey(AB_KEY.public_key),))}, logs={name: key})

    def verify(self, number=FACTS.number, revision=1, *, now=NOW):
        return verify(self.bundle(number, revision), self.trust(), now)


def open_desk(tmp_path, monkeypatch):
    """A new office whose sealed keys are those the tests share."""
    monkeypatch.setattr(offices, "new_sealed_key", lambda key_id, _passphrase: sealed(key_id))
    told = {"body": plain(FACTS.body), "scheme": plain(FACTS.scheme)}
    office = offices.make_office(tmp_path / "office", tmp_path / "published", told, PASSPHRASE, START)
    for name, key in (("Somchai", SOMCHAI), ("Malee", MALEE)):
        office.register.enrol(Person(name, key.public_key.multikey), write_moment(START))
    signing = opened(office.key_path("key-1").read_bytes()).public_key
    anchor = accreditation_payload(replace(ACCREDITATION, keys=(signing, next_key(office))))
    office.accept_accreditation(json.dumps(add_proof(anchor, AB_KEY, created=ACCREDITATION.valid_from)).encode())
    office.accept_document(AB, document_of(AB, AB_KEY))
    office.accept_document(AB_LIST, status(AB_LIST, AB, AB_KEY))
    return Desk(tmp_path / "office", office)


def next_key(office):
    return key_from_multikey(office.register.key_events()[1][3])
