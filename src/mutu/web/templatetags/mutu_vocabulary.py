"""The example of the vocabulary page: one fictional factory on the morning of 24 November 2026."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template

from mutu.web.templatetags.mutu import STATES

register = template.Library()

CLAUSES_PER_CHAPTER = {4: 5, 5: 5, 6: 5, 7: 14, 8: 24, 9: 8, 10: 4}
UNHAPPY = {
    "4.2": "statement", "5.1": "statement", "7.3": "attention", "7.4": "statement", "7.6": "attention",
    "7.7": "nodata", "7.8": "attention", "7.14": "attention", "8.9": "na", "8.10": "na", "8.11": "na", "8.12": "na",
    "8.13": "na", "8.14": "na", "8.15": "attention", "8.22": "nodata", "9.2": "nodata", "9.6": "attention",
    "9.7": "statement", "10.2": "attention", "10.4": "nodata",
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A fact as `mutu.core.facts` gives it, without a record behind it."""

    name: str
    label: str
    kind: str = "text"
    help: str = ""
    required: bool = True
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    max_length: int | None = None
    when: tuple[str, tuple[str, ...]] | None = None
    columns: tuple["Sample", ...] = ()
    language: str = ""


GRADES = (("minor", "Minor"), ("major", "Major"), ("critical", "Critical"))
PEOPLE = tuple((str(n), name) for n, name in enumerate(["Suresh Pillai", "Tan Wei Ling", "Nurul Aisyah Hamid"]))
PLACES = (
    Sample("place", "Where it could be"),
    Sample("pieces", "Pieces", "integer"),
    Sample("done", "What was done", "choice", choices=(("held", "held"), ("sorted", "sorted 100 %"))),
    Sample("note", "Note", required=False),
)
FACTS = (
    Sample("title", "What happened", help="Say it as you would say it to a colleague.", max_length=120),
    Sample("story", "Ceritakan apa yang berlaku, langkah demi langkah", "long_text", required=False, language="ms"),
    Sample("grade", "Grade", "choice", choices=GRADES),
    Sample("reached", "Did it reach a customer?", "yes_no"),
    Sample("customer", "Which customer", help="The name is enough.", when=("reached", ("yes",))),
    Sample("pieces", "Pieces found", "integer", unit="pieces", required=False),
    Sample("torque", "แรงบิดที่วัดได้เมื่อขันสกรูยึดฝาครอบด้านหลังของตัวเรือน", "number", unit="Nm", language="th"),
    Sample("due", "Date of containment", "date"),
    Sample("seen", "When it was seen", "moment", required=False),
    Sample("owner", "Owner", "person", choices=PEOPLE),
    Sample(
        "part", "Part", "record", choices=tuple((f"id-{n}", f"KX-{n} cap, white") for n in range(1, 221)),
        help="Type a part of the number.",
    ),
    Sample(
        "signs", "What was seen", "choices", required=False,
        choices=(("c", "crack"), ("f", "flash"), ("s", "sink")),
    ),
    Sample("whys", "Why it was made", "lines", help="Ask why until the answer is something you can change."),
    Sample("places", "Where the pieces are", "rows", columns=PLACES),
    Sample("photo", "Photo", "photo", required=False),
    Sample("proof", "Proof", "files", required=False, help="Photos, letters, measurements."),
)  # fmt: skip
ANSWERS: dict[str, Any] = {
    "title": "Black specks on white cap <after colour change>",
    "grade": "major",
    "reached": "yes",
    "due": "31/11/2026",
    "part": "id-118",
    "whys": ["Dark resin left in the hot runner", "3 purge shots, the standard says 8"],
    "places": [{"place": "At the machine", "pieces": "240", "done": "held"}],
}
ERRORS = {
    "due": "November has 30 days. Write for example 30/11/2026.",
    "places.0.pieces": "Write a number, for example 12.",
}
INDEX = (
    ("Every day", "Today:6 Problems:2 Complaints:1 Actions:3 Checks_and_lots"),
    ("Kept in order", "Documents:1 People_and_skills Machines_and_gauges Suppliers Customers_and_orders"),
    ("Steering", "Plan_and_risks Goals_and_numbers Audits:1 Management_review Readiness"),
    ("Seen by others", "Certificate Public_page"),
    ("", "All_31_kinds,_A–Z"),
)


def clauses() -> Iterator[dict[str, str]]:
    for chapter, count in CLAUSES_PER_CHAPTER.items():
        for place in range(1, count + 1):
            number = f"{chapter}.{place}"
            yield {"number": number, "title": "", "verdict": UNHAPPY.get(number, "shown")}


