"""Which column of somebody's list is which fact.

A header is compared first with the labels the caller gives, then with the names that factories use
in six languages (``mutu/catalogue/column_names.yaml``), last by likeness. A header that names
another known fact is never bent to fit one that is wanted.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

from .folding import fold

__all__ = ["Mapping", "Match", "Wanted", "fold", "known_names", "recognise"]

LABEL, SYNONYM, PART_OF_HEADER, CONTAINED, ALIKE = 1.0, 0.95, 0.9, 0.75, 0.7
LIKE_ENOUGH = 0.84
SHORTEST_GUESS = 4
PARTS = str.maketrans(dict.fromkeys("/()[]|:;（）／【】", "\n"))


@dataclass(frozen=True)
class Wanted:
    """A fact that is looked for: its name, what else it is called, and whether a list must have it."""

    name: str
    labels: frozenset[str] | set[str] = frozenset()
    required: bool = False
    same_as: str = ""
    """the name it has in the catalogue of column names, if another"""


class Match(NamedTuple):
    """One header found to be a fact; ``how`` is label, synonym, part, contained or alike."""

    column: int
    header: str
    how: str
    confidence: float


@dataclass(frozen=True)
class Mapping:
    """Which column is which fact, which headers are left, and which required facts have none."""

    columns: dict[str, Match]
    unmapped: tuple[tuple[int, str], ...] = ()
    missing: tuple[str, ...] = field(default=())

    def confidence(self) -> float:
        """How sure the whole is: the sum over the facts found, for comparing two readings."""
        return sum(match.confidence for match in self.columns.values())


class _Candidate(NamedTuple):
    confidence: float
    column: int
    name: str
    how: str


def recognise(headers: Sequence[object], wanted: Sequence[Wanted], *, guess: bool = True) -> Mapping:
    """Say for each header which of the wanted facts it is; each fact gets one column at most.

    ``guess=False`` leaves out what is only contained or alike. Confidence runs from 0 to 1.

    >>> found = recognise(["Ngày phát hiện", "Mô tả lỗi", "Ca"], [Wanted("raised_on"), Wanted("what")])
    >>> {name: match.column for name, match in found.columns.items()}, found.unmapped
    ({'raised_on': 0, 'what': 1}, ((2, 'Ca'),))
    """
    texts = [str(header).strip() if header is not None else "" for header in headers]
    names = _names_of(wanted)
    candidates = [
        found for column, text in enumerate(texts) if text for found in _candidates(column, text, names, guess=guess)
    ]
    taken: dict[str, _Candidate] = {}
    columns: set[int] = set()
    for found in sorted(candidates, key=lambda one: (-one.confidence, one.column)):
        if found.name not in taken and found.column not in columns:
            taken[found.name] = found
            columns.add(found.column)
    mapped = {
        one.name: Match(taken[one.name].column, texts[taken[one.name].column], *_certainty(taken[one.name]))
        for one in wanted
        if one.name in taken
    }
    used = {match.column for match in mapped.values()}
    return Mapping(
        mapped,
        tuple((column, text) for column, text in enumerate(texts) if text and column not in used),
        tuple(one.name for one in wanted if one.required and one.name not in mapped),
    )


def _certainty(found: _Candidate) -> tuple[str, float]:
    return found.how, round(found.confidence, 3)


@cache
def known_names() -> dict[str, frozenset[str]]:
    """Fact -> all names of it in the catalogue, folded."""
    import yaml

    text = resources.files("mutu.catalogue").joinpath("column_names.yaml").read_text(encoding="utf-8")
    return {
        fact: frozenset(fold(name) for line in languages.values() for name in str(line).split(" | "))
        for fact, languages in yaml.safe_load(text).items()
    }


class _Names(NamedTuple):
    labels: dict[str, str]
    synonyms: dict[str, str]


def _names_of(wanted: Sequence[Wanted]) -> _Names:
    """Folded name -> fact, for the caller's labels and for everything the catalogue knows."""
    labels = {fold(label): one.name for one in reversed(wanted) for label in {one.name, *one.labels}}
    called = {one.same_as or one.name: one.name for one in wanted}
    elsewhere = {one.name for one in wanted} - set(called)  # a fact called otherwise in the catalogue is only that
    known = known_names().items()
    synonyms = {name: called.get(fact, fact) for fact, names in known if fact not in elsewhere for name in names}
    return _Names(labels, synonyms)


def _candidates(column: int, header: str, names: _Names, *, guess: bool) -> Iterator[_Candidate]:
    """All facts this header may be, at most one for each way of looking."""
    folded = fold(header)
    for how, confidence, table in (("label", LABEL, names.labels), ("synonym", SYNONYM, names.synonyms)):
        if folded in table:
            yield _Candidate(confidence, column, table[folded], how)
            return
    everything = names.synonyms | names.labels
    parts = [part for part in _parts(header) if part in everything]
    for at, part in enumerate(reversed(parts)):
        yield _Candidate(PART_OF_HEADER - at / 100, column, everything[part], "part")
    if guess and not parts:
        yield from _guesses(column, folded, everything)


def _parts(header: str) -> list[str]:
    """The pieces of a header in two languages or in two rows; of a group the exact name is last.

    >>> _parts("Ngày phát hiện / Date found"), _parts("日期Date")
    (['ngay phat hien', 'date found'], ['日期date', '日期', 'date'])
    """
    pieces = [fold(piece) for piece in header.translate(PARTS).splitlines()]
    pieces += [fold(piece) for piece in header.split(" - ")] if " - " in header else []
    pieces += _by_script(fold(header))
    return list(dict.fromkeys(piece for piece in pieces if piece))


def _by_script(folded: str) -> list[str]:
    """The Latin and the other letters apart."""
    latin = "".join(letter if letter.isascii() else " " for letter in folded).split()
    other = "".join(" " if letter.isascii() else letter for letter in folded).split()
    return [" ".join(other), " ".join(latin)] if latin and other else []


def _guesses(column: int, folded: str, everything: dict[str, str]) -> Iterator[_Candidate]:
    """Names that make up most of this header, or are spelt nearly like it."""
    if len(folded) < SHORTEST_GUESS and folded.isascii():
        return
    inside = _longest_inside(folded, everything)
    if inside and len(inside) * 2 >= len(folded):
        yield _Candidate(CONTAINED * (0.9 + len(inside) / len(folded) / 10), column, everything[inside], "contained")
        return
    near = difflib.get_close_matches(folded, everything, 1, LIKE_ENOUGH)
    if near and min(len(near[0]), len(folded)) >= SHORTEST_GUESS:
        likeness = difflib.SequenceMatcher(None, folded, near[0]).ratio()
        yield _Candidate(ALIKE * likeness, column, everything[near[0]], "alike")


def _longest_inside(folded: str, names: Iterable[str]) -> str:
    """The longest name that stands in this header as whole words, or anywhere in a script without spaces."""
    spaced = f" {folded} "
    inside = (name for name in names if f" {name} " in spaced or (not name.isascii() and name in folded))
    return max(inside, key=lambda name: (len(name), name), default="")
