"""Read and understood at the size of a group: who has read one document, and a new revision that asks all anew.

    MUTU_HOME=… python -m bench.acknowledgements --people 5000 --documents 1500                 SQLite, 2 million
    python tests/postgres.py run python -m bench.acknowledgements --revisions 10                PostgreSQL, 20 million

Everybody works in eight of thirty processes, reads every instruction of these and the policy; three in a hundred
signatures are missing. The rows are loaded past the gate; what is measured goes through it.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from mutu.cli import starting

PROCESSES, EACH_IN, GAPS, PIN = 30, 8, 0.03, "246813"
START = datetime(2024, 1, 8, 2, tzinfo=UTC)
COLUMNS = ("id", "organization_id", "number", "state", "version", "revision_id", "person_id", "document_id", "language",
           "content", "acknowledged_at")  # fmt: skip


def loaded(by: Any, given: argparse.Namespace) -> tuple[Any, float]:
    """The group: its people, where they work, its documents, who must read them, and who did; the policy."""
    from django.db import transaction

    from bench.engines import analyze
    from mutu.core import tenancy
    from mutu.core.identity import new_id
    from mutu.core.models import Person, Process, Site
    from mutu.resources.acknowledgements import actions
    from mutu.resources.competence.models import Assignment
    from mutu.resources.documents import actions as documents

    chance, organization, began = random.Random(2026), by.organization, time.perf_counter()
    kind = {code: documents.add_type(new_id(), by=by, name=code, code=code, category=category, pattern=f"{code}-{{n}}")
            for code, category in (("WI", "instruction"), ("QP", "policy"))}  # fmt: skip
    with transaction.atomic():
        tenancy.enter(organization.pk)
        site = Site.objects.of(organization).get()
        processes = [Process(organization=organization, name=f"Process {n}") for n in range(PROCESSES)]
        people = [Person(organization=organization, name=f"Person {n}", number=f"X-{n}", site=site, language="en",
                         state="active") for n in range(given.people)]  # fmt: skip
        Process.unscoped.bulk_create(processes)
        Person.unscoped.bulk_create(people, batch_size=500)
        works = {one.pk: chance.sample(range(PROCESSES), EACH_IN) for one in people}
        Assignment.unscoped.bulk_create(
            (Assignment(organization=organization, person_id=key, process=processes[n], since=START.date(),
                        state="current") for key, places in works.items() for n in places), batch_size=500)  # fmt: skip
        all_documents, revisions = written(organization, kind, processes, given)
    actions.decide(new_id(), by=by, type=kind["WI"], own_process=True)
    actions.decide(new_id(), by=by, document=all_documents[0])

    analyze()
    sign(organization, people, works, revisions, chance)
    analyze()
    return all_documents, time.perf_counter() - began


def written(organization: Any, kind: Any, processes: list[Any], given: Any) -> tuple[list[Any], list[Any]]:
    """So many documents with their revisions, the last of each in force."""
    from mutu.resources.documents.models import Document, Revision

    all_documents = [
        Document(organization=organization, number=f"WI-{n}", name=f"Instruction {n}", state="current",
                 type=kind["QP" if n == 0 else "WI"], registered_at=START,
                 process=None if n == 0 else processes[n % PROCESSES])
        for n in range(given.documents)
    ]  # fmt: skip
    Document.unscoped.bulk_create(all_documents, batch_size=500)
    revisions = [
        [Revision(organization=organization, document=one, label=str(n), sequence=n + 1, name=one.name,
                  text="Work.", drafted_at=START, effective_on=START.date() + timedelta(days=30 * n),
                  state="in_force" if n + 1 == given.revisions else "replaced", version=1)
         for n in range(given.revisions)]
        for one in all_documents
    ]  # fmt: skip
    Revision.unscoped.bulk_create((one for of in revisions for one in of), batch_size=500)
    for one, of in zip(all_documents, revisions, strict=True):
        one.current = of[-1]
    Document.unscoped.bulk_update(all_documents, ["current"], batch_size=300)
    return all_documents, revisions


def sign(organization: Any, people: list[Any], works: dict[Any, list[int]], revisions: list[Any], chance: Any) -> None:
    """Every signature, past the gate, as rows of the table; PostgreSQL makes its own, for they are twenty million."""
    from django.db import connection, transaction

    from mutu.core import tenancy

    names = ", ".join(COLUMNS)
    with transaction.atomic():
        tenancy.enter(organization.pk)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"INSERT INTO resources_acknowledgement ({names}) {MADE_BY_POSTGRESQL}", [GAPS])
            else:
                marks = ", ".join(["%s"] * len(COLUMNS))
                statement = f"INSERT INTO resources_acknowledgement ({names}) VALUES ({marks})"
                cursor.executemany(statement, rows_of(organization, people, works, revisions, chance))


MADE_BY_POSTGRESQL = """
WITH reads (person_id, document_id) AS (
  SELECT a.person_id, d.id FROM resources_assignment a JOIN resources_document d ON d.process_id = a.process_id
  UNION ALL
  SELECT p.id, d.id FROM core_person p CROSS JOIN resources_document d
  WHERE p.name LIKE 'Person %%' AND d.process_id IS NULL
)
SELECT (lpad(to_hex(row_number() OVER ()), 12, '0') || substr(md5(random()::text), 1, 20))::uuid,
       r.organization_id, '', '', 1, r.id, reads.person_id, r.document_id, 'en', repeat('x', 64),
       r.drafted_at + r.sequence * interval '30 days' + random() * interval '23 days'
