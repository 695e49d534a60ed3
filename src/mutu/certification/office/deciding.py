"""Four eyes: one person proposes, another approves, and both sign with keys only they can open.

What is signed is the digest of the whole request, so that nothing in it can change between the two, nor between
the decision and its carrying out (ISO/IEC 17021-1, 9.5.1: those who decide are not those who audited; who audited
the register cannot know, so the two named people answer for it).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mutu.certification.office.office import Office
from mutu.certification.office.reading_facts import read_facts
from mutu.certification.office.register import IN_FORCE, SUSPENDED, WITHDRAWN
from mutu.lib.credentials.accreditation import AccreditationFacts, accreditation_payload
from mutu.lib.credentials.canonical import jcs
from mutu.lib.credentials.certificate import CertificateFacts, Named, certificate_payload
from mutu.lib.credentials.data_integrity import Signer
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import key_from_multikey
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.strict_json import JsonObject, read_object

ISSUE, ACCREDIT, SUSPEND, RESTORE, WITHDRAW = "issue", "accredit", "suspend", "restore", "withdraw"
MOVES = {
    SUSPEND: ({IN_FORCE}, SUSPENDED),
    RESTORE: ({SUSPENDED}, IN_FORCE),
    WITHDRAW: ({IN_FORCE, SUSPENDED}, WITHDRAWN),
}
"""Each act on a certificate that exists: from which states, and to which one."""
PROPOSED, APPROVED, DROPPED = "proposed", "approved", "dropped"


_NUMBER = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}")
"""It becomes part of an address and the name of a file."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be done, who proposed it and who approved it."""

    id: str
    body: JsonObject
    proposed_by: str
    approved_by: str | None
    done_at: str | None
    dropped_by: str | None

    @property
    def act(self) -> str:
        """Issue, suspend, restore or withdraw."""
        return str(self.body["act"])

    @property
    def number(self) -> str:
        """The certificate's number."""
        return str(self.body["number"])


def propose(office: Office, body: JsonObject, person: str, key: Signer, now: datetime) -> Request:
    """Write down what one person proposes; refused is what could not be carried out."""
    told = body | {"bodyId": office.did, "at": write_moment(now)}
    check(office, told)
    content = jcs(told)
    identifier = hashlib.sha256(content).hexdigest()[:16]
    _check_person(office, person, key)
    signed = key.sign(_statement(content, PROPOSED, person))
    office.register.db.execute(
        "INSERT OR IGNORE INTO request (id, body, proposed_by, proposed_at, proposal) VALUES (?, ?, ?, ?, ?)",
        (identifier, content, person, write_moment(now), signed),
    )
    return request(office, identifier)


def approve(office: Office, identifier: str, person: str, key: Signer, now: datetime) -> Request:
    """Let a second person approve; the one who proposed cannot be that person."""
    asked = request(office, identifier)
    _check_person(office, person, key)
    if asked.proposed_by == person:
        raise CredentialError("four-eyes", f"{person} proposed it; somebody else has to approve.")
    if asked.dropped_by is not None:
        raise CredentialError("request", f"{asked.dropped_by} has dropped it.")
    if asked.approved_by is not None:
        raise CredentialError("four-eyes", f"{asked.approved_by} has approved it already.")
    content = _content(office, identifier)
    office.register.db.execute(
        "UPDATE request SET approved_by = ?, approved_at = ?, approval = ? WHERE id = ? AND approved_by IS NULL",
        (person, write_moment(now), key.sign(_statement(content, APPROVED, person)), identifier),
    )
    return request(office, identifier)


def drop(office: Office, identifier: str, person: str, key: Signer, now: datetime) -> Request:
    """Let one person take a request off the table: overtaken by events, or a mistake. It stays in the register."""
    asked = request(office, identifier)
    _check_person(office, person, key)
    if asked.done_at is not None or asked.dropped_by is not None:
        raise CredentialError("request", f"The request {identifier} waits no more.")
    signed = key.sign(_statement(_content(office, identifier), DROPPED, person))
    office.register.db.execute(
        "UPDATE request SET dropped_by = ?, dropped_at = ?, dropping = ? WHERE id = ?",
        (person, write_moment(now), signed, identifier),
    )
    return request(office, identifier)


def requests(office: Office, *, approved: bool | None = None, done: bool = False) -> list[Request]:
    """The requests that wait, or with ``done`` those carried out or dropped, in the order they were proposed."""
    rows = office.register.db.execute("SELECT id FROM request ORDER BY proposed_at, id").fetchall()
    found = [request(office, identifier) for (identifier,) in rows]
    found = [one for one in found if (one.done_at is not None or one.dropped_by is not None) == done]
    return [one for one in found if approved is None or (one.approved_by is not None) == approved]


def request(office: Office, identifier: str) -> Request:
    """The request of this id."""
    row = office.register.db.execute(
        "SELECT id, body, proposed_by, approved_by, done_at, dropped_by FROM request WHERE id = ?", (identifier,)
    ).fetchone()
    if row is None:
        raise CredentialError("request", f"There is no request {identifier}.")
    return Request(row[0], read_object(bytes(row[1])), *row[2:])


