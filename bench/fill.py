"""Many records at once, with valid trail leaves and search rows: what a factory of a thousand has after years."""

import random
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from bench.engines import analyze
from mutu.core import search, tenancy, trail
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Part, Person, Process, Site, Workplace
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.improvement.nonconformities.rules import ENDED, State

WORDS = (
    "Flash on split line, cap",
    "Short shot at the rib", "Black specks after colour change", "Silver streak, lens cover",
    "Sink mark over the boss", "Gate vestige over limit", "Burr in the cross hole", "Ren M6 chặt sau anode",
    "Bavia ở lỗ ngang", "สีเพี้ยน ฝาปิด", "毛边 分型线", "精密 尺寸 超差",
    "Kesan hitam selepas tukar warna", "Retak pada bos skru",
)  # fmt: skip
STATES = (State.CLOSED,) * 17 + (State.REPORTED, State.CONTAINED, State.CORRECTED)
BATCH = 2000


def fill(by: Actor, rows: int, seed: int = 2026) -> float:
    """So many nonconformities over three years; the answer is the seconds it took."""
    started = time.perf_counter()
    chance = random.Random(seed)
    organization = by.organization
    with tenancy.reading(organization):
        site = Site.objects.of(organization).first()
        people = list(Person.objects.of(organization)[:200])
        things = [list(model.objects.of(organization)[:300]) or [None] for model in (Process, Workplace, Part)]
        last = trail.LogHead.objects.of(organization).get().at or datetime.now(UTC)
        first = Nonconformity.objects.of(organization).count()
    start = last - timedelta(days=1100)
    for base in range(0, rows, BATCH):
        made = []
        for n in range(base, min(base + BATCH, rows)):
            at = start + timedelta(seconds=n * 90_000_000 // max(rows, 1))
            state = chance.choice(STATES)
            made.append(
                Nonconformity(
                    pk=new_id(at), organization=organization, number=f"NC-{at.year}-{first + n + 1:07}", state=state,
                    version=1,
                    what=f"{chance.choice(WORDS)} {chance.randint(1, 9999)}", site=site, reported_at=at,
                    process=chance.choice(things[0]), workplace=chance.choice(things[1]), part=chance.choice(things[2]),
                    lot=f"{at:%y%m}-{chance.randint(1, 99):02}", quantity=chance.randint(1, 400),
                    reported_by=chance.choice(people), owner=chance.choice(people), open=state not in ENDED,
                    due=None if state in ENDED else at.date() + timedelta(days=3),
                    cause_code=chance.choice(("", "purge", "wear")),
                    grade="minor", contained_at=at if state != State.REPORTED else None,
                )
            )  # fmt: skip
        with transaction.atomic():
            tenancy.enter(organization.pk)
            Nonconformity.unscoped.bulk_create(made, batch_size=500)
            for one in made:
                for part in one.parts:  # new ones have no lines, and need not be asked
                    one.__dict__.setdefault("_rows", {})[part] = []
            remembered = [
                trail.Remembered(by, "nonconformity.report", one, {"what": one.what}, {}, one.snapshot(), last)
                for one in made
            ]
            trail.append(organization.pk, remembered)
            search.keep([search.row_of(one.record, one.after) for one in remembered])
        if base % (BATCH * 25) == 0:
            print(f"  {base + len(made)} of {rows}", file=sys.stderr)
    analyze()
    return time.perf_counter() - started


def actor_of(organization_id: UUID) -> Actor:
    from mutu.core.models import Organization

    with tenancy.reading(organization_id):
        organization = Organization.objects.of(organization_id).get()
        person = Person.objects.of(organization).filter(badge="1001").select_related("site").get()
    return Actor(organization, person, person.name, face="command", via="bench")
