"""What the bodies of this installation publish: files a signing command wrote, read by whoever serves or checks them.

Nothing here signs, and nothing here writes. The folder is the address (docs/decisions/0023): what a body with the
DID ``did:web:HOST:cb:acme`` publishes at ``https://HOST/cb/acme/…`` lies below ``published/cb/acme``. A file is
believed as little as one from the network: whoever checks a certificate checks its signatures.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from mutu.lib.credentials.did import did_web_url
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.strict_json import read_json, read_object

FOLDER = "published"
LARGEST = 8_000_000
DEEPEST = 12
FORMS = {"jwt": "application/vc+jwt", "json": "application/vc", "pdf": "application/pdf"}
"""A certificate's forms, and the media type each is served as."""
_SEGMENT = re.compile(r"[A-Za-z0-9_~%-][A-Za-z0-9._~%-]{0,199}")
_WELL_KNOWN = ".well-known"
_FILED = ("credentials", "status", "statements", "accreditations", "log")
"""Folders of a body that hold its files, and no further body."""


def segment(text: str) -> str:
    """A certificate number as one segment of an address and of a file's name.

    >>> segment("CPA-2026-1"), segment("QMS 1/2"), segment("..")
    ('CPA-2026-1', 'QMS%201%2F2', '%2E.')
    """
    quoted = quote(text, safe="")
    return f"%2E{quoted[1:]}" if quoted.startswith(".") else quoted


@dataclass(frozen=True)
class Body:
    """One publishing body: its DID, its folder, and the address that folder has."""

    did: str
    folder: Path

    @cached_property
    def base(self) -> str:
        """The address of its folder, without a slash at the end.

        >>> Body("did:web:qms.example:cb:acme", Path()).base, Body("did:web:qms.example", Path()).base
        ('https://qms.example/cb/acme', 'https://qms.example')
        """
        return did_web_url(self.did).removesuffix("/did.json").removesuffix(f"/{_WELL_KNOWN}")

    def revisions(self, number: str) -> list[int]:
        """The revisions of a certificate that are there, the newest first."""
        return self.revisions_in(segment(number))

    def revisions_in(self, name: str) -> list[int]:
        """The same by the number's segment of an address; anything that is not plainly a name has none."""
        if not _SEGMENT.fullmatch(name):
            return []
        folder = self.folder / "credentials" / name
        if not folder.is_dir():
            return []
        return sorted((int(path.stem) for path in folder.glob("*.jwt") if path.stem.isdecimal()), reverse=True)


@dataclass(frozen=True)
class Found:
    """A certificate this installation publishes: whose, its number and revision."""

    body: Body
    number: str
    revision: int

    @classmethod
    def of(cls, body: Body, name: str, revision: int) -> Found:
        """By the number's segment of an address."""
        return cls(body, unquote(name), revision)

    def form(self, ending: str) -> bytes | None:
        """The certificate in one of its forms, if it was published in that form."""
        return _content(self.body.folder / "credentials" / segment(self.number) / f"{self.revision}.{ending}")

    @property
    def path(self) -> str:
        """The credential's own address on this server, without the host."""
        return f"{urlsplit(self.body.base).path}/credentials/{segment(self.number)}/{self.revision}"


