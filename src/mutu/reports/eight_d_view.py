"""An 8D report as the facts its templates read: every word chosen, every sum made, nothing left to decide.

A layout only arranges. What it can use is listed in docs/how-to/change-the-8d-layout.md.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mutu.reports.qr import qr_svg
from mutu.reports.said import Photo, Printed, Signature, Speaker
from mutu.reports.wording import TALL, Wording

if TYPE_CHECKING:
    from mutu.reports.eight_d import ActionLine, ContainmentPlace, EightD, Why

LABELS = (
    "team problem containment cause chosen done prevention closed where quantity what_was_done why_made "
    "why_not_seen proof action owner date made not_yet company_chop n_team n_problem n_containment n_cause "
    "n_chosen n_done n_prevention n_closed sincerely"
)
SIGNED_BY = ("prepared", "reviewed", "approved")


def facts(eight_d: "EightD", speaker: Speaker, printed: Printed, content: str) -> dict[str, Any]:
    """Everything a layout of the 8D report can show."""
    wording = speaker.wording
    view = {
        **page(wording, printed, company=eight_d.factory.name, place=eight_d.factory.place, link=eight_d.link),
        "words": wording.pairs(LABELS),
        "number": eight_d.number,
        "form": eight_d.form,
        "title": speaker.say(eight_d.title),
        "report_title": wording.pair("report_title"),
        "customer": {"name": eight_d.customer.name, "place": eight_d.customer.place, "contact": eight_d.contact},
        "customer_number": _said_if(wording, "customer_number", eight_d.customer_number),
        "about": _about(eight_d, wording),
        "subject": _subject(eight_d, wording),
        "dear": wording.say("dear", eight_d.contact or eight_d.customer.name),
        "day": wording.day(printed.at.date()),
        "steps": _steps(eight_d, wording),
        "team": [{"name": p.name, "about": ", ".join(part for part in (p.task, p.role) if part)} for p in eight_d.team],
        "problem": speaker.say_all(eight_d.problem),
        "photos": [photo_line(photo, index, wording) for index, photo in enumerate(eight_d.photos)],
        "places": [place_line(place, speaker) for place in eight_d.places],
        "account": account(eight_d.places, eight_d.made, wording),
        "containment": speaker.say_all(eight_d.containment),
        "occurrence": _whys(eight_d.occurrence, speaker),
        "escape": _whys(eight_d.escape, speaker),
        "chosen": speaker.say_all(eight_d.chosen),
        "actions": [_action(line, speaker) for line in eight_d.actions],
        "prevention": speaker.say_all(eight_d.prevention),
        "effect": speaker.say_all(eight_d.effect),
        "judged": wording.say("judged_by", eight_d.judged_by.name) if eight_d.judged_by else "",
        "signatures": signatures(eight_d.signatures, content, wording),
        "content": short_hash(content),
    }
    return {**view, "drafts": drafts(speaker)}


def page(wording: Wording, printed: Printed, *, company: str, place: str, link: str) -> dict[str, Any]:
    """What the head and the foot of every A4 page need."""
    trail = f"{wording.say('trail')} {printed.trail}" if printed.trail else ""
    return {
        "language": wording.language,
        "tall": sorted(TALL),
        "company": company,
        "place": place,
        "qr": qr_svg(link),
        "link": link,
        "page_of": wording.say("page_of", "{0}", "{1}"),
        "foot": [
            wording.say("printed", wording.moment(printed.at), printed.by) + " " + wording.say("not_controlled"),
            trail,
        ],
    }


def drafts(speaker: Speaker) -> str:
    """The sentence that owns up to phrases nobody reviewed, or nothing."""
    names = [speaker.wording.language_name(language) for language in sorted(speaker.drafts)]
    return speaker.wording.say("phrases_draft", ", ".join(names)) if names else ""


def account(places: "Sequence[ContainmentPlace]", made: int | None, wording: Wording) -> dict[str, Any] | None:
    """The quantity account: do the pieces in all places add up to those made (8.7.1)."""
    if made is None:
        return None
    if any(place.quantity is None for place in places):
        return {"made": wording.count(made), "text": wording.say("unknown"), "open": True}
    difference = made - sum(place.quantity or 0 for place in places)
    if difference > 0:
        text = wording.say("missing", wording.count(difference))
    elif difference < 0:
        text = wording.say("too_many", wording.count(-difference))
    else:
        text = wording.say("all_accounted")
    return {"made": wording.count(made), "text": text, "open": difference != 0}


def signatures(signed: Sequence[Signature], content: str, wording: Wording) -> list[dict[str, Any]]:
    """A box for each of prepared, reviewed and approved, then any others; lapsed ones say so."""
    others = [signature.meaning for signature in signed if signature.meaning not in SIGNED_BY]
    boxes = []
    for meaning in dict.fromkeys([*SIGNED_BY, *others]):
        label = wording.pair(meaning) if meaning in SIGNED_BY else {"main": meaning, "own": ""}
        given: list[Signature | None] = [signature for signature in signed if signature.meaning == meaning]
        for signature in given or [None]:
            boxes.append({"label": label, **_signature(signature, content, wording)})
    return boxes


def photo_line(photo: Photo, index: int, wording: Wording) -> dict[str, Any]:
    """A photo by its file's name, with who took it and when."""
    taken = " · ".join(part for part in (wording.moment(photo.at), photo.by) if part)
    return {"file": f"photo-{index}.jpg", "caption": photo.caption, "taken": taken, "step": photo.step}


