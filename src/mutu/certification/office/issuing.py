"""Carrying out what two people decided: sign, enter into register and log, all in one transaction.

Before anything is signed the register is held against what the world has already been told: a backup put back
knows less than the published log, and would hand out a place in the status list a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mutu.certification.office.deciding import (
    ACCREDIT,
    ISSUE,
    MOVES,
    Request,
    accreditation_of,
    check,
    check_decided,
    facts_of,
    requests,
)
from mutu.certification.office.office import LogKey, Office
from mutu.certification.office.register import ACCREDITATION, CERTIFICATE, IN_FORCE, WITHDRAWN, Entered
from mutu.lib.credentials.accreditation import accreditation_payload
from mutu.lib.credentials.canonical import jcs
from mutu.lib.credentials.certificate import CertificateFacts, IssuedCertificate, issue
from mutu.lib.credentials.data_integrity import Signer, add_proof
from mutu.lib.credentials.did import JWK_SUFFIX
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.jose import sign_jwt
from mutu.lib.credentials.logged import log_entry
from mutu.lib.credentials.moments import read_moment, write_moment
from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.signer import FileSigner
from mutu.lib.credentials.status_check import statement_payload
from mutu.lib.credentials.status_list import free_index, indexes_in, read_status_list
from mutu.lib.credentials.strict_json import JsonObject, read_object
from mutu.lib.signed_note import Checkpoint, NoteRefused, read_note
from mutu.lib.tiles import CHECKPOINT
from mutu.lib.transparency import root_at

Render = Callable[[IssuedCertificate, CertificateFacts, Signer, datetime], bytes]
"""Makes the PDF for people; it belongs to another layer and is handed in."""
_EVENTS = {"suspend": "suspended", "restore": "restored", "withdraw": "withdrawn"}


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys a carrying-out needs, opened."""

    signer: FileSigner
    log: FileSigner


def carry_out(
    office: Office, keys: Keys, now: datetime, *, only: Collection[str] = (), render: Render | None = None
) -> list[Request]:
    """Do every approved request, or ``only`` these, in the order proposed: all of them or none.

    What two people did not sign, and what cannot be done any more, stops it; such a request has to be dropped.
    """
    now = now.replace(microsecond=0)
    asked = [one for one in requests(office, approved=True) if not only or one.id in only]
    unknown = set(only) - {one.id for one in asked}
    if unknown:
        raise CredentialError("request", f"Not approved, or not waiting: {', '.join(sorted(unknown))}")
    check_register(office, keys.log, now)
    taken = _taken(office)
    with office.register.changing():
        for one in asked:
            check_decided(office, one)
            check(office, one.body)
            if one.act == ISSUE:
                taken.add(_issue(office, one, keys.signer, now, free_index(taken), render))
            elif one.act == ACCREDIT:
                taken.add(_accredit(office, one, keys.signer, now, free_index(taken)))
            else:
                _move(office, one, keys.signer, now)
            office.register.db.execute("UPDATE request SET done_at = ? WHERE id = ?", (write_moment(now), one.id))
    return asked


def check_register(office: Office, log_key: FileSigner, now: datetime) -> None:
    """Refuse to go on with a wrong clock, or with a register that is not the one behind what was published."""
    newest = office.register.newest_moment()
    published = published_list(office)
    moments = [read_moment(newest)] if newest else []
    moments += [published[0]] if published else []
    if moments and now < max(moments):
        raise CredentialError("clock", f"The clock is behind the newest thing signed ({write_moment(max(moments))}).")
    told = published_checkpoint(office, log_key)
    size = office.register.size()
    if told is not None and told.size > size:
        raise CredentialError(
            "register-behind",
            f"The published log has {told.size} entries and this register {size}: an older copy was put back. "
            "Put back the newest copy; with this one a place in the status list could be given twice.",
        )
    if told is not None and root_at(told.size, office.register.fetch) != told.root:
        raise CredentialError("register-other", "This register is not the one behind the published log.")
    known = {(number, str(revision)) for number, revision in office.register.revisions()}
    for path in office.place.glob("credentials/*/*.jwt"):
        if (path.parent.name, path.stem) not in known:
            raise CredentialError("register-behind", f"{path.parent.name} was published, but the register lacks it.")


