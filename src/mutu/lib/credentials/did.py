"""Decentralized identifiers: the names bodies sign under, and the documents that say which keys are theirs.

``did:web`` puts one organization at one path of a web host and its document at ``…/did.json``: whoever holds
the host can replace the document, so a verifier trusts a key because *he* knows it, never because a file
says so. ``did:key`` is its own document. Sources: DID Core 1.0, the did:web and did:key method texts, W3C
Controlled Identifiers 1.0. Errors: ``CredentialError`` with code ``did``, ``key`` or ``key-use``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.keys import PublicKey, key_from_jwk, key_from_multikey
from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.strict_json import JsonObject

_CONTEXT = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]
_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+")
_WEB_SEGMENT = re.compile(r"[A-Za-z0-9._-]+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(%3A[0-9]{1,5})?")
JWK_SUFFIX = "-jwk"
"""What is added to the name of a key for its second spelling, as a JSON Web Key."""
_MULTIKEY_TYPES = ("Multikey", "Ed25519VerificationKey2020")
_JWK_TYPES = ("JsonWebKey", "JsonWebKey2020")


@dataclass(frozen=True, slots=True)
class Method:
    """A key of a body: the address it is quoted by, the key, and from when on it no longer counts."""

    id: str
    key: PublicKey
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key to be published in a DID document under a fragment such as ``key-2026``."""

    name: str
    key: PublicKey


def is_did(text: object) -> bool:
    """Whether a text is a DID (not a DID URL: no path, query or fragment).

    >>> is_did("did:web:qms.example:cb:acme"), is_did("did:web:qms.example#key"), is_did("https://a.example")
    (True, False, False)
    """
    return isinstance(text, str) and len(text) <= 512 and _DID.fullmatch(text) is not None


def split_did_url(text: object) -> tuple[str, str]:
    """The DID and the fragment of a key's address.

    >>> split_did_url("did:web:qms.example:cb:acme#key-2026")
    ('did:web:qms.example:cb:acme', 'key-2026')
    """
    if isinstance(text, str):
        did, mark, fragment = text.partition("#")
        if mark and fragment and is_did(did) and fragment.isprintable() and "#" not in fragment:
            return did, fragment
    raise CredentialError("key", "The key is not named by an absolute DID address with a fragment.")


def did_web_url(did: str) -> str:
    """Where the document of a did:web is published.

    >>> did_web_url("did:web:qms.example:cb:acme"), did_web_url("did:web:qms.example%3A8443")
    ('https://qms.example/cb/acme/did.json', 'https://qms.example:8443/.well-known/did.json')
    """
    parts = did.split(":")
    if not is_did(did) or parts[:2] != ["did", "web"] or not _HOST.fullmatch(parts[2]):
        raise CredentialError("did", f"{did!r} is not a did:web.")
    host, path = unquote(parts[2]), parts[3:]
    for segment in path:
        if not _WEB_SEGMENT.fullmatch(segment) or set(segment) == {"."}:
            raise CredentialError("did", f"{did!r} has a path that is no plain path.")
    if not path:
        return f"https://{host}/.well-known/did.json"
    return f"https://{host}/{'/'.join(path)}/did.json"


def did_web(host: str, *path: str) -> str:
    """The did:web of a host and a path.

    >>> did_web("qms.example:8443", "cb", "acme")
    'did:web:qms.example%3A8443:cb:acme'
    """
    did = ":".join(["did:web", host.replace(":", "%3A"), *path])
    did_web_url(did)
    return did


def did_key(key: PublicKey) -> str:
    """The did:key of a public key.

    >>> from mutu.lib.credentials.keys import key_from_multikey
    >>> did_key(key_from_multikey("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"))
    'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2'
    """
    return f"did:key:{key.multikey}"