def short_hash(digest: str) -> str:
    """``b2c9 41f0 … 07ad``."""
    return f"{digest[:4]} {digest[4:8]} … {digest[-4:]}"


def _signature(signature: Signature | None, content: str, wording: Wording) -> dict[str, Any]:
    if signature is None:
        return {"name": "", "role": "", "at": "", "note": wording.say("not_signed"), "lapsed": False}
    lapsed = signature.content != content
    note = wording.say("lapsed" if lapsed else "signed_content", short_hash(signature.content))
    at = wording.moment(signature.at)
    return {"name": signature.name, "role": signature.role, "at": at, "note": note, "lapsed": lapsed}


def _said_if(wording: Wording, key: str, fact: str) -> str:
    return wording.say(key, fact) if fact else ""


def _about(eight_d: "EightD", wording: Wording) -> list[str]:
    customer = ", ".join(part for part in (eight_d.customer.name, eight_d.customer.place) if part)
    line = [
        customer,
        eight_d.part,
        _said_if(wording, "drawing", eight_d.drawing),
        _said_if(wording, "lots", ", ".join(eight_d.lots)),
        _said_if(wording, "order", eight_d.order),
        wording.say("received", wording.day(eight_d.received)),
    ]
    return [fact for fact in line if fact]


def _subject(eight_d: "EightD", wording: Wording) -> str:
    if eight_d.customer_number:
        return wording.say("subject_8d", eight_d.number, eight_d.customer_number)
    return wording.say("subject_8d_plain", eight_d.number)


def _steps(eight_d: "EightD", wording: Wording) -> list[dict[str, str]]:
    """D1 to D8 with a day each: done, or due, or nothing known."""
    days = []
    for index in range(8):
        step = eight_d.steps[index] if index < len(eight_d.steps) else None
        done = wording.short_day(step.done) if step else ""
        due = wording.say("due", wording.short_day(step.due)) if step and step.due and not done else ""
        days.append({"name": f"D{index + 1}", "done": done, "due": due})
    return days


def place_line(place: "ContainmentPlace", speaker: Speaker) -> dict[str, Any]:
    """One place of containment as a row of the table."""
    wording = speaker.wording
    found = wording.say("found", wording.count(place.found)) if place.found is not None else ""
    who = ", ".join(part for part in (place.checked_by, wording.moment(place.at)) if part)
    return {
        "place": wording.pair(place.place),
        "detail": place.detail,
        "quantity": wording.say("unknown") if place.quantity is None else wording.count(place.quantity),
        "done": speaker.say(place.done) if place.done else None,
        "found": found,
        "who": who,
    }


def _whys(whys: "Sequence[Why]", speaker: Speaker) -> list[dict[str, Any]]:
    return [
        {
            "number": str(number),
            "why": speaker.wording.say("why", str(number)),
            "answer": speaker.say(why.answer),
            "proof": speaker.say(why.proof) if why.proof else None,
            "root": number == len(whys),
        }
        for number, why in enumerate(whys, start=1)
    ]


def _action(line: "ActionLine", speaker: Speaker) -> dict[str, Any]:
    wording = speaker.wording
    done = wording.say("action_done", wording.short_day(line.done)) if line.done else ""
    due = wording.say("due", wording.short_day(line.due)) if line.due else ""
    return {
        "what": speaker.say(line.what),
        "owner": line.owner,
        "when": done or due,
        "open": not line.done,
        "evidence": line.evidence,
    }
