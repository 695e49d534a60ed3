"""Makes the home that is measured: one organization, its people and places, and so many records."""

import sys

from mutu.cli import starting


def main(rows: int) -> None:
    starting.prepare()
    facts = {"name": "Bench", "slug": "bench", "language": "en", "timezone": "Asia/Kuala_Lumpur", "people": 300}
    starting.found(facts, "Nurul Aisyah", "en")
    from bench.fill import actor_of, fill
    from mutu.core import actions, gate, tenancy
    from mutu.core.identity import new_id
    from mutu.core.models import Door, Site
    from mutu.core.nouns import actions as nouns

    organization_id = Door.objects.get(slug="bench").organization_id
    with tenancy.reading(organization_id):
        by = actor_of(organization_id)
        site = Site.objects.of(by.organization).get()
    actions.set_pin(by.person_id, by=by, pin="2468")
    with gate.batch(by):
        for n in range(40):
            actions.add_person(new_id(), by=by, name=f"Person {n}", site=site, badge=str(2000 + n))
            nouns.add_part(new_id(), by=by, code=f"KX-{100 + n}", name="cap")
        processes = [nouns.add_process(new_id(), by=by, name=f"Process {n}") for n in range(8)]
        for n in range(22):
            nouns.add_workplace(
                new_id(), by=by, code=f"IM-{n:02}", name="Injection", site=site, process=processes[n % 8]
            )
    print(f"filled in {fill(by, rows):.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main(int(sys.argv[1]))
