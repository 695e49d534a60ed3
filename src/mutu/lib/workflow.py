"""The states a record passes through and the moves between them, as data.

A nonconformity is reported, contained, corrected, closed; a document is drafted, approved, withdrawn. Which
move is possible in which state is written once, in a table. The check in the gate, the buttons on the page
and the diagram in the documentation are all made from it, so they cannot disagree (4.4.1: processes and how
they follow each other).

A move has the name of the action that makes it. A state is a plain string or a member of an enumeration of
strings (``enum.StrEnum``, Django's ``TextChoices``); what goes in comes out, so a member keeps its label.

>>> nonconformity = Workflow("reported", {
...     "contain": ({"reported"}, "contained"),
...     "close": ({"contained"}, "closed"),
...     "reopen": ({"closed"}, "contained"),
...     "add_note": ({"reported", "contained"}, None),
... })
>>> nonconformity.after("contain", "reported")
'contained'
>>> nonconformity.moves_from("contained")
('close', 'add_note')
>>> nonconformity.after("close", "reported")
Traceback (most recent call last):
    ...
mutu.lib.workflow.MoveNotAllowed: "close" is not possible while "reported"; it is possible while "contained".
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from types import MappingProxyType

Moves = Mapping[str, tuple[Set[str], str | None]]


class WorkflowRefused(ValueError):
    """A table of moves that cannot be right; ``code`` says which rule it breaks."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class MoveNotAllowed(ValueError):
    """A move asked for in a state that does not have it; ``allowed_from`` lists the states that do."""

    code = "move_not_allowed"

    def __init__(self, move: str, state: str, allowed_from: tuple[str, ...]) -> None:
        self.move, self.state, self.allowed_from = move, state, allowed_from
        if allowed_from:
            where = f"it is possible while {' or '.join(map(_quoted, allowed_from))}"
        else:
            where = "no state has such a move"
        super().__init__(f"{_quoted(move)} is not possible while {_quoted(state)}; {where}.")


@dataclass(frozen=True, eq=False)
class Workflow:
    """A first state, and for every move the states it may start from and the state it leads to.

    ``None`` as the target means that the state stays. Raises ``WorkflowRefused`` with a code: ``empty`` (no
    move, or a move that starts nowhere), ``bad_name``, ``unknown_initial`` (no move names the first state),
    ``unreachable`` (a state is named to which no sequence of moves leads).
    """

    initial: str
    moves: Moves
    states: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        moves = MappingProxyType({name: (frozenset(origins), target) for name, (origins, target) in self.moves.items()})
        object.__setattr__(self, "moves", moves)
        targets = [target for _, target in moves.values() if target is not None]
        object.__setattr__(self, "states", tuple(dict.fromkeys([self.initial, *targets])))
        _refuse_bad_names(self.initial, moves)
        _refuse_unreachable(self.initial, moves)

    def after(self, move: str, state: str) -> str:
        """The state after a move, or ``MoveNotAllowed``.

        >>> Workflow("draft", {"approve": ({"draft"}, "approved")}).after("approve", "draft")
        'approved'
        """
        origins, target = self.moves.get(move, (frozenset(), None))
        if state not in origins:
            raise MoveNotAllowed(move, state, tuple(each for each in self.states if each in origins))
        return state if target is None else target

    def allows(self, move: str, state: str) -> bool:
        """Whether the move may be made in this state; ``False`` for a move or a state that is not known.

        >>> Workflow("draft", {"approve": ({"draft"}, "approved")}).allows("approve", "approved")
        False
        """
        return move in self.moves and state in self.moves[move][0]

    def moves_from(self, state: str) -> tuple[str, ...]:
        """The moves possible in this state, in the order they were declared: the buttons of a page."""
        return tuple(move for move in self.moves if self.allows(move, state))

    def governs(self, move: str) -> bool:
        """Whether the table speaks about this move at all; an action it leaves out is free in every state."""
        return move in self.moves

    def mermaid(self) -> str:
        """The diagram in Mermaid's ``stateDiagram-v2``, one line for each arrow.

        >>> print(Workflow("draft", {"approve": ({"draft"}, "approved")}).mermaid())
        stateDiagram-v2
            [*] --> draft
            draft --> approved : approve
            approved --> [*]
        """
        arrows = [f"[*] --> {self.initial!s}"]
        for state in self.states:
            targets = {move: self.after(move, state) for move in self.moves_from(state)}
            arrows += [f"{state!s} --> {target!s} : {move!s}" for move, target in targets.items()]
            if set(targets.values()) <= {state}:
                arrows.append(f"{state!s} --> [*]")
        return "\n    ".join(["stateDiagram-v2", *arrows])


def _quoted(name: str) -> str:
    return '"' + str(name).replace("_", " ") + '"'


def _refuse_bad_names(initial: str, moves: Moves) -> None:
    if not moves:
        raise WorkflowRefused("empty", "A workflow needs at least one move.")
    for move, (origins, target) in moves.items():
        if not origins:
            raise WorkflowRefused("empty", f"The move {_quoted(move)} starts from no state.")
        for name in (move, initial, *origins, target):
            # a name is printed bare in the diagram and in codes, so it is written like a Python name
            if name is not None and not str(name).isidentifier():
                raise WorkflowRefused("bad_name", f"{name!r} is not a name of letters, digits and underscores.")


def _refuse_unreachable(initial: str, moves: Moves) -> None:
    named = {state for origins, target in moves.values() for state in (*origins, target) if state is not None}
    if initial not in named:
        raise WorkflowRefused("unknown_initial", f"No move names the first state {_quoted(initial)}.")
    reached, before = {initial}, 0
    while len(reached) > before:
        before = len(reached)
        reached |= {target for origins, target in moves.values() if target is not None and origins & reached}
    if lost := sorted(map(str, named - reached)):
        raise WorkflowRefused("unreachable", f"No moves lead to {' or '.join(map(_quoted, lost))}.")
