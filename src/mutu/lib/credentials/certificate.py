"""From the facts of a certification decision to the payload that is signed.

The facts are those ISO/IEC 17021-1, 8.2.2 wants on a certification document: client, sites and what each does,
scope, standard and edition, number and revision, dates, body, accreditation. The payload is a UNTP Digital
Conformity Credential 0.7.0 in the W3C data model 2.0; one payload serves all three ways of securing it. Nothing
is issued that our own reader (``content.read_certificate``) would not read back as the same certificate. A
change of scope, site or edition is a new revision with a new credential; a signed one is never edited.
Errors: ``CredentialError`` with code ``facts`` or ``date``, or those of the reader.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mutu.lib.credentials.content import UNTP_CONTEXT, CertificateView, read_certificate
from mutu.lib.credentials.data_integrity import Signer, add_proof
from mutu.lib.credentials.did import JWK_SUFFIX, is_did, split_did_url
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.jose import sign_jwt
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.status_list import status_entry
from mutu.lib.credentials.strict_json import JsonObject, check_json

LINK_TYPES = "https://test.uncefact.org/vocabulary/linkTypes/"
LONGEST_CYCLE_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Register:
    """A public register and its address, such as a country's business register."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; the country by its two letters (ISO 3166-1)."""

    street: str
    locality: str
    country: str
    postal_code: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """An organization: the identifier it signs under or is known by, its legal name, its registration."""

    id: str
    name: str
    registered_id: str
    register: Register
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class CertifiedSite:
    """A site in the scope of certification: what is done there, and whether the body verified who it is."""

    id: str
    name: str
    scope: str
    address: Address
    registered_id: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """Anything with an address of its own and a name: a standard, a scheme, an accredited scope."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AccreditationReference:
    """Which accreditation covers the certificate: the accreditation body, where it stands, and its digest."""

    body: Named
    number: str
    url: str
    digest: str
    media_type: str = "application/vc+jwt"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Everything a certificate says.

    ``cycle_start`` is when the present three-year cycle began to count, which after an early renewal is the old
    expiry; ``scopes`` are the accredited scopes the certificate falls under (IAF codes, as addresses);
    ``base`` is the public address under which the body publishes, without a slash at its end.
    """

    number: str
    revision: int
    body: Party
    base: str
    client: Party
    sites: tuple[CertifiedSite, ...]
    scope: str
    standard: Named
    scheme: Named
    scopes: tuple[Named, ...]
    audit: str
    last_audit_day: date
    decided: datetime
    valid_from: datetime
    valid_until: datetime
    cycle_start: date
    accreditation: AccreditationReference
    status_list: str
    status_index: int


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """One certificate in its two machine-readable forms, over one payload."""

    payload: JsonObject
    jwt: str
    embedded: JsonObject
    view: CertificateView


def issue(
    facts: CertificateFacts, signer: Signer, *, now: datetime, newest: datetime | None = None
) -> IssuedCertificate:
    """The certificate signed as ``vc+jwt`` and with an ``eddsa-jcs-2022`` proof.

    ``newest`` is when the newest credential of this body was issued: a clock behind it is wrong, and nothing is
    signed under a wrong clock. The signer's key must be the body's own.
    """
    if newest is not None and now < newest:
        raise CredentialError("clock", f"The clock is behind the newest credential ({write_moment(newest)}).")
    if split_did_url(signer.key_id)[0] != facts.body.id:
        raise CredentialError("key", f"The key {signer.key_id} is not a key of {facts.body.id}.")
    payload = certificate_payload(facts)
    return IssuedCertificate(
        payload=payload,
        jwt=sign_jwt(payload, signer, key_id=signer.key_id + JWK_SUFFIX),
        embedded=add_proof(payload, signer, created=now),
        view=read_certificate(payload),
    )


def certificate_payload(facts: CertificateFacts) -> JsonObject:
    """The payload for these facts, checked before anybody signs it."""
    _check(facts)
    payload: JsonObject = {
        "@context": list(UNTP_CONTEXT),
        "type": ["DigitalConformityCredential", "VerifiableCredential"],
        "id": f"{facts.base}/credentials/{facts.number}/{facts.revision}",
        "issuer": _typed(
            "CredentialIssuer",
            id=facts.body.id,
            name=facts.body.name,
            issuerAlsoKnownAs=[_party(facts.body, identifier=f"{facts.base}#registration")],
        ),
        "validFrom": write_moment(facts.valid_from),
        "validUntil": write_moment(facts.valid_until),
        "name": f"{facts.standard.name} certificate {facts.number}, revision {facts.revision}",
        "credentialStatus": status_entry(facts.status_list, facts.status_index),
        "credentialSubject": _attestation(facts),
    }
    payload = normalized(payload)
    check_json(payload)
    if read_certificate(payload).number != facts.number:
        raise CredentialError("facts", f"The number {facts.number!r} cannot stand in an address.")
    return payload


