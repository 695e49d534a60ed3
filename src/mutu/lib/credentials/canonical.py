"""One byte string for one statement: what a signature is really made over.

``jcs`` sorts and spells JSON (RFC 8785); it does not read the ``@context``. ``rdfc`` turns JSON-LD into RDF
and sorts that (RDF Dataset Canonicalization 1.0); it needs the context documents, is some hundred times
slower, and lets a sentence be written in many ways. So ``rdfc`` here also refuses every spelling but the
plain one: what a reader sees in the JSON is then exactly what was signed. Errors: ``CredentialError`` with
code ``json``, ``json-ld``, or ``context-missing`` (``MissingContextError``, naming the document).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import rfc8785

from mutu.lib.credentials.errors import CredentialError, MissingContextError
from mutu.lib.credentials.strict_json import LARGEST_INTEGER, JsonObject

MOST_BLANK_NODE_STEPS = 500
"""Sorting unnamed nodes can take factorial time; a certificate needs a few dozen steps."""
LARGEST_RDF_DOCUMENT = 40_000
"""Reading JSON-LD takes some ten milliseconds a kilobyte; a certificate has four kilobytes, a list thirty."""
_DESCRIPTIVE = {"id", "type", "name", "description", "registeredId", "idScheme", "definition"}


def jcs(value: Any) -> bytes:
    """The canonical JSON of a value that ``check_json`` accepts.

    >>> jcs({"b": 1, "a": ["é", 2.50]})
    b'{"a":["\\xc3\\xa9",2.5],"b":1}'
    """
    try:
        if _is_plain(value):
            return _SORTED.encode(value).encode("utf-8")
        return rfc8785.dumps(value)
    except (ValueError, RecursionError, TypeError, AssertionError) as error:
        raise CredentialError("json", "The value has no canonical JSON form.") from error


_SORTED = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def _is_plain(value: Any) -> bool:
    """Whether Python's own encoder spells the value as RFC 8785 does, several times faster.

    It does unless there are fractions (other digits), numbers past 2^53 (refused), or member names outside
    ASCII (another order), or anything that is not plain JSON.
    """
    level = [value]
    while level:
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict:
                for name in item:
                    if type(name) is not str or not name.isascii():
                        return False
                below.extend(item.values())
            elif kind is list:
                below.extend(item)
            elif kind is int:
                if abs(item) > LARGEST_INTEGER:
                    return False
            elif kind is not str and kind is not bool and item is not None:
                return False
        level = below
    return True


class Contexts:
    """The JSON-LD context documents a verifier holds, by URL. Nothing else is ever read.

    >>> Contexts({}).document("https://www.w3.org/ns/credentials/v2")
    Traceback (most recent call last):
    mutu.lib.credentials.errors.MissingContextError: The context document \
