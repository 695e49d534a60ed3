"""Checking an ISO 9001 certificate without asking anybody: one function, nine verdicts.

``verify`` takes the bundle (the certificate and what came with it), the verifier's own trust, and the verifier's
own time. It takes eight steps, in this order; the first that fails gives the verdict:

1. *form*: one meaning, known ``@context``, a certification with client, scope, standard, number and dates
2. *key*: named by the certificate, belonging to its issuer, allowed to sign statements
3. *signature*: of that key over everything in the certificate
4. *dates*: in force now (300 seconds of difference between clocks are allowed)
5. *status*: not suspended or withdrawn, by a list of the issuer that is itself genuine and fresh
6. *trust*: the accreditation body is in the verifier's trust list
7. *accreditation*: of this body, by that accreditation body, in force when the certificate was issued, for its
   scope, and itself not suspended or withdrawn
8. *key origin*: every key relied on is vouched for by something the verifier holds, not only by the bundle

A bundle is a JSON object: ``certificate``, ``accreditation``, ``statusLists`` {address: list}, ``didDocuments``
{DID: document} and, where there are any, ``statusStatements`` and ``transparency`` (proofs from logs). All of it
may be forged. One thing no signature shows: a body that signed with an earlier date. Only a log shows that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mutu.lib.credentials.content import (
    AccreditationView,
    Authorisation,
    CertificateView,
    StatusEntry,
    read_accreditation,
    read_certificate,
)
from mutu.lib.credentials.encodings import digest_matches
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.logged import Logged, check_logged, refuse_two_histories
from mutu.lib.credentials.moments import SKEW, write_moment
from mutu.lib.credentials.secured import Secured, read_secured
from mutu.lib.credentials.status_check import WITHDRAWN, Memory, Surroundings, is_set, statements_about
from mutu.lib.credentials.trust import ACCREDITATION, BUNDLE, KnownKey, Trust, origin_of
from mutu.lib.credentials.verdict import SENTENCES, STEP_NAMES, Decided, Record, Verdict, Verification

MOST_LOG_PROOFS = 8
_NOT_TRIED = "Not tried, because of an earlier finding."


def verify(bundle: Mapping[str, Any], trust: Trust, now: datetime, *, memory: Memory | None = None) -> Verification:
    """The verdict on the certificate in a bundle, for this verifier at this time.

    ``memory`` spares a verifier of many certificates the checking of the same signatures again.

    >>> from datetime import UTC
    >>> verify({"certificate": "eyJhbGciOiJub25lIn0.e30."}, Trust({}), datetime(2026, 11, 22, tzinfo=UTC)).verdict
    <Verdict.INVALID: 'invalid'>
    """
    if now.tzinfo is None:
        raise CredentialError("date", "The time of the verification needs a time zone.")
    bundle = bundle if isinstance(bundle, Mapping) else {}
    statements = bundle.get("statusStatements")
    around = Surroundings(
        lists=_mapping(bundle.get("statusLists")),
        documents=_mapping(bundle.get("didDocuments")),
        statements=statements if isinstance(statements, list) else [],
        trust=trust,
        now=now,
        memory=memory,
    )
    record = Record()
    certificate = accreditation = None
    logged: tuple[Logged, ...] = ()
    with record.step("form", Verdict.INVALID) as form:
        if "certificate" not in bundle:
            raise CredentialError("form", "There is no certificate in the bundle.")
        secured = read_secured(bundle["certificate"])
        certificate = read_certificate(secured.document)
        form.text = f"A certification of {certificate.holder_name}, secured as {secured.form}."
    if certificate is not None:
        _check_signature(record, secured, certificate, around)
        _check_dates(record, secured, certificate, now)
        _check_status(record, certificate, around)
        accreditation = _check_accreditation(record, bundle.get("accreditation"), secured, certificate, around)
        _check_origin(record, around, accreditation)
        logged = _note_logs(record, bundle.get("transparency"), secured, certificate, trust)
    else:
        for name in STEP_NAMES[1:]:
            record.skip(name, _NOT_TRIED)
    verdict = record.verdict
    return Verification(
        verdict=verdict,
        sentence=SENTENCES[verdict],
        steps=tuple(record.steps),
        notes=tuple(record.notes),
        statements=tuple(record.statements),
        checked_at=now,
        certificate=certificate,
        accreditation=accreditation,
        status_as_of=min(_times(around).values(), default=None),
        # a list under a key only the bundle vouches for must not push out the genuine one
        lists=_times(around) if record.passed("key origin") else {},
        logged=logged,
    )


def _check_signature(record: Record, secured: Secured, certificate: CertificateView, around: Surroundings) -> None:
    known: KnownKey | None = None
    with record.step("key", Verdict.INVALID) as step:
        signed_at = secured.created or certificate.valid_from
        known = around.key(certificate.issuer, secured.method, signed_at)
        step.text = f"The key {known.address} is a signing key of {certificate.issuer_name}."
        step.source = known.origin
    if known is None:
        record.skip("signature", _NOT_TRIED)
        return
    with record.step("signature", Verdict.INVALID) as step:
        secured.verify(known.key, around.trust.contexts)
        step.text = f"The signature ({secured.form}) covers the whole certificate."
        step.source, step.at = known.address, secured.created


def _check_dates(record: Record, secured: Secured, certificate: CertificateView, now: datetime) -> None:
    with record.step("dates", Verdict.INVALID) as step:
        starts = max([certificate.valid_from, *filter(None, [secured.starts])])
        ends = min([certificate.valid_until, *filter(None, [secured.ends])])
        if now < starts - SKEW:
            raise Decided(Verdict.NOT_YET_VALID, "not-yet-valid", f"In force from {write_moment(starts)}.")
        if now > ends + SKEW:
            raise Decided(Verdict.EXPIRED, "expired", f"Expired on {write_moment(ends)}.")
        if secured.created is not None and secured.created > now + SKEW:
            raise CredentialError("date", "The certificate says it was signed in the future.")
        step.text = f"In force from {write_moment(starts)} to {write_moment(ends)}."
        step.source, step.at = "your clock", now


def _check_status(record: Record, certificate: CertificateView, around: Surroundings) -> None:
    with record.step("status", Verdict.INDETERMINATE) as step:
        record.statements = statements_about(certificate.id, certificate.issuer, around)
        withdrawn = [statement for statement in record.statements if statement.state == WITHDRAWN]
        if withdrawn:
            raise Decided(
                Verdict.REVOKED,
                "withdrawn",
                f"Withdrawn on {write_moment(withdrawn[0].since)}: {withdrawn[0].reason}",
            )
        _gravest(certificate.entries, certificate.issuer, around)
        times = [around.read[entry.url].valid_from for entry in certificate.entries if entry.url in around.read]
        if not times:
            raise CredentialError("status-missing", "The certificate names no status list.")
        step.at = min(times)
        step.text = f"Neither suspended nor withdrawn, as of {write_moment(step.at)}."
        step.source = f"the status list of {certificate.issuer_name}"


def _gravest(entries: tuple[StatusEntry, ...], issuer: str, around: Surroundings) -> None:
    """Refuse with the gravest thing the entries say: revoked, suspended, or that one could not be read."""
    found: dict[Verdict, CredentialError] = {}
    for entry in entries:
        if entry.purpose not in ("revocation", "suspension"):
            continue
        try:
            if not is_set(entry, issuer, around):
                continue
        except CredentialError as error:
            found.setdefault(Verdict.INDETERMINATE, error)
            continue
        revoked = entry.purpose == "revocation"
        verdict = Verdict.REVOKED if revoked else Verdict.SUSPENDED
        word = "withdrawn" if revoked else "suspended"
        found[verdict] = Decided(verdict, word, f"Marked as {word} in {entry.url} (entry {entry.index}).")
    for verdict in (Verdict.REVOKED, Verdict.SUSPENDED, Verdict.INDETERMINATE):
        if verdict in found:
            raise found[verdict]


def _check_accreditation(
    record: Record, value: Any, secured: Secured, certificate: CertificateView, around: Surroundings
) -> AccreditationView | None:
    view: AccreditationView | None = None
    signed: Secured | None = None
    reason: CredentialError | None = None
    try:
        if value is None:
            raise CredentialError("accreditation-missing", "There is no accreditation in the bundle.")
        signed = read_secured(value)
        view = read_accreditation(signed.document)
    except CredentialError as error:
        reason = error
    claimed = {authorisation.authority for authorisation in certificate.authorisations}
    with record.step("trust", Verdict.UNTRUSTED) as step:
        trusted = _trusted(around, {view.issuer} if view else claimed)
        step.text = f"{trusted} is in your trust list."
        step.source = around.trust.name or "your trust list"
    verified = False
    with record.step("accreditation", Verdict.UNACCREDITED) as step:
        if view is None or signed is None:
            raise reason or CredentialError("accreditation-missing", "There is no accreditation.")
        _match(certificate, view, signed)
        known = around.key(view.issuer, signed.method, signed.created or view.valid_from)
        around.check_signature(signed, known.key)
        verified = known.origin != BUNDLE
        _check_period(record, secured, certificate, view, signed, around.now)
        _check_scope(certificate, view, around)
        _check_accreditation_status(record, view, around)
        step.text = f"{view.issuer_name} accredits {view.body_name} for this scope ({view.number})."
        step.source, step.at = known.address, view.valid_from
    # the keys an accreditation states count only under a key the verifier knows and for a trusted body
    return view if verified and record.passed("trust") else None


def _trusted(around: Surroundings, claimed: set[str]) -> str:
    trust = around.trust
    if trust.valid_until is not None and around.now > trust.valid_until + SKEW:
        raise CredentialError("trust-list", f"Your trust list ended on {write_moment(trust.valid_until)}.")
    for did in sorted(claimed):
        body = trust.bodies.get(did)
        if body is not None and body.role == ACCREDITATION:
            return body.name
    named = ", ".join(sorted(claimed))
    if not named:
        raise Decided(Verdict.UNACCREDITED, "no-accreditation", "The certificate claims no accreditation.")
    raise CredentialError("untrusted", f"The accreditation body {named} is not in your trust list.")


def _match(certificate: CertificateView, view: AccreditationView, signed: Secured) -> Authorisation:
    """The certificate's pointer to exactly this accreditation, of exactly this body."""
    if view.body != certificate.issuer:
        raise CredentialError("subject", f"The accreditation is {view.body_name}'s ({view.body}).")
    if view.issuer == view.body:
        raise CredentialError("subject", "The body accredited itself.")
    forms = signed.digest_forms()
    for authorisation in certificate.authorisations:
        digest = authorisation.digest
        if digest is not None and any(digest_matches(digest, form) for form in forms):
            if authorisation.authority != view.issuer and authorisation.authority.startswith("did:"):
                raise CredentialError("subject", "The certificate names another accreditation body.")
            return authorisation
    raise CredentialError("digest", "The accreditation is not the one the certificate points at (digest).")


