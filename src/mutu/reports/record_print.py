"""A record on paper: what it is, its facts, its story, the last lines of its trail (7.5.3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mutu.lib.phrase_book import PhraseBook
from mutu.reports import eight_d_view, paper
from mutu.reports.photos import print_ready
from mutu.reports.said import Company, Photo, Printed, Said, Speaker, shipped_phrases
from mutu.reports.wording import Wording


@dataclass(frozen=True)
class Fact:
    """A label and a value, both as they stand on the page; an empty value says that nothing is recorded."""

    label: str
    value: str


@dataclass(frozen=True)
class StoryEntry:
    """One thing that happened: its heading, when, by whom, in whose words."""

    heading: str
    at: datetime
    by: str
    said: tuple[Said, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class TrailLine:
    """An entry of the trail as people read it."""

    entry: int
    at: datetime
    by: str
    what: str


@dataclass(frozen=True)
class RecordPrint:
    """Everything a printed record shows. Labels come translated; people's words carry their language."""

    title: Said
    number: str
    company: Company
    link: str
    state: str
    form: str = ""
    language: str = "en"
    about: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    story: tuple[StoryEntry, ...] = ()
    photos: tuple[Photo, ...] = ()
    trail: tuple[TrailLine, ...] = ()
    seal: str = ""


def record_pdf(
    record: RecordPrint,
    *,
    printed: Printed,
    phrases: PhraseBook | None = None,
    shop: paper.Shop = paper.SHIPPED,
) -> bytes:
    """The record as PDF/A-2b; it raises what `paper.pdf` raises, and ``PhotoRefused``."""
    wording = Wording(record.language, record.language)
    images = {f"photo-{index}.jpg": print_ready(photo.image) for index, photo in enumerate(record.photos)}
    facts = _facts(record, Speaker(wording, phrases or shipped_phrases()), printed)
    return paper.pdf("record_print", facts, at=printed.at, images=images, shop=shop)


def _facts(record: RecordPrint, speaker: Speaker, printed: Printed) -> dict[str, Any]:
    wording = speaker.wording
    company = record.company
    facts = {
        **eight_d_view.page(wording, printed, company=company.name, place=company.place, link=record.link),
        "words": wording.pairs("facts story trail_title state nothing_recorded not_yet"),
        "title": speaker.say(record.title),
        "number": record.number,
        "form": record.form,
        "customer_number": "",
        "state": record.state,
        "about": list(record.about),
        "facts": [vars(fact) for fact in record.facts],
        "story": [
            {
                "heading": entry.heading,
                "when": wording.moment(entry.at),
                "by": entry.by,
                "said": speaker.say_all(entry.said),
                "facts": [vars(fact) for fact in entry.facts],
            }
            for entry in record.story
        ],
        "photos": [eight_d_view.photo_line(photo, index, wording) for index, photo in enumerate(record.photos)],
        "trail": [
            {"entry": str(line.entry), "when": wording.moment(line.at), "by": line.by, "what": line.what}
            for line in record.trail
        ],
        "seal": record.seal,
    }
    return {**facts, "drafts": eight_d_view.drafts(speaker)}
