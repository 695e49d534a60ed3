"""Drawings made by the server: the ruler in its uses, and the strip of clauses.

Everything is SVG with widths and places as attributes (the content policy allows no inline style), coloured by the
classes of `parts.css`, and carries one sentence for those who do not see it. Horizontal places are per cent of the
drawing's width, so that a line stays one pixel thick on a phone and on a wall screen; heights are pixels.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NEEDLE = "M-4.5 0h9L1 6.5V21h-2V6.5z"
ASSUMED_WIDTH = 240
"""Labels are packed as if the ruler were this wide (pixels); a wider one only gets more air."""
BAR_TOP, BAR_HEIGHT = 15, 6
CLAUSES_IN_GROUPS_GAP = 2


@dataclass(frozen=True)
class Label:
    """Words under a ruler at `place` (0 to 1). Labels that `may_go` are dropped where there is no room."""

    place: float
    text: str
    may_go: bool = False


def share(part: float, whole: float) -> float:
    """How far `part` is along `whole`, kept between 0 and 1.

    >>> share(6, 24), share(30, 24), share(-1, 24), share(3, 0)
    (0.25, 1.0, 0.0, 0.0)
    """
    return min(1.0, max(0.0, part / whole)) if whole > 0 else 0.0


def percent(place: float) -> str:
    """An SVG length, never written with a decimal comma.

    >>> percent(0.25), percent(1 / 3), percent(1)
    ('25%', '33.33%', '100%')
    """
    return f"{place * 100:.2f}".rstrip("0").rstrip(".") + "%"


def tick_step(total: float) -> float:
    """Units between two ticks: one each up to 20, then per 5 or 25, then a round number that gives 20 at most.

    >>> [tick_step(total) for total in (16, 20, 46, 180, 480, 8140)]
    [1, 1, 5, 25, 25, 500]
    """
    if total <= 20:
        return 1
    if total <= 100:
        return 5
    if total <= 500:
        return 25
    power = int(10 ** math.floor(math.log10(total / 20)))
    return next(round_number * power for round_number in (1, 2, 5, 10) if total / (round_number * power) <= 20)


def text_width(text: str) -> float:
    """About how wide a caption is, in pixels.

    >>> text_width("07:30") < text_width("Tue 01:30") < text_width("二〇二六年十一月")
    True
    """
    return sum(12.0 if east_asian_width(letter) in "WF" else 6.6 for letter in text)


def pack(labels: Iterable[Label]) -> list[tuple[Label, str, int]]:
    """Each label with its anchor and its row (0 or 1), so that none covers another.

    A needle's label that would cover the label of an end goes one row lower; what may go is left out instead.

    >>> rows = pack([Label(0, "Tue 01:30"), Label(1, "Wed 01:30"), Label(0.05, "07:30"), Label(0.5, "13:30", True)])
    >>> [(label.text, anchor, row) for label, anchor, row in rows]
    [('Tue 01:30', 'start', 0), ('Wed 01:30', 'end', 0), ('07:30', 'start', 1), ('13:30', 'middle', 0)]
    """
    taken: dict[int, list[tuple[float, float]]] = {0: [], 1: []}
    placed = []
    for label in labels:
        if not label.text:
            continue
        half = text_width(label.text) / ASSUMED_WIDTH / 2
        anchor = "start" if label.place < half else "end" if label.place > 1 - half else "middle"
        left = label.place - {"start": 0.0, "middle": half, "end": 2 * half}[anchor]
        span = (left - 0.02, left + 2 * half + 0.02)
        free = [row for row in (0, 1) if all(span[1] <= a or b <= span[0] for a, b in taken[row])]
        if label.may_go and free[:1] != [0]:
            continue
        row = free[0] if free else 1
        taken[row].append(span)
        placed.append((label, anchor, row))
    return placed


def ticks(count: int, long_every: int) -> SafeString:
    """`count` spaces between ticks, drawn above the bar; the first and every `long_every`th are long."""
    return format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="13"/>',
        (
            (
                "long" if index % long_every == 0 else "",
                percent(index / count),
                percent(index / count),
                4 if index % long_every == 0 else 9,
            )
            for index in range(count + 1)
        ),
    )


def _frame(sentence: str, tone: str, inner: SafeString, labels: Sequence[Label]) -> SafeString:
    placed = pack(labels)
    rows = 1 + max((row for _label, _anchor, row in placed), default=-1)
    texts = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        ((percent(label.place), 35 + 16 * row, anchor, label.text) for label, anchor, row in placed),
    )
    return format_html(
        '<svg class="ruler tone-{}" width="100%" height="{}" role="img" aria-label="{}">{}{}</svg>',
        tone,
        24 + 16 * rows,
        sentence,
        inner,
        texts,
    )


def needle(place: float) -> SafeString:
    return format_html(
        '<svg x="{}" overflow="visible"><path class="needle" d="{}"/></svg>',
        percent(place),
        SafeString(NEEDLE),
    )


def _bar(kind: str, left: float, right: float) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        kind,
        percent(left),
        BAR_TOP,
        percent(right - left),
        BAR_HEIGHT,
    )


def ruler(
    place: float, spaces: int, sentence: str, *, tone: str = "nila", long_every: int = 5, pointer: bool = True,
    labels: Sequence[Label] = (),
) -> SafeString:  # fmt: skip
    """A bar filled up to `place` (0 to 1) under `spaces` ticks, with a needle there; `sentence` says it in words."""
    inner = format_html(
        "{}{}{}{}",
        ticks(max(1, spaces), long_every),
        _bar("rest", 0, 1),
        _bar("done", 0, place),
        needle(place) if pointer else "",
    )
    return _frame(sentence, tone, inner, labels)


def tolerance(value: float | None, lower: float, upper: float, sentence: str, labels: Sequence[str]) -> SafeString:
    """A value between two limits: pale green inside, pale red outside, both limits labelled.

    A sixth of the drawing lies beyond each limit; a value further out stands at the very end. `labels` are the words
    for the lower limit, the middle and the upper limit; without a value there is no needle.
    """
    inside = format_html("{}{}{}", _bar("outside", 0, 1 / 6), _bar("inside", 1 / 6, 5 / 6), _bar("outside", 5 / 6, 1))
    limits = format_html_join(
        "", '<line class="limit" x1="{0}" x2="{0}" y1="4" y2="21"/>', ((percent(p),) for p in (1 / 6, 5 / 6))
    )
    pointer: SafeString | str = ""
    if value is not None and upper > lower:
        pointer = needle(share(1 / 6 + (value - lower) / (upper - lower) * 4 / 6, 1))
    words = [Label(p, text, p == 0.5) for p, text in zip((1 / 6, 0.5, 5 / 6), labels, strict=True)]
    packed = [words[0], words[2], words[1]]
    return _frame(sentence, "ink", format_html("{}{}{}{}", ticks(12, 2), inside, limits, pointer), packed)


def clause_strip(
    clauses: Sequence[Mapping[str, Any]], sentence: str, words: Mapping[str, str], chapter_url: str = ""
) -> SafeString:
    """One tick for each clause, in groups by chapter over a base line with the chapter's number.

    A full tick is shown by records, amber with a cap asks for attention, a dashed outline has not enough data, a half
    filled outline needs a statement, a stub does not apply. `words` gives each verdict its word for the tick's title;
    with `chapter_url` each group leads to that address plus the chapter number.
    """
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for clause in clauses:
        groups.setdefault(str(clause["number"]).split(".", maxsplit=1)[0], []).append(clause)
    slots = len(clauses) + CLAUSES_IN_GROUPS_GAP * max(0, len(groups) - 1)
    drawn = []
    start = 0
    for chapter, members in groups.items():
        drawn.append(_chapter(chapter, members, start, slots, words, chapter_url))
        start += len(members) + CLAUSES_IN_GROUPS_GAP
    return format_html(
        '<svg class="strip" width="100%" height="52" role="{}" aria-label="{}">{}</svg>',
        "group" if chapter_url else "img",
        sentence,
        format_html_join("", "{}", ((group,) for group in drawn)),
    )


def _chapter(
    chapter: str,
    members: Sequence[Mapping[str, Any]],
    start: int,
    slots: int,
    words: Mapping[str, str],
    url: str,
) -> SafeString:
    left, right = percent(start / slots), percent((start + len(members)) / slots)
    body = format_html(
        '<rect class="ground" x="{}" y="0" width="{}" height="52"/>{}'
        '<line class="base" x1="{}" x2="{}" y1="34.5" y2="34.5"/><text x="{}" y="49">{}</text>',
        left,
        percent(len(members) / slots),
        format_html_join("", "{}", ((_tick(clause, start + i, slots, words),) for i, clause in enumerate(members))),
        left,
        right,
        left,
        chapter,
    )
    return format_html('<a href="{}{}" aria-label="{}">{}</a>', url, chapter, chapter, body) if url else body


def _tick(clause: Mapping[str, Any], slot: int, slots: int, words: Mapping[str, str]) -> SafeString:
    verdict = clause["verdict"]
    x, width = percent((slot + 0.2) / slots), percent(0.6 / slots)
    top = 28 if verdict == "na" else 10
    drawn = format_html('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', verdict, x, top, width, 32 - top)
    if verdict == "statement":
        drawn += format_html('<rect class="half" x="{}" y="21" width="{}" height="11"/>', x, width)
    if verdict == "attention":
        drawn += format_html(
            '<svg x="{}" overflow="visible"><path class="cap" d="M-3.5 1h7L0 7z"/></svg>',
            percent((slot + 0.5) / slots),
        )
    return format_html(
        "<g><title>{} {}: {}</title>{}</g>",
        clause["number"],
        clause.get("title", ""),
        words.get(verdict, verdict),
        drawn,
    )
