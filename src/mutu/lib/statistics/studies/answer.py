"""The answer to a table: plain data with codes, and its pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from mutu.lib.statistics.charts import ControlChart
from mutu.lib.statistics.results import plain
from mutu.lib.statistics.sheets import Sheet
from mutu.lib.statistics.studies.asked import Asked

MOST_SIGNALS = 200
Words = Mapping[str, str]


@dataclass(frozen=True)
class Look:
    """How pictures are drawn: a translation of their fixed words, their titles by kind, colours for screen or print."""

    words: Words = field(default_factory=dict)
    titles: Words = field(default_factory=dict)
    colours: str = "css"
    title: str = ""
    standalone: bool = False

    def options(self, kind: str) -> dict[str, Any]:
        """The common arguments of a picture."""
        title = self.titles.get(kind, self.title)
        return {"words": self.words, "colours": self.colours, "title": title, "standalone": self.standalone}


@dataclass(frozen=True)
class Answer:
    """What was found. ``chart`` and ``reason`` are codes with ``facts`` for their sentence; ``figures`` are numbers.

    ``lines`` are the limits of each chart (None where there is none, or where they vary), ``signals`` at most 200 of
    the ``signal_count``; ``pictures`` are SVG by name, in the order in which they are read.
    """

    chart: str
    reason: str
    method: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    stable: bool | None = None
    lines: Sequence[Mapping[str, Any]] = ()
    signals: Sequence[Mapping[str, Any]] = ()
    signal_count: int = 0
    figures: Mapping[str, Any] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, without the pictures."""
        return {name: plain(value) for name, value in vars(self).items() if name != "pictures"}


def studied(sheet: Sheet, asked: Asked, look: Look | None = None) -> Answer:
    """Choose the chart that fits the table, compute and judge it, and draw it; an InputError says why not.

    >>> from mutu.lib.statistics.sheets import parse
    >>> found = studied(parse("8,01\\n8,03\\n8,02\\n8,02\\n"), Asked(characteristic="Boss diameter", unit="mm"))
    >>> found.chart, found.reason, found.stable, [*found.pictures]
    ('i_mr', 'single_values', True, ['chart'])
    """
    from mutu.lib.statistics.studies import counted, gauged, measured

    how = look or Look()
    title = (how.title or asked.characteristic or asked.sheet)[:120]
    work = {"measurements": measured.answer, "counts": counted.answer, "gauge": gauged.answer}[asked.sheet]
    return work(sheet, asked, replace(how, title=title))


def limit_lines(chart: ControlChart) -> dict[str, Any]:
    """The lines of one chart as numbers: each None where it varies or where there is no limit."""
    limits = chart.limits[-1]

    def one(name: str, bound: float | None) -> float | None:
        value = np.asarray(getattr(chart.lines, name))
        if value.size != 1 and not (value == value.flat[0]).all():
            return None
        number = float(value.flat[0])
        return None if bound is not None and number == bound else number

    return {
        "statistic": chart.statistic,
        "lcl": one("lcl", limits.low),
        "center": one("center", None),
        "ucl": one("ucl", limits.high),
        "varies": np.ndim(chart.lines.ucl) > 0,
    }


def signal_rows(charts: Sequence[ControlChart], labels: Sequence[str] | None) -> tuple[list[dict[str, Any]], int]:
    """The signals of the charts as rows, at most `MOST_SIGNALS`, and how many there are in all."""
    rows: list[dict[str, Any]] = []
    for chart in charts:
        rules = {rule.number: rule for rule in chart.rules.rules}
        for signal in chart.signals[: MOST_SIGNALS - len(rows)]:
            rule = rules[signal.rule]
            rows.append({
                "statistic": chart.statistic,
                "point": signal.end,
                "label": point_label(labels, signal.end),
                "first": point_label(labels, signal.start),
                "value": float(chart.points[signal.end - 1]),
                "side": signal.side,
                "words": rule.words(),
                "rule": {"number": rule.number, "kind": rule.kind, "n": rule.n, "of": rule.of, "sigmas": rule.sigmas},
            })  # fmt: skip
    return rows, sum(len(chart.signals) for chart in charts)


def point_label(labels: Sequence[str] | None, position: int) -> str:
    """The name of a point: its label where there is one, else its position."""
    return labels[position - 1] if labels is not None and labels[position - 1] else str(position)


def short(labels: Sequence[Any] | None) -> list[str] | None:
    """Labels short enough to stand under a point."""
    return None if labels is None else [str(label)[:16] for label in labels]
