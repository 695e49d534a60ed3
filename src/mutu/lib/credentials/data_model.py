"""Whether JSON is a credential or presentation at all, by the W3C data model 2.0.

This is the general form, for foreign credentials and the W3C's own test inputs; what a certificate must say
besides is ``content``'s matter. The members that need an address or a type have one, dates are moments, and a
context may not give a protected word a second meaning. Errors: ``CredentialError`` with code ``data-model``,
``context``, ``json-ld``, ``context-missing`` or ``date``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mutu.lib.credentials.canonical import Contexts, expand
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.strict_json import JsonObject, check_json

BASE_CONTEXT = "https://www.w3.org/ns/credentials/v2"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_TYPED = ("credentialStatus", "termsOfUse", "evidence", "refreshService", "credentialSchema", "proof")
_NEEDS_ID = ("credentialSchema",)
_ENVELOPES = ("application/vc", "application/vp")


def check_credential(document: Any, contexts: Contexts) -> None:
    """Return when the document has the form of a verifiable credential.

    >>> check_credential({"@context": [BASE_CONTEXT]}, Contexts({}))
    Traceback (most recent call last):
    mutu.lib.credentials.errors.CredentialError: The type lacks VerifiableCredential.
    """
    node = _checked(document, "VerifiableCredential")
    _identified(node, "the credential")
    if "issuer" in node:
        _party(node["issuer"], "issuer")
    _subjects(node.get("credentialSubject"))
    _moments(node)
    for member in _TYPED:
        for item in _items(node.get(member)):
            if not isinstance(item, dict) or not _types(item):
                raise CredentialError("data-model", f"An entry of {member} has no type.")
            _identified(item, member)
            if member in _NEEDS_ID and "id" not in item:
                raise CredentialError("data-model", f"An entry of {member} has no id.")
    _words(node, contexts)


def check_presentation(document: Any, contexts: Contexts) -> None:
    """Return when the document has the form of a verifiable presentation, each credential in it included."""
    node = _checked(document, "VerifiablePresentation")
    _words(node, contexts)
    _identified(node, "the presentation")
    if "holder" in node:
        _party(node["holder"], "holder")
    for credential in _items(node.get("verifiableCredential")):
        if not isinstance(credential, dict):
            raise CredentialError("data-model", "A credential in the presentation is not an object.")
        if str(credential.get("id", "")).startswith("data:"):
            _envelope(credential)
        else:
            check_credential(credential, contexts)


def _envelope(credential: JsonObject) -> None:
    kinds = _types(credential)
    if not {"EnvelopedVerifiableCredential"} & set(kinds):
        raise CredentialError("data-model", "An enveloped credential does not say that it is one.")
    if not str(credential["id"])[5:].startswith(_ENVELOPES):
        raise CredentialError("data-model", "The envelope holds no credential.")


def _checked(document: Any, kind: str) -> JsonObject:
    if not isinstance(document, dict):
        raise CredentialError("data-model", "The document is not an object.")
    check_json(document)
    first = next(iter(_items(document.get("@context"))), None)
    if first != BASE_CONTEXT:
        raise CredentialError("context", f"The first @context is not {BASE_CONTEXT}.")
    if kind not in _types(document):
        raise CredentialError("data-model", f"The type lacks {kind}.")
    return document


def _words(document: JsonObject, contexts: Contexts) -> None:
    """Expand the document by its contexts: protected words keep their meaning, and types are addresses."""
    for context in _items(document.get("@context")):
        if isinstance(context, str) and not _is_address(context):
            raise CredentialError("context", f"The @context {context!r} is not an address.")
    for node in expand(document, contexts):
        for kind in node.get("@type", []):
            if not _is_address(kind):
                raise CredentialError("data-model", f"The type {kind!r} is not an address.")


def _subjects(value: Any) -> None:
    subjects = list(_items(value))
    if not subjects:
        raise CredentialError("data-model", "The credential has no subject.")
    for subject in subjects:
        if not isinstance(subject, dict) or not subject:
            raise CredentialError("data-model", "A subject says nothing.")
        _identified(subject, "a subject")


def _moments(node: JsonObject) -> None:
    moments: dict[str, datetime] = {
        name: read_moment(node[name], name) for name in ("validFrom", "validUntil") if name in node
    }
    if len(moments) == 2 and moments["validUntil"] < moments["validFrom"]:
        raise CredentialError("date", "The credential ends before it begins.")


def _party(value: Any, what: str) -> None:
    if not _is_address(_identifier(value)):
        raise CredentialError("data-model", f"The {what} is not named by an address.")


def _identifier(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else value


def _identified(node: JsonObject, what: str) -> None:
    if "id" in node and not _is_address(node["id"]):
        raise CredentialError("data-model", f"The id of {what} is not one address.")


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and _SCHEME.fullmatch(value) is not None


def _types(node: JsonObject) -> list[str]:
    return [kind for kind in _items(node.get("type")) if isinstance(kind, str)]


def _items(value: Any) -> Iterable[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
