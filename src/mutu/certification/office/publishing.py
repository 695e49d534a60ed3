"""Writing what the world may read: finished files, laid out as docs/decisions/0023 says.

The same register and keys give the same files, so an interrupted publishing is simply done again. Signed anew each
time are the status list (it lives a week) and the log's checkpoint.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta

from mutu.certification.guarded_files import write_whole
from mutu.certification.office.issuing import Keys, check_register, published_checkpoint
from mutu.certification.office.office import ADDED, STOLEN, LogKey, Office, log_line
from mutu.certification.office.register import ACCREDITATION
from mutu.lib.credentials.canonical import jcs
from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.did import PublishedKey, did_document
from mutu.lib.credentials.keys import key_from_multikey
from mutu.lib.credentials.status_list import bits_with, status_list_payload
from mutu.lib.credentials.strict_json import JsonObject
from mutu.lib.signed_note import Checkpoint, sign
from mutu.lib.tiles import CHECKPOINT, changed_tiles, tile_hashes, write_entries
from mutu.lib.transparency import inclusion_proof, root_at

LIST_LIFE = timedelta(days=7)
_ALL = 256


def publish(office: Office, keys: Keys, now: datetime) -> list[str]:
    """Write every file that is new or has to be signed anew; their paths below the body's folder."""
    now = now.replace(microsecond=0)
    check_register(office, keys.log, now)
    before = published_checkpoint(office, keys.log)
    written = _Writing(office)
    _publish_keys(written, office, keys)
    _publish_others(written, office)
    for number, revision in office.register.revisions():
        _publish_credential(written, office, number, revision)
    written.put("status/1", jcs(_status_list(office, keys, now)))
    checkpoint = _publish_log(written, office, keys, now, before.size if before else 0)
    _publish_moved(written, office, checkpoint, before.size if before else 0)
    written.put(f"log/{CHECKPOINT}", checkpoint.encode("utf-8"))
    return written.paths


class _Writing:
    """Files below the body's folder; what stands there already as it should is left alone."""

    def __init__(self, office: Office) -> None:
        self.root = office.place
        self.paths: list[str] = []

    def put(self, path: str, content: bytes) -> None:
        """Write a file whole, unless it is there with this content."""
        target = self.root / path
        if not target.exists() or target.read_bytes() != content:
            write_whole(target, content, at_once=False)
            self.paths.append(path)

    def once(self, path: str, content: bytes) -> None:
        """Write a file that never changes."""
        if not (self.root / path).exists():
            self.put(path, content)


def _publish_keys(written: _Writing, office: Office, keys: Keys) -> None:
    events = office.register.key_events()
    stolen = {name for _, event, name, _ in events if event == STOLEN}
    current = office.current_key()
    names = {name: key for _, event, name, key in events if event == ADDED and name not in stolen}
    ordered = sorted(names, key=lambda name: (name != current, int(name.removeprefix("key-"))))
    log = {
        "id": f"{office.did}#log",
        "type": "MutuTransparencyLog",
        "serviceEndpoint": f"{office.base}/log/",
        "verifierKey": log_line(office, keys.log),
    }
    services: list[JsonObject] = [log]
    if office.others.get("accreditation") is not None:
        url = office.accreditation()[0].url
        services.append({"id": f"{office.did}#accreditation", "type": "untp:dia", "serviceEndpoint": url})
    published = [PublishedKey(name, key_from_multikey(names[name])) for name in ordered]
    document = json.dumps(did_document(office.did, published, services=services), indent=1)
    own_path = office.did.split(":")[3:]
    written.put("did.json" if own_path else ".well-known/did.json", document.encode("utf-8"))
    lines = [jcs({"at": at, "event": event, "name": name, "key": key}) for at, event, name, key in events]
    written.put("keys.jsonl", b"\n".join(lines) + b"\n")


def _publish_others(written: _Writing, office: Office) -> None:
    """What others signed and this body hands on: its accreditation and what belongs to it."""
    documents = dict(office.others.get("documents", {}))
    if office.others.get("accreditation") is not None:
        reference, signed = office.accreditation()
        documents[reference.url] = signed
    written.put("others.json", json.dumps(documents, ensure_ascii=False).encode("utf-8"))


def _publish_credential(written: _Writing, office: Office, number: str, revision: int) -> None:
    """A certificate's forms, or an accreditation; they never change, so one look tells whether they are there."""
    path = f"credentials/{number}/{revision}"
    if any((written.root / place).exists() for place in (f"{path}.jwt", f"accreditations/{number}")):
        return
    entered = office.register.credential(number, revision)
    if entered.kind == ACCREDITATION:
        written.put(f"accreditations/{number}", entered.embedded.encode("utf-8"))
        return
    pdf = office.register.pdf_of(number, revision)
    if pdf is not None:
        written.put(f"{path}.pdf", pdf)
    written.put(f"{path}.json", entered.embedded.encode("utf-8"))
    written.put(f"{path}.jwt", entered.jwt.encode("ascii"))


def _status_list(office: Office, keys: Keys, now: datetime) -> JsonObject:
    payload = status_list_payload(
        url=office.list_url,
        issuer=office.did,
        bits=bits_with(office.register.positions(marked=True)),
        valid_from=now,
        valid_until=now + LIST_LIFE,
    )
    return add_proof(payload, keys.signer, created=now)


def _publish_log(written: _Writing, office: Office, keys: Keys, now: datetime, before: int) -> str:
    """The tiles and bundles of entries that grew, and the note that signs the whole."""
    register = office.register
    size = register.size()
    for tile in changed_tiles(before, size):
        written.once(f"log/{tile.path}", tile_hashes(tile, register.fetch))
        if tile.level == 0:
            entries = register.entries(tile.index * _ALL, tile.width)
            written.once(f"log/{tile.entries_path}", write_entries(entries))
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    checkpoint = Checkpoint(office.origin, size, root_at(size, register.fetch), at)
    return sign(checkpoint, office.origin, LogKey(keys.log))


def _publish_moved(written: _Writing, office: Office, checkpoint: str, before: int) -> None:
    """Proofs and statements of the certificates that entered the log or moved in it since last time."""
    register = office.register
    size = register.size()
    for number, revision in register.moved_since(before):
        if register.credential(number, revision).kind == ACCREDITATION:
            continue
        proofs = [
            {
                "event": event,
                "at": at,
                "index": position,
                "proof": [_base64(item) for item in inclusion_proof(position, size, register.fetch)],
                "checkpoint": checkpoint,
            }
            for position, event, at in register.places(number, revision)
        ]
        written.put(f"credentials/{number}/{revision}.log.json", json.dumps(proofs).encode("utf-8"))
        statements = register.statements_on(number)
        if statements:
            written.put(f"statements/{number}.json", json.dumps(statements).encode("utf-8"))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
