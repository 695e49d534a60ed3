"""A study on one A4 page: the chart, what it signals, the figures, and how they were computed (9.1.1, 7.1.5).

All words come ready from who asks for the page, in the reader's language: it is made from what stands on the screen,
and not from records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mutu.reports import eight_d_view, paper
from mutu.reports.said import Company, Printed
from mutu.reports.wording import Wording


@dataclass(frozen=True)
class StudySheet:
    """Everything on the page. ``pictures`` are SVG for print: the first as wide as the page, the others in a row."""

    title: str
    about: Sequence[str]
    verdict: str
    why: str
    company: Company
    link: str
    language: str
    pictures: Sequence[str] = ()
    figures: Sequence[tuple[str, str]] = ()
    tables: Sequence[Mapping[str, Any]] = ()
    """each with a title, the head's words, and rows of words"""
    notes: Sequence[str] = ()
    method: str = ""
    labels: tuple[str, str] = ("", "")
    """the words for figures and method"""


def study_sheet_pdf(sheet: StudySheet, *, by: str, at: datetime, shop: paper.Shop = paper.SHIPPED) -> bytes:
    """The page as PDF/A-2b; it raises what `paper.pdf` raises."""
    wording = Wording(sheet.language, sheet.language)
    images = {f"picture-{place}.svg": svg.encode() for place, svg in enumerate(sheet.pictures)}
    facts = {
        **eight_d_view.page(
            wording, Printed(by, at), company=sheet.company.name, place=sheet.company.place, link=sheet.link
        ),
        "words": {},
        "title": sheet.title,
        "number": "",
        "about": list(sheet.about),
        "verdict": sheet.verdict,
        "why": sheet.why,
        "pictures": [*images],
        "figures": [list(row) for row in sheet.figures],
        "tables": [dict(table) for table in sheet.tables],
        "notes": list(sheet.notes),
        "method": sheet.method,
        "labels": list(sheet.labels),
    }
    return paper.pdf("study_sheet", facts, at=at, images=images, shop=shop)
