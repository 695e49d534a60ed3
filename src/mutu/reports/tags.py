"""Hold tags: what hangs on suspect pieces so that nobody uses them by mistake (8.5.2, 8.7.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mutu.lib.phrase_book import PhraseBook
from mutu.reports import paper
from mutu.reports.qr import qr_svg
from mutu.reports.said import Printed, Said, Speaker, shipped_phrases
from mutu.reports.wording import TALL, Wording

SIZES = ("a6", "label")


@dataclass(frozen=True)
class HoldTag:
    """One tag: the record's number, part, lot, quantity, why, who holds it since when, where."""

    number: str
    part: str
    lot: str
    link: str
    held_by: str
    at: datetime
    quantity: int | None = None
    reason: Said | None = None
    place: str = ""


def hold_tags_pdf(
    tags: Sequence[HoldTag],
    *,
    printed: Printed,
    size: str = "a6",
    language: str = "en",
    own_language: str = "vi",
    phrases: PhraseBook | None = None,
    shop: paper.Shop = paper.SHIPPED,
) -> bytes:
    """A page for each tag: ``a6``, or ``label`` for a label printer with rolls of 80 mm.

    Raises ``ValueError`` for no tags or another size, and what `paper.pdf` raises.
    """
    if not tags or size not in SIZES:
        raise ValueError(f"Print at least one tag, in one of the sizes {', '.join(SIZES)}.")
    speaker = Speaker(Wording(language, own_language), phrases or shipped_phrases())
    wording = speaker.wording
    facts = {
        "language": language,
        "tall": sorted(TALL),
        "size": size,
        "words": wording.pairs("hold hold_meaning part lot quantity reason held_by place"),
        "tags": [_tag(tag, speaker) for tag in tags],
        "foot": wording.say("printed", wording.moment(printed.at), printed.by),
    }
    return paper.pdf("hold_tag", facts, at=printed.at, shop=shop)


def _tag(tag: HoldTag, speaker: Speaker) -> dict[str, Any]:
    wording = speaker.wording
    return {
        "number": tag.number,
        "part": tag.part,
        "lot": tag.lot,
        "quantity": wording.say("unknown") if tag.quantity is None else wording.count(tag.quantity),
        "reason": speaker.say(tag.reason) if tag.reason else None,
        "held": f"{tag.held_by} · {wording.moment(tag.at)}",
        "place": tag.place,
        "qr": qr_svg(tag.link),
        "link": tag.link,
    }
