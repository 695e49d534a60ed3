"""Badges to sign in with on the shop floor: ten on a sheet, to cut out (7.1.2, 7.5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from mutu.reports import paper
from mutu.reports.qr import qr_svg
from mutu.reports.said import Printed
from mutu.reports.wording import TALL, Wording


@dataclass(frozen=True)
class Badge:
    """A person's badge: its code is a link that any phone's camera opens; the number can be typed instead."""

    name: str
    number: str
    link: str
    role: str = ""


def badge_sheet_pdf(
    badges: Sequence[Badge],
    company: str,
    *,
    printed: Printed,
    language: str = "en",
    shop: paper.Shop = paper.SHIPPED,
) -> bytes:
    """A4 sheets of badges in the size of a bank card. Raises ``ValueError`` for none, else as `paper.pdf`."""
    if not badges:
        raise ValueError("Print at least one badge.")
    wording = Wording(language, language)
    facts = {
        "language": language,
        "tall": sorted(TALL),
        "company": company,
        "badges": [{**vars(badge), "qr": qr_svg(badge.link)} for badge in badges],
        "foot": wording.say("printed", wording.moment(printed.at), printed.by),
    }
    return paper.pdf("badge_sheet", facts, at=printed.at, shop=shop)
