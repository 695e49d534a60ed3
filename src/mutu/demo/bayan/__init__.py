"""Bayan Precision Plastics, Penang: 180 people, certified, fourteen months of history, a surveillance audit ahead."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from mutu.demo import keys
from mutu.demo.bayan import complaints, documents, founding, office, ordinary, reading, skills, stories
from mutu.demo.stage import Crew, Stage
from mutu.demo.working_days import MALAYSIA, MALAYSIA_EVERY_YEAR, WorkingDays, holidays

MONTHS = 14
CREW = Crew(
    quality=["nurul", "tan", "priya", "faridah"],
    judges=["nurul", "tan", "priya", "faridah", "lim"],
    leaders={"pg": ["siti", "selvam", "aminah"], "ku": ["mei", "wong"], "pg night": ["osman"]},
    inspectors={"pg": ["shanti", "lina", "zainab"], "ku": ["goh"]},
    successors={"azlan": "hafiz"},
)


def tell(
    now: datetime, progress: Callable[[str], None], *, months: int = MONTHS, scale: float = 1.0, slug: str = "bayan"
) -> Stage:
    """Tell Bayan's story up to the last working day before `now`.

    `months` is at least 2. `scale` is the share of the ordinary problems; the stories everybody knows are told whole.
    """
    zone, rng = ZoneInfo(founding.ZONE), Random(2026)
    today = now.astimezone(zone).date()
    kept = holidays(MALAYSIA, MALAYSIA_EVERY_YEAR, today - timedelta(days=900), today + timedelta(days=400))
    days = WorkingDays(zone, frozenset(kept), rng)
    first = days.plus(today - timedelta(days=round(30.4 * months)), 0)
    begin, end = days.moment(first, 8, 30), days.moment(days.last_before(today), 23, 50)
    stage = Stage(founding.found(begin, slug), days, begin, end, now, rng, progress, CREW)
    founding.first_people(stage, begin)
    stage.play([
        founding.sittings(stage, days.soon(begin, 30, 40)), *ordinary.stories(stage, scale), *stories.stories(stage),
        *office.stories(stage), *complaints.stories(stage), *skills.stories(stage),
        *documents.stories(stage), *reading.stories(stage),
    ])  # fmt: skip
    if slug == "bayan":
        keys.open_account(stage.people["nurul"])
    return stage
