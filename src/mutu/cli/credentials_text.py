"""The answer to ``mutu verify``, as plain data for programs and as lines for people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.summary import SignedSummary, verify_summary
from mutu.lib.credentials.trust import Trust, origin_of
from mutu.lib.credentials.verdict import Verdict, Verification

_MARKS = {"valid": "ok", None: "--"}


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
        "notes": list(verification.notes),
    }


def summary_answer(name: str, signed: SignedSummary, trust: Trust, now: datetime) -> dict[str, Any]:
    """What the text of a QR code alone allows to say: who signed it, and never that it is valid."""
    summary = signed.summary
    verdict, step = Verdict.INDETERMINATE, {"step": "signature", "verdict": None, "by": signed.method}
    try:
        known = verify_summary(signed, {}, trust)
        vouched = origin_of(known, None)
        sentence = f"Signed by {summary.issuer} (known from {vouched}); its status is unknown: bring the bundle."
    except CredentialError as error:
        if error.code == "signature":
            verdict = Verdict.INVALID
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
        "steps": [step | {"text": sentence, "code": "", "at": None}],
        "notes": [],
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
        "notes": [],
    }


def told(told_answer: dict[str, Any]) -> str:
    """The answer in lines: the verdict in a sentence, the certificate, then the chain.

    Whatever comes from the file is shown without control characters, so that it cannot rewrite the screen.
    """
    lines = [f"{told_answer['file']}: {told_answer['verdict'].upper()}. {told_answer['sentence']}"]
    for name, value in told_answer["certificate"].items():
        text = ", ".join(value) if isinstance(value, list) else value
        lines.append(f"  {name}: {text}")
    for step in told_answer["steps"]:
        mark = _MARKS.get(step["verdict"], step["verdict"])
        source = f" [{step['by']}]" if step["by"] else ""
        lines.append(f"  {mark:<4} {step['step']}: {step['text']}{source}")
    lines += [f"  note: {note}" for note in told_answer["notes"]]
    if told_answer["statusAsOf"]:
        lines.append(f"  status as of {told_answer['statusAsOf']}, {told_answer['statusAgeHours']} hours old")
    return "\n".join("".join(letter if letter.isprintable() else "�" for letter in line) for line in lines)
