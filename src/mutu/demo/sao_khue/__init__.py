"""Sao Khuê CNC, Đồng Nai: five people, three machines, the third week with Mutu; older complaints out of Excel."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from mutu.demo import keys
from mutu.demo.sao_khue import founding, stories
from mutu.demo.stage import Crew, Stage
from mutu.demo.working_days import VIETNAM, VIETNAM_EVERY_YEAR, WorkingDays, holidays

CREW = Crew(
    quality=["tuan", "hoa", "tuan"],
    judges=["tuan", "hoa"],
    leaders={"dn": ["khanh", "duc"]},
    inspectors={"dn": ["khanh", "duc"]},
)


def tell(now: datetime, progress: Callable[[str], None], *, slug: str = "sao-khue") -> Stage:
    """Tell its fifteen working days up to the last one before `now`."""
    zone, rng = ZoneInfo(founding.ZONE), Random(2026)
    today = now.astimezone(zone).date()
    kept = holidays(VIETNAM, VIETNAM_EVERY_YEAR, today - timedelta(days=300), today + timedelta(days=300))
    days = WorkingDays(zone, frozenset(kept), rng)
    last = first = days.last_before(today)
    for _ in range(14):
        first = days.last_before(first)
    begin, end = days.moment(first, 13, 30), days.moment(last, 18, 30)
    stage = Stage(founding.found(begin, slug), days, begin, end, now, rng, progress, CREW)
    founding.first_person(stage, begin)
    stage.play([founding.sittings(stage, days.soon(begin, 10, 15)), *stories.stories(stage)])
    if slug == "sao-khue":
        keys.open_account(stage.people["tuan"])
    return stage
