"""What pages are composed of: shape + word, rulers, clocks, the state line and what can be done now.

The vocabulary of states is the table below and nowhere else: each word has one shape and one tone, in one of five
families. A page that asks for a word or shape that does not exist fails loudly, because a wrong shape on a certificate
or a held lot is worse than a missing page.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from mutu.web import drawing

register = template.Library()

STATES: dict[str, dict[str, tuple[str, str, Any]]] = {
    "record": {
        "draft": ("draft", "mute", pgettext_lazy("record", "draft")),
        "open": ("open", "mute", pgettext_lazy("record", "open")),
        "progress": ("progress", "nila", pgettext_lazy("record", "in progress")),
        "yourturn": ("yourturn", "nila", pgettext_lazy("record", "your turn")),
        "waiting": ("waiting", "mute", pgettext_lazy("record", "waiting")),
        "late": ("late", "attention", pgettext_lazy("record", "late")),
        "closed": ("done", "ink2", pgettext_lazy("record", "closed")),
        "done": ("done", "ink2", pgettext_lazy("record", "done")),
        "replaced": ("cancelled", "mute", pgettext_lazy("record", "replaced")),
        "cancelled": ("cancelled", "mute", pgettext_lazy("record", "cancelled")),
        "returned": ("cancelled", "mute", pgettext_lazy("record", "returned")),
    },
    "product": {
        "ok": ("ok", "ok", pgettext_lazy("product", "OK")),
        "hold": ("hold", "attention", pgettext_lazy("product", "HOLD")),
        "notok": ("notok", "stop", pgettext_lazy("product", "NOT OK")),
        "stop": ("stop", "stop", pgettext_lazy("product", "STOP")),
    },
    "clause": {
        "shown": ("shown", "ok", pgettext_lazy("clause", "shown by records")),
        "attention": ("attention", "attention", pgettext_lazy("clause", "attention")),
        "nodata": ("nodata", "mute", pgettext_lazy("clause", "not enough data")),
        "statement": ("statement", "nila", pgettext_lazy("clause", "needs a statement")),
        "na": ("na", "mute", pgettext_lazy("clause", "not applicable, justified")),
    },
    "certificate": {
        "valid": ("valid", "ok", pgettext_lazy("certificate", "valid")),
        "suspended": ("suspended", "attention", pgettext_lazy("certificate", "suspended")),
        "withdrawn": ("withdrawn", "stop", pgettext_lazy("certificate", "withdrawn")),
        "expired": ("expired", "stop", pgettext_lazy("certificate", "expired")),
        "transferred": ("transferred", "mute", pgettext_lazy("certificate", "transferred")),
        "notfound": ("open", "mute", pgettext_lazy("certificate", "not found here")),
        "undecided": ("undecided", "mute", pgettext_lazy("certificate", "could not be decided")),
    },
    "source": {
        "confirmed": ("confirmed", "ink", pgettext_lazy("source", "confirmed")),
        "seen": ("seen", "nila", pgettext_lazy("source", "seen")),
        "said": ("said", "ink2", pgettext_lazy("source", "said")),
        "undisclosed": ("undisclosed", "mute", pgettext_lazy("source", "not disclosed")),
    },
}
ICONS = frozenset({
    "mark", "search", "print", "globe", "report", "plus", "scan", "today", "chevron", "down",
    "back", "camera", "file", "pencil", "seal", "arrow", "close", "tick", "voice", "offline",
})  # fmt: skip
SHAPES = ICONS | {shape for words in STATES.values() for shape, _tone, _word in words.values()}
SIZES = (13, 16, 22, 28, 40)
STEP_SHAPES = {"done": "done", "now": "progress", "later": "open", "skipped": "cancelled"}
LEADING_VOWELS = "เแโใไ"
TITLES = frozenset({"mr", "mrs", "ms", "dr", "miss", "ir", "en", "pn", "cik", "puan", "encik", "u", "daw", "ma", "ko"})
HOURS_SHOWN_AS_HOURS = 48
BUYER_WARNING_HOURS = 24


class UnknownWord(ValueError):
    """A page asked for a shape, a family or a word that the vocabulary does not have."""

    def __init__(self, word: object, known: Any) -> None:
        self.code = "unknown-word"
        super().__init__(f"{word!r} is not one of: {', '.join(sorted(map(str, known)))}.")


@cache
def sprite() -> str:
    """Where the shapes are; the address of a page's own file does not change while the program runs."""
    return static("mutu/sprite.svg")


