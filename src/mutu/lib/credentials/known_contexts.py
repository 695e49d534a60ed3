"""Recognizing context documents by their content, so that a wrong file in a folder cannot change a meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from mutu.lib.credentials.canonical import Contexts, jcs
from mutu.lib.credentials.strict_json import JsonObject

KNOWN = {
    "b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf": "https://www.w3.org/ns/credentials/v2",
    "3c0f6d7e6fdd4e54fc167c98a8ae232739c582fab845522bf81e7c67c881714f": (
        "https://vocabulary.uncefact.org/untp/0.7.0/context/"
    ),
    "8a675bead391be98e6054c4e07c41f73337508d398e07047344c5d349aa2dc58": (
        "https://www.w3.org/ns/credentials/examples/v2"
    ),
    "7ba3c50acf2689d5e07927267343eb353249c7c22a9f2d00307cc970e855e305": ("https://w3id.org/security/data-integrity/v2"),
    "be20c3ee6af6e9c4102e66a85c26617831218e32216bdf050f870e389e737cdc": ("https://w3id.org/security/multikey/v1"),
}
"""SHA-256 of the canonical JSON of each published context document, and its address."""


def recognized(documents: Iterable[JsonObject]) -> Contexts:
    """Those of the documents that are published contexts, under the addresses they were published at.

    >>> recognized([{"@context": {"validUntil": "https://evil.example/never"}}]).urls
    []
    """
    found = {}
    for document in documents:
        url = KNOWN.get(hashlib.sha256(jcs(document)).hexdigest())
        if url is not None:
            found[url] = document
    return Contexts(found)
