"""Checking whatever somebody hands in, with what this installation trusts; one answer for every face.

``check`` opens a bundle, credential, JWT, PDF or the text of a QR code, and answers as plain data: verdict,
sentence, facts, steps, notes, and the age of the status data. It never raises for a bad file.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib import resources
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from mutu.lib.credentials.canonical import Contexts
from mutu.lib.credentials.did import key_method
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.known_contexts import recognized
from mutu.lib.credentials.moments import read_moment, write_moment
from mutu.lib.credentials.reading import LARGEST_FILE, read_input
from mutu.lib.credentials.strict_json import read_object
from mutu.lib.credentials.summary import SignedSummary, verify_summary
from mutu.lib.credentials.trust import Trust, origin_of, read_trust_list
from mutu.lib.credentials.verdict import Verdict, Verification
from mutu.lib.credentials.verification import verify

TRUST_LIST, CONTEXTS, FETCHED, SEEN = "trust-list.json", "contexts", "fetched", "lists-seen.json"
PACKAGED_CONTEXTS = Path(str(resources.files("mutu.catalogue") / "credentials" / "contexts"))
OF_A_PDF = "Checked was the credential attached to the PDF, not the page and not its seal."


def check(
    name: str, data: bytes, trust: Trust, now: datetime, *, fetch: bool = False, remember: bool = False
) -> dict[str, Any]:
    """The answer on one file or pasted text.

    With ``fetch``, after asking the trusted bodies for what it lacks; with ``remember``, keeping in mind the newest
    status lists, so that an older copy is not believed later. Only a true clock may be remembered by.
    """
    notes: list[str] = []
    try:
        if data.startswith(b"%PDF-"):
            from mutu.certification.certificate_file import attached_credential

            data, notes = attached_credential(data), [OF_A_PDF]
        reading = read_input(data)
        if reading.summary is not None:
            return summary_answer(name, reading.summary, trust, now)
        bundle = reading.bundle or {}
        if fetch:
            from mutu.certification.resolver import Resolver, completed, hosts_of

            resolver = Resolver(hosts_of(trust), now, home() / FETCHED)
            bundle, trust, unfetched = completed(bundle, trust, resolver)
            notes = [*notes, *unfetched]
        verification = verify(bundle, trust, now)
        if remember:
            remember_lists(verification.lists)
        told = answer(name, verification)
    except CredentialError as error:
        return unreadable(name, str(error), now)
    return told | {"notes": [*told["notes"], *notes]}


def home() -> Path:
    """Where this installation keeps its data."""
    chosen = os.environ.get("MUTU_HOME")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_data_dir("mutu", appauthor=False))


def trust_held(trust_list: Path | None = None, *, keeper: str | None = None, contexts: Path | None = None) -> Trust:
    """The verifier's trust: the named list, or the one in the installation's home, or nobody.

    ``keeper`` is the did:key the list must be signed with. Raises ``CredentialError`` or ``OSError``.
    """
    known = contexts_held(contexts)
    path = trust_list or home() / TRUST_LIST
    if trust_list is None and not path.exists():
        return Trust({}, contexts=known, newest_lists=lists_seen())
    key = key_method(keeper, f"{keeper}#{keeper.removeprefix('did:key:')}").key if keeper else None
    return replace(read_trust_list(read_object(content(path)), keeper=key), contexts=known, newest_lists=lists_seen())


def contexts_held(folder: Path | None = None) -> Contexts:
    """The W3C's published contexts, which come along, and those among the files of a folder, which must exist.

    Without a name: those in the installation's home, else those of the reference data in ``MUTU_REFERENCE``.
    """
    if folder is not None and not folder.is_dir():
        raise CredentialError("contexts", f"There is no folder {folder}.")
    found = []
    for path in sorted([*PACKAGED_CONTEXTS.glob("*.json*"), *(folder or _usual_contexts()).glob("*.json*")]):
        try:
            found.append(read_object(content(path)))
        except CredentialError as error:
            print(f"{path}: {error}", file=sys.stderr)
    return recognized(found)


def _usual_contexts() -> Path:
    reference = os.environ.get("MUTU_REFERENCE")
    if (home() / CONTEXTS).is_dir() or not reference:
        return home() / CONTEXTS
    folders = [Path(reference, *below, CONTEXTS) for below in ((), ("credentials",), ("reference", "credentials"))]
    return next((folder for folder in folders if folder.is_dir()), home() / CONTEXTS)


def lists_seen() -> dict[str, datetime]:
    """The newest status lists this installation has relied on: address and the list's own time."""
    try:
        seen = read_object(content(home() / SEEN))
        return {url: read_moment(moment, url) for url, moment in seen.items()}
    except (OSError, CredentialError):
        return {}


def remember_lists(lists: Mapping[str, datetime]) -> None:
    """Keep these in mind where they are newer than those seen before; a home that cannot be written keeps none."""
    seen = lists_seen()
    newer = {url: moment for url, moment in lists.items() if url not in seen or seen[url] < moment}
    if not newer:
        return
    told = {url: write_moment(moment) for url, moment in sorted({**seen, **newer}.items())}
    try:
        home().mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=home(), prefix=SEEN, delete=False, encoding="utf-8") as file:
            json.dump(told, file)
        Path(file.name).replace(home() / SEEN)
    except OSError:
        return


def content(path: Path) -> bytes:
    """A file's bytes, never many more than the largest that is checked."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


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
