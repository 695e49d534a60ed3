"""An accreditation as a signed statement: the accreditation body says which body it accredited, for what.

It is a UNTP Digital Identity Anchor 0.7.0 of the register type *accreditation*, about the DID of the
certification body, with the accredited scopes (ISO/IEC 17011 asks a public register of them). We add the body's own
public keys, which the accreditation body has verified: a reader who knows the accreditation body's key then
needs no web host to know the certification body's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mutu.lib.credentials.certificate import Named, Register, normalized
from mutu.lib.credentials.content import STATED_KEYS, UNTP_CONTEXT, read_accreditation
from mutu.lib.credentials.encodings import digest_multibase
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import PublicKey
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.status_list import status_entry
from mutu.lib.credentials.strict_json import JsonObject


@dataclass(frozen=True, slots=True)
class AccreditationFacts:
    """What an accreditation says; ``keys`` are the body's current and next public keys."""

    number: str
    url: str
    accreditor: Named
    body: Named
    register: Register
    since: date
    scopes: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime
    status_list: str
    status_index: int
    keys: tuple[PublicKey, ...] = ()


def accreditation_payload(facts: AccreditationFacts) -> JsonObject:
    """The payload for these facts, checked before the accreditation body signs it."""
    if facts.accreditor.id == facts.body.id:
        raise CredentialError("facts", "A body does not accredit itself.")
    if not facts.scopes:
        raise CredentialError("facts", "An accreditation names at least one scope.")
    subject = {
        "type": ["RegisteredIdentity"],
        "id": facts.body.id,
        "registeredName": facts.body.name,
        "registeredId": facts.number,
        "registeredDate": facts.since.isoformat(),
        "idScheme": {"type": ["IdentifierScheme"], "id": facts.register.id, "name": facts.register.name},
        "registrar": {"type": ["Party"], "id": facts.accreditor.id, "name": facts.accreditor.name},
        "registerType": "accreditation",
        "registrationScope": list(facts.scopes),
    }
    if facts.keys:
        subject[STATED_KEYS] = _multikeys(facts.keys)
    payload: JsonObject = normalized(
        {
            "@context": list(UNTP_CONTEXT),
            "type": ["DigitalIdentityAnchor", "VerifiableCredential"],
            "id": facts.url,
            "issuer": {"type": ["CredentialIssuer"], "id": facts.accreditor.id, "name": facts.accreditor.name},
            "validFrom": write_moment(facts.valid_from),
            "validUntil": write_moment(facts.valid_until),
            "name": f"Accreditation {facts.number} (ISO/IEC 17021-1, quality management systems)",
            "credentialStatus": status_entry(facts.status_list, facts.status_index),
            "credentialSubject": subject,
        }
    )
    read_accreditation(payload)
    return payload


def accreditation_digest(accreditation: JsonObject | str) -> str:
    """The digest under which certificates point at a signed accreditation."""
    return digest_multibase(read_secured(accreditation).digest_forms()[0])


def _multikeys(keys: Iterable[PublicKey]) -> list[str]:
    return [key.multikey for key in keys]
