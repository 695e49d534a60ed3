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
from typing import TYPE_CHECKING, Any

from mutu.certification.answers import answer, summary_answer, unreadable
from mutu.certification.checkpoints_seen import checkpoints_seen, remember_checkpoints
from mutu.certification.photographed import is_photo, text_in
from mutu.lib.credentials.canonical import Contexts
from mutu.lib.credentials.did import key_method
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.known_contexts import recognized
from mutu.lib.credentials.moments import read_moment, write_moment
from mutu.lib.credentials.reading import LARGEST_FILE, read_input
from mutu.lib.credentials.status_check import Memory
from mutu.lib.credentials.strict_json import read_object
from mutu.lib.credentials.trust import Trust, read_trust_list
from mutu.lib.credentials.verdict import Verdict, Verification
from mutu.lib.credentials.verification import verify

if TYPE_CHECKING:
    from mutu.certification.published import Published
    from mutu.certification.resolver import Resolver

TRUST_LIST, CONTEXTS, FETCHED, SEEN = "trust-list.json", "contexts", "fetched", "lists-seen.json"
PACKAGED_CONTEXTS = Path(str(resources.files("mutu.catalogue") / "credentials" / "contexts"))
OF_A_PHOTO = "Checked was what the code in the photo says, not the paper it is printed on."
OF_A_CODE = "The certificate was fetched from the address in the code; it is the one the code's summary was made of."
OF_A_PDF = "Checked was the credential attached to the PDF, not the page and not its seal."


def check(
    name: str,
    data: bytes,
    trust: Trust,
    now: datetime,
    *,
    fetch: bool = False,
    remember: bool = False,
    own: Published | None = None,
    resolver: Resolver | None = None,
    memory: Memory | None = None,
) -> dict[str, Any]:
    """The answer on one file or pasted text.

    With ``fetch``, after asking the trusted bodies for what it lacks; ``own`` is what this installation publishes
    itself and so need not ask for; with ``remember``, keeping in mind the newest status lists, so that an older copy
    is not believed later. Only a true clock may be remembered by. ``resolver`` and ``memory`` are
    shared by many checks of one go.
    """
    notes: list[str] = []
    try:
        data = _taken_out(data, notes)
        reading = read_input(data)
        asked = _askable(trust, now, own, fetch, resolver)
        bundle = reading.bundle or {}
        if reading.summary is not None:
            whole = next(filter(None, (one.whole_of(reading.summary.summary, data) for one in asked)), None)
            if whole is None:
                return summary_answer(name, reading.summary, trust, now)
            bundle = {"certificate": whole}
            notes.append(OF_A_CODE)
        verification, unfetched = _verified(bundle, trust, now, asked, memory)
        if remember:
            remember_lists(verification.lists)
            remember_checkpoints(home(), [place.checkpoint for place in verification.logged])
        told = answer(name, verification)
    except CredentialError as error:
        return unreadable(name, str(error), now)
    return told | {"notes": [*told["notes"], *notes, *unfetched]}


def _verified(
    bundle: Mapping[str, Any], trust: Trust, now: datetime, asked: list[Resolver], memory: Memory | None
) -> tuple[Verification, list[str]]:
    """The verification with what is at hand and published here; only what that leaves undecided is asked elsewhere."""
    unfetched: list[str] = []
    for resolver in asked:
        if not resolver.hosts:
            bundle, trust, _unasked = resolver.completed(bundle, trust)
    verification = verify(bundle, trust, now, memory=memory)
    for resolver in asked:
        if resolver.hosts and verification.verdict is Verdict.INDETERMINATE:
            bundle, trust, unfetched = resolver.completed(bundle, trust)
            verification = verify(bundle, trust, now, memory=memory)
    return verification, unfetched


def _askable(
    trust: Trust, now: datetime, own: Published | None, fetch: bool, resolver: Resolver | None
) -> list[Resolver]:
    """Where missing parts may come from: what is published here, then the hosts of trusted bodies."""
    if not fetch and own is None:
        return []
    from mutu.certification.resolver import Resolver

    here = [Resolver(frozenset(), now, own=own)] if own is not None else []
    return [*here, resolver or asker(trust, now)] if fetch else here


def asker(trust: Trust, now: datetime) -> Resolver:
    """The one way out to the network: only to the hosts of the bodies in the trust list."""
    from mutu.certification.resolver import Resolver, hosts_of

    return Resolver(hosts_of(trust), now, home() / FETCHED)


def _taken_out(data: bytes, notes: list[str]) -> bytes:
    """The credential inside a PDF, the text of the code in a photo, or the data as they are."""
    if data.startswith(b"%PDF-"):
        from mutu.certification.certificate_file import attached_credential

        notes.append(OF_A_PDF)
        return attached_credential(data)
    if is_photo(data):
        notes.append(OF_A_PHOTO)
        return text_in(data).encode("utf-8")
    return data


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
        return Trust({}, contexts=known, newest_lists=lists_seen(), checkpoints=checkpoints_seen(home()))
    key = key_method(keeper, f"{keeper}#{keeper.removeprefix('did:key:')}").key if keeper else None
    told = read_trust_list(read_object(content(path)), keeper=key)
    return replace(told, contexts=known, newest_lists=lists_seen(), checkpoints=checkpoints_seen(home()))


def trust_or_nobody() -> tuple[Trust, str]:
    """This installation's trust; with a list that cannot be read nobody is trusted, and why is told."""
    try:
        return trust_held(), ""
    except (CredentialError, OSError) as error:
        return Trust({}), str(error)


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
