"""The cause-and-effect diagram (Ishikawa): the effect at the head, a bone for each group of causes, twigs on it."""

from collections.abc import Mapping, Sequence

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.pictures.drawing import Drawing, Heading, text_width

BONE, TWIG = 210.0, 22.0
LEAN = 56.0
MOST_GROUPS, MOST_CAUSES = 12, 12
LETTERS = 28


def ishikawa(
    effect: str,
    causes: Mapping[str, Sequence[str]],
    *,
    title: str,
    subtitle: str = "",
    colours: str = "css",
    words: Mapping[str, str] | None = None,
    standalone: bool = False,
) -> str:
    """Groups of causes above and below the spine in turn, such as machine, material, method, people; up to twelve of
    twelve causes each.
    """
    if not causes:
        raise InputError("no_data", "There is no group of causes to draw.")
    if len(causes) > MOST_GROUPS or any(len(each) > MOST_CAUSES for each in causes.values()):
        raise InputError("too_many", f"At most {MOST_GROUPS} groups of {MOST_CAUSES} causes are drawn.")
    pairs = -(-len(causes) // 2)
    arm = 56 + TWIG * max(len(each) for each in causes.values())
    head = min(260.0, 24 + text_width(effect[: 2 * LETTERS], 13))
    width = max(640.0, 60 + BONE * pairs + head)
    sheet = Drawing(width, 2 * arm + 130, colours, words or {})
    heading = Heading(title, subtitle, sheet.say("cause and effect (Ishikawa)"))
    spine = sheet.headline(heading) + arm + 16
    end = width - head - 8
    sheet.line((16, spine), (end, spine), "ink", width=3)
    _head(sheet, (end, spine), effect, head)
    for place, (group, twigs) in enumerate(causes.items()):
        foot = end - 30 - BONE * (place // 2)
        _bone(sheet, (foot, spine), group, twigs, -1 if place % 2 == 0 else 1, arm)
    said = "; ".join(f"{group}: {', '.join(twigs) or 'none'}" for group, twigs in causes.items())
    return sheet.svg(heading, f"Causes of {effect}. {said}.", standalone=standalone)


def _head(sheet: Drawing, at: tuple[float, float], effect: str, width: float) -> None:
    x, y = at
    sheet.rect(x, y - 24, width, 48, "sheet", edge="ink")
    lines = [effect] if len(effect) <= LETTERS else _folded(effect)
    for row, line in enumerate(lines):
        sheet.text((x + width / 2, y + 5 + 16 * row - 8 * (len(lines) - 1)), line, ink="ink", size=13,
                   anchor="middle", bold=True)  # fmt: skip


def _folded(text: str) -> list[str]:
    """Two lines, broken at a space near the middle; what is longer still ends in an ellipsis."""
    cut = text.rfind(" ", 0, LETTERS + 1)
    cut = cut if cut > 0 else LETTERS
    return [text[:cut], _short(text[cut:].strip())]


def _short(text: str) -> str:
    return text if len(text) <= LETTERS else text[: LETTERS - 1] + "…"


def _bone(sheet: Drawing, foot: tuple[float, float], group: str, causes: Sequence[str], side: int, arm: float) -> None:
    x, y = foot
    top = (x - LEAN, y + side * (arm - 20))
    sheet.line(foot, top, "ink", width=2)
    sheet.text(
        (top[0], top[1] + (18 if side > 0 else -8)), _short(group), ink="ink", size=13, anchor="middle", bold=True
    )
    for place, cause in enumerate(causes, start=1):
        share = place / (len(causes) + 1)
        at = (x - LEAN * share, y + side * (arm - 20) * share)
        sheet.line(at, (at[0] - 18, at[1]), "ink-2")
        sheet.text((at[0] - 22, at[1] + 4), _short(cause), size=11, anchor="end")
