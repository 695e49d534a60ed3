"""The letter that tells a customer within hours that suspect pieces are held (8.2.1, 8.7.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from mutu.lib.phrase_book import PhraseBook
from mutu.reports import eight_d_view, paper
from mutu.reports.eight_d import ContainmentPlace
from mutu.reports.said import Company, Person, Printed, Said, Speaker, shipped_phrases
from mutu.reports.wording import Wording


@dataclass(frozen=True)
class ContainmentLetter:
    """What a containment letter says: what was seen, where the lot is, how it is sorted, what follows when."""

    number: str
    factory: Company
    customer: Company
    link: str
    day: date
    signer: Person
    language: str = "en"
    own_language: str = "vi"
    form: str = ""
    contact: str = ""
    customer_number: str = ""
    lots: tuple[str, ...] = ()
    made: int | None = None
    opening: tuple[Said, ...] = ()
    places: tuple[ContainmentPlace, ...] = ()
    sorting: tuple[Said, ...] = ()
    following: tuple[Said, ...] = ()


def letter_pdf(
    letter: ContainmentLetter,
    *,
    printed: Printed,
    phrases: PhraseBook | None = None,
    shop: paper.Shop = paper.SHIPPED,
) -> bytes:
    """The letter as PDF/A-2b; it raises what `eight_d_pdf` raises."""
    speaker = Speaker(Wording(letter.language, letter.own_language), phrases or shipped_phrases())
    return paper.pdf("containment_letter", _facts(letter, speaker, printed), at=printed.at, shop=shop)


def _facts(letter: ContainmentLetter, speaker: Speaker, printed: Printed) -> dict[str, Any]:
    wording = speaker.wording
    factory = letter.factory
    account = eight_d_view.account(letter.places, letter.made, wording)
    lots = ", ".join(letter.lots)
    facts = {
        **eight_d_view.page(wording, printed, company=factory.name, place=factory.place, link=letter.link),
        "words": wording.pairs("where quantity what_was_done made not_yet sincerely"),
        "title": wording.pair("letter_title"),
        "number": letter.number,
        "form": letter.form,
        "customer_number": wording.say("customer_number", letter.customer_number) if letter.customer_number else "",
        "customer": {"name": letter.customer.name, "place": letter.customer.place, "contact": letter.contact},
        "day": wording.day(letter.day),
        "dear": wording.say("dear", letter.contact or letter.customer.name),
        "opening": speaker.say_all(letter.opening),
        "lots": wording.say("lot_made", lots, account["made"]) if account and lots else "",
        "places": [eight_d_view.place_line(place, speaker) for place in letter.places],
        "account": account,
        "sorting": speaker.say_all(letter.sorting),
        "following": speaker.say_all(letter.following),
        "signer": {"name": letter.signer.name, "role": letter.signer.role},
    }
    return {**facts, "drafts": eight_d_view.drafts(speaker)}
