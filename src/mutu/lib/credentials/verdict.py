"""The answer to "is this certificate good?": a verdict, the steps that led to it, and what was found besides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mutu.lib.credentials.content import AccreditationView, CertificateView
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.logged import Logged


class Verdict(StrEnum):
    """The nine answers. Only one of them is good."""

    VALID = "valid"
    INVALID = "invalid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    UNTRUSTED = "untrusted"
    UNACCREDITED = "unaccredited"
    INDETERMINATE = "indeterminate"


SENTENCES = {
    Verdict.VALID: "The certificate is genuine, in force, and covered by an accreditation you trust.",
    Verdict.INVALID: "This is not a genuine certificate: its form, key or signature is wrong.",
    Verdict.REVOKED: "The certificate was withdrawn by the body that issued it.",
    Verdict.SUSPENDED: "The certificate is suspended or withdrawn; the body's statement says which.",
    Verdict.EXPIRED: "The certificate was genuine and has expired.",
    Verdict.NOT_YET_VALID: "The certificate is not in force yet.",
    Verdict.UNTRUSTED: "The accreditation body behind this certificate is not in your trust list.",
    Verdict.UNACCREDITED: "The body's accreditation does not cover this certificate.",
    Verdict.INDETERMINATE: "Nothing is proved wrong, but it could not be established that all is right.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was checked: what, with which result, by what it was checked, and the data's own time.

    ``verdict`` is what this step alone says: valid when it passed, None when it could not be tried.
    """

    name: str
    verdict: Verdict | None
    text: str
    code: str = ""
    source: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a body says about a certificate's status, with its reason and date."""

    state: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict with its reasons. The first step that failed gives the verdict; all others are told too.

    ``status_as_of`` is the time of the oldest status list relied on; ``lists`` what the verifier may remember
    as the newest seen of each; ``notes`` what is worth knowing and changes nothing; ``statements`` what the body
    itself stated of the certificate's status, oldest first, each signature checked; ``logged`` where logs that the
    verifier knows have it.
    """

    verdict: Verdict
    sentence: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    checked_at: datetime
    certificate: CertificateView | None
    accreditation: AccreditationView | None
    status_as_of: datetime | None
    lists: dict[str, datetime]
    statements: tuple[Statement, ...] = ()
    logged: tuple[Logged, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether the verdict is *valid*."""
        return self.verdict is Verdict.VALID

    @property
    def findings(self) -> tuple[Step, ...]:
        """The steps that failed, the one that gave the verdict first."""
        return tuple(step for step in self.steps if step.verdict not in (None, Verdict.VALID))


@dataclass(slots=True)
class Record:
    """The steps of one verification as they are taken."""

    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lists: dict[str, datetime] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)

    @contextmanager
    def step(self, name: str, otherwise: Verdict) -> Iterator[Draft]:
        """Take a step: it passes, or a refusal in it gives the verdict ``otherwise``.

        What the verifier lacks rather than the certificate (a context document, a key he does not hold) makes
        the step indeterminate, whatever ``otherwise`` is.
        """
        draft = Draft()
        try:
            yield draft
        except CredentialError as error:
            verdict = Verdict.INDETERMINATE if error.code in LACKING else otherwise
            if isinstance(error, Decided):
                verdict = error.verdict
            self.steps.append(Step(name, verdict, str(error), error.code, draft.source, draft.at))
        else:
            self.steps.append(Step(name, Verdict.VALID, draft.text, "", draft.source, draft.at))

    def skip(self, name: str, because: str) -> None:
        """A step that could not be tried, and why."""
        self.steps.append(Step(name, None, because))

    def passed(self, name: str) -> bool:
        """Whether a step of this name was taken and passed."""
        return any(step.name == name and step.verdict is Verdict.VALID for step in self.steps)

    @property
    def verdict(self) -> Verdict:
        """What the first failing step says; without a failing one, valid if every step was taken."""
        for step in self.steps:
            if step.verdict not in (None, Verdict.VALID):
                return step.verdict or Verdict.INDETERMINATE
        complete = tuple(step.name for step in self.steps) == STEP_NAMES
        return Verdict.VALID if complete and all(step.verdict for step in self.steps) else Verdict.INDETERMINATE


LACKING = frozenset({"context-missing", "key-unknown"})
STEP_NAMES = ("form", "key", "signature", "dates", "status", "trust", "accreditation", "key origin")


@dataclass(slots=True)
class Draft:
    """What a step says of itself when it passes."""

    text: str = ""
    source: str = ""
    at: datetime | None = None


class Decided(CredentialError):
    """A refusal that brings its own verdict."""

    def __init__(self, verdict: Verdict, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.verdict = verdict
