"""What a certificate and an accreditation say, read strictly from a verified or yet unverified payload.

A certificate is a UNTP Digital Conformity Credential 0.7.0, an accreditation a UNTP Digital Identity Anchor of
the register type *accreditation*, both in the W3C data model 2.0. The checks are our own: those members the
released UNTP forms require, and what ISO/IEC 17021-1, 8.2.2 asks of a certification document. Whatever decides
a verdict must stand in exactly one place. Errors: ``CredentialError`` with code ``context``, ``form``, ``date``
or ``conformance``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mutu.lib.credentials.did import is_did
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import PublicKey, key_from_multikey
from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.strict_json import JsonObject

UNTP_CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://vocabulary.uncefact.org/untp/0.7.0/context/",
]
"""The one accepted ``@context``, in this order: JCS and JWT signatures do not read what stands behind it."""
STATED_KEYS = "https://w3id.org/security#publicKeyMultibase"
"""The member of an accreditation's subject under which we state the accredited body's own public keys."""
MOST_ENTRIES, MOST_AUTHORISATIONS = 4, 8
"""Each costs a verifier work before anything is proved; a certificate needs one or two."""
PURPOSES = ("revocation", "suspension", "refresh", "message")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_INDEX = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A place in a status list: what a set bit there would mean."""

    purpose: str
    index: int
    url: str


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the certified client, as the certificate names it."""

    id: str
    name: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Where a certificate says its body is accredited: by whom, in which document, with which digest."""

    authority: str
    authority_name: str
    url: str | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate as a reader sees it."""

    id: str
    issuer: str
    issuer_name: str
    number: str
    holder: str
    holder_name: str
    standards: tuple[str, ...]
    scope: str
    sites: tuple[Site, ...]
    accredited_scopes: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime
    authorisations: tuple[Authorisation, ...]
    entries: tuple[StatusEntry, ...]


@dataclass(frozen=True, slots=True)
class AccreditationView:
    """An accreditation as a reader sees it; ``keys`` are the body's public keys the accreditor states."""

    id: str
    issuer: str
    issuer_name: str
    body: str
    body_name: str
    number: str
    scopes: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime | None
    entries: tuple[StatusEntry, ...]
    keys: tuple[PublicKey, ...]


def read_certificate(document: JsonObject) -> CertificateView:
    """A certificate's statements, or the first thing that is wrong with them."""
    _check_kind(document, "DigitalConformityCredential")
    issuer, issuer_name = _named(document, "issuer", "the issuer")
    _text(document, "name", "the credential")
    subject = _object(document, "credentialSubject", "the credential")
    if subject.get("attestationType") != "certification" or subject.get("assessorLevel") != "3rdParty":
        raise CredentialError("form", "The credential is not a certification by a third party.")
    _text(subject, "assessmentLevel", "the attestation")
    _named(subject, "referenceScheme", "the scheme")
    _text(subject, "name", "the attestation")
    holder, holder_name = _named(subject, "issuedToParty", "the certified client")
    assessments = _objects(subject, "conformityAssessment", "the attestation", at_least=1)
    valid_from, valid_until = _period(document)
    if valid_until is None:
        raise CredentialError("form", "The certificate has no expiry date.")
    return CertificateView(
        id=_uri(document, "id", "the credential"),
        issuer=_did(issuer),
        issuer_name=issuer_name,
        number=re.split(r"[/#:]", _uri(subject, "id", "the attestation").rstrip("/"))[-1],
        holder=holder,
        holder_name=holder_name,
        standards=_standards(subject, assessments),
        scope=_text(subject, "description", "the attestation"),
        sites=tuple(_sites(assessments)),
        accredited_scopes=_criteria(assessments),
        valid_from=valid_from,
        valid_until=valid_until,
        authorisations=tuple(_authorisations(subject)),
        entries=read_entries(document),
    )


def read_accreditation(document: JsonObject) -> AccreditationView:
    """An accreditation's statements, or the first thing that is wrong with them."""
    _check_kind(document, "DigitalIdentityAnchor")
    issuer, issuer_name = _named(document, "issuer", "the accreditation body")
    subject = _object(document, "credentialSubject", "the accreditation")
    if subject.get("registerType") != "accreditation":
        raise CredentialError("form", "The identity anchor is not of a register of accreditations.")
    valid_from, valid_until = _period(document)
    scopes = subject.get("registrationScope", [])
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise CredentialError("form", "The accredited scopes are not a list of addresses.")
    keys = subject.get(STATED_KEYS, [])
    return AccreditationView(
        id=_uri(document, "id", "the accreditation"),
        issuer=_did(issuer),
        issuer_name=issuer_name,
        body=_did(subject.get("id")),
        body_name=_text(subject, "registeredName", "the accredited body"),
        number=_text(subject, "registeredId", "the accredited body"),
        scopes=tuple(scopes),
        valid_from=valid_from,
        valid_until=valid_until,
        entries=read_entries(document),
        keys=tuple(key_from_multikey(key) for key in (keys if isinstance(keys, list) else [keys])),
    )


