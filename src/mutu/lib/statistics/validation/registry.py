"""Which function answers which procedure of the reference cases, and how close the answer must be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Answer = Callable[[Any], Any]
CLOSED_FORM = 1e-8
ITERATED = 1e-6  # run lengths, noncentral t, p-values
ITERATED_KEYS = ("p", "p_interaction", "p_at_aoql", "W")  # p-values, an optimum, Shapiro-Wilk
FITTED = 1e-4  # distributions fitted by maximum likelihood


@dataclass(frozen=True)
class Procedure:
    """A machine name, the function behind it, and for tables of rows which columns are input.

    ``variant`` chooses among named conventions from the words of the case's method, never from its
    expected values.
    """

    name: str
    answer: Answer
    row_inputs: tuple[str, ...] = ()
    variant: Callable[[str], Answer] | None = None
    tolerance: float = CLOSED_FORM
    attainable: Callable[[Any], float] | None = None

    def limit(self, path: tuple[str, ...]) -> float:
        """The relative tolerance of one expected value."""
        name = _named(path)
        if any(key.endswith("_mle") for key in path):
            return FITTED
        if self.name == "acceptance.find_plan" and name == "k":
            return FITTED  # R stops its search for k at an absolute 1.2e-4
        if any("noncentral" in key for key in path) or name in ITERATED_KEYS or name.endswith("_p"):
            return max(self.tolerance, ITERATED)
        return self.tolerance


def _named(path: tuple[str, ...]) -> str:
    """The last part of a path that is a key and not a position."""
    return next((part for part in reversed(path) if not part.isdigit()), "")


REGISTRY: dict[str, Procedure] = {}


def procedure(
    name: str,
    *,
    row_inputs: tuple[str, ...] = (),
    variant: Callable[[str], Answer] | None = None,
    tolerance: float = CLOSED_FORM,
    attainable: Callable[[Any], float] | None = None,
) -> Callable[[Answer], Answer]:
    """Register the decorated function as the answer to the procedure of this name."""

    def register(answer: Answer) -> Answer:
        REGISTRY[name] = Procedure(name, answer, row_inputs, variant, tolerance, attainable)
        return answer

    return register
