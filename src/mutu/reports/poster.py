"""The poster at a workplace: scan here and report a problem, in the languages spoken there (8.7, 10.2)."""

from dataclasses import dataclass

from mutu.reports import paper
from mutu.reports.qr import qr_svg
from mutu.reports.said import Printed
from mutu.reports.wording import TALL, Wording

MOST_LANGUAGES = 3
REPORT = ("report_here", "poster_scan", "poster_say", "poster_answer")
READ = ("read_here", "poster_scan", "poster_newest", "poster_own_language")
"""What a poster calls for, and its three steps."""


@dataclass(frozen=True)
class Poster:
    """A workplace by name and number, and the link that opens the report form with the place filled in."""

    workplace: str
    number: str
    company: str
    link: str


def poster_pdf(
    poster: Poster,
    *,
    printed: Printed,
    languages: tuple[str, ...] = ("en", "vi"),
    calls_for: tuple[str, ...] = REPORT,
    shop: paper.Shop = paper.SHIPPED,
) -> bytes:
    """An A5 poster. Raises ``ValueError`` unless there are 1 to 3 languages, else as `paper.pdf`."""
    if not 1 <= len(languages) <= MOST_LANGUAGES:
        raise ValueError(f"A poster speaks 1 to {MOST_LANGUAGES} languages.")
    wordings = [Wording(language, language) for language in languages]
    first = wordings[0]
    facts = {
        **vars(poster),
        "language": first.language,
        "tall": sorted(TALL),
        "qr": qr_svg(poster.link),
        "call": [{"lang": w.language, "text": w.say(calls_for[0])} for w in wordings],
        "steps": [[{"lang": w.language, "text": w.say(step)} for w in wordings] for step in calls_for[1:]],
        "foot": first.say("printed", first.moment(printed.at), printed.by),
    }
    return paper.pdf("qr_poster", facts, at=printed.at, shop=shop)