def published_list(office: Office) -> tuple[datetime, set[int]] | None:
    """The time of the status list that stands published, and the indexes marked in it."""
    text = _published(office.place / "status" / "1")
    if text is None:
        return None
    status = read_status_list(read_secured(read_object(text)).document)
    return status.valid_from, indexes_in(status.bits)


def published_checkpoint(office: Office, log_key: FileSigner) -> Checkpoint | None:
    """The checkpoint of the log that stands published; one by another key is refused."""
    text = _published(office.place / "log" / CHECKPOINT)
    if text is None:
        return None
    try:
        return read_note(text.decode("utf-8"), {office.origin: LogKey(log_key).public_key()})
    except (NoteRefused, UnicodeDecodeError) as error:
        raise CredentialError("register-other", f"The published checkpoint is not this log's: {error}") from error


def _published(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _issue(office: Office, asked: Request, signer: Signer, now: datetime, position: int, render: Render | None) -> int:
    """Sign and enter a certificate at a free place of the status list; that place."""
    register = office.register
    before = register.newest_of(asked.number)
    facts = facts_of(office, asked.body, position=position)
    newest = register.newest_moment()
    issued = issue(facts, signer, now=now, newest=read_moment(newest) if newest else None)
    pdf = render(issued, facts, signer, now) if render else None
    entered = Entered(
        CERTIFICATE,
        facts.number,
        facts.revision,
        issued.view.id,
        position,
        IN_FORCE,
        write_moment(now),
        issued.jwt,
        jcs(issued.embedded).decode("utf-8"),
    )
    register.enter(entered, asked.id, pdf)
    _log(office, facts.number, facts.revision, "issued", issued.view.id, issued.payload, now)
    if before is not None and before.state != WITHDRAWN:
        _say(office, before, WITHDRAWN, f"Replaced by revision {facts.revision}.", "withdrawn", asked.id, signer, now)
    return position


def _accredit(office: Office, asked: Request, signer: Signer, now: datetime, position: int) -> int:
    """Sign and enter an accreditation of another body (ISO/IEC 17011) at a free place of the status list."""
    facts = accreditation_of(office, asked.body, position=position)
    payload = accreditation_payload(facts)
    entered = Entered(
        ACCREDITATION,
        facts.number,
        1,
        facts.url,
        position,
        IN_FORCE,
        write_moment(now),
        sign_jwt(payload, signer, key_id=signer.key_id + JWK_SUFFIX),
        jcs(add_proof(payload, signer, created=now)).decode("utf-8"),
    )
    office.register.enter(entered, asked.id)
    _log(office, facts.number, 1, "issued", facts.url, payload, now)
    return position


def _move(office: Office, asked: Request, signer: Signer, now: datetime) -> None:
    entered = office.register.newest_of(asked.number)
    if entered is None:
        raise CredentialError("number", f"There is no certificate {asked.number}.")
    state, event = MOVES[asked.act][1], _EVENTS[asked.act]
    _say(office, entered, state, str(asked.body["reason"]), event, asked.id, signer, now)


def _say(
    office: Office, entered: Entered, state: str, reason: str, event: str, request: str, signer: Signer, now: datetime
) -> None:
    """Sign the statement, move the certificate in the register, and tell the log."""
    db = office.register.db
    (count,) = db.execute("SELECT count(*) FROM statement").fetchone()
    payload = statement_payload(
        identifier=f"{office.base}/statements/{entered.number}#{count + 1}",
        issuer=office.did,
        credential=entered.id,
        state=event,
        reason=reason,
        since=now,
    )
    signed = sign_jwt(payload, signer, key_id=signer.key_id + JWK_SUFFIX)
    db.execute("INSERT INTO statement (number, signed, request) VALUES (?, ?, ?)", (entered.number, signed, request))
    db.execute("UPDATE credential SET state = ? WHERE id = ?", (state, entered.id))
    document = read_secured(entered.jwt).document
    _log(office, entered.number, entered.revision, event, entered.id, document, now)


def _log(
    office: Office, number: str, revision: int, event: str, identifier: str, payload: JsonObject, now: datetime
) -> None:
    data = log_entry(event, identifier, payload, now)
    office.register.log(number, revision, event, write_moment(now), data)


def _taken(office: Office) -> set[int]:
    """Every place ever given out, and those marked in the published list besides."""
    published = published_list(office)
    return office.register.positions() | (published[1] if published else set())