FROM reads JOIN resources_revision r ON r.document_id = reads.document_id
WHERE random() >= %s
"""


def rows_of(
    organization: Any, people: list[Any], works: dict[Any, list[int]], revisions: list[Any], chance: Any
) -> Iterator[tuple[Any, ...]]:
    """The signatures one by one, as SQLite keeps them."""
    from django.db import connection

    from mutu.core.identity import new_id

    plain = connection.ops.adapt_datetimefield_value
    for person in people:
        mine = set(works[person.pk])
        for n, of in enumerate(revisions):
            if n and n % PROCESSES not in mine:
                continue
            for place, one in enumerate(of):
                if chance.random() < GAPS:
                    continue
                at = START + timedelta(days=30 * place, seconds=chance.randrange(2_000_000))
                yield (new_id(at).hex, organization.pk.hex, "", "", 1, one.pk.hex, person.pk.hex, one.document_id.hex,
                       "en", "x" * 64, plain(at))  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = work()
    return (time.perf_counter() - began) * 1000, answer


def spread(times: list[float]) -> dict[str, float]:
    return {"median_ms": round(statistics.median(times), 1), "worst_ms": round(max(times), 1), "n": len(times)}


def measured(by: Any, all_documents: list[Any]) -> dict[str, Any]:
    """Coverage of the policy and of instructions, one person's list, and a revision that makes all signatures stale."""
    from mutu.core import tenancy
    from mutu.core.identity import new_id
    from mutu.core.models import Person
    from mutu.resources.acknowledgements import queries
    from mutu.resources.acknowledgements.models import Acknowledgement
    from mutu.resources.documents import revisions

    chance, policy = random.Random(7), all_documents[0]
    with tenancy.reading(by.organization):
        rows = Acknowledgement.objects.of(by.organization).count()
        some = chance.sample(all_documents[1:], 30)
        queries.coverage(policy)
        of_policy = [timed(lambda: queries.coverage(policy)) for _ in range(15)]
        of_some = [timed(lambda one=one: queries.coverage(one))[0] for one in some]
        people = list(Person.objects.of(by.organization).filter(name__startswith="Person")[:2000:100])
        lists = [timed(lambda one=one: queries.to_read(one))[0] for one in people]
    revision = revisions.revise(new_id(), by=by, document=policy, change="A new sentence.")
    revisions.submit(revision.pk, by=by)
    revisions.approve(revision.pk, by=by, secret=PIN, alone_reason="The bench has one person.")
    released, _done = timed(lambda: revisions.release(revision.pk, by=by))
    with tenancy.reading(by.organization):
        policy.refresh_from_db()
        after, stale = timed(lambda: queries.coverage(policy))
    return {
        "acknowledgements": rows, "coverage_of_the_policy": spread([one for one, _ in of_policy]),
        "policy": vars(of_policy[0][1]), "coverage_of_an_instruction": spread(of_some),
        "what_one_person_must_read": spread(lists), "release_that_makes_all_stale_ms": round(released, 1),
        "coverage_after_it": {"ms": round(after, 1), **vars(stale)},
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--documents", type=int, default=1500)
    parser.add_argument("--revisions", type=int, default=1, help="of each document, each signed: multiplies the rows")
    given = parser.parse_args()
    starting.prepare()
    facts = {"name": "Bench", "slug": "bench", "language": "en", "timezone": "Asia/Jakarta", "people": given.people}
    starting.found(facts, "Nurul Aisyah", "en")
    from django.db import connection

    from bench.fill import actor_of
    from mutu.core import actions
    from mutu.core.models import Door

    by = actor_of(Door.objects.get(slug="bench").organization_id)
    actions.set_pin(by.person_id, by=by, pin=PIN)
    all_documents, seconds = loaded(by, given)
    print(f"loaded in {seconds:.0f} s", file=sys.stderr)
    print(json.dumps({"engine": connection.vendor, **vars(given), **measured(by, all_documents)}, indent=1))


if __name__ == "__main__":
    main()
