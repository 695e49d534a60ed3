"""A small chain of certificates to play with: an accreditation body, Chao Phraya Assurance, and Bayan.

``write_chain`` puts the installation's trust list and three bundles into a folder: a certificate in force, a
suspended one and a withdrawn one. The keys are known to everybody; they certify nothing outside a demo.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mutu.certification.checking import TRUST_LIST
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
from mutu.lib.credentials.status_check import SUSPENDED, WITHDRAWN, statement_payload
from mutu.lib.credentials.status_list import new_bits, set_bit, status_list_payload
from mutu.lib.credentials.trust import TrustedBody, TrustedKey, trust_list_payload

BOARD = "did:web:board.demo.example"
BODY = "did:web:assurance.demo.example"
BOARD_LIST, BODY_LIST = "https://board.demo.example/status/1", "https://assurance.demo.example/status/1"
SCOPE = "https://board.demo.example/scopes/iso-9001/iaf-14"
REGISTER = Register("https://register.demo.example", "Register of companies (demo)")
FOLDER = "certificates"
IN_FORCE, SUSPENDED_ONE, WITHDRAWN_ONE = "DEMO-QMS-20418", "DEMO-QMS-20419", "DEMO-QMS-20420"
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


BOARD_KEY, BODY_KEY = DemoKey(f"{BOARD}#demo"), DemoKey(f"{BODY}#demo")


def write_chain(home: Path, now: datetime) -> list[Path]:
    """Write the trust list and the three bundles, fresh at ``now``; the paths of the bundles."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (home / TRUST_LIST).write_text(json.dumps(trust_list(now), ensure_ascii=False), encoding="utf-8")
    paths = []
    for number, bundle in bundles(now).items():
        path = folder / f"{number}.qmsbundle"
        path.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
        paths.append(path)
    return paths


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


def bundles(now: datetime) -> Mapping[str, dict[str, Any]]:
    """The three bundles by certificate number."""
    begun = now - timedelta(days=300)
    anchor = add_proof(_accreditation(begun), BOARD_KEY, created=begun)
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
    told = {
        SUSPENDED_ONE: (SUSPENDED, "The surveillance audit is overdue."),
        WITHDRAWN_ONE: (WITHDRAWN, "The client gave the certificate back."),
    }
    made = {}
    for number in _INDEXES:
        issued = issue(_certificate(number, begun, accreditation_digest(anchor)), BODY_KEY, now=begun)
        statements = []
        if number in told:
            state, reason = told[number]
            payload = statement_payload(
                identifier=f"https://assurance.demo.example/statements/{number}",
                issuer=BODY,
                credential=issued.view.id,
                state=state,
                reason=reason,
                since=now - timedelta(days=20),
            )
            statements = [add_proof(payload, BODY_KEY, created=now - timedelta(days=20))]
        made[number] = {"certificate": issued.jwt, **around, "statusStatements": statements}
    return made


def _list(url: str, issuer: str, key: DemoKey, bits: bytearray, now: datetime) -> dict[str, Any]:
    payload = status_list_payload(
        url=url, issuer=issuer, bits=bits, valid_from=now, valid_until=now + timedelta(days=7)
    )
    return add_proof(payload, key, created=now)


def _accreditation(begun: datetime) -> dict[str, Any]:
    return accreditation_payload(
        AccreditationFacts(
            number="DEMO-MS-014",
            url="https://board.demo.example/accreditations/DEMO-MS-014",
            accreditor=Named(BOARD, "Andaman Accreditation Board (demo)"),
            body=Named(BODY, "Chao Phraya Assurance"),
            register=Register("https://board.demo.example/register", "Accredited bodies (demo)"),
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
    base = "https://assurance.demo.example"
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
            "DEMO-MS-014",
            "https://board.demo.example/accreditations/DEMO-MS-014",
            digest,
            media_type="application/vc",
        ),
        status_list=BODY_LIST,
        status_index=_INDEXES[number],
    )
    return facts if number == IN_FORCE else replace(facts, client=replace(client, name=f"{client.name} ({number})"))