@register.simple_tag
def shape(name: str, size: int = 16, tone: str = "") -> SafeString:
    """One shape of the sprite, hidden from screen readers because its word stands beside it."""
    if name not in SHAPES:
        raise UnknownWord(name, SHAPES)
    if size not in SIZES:
        raise UnknownWord(size, SIZES)
    classes = "shape" + (f" shape-{size}" if size != SIZES[1] else "") + (f" toned tone-{tone}" if tone else "")
    return format_html(
        '<svg class="{}" width="{}" height="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        size,
        size,
        sprite(),
        name,
    )


def vocabulary(family: str, word: str) -> tuple[str, str, Any]:
    """Shape, tone and word of one state."""
    words = STATES.get(family)
    if words is None:
        raise UnknownWord(family, STATES)
    if word not in words:
        raise UnknownWord(word, words)
    return words[word]


@register.simple_tag
def state(family: str, word: str, label: Any = "", size: int = 16, tag: str = "state") -> SafeString:
    """Shape, then word, then colour. `label` is the company's own name for the stage; `tag="tag"` gives a tint."""
    found, tone, usual = vocabulary(family, word)
    return format_html(
        '<span class="{} tone-{}">{}<span>{}</span></span>', tag, tone, shape(found, size), label or usual
    )


@register.simple_tag
def verdict(word: str, label: Any = "", tag: str = "state") -> SafeString:
    """What the records show for a clause, as shape and word."""
    return state("clause", word, label, tag=tag)


@register.simple_tag
def initials(name: Any) -> str:
    """One or two letters for a person, whatever the script; the sign ? for no name.

    >>> initials("Nurul Aisyah Hamid"), initials("Mr Tuấn"), initials("เกรียงไกร สุขใจ"), initials("王小明"), initials("")
    ('NA', 'T', 'กส', '王', '?')
    """
    words = [word for word in str(name or "").split() if any(letter.isalnum() for letter in word)]
    if len(words) > 1 and words[0].rstrip(".").casefold() in TITLES:
        words = words[1:]
    letters = [
        next((letter for letter in word.lstrip(LEADING_VOWELS) if letter.isalnum()), word[0]) for word in words[:2]
    ]
    return "".join(letters).upper() or "?"


@register.simple_tag
def ruler(
    done: Any, total: Any, unit: Any = "", start_label: Any = "", end_label: Any = "", now_label: Any = "",
    tone: str = "nila", needle: bool = True,
) -> SafeString:  # fmt: skip
    """`done` of `total`, as a bar with ticks and a needle."""
    done, total = float(done or 0), float(total or 0)
    step = drawing.tick_step(total)
    place = drawing.share(done, total)
    sentence = _("%(done)s of %(total)s %(unit)s") % {"done": f"{done:g}", "total": f"{total:g}", "unit": unit}
    ends = [drawing.Label(0, str(start_label)), drawing.Label(1, str(end_label)), drawing.Label(place, str(now_label))]
    return drawing.ruler(
        place, round(total / step) if total else 1, sentence.strip(), tone=tone, pointer=needle, labels=ends,
        long_every=4 if step == 1 else 5,
    )  # fmt: skip


@register.simple_tag
def tolerance(value: Any, lower: Any, upper: Any, unit: Any = "") -> SafeString:
    """A measured value between its limits; an empty value draws the limits alone."""
    low, high = float(lower), float(upper)
    number = None if value in (None, "") else float(value)
    if number is None:
        sentence = _("limits %(low)s to %(high)s %(unit)s")
    elif low <= number <= high:
        sentence = _("%(value)s %(unit)s, inside %(low)s to %(high)s")
    else:
        sentence = _("%(value)s %(unit)s, outside %(low)s to %(high)s")
    words = sentence % {"value": value, "low": lower, "high": upper, "unit": unit}
    return drawing.tolerance(number, low, high, words.strip(), [str(lower), "", str(upper)])


