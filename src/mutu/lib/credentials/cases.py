"""Running case files: a bundle, a fixed time, trust anchors, and the verdict that must come out.

This is how the verifier is checked against itself and against others' cases; it is the one place where trust and
time come from a file. In a case the DID documents count as what the verifier fetched himself, as its trust
anchors are names without keys. ``verify`` sees neither the case's name nor what is expected.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mutu.lib.credentials.canonical import Contexts
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.strict_json import JsonObject
from mutu.lib.credentials.trust import Trust, TrustedBody
from mutu.lib.credentials.verdict import Verdict, Verification
from mutu.lib.credentials.verification import verify

_NOT_THE_BUNDLE = {"case", "expected", "now", "trustAnchors", "format"}
_NEEDED = ("certificate", "now", "trustAnchors", "expected")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: its name, whether it came out as it must, and a sentence on it."""

    name: str
    passed: bool
    text: str


def is_case(value: Any) -> bool:
    """Whether a JSON value has the shape of a case file.

    >>> is_case({"certificate": "e30", "now": "", "trustAnchors": [], "expected": {"verdict": "valid"}})
    True
    """
    return (
        isinstance(value, dict)
        and all(name in value for name in _NEEDED)
        and isinstance(value["trustAnchors"], list)
        and isinstance(value["expected"], dict)
        and isinstance(value["expected"].get("verdict"), str)
    )


def run_case(case: JsonObject, contexts: Contexts) -> Outcome:
    """Whether the case comes out with the verdict it expects."""
    name, expected = str(case.get("case", "unnamed")), case["expected"]["verdict"]
    if expected not in set(Verdict):
        return Outcome(name, False, f"expects {expected!r}, which is no verdict")
    try:
        verification = verify_case(case, contexts)
    except CredentialError as error:
        return Outcome(name, False, str(error))
    reason = verification.findings[0].text if verification.findings else verification.sentence
    if verification.verdict == expected:
        return Outcome(name, True, f"{expected}: {reason}")
    return Outcome(name, False, f"expected {expected}, got {verification.verdict}: {reason}")


def run_unreadable(text: bytes, reason: str) -> Outcome | None:
    """The outcome of a case that may not be read at all (a member twice, NaN, too deep): it counts as invalid.

    A lenient reading finds only what the case expects. None when the text has not the shape of a case even so.

    >>> case = b'{"certificate": {"a": 1, "a": 2}, "now": "", "trustAnchors": [], "expected": {"verdict": "invalid"}}'
    >>> run_unreadable(case, "A member stands twice.")
    Outcome(name='unnamed', passed=True, text='invalid: A member stands twice.')
    """
    try:
        case = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not is_case(case):
        return None
    name, expected = str(case.get("case", "unnamed")), case["expected"]["verdict"]
    if expected == Verdict.INVALID:
        return Outcome(name, True, f"{expected}: {reason}")
    return Outcome(name, False, f"expected {expected}, got invalid: {reason}")


def verify_case(case: JsonObject, contexts: Contexts) -> Verification:
    """The verification of a case's bundle with the case's own trust and time."""
    anchors = case["trustAnchors"]
    if not all(isinstance(anchor, str) for anchor in anchors):
        raise CredentialError("case", "A trust anchor of the case is not a DID.")
    documents = case.get("didDocuments")
    trust = Trust(
        bodies={did: TrustedBody(did, did) for did in anchors},
        documents=documents if isinstance(documents, dict) else {},
        contexts=contexts,
    )
    bundle = {name: value for name, value in case.items() if name not in _NOT_THE_BUNDLE}
    return verify(bundle, trust, read_moment(case["now"], "now"))
