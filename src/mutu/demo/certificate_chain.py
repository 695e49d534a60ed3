"""A small chain of certificates to play with: an accreditation body, Chao Phraya Assurance, and Bayan.

``write_chain`` puts into an installation's home its trust list, what the two bodies publish, and three bundles: a
certificate in force (once suspended and restored), a suspended one and a withdrawn one. The keys are known to
everybody; they certify nothing outside a demo.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mutu.certification.checking import TRUST_LIST, home
from mutu.certification.published import FOLDER as PUBLISHED
from mutu.demo.certificate_log import Entry, log_files, log_line, proofs_of
from mutu.lib.credentials.accreditation import AccreditationFacts, accreditation_digest, accreditation_payload
from mutu.lib.credentials.certificate import (
    AccreditationReference,
    Address,
    CertificateFacts,
    CertifiedSite,
    Named,
    Party,
    Register,
    issue,
)
from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.did import PublishedKey, did_document, did_key
from mutu.lib.credentials.keys import ED25519, PublicKey
from mutu.lib.credentials.moments import read_moment, write_moment
from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.status_check import RESTORED, STATE, SUSPENDED, WITHDRAWN, statement_payload
from mutu.lib.credentials.status_list import new_bits, set_bit, status_list_payload
from mutu.lib.credentials.trust import TrustedBody, TrustedKey, trust_list_payload
from mutu.lib.tiles import CHECKPOINT
from mutu.reports.certificate import CertificatePage, certificate_pdf

HOST = "https://certificates.demo.example"
BOARD, BOARD_BASE = "did:web:certificates.demo.example:ab:andaman", f"{HOST}/ab/andaman"
BODY, BODY_BASE = "did:web:certificates.demo.example:cb:chao-phraya", f"{HOST}/cb/chao-phraya"
BOARD_LIST, BODY_LIST = f"{BOARD_BASE}/status/1", f"{BODY_BASE}/status/1"
ACCREDITATION_NUMBER = "DEMO-MS-014"
ACCREDITATION = f"{BOARD_BASE}/accreditations/{ACCREDITATION_NUMBER}"
SCOPE = f"{BOARD_BASE}/scopes/iso-9001/iaf-14"
REGISTER = Register("https://register.demo.example", "Register of companies (demo)")
FOLDER = "certificates"
AGE = 300
"""How many days before the demo its certificates took effect."""
IN_FORCE, SUSPENDED_ONE, WITHDRAWN_ONE = "DEMO-QMS-20418", "DEMO-QMS-20419", "DEMO-QMS-20420"
_TOLD = {
    IN_FORCE: [
        (SUSPENDED, "The surveillance audit was late.", 190),
        (RESTORED, "The surveillance audit has been done.", 140),
    ],
    SUSPENDED_ONE: [(SUSPENDED, "The surveillance audit is overdue.", 20)],
    WITHDRAWN_ONE: [(WITHDRAWN, "The client gave the certificate back.", 20)],
}
"""What the body stated of each certificate: state, reason, how many days ago."""
_INDEXES = {IN_FORCE: 40_417, SUSPENDED_ONE: 7_733, WITHDRAWN_ONE: 99_120}


@dataclass(frozen=True)
class DemoKey:
    """A key anybody can compute: it signs for the demo and proves nothing else."""

    key_id: str

    @property
    def _secret(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"mutu demo " + self.key_id.encode()).digest())

    @property
    def public_key(self) -> PublicKey:
        """The public part."""
        return PublicKey(ED25519, self._secret.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """A signature anybody could have made."""
        return self._secret.sign(data)


LOG = f"{BODY_BASE.removeprefix('https://')}/log"
LOG_KEY = DemoKey(f"{BODY}#log")
BOARD_KEY, BODY_KEY = DemoKey(f"{BOARD}#demo"), DemoKey(f"{BODY}#demo")


def write_chain(place: Path, now: datetime) -> list[Path]:
    """Write the trust list, what both bodies publish, and the three bundles, fresh at ``now``; the bundles' paths.

    What was issued and stated stays as it was first written; signed anew are the status lists and the checkpoint.
    """
    folder = place / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    _put(place / TRUST_LIST, trust_list(now))
    made = bundles(now, begun=_begun(place, now))
    _publish(place / PUBLISHED, made)
    paths = []
    for number, bundle in made.items():
        path = folder / f"{number}.qmsbundle"
        _put(path, bundle)
        paths.append(path)
    return paths


def _publish(root: Path, made: Mapping[str, dict[str, Any]]) -> None:
    """What the board and the body would have written with their signing commands, in the agreed places."""
    board, body = root / "ab" / "andaman", root / "cb" / "chao-phraya"
    around = next(iter(made.values()))
    _put(board / "did.json", around["didDocuments"][BOARD])
    _put(board / "status" / "1", around["statusLists"][BOARD_LIST])
    _put(board / "accreditations" / ACCREDITATION_NUMBER, around["accreditation"])
    _put(body / "did.json", around["didDocuments"][BODY])
    _put(body / "status" / "1", around["statusLists"][BODY_LIST])
    others = {ACCREDITATION: around["accreditation"], BOARD_LIST: around["statusLists"][BOARD_LIST]}
    _put(body / "others.json", others | {f"{BOARD_BASE}/did.json": around["didDocuments"][BOARD]})
    for number, bundle in made.items():
        _put(body / "statements" / f"{number}.json", bundle["statusStatements"])
        certificate = body / "credentials" / number / "1.jwt"
        certificate.parent.mkdir(parents=True, exist_ok=True)
        certificate.write_text(bundle["certificate"], encoding="ascii")
        _put(certificate.with_name("1.log.json"), bundle["transparency"])
    for path, content in log_files(LOG, _entries(made), LOG_KEY, _checked_at(made)).items():
        file = body / "log" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _entries(made: Mapping[str, dict[str, Any]]) -> list[Entry]:
    """All that happened, in the order it happened."""
    found = []
    for bundle in made.values():
        payload = dict(read_secured(bundle["certificate"]).document)
        credential = str(payload["id"])
        found.append(Entry("issued", credential, payload, read_moment(payload["validFrom"])))
        for statement in bundle["statusStatements"]:
            event = str(statement["credentialSubject"][STATE])
            found.append(Entry(event, credential, payload, read_moment(statement["validFrom"])))
    return sorted(found, key=lambda entry: entry.at)


def _checked_at(made: Mapping[str, dict[str, Any]]) -> datetime:
    """When the newest status list was signed, and with it the log's checkpoint."""
    return read_moment(next(iter(made.values()))["statusLists"][BODY_LIST]["validFrom"])


