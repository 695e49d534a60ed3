"""Fetching what a bare certificate lacks: DID documents, its accreditation, status lists. Nothing else.

A certificate is a stranger's text full of addresses, so the rules are narrow: https only, only hosts of bodies in
the verifier's own trust list, only public network addresses (looked up once and connected to by number, so that
a name cannot change its mind), no redirects, one megabyte, five seconds each, twenty for all that one resolver
asks. What was fetched is kept with its time; what failed is not asked again. What this installation publishes itself
is read from its own files, without a network. Errors: ``CredentialError`` with code ``fetch``.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from mutu.certification.published import Published, as_document
from mutu.lib.credentials.content import CertificateView, read_certificate
from mutu.lib.credentials.did import did_web_url
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import read_moment, write_moment
from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.strict_json import LARGEST_DOCUMENT
from mutu.lib.credentials.summary import Summary, belongs_to
from mutu.lib.credentials.trust import Trust

SECONDS = 5.0
TOGETHER = 20.0
KEPT = timedelta(hours=1)
_OK = 200


@dataclass(frozen=True)
class Fetched:
    """What an address answered, and when."""

    data: bytes
    at: datetime


def is_public(address: str) -> bool:
    """Whether a network address is one of the public internet.

    >>> [is_public(one) for one in ("8.8.8.8", "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1")]
    [True, False, False, False, False, False]
    """
    number = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(number, "ipv4_mapped", None)
    number = mapped or number
    return number.is_global and not number.is_multicast


@dataclass
class Resolver:
    """Fetches from this installation's own files and the hosts of trusted bodies.

    ``allowed``, ``tls``, ``seconds`` and ``together`` differ only in tests.
    """

    hosts: frozenset[str]
    now: datetime
    folder: Path | None = None
    allowed: Callable[[str], bool] = is_public
    tls: ssl.SSLContext | None = None
    seconds: float = SECONDS
    own: Published | None = None
    together: float = TOGETHER
    spent: float = 0.0
    failed: dict[str, str] = field(default_factory=dict)

    def fetch(self, url: str) -> Fetched:
        """What an address answers now, or answered within the last hour."""
        ours = self.own.at(url) if self.own is not None else None
        if ours is not None:
            return Fetched(ours, self.now)
        if url in self.failed:
            raise CredentialError("fetch", self.failed[url])
        host, port, path = self._place(url)
        kept = self._kept(url)
        if kept is not None:
            return kept
        if self.spent >= self.together:
            raise CredentialError("fetch", f"{url} was not asked: the time for asking is used up.")
        begin = time.monotonic()
        try:
            data = self._get(host, port, path)
        except CredentialError as error:
            self.failed[url] = str(error)
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.failed[url] = f"{url} could not be fetched: {error}"
            raise CredentialError("fetch", self.failed[url]) from error
        finally:
            self.spent += time.monotonic() - begin
        fetched = Fetched(data, self.now)
        self._keep(url, fetched)
        return fetched

    def whole_of(self, summary: Summary, text: bytes) -> Any:
        """The full certificate at the address in a code, if it is the one its summary was made of; else None."""
        address = text.decode("ascii", "replace").strip().partition("#")[0]
        try:
            whole = as_document(self.fetch(address).data)
            return whole if belongs_to(summary, read_secured(whole).document) else None
        except CredentialError:
            return None

    def completed(self, bundle: Mapping[str, Any], trust: Trust) -> tuple[dict[str, Any], Trust, list[str]]:
        """The bundle and trust with what could be fetched added; see ``completed``."""
        return completed(bundle, trust, self)

    def _place(self, url: str) -> tuple[str, int, str]:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise CredentialError("fetch", f"{url!r} is not an address.") from error
        if parts.scheme != "https" or "@" in parts.netloc or not parts.hostname:
            raise CredentialError("fetch", f"{url} is not a plain https address.")
        if parts.netloc.lower() not in self.hosts:
            raise CredentialError("fetch", f"{parts.netloc} is not a host of a body in your trust list.")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if not path.isascii() or not path.isprintable() or " " in path:
            raise CredentialError("fetch", f"{url} is not a plain https address.")
        return parts.hostname, port or 443, path

    def _get(self, host: str, port: int, path: str) -> bytes:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses or not all(map(self.allowed, addresses)):
            raise CredentialError("fetch", f"{host} is not on the public internet.")
        raw = socket.create_connection((addresses[0], port), timeout=self.seconds)
        end = Timer(self.seconds, _close, [raw])
        end.start()
        try:
            with (self.tls or _public_tls()).wrap_socket(raw, server_hostname=host) as secure:
                secured = Timer(self.seconds, _close, [secure])
                secured.start()
                try:
                    return _read(secure, host if port == 443 else f"{host}:{port}", path)
                finally:
                    secured.cancel()
        finally:
            end.cancel()
            raw.close()

    def _file(self, url: str) -> Path | None:
        name = hashlib.sha256(url.encode("utf-8")).hexdigest()
        return self.folder / f"{name}.json" if self.folder else None

    def _kept(self, url: str) -> Fetched | None:
        path = self._file(url)
        if path is None or not path.exists():
            return None
        try:
            entry = json.loads(path.read_text("utf-8"))
            at = read_moment(entry["at"])
            data = entry["data"].encode("latin-1")
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return Fetched(data, at) if entry.get("url") == url and at <= self.now < at + KEPT else None

    def _keep(self, url: str, fetched: Fetched) -> None:
        path = self._file(url)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            entry = {"url": url, "at": write_moment(fetched.at), "data": fetched.data.decode("latin-1")}
            path.write_text(json.dumps(entry), encoding="utf-8")


@cache
def _public_tls() -> ssl.SSLContext:
    """The machine's own authorities, read once: it takes a tenth of a second."""
    return ssl.create_default_context()


