"""The 8D report a customer gets: team, problem, containment, cause, actions, prevention, effect (8.2.1, 10.2).

One set of facts, several layouts: the table form `b1`, the letter-like `b2`, and whatever an installation
adds as a template of its own. Signatures are bound to the content: `content_hash` covers everything but the
signatures themselves, and a signature over other content is printed as lapsed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import rfc8785

from mutu.lib.phrase_book import PhraseBook
from mutu.reports import eight_d_view, paper
from mutu.reports.photos import print_ready
from mutu.reports.said import (
    Company,
    Person,
    Photo,
    Printed,
    Said,
    Signature,
    Speaker,
    content,
    shipped_phrases,
)
from mutu.reports.wording import Wording

PLACES = ("in_process", "stock", "finished", "on_the_way", "at_customer", "at_provider")


@dataclass(frozen=True)
class Step:
    """When a D was done, or by when it is due."""

    done: date | None = None
    due: date | None = None


@dataclass(frozen=True)
class ContainmentPlace:
    """Pieces in one place (one of `PLACES`): how many, how many bad, what was done, by whom (8.7.1).

    ``quantity`` and ``found`` are ``None`` as long as nobody has counted; that is printed, never a zero.
    """

    place: str
    quantity: int | None
    done: Said | None = None
    detail: str = ""
    found: int | None = None
    checked_by: str = ""
    at: datetime | None = None

    def __post_init__(self) -> None:
        if self.place not in PLACES:
            raise ValueError(f"{self.place!r} is no place of containment; there are {', '.join(PLACES)}.")
        if min(self.quantity or 0, self.found or 0) < 0:
            raise ValueError("Quantities are counted from 0.")


@dataclass(frozen=True)
class Why:
    """One answer in a chain of whys; the last one is the root cause."""

    answer: Said
    proof: Said | None = None


@dataclass(frozen=True)
class ActionLine:
    """A corrective action: what, who, by when, done when, shown by what (10.2.1 c)."""

    what: Said
    owner: str
    due: date | None = None
    done: date | None = None
    evidence: str = ""


@dataclass(frozen=True)
class EightD:
    """Everything an 8D report says. ``language`` is the customer's, ``own_language`` the factory's.

    Both languages are part of what is signed: a phrase counts with its text in these two. ``steps`` are the
    dates of D1 to D8, as far as there are any; a section without content says that it is not yet filled in.
    """

    number: str
    title: Said
    factory: Company
    customer: Company
    received: date
    link: str
    language: str = "en"
    own_language: str = "vi"
    form: str = ""
    contact: str = ""
    customer_number: str = ""
    part: str = ""
    drawing: str = ""
    order: str = ""
    lots: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    team: tuple[Person, ...] = ()
    problem: tuple[Said, ...] = ()
    photos: tuple[Photo, ...] = ()
    places: tuple[ContainmentPlace, ...] = ()
    made: int | None = None
    containment: tuple[Said, ...] = ()
    occurrence: tuple[Why, ...] = ()
    escape: tuple[Why, ...] = ()
    chosen: tuple[Said, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    prevention: tuple[Said, ...] = ()
    effect: tuple[Said, ...] = ()
    judged_by: Person | None = None
    signatures: tuple[Signature, ...] = ()


def content_hash(eight_d: EightD, phrases: PhraseBook | None = None) -> str:
    """SHA-256 over the content in canonical JSON (RFC 8785), without the signatures; 64 letters.

    Photos count by their own hash. The same content gives the same hash on every machine and in every release;
    printing it in a third language does not change it, rewording a phrase that was signed does.
    """
    languages = (eight_d.language, eight_d.own_language)
    facts = {
        name: _canonical(value, languages, phrases or shipped_phrases())
        for name, value in vars(eight_d).items()
        if name != "signatures"
    }
    return hashlib.sha256(rfc8785.dumps(facts)).hexdigest()


def eight_d_pdf(
    eight_d: EightD,
    layout: str = "b1",
    language: str = "",
    own_language: str = "",
    *,
    printed: Printed,
    phrases: PhraseBook | None = None,
    template_dirs: tuple[Path, ...] = (),
    font_dirs: tuple[Path, ...] = (),
) -> bytes:
    """The report as PDF/A-2b in the customer's language beside the factory's own.

    Without ``language`` and ``own_language`` those of the report are taken; two equal ones give a report in
    one language. ``layout`` is ``b1``, ``b2`` or the name of an own template ``eight_d_<layout>.typ``.

    Raises ``GlyphMissing``, ``FontUnreadable``, ``PhotoRefused``, ``LanguageUnknown``, ``PhraseRefused``
    (a phrase with wrong values), ``TemplateRefused`` (no such layout, or one that cannot be set).
    """
    book = phrases or shipped_phrases()
    wording = Wording(language or eight_d.language, own_language or eight_d.own_language)
    images = {f"photo-{index}.jpg": print_ready(photo.image) for index, photo in enumerate(eight_d.photos)}
    facts = eight_d_view.facts(eight_d, Speaker(wording, book), printed, content_hash(eight_d, book))
    shop = paper.Shop(template_dirs, font_dirs)
    return paper.pdf(f"eight_d_{layout}", facts, at=printed.at, images=images, shop=shop)


def _canonical(value: Any, languages: tuple[str, ...], phrases: PhraseBook) -> Any:
    """A fact as JSON: dates in ISO 8601, moments with their zone, photos by hash, phrases with their texts."""
    if isinstance(value, Said):
        return content(value, languages, phrases)
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_canonical(item, languages, phrases) for item in value]
    fields: Mapping[str, Any] | None = getattr(value, "__dict__", None)
    if fields is not None:
        return {name: _canonical(item, languages, phrases) for name, item in fields.items()}
    return value