def write_papers(place: Path, now: datetime) -> None:
    """The printed certificates of the demo, with their signed credential inside; some seconds' work, done once."""
    for number in _INDEXES:
        begun = _begun(place, now)
        anchor = _anchor(begun)
        facts = _certificate(number, begun, accreditation_digest(anchor))
        issued = issue(facts, BODY_KEY, now=begun)
        page = CertificatePage(issued, facts, f"{HOST}/c/{number}", "Dr Malee Wongsakul (demo)", own_language="th")
        path = place / PUBLISHED / "cb" / "chao-phraya" / "credentials" / number
        (path / "1.pdf").write_bytes(certificate_pdf(page, BODY_KEY, at=begun))
        (path / "1.jwt").write_text(issued.jwt, encoding="ascii")
        _put(path / "1.json", issued.embedded)


def _put(path: Path, value: Any) -> None:
    """Write JSON beside the file and rename it over: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.new")
    aside.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    aside.replace(path)


def trust_list(now: datetime) -> dict[str, Any]:
    """The demo's trust list: the board by its key, kept by a did:key."""
    keeper = DemoKey("keeper")
    did = did_key(keeper.public_key)
    board = TrustedBody(BOARD, "Andaman Accreditation Board (demo)", keys=(TrustedKey(BOARD_KEY.public_key),))
    payload = trust_list_payload(
        name="Demo trust list",
        sequence=1,
        bodies=[board],
        valid_from=now,
        valid_until=now + timedelta(days=365),
        logs=[log_line(LOG, LOG_KEY)],
    )
    named = _Named(keeper, f"{did}#{keeper.public_key.multikey}")
    return add_proof(payload, named, created=now)


@dataclass(frozen=True)
class _Named:
    """A demo key under another address."""

    key: DemoKey
    key_id: str

    @property
    def public_key(self) -> PublicKey:
        return self.key.public_key

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data)


