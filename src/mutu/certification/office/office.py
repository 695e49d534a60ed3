"""An office on disk: what the body says of itself, where its keys lie, and where it publishes.

``office.json`` holds facts that no request may change: who the body is, under which scheme it certifies, and its
accreditation. Keys are sealed files in ``keys/``: the current one, the next one (published from the first day,
to be kept elsewhere), one for the log, and one for the PDF's seal.
"""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mutu.certification.guarded_files import OWNER_ONLY, read_guarded, write_new, write_whole
from mutu.certification.office.reading_facts import read_facts
from mutu.certification.office.register import FILE, Register
from mutu.lib.credentials.accreditation import accreditation_digest
from mutu.lib.credentials.certificate import AccreditationReference, Named, Party
from mutu.lib.credentials.content import read_accreditation
from mutu.lib.credentials.did import did_web_url
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.signer import FileSigner, new_sealed_key, open_sealed, public_part
from mutu.lib.credentials.strict_json import JsonObject, read_object
from mutu.lib.signed_note import verifier_key

SETTINGS, KEYS, LOG_KEY, SEAL_KEY = "office.json", "keys", "log", "seal"
ADDED, RETIRED, STOLEN = "added", "retired", "stolen"


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What the body says of itself: who it is, and the scheme by which it certifies, if it does."""

    body: Party
    scheme: Named | None = None


@dataclass(slots=True)
class Office:
    """An opened office."""

    folder: Path
    published: Path
    facts: BodyFacts
    register: Register
    others: JsonObject

    @property
    def did(self) -> str:
        """The identifier the body signs under."""
        return self.facts.body.id

    @property
    def base(self) -> str:
        """The public address under which the body publishes."""
        return did_web_url(self.did).removesuffix("/did.json").removesuffix("/.well-known")

    @property
    def list_url(self) -> str:
        """The address of its status list."""
        return f"{self.base}/status/1"

    @property
    def origin(self) -> str:
        """The name of its log, and of the key that signs the log's checkpoints."""
        return f"{self.base.removeprefix('https://')}/log"

    @property
    def place(self) -> Path:
        """The folder whose content the web server hands out under that address."""
        return self.published.joinpath(*self.did.split(":")[3:])

    def key_path(self, name: str) -> Path:
        """Where a sealed key lies."""
        return self.folder / KEYS / f"{name}.json"

    def current_key(self) -> str:
        """The name of the key that signs now: the first that was neither retired nor stolen."""
        ended = {name for _, event, name, _ in self.register.key_events() if event != ADDED}
        names = [name for _, event, name, _ in self.register.key_events() if event == ADDED and name not in ended]
        if not names:
            raise CredentialError("key", "The body has no key left to sign with.")
        return names[0]

    def accreditation(self) -> tuple[AccreditationReference, Any]:
        """The reference to put into certificates, and the signed accreditation itself."""
        given = self.others.get("accreditation")
        if given is None:
            raise CredentialError("office", "The office holds no accreditation yet; hand it one first.")
        view = read_accreditation(read_secured(given).document)
        reference = AccreditationReference(
            body=Named(view.issuer, view.issuer_name),
            number=view.number,
            url=view.id,
            digest=accreditation_digest(given),
            media_type="application/vc+jwt" if isinstance(given, str) else "application/vc",
        )
        return reference, given

    def accept_accreditation(self, text: bytes) -> None:
        """Keep the accreditation another body signed about this one, and those documents it came with."""
        given: Any = read_object(text) if text.lstrip().startswith(b"{") else text.decode("ascii").strip()
        view = read_accreditation(read_secured(given).document)
        if view.body != self.did:
            raise CredentialError("subject", f"The accreditation is {view.body_name}'s, not this body's.")
        self.others = {**self.others, "accreditation": given}
        self._save()

    def accept_document(self, address: str, document: Any) -> None:
        """Keep what another body publishes, to be handed on in bundles: a status list, a DID document."""
        held = dict(self.others.get("documents", {}))
        self.others = {**self.others, "documents": {**held, address: document}}
        self._save()

    def _save(self) -> None:
        path = self.folder / SETTINGS
        kept = read_object(path.read_bytes(), largest=4_000_000)
        write_whole(
            path, json.dumps(kept | {"others": self.others}, ensure_ascii=False, indent=1).encode("utf-8"), OWNER_ONLY
        )


def make_office(folder: Path, published: Path, facts: JsonObject, passphrase: str, now: datetime) -> Office:
    """A new office in a folder that does not exist yet: its register and three sealed keys."""
    body = read_facts(BodyFacts, facts, "the body's facts")
    did_web_url(body.body.id)
    folder.mkdir(mode=stat.S_IRWXU, parents=True)
    (folder / KEYS).mkdir(mode=stat.S_IRWXU)
    settings = {"facts": facts, "published": str(published), "others": {}}
    write_new(folder / SETTINGS, json.dumps(settings, ensure_ascii=False, indent=1).encode("utf-8"))
    office = Office(folder, published, body, Register(folder / FILE), {})
    for name in ("key-1", "key-2"):
        add_key(office, name, passphrase, now)
    write_new(office.key_path(LOG_KEY), new_sealed_key(f"{office.did}#{LOG_KEY}", passphrase))
    return office


def open_office(folder: Path) -> Office:
    """An office that exists; a folder or file that others may read is refused."""
    register = Register(folder / FILE)
    kept = read_object((folder / SETTINGS).read_bytes(), largest=4_000_000)
    facts = read_facts(BodyFacts, kept.get("facts"), "the body's facts")
    return Office(folder, Path(str(kept.get("published"))), facts, register, kept.get("others") or {})


def add_key(office: Office, name: str, passphrase: str, now: datetime) -> None:
    """Make a key, seal it, and write it into the history."""
    content = new_sealed_key(f"{office.did}#{name}", passphrase)
    write_new(office.key_path(name), content)
    office.register.note_key(write_moment(now), ADDED, name, public_part(content)[1].multikey)


def end_key(office: Office, *, stolen: bool, passphrase: str, now: datetime) -> str:
    """Retire the current key, or declare it stolen: the next signs from now on, and a new next one is made."""
    name = office.current_key()
    key = next(key for _, event, named, key in office.register.key_events() if named == name and event == ADDED)
    numbers = [int(named.removeprefix("key-")) for _, event, named, _ in office.register.key_events() if event == ADDED]
    add_key(office, f"key-{max(numbers) + 1}", passphrase, now)
    office.register.note_key(write_moment(now), STOLEN if stolen else RETIRED, name, key)
    return name


def open_key(office: Office, name: str, passphrase: str) -> FileSigner:
    """The signer in one of the office's sealed files."""
    return open_sealed(read_guarded(office.key_path(name)), passphrase)


def log_line(office: Office, signer: FileSigner) -> str:
    """The log's public key as verifiers keep it, in one line."""
    return verifier_key(office.origin, LogKey(signer).public_key())


@dataclass(frozen=True, slots=True)
class LogKey:
    """A signer in the shape signed notes ask for."""

    signer: FileSigner

    def sign(self, data: bytes, /) -> bytes:
        """The signature over a note's text."""
        return self.signer.sign(data)

    def public_key(self) -> Any:
        """The Ed25519 public key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        return Ed25519PublicKey.from_public_bytes(self.signer.public_key.raw)
