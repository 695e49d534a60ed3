"""ISO 9001 as data: clauses, requirements, editions, what changed between them, and the seven principles.

Screens, checks and tests refer to a requirement by ``(edition, id)`` and take everything else from here
(clauses 4 to 10). The data is ``mutu/catalogue/iso9001.yaml``: clause numbers, titles and our own
paraphrase, no text of the standard. A paraphrase is not the requirement; an audit needs a licensed copy.

>>> later = editions()["iso9001-2026"]
>>> later.clause_of("10.1-a").name
'Continual improvement'
>>> later.requirement("10.1-a").from_2015
('10.3-a',)
>>> [requirement.id for requirement in later.carrying("6.1.1-b")]
['6.1.1-b', '6.1.2-a', '6.1.3-a']
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from mutu import catalogue
from mutu.lib.standards.composing import compose
from mutu.lib.standards.editions import (
    CertificateRule,
    Change,
    Clause,
    Edition,
    Milestone,
    NotInEdition,
    Requirement,
    Source,
    Transition,
)
from mutu.lib.standards.reading import CatalogueRefused

__all__ = [
    "CatalogueRefused",
    "CertificateRule",
    "Change",
    "Clause",
    "Edition",
    "Milestone",
    "NotInEdition",
    "Requirement",
    "Source",
    "Transition",
    "compose",
    "editions",
    "summary",
]

# the C parser reads the catalogue in 0.02 s, the Python one in 0.2 s; not every build has it
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def editions() -> Mapping[str, Edition]:
    """The editions in the package, by key, the oldest first; read once.

    >>> list(editions())
    ['iso9001-2015', 'iso9001-2026']
    """
    return compose(yaml.load(catalogue.text("iso9001.yaml"), Loader=Loader))  # noqa: S506 - a safe loader, either way


def summary() -> dict[str, dict[str, Any]]:
    """What is in the package and how well it is known, ready for JSON.

    >>> summary()["iso9001-2015"]["requirements"]
    199
    """
    return {key: _summary(edition) for key, edition in editions().items()}


def _summary(edition: Edition) -> dict[str, Any]:
    return {
        "number": edition.number,
        "published": edition.published.isoformat(),
        **edition.counts,
        "confidence": {"publication": edition.confidence, "requirements": edition.confidence_counts()},
        "basis": edition.basis,
    }
