"""Bars that lie: the Pareto, sorted, and the ages of what is open, in the order of age."""

from collections.abc import Sequence

from .drawing import (
    FEWEST,
    LOOK,
    SMALL,
    Canvas,
    Chart,
    Look,
    Number,
    caption_of,
    checked,
    leading,
    listing,
    share_text,
    width_of,
    wrap,
)

LABELS = 0.36
"""The share of the width that belongs to the labels."""
BAR, GAP = 14, 8


def pareto(
    items: Sequence[tuple[str, Number]],
    *,
    title: str,
    unit: str,
    period: str,
    n: int,
    definition: str = "",
    most: int = 8,
    look: Look = LOOK,
) -> Chart:
    """The largest first, the rest together as *other*, each with the share it adds up to.

    ``items`` are labels with counts or sums (0 or more), in any order; ``n`` is the number of cases
    behind them, which for a Pareto by cost is not their sum; ``definition`` says what was counted.
    After Juran: the vital few and the useful many. Raises ValueError for a negative or infinite value.
    """
    checked([value for _, value in items])
    ranked = sorted((item for item in items if item[1] > 0), key=lambda item: -item[1])
    total = sum(value for _, value in ranked)
    words = look.words
    table = [
        (label, look.number(value), share_text(_sum(ranked[: at + 1]), total))
        for at, (label, value) in enumerate(ranked)
    ]
    table += [(label, look.number(value), "") for label, value in items if value == 0]
    head = (words.what, unit, words.cumulative)
    caption = caption_of(look, n, period, definition)
    if n < FEWEST or not ranked:
        return Chart("", listing(ranked, n, look), tuple(table), head, title, caption)
    shown = ranked if len(ranked) <= most else [*ranked[: most - 1], (words.other, _sum(ranked[most - 1 :]))]
    label, value = ranked[0]
    summary = words.largest.format(
        label=label, value=look.number(value), total=look.number(total), unit=unit, share=share_text(value, total)
    )
    reached = [share_text(_sum(shown[: at + 1]), total) for at in range(len(shown))]
    rest = len(shown) - 1 if len(ranked) > most else len(shown)
    canvas = _rows(shown, reached, look, rest)
    return Chart(canvas.svg(title, summary, caption), summary, tuple(table), head, title, caption)


def ageing(
    buckets: Sequence[tuple[str, Number]],
    *,
    title: str,
    unit: str,
    period: str,
    n: int,
    definition: str = "",
    look: Look = LOOK,
) -> Chart:
    """How long open cases have been open: one bar for each span of age, youngest first as given.

    Spans without a case stay, with the figure 0. ``period`` is usually "as of" a day.
    """
    checked([value for _, value in buckets])
    table = tuple((label, look.number(value)) for label, value in buckets)
    head, caption = (look.words.what, unit), caption_of(look, n, period, definition)
    filled = [bucket for bucket in buckets if bucket[1] > 0]
    if n < FEWEST or not filled:
        return Chart("", listing(filled, n, look), table, head, title, caption)
    total = look.number(_sum(buckets))
    summary = look.words.oldest.format(total=total, unit=unit, label=filled[-1][0], value=look.number(filled[-1][1]))
    canvas = _rows(buckets, [""] * len(buckets), look, len(buckets))
    return Chart(canvas.svg(title, summary, caption), summary, table, head, title, caption)


def _sum(items: Sequence[tuple[str, Number]]) -> Number:
    return sum((value for _, value in items), start=0)


def _rows(items: Sequence[tuple[str, Number]], reached: Sequence[str], look: Look, rest: int) -> Canvas:
    """One row for each item: label, bar from zero, figure, and at the right edge the share reached."""
    canvas = Canvas(look)
    room = look.narrowest()
    figures = [look.number(value) for _, value in items]
    beside = max(map(width_of, figures)) + 10 + (width_of("100 %", SMALL) + 8 if any(reached) else 0)
    longest = max(0.1, 1 - LABELS - 8 / room - beside / room)
    start = LABELS + 8 / room
    greatest = float(max(value for _, value in items))
    y = 0.0
    if any(reached):
        canvas.text(look.words.cumulative, 1, 10, "c-quiet", anchor="end", size=SMALL)
        y = 16.0
    top = y
    for at, ((label, value), figure, share) in enumerate(zip(items, figures, reached, strict=True)):
        lines = wrap(label, LABELS * room)
        pitch = leading(label) * 12.5
        height = max(BAR + GAP, len(lines) * pitch + 5)
        middle = y + height / 2
        canvas.group(f"{label}: {figure}" + (f" ({share})" if share else ""))
        for line_at, line in enumerate(lines):
            canvas.text(line, LABELS, middle + 4.5 + (line_at - (len(lines) - 1) / 2) * pitch, anchor="end")
        length = float(value) / greatest * longest
        if at < rest:
            canvas.bar("c-bar", start, middle - BAR / 2, length, BAR)
        else:
            canvas.bar("c-rest", start, middle - BAR / 2 + 0.75, length, BAR - 1.5)
        canvas.text(figure, start + length, middle + 4.5, dx=6)
        if share:
            canvas.text(share, 1, middle + 4.5, "c-quiet", anchor="end", size=SMALL)
        canvas.end()
        y += height
    canvas.line("c-axis", start, top, start, y)
    canvas.height = y + 2
    return canvas
