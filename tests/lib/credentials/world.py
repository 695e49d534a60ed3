"""A small world of its own: an accreditation body, a certification body, a factory, and all they publish."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from tests.lib.credentials.forging import Key

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
from mutu.lib.credentials.did import PublishedKey, did_document
from mutu.lib.credentials.status_list import new_bits, set_bit, status_list_payload
from mutu.lib.credentials.trust import Trust, TrustedBody, TrustedKey
from mutu.lib.credentials.verification import verify

AB = "did:web:ab.example"
CB = "did:web:qms.example:cb:chao-phraya"
CLIENT = "did:web:qms.example:org:bayan"
AB_KEY = Key(b"a" * 32, f"{AB}#key-2026")
CB_KEY = Key(b"c" * 32, f"{CB}#key-2026")
EVIL_KEY = Key(b"e" * 32, f"{CB}#key-2026")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ISSUED = datetime(2026, 11, 20, tzinfo=UTC)
LIST = "https://qms.example/cb/chao-phraya/status/1"
AB_LIST = "https://ab.example/status/1"
ACCREDITATION_URL = "https://ab.example/accreditations/ACC-7"
SCOPE = "https://ab.example/scopes/iso-9001/iaf-17"
REGISTER = Register("https://register.example", "Business register")
YANGON = Address("12 ပန်းခြံလမ်း", "ရန်ကုန်", "MM")

FACTS = CertificateFacts(
    number="CPA-2026-00001",
    revision=1,
    body=Party(CB, "Chao Phraya Assurance", "CPA-1", REGISTER, Address("1 Silom Road", "Bangkok", "TH")),
    base="https://qms.example/cb/chao-phraya",
    client=Party(CLIENT, "Bayan Electronics", "MM-77", REGISTER),
    sites=(
        CertifiedSite("https://qms.example/org/bayan/sites/1", "Main works", "Assembly of boards", YANGON),
        CertifiedSite("https://qms.example/org/bayan/sites/2", "สาขา", "Repair", Address("9", "Hat Yai", "TH")),
    ),
    scope="Design and assembly of printed circuit boards.",
    standard=Named("https://www.iso.org/standard/62085.html", "ISO 9001:2015"),
    scheme=Named("https://qms.example/schemes/iso-9001-qms", "Management system certification"),
    scopes=(Named(SCOPE, "IAF code 17"),),
    audit="Initial certification audit",
    last_audit_day=date(2026, 11, 6),
    decided=datetime(2026, 11, 18, tzinfo=UTC),
    valid_from=ISSUED,
    valid_until=datetime(2029, 11, 19, 23, 59, 59, tzinfo=UTC),
    cycle_start=date(2026, 11, 20),
    accreditation=AccreditationReference(Named(AB, "National Accreditation"), "ACC-7", ACCREDITATION_URL, "z2"),
    status_list=LIST,
    status_index=94_567,
)
ACCREDITATION = AccreditationFacts(
    number="ACC-7",
    url=ACCREDITATION_URL,
    accreditor=Named(AB, "National Accreditation"),
    body=Named(CB, "Chao Phraya Assurance"),
    register=Register("https://ab.example/register", "Accredited bodies"),
    since=date(2018, 3, 1),
    scopes=(SCOPE,),
    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    valid_until=datetime(2028, 12, 31, tzinfo=UTC),
    status_list=AB_LIST,
    status_index=7,
    keys=(CB_KEY.public_key,),
)


def document_of(did, key):
    return did_document(did, [PublishedKey("key-2026", key.public_key)])


def status(url=LIST, issuer=CB, key=CB_KEY, on=(), since=NOW - timedelta(hours=12), **changes):
    """A signed status list with some bits set."""
    bits = new_bits()
    for index in on:
        bits = set_bit(bits, index, True)
    facts = {"valid_until": since + timedelta(days=7), "purpose": "suspension"} | changes
    payload = status_list_payload(url=url, issuer=issuer, bits=bits, valid_from=since, **facts)
    return add_proof(payload, key, created=since)


def trust(**changes):
    """A verifier who knows the accreditation body by its key, and nobody else."""
    pinned = TrustedBody(AB, "National Accreditation", keys=(TrustedKey(AB_KEY.public_key),))
    return replace(Trust({AB: pinned}), **changes)


@dataclass
class World:
    """A bundle in the making: change the facts or the payloads, then sign."""

    facts: CertificateFacts = FACTS
    accreditation: AccreditationFacts = ACCREDITATION
    edit_certificate: object = None
    edit_accreditation: object = None
    cb_key: Key = CB_KEY
    ab_key: Key = AB_KEY
    created: datetime = ISSUED
    form: str = "embedded"
    lists: dict = field(default_factory=lambda: {LIST: status(), AB_LIST: status(AB_LIST, AB, AB_KEY)})

    def bundle(self):
        anchor = accreditation_payload(self.accreditation)
        if self.edit_accreditation:
            self.edit_accreditation(anchor)
        anchor = add_proof(anchor, self.ab_key, created=self.accreditation.valid_from)
        pointer = replace(self.facts.accreditation, digest=accreditation_digest(anchor))
        issued = issue(replace(self.facts, accreditation=pointer), self.cb_key, now=self.created)
        certificate = getattr(issued, self.form)
        if self.edit_certificate:
            payload = dict(issued.payload)
            self.edit_certificate(payload)
            certificate = add_proof(payload, self.cb_key, created=self.created)
        return {
            "certificate": certificate,
            "accreditation": anchor,
            "statusLists": dict(self.lists),
            "didDocuments": {AB: document_of(AB, AB_KEY), CB: document_of(CB, CB_KEY)},
        }


def verdict_of(bundle, *, by=None, now=NOW):
    return verify(bundle, by or trust(), now).verdict.value


def edit(**members):
    return lambda payload: payload.update(members)


def edit_subject(**members):
    return lambda payload: payload.update(credentialSubject=payload["credentialSubject"] | members)


def without(name):
    return lambda payload: payload.pop(name)
