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
    from mutu.evaluation.readiness.models import ReadinessFound
    from mutu.web.readiness import strip_for

    ReadinessFound.objects.of(by.organization).delete()
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
    from mutu.core import tenancy
    from mutu.core.identity import new_id
    from mutu.core.nouns.actions import add_party
    from mutu.operation.customers import actions as complaints
    from mutu.operation.customers.models import Complaint
    from mutu.reports import from_records

    customer = add_party(new_id(), by=by, name="Nordlicht Werkzeuge", language="en")
    made = complaints.receive(new_id(), by=by, customer=customer, what="Cracked screw boss", lot="2610-07")
    complaints.raise_nonconformity(made.pk, by=by)
    with tenancy.reading(by.organization):
        found = (
            Complaint.objects.of(by.organization)
            .select_related("customer", "site", "organization", "nonconformity")
            .get(pk=made.pk)
        )
        for warmth, most in (("cold", 1.5), ("warm", 0.5)):
            found.what = f"Cracked screw boss, {warmth}"
            made_in = timed(lambda: from_records.eight_d_pdf(found, by, link="http://127.0.0.1/c"))
            say(f"8D report as PDF, {warmth}", made_in, "s", f"<= {most}")


def spreadsheet(rows: int) -> bytes:
    """A list of earlier problems as a factory would keep it."""
    import io
    from datetime import date, timedelta

    import xlsxwriter

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True})
    sheet = book.add_worksheet("NC")
    sheet.write_row(0, 0, ["NC No", "Date", "Description", "Lot", "Qty NG", "Cause", "Corrective action", "Closed"])
    for n in range(rows):
        day = date(2024, 1, 1) + timedelta(days=n % 600)
        words = [f"Flash on split line {n}", f"24{n % 99:02}", str(n % 50 + 1), "worn insert", "insert replaced"]
        sheet.write_row(n + 1, 0, [f"OLD-{n:05}", f"{day:%d/%m/%Y}", *words, f"{day + timedelta(days=9):%d/%m/%Y}"])
    book.close()
    return kept.getvalue()


def importing(by: Any) -> None:
    """Ten thousand rows from the file to the last record, while somebody else reports a problem now and then."""
    import subprocess

    from mutu.core import tenancy
    from mutu.core.identity import new_id
    from mutu.core.importing import actions, progress, running, starting
    from mutu.core.importing.declared import list_named

    nonconformities = list_named("nonconformities")
    assert nonconformities is not None
    data = spreadsheet(10_000)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    other = subprocess.Popen([sys.executable, "-m", "bench.inside", "waiting"], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)  # fmt: skip
    started = time.perf_counter()
    of = starting.receive(new_id(), data, "NC.xlsx", nonconformities, by)
    with tenancy.reading(by.organization):
        found = progress.found_in(progress.of(of), "")
    actions.choose_columns(of.pk, by=by, columns=starting.columns_said(found.guess), sheet=found.sheet)
    running.work(by.organization_id, of.pk)
    checked = time.perf_counter() - started
    actions.bring_in(of.pk, by=by)
    running.work(by.organization_id, of.pk)
    spent = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - idle
    waits, _errors = other.communicate("stop\n")
    done = running.load(by.organization_id, of.pk)
    detail = f"{done.brought_in if done else 0} brought in; the dry run {checked:.0f} s of it"
    say("import 10,000 rows, dry run and all", spent, "s", "<= 90", detail)
    say("import, memory above idle", memory, "MB", "<= 150")
    say("import, the longest another write waited", float(waits.split()[-1]), "s", "<= 2", f"{waits.split()[0]} writes")


def waiting(by: Any) -> None:
    """Report a problem every half second until told to stop; how many, and the longest it took."""
    import select
    from dataclasses import replace

    from mutu.core.identity import new_id
    from mutu.improvement.nonconformities import actions

    times = []
    while not select.select([sys.stdin], [], [], 0.5)[0]:
        fresh = replace(by, grants={})
        times.append(timed(lambda who=fresh: actions.report(new_id(), by=who, what="meanwhile")))  # type: ignore[misc]
    print(len(times), max(times, default=0.0))


def main(section: str) -> None:
    django.setup()
    from bench.fill import actor_of
    from mutu.core import tenancy
    from mutu.core.models import Door

    by = actor_of(Door.objects.get(slug="bench").organization_id)
    work = globals()[section]
    if section in ("paper", "importing", "waiting", "verify"):
        work(by)
    else:
        with tenancy.reading(by.organization):
            work(by)


if __name__ == "__main__":
    main(sys.argv[1])