def normalized(value: Any) -> Any:
    """The value with every text in Unicode's composed form, so that two systems sign the same bytes.

    >>> normalized({"name": "Que\\u0301"}) == {"name": "Qu\\u00e9"}
    True
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {name: normalized(member) for name, member in value.items()}
    if isinstance(value, list):
        return [normalized(item) for item in value]
    return value


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the month's last.

    >>> months_later(date(2024, 2, 29), 36)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise CredentialError("date", "There is no such day.")


def _attestation(facts: CertificateFacts) -> JsonObject:
    standard = {"id": facts.standard.id, "name": facts.standard.name}
    return _typed(
        "ConformityAttestation",
        id=f"{facts.base}/attestations/{facts.number}",
        name=f"{facts.standard.name} certificate {facts.number}",
        description=facts.scope,
        assessorLevel="3rdParty",
        assessmentLevel="authority-globalmra",
        attestationType="certification",
        issuedToParty=_party(facts.client),
        authorisation=[_authorisation(facts.accreditation)],
        referenceScheme=_typed("ConformityScheme", id=facts.scheme.id, name=facts.scheme.name),
        referenceProfile=_typed("ConformityProfile", **standard),
        conformityCertificate={
            "linkURL": f"{facts.base}/certificates/{facts.number}.pdf",
            "linkName": f"Certificate {facts.number} for people",
            "mediaType": "application/pdf",
            "linkType": f"{LINK_TYPES}dcc",
        },
        conformityAssessment=[_assessment(facts)],
    )


def _assessment(facts: CertificateFacts) -> JsonObject:
    topic = _typed(
        "ConformityTopic",
        id="urn:mutu:vocabulary:quality-management-system",
        name="Quality management system",
    )
    return _typed(
        "ConformityAssessment",
        id=f"{facts.base}/assessments/{facts.number}/{facts.revision}",
        name=facts.audit,
        assessmentCriteria=[
            _typed("Criterion", id=scope.id, name=scope.name, conformityTopic=topic) for scope in facts.scopes
        ],
        assessmentDate=facts.last_audit_day.isoformat(),
        assessedPerformance=[],
        assessedOrganisation=_typed("Party", id=facts.client.id, name=facts.client.name),
        assessedFacility=[{"facility": _facility(site), "idVerifiedByCAB": site.verified} for site in facts.sites],
        referenceStandard=[_typed("Standard", id=facts.standard.id, name=facts.standard.name)],
        conformityTopic=[topic],
        conformance=True,
    )


def _authorisation(reference: AccreditationReference) -> JsonObject:
    return {
        "name": f"Accreditation {reference.number} (ISO/IEC 17021-1, quality management systems)",
        "issuingAuthority": _typed("Party", id=reference.body.id, name=reference.body.name),
        "endorsementEvidence": {
            "linkURL": reference.url,
            "linkName": f"Accreditation {reference.number}",
            "mediaType": reference.media_type,
            "linkType": f"{LINK_TYPES}dia",
            "digestMultibase": reference.digest,
        },
    }


def _facility(site: CertifiedSite) -> JsonObject:
    facility = _typed("Facility", id=site.id, name=site.name, description=site.scope)
    if site.registered_id:
        facility["registeredId"] = site.registered_id
    return facility | {"address": _address(site.address)}


def _party(party: Party, *, identifier: str | None = None) -> JsonObject:
    register = _typed("IdentifierScheme", id=party.register.id, name=party.register.name)
    node = _typed(
        "Party",
        id=identifier or party.id,
        name=party.name,
        registeredId=party.registered_id,
        idScheme=register,
    )
    return node | ({"partyAddress": _address(party.address)} if party.address else {})


def _address(address: Address) -> JsonObject:
    members = {
        "streetAddress": address.street,
        "postalCode": address.postal_code,
        "addressLocality": address.locality,
        "addressRegion": address.region,
    }
    lines = {name: text for name, text in members.items() if text}
    return lines | {"addressCountry": {"countryCode": address.country}}


def _typed(kind: str, **members: Any) -> JsonObject:
    return {"type": [kind], **members}


def _check(facts: CertificateFacts) -> None:
    """Refuse facts no certificate may state (ISO/IEC 17021-1, 8.2.2 and 9.5)."""
    texts = [facts.number, facts.scope, facts.audit, facts.client.name, facts.body.name, facts.standard.name]
    if not all(text.strip() for text in texts):
        raise CredentialError("facts", "A name, the number, the scope or the audit is empty.")
    if not facts.sites or not facts.scopes:
        raise CredentialError("facts", "A certificate names at least one site and one accredited scope.")
    if not all(site.scope.strip() and len(site.address.country) == 2 for site in facts.sites):
        raise CredentialError("facts", "A site lacks what is done there, or its country.")
    if facts.revision < 1 or not is_did(facts.body.id) or not is_did(facts.accreditation.body.id):
        raise CredentialError("facts", "The revision is below 1, or a body is not named by its DID.")
    if facts.body.id in (facts.client.id, facts.accreditation.body.id):
        raise CredentialError("facts", "A body certifies neither itself nor under its own accreditation.")
    if facts.valid_until <= facts.valid_from:
        raise CredentialError("date", "The certificate expires before it takes effect.")
    if facts.valid_from < facts.decided:
        raise CredentialError("date", "The certificate would take effect before the decision.")
    if facts.decided.date() < facts.last_audit_day:
        raise CredentialError("date", "The decision was taken before the audit ended.")
    if facts.valid_until.date() > months_later(facts.cycle_start, LONGEST_CYCLE_MONTHS):
        raise CredentialError("date", "The certificate runs past the three-year cycle.")
