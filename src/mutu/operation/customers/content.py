"""Exactly what the customer reads, as plain values that can be hashed and signed (7.5.3). Reads nothing itself."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mutu.core.records import Record, canonical
from mutu.operation.customers.phrases import words

if TYPE_CHECKING:
    from mutu.improvement.corrective_actions.models import CorrectiveAction
    from mutu.improvement.nonconformities.models import Nonconformity
    from mutu.operation.customers.models import Complaint

CLAIM = (
    "number", "contact", "claim_number", "order", "what", "language", "photos", "drawing_revision", "lot",
    "quantity_delivered", "quantity_complained", "quantity_checked", "received_at",
)  # fmt: skip
HELD = ("number", "what", "language", "photos", "lot", "made", "quantity", "containment", "contained_at", "places")
CURED = (
    "correction", "dispositions", "why_made", "why_not_seen", "cause_code", "cause_evidence", "no_action_reason",
    "criterion", "wait_days", "wait_lots", "effect_evidence", "evidence_files", "lots_seen", "across",
)  # fmt: skip
DONE = ("number", "what", "removes", "owner", "due", "done_note", "done_at", "proof")
LETTER = ("problem", "detected", "containment", "letter")
"""The slots of the phrase book that stand in a containment letter; a report has all of them."""


def of(
    complaint: "Complaint",
    problem: "Nonconformity | None",
    actions: Iterable["CorrectiveAction"],
    covers: str,
    languages: Iterable[str],
) -> dict[str, Any]:
    """The content of a containment letter or of the whole report, with its phrases as they read in `languages`."""
    whole = covers == "report"
    claim = _some(complaint, CLAIM)
    claim["customer"], claim["part"] = complaint.customer.name, complaint.part.title if complaint.part else ""
    slots = _slots(complaint.composed, whole)
    signed: dict[str, Any] = {"covers": covers, "complaint": claim, "composed": slots, "read": _read(slots, languages)}
    if problem is not None:
        signed["nonconformity"] = _some(problem, HELD + CURED if whole else HELD)
    if whole:
        signed["team"] = [line.snapshot() for line in complaint.rows("team")]
        signed["actions"] = [_some(one, DONE) for one in actions if one.state != "withdrawn"]
    return signed


def _some(record: Record, names: Iterable[str]) -> dict[str, Any]:
    snapshot = record.snapshot()
    return {name: snapshot[name] for name in names}


def _slots(composed: Mapping[str, Any], whole: bool) -> dict[str, Any]:
    return {slot: said for slot, said in composed.items() if whole or slot in LETTER}


def _read(slots: Mapping[str, Any], languages: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """The sentences as they read: a phrase reworded in a later release lapses a signature, too."""
    return {
        language: {slot: [sentence.text for sentence in words(slots, slot, language)] for slot in slots}
        for language in languages
    }


def digest(signed: Mapping[str, Any]) -> str:
    """The hash a signature is bound to: SHA-256 of the one spelling of the content, in hexadecimal digits."""
    return hashlib.sha256(canonical(dict(signed)).encode()).hexdigest()