def _check_period(
    record: Record,
    secured: Secured,
    certificate: CertificateView,
    view: AccreditationView,
    signed: Secured,
    now: datetime,
) -> None:
    ends = [moment for moment in (view.valid_until, signed.ends) if moment is not None]
    for moment in (certificate.valid_from, *filter(None, [secured.created])):
        if moment < view.valid_from or any(moment > end for end in ends):
            raise CredentialError("not-in-force", "The accreditation was not in force at the issue.")
    if signed.created is not None and signed.created > now + SKEW:
        raise CredentialError("date", "The accreditation says it was signed in the future.")
    if ends and now > min(ends) + SKEW:
        record.notes.append(f"The accreditation ended on {write_moment(min(ends))}, after the certificate was issued.")


def _check_scope(certificate: CertificateView, view: AccreditationView, around: Surroundings) -> None:
    outside = [scope for scope in certificate.accredited_scopes if scope not in view.scopes]
    if outside:
        raise CredentialError("scope", f"Not accredited for: {', '.join(outside)}")
    body = around.trust.bodies.get(view.issuer)
    if body is not None and body.scopes:
        beyond = [scope for scope in certificate.accredited_scopes if scope not in body.scopes]
        if beyond:
            raise CredentialError("scope", f"Your trust list does not trust {body.name} for: {', '.join(beyond)}")