def time_left(hours: float) -> tuple[str, str]:
    """Figure and words of a clock: minutes under one hour, hours below 48, then whole days; never more than is left."""
    if hours < 0:
        figure, unit = time_left(-hours)
        words = {"min": _("missed by %(n)s min"), "h": _("missed by %(n)s h"), "d": _("missed by %(n)s days")}
        return "", words[unit] % {"n": figure}
    if hours < 1:
        return str(int(hours * 60)), "min"
    if hours < HOURS_SHOWN_AS_HOURS:
        return str(int(hours)), "h"
    return str(int(hours // 24)), "d"


@register.inclusion_tag("mutu/parts/clock.html")
def clock(
    left_hours: Any, total_hours: Any, title: Any = "", due: Any = "", *, detail: Any = "", start_label: Any = "",
    now_label: Any = "", end_label: Any = "", buyer: bool = False, url: str = "", verb: Any = "", primary: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Time left of a deadline. `buyer` marks the clock of a buyer or a certification body: attention under 24 h."""
    left, total = float(left_hours), float(total_hours)
    late = left < 0
    warning = left <= total / 4 or (buyer and left < BUYER_WARNING_HOURS)
    figure, unit = time_left(left)
    words = unit
    if not late:
        count = int(figure)
        words = {
            "min": _("min left"),
            "h": _("h left"),
            "d": ngettext("day left", "days left", count),
        }[unit]
    tone = "stop" if late else "attention" if warning else "nila"
    place = drawing.share(total - left, total)
    hourly = total <= HOURS_SHOWN_AS_HOURS
    spaces = round(total) if hourly else round(total / 24)
    if spaces > 40:
        spaces = round(spaces / drawing.tick_step(spaces))
    marks = [drawing.Label(0, str(start_label)), drawing.Label(1, str(end_label)), drawing.Label(place, str(now_label))]
    sentence = " ".join(str(word) for word in (figure, words, due) if word)
    drawn = drawing.ruler(place, spaces, sentence, tone=tone, labels=marks, long_every=6 if hourly else 5)
    return {
        "figure": figure, "words": words, "tone": tone, "late": late, "ruler": drawn, "title": title, "due": due,
        "detail": detail, "url": url, "verb": verb, "primary": primary, "warning": warning,
    }  # fmt: skip


@register.inclusion_tag("mutu/parts/state_line.html")
def state_line(steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The steps of a record in order; each says label, status (done, now, later, skipped), when and who."""
    drawn = [{**step, "shape": _step_shape(step)} for step in steps]
    return {"steps": drawn, "done": [step for step in drawn if step["status"] == "done"]}


def _step_shape(step: Mapping[str, Any]) -> str:
    if step["status"] not in STEP_SHAPES:
        raise UnknownWord(step["status"], STEP_SHAPES)
    return STEP_SHAPES[step["status"]]


HANDFUL = 5


@register.inclusion_tag("mutu/parts/you_can.html", takes_context=True)
def you_can(
    context: template.Context, now: Sequence[Mapping[str, Any]], not_yet: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """The steps that are allowed now, as verbs, and the others with the reason why not yet.

    More than a handful is no help in choosing: what is likely stands there, the rest is folded below it.
    """
    shown = len(now) if len(now) <= HANDFUL + 1 else HANDFUL
    return {"now": now[:shown], "folded": now[shown:], "not_yet": not_yet, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("mutu/parts/clause_strip.html")
def clause_strip(clauses: Sequence[Mapping[str, Any]], chapter_url: str = "", layout: str = "line") -> dict[str, Any]:
    """A tick for each clause, with the counts in words beside it; `layout="rows"` puts each count on its own row."""
    words = {key: str(word) for key, (_shape, _tone, word) in STATES["clause"].items()}
    for clause in clauses:
        vocabulary("clause", clause["verdict"])
    counted = Counter(clause["verdict"] for clause in clauses)
    counts = [
        {"verdict": key, "word": word, "count": counted[key], "line": f"{counted[key]} {word}"}
        for key, word in words.items()
        if counted[key] or layout == "rows"
    ]
    sentence = ", ".join(str(count["line"]) for count in counts) or _("no clauses")
    return {"strip": drawing.clause_strip(clauses, sentence, words, chapter_url), "counts": counts, "layout": layout}


@register.filter
def headline(words: str, most: int = 90) -> str:
    """What happened, short enough for a title: the first sentence, or as many whole words as fit."""
    line = words.strip().split("\n", 1)[0]
    sentence = re.match(r".{12,}?[.!?。।။](?=\s|$)", line)
    if len(line) > most and sentence and len(sentence[0]) <= most:
        return sentence[0].rstrip(".")
    return Truncator(line).words(14) if len(line) > most and " " in line else Truncator(line).chars(most + 40)


@register.filter
def native(code: str, languages: Sequence[tuple[str, str]]) -> str:
    """A language's own name, or its code."""
    return dict(languages or ()).get(code, code)


NOTE_TONES = {"error": ("notok", "stop"), "warning": ("attention", "attention"), "success": ("ok", "ok")}


@register.inclusion_tag("mutu/parts/note.html")
def note(text: Any, kind: str = "info", title: Any = "") -> dict[str, Any]:
    """One band of words: kind is info, success, warning or error."""
    found, tone = NOTE_TONES.get(kind, ("", ""))
    return {"text": text, "title": title, "shape": found, "tone": tone, "urgent": kind == "error"}


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    """The item at a place, counted from 0."""
    return items[place]
