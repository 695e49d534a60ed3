"""Long work in short transactions: each takes a breath, and then others get their turn.

On SQLite a writer keeps all others waiting until it has committed; whoever waits looks again after a while, so that
there must be pauses, and the stretches between them must be short. Nothing depends on where a breath ends.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db import OperationalError

from mutu.core import gate
from mutu.core.actors import Actor

MOST = 200
LONGEST = 0.15
PAUSE = 0.02
TRIES = 4
PASSING = ("40P01", "40001", "55P03")

T = TypeVar("T")
R = TypeVar("R")


def breath(
    by: Actor, things: Sequence[T], do: Callable[[T, Actor], R], seal: Callable[[list[R]], None] | None
) -> list[R]:
    """One transaction with as many of `things`, from the first on, as a breath can take; what each came to.

    `seal` writes down, in the same transaction, how far it is; without it nothing of the breath is kept. What the
    things name again and again, a site or a type, is read once (`Actor.grants`: `records`).
    """
    for attempt in range(TRIES):
        try:
            answers = _once(replace(by, grants={"records": {}}), things, do, seal)
        except OperationalError as error:
            passing = getattr(error.__cause__, "sqlstate", None) in PASSING or "locked" in str(error)
            if not passing or attempt == TRIES - 1:
                raise
            time.sleep(PAUSE * 10)
        else:
            time.sleep(PAUSE)
            return answers
    raise AssertionError("unreachable")


def _once(
    by: Actor, things: Sequence[T], do: Callable[[T, Actor], R], seal: Callable[[list[R]], None] | None
) -> list[R]:
    answers: list[R] = []
    began = time.monotonic()
    with gate.batch(by, kept=seal is not None):
        for thing in things[:MOST]:
            answers.append(do(thing, by))
            if time.monotonic() - began > LONGEST:
                break
        if seal is not None:
            seal(answers)
    return answers