def did_document(did: str, keys: Iterable[PublishedKey], *, services: Iterable[JsonObject] = ()) -> JsonObject:
    """The document of an organization: every key it ever signed with, as Multikey and as JSON Web Key.

    A key that is only retired stays in, or every certificate it signed would fail; one that was stolen is
    left out. The current key comes first by custom.

    >>> from mutu.lib.credentials.keys import key_from_multikey
    >>> key = key_from_multikey("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
    >>> did_document("did:web:qms.example", [PublishedKey("key-2026", key)])["assertionMethod"]
    ['did:web:qms.example#key-2026', 'did:web:qms.example#key-2026-jwk']
    """
    methods: list[JsonObject] = []
    for published in keys:
        address = f"{did}#{published.name}"
        split_did_url(address)
        multikey = {"id": address, "type": "Multikey", "controller": did}
        methods.append(multikey | {"publicKeyMultibase": published.key.multikey})
        jwk = {"id": f"{address}{JWK_SUFFIX}", "type": "JsonWebKey", "controller": did}
        methods.append(jwk | {"publicKeyJwk": published.key.jwk})
    names = [method["id"] for method in methods]
    if len(set(names)) != len(names):
        raise CredentialError("did", "Two keys of one document have the same name.")
    return {
        "@context": _CONTEXT,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": names,
        "service": list(services),
    }


def assertion_method(document: Any, did: str, address: str) -> Method:
    """The key of this address, if the DID's document lets it sign statements.

    ``address`` must belong to ``did``, the document must be that DID's own, and the key must stand in its
    ``assertionMethod`` and be controlled by the DID itself.
    """
    if split_did_url(address)[0] != did:
        raise CredentialError("key", f"The key {address} is not a key of {did}.")
    if not isinstance(document, Mapping) or document.get("id") != did:
        raise CredentialError("did", f"The DID document is not the document of {did}.")
    assertions = document.get("assertionMethod")
    if not isinstance(assertions, list):
        raise CredentialError("key-use", f"{did} lets no key sign statements.")
    embedded = [entry for entry in assertions if isinstance(entry, dict)]
    allowed = [_absolute(entry, did) for entry in assertions if isinstance(entry, str)]
    allowed += [_absolute(entry.get("id"), did) for entry in embedded]
    listed = document.get("verificationMethod", [])
    if not isinstance(listed, list):
        raise CredentialError("did", f"The keys of {did} are not a list.")
    found = [
        entry
        for entry in [*listed, *embedded]
        if isinstance(entry, dict) and _absolute(entry.get("id"), did) == address
    ]
    if len(found) != 1:
        raise CredentialError("key", f"The key {address} stands {len(found)} times in the DID document.")
    if address not in allowed:
        raise CredentialError("key-use", f"The key {address} may not sign statements (assertionMethod).")
    if found[0].get("controller") != did:
        raise CredentialError("key", f"The key {address} is controlled by someone else.")
    return Method(address, _key(found[0]), _end(found[0]))


def key_method(did: str, address: str) -> Method:
    """The one key of a did:key, whose document is the identifier itself."""
    owner, fragment = split_did_url(address)
    if owner != did or did != f"did:key:{fragment}":
        raise CredentialError("key", f"The key {address} is not the key of {did}.")
    return Method(address, key_from_multikey(fragment))


def _key(entry: Mapping[str, Any]) -> PublicKey:
    kind = entry.get("type")
    if kind in _MULTIKEY_TYPES and "publicKeyJwk" not in entry:
        return key_from_multikey(entry.get("publicKeyMultibase"))
    if kind in _JWK_TYPES and "publicKeyMultibase" not in entry:
        return key_from_jwk(entry.get("publicKeyJwk"))
    raise CredentialError("key", "The key in the DID document is of a kind not used here.")


def _end(entry: Mapping[str, Any]) -> datetime | None:
    moments = [read_moment(entry[name], name) for name in ("expires", "revoked") if name in entry]
    return min(moments, default=None)


def _absolute(identifier: object, did: str) -> object:
    if isinstance(identifier, str) and identifier.startswith("#"):
        return did + identifier
    return identifier