def hosts_of(trust: Trust) -> frozenset[str]:
    """The web hosts of the bodies in a trust list.

    >>> from mutu.lib.credentials.trust import TrustedBody
    >>> sorted(hosts_of(Trust({"did:web:ab.example%3A8443:x": TrustedBody("did:web:ab.example%3A8443:x", "AB")})))
    ['ab.example:8443']
    """
    return frozenset(urlsplit(did_web_url(did)).netloc for did in trust.bodies if did.startswith("did:web:"))


def completed(bundle: Mapping[str, Any], trust: Trust, resolver: Resolver) -> tuple[dict[str, Any], Trust, list[str]]:
    """The bundle and trust with what could be fetched added, and a sentence for each thing that could not."""
    full = dict(bundle)
    notes: list[str] = []
    try:
        view = read_certificate(read_secured(bundle.get("certificate")).document)
    except CredentialError:
        return full, trust, []
    if resolver.own is not None:
        full = resolver.own.around(view.id, full)
    documents = dict(trust.documents)
    for did in sorted({view.issuer, *(entry.authority for entry in view.authorisations)}):
        if did.startswith("did:web:") and did not in documents:
            found = _try(resolver, did_web_url(did), notes)
            if isinstance(found, dict):
                documents[did] = found
    if full.get("accreditation") is None:
        full["accreditation"] = next(
            (
                found
                for entry in view.authorisations
                if entry.url and (found := _try(resolver, entry.url, notes)) is not None
            ),
            None,
        )
    full["statusLists"] = _lists(full, view, resolver, notes)
    return full, replace(trust, documents=documents), notes


def _lists(bundle: Mapping[str, Any], view: CertificateView, resolver: Resolver, notes: list[str]) -> dict[str, Any]:
    """The status lists in the bundle, and those the certificate and its accreditation name besides."""
    given = bundle.get("statusLists")
    lists = {url: one for url, one in given.items() if not _ended(one, resolver)} if isinstance(given, Mapping) else {}
    urls = {entry.url for entry in view.entries}
    try:
        document = read_secured(bundle.get("accreditation")).document
        entry = document.get("credentialStatus")
        entries = entry if isinstance(entry, list) else [entry]
        named = {one.get("statusListCredential") for one in entries if isinstance(one, dict)}
        urls |= {url for url in named if isinstance(url, str)}
    except CredentialError:
        pass
    for url in sorted(urls - lists.keys()):
        found = _try(resolver, url, notes)
        if found is not None:
            lists[url] = found
    return lists


def _ended(value: Any, resolver: Resolver) -> bool:
    """Whether a status list says of itself that its time is over; there may be a newer one."""
    try:
        return read_moment(read_secured(value).document.get("validUntil")) < resolver.now
    except CredentialError:
        return False


def _try(resolver: Resolver, url: str, notes: list[str]) -> Any:
    """The credential or document at an address: JSON, or a JWT as text; None, with a note, when there is none."""
    try:
        found = as_document(resolver.fetch(url).data)
        if found is None:
            raise CredentialError("fetch", f"{url} answered with something that is no credential.")
        return found
    except CredentialError as error:
        notes.append(str(error))
        return None


def _read(secure: ssl.SSLSocket, host: str, path: str) -> bytes:
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/vc+jwt, application/json\r\n"
        "Accept-Encoding: identity\r\nUser-Agent: mutu-verify\r\nConnection: close\r\n\r\n"
    )
    secure.sendall(request.encode("ascii"))
    answer = http.client.HTTPResponse(secure)
    answer.begin()
    if answer.status != _OK:
        raise CredentialError("fetch", f"{host}{path} answered {answer.status}; redirects are not followed.")
    data = answer.read(LARGEST_DOCUMENT + 1)
    if len(data) > LARGEST_DOCUMENT:
        raise CredentialError("fetch", f"{host}{path} answered with more than {LARGEST_DOCUMENT:,} bytes.")
    return data


def _close(connection: socket.socket) -> None:
    """Break off whatever is still being read."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        connection.close()
