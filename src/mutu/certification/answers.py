"""The answer on one certificate as plain data, the same for every face: page, API, command, report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.summary import SignedSummary, verify_summary
from mutu.lib.credentials.trust import Trust, origin_of
from mutu.lib.credentials.verdict import Verdict, Verification


def answer(name: str, verification: Verification) -> dict[str, Any]:
    """A verification as plain data: verdict, sentence, facts, steps, notes, and the age of the status data."""
    certificate = verification.certificate
    facts: dict[str, Any] = {}
    if certificate is not None:
        facts = {
            "number": certificate.number,
            "holder": certificate.holder_name,
            "sites": [site.name for site in certificate.sites],
            "standards": list(certificate.standards),
            "scope": certificate.scope,
            "body": certificate.issuer_name,
            "bodyId": certificate.issuer,
            "accreditationBodies": [entry.authority_name for entry in certificate.authorisations],
            "accreditationBodyIds": [entry.authority for entry in certificate.authorisations],
            "siteScopes": [site.scope for site in certificate.sites],
            "validFrom": write_moment(certificate.valid_from),
            "validUntil": write_moment(certificate.valid_until),
        }
    as_of = verification.status_as_of
    return {
        "file": name,
        "verdict": verification.verdict.value,
        "sentence": verification.sentence,
        "checkedAt": write_moment(verification.checked_at),
        "statusAsOf": write_moment(as_of) if as_of else None,
        "statusAgeHours": round((verification.checked_at - as_of).total_seconds() / 3600, 1) if as_of else None,
        "certificate": facts,
        "accreditation": _accreditation(verification),
        "steps": [
            {
                "step": step.name,
                "verdict": step.verdict.value if step.verdict else None,
                "text": step.text,
                "code": step.code,
                "by": step.source,
                "at": write_moment(step.at) if step.at else None,
            }
            for step in verification.steps
        ],
        "history": [
            {"state": told.state, "reason": told.reason, "since": write_moment(told.since)}
            for told in verification.statements
        ],
        "logged": [
            {
                "log": place.checkpoint.origin,
                "entry": place.index,
                "of": place.checkpoint.size,
                "event": place.event,
                "at": write_moment(place.at),
            }
            for place in verification.logged
        ],
        "notes": list(verification.notes),
    }


def _accreditation(verification: Verification) -> dict[str, Any]:
    view = verification.accreditation
    if view is None:
        return {}
    until = write_moment(view.valid_until) if view.valid_until else None
    return {"number": view.number, "by": view.issuer_name, "scopes": list(view.scopes), "validUntil": until}


def summary_answer(name: str, signed: SignedSummary, trust: Trust, now: datetime) -> dict[str, Any]:
    """What the text of a QR code alone allows to say: who signed it, and never that it is valid."""
    summary = signed.summary
    verdict, confirmed = Verdict.INDETERMINATE, None
    try:
        known = verify_summary(signed, {}, trust)
        vouched, confirmed = origin_of(known, None), Verdict.VALID.value
        sentence = f"Signed by {summary.issuer} (known from {vouched}); its status is unknown: bring the bundle."
    except CredentialError as error:
        if error.code == "signature":
            verdict, confirmed = Verdict.INVALID, Verdict.INVALID.value
        sentence = f"{error} Nothing more can be said without the bundle and a trust list."
    return {
        "file": name,
        "verdict": verdict.value,
        "sentence": sentence,
        "checkedAt": write_moment(now),
        "statusAsOf": None,
        "statusAgeHours": None,
        "certificate": {
            "number": summary.number,
            "holder": summary.holder_name,
            "standards": [summary.standard],
            "scope": summary.scope,
            "bodyId": summary.issuer,
            "validFrom": write_moment(summary.valid_from),
            "validUntil": write_moment(summary.valid_until),
        },
        "steps": [
            {
                "step": "signature",
                "verdict": confirmed,
                "text": sentence,
                "code": "" if confirmed != Verdict.INVALID.value else "signature",
                "by": signed.method,
                "at": None,
            }
        ],
        "history": [],
        "logged": [],
        "notes": [],
        "summaryOnly": True,
    }


def unreadable(name: str, reason: str, now: datetime) -> dict[str, Any]:
    """A file that holds nothing to check."""
    return {
        "file": name,
        "verdict": Verdict.INVALID.value,
        "sentence": f"There is no certificate to check here: {reason}",
        "checkedAt": write_moment(now),
        "statusAsOf": None,
        "statusAgeHours": None,
        "certificate": {},
        "steps": [],
        "history": [],
        "logged": [],
        "notes": [],
    }
