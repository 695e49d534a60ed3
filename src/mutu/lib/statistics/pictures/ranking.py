"""The Pareto chart: bars in percent from zero, the cumulative line on the same axis, the 80 % line."""

from collections.abc import Mapping

from mutu.lib.statistics.pareto import VITAL_SHARE, Pareto
from mutu.lib.statistics.pictures.axes import Frame, vertical_axis
from mutu.lib.statistics.pictures.drawing import Drawing, Heading, text_width


def pareto_chart(
    table: Pareto,
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    width: float = 760,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """One axis, in percent of the total, so that bars and line cannot be misread; amounts stand on the bars."""
    height = 420.0
    sheet = Drawing(width, height, colours, words or {})
    heading = Heading(title, subtitle, f"{table.method}, total {table.total:,.6g} {unit}".rstrip())
    top = sheet.headline(heading) + 24
    frame = Frame(64, top, width - 64 - 60, height - top - 84, 0.5, len(table.bars) + 0.5, 0.0, 108.0)
    vertical_axis(sheet, frame, "%")
    sheet.line((frame.left, frame.bottom), (frame.right, frame.bottom), "line-strong")
    _bars(sheet, frame, table)
    y = frame.y(VITAL_SHARE)
    sheet.line((frame.left, y), (frame.right, y), "ink-3", dash="6 4")
    sheet.text((frame.right + 6, y + 4), "80 %", ink="ink", bold=True)
    line = [frame.at(i, bar.cumulative_percent) for i, bar in enumerate(table.bars, start=1)]
    sheet.path(line, "nila", width=2)
    for point in line[:200]:
        sheet.mark("dot", point, 3.5)
    few = table.vital_few()
    said = f"{len(table.bars)} categories; {', '.join(few)} make up the first 80 %." if few else "One category."
    return sheet.svg(heading, said, standalone=standalone)


def _bars(sheet: Drawing, frame: Frame, table: Pareto) -> None:
    slot = frame.width / len(table.bars)
    for place, bar in enumerate(table.bars, start=1):
        x, y = frame.x(place) - slot * 0.38, frame.y(bar.percent)
        other = bar.category.casefold() == "other"
        sheet.rect(x, y, slot * 0.76, frame.bottom - y, "sheet" if other else "ink-2", edge="ink")
        if slot > 24:
            amount = f"{bar.amount:,.6g}"
            inside = frame.bottom - y > 22
            ink = "ink" if other or not inside else "sheet"
            sheet.text((frame.x(place), y + 15 if inside else y - 4), amount, ink=ink, size=11, anchor="middle")
        most = max(1, int(slot / 6.2))
        name = bar.category if len(bar.category) <= most else bar.category[: most - 1] + "…"
        if text_width(name, 11) <= slot * 1.1:
            sheet.text((frame.x(place), frame.bottom + 16), name, size=11, anchor="middle")
