"""The gauge study on one sheet: components, ranges and means by operator, by part, by operator, interaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from mutu.lib.statistics.constants import constants
from mutu.lib.statistics.gauge import CrossedAnova, checked_study, crossed_anova
from mutu.lib.statistics.pictures.axes import Frame, horizontal_axis, padded, vertical_axis
from mutu.lib.statistics.pictures.drawing import Drawing, Heading, decimals_for, shown, text_width
from mutu.lib.statistics.results import Floats

COLUMN, ROW = 520.0, 236.0
DASHES = ("", "7 3", "2 3", "9 3 2 3")
Area = tuple[float, float, float, float]


def gauge_sixpack(
    measurements: Any,
    *,
    title: str,
    subtitle: str = "",
    operators: Sequence[str] | None = None,
    lower: float | None = None,
    upper: float | None = None,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """A crossed study, table (parts, operators, trials), in six panels, analysed by variance."""
    data = checked_study(measurements)
    names = _names(operators, data.shape[1])
    result = crossed_anova(data, lower=lower, upper=upper)
    sheet = Drawing(2 * COLUMN, 3 * ROW + 62, colours, words or {})
    heading = Heading(title, subtitle, result.method)
    top = sheet.headline(heading) + 26
    places = [(64 + COLUMN * (i % 2), top + ROW * (i // 2), COLUMN - 110, ROW - 74) for i in range(6)]
    _components(sheet, places[0], result, data, lower, upper)
    _by_part(sheet, places[1], data)
    _operator_chart(sheet, places[2], data, names, "range")
    _by_operator(sheet, places[3], data, names)
    _operator_chart(sheet, places[4], data, names, "mean")
    _interaction(sheet, places[5], data, names)
    return sheet.svg(heading, describe(result), standalone=standalone)


def _names(operators: Sequence[str] | None, count: int) -> list[str]:
    if operators is not None and len(operators) == count:
        return [str(name) for name in operators]
    return [chr(65 + i) for i in range(count)]


def describe(result: CrossedAnova) -> str:
    """The study in words."""
    spread = result.components.spread
    share = spread.percent_study(spread.grr)
    if share is None:
        return "The study shows no variation at all."
    categories = "undefined" if spread.ndc is None else str(spread.ndc)
    return f"Gauge R&R is {share:.1f} % of the study variation, {categories} distinct categories."


def _title(sheet: Drawing, area: Area, words: str) -> None:
    sheet.text((area[0], area[1] - 10), sheet.say(words), ink="ink", size=12, bold=True)


def _components(
    sheet: Drawing, area: Area, result: CrossedAnova, data: Floats, lower: float | None, upper: float | None
) -> None:
    """Bars from zero: share of variance, of study variation, and of tolerance where there is one."""
    _title(sheet, area, "components of variation, %")
    spread = result.components.spread
    rows = [("GRR", spread.grr), ("EV", spread.ev), ("AV", spread.av), ("PV", spread.pv)]
    whole_width = spread.percent_tolerance(lower, upper, float(data.mean()))
    scale = whole_width / spread.grr if whole_width and spread.grr else None
    kinds = [("contribution", "ink-3"), ("study", "ink")] + ([("tolerance", "sheet")] if scale else [])
    shares = [
        {
            "contribution": spread.percent_contribution(value) or 0.0,
            "study": spread.percent_study(value) or 0.0,
            "tolerance": (scale or 0.0) * value,
        }
        for _, value in rows
    ]
    frame = Frame(*area, 0.5, 4.5, *padded([100.0, *(v for row in shares for v in row.values())], low=0.0))
    vertical_axis(sheet, frame, "")
    horizontal_axis(sheet, frame, [name for name, _ in rows])
    for place, row in enumerate(shares, start=1):
        for offset, (kind, ink) in enumerate(kinds):
            x = frame.x(place) + (offset - len(kinds) / 2) * 18
            sheet.rect(x, frame.y(row[kind]), 16, frame.bottom - frame.y(row[kind]), ink, edge="ink")
            sheet.text((x + 8, frame.y(row[kind]) - 3), f"{row[kind]:.0f}", size=9, anchor="middle")
    x = area[0] + 1.1 * text_width(sheet.say("components of variation, %"), 12) + 16
    for kind, ink in kinds:
        sheet.rect(x, area[1] - 19, 10, 10, ink, edge="ink")
        sheet.text((x + 15, area[1] - 10), sheet.say(kind), size=11)
        x += 34 + text_width(sheet.say(kind), 11)


def _operator_chart(sheet: Drawing, area: Area, data: Floats, names: list[str], kind: str) -> None:
    """Ranges or means of every part, one stretch per operator; means should mostly lie beyond the limits."""
    _title(sheet, area, f"{kind} by operator")
    parts, operators, trials = data.shape
    known = constants(trials)
    mean_range = float((data.max(axis=2) - data.min(axis=2)).mean())
    if kind == "range":
        values = (data.max(axis=2) - data.min(axis=2)).T
        lines = {"UCL": known.D4 * mean_range, "mean": mean_range, "LCL": known.D3 * mean_range}
    else:
        values, grand = data.mean(axis=2).T, float(data.mean())
        half = known.A2 * mean_range
        lines = {"UCL": grand + half, "mean": grand, "LCL": grand - half}
    low, high = padded([*values.ravel().tolist(), *lines.values()], low=0.0 if kind == "range" else None)
    frame = Frame(*area, 0.5, parts * operators + 0.5, low, high)
    vertical_axis(sheet, frame, "", most=4)
    places = decimals_for(lines["UCL"] - lines["LCL"])
    drawn = {name: value for name, value in lines.items() if not (name == "LCL" and kind == "range" and value == 0)}
    middle = frame.y(lines["mean"])
    for name, value in drawn.items():
        y = frame.y(value)
        sheet.line((frame.left, y), (frame.right, y), "ink", dash="" if name == "mean" else "6 4")
        beside = {"UCL": min(y, middle - 11), "mean": y, "LCL": max(y, middle + 11)}[name]
        sheet.text((frame.right + 4, beside + 4), f"{sheet.say(name)} {shown(value, places)}", size=9)
    for index, (name, row) in enumerate(zip(names, values, strict=True)):
        start = index * parts
        points = [frame.at(start + i + 1, float(value)) for i, value in enumerate(row)]
        sheet.path(points, "ink", width=1)
        for point, value in zip(points, row, strict=True):
            out = value > lines["UCL"] or (value < lines["LCL"])
            sheet.mark("beyond" if out and kind == "range" else "dot", point, 3)
        sheet.text((frame.x(start + parts / 2 + 0.5), frame.bottom + 14), name, anchor="middle", size=11)
        if index:
            x = frame.x(start + 0.5)
            sheet.line((x, frame.top), (x, frame.bottom), "line-strong", dash="2 3")
    sheet.line((frame.left, frame.bottom), (frame.right, frame.bottom), "line-strong")


def _by_part(sheet: Drawing, area: Area, data: Floats) -> None:
    _title(sheet, area, "measurements by part")
    rows = data.reshape(data.shape[0], -1)
    _columns(sheet, area, rows, [str(i) for i in range(1, len(rows) + 1)])


def _by_operator(sheet: Drawing, area: Area, data: Floats, names: list[str]) -> None:
    _title(sheet, area, "measurements by operator")
    _columns(sheet, area, data.transpose(1, 0, 2).reshape(data.shape[1], -1), names)


def _columns(sheet: Drawing, area: Area, rows: Floats, names: list[str]) -> None:
    """Every value as a dot, the means joined."""
    frame = Frame(*area, 0.5, len(rows) + 0.5, *padded([float(rows.min()), float(rows.max())]))
    vertical_axis(sheet, frame, "", most=4)
    horizontal_axis(sheet, frame, names)
    for place, row in enumerate(rows, start=1):
        for value in row[:200]:
            sheet.mark("dot", frame.at(place, float(value)), 2)
    means = [frame.at(place, float(row.mean())) for place, row in enumerate(rows, start=1)]
    sheet.path(means, "nila", width=1.5)
    for x, y in means:
        sheet.line((x - 8, y), (x + 8, y), "nila", width=2)


def _interaction(sheet: Drawing, area: Area, data: Floats, names: list[str]) -> None:
    """Mean of each part by operator: lines that are not parallel are interaction."""
    _title(sheet, area, "parts by operators")
    means = data.mean(axis=2)
    frame = Frame(*area, 0.5, len(means) + 0.5, *padded([float(means.min()), float(means.max())]))
    vertical_axis(sheet, frame, "", most=4)
    horizontal_axis(sheet, frame, [str(i) for i in range(1, len(means) + 1)])
    x = area[0] + 1.1 * text_width(sheet.say("parts by operators"), 12) + 16
    for index, name in enumerate(names):
        points = [frame.at(part + 1, float(value)) for part, value in enumerate(means[:, index])]
        dash = DASHES[index % len(DASHES)]
        sheet.path(points, "ink", width=1.5, dash=dash)
        if x + 30 + text_width(name[:10], 10) < frame.right + 40:  # as many names as there is room for
            sheet.line((x, area[1] - 14), (x + 22, area[1] - 14), "ink", width=1.5, dash=dash)
            sheet.text((x + 26, area[1] - 10), name[:10], size=10)
            x += 40 + text_width(name[:10], 10)
