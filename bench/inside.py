"""Measurements made inside the program: readiness, verification, proofs, import, paper. One JSON line each."""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django


def say(what: str, value: float, unit: str, goal: str = "", detail: str = "") -> None:
    print(json.dumps({"what": what, "value": value, "unit": unit, "goal": goal, "detail": detail}))


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def readiness(by: Any) -> None:
    from mutu.web.readiness import strip_for

    say("readiness of the whole standard, cold", timed(lambda: strip_for(by)), "s", "<= 2")
    say(
        "readiness of the whole standard, warm",
        statistics.median(timed(lambda: strip_for(by)) for _ in range(5)),
        "s",
        "<= 0.1",
    )


def verify(by: Any) -> None:
    from mutu.core import verification

    started = time.perf_counter()
    findings = verification.verify(by.organization)
    rate = findings.entries / (time.perf_counter() - started)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(
        "verify the trail, leaves and records",
        rate,
        "per s",
        ">= 10000",
        f"{findings.entries} entries, {findings.count} found, peak {memory:.0f} MB",
    )


def prove(by: Any) -> None:
    from mutu.core import proofs

    size = proofs.prove_inclusion(by.organization, 0)["size"]
    times = [timed(lambda n=n: proofs.prove_inclusion(by.organization, n * size // 200)) for n in range(200)]
    say("prove one entry", statistics.median(times) * 1000, "ms", "<= 10")


def paper(by: Any) -> None:
    from mutu.core.actions import add_party
    from mutu.core.identity import new_id
    from mutu.operation.customers import actions as complaints
    from mutu.operation.customers.models import Complaint
    from mutu.reports import from_records

    customer = add_party(new_id(), by=by, name="Nordlicht Werkzeuge", language="en")
    made = complaints.receive(new_id(), by=by, customer=customer, what="Cracked screw boss", lot="2610-07")
    complaints.raise_nonconformity(made.pk, by=by)
    found = (
        Complaint.objects.of(by.organization)
        .select_related("customer", "site", "organization", "nonconformity")
        .get(pk=made.pk)
    )
    say(
        "8D report as PDF, cold",
        timed(lambda: from_records.eight_d_pdf(found, by, link="http://127.0.0.1/c")),
        "s",
        "<= 1.5",
    )
    found.what = "Cracked screw boss again"
    say(
        "8D report as PDF, warm",
        timed(lambda: from_records.eight_d_pdf(found, by, link="http://127.0.0.1/c")),
        "s",
        "<= 0.5",
    )


def main(section: str) -> None:
    django.setup()
    from bench.fill import actor_of
    from mutu.core import tenancy
    from mutu.core.models import Door

    by = actor_of(Door.objects.get(slug="bench").organization_id)
    work = globals()[section]
    if section in ("paper", "importing", "verify"):
        work(by)
    else:
        with tenancy.reading(by.organization):
            work(by)


if __name__ == "__main__":
    main(sys.argv[1])