def bundles(now: datetime, *, begun: datetime | None = None) -> Mapping[str, dict[str, Any]]:
    """The three bundles by certificate number."""
    begun = begun or _first(now)
    anchor = _anchor(begun)
    bits = new_bits()
    for number in (SUSPENDED_ONE, WITHDRAWN_ONE):
        bits = set_bit(bits, _INDEXES[number], True)
    around = {
        "accreditation": anchor,
        "statusLists": {
            BODY_LIST: _list(BODY_LIST, BODY, BODY_KEY, bits, now),
            BOARD_LIST: _list(BOARD_LIST, BOARD, BOARD_KEY, new_bits(), now),
        },
        "didDocuments": {
            BOARD: did_document(BOARD, [PublishedKey("demo", BOARD_KEY.public_key)]),
            BODY: did_document(BODY, [PublishedKey("demo", BODY_KEY.public_key)]),
        },
    }
    made = {}
    for number in _INDEXES:
        issued = issue(_certificate(number, begun, accreditation_digest(anchor)), BODY_KEY, now=begun)
        statements = [
            _statement(number, issued.view.id, told, begun + timedelta(days=AGE - days))
            for *told, days in _TOLD[number]
        ]
        made[number] = {"certificate": issued.jwt, **around, "statusStatements": statements}
    entries = _entries(made)
    checkpoint = log_files(LOG, entries, LOG_KEY, now)[CHECKPOINT]
    for bundle in made.values():
        credential = str(read_secured(bundle["certificate"]).document["id"])
        bundle["transparency"] = proofs_of(credential, entries, checkpoint)
    return made


def _begun(place: Path, now: datetime) -> datetime:
    """When the demo's certificates took effect: written down at the first time, for what is issued never changes."""
    file = place / f"{FOLDER}.begun"
    if not file.exists():
        file.write_text(write_moment(_first(now)), encoding="ascii")
    return read_moment(file.read_text("ascii"))


def _first(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=AGE)


def _anchor(begun: datetime) -> dict[str, Any]:
    return add_proof(_accreditation(begun), BOARD_KEY, created=begun)


def _statement(number: str, credential: str, told: list[str], since: datetime) -> dict[str, Any]:
    state, reason = told
    payload = statement_payload(
        identifier=f"{BODY_BASE}/statements/{number}#{state}",
        issuer=BODY,
        credential=credential,
        state=state,
        reason=reason,
        since=since,
    )
    return add_proof(payload, BODY_KEY, created=since)


def _list(url: str, issuer: str, key: DemoKey, bits: bytearray, now: datetime) -> dict[str, Any]:
    payload = status_list_payload(
        url=url, issuer=issuer, bits=bits, valid_from=now, valid_until=now + timedelta(days=7)
    )
    return add_proof(payload, key, created=now)


def _accreditation(begun: datetime) -> dict[str, Any]:
    return accreditation_payload(
        AccreditationFacts(
            number=ACCREDITATION_NUMBER,
            url=ACCREDITATION,
            accreditor=Named(BOARD, "Andaman Accreditation Board (demo)"),
            body=Named(BODY, "Chao Phraya Assurance"),
            register=Register(f"{BOARD_BASE}/register", "Accredited bodies (demo)"),
            since=begun.date(),
            scopes=(SCOPE,),
            valid_from=begun,
            valid_until=begun + timedelta(days=1_400),
            status_list=BOARD_LIST,
            status_index=14,
            keys=(BODY_KEY.public_key,),
        )
    )


def _certificate(number: str, begun: datetime, digest: str) -> CertificateFacts:
    penang = Address("Plot 88, Jalan Demo, Bayan Lepas", "Penang", "MY", "11900")
    client = Party("https://bayan.demo.example", "Bayan Precision Plastics Sdn. Bhd.", "DEMO-1", REGISTER, penang)
    base = BODY_BASE
    site = CertifiedSite(f"{client.id}/sites/1", "Bayan Lepas", "Moulding, printing, assembly", penang)
    facts = CertificateFacts(
        number=number,
        revision=1,
        body=Party(BODY, "Chao Phraya Assurance", "DEMO-2", REGISTER, Address("Silom Road", "Bangkok", "TH")),
        base=base,
        client=client,
        sites=(site,),
        scope="Injection moulding, pad printing and assembly of technical plastic parts",
        standard=Named("https://www.iso.org/standard/62085.html", "ISO 9001:2015"),
        scheme=Named(f"{base}/schemes/iso-9001", "Certification of quality management systems"),
        scopes=(Named(SCOPE, "IAF code 14"),),
        audit="Recertification audit",
        last_audit_day=(begun - timedelta(days=21)).date(),
        decided=begun - timedelta(days=1),
        valid_from=begun,
        valid_until=begun + timedelta(days=1_000),
        cycle_start=begun.date(),
        accreditation=AccreditationReference(
            Named(BOARD, "Andaman Accreditation Board (demo)"),
            ACCREDITATION_NUMBER,
            ACCREDITATION,
            digest,
            media_type="application/vc",
        ),
        status_list=BODY_LIST,
        status_index=_INDEXES[number],
    )
    return facts if number == IN_FORCE else replace(facts, client=replace(client, name=f"{client.name} ({number})"))


if __name__ == "__main__":
    write_chain(home(), datetime.now(UTC))
    write_papers(home(), datetime.now(UTC))