def _check_accreditation_status(record: Record, view: AccreditationView, around: Surroundings) -> None:
    if not view.entries:
        record.notes.append("The accreditation names no status list, so it could not be looked up.")
    try:
        _gravest(view.entries, view.issuer, around)
    except Decided as decided:
        raise CredentialError(decided.code, f"The accreditation: {decided}") from decided
    except CredentialError as error:
        raise Decided(Verdict.INDETERMINATE, error.code, f"The accreditation: {error}") from error


def _check_origin(record: Record, around: Surroundings, accreditation: AccreditationView | None) -> None:
    with record.step("key origin", Verdict.INDETERMINATE) as step:
        vouched: dict[str, str] = {}
        for known in around.used:
            origin = origin_of(known, accreditation)
            if origin is None:
                raise CredentialError(
                    "key-origin",
                    f"Only the bundle itself says that {known.address} is a key of {known.did}.",
                )
            vouched[known.did] = origin
        step.text = "; ".join(f"{did}: {origin}" for did, origin in vouched.items())
        step.source = "your trust list and documents"


def _note_logs(
    record: Record, proofs: Any, secured: Secured, certificate: CertificateView, trust: Trust
) -> tuple[Logged, ...]:
    """What transparency logs tell of the certificate. It is worth knowing and changes no verdict."""
    told: list[Logged] = []
    for proof in proofs[:MOST_LOG_PROOFS] if isinstance(proofs, list) else []:
        try:
            place = check_logged(proof, certificate.id, secured.document, logs=trust.logs, seen=trust.checkpoints)
            for earlier in told:
                refuse_two_histories(earlier.checkpoint, place.checkpoint)
        except CredentialError as error:
            record.notes.append(str(error))
        else:
            told.append(place)
            record.notes.append(
                f"In the log {place.checkpoint.origin}: entry {place.index} of {place.checkpoint.size}, "
                f"{place.event} on {write_moment(place.at)}."
            )
    if any(place.unjoined is not None for place in told):
        between = "no proof of what lies between came along"
        record.notes.append(f"The log has another size than when you last saw it; {between}.")
    return tuple(told)


def _times(around: Surroundings) -> dict[str, datetime]:
    return {url: status.valid_from for url, status in around.read.items()}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
