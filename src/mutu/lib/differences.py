"""What changed from one text to the next, line by line and word by word, for people who sign for it (7.5.3.2 c)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]
AROUND = 1
LONGEST_LINE = 2000
MOST_LINES = 4000


@dataclass(frozen=True)
class Piece:
    """A stretch of words that stayed, went or came."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Line:
    """One line of either text: its step's number if it has one, and its pieces."""

    kind: Kind
    step: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Difference:
    """The lines that changed with a little of what is around them, and how many of how many changed."""

    lines: tuple[Line | None, ...]
    """None stands for lines left out between two places."""
    changed: int
    total: int


def difference(before: str, after: str) -> Difference:
    """What changed, with one line around each change.

    >>> found = difference("1. Close.\\n2. Purge until clean.", "1. Close.\\n2. Purge 8 shots.")
    >>> [(line.kind, line.step, line.text) for line in found.lines if line]
    [('same', '1', 'Close.'), ('gone', '2', 'Purge until clean.'), ('new', '2', 'Purge 8 shots.')]
    >>> [piece.text for piece in found.lines[2].pieces if piece.kind == "new"], found.changed, found.total
    (['8 shots.'], 1, 2)
    """
    old, new = _lines(before), _lines(after)
    told: list[tuple[bool, Line]] = []
    changed = 0
    for name, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if name == "equal":
            told += [(False, _plain("same", line)) for line in new[c:d]]
            continue
        changed += max(b - a, d - c)
        told += [(True, line) for line in _changed(old[a:b], new[c:d])]
    return Difference(tuple(_near(told)), changed, len(new))


PICTURE = re.compile(r"!\[([^\]]*)\]\(/files/[0-9a-f-]{0,30}([0-9a-f]{6})\)")


def _lines(text: str) -> list[str]:
    """The lines that say something; a picture by its caption and the end of its number."""
    lines = [PICTURE.sub(r"▣ \1 (\2)", line.rstrip()) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], "\n".join(lines[MOST_LINES:])]
    return lines


def _step(line: str) -> tuple[str, str]:
    found = re.match(r"\s{0,6}(\d{1,3})[.)]\s+(.*)", line, re.DOTALL)
    return (found[1], found[2]) if found else ("", line.strip())


def _plain(kind: Kind, line: str) -> Line:
    step, text = _step(line)
    return Line(kind, step, (Piece(kind, text),))


def _changed(gone: list[str], came: list[str]) -> Iterator[Line]:
    for place in range(max(len(gone), len(came))):
        if place < len(gone) and place < len(came):
            yield from _by_word(gone[place], came[place])
        elif place < len(gone):
            yield _plain("gone", gone[place])
        else:
            yield _plain("new", came[place])


def _by_word(gone: str, came: str) -> tuple[Line, Line]:
    (old_step, old), (new_step, new) = _step(gone), _step(came)
    if max(len(old), len(new)) > LONGEST_LINE:
        return _plain("gone", gone), _plain("new", came)
    a, b = _words(old), _words(new)
    left: list[Piece] = []
    right: list[Piece] = []
    for name, i, j, k, m in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        same = name == "equal"
        if i < j:
            left.append(Piece("same" if same else "gone", "".join(a[i:j])))
        if k < m:
            right.append(Piece("same" if same else "new", "".join(b[k:m])))
    return Line("gone", old_step, tuple(left)), Line("new", new_step, tuple(right))


def _words(text: str) -> list[str]:
    """Words with the blank after them; scripts without blanks go by letters."""
    return re.findall(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]|[^\s\u0e00-\u0eff\u1000-\u109f"
                      r"\u1780-\u17ff\u3040-\u9fff]+\s*|\s+", text)  # fmt: skip


def _near(told: list[tuple[bool, Line]]) -> Iterator[Line | None]:
    """Changed lines and their neighbours; one gap where others are left out."""
    kept = [
        any(changed for changed, _line in told[max(0, place - AROUND) : place + AROUND + 1])
        for place in range(len(told))
    ]
    gap = False
    for keep, (_changed, line) in zip(kept, told, strict=True):
        if keep:
            yield line
            gap = False
        elif not gap:
            yield None
            gap = True
