"""Which lists can be brought in: a creating action, what its facts are called elsewhere, and how it is taken back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mutu.core import gate, kinds
from mutu.core.facts import Fact, Label
from mutu.core.languages import PAGES
from mutu.core.own_words import speaking
from mutu.lib.spreadsheets.columns import Wanted

NEVER_A_COLUMN = (kinds.Rows, kinds.ManyRecords, kinds.AnyRecord)
UNDONE = "import undone"


def _with_reason(_today: date) -> dict[str, Any]:
    return {"reason": UNDONE}


@dataclass(frozen=True)
class Importable:
    """A kind of list: each of its lines becomes one call of `action`."""

    name: str
    """its word in the command, as in `--into nonconformities`"""
    action: str
    label: Label
    undo: str
    """the action that takes one record of it back"""
    undo_facts: Callable[[date], dict[str, Any]] = _with_reason
    same_as: Mapping[str, str] = field(default_factory=dict)
    """fact -> its name in the catalogue of column names"""
    left_out: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    """facts a line must have, beyond those the signature asks for"""
    identity: Mapping[str, str] = field(default_factory=dict)
    """the facts that tell one line from another, each with the column where it is kept"""
    place: int = 1
    """where it stands when the lists are offered; what people bring in first stands at 0"""
    past: tuple[str, ...] = ()
    """days that cannot lie in the future"""
    undone_in: str = "withdrawn"
    """the state in which `undo` leaves a record, which may be brought in again"""
    follows: tuple[tuple[str, str], ...] = ()
    """pairs of days of which the first is not before the second"""

    @property
    def does(self) -> gate.AnyAction:
        return gate.actions()[self.action]

    @property
    def facts(self) -> list[Fact]:
        """The facts that can stand in a column."""
        return [
            fact
            for fact in self.does.facts
            if not fact.secret and fact.name not in self.left_out and not isinstance(fact.reader, NEVER_A_COLUMN)
        ]

    def must_have(self, fact: Fact) -> bool:
        return (fact.required and fact.when is None) or fact.name in self.needed

    def wanted(self) -> list[Wanted]:
        """What to look for in a header: each fact's name, its label in every language, its name in the catalogue."""
        labels = {fact.name: {fact.name.replace("_", " ")} for fact in self.facts}
        for code, _name in PAGES:
            with speaking(code, {}):
                for fact in self.facts:
                    labels[fact.name].add(str(fact.label))
        return [
            Wanted(fact.name, frozenset(labels[fact.name]), self.must_have(fact), self.same_as.get(fact.name, ""))
            for fact in self.facts
        ]


_lists: dict[str, Importable] = {}


def importable(one: Importable) -> Importable:
    """Declare a list that can be brought in."""
    if one.name in _lists or not one.does.creates:
        raise ValueError(f"{one.name} is declared twice, or its action does not create")
    _lists[one.name] = one
    return one


def all_lists() -> Iterator[Importable]:
    yield from _lists.values()


def list_named(name: str) -> Importable | None:
    return _lists.get(name)
