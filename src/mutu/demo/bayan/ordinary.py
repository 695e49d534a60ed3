"""The ordinary problems of a moulding factory, many each week, fewer around the feasts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from mutu.demo.cure import Course, Life
from mutu.demo.ground import read
from mutu.demo.problem import Kind
from mutu.demo.stage import Stage, Story

FILES = ("moulding", "material", "after_moulding", "system")
A_DAY = 0.74
"""Problems reported on an ordinary day."""


def kinds() -> list[Kind]:
    return [Kind(key, **facts) for name in FILES for key, facts in read(f"bayan/{name}.yaml").items()]


def stories(stage: Stage, scale: float) -> Iterator[Story]:
    """A few problems on each working day; every kind is cured in earnest once, later ones lean on that."""
    rng, all_kinds = stage.rng, kinds()
    day = stage.days.plus(stage.days.date_of(stage.begin), 4)
    last = stage.days.date_of(stage.end)
    cured: dict[str, date] = {}
    bag: list[Kind] = []
    while day <= last:
        if stage.days.works(day):
            share = A_DAY * scale * quietness(stage, day)
            for _ in range(int(share) + (rng.random() < share % 1)):
                if not bag:
                    bag = rng.sample(all_kinds, len(all_kinds))
                kind = bag.pop()
                yield Life(stage, kind, moment(stage, day), course(stage, kind, day, cured)).story()
        day += timedelta(days=1)


def quietness(stage: Stage, day: date) -> float:
    """Around a feast half the people are travelling."""
    near = sum(1 for far in range(-4, 6) if day + timedelta(days=far) in stage.days.holidays)
    return 0.35 if near >= 2 else 0.75 if near else 1.0


def moment(stage: Stage, day: date) -> datetime:
    """Two thirds by day, one third by night."""
    if stage.rng.random() < 0.66:
        return stage.days.between(day, 7.2, 18.8)
    return stage.days.between(day, 19.2, 23.5)


def course(stage: Stage, kind: Kind, day: date, cured: dict[str, date]) -> Course:
    """The first time in earnest, and again when it has been quiet for half a year."""
    rng = stage.rng
    earnest = kind.curable and (kind.key not in cured or day - cured[kind.key] > timedelta(days=190))
    if earnest:
        cured[kind.key] = day
    late = rng.choice((0, 0, 0, 3, 6)) if earnest else 0
    return Course(
        cured=earnest, answered=rng.random() < 0.85, photo=rng.random() < 0.12, hold=rng.random() < 0.3, late=late,
        moved="Waiting for the spare part; the temporary measure stays in place." if late == 6 else "",
        slow=rng.choice((0.6, 1.0, 1.0, 1.0, 2.5)),
    )  # fmt: skip
