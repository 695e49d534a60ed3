"""Attribute agreement: effectiveness of each inspector with its interval."""

from collections.abc import Mapping

from mutu.lib.statistics.attribute_study import AttributeStudy
from mutu.lib.statistics.pictures.axes import Frame, horizontal_axis, vertical_axis
from mutu.lib.statistics.pictures.drawing import Drawing, Heading


def attribute_bars(
    study: AttributeStudy,
    *,
    title: str,
    subtitle: str = "",
    width: float = 560,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """A dot and its 95 % interval for each inspector, against 90 % and 80 %; misses and false alarms below."""
    height = 380.0
    sheet = Drawing(width, height, colours, words or {})
    heading = Heading(title, subtitle, study.method)
    top = sheet.headline(heading) + 24
    people = study.appraisers
    frame = Frame(64, top, width - 120, height - top - 100, 0.5, len(people) + 0.5, 0.0, 100.0)
    vertical_axis(sheet, frame, "%")
    horizontal_axis(sheet, frame, [person.name for person in people])
    for level in (90.0, 80.0):
        sheet.line((frame.left, frame.y(level)), (frame.right, frame.y(level)), "ink-3", dash="6 4")
        sheet.text((frame.right + 6, frame.y(level) + 4), f"{level:.0f} %", ink="ink", bold=True)
    for place, person in enumerate(people, start=1):
        x, low, high = frame.x(place), frame.y(100 * person.interval[0]), frame.y(100 * person.interval[1])
        sheet.line((x, low), (x, high), "ink", width=1.5)
        for end in (low, high):
            sheet.line((x - 6, end), (x + 6, end), "ink", width=1.5)
        sheet.mark("dot", (x, frame.y(100 * person.effectiveness)), 6)
        rates = f"{_percent(person.miss_rate)} / {_percent(person.false_alarm_rate)}"
        sheet.text((x, frame.bottom + 34), rates, anchor="middle", size=11)
    sheet.text((8, frame.bottom + 56), sheet.say("below the names: misses / false alarms"), size=11, ink="ink-3")
    said = "; ".join(f"{person.name} {100 * person.effectiveness:.0f} %" for person in people)
    return sheet.svg(heading, f"Effectiveness: {said}.", standalone=standalone)


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{100 * rate:.1f} %"