def check_decided(office: Office, asked: Request) -> None:
    """Refuse a request that two different people of the register have not both signed as it stands."""
    row = office.register.db.execute(
        "SELECT body, proposal, approval, approved_by FROM request WHERE id = ?", (asked.id,)
    ).fetchone()
    content, people = bytes(row[0]), office.register.people()
    if hashlib.sha256(content).hexdigest()[:16] != asked.id:
        raise CredentialError("four-eyes", f"The request {asked.id} was changed after it was proposed.")
    if row[3] is None or row[2] is None:
        raise CredentialError("four-eyes", f"Nobody has approved the request {asked.id} yet.")
    keys = set()
    for person, signed, role in ((asked.proposed_by, row[1], PROPOSED), (row[3], row[2], APPROVED)):
        if person not in people:
            raise CredentialError("four-eyes", f"{person} may not decide (any more).")
        try:
            key_from_multikey(people[person].key).verify(bytes(signed), _statement(content, role, person))
        except CredentialError as error:
            raise CredentialError("four-eyes", f"The signature of {person} does not fit the request.") from error
        keys.add(people[person].key)
    if len(keys) != 2:
        raise CredentialError("four-eyes", "One person alone proposed and approved.")


def check(office: Office, body: JsonObject) -> None:
    """Refuse a request that could not be carried out as things stand."""
    if body.get("bodyId") != office.did:
        raise CredentialError("request", "The request is for another body.")
    act, number = body.get("act"), body.get("number")
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise CredentialError("number", "A number is of letters A-Z, digits and . _ - ~, and begins with no dot.")
    if act == ISSUE:
        facts = facts_of(office, body, position=0)
        certificate_payload(facts)
        newest = office.register.newest_of(number)
        follows = newest.revision + 1 if newest else 1
        if facts.number != number or facts.revision != follows:
            raise CredentialError("number", f"The next revision of {number} is {follows}; a revision is used once.")
        if newest is not None and json.loads(newest.embedded)["credentialSubject"]["issuedToParty"]["id"] != (
            facts.client.id
        ):
            raise CredentialError("number", f"The number {number} is another client's.")
        return
    if act == ACCREDIT:
        if accreditation_of(office, body, position=0).number != number:
            raise CredentialError("number", "The request and its facts name two numbers.")
        if office.register.newest_of(number) is not None:
            raise CredentialError("number", f"The number {number} is used; certificates point at what it stands for.")
        return
    if act not in MOVES:
        raise CredentialError("request", f"{act!r} is none of {', '.join([ISSUE, ACCREDIT, *MOVES])}.")
    entered = office.register.newest_of(number)
    if entered is None:
        raise CredentialError("number", f"There is no certificate {number}.")
    if entered.state not in MOVES[act][0]:
        raise CredentialError("state", f"The certificate {number} is {entered.state}: it cannot {act}.")
    reason = body.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise CredentialError("request", "A reason is needed; it is published with the date.")


def facts_of(office: Office, body: JsonObject, *, position: int) -> CertificateFacts:
    """The certificate's facts: those of the request, and those only the office knows."""
    reference, _ = office.accreditation()
    if office.facts.scheme is None:
        raise CredentialError("office", "The office's facts name no certification scheme.")
    return read_facts(
        CertificateFacts,
        body.get("facts"),
        "the certificate's facts",
        body=office.facts.body,
        base=office.base,
        scheme=office.facts.scheme,
        accreditation=reference,
        status_list=office.list_url,
        status_index=position,
    )


def accreditation_of(office: Office, body: JsonObject, *, position: int) -> AccreditationFacts:
    """An accreditation's facts; the accredited body's public keys are given as multikeys."""
    told = body.get("facts")
    keys = told.get("keys", []) if isinstance(told, dict) else []
    if not isinstance(told, dict) or not isinstance(keys, list):
        raise CredentialError("facts", "the accreditation's facts: an object with a list of keys is needed.")
    facts = read_facts(
        AccreditationFacts,
        {name: value for name, value in told.items() if name != "keys"},
        "the accreditation's facts",
        url=f"{office.base}/accreditations/{body['number']}",
        accreditor=Named(office.did, office.facts.body.name),
        status_list=office.list_url,
        status_index=position,
        keys=tuple(key_from_multikey(key) for key in keys),
    )
    accreditation_payload(facts)
    return facts


def _check_person(office: Office, person: str, key: Signer) -> None:
    enrolled = office.register.people().get(person)
    if enrolled is None or enrolled.key != key.public_key.multikey:
        raise CredentialError("person", f"This is not the key of {person}, or {person} is not in the register.")


def _content(office: Office, identifier: str) -> bytes:
    (content,) = office.register.db.execute("SELECT body FROM request WHERE id = ?", (identifier,)).fetchone()
    return bytes(content)


def _statement(content: bytes, role: str, person: str) -> bytes:
    """What a person signs: that they, in this role, stand behind exactly this request."""
    said: dict[str, Any] = {"type": "MutuDecision", "role": role, "person": person}
    return jcs(said | {"request": hashlib.sha256(content).hexdigest()})
