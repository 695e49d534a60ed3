"""Acceptance sampling: the operating characteristic of plans, and the history of lots with its severities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.pictures.axes import Frame, horizontal_axis, vertical_axis
from mutu.lib.statistics.pictures.drawing import Drawing, Heading, text_width
from mutu.lib.statistics.sampling_curves import level_at, operating_characteristic

KEY = 210.0  # room on the right for what each curve is
DASHES = ("", "7 3", "2 3", "9 3 2 3")


@dataclass(frozen=True)
class PlanToDraw:
    """A single plan with a name for its curve; ``aql`` in percent is marked where it is given."""

    name: str
    n: int
    c: int
    aql: float | None = None


def oc_curve(
    plans: Sequence[PlanToDraw],
    *,
    title: str,
    subtitle: str = "",
    distribution: str = "binomial",
    lot: int | None = None,
    width: float = 860,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """Probability of acceptance over percent nonconforming, with AQL and LQ (Pa 10 %) marked.

    For one plan and a ``lot`` the outgoing quality under rectifying inspection is drawn below.
    """
    if not plans:
        raise InputError("no_data", "There is no plan to draw.")
    with_aoq = lot is not None and len(plans) == 1
    height = 560.0 if with_aoq else 400.0
    sheet = Drawing(width, height, colours, words or {})
    method = f"{distribution}; " + "; ".join(f"{plan.name}: n = {plan.n}, Ac = {plan.c}" for plan in plans)
    heading = Heading(title, subtitle, method)
    top = sheet.headline(heading) + 24
    widest = max(level_at(plan.n, plan.c, 0.01, distribution=distribution) for plan in plans)
    levels = np.linspace(0.0, min(1.0, widest) if distribution == "binomial" else widest, 161)
    frame = Frame(64, top, width - 64 - KEY, 270, 0.0, 100 * float(levels[-1]), 0.0, 1.0)
    vertical_axis(sheet, frame, sheet.say("probability of acceptance"))
    across = "percent nonconforming" if distribution == "binomial" else "nonconformities per 100 units"
    horizontal_axis(sheet, frame, name="" if with_aoq else sheet.say(across))
    for index, plan in enumerate(plans):
        _curve(sheet, frame, plan, levels, distribution, index)
    if with_aoq and lot is not None:
        _outgoing(sheet, frame, plans[0], levels, distribution, lot)
    said = " ".join(_said(plan, distribution) for plan in plans)
    return sheet.svg(heading, said, standalone=standalone)


def _curve(sheet: Drawing, frame: Frame, plan: PlanToDraw, levels: Any, distribution: str, index: int) -> None:
    pa = operating_characteristic(plan.n, plan.c, levels, distribution=distribution).pa
    points = [frame.at(100 * float(p), float(a)) for p, a in zip(levels, pa, strict=True)]
    sheet.path(points, "ink", width=2, dash=DASHES[index % len(DASHES)])
    lq = 100 * level_at(plan.n, plan.c, 0.10, distribution=distribution)
    unit = " %" if distribution == "binomial" else ""
    marks, words = [(lq, 0.10)], [f"LQ {lq:.3g}{unit}: Pa 10 %"]
    if plan.aql is not None and plan.aql <= frame.x_high:
        at = float(operating_characteristic(plan.n, plan.c, [plan.aql / 100], distribution=distribution).pa[0])
        marks.append((plan.aql, at))
        words.insert(0, f"AQL {plan.aql:g}{unit}: Pa {100 * at:.1f} %")
    for level, value in marks:
        x, y = frame.at(level, value)
        sheet.line((x, y), (x, frame.bottom), "ink-3", dash="2 3")
        sheet.mark("dot", (x, y), 5)
    y = frame.top + 16 + 58 * index
    sheet.line((frame.right + 16, y - 4), (frame.right + 46, y - 4), "ink", width=2, dash=DASHES[index % len(DASHES)])
    sheet.text((frame.right + 54, y), plan.name, ink="ink", size=12, bold=True)
    for row, said in enumerate(words, start=1):
        sheet.text((frame.right + 54, y + 16 * row), said, size=11)


def _outgoing(sheet: Drawing, frame: Frame, plan: PlanToDraw, levels: Any, distribution: str, lot: int) -> None:
    curve = operating_characteristic(plan.n, plan.c, levels, distribution=distribution, lot=lot)
    if curve.aoq is None or curve.aoql is None or curve.p_at_aoql is None:
        return
    top = frame.bottom + 48
    below = Frame(frame.left, top, frame.width, 110, frame.x_low, frame.x_high, 0.0, 130 * curve.aoql)
    vertical_axis(sheet, below, "AOQ, %", most=3)
    horizontal_axis(sheet, below, name=sheet.say("percent nonconforming"))
    points = [below.at(100 * float(p), 100 * float(q)) for p, q in zip(levels, curve.aoq, strict=True)]
    sheet.path(points, "ink", width=2)
    x, y = below.at(100 * curve.p_at_aoql, 100 * curve.aoql)
    sheet.line((below.left, y), (x, y), "ink-3", dash="2 3")
    sheet.text((x + 8, y - 6), f"AOQL {100 * curve.aoql:.3g} %", ink="ink", size=11)


def _said(plan: PlanToDraw, distribution: str) -> str:
    lq = 100 * level_at(plan.n, plan.c, 0.10, distribution=distribution)
    return f"{plan.name}: sample {plan.n}, accept {plan.c}; a lot with {lq:.2f} % passes in one case of ten."


BANDS = {"tightened": "ink", "reduced": "sheet", "discontinued": "ink"}
ROW = 52


def lot_history(
    entries: Sequence[Mapping[str, Any]],
    *,
    title: str,
    subtitle: str = "",
    width: float = 960,
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """One cell a lot: severity as a shaded band with its name, accepted as a dot, rejected as a square with a cross.

    ``entries`` are those of ``switching.history``; at most the last 400 lots are drawn.
    """
    lots = list(entries)[-400:]
    if not lots:
        raise InputError("no_data", "There is no lot to draw.")
    per_row = max(1, int((width - 24) // 22))
    rows = -(-len(lots) // per_row)
    sheet = Drawing(width, 110 + ROW * rows + 20, colours, words or {})
    heading = Heading(title, subtitle, sheet.say("one cell a lot, in order; the band names the severity"))
    top = sheet.headline(heading) + 16
    first = len(entries) - len(lots)
    for index, lot in enumerate(lots):
        x, y = 12 + 22 * (index % per_row), top + ROW * (index // per_row)
        _lot(sheet, (x, y), lot, first + index + 1)
        if index % per_row == 0 or lots[index - 1]["severity"] != lot["severity"]:
            sheet.text((x, y + 38), sheet.say(lot["severity"]), ink="ink", size=10, bold=True)
    _meaning(sheet, top + ROW * rows + 16)
    rejected = sum(1 for lot in lots if lot.get("accepted") is False)
    now = lots[-1].get("next", lots[-1]["severity"])
    said = f"{len(lots)} lots, {rejected} rejected; inspection is now {now}."
    return sheet.svg(heading, said, standalone=standalone)


def _lot(sheet: Drawing, at: tuple[float, float], lot: Mapping[str, Any], position: int) -> None:
    x, y = at
    severity = lot["severity"]
    sheet.rect(x, y, 20, 20, "sunk" if severity == "discontinued" else "sheet", edge="ink")
    if severity in BANDS:  # tightened solid, reduced hollow, normal none: seen without colour
        sheet.rect(x, y + 22, 20, 5, BANDS[severity], edge="ink")
    if lot.get("accepted") is False:
        sheet.mark("beyond", (x + 10, y + 10))
    elif lot.get("accepted"):
        sheet.mark("dot", (x + 10, y + 10))
    if position % 10 == 0:
        sheet.text((x + 10, y - 3), str(position), size=9, anchor="middle", ink="ink-3")


def _meaning(sheet: Drawing, y: float) -> None:
    x = 12.0
    for kind, words in (("dot", "accepted"), ("beyond", "rejected")):
        sheet.mark(kind, (x + 5, y - 4))
        sheet.text((x + 16, y), sheet.say(words))
        x += 36 + text_width(sheet.say(words), 12)
    sheet.used.clear()