def read_entries(document: JsonObject) -> tuple[StatusEntry, ...]:
    """The places in status lists a credential names: none, one, or several.

    >>> read_entries({"credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
    ...     "statusListIndex": "7", "statusListCredential": "https://qms.example/s"}})
    (StatusEntry(purpose='revocation', index=7, url='https://qms.example/s'),)
    """
    entries = document.get("credentialStatus", [])
    entries = entries if isinstance(entries, list) else [entries]
    if len(entries) > MOST_ENTRIES:
        raise CredentialError("form", f"The credential has more than {MOST_ENTRIES} status entries.")
    found = []
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("type") not in (
            "BitstringStatusListEntry",
            ["BitstringStatusListEntry"],
        ):
            raise CredentialError("form", "A status entry is of a kind not used here.")
        if entry.get("statusPurpose") not in PURPOSES or "statusSize" in entry:
            raise CredentialError("form", "A status entry has a purpose or size not used here.")
        index = entry.get("statusListIndex")
        if isinstance(index, str) and _INDEX.fullmatch(index):
            index = int(index)
        if isinstance(index, bool) or not isinstance(index, int) or index < 0:
            raise CredentialError("form", "A status entry has no index.")
        url = _uri(entry, "statusListCredential", "the status entry")
        found.append(StatusEntry(entry["statusPurpose"], index, url))
    return tuple(found)


def _check_kind(document: JsonObject, kind: str) -> None:
    if document.get("@context") != UNTP_CONTEXT:
        raise CredentialError("context", "The @context is not the list of addresses that is known here.")
    if _has_context([member for name, member in document.items() if name not in ("@context", "proof")]):
        raise CredentialError("context", "Another @context stands further down in the credential.")
    types = document.get("type")
    if not isinstance(types, list) or not {kind, "VerifiableCredential"} <= {*filter(_is_text, types)}:
        raise CredentialError("form", f"The credential is not a {kind}.")


def _has_context(value: Any) -> bool:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            if "@context" in item:
                return True
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
    return False


def _period(document: JsonObject) -> tuple[datetime, datetime | None]:
    valid_from = read_moment(document.get("validFrom"), "validFrom")
    valid_until = read_moment(document["validUntil"], "validUntil") if "validUntil" in document else None
    if valid_until is not None and valid_until <= valid_from:
        raise CredentialError("date", "The credential ends before it begins.")
    return valid_from, valid_until


def _criteria(assessments: list[JsonObject]) -> tuple[str, ...]:
    """The accredited scopes a certificate claims: the criteria of all its assessments, each conforming."""
    scopes: dict[str, None] = {}
    for assessment in assessments:
        if assessment.get("conformance", True) is not True:
            raise CredentialError("conformance", "The assessment itself says that it did not find conformity.")
        try:
            date.fromisoformat(_text(assessment, "assessmentDate", "the assessment"))
        except ValueError as error:
            raise CredentialError("date", "The assessment date is not a date.") from error
        for criterion in _objects(assessment, "assessmentCriteria", "the assessment", at_least=1):
            scopes[_uri(criterion, "id", "the criterion")] = None
    return tuple(scopes)


def _standards(subject: JsonObject, assessments: list[JsonObject]) -> tuple[str, ...]:
    nodes = []
    if "referenceProfile" in subject:
        nodes.append(_object(subject, "referenceProfile", "the attestation"))
    for assessment in assessments:
        nodes += _objects(assessment, "referenceStandard", "the assessment")
    names = dict.fromkeys(_text(node, "name", "the standard") for node in nodes)
    if not names:
        raise CredentialError("form", "The certificate names no standard.")
    return tuple(names)


def _sites(assessments: list[JsonObject]) -> Iterable[Site]:
    for assessment in assessments:
        for assessed in _objects(assessment, "assessedFacility", "the assessment"):
            facility = _object(assessed, "facility", "the assessed site")
            described = _text(facility, "description", "the site") if "description" in facility else ""
            yield Site(_uri(facility, "id", "the site"), _text(facility, "name", "the site"), described)


def _authorisations(subject: JsonObject) -> Iterable[Authorisation]:
    endorsements = _objects(subject, "authorisation", "the attestation")
    if len(endorsements) > MOST_AUTHORISATIONS:
        raise CredentialError("form", f"The certificate claims more than {MOST_AUTHORISATIONS} accreditations.")
    for endorsement in endorsements:
        authority, name = _named(endorsement, "issuingAuthority", "the accreditation body")
        evidence: JsonObject = {}
        if "endorsementEvidence" in endorsement:
            evidence = _object(endorsement, "endorsementEvidence", "the authorisation")
        url, digest = (
            _text(evidence, member, "the evidence") if member in evidence else None
            for member in ("linkURL", "digestMultibase")
        )
        yield Authorisation(authority, name, url, digest)


def _named(node: JsonObject, member: str, what: str) -> tuple[str, str]:
    party = _object(node, member, what)
    return _uri(party, "id", what), _text(party, "name", what)


def _object(node: JsonObject, member: str, what: str) -> JsonObject:
    value = node.get(member)
    if not isinstance(value, dict):
        raise CredentialError("form", f"{member} of {what} is missing or is not one object.")
    return value


def _objects(node: JsonObject, member: str, what: str, *, at_least: int = 0) -> list[JsonObject]:
    value = node.get(member, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise CredentialError("form", f"{member} of {what} is not a list of objects.")
    if len(value) < at_least:
        raise CredentialError("form", f"{member} of {what} is missing.")
    return value


def _text(node: JsonObject, member: str, what: str) -> str:
    value = node.get(member)
    if not isinstance(value, str) or not value.strip():
        raise CredentialError("form", f"{member} of {what} is missing.")
    return value


def _uri(node: JsonObject, member: str, what: str) -> str:
    value = node.get(member)
    if not isinstance(value, str) or not _URI.fullmatch(value):
        raise CredentialError("form", f"{member} of {what} is not an address.")
    return value


def _did(value: Any) -> str:
    if not isinstance(value, str) or not is_did(value):
        raise CredentialError("form", "A body is not named by a DID.")
    return value


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
