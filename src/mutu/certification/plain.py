"""A plain certificate (paper, photo, unsigned PDF) as somebody types it, and the data it is held against.

Most certificates today carry nothing a machine can check. What can be said of one is a list of 27 points; many of
them only a register can answer. The data, with how sure we are of each, stand in `catalogue/certificate_checks.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import yaml

from mutu.catalogue import text

YES, NO = "yes", "no"
NONE, OTHER = "none", "other"
IAF_MARK, GLOBAL_MARK = "iaf", "global"


@dataclass(frozen=True)
class Plain:
    """What stands on the certificate, and what the reader knows of his supplier. Everything may be empty."""

    number: str = ""
    holder: str = ""
    holder_place: str = ""
    standard: str = ""
    scope: str = ""
    body: str = ""
    body_place: str = ""
    body_web: str = ""
    body_mail: str = ""
    accreditation: str = ""
    accreditation_name: str = ""
    accreditation_number: str = ""
    mark: str = ""
    revision: str = ""
    effective: date | None = None
    expiry: date | None = None
    cycle_start: date | None = None
    last_audit: date | None = None
    supplier: str = ""
    supplier_site: str = ""
    site_listed: str = ""
    bought: str = ""
    consultant: str = ""
    consultant_web: str = ""
    people: int | None = None
    audit_days: float | None = None
    applied: date | None = None
    transferred: str = ""


@dataclass(frozen=True)
class AccreditationBody:
    """What is held of an accreditation body, and how sure we are of it."""

    acronym: str
    name: str
    country: str
    signatory: bool | None
    since: date | None
    register: str | None
    confidence: str
    register_confidence: str


@cache
def data() -> dict[str, Any]:
    """The checks and what they are held against."""
    loaded: dict[str, Any] = yaml.safe_load(text("certificate_checks.yaml"))
    return loaded


@cache
def accreditation_bodies() -> dict[str, AccreditationBody]:
    """The accreditation bodies known here, by acronym.

    >>> accreditation_bodies()["PAB"].since
    datetime.date(2002, 8, 7)
    """
    return {entry["acronym"]: AccreditationBody(**entry) for entry in data()["accreditation_bodies"]}


def words_of(phrase: str) -> frozenset[str]:
    """The words of a phrase that carry meaning, for comparing two phrases.

    >>> sorted(words_of("The Moulding of plastic parts"))
    ['moulding', 'parts', 'plastic']
    """
    plain = unicodedata.normalize("NFKC", phrase).casefold()
    found = re.findall(r"\w+", plain)
    return frozenset(word for word in found if len(word) > 2 and word not in _EMPTY)


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one legal name, but for case, marks and the spelling of its legal form.

    >>> same_name("Bayan Plastics Sdn. Bhd.", "BAYAN PLASTICS SDN BHD"), same_name("Bayan Plastics", "Bayan Trading")
    (True, False)
    """
    return _letters(one) == _letters(other)


def host_of(address: str) -> str:
    """The host in a web or mail address, without www.

    >>> host_of("https://www.cpa.example/verify"), host_of("info@cpa.example"), host_of("cpa.example")
    ('cpa.example', 'cpa.example', 'cpa.example')
    """
    host = address.strip().casefold().rpartition("@")[2].partition("://")
    bare = (host[2] or host[0]).partition("/")[0].partition(":")[0]
    return bare.removeprefix("www.")


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    for long, short in _LEGAL_FORMS:
        plain = re.sub(rf"\b{long}\b", short, plain)
    return re.sub(r"\W+", "", plain)


_LEGAL_FORMS = (
    ("limited", "ltd"),
    ("company", "co"),
    ("corporation", "corp"),
    ("incorporated", "inc"),
    ("sendirian", "sdn"),
    ("berhad", "bhd"),
    ("public", "p"),
)
_EMPTY = frozenset({"the", "and", "for", "with", "all", "of", "các", "của", "cho", "dan", "untuk", "yang"})