https://www.w3.org/ns/credentials/v2 is not at hand.
    """

    def __init__(self, documents: Mapping[str, JsonObject]) -> None:
        self._documents = dict(documents)
        self._resolved: dict[Any, Any] = {}

    @property
    def urls(self) -> list[str]:
        """The addresses of the documents at hand."""
        return sorted(self._documents)

    def document(self, url: str) -> JsonObject:
        """The context document of this URL."""
        if url not in self._documents:
            raise MissingContextError(url)
        return self._documents[url]

    def options(self) -> dict[str, Any]:
        """What pyld needs to work with these documents and no others."""
        from pyld.context_resolver import ContextResolver

        def load(url: str, _options: Any) -> dict[str, Any]:
            return {
                "contentType": "application/ld+json",
                "contextUrl": None,
                "documentUrl": url,
                "document": self.document(url),
            }

        return {"documentLoader": load, "contextResolver": ContextResolver(self._resolved, load)}


def rdfc(document: JsonObject, contexts: Contexts) -> bytes:
    """The canonical N-Quads of a JSON-LD document that is written plainly."""
    if len(jcs(document)) > LARGEST_RDF_DOCUMENT:
        raise CredentialError("size", f"A document signed over RDF has at most {LARGEST_RDF_DOCUMENT:,} bytes.")
    for url in context_urls(document):
        contexts.document(url)
    from pyld import jsonld

    _refuse_other_spellings(document)
    try:
        expanded = jsonld.expand(document, contexts.options())
        written_back = jsonld.compact(expanded, {"@context": document["@context"]}, contexts.options())
        if _unordered(written_back) != _unordered(document):
            raise CredentialError("json-ld", "The document says something outside its contexts' own words.")
        _refuse_relative(expanded)
        dataset = jsonld.to_rdf(document, contexts.options())
        quads: str = _bounded_canonicalization()().main(dataset, {"format": "application/n-quads"})
        return quads.encode("utf-8")
    except Exception as error:  # on hostile input pyld lets whatever Python raised come through
        raise _reason(error) from error


def expand(document: JsonObject, contexts: Contexts) -> list[Any]:
    """The document with every word replaced by its full address, by these contexts alone."""
    from pyld import jsonld

    try:
        return list(jsonld.expand(document, contexts.options()))
    except Exception as error:  # as above
        raise _reason(error) from error


def context_urls(document: JsonObject) -> list[str]:
    """The context URLs of a document; a context written out inside it is refused.

    >>> context_urls({"@context": ["https://www.w3.org/ns/credentials/v2"]})
    ['https://www.w3.org/ns/credentials/v2']
    """
    context = document.get("@context")
    urls = context if isinstance(context, list) else [context]
    if not urls or not all(isinstance(url, str) for url in urls):
        raise CredentialError("context", "The @context is not a list of URLs.")
    return list(urls)


def _reason(error: BaseException) -> CredentialError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, CredentialError):
            return cause
        cause = cause.__cause__ or cause.__context__
    return CredentialError("json-ld", "The document cannot be read as JSON-LD.")


def _refuse_other_spellings(document: JsonObject) -> None:
    """Refuse keywords, full addresses as member names, and statements hung on a second copy of a node."""
    seen: Counter[str] = Counter()
    telling: set[str] = set()
    pending: list[Any] = [{name: value for name, value in document.items() if name != "@context"}]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(item)
        if not isinstance(item, dict):
            continue
        for name in item:
            if "@" in name or ":" in name:
                raise CredentialError("json-ld", f"The member name {name!r} is not a plain word.")
        identifier = item.get("id")
        if isinstance(identifier, str):
            if identifier.startswith("_:"):
                raise CredentialError("json-ld", "A node is named like an unnamed one.")
            seen[identifier] += 1
            if not item.keys() <= _DESCRIPTIVE:
                telling.add(identifier)
        pending.extend(item.values())
    for identifier in telling:
        if seen[identifier] > 1:
            raise CredentialError("json-ld", f"Statements about {identifier} stand in more than one place.")


def _unordered(value: Any) -> Any:
    """A form in which order in arrays and one-element arrays make no difference, as in RDF."""
    if isinstance(value, dict):
        members = {name: _unordered(inner) for name, inner in value.items() if name != "@context"}
        return {name: inner for name, inner in members.items() if inner not in (None, [])}
    if isinstance(value, list):
        items = [_unordered(inner) for inner in value]
        if len(items) == 1:
            return items[0]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _refuse_relative(expanded: Any) -> None:
    pending = [expanded]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, dict):
            names = [item["@id"]] if "@id" in item else []
            types = item.get("@type", [])
            names += types if isinstance(types, list) else [types]
            if not all(isinstance(name, str) and (":" in name or name == "@json") for name in names):
                raise CredentialError("json-ld", "An address in the document is not absolute.")
            pending.extend(item.values())


def _bounded_canonicalization() -> Any:
    from pyld.canon import URDNA2015

    class Bounded(URDNA2015):  # type: ignore[misc]
        """The canonicalization, given up when its work grows beyond any certificate's."""

        def __init__(self) -> None:
            super().__init__()
            self.steps = 0

        def hash_n_degree_quads(self, id_: Any, issuer: Any) -> Any:
            self.steps += 1
            if self.steps > MOST_BLANK_NODE_STEPS:
                raise CredentialError("json-ld", "The document's unnamed nodes are too alike to be sorted.")
            return super().hash_n_degree_quads(id_, issuer)

    return Bounded