class Published:
    """The published files of an installation, by path and by address."""

    def __init__(self, home: Path) -> None:
        self.root = home / FOLDER

    def read(self, path: str) -> bytes | None:
        """The file at a path such as ``cb/acme/did.json``; anything that is not plainly a file below is None.

        >>> Published(Path("/nowhere")).read("cb/../secret.key") is None
        True
        """
        parts = path.split("/")
        plain = [part for part in parts if _SEGMENT.fullmatch(part) or (part == _WELL_KNOWN and part == parts[0])]
        if plain != parts or len(parts) > DEEPEST:
            return None
        return _content(self.root.joinpath(*parts))

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """Every body that publishes here, by its DID document; one in another's place is passed over."""
        return tuple(sorted(self._walked(), key=lambda body: body.did))

    def _walked(self) -> Iterator[Body]:
        for place, below, files in os.walk(self.root):
            below[:] = [name for name in below if name not in _FILED]
            if "did.json" not in files:
                continue
            folder = Path(place).parent if Path(place).name == _WELL_KNOWN else Path(place)
            try:
                body = Body(str(read_object(_content(Path(place) / "did.json") or b"").get("id")), folder)
                served = urlsplit(body.base).path.strip("/")
            except CredentialError:
                continue
            if folder == self.root.joinpath(*filter(None, served.split("/"))):
                yield body

    def find(self, number: str) -> list[Found]:
        """The certificates of this number, one for each body that gave it, each in its newest revision."""
        if not number.strip() or len(number) > 100:
            return []
        return [Found(body, number, known[0]) for body in self.bodies if (known := body.revisions(number))]

    def some(self, most: int) -> list[Found]:
        """A few certificates there are, by number."""
        names = {path.name for body in self.bodies for path in sorted((body.folder / "credentials").glob("*"))[:most]}
        return [found for name in sorted(names)[:most] for found in self.find(unquote(name))]

    def at(self, url: str) -> bytes | None:
        """What this installation itself serves at an address, when the address is one of its own bodies'."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not any(urlsplit(body.base).netloc == parts.netloc for body in self.bodies):
            return None
        path = parts.path.strip("/")
        found = self.read(path)
        if found is not None:
            return found
        if path.startswith("c/"):
            known = self.find(unquote(path.removeprefix("c/")))
            return known[0].form("jwt") if len(known) == 1 else None
        return self.read(f"{path}.jwt")

    def document(self, url: str) -> Any:
        """The credential or document this installation serves at an address, or None."""
        data = self.at(url)
        return None if data is None else as_document(data)

    def bundle(self, found: Found) -> dict[str, Any]:
        """A certificate with all that is published around it, put together now, so that its lists are fresh."""
        body = found.body
        others = _object(body.folder / "others.json")
        certificate = (found.form("jwt") or b"").decode("ascii").strip()
        own_list = self._lists(body)
        documents = {body.did: _object(body.folder / "did.json") or _object(body.folder / _WELL_KNOWN / "did.json")}
        for url, document in others.items():
            if isinstance(document, dict) and str(document.get("id", "")).startswith("did:"):
                documents[document["id"]] = self.document(url) or document
        around: dict[str, Any] = {"certificate": certificate}
        for url, document in others.items():
            newest = self.document(url) or document
            if _kind(newest) == "DigitalIdentityAnchor":
                around["accreditation"] = newest
            elif _kind(newest) == "BitstringStatusListCredential":
                own_list[url] = newest
        around |= {"statusLists": own_list, "didDocuments": documents}
        statements = _list(body.folder / "statements" / f"{segment(found.number)}.json")
        proofs = _list(body.folder / "credentials" / segment(found.number) / f"{found.revision}.log.json")
        return (
            around
            | ({"statusStatements": statements} if statements else {})
            | ({"transparency": proofs} if proofs else {})
        )

    def around(self, credential: str, bundle: dict[str, Any]) -> dict[str, Any]:
        """A bundle, with the newest that is published here around its certificate where that is one of ours."""
        for body in self.bodies:
            number, _, revision = credential.removeprefix(f"{body.base}/credentials/").rpartition("/")
            if credential.startswith(f"{body.base}/credentials/") and revision.isdecimal():
                ours = self.bundle(Found(body, unquote(number), int(revision)))
                lists = bundle.get("statusLists")
                ours["statusLists"] = (lists if isinstance(lists, dict) else {}) | ours["statusLists"]
                return ours | {name: bundle[name] for name in ("certificate", "accreditation") if bundle.get(name)}
        return bundle

    def _lists(self, body: Body) -> dict[str, Any]:
        folder = body.folder / "status"
        paths = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
        return {f"{body.base}/status/{path.name}": as_document(_content(path) or b"") for path in paths}


def as_document(data: bytes) -> Any:
    """A signed document as it stands in a bundle: an object, or a JWT as text; None where it is neither."""
    text = data.strip()
    try:
        return read_object(text) if text.startswith(b"{") else read_json(b'"' + text + b'"')
    except CredentialError:
        return None


def media_type(path: str, data: bytes) -> str:
    """How a published file is served.

    >>> media_type("cb/a/did.json", b"{}"), media_type("cb/a/status/1", b"e30.e30."), media_type("log/tile/0/000", b"x")
    ('application/did+json', 'application/vc+jwt', 'application/octet-stream')
    """
    name = path.rpartition("/")[2]
    if name == "did.json":
        return "application/did+json"
    if name.endswith(".jsonl"):
        return "application/jsonl"
    if name.endswith(".json") and not path.rpartition("/")[0].rpartition("/")[0].endswith("credentials"):
        return "application/json"
    ending = name.rpartition(".")[2]
    if ending in FORMS:
        return FORMS[ending]
    if name == "checkpoint":
        return "text/plain; charset=utf-8"
    if "/log/" in f"/{path}":
        return "application/octet-stream"
    return FORMS["json"] if data.lstrip().startswith(b"{") else FORMS["jwt"]


def _kind(document: Any) -> str:
    """Which of the kinds a bundle carries a signed document is, by its unverified word."""
    if isinstance(document, str):
        from mutu.lib.credentials.secured import read_secured

        try:
            document = read_secured(document).document
        except CredentialError:
            return ""
    kinds = document.get("type", []) if isinstance(document, dict) else []
    known = ("DigitalIdentityAnchor", "BitstringStatusListCredential")
    return next((kind for kind in known if kind in kinds), "")


def _content(path: Path) -> bytes | None:
    """A regular file's bytes; a link, a folder or one too large is as good as none."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
            return None
        return path.read_bytes()
    except OSError:
        return None


def _object(path: Path) -> dict[str, Any]:
    try:
        return dict(read_object(_content(path) or b"{}"))
    except CredentialError:
        return {}


def _list(path: Path) -> list[Any]:
    try:
        value = json.loads(_content(path) or b"[]")
    except ValueError:
        return []
    return value if isinstance(value, list) else []