def index_groups() -> list[dict[str, Any]]:
    groups = []
    for label, words in INDEX:
        entries = []
        for word in words.split(" "):
            name, _colon, count = word.replace("_", " ").partition(":")
            entries.append({"label": name, "url": "#", "count": int(count or 0), "current": name == "Problems"})
        groups.append({"label": label, "entries": entries})
    return groups


TOKENS = [
    "page", "sheet", "sunk", "line", "line-strong", "ink", "ink-2",
    "ink-3", "nila", "nila-tint", "soga", "soga-tint", "ok", "ok-tint",
    "attention", "attention-mark", "attention-tint", "stop", "stop-tint", "mute", "mute-tint",
]  # fmt: skip
STEPS = [
    {"label": "Reported", "status": "done", "when": "12 Oct", "who": "Bishnu Gurung"},
    {"label": "Contained", "status": "done", "when": "13 Oct 02:10", "who": "in 2 h 30"},
    {"label": "Cause found", "status": "done", "when": "16 Oct", "who": "by reproduction"},
    {"label": "Corrective action", "status": "now", "when": "2 of 3 done"},
    {"label": "Effect checked", "status": "later", "when": "from 14 Dec"},
    {"label": "Closed", "status": "later"},
]
COLUMNS = [
    {"label": "Number", "role": "rest"}, {"label": "What", "role": "subject"}, {"label": "Where", "role": "rest"},
    {"label": "State", "role": "state"}, {"label": "With", "role": "rest"}, {"label": "Due", "role": "due"},
]  # fmt: skip
ROWS = [
    ("NC-2026-058", "Flash on split line, cap KX-118", "IM-09", ("product", "hold", "on hold"), "Siti Rohani", "today"),
    ("NC-2026-057", "Nhãn cuộn không có số lô ở trạm đóng gói số hai", "Packing", ("record", "open", ""), "", "today"),
    ("NC-2026-053", "Care missed on 7 moulds", "Tools", ("record", "late", "action late 10 d"), "Toolroom", "14 Nov"),
    ("NC-2026-049", "Silver streak, lens cover", "IM-07", ("record", "yourturn", ""), "Nurul Aisyah", "4 days"),
    ("NC-2026-028", "Gate vestige over 0.5 mm", "IM-02", ("record", "closed", ""), "", "3 Nov"),
]  # fmt: skip


@register.simple_tag
def vocabulary_sample() -> dict[str, Any]:
    """Everything the vocabulary page shows."""
    return {
        "families": [(family, list(words)) for family, words in STATES.items()],
        "tokens": TOKENS,
        "clauses": list(clauses()),
        "steps": STEPS,
        "now": [
            {"label": "Add evidence to action 3", "url": "#", "primary": True},
            {"label": "Add an action", "url": "#"},
            {"label": "Send cause back", "url": "#"},
        ],
        "not_yet": [
            {"label": "Check effect", "reason": "8 of 12 colour changes seen, the rest expected by 14 Dec."},
            {"label": "Close", "reason": "action 3 is open and the effect is not checked."},
        ],
        "columns": COLUMNS,
        "rows": [
            {
                "url": "#", "late": row[5] == "14 Nov",
                "cells": [*row[:3], dict(zip(("family", "word", "label"), row[3], strict=True)), *row[4:]],
            }
            for row in ROWS
        ],
        "account": [
            {"place": "At the machine", "pieces": 240, "done": "stopped, tagged HOLD", "by": "Siti Rohani, 23:44"},
            {"place": "Finished store", "pieces": "5,760", "done": "held, sorted: 312 scrapped", "by": "13 Oct 11:20"},
            {"place": "On the road to Senai", "pieces": "1,200", "done": "called back: 0 found", "by": "Logistics"},
        ],
        "trail": [
            {"when": "26 Oct 14:06", "text": "Suresh: action 1 done, photo"},
            {"when": "20 Oct 09:12", "text": "Nurul: cause accepted, signed"},
            {"when": "18 Oct 16:40", "text": "Nurul: cause sent back, “3 shots is what, not why”"},
        ],
        "facts": [
            {"fact": fact, "value": ANSWERS.get(fact.name), "error": ERRORS.get(fact.name)} for fact in FACTS
        ],
        "all_facts": FACTS,
        "errors": ERRORS,
        "summary": [
            {"href": "#f-due", "text": f"Date of containment: {ERRORS['due']}"},
            {"href": "#f-places-0-pieces", "text": f"Pieces: {ERRORS['places.0.pieces']}"},
        ],
        "empty_steps": [
            {"label": "2 min", "text": "Tell the customer you have it"},
            {"label": "24 h", "text": "Say where every suspect piece is, and stop it"},
        ],
    }  # fmt: skip
