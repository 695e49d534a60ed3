"""A controlled document on paper: head, revision, text, signatures, copy number, watermark where it is not in force.

A printed copy is uncontrolled unless numbered, and says so; the code in its head always opens the revision in force
(7.5.2, 7.5.3.2 a).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mutu.lib.markdown_blocks import blocks_of
from mutu.reports import eight_d_view, paper
from mutu.reports.photos import print_ready
from mutu.reports.said import Company, Printed, Signature
from mutu.reports.wording import Wording


@dataclass(frozen=True)
class DocumentPrint:
    """Everything the paper shows; `pictures` are the files its text names, by their ids."""

    title: str
    number: str
    revision: str
    text: str
    company: Company
    link: str
    content: str
    """The hash of what stands here, by which a signature lapses when it is another."""
    written: str = "en"
    language: str = "en"
    change: str = ""
    file: str = ""
    effective_on: date | None = None
    stamp: str = ""
    """`draft`, `obsolete`, or nothing while it is in force."""
    copy: str = ""
    signed: Sequence[Signature] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def document_pdf(document: DocumentPrint, *, printed: Printed, shop: paper.Shop = paper.SHIPPED) -> bytes:
    """The document as PDF/A-2b; it raises what `paper.pdf` raises, and ``PhotoRefused``."""
    wording = Wording(document.language, document.language)
    images = {f"picture-{key}.jpg": print_ready(data) for key, data in document.pictures.items()}
    return paper.pdf("document", _facts(document, wording, printed, set(images)), at=printed.at, images=images,
                     shop=shop)  # fmt: skip


def _facts(document: DocumentPrint, wording: Wording, printed: Printed, images: set[str]) -> dict[str, Any]:
    company = document.company
    page = eight_d_view.page(wording, printed, company=company.name, place=company.place, link=document.link)
    moment = wording.say("printed", wording.moment(printed.at), printed.by)
    blocks = blocks_of(document.text)
    for one in blocks:
        if one["kind"] == "picture":
            name = f"picture-{one['file']}.jpg"
            one["image"] = name if name in images else ""
    return {
        **page,
        "foot": [moment if document.copy else f"{moment} {wording.say('uncontrolled')}", page["foot"][1]],
        "words": wording.pairs("company_chop change_reason not_yet"),
        "title": document.title,
        "number": document.number,
        "revision": wording.say("revision", document.revision),
        "copy": wording.say("controlled_copy", document.copy) if document.copy else "",
        "in_force": wording.say("in_force_from", wording.day(document.effective_on)) if document.effective_on else "",
        "stamp": wording.say(f"stamp_{document.stamp}") if document.stamp else "",
        "written": document.written,
        "change": document.change,
        "file": wording.say("document_file", document.file) if document.file else "",
        "blocks": blocks,
        "signatures": _boxes(document, wording),
    }


def _boxes(document: DocumentPrint, wording: Wording) -> list[dict[str, Any]]:
    """Prepared, reviewed, approved; whoever prepared it stands there with name and day, and has signed nothing."""
    first, *others = eight_d_view.signatures(document.signed, document.content, wording)
    return [{**first, "note": "" if first["name"] else first["note"], "lapsed": False}, *others]
