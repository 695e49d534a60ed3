"""`make bench`: measures what the issue asks for, prints a table, writes bench/result.json.

python -m bench.run [--rows 100000] [--only list,search,...]
"""

import argparse
import importlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.engines import bare_database, urls_of
from bench.served import proportional_memory, served

PIN = "2468"
SLUG = "bench"
ENGINES = tuple(os.environ.get("BENCH_ENGINES", "sqlite,postgres").split(","))
QUERIES = (
    "flash",
    "silver streak",
    "精密",
    "尺寸",
    "สี",
    "ren m6",
    "lot 2611-07",
    "nc-2026",
    "bos skru",
    "khuê",
    "gate vestige 77",
)
results: list[dict[str, Any]] = []


def note(what: str, value: float, unit: str, goal: str = "", detail: str = "") -> None:
    results.append({"what": what, "value": round(value, 3), "unit": unit, "goal": goal, "detail": detail})
    print(f"{what:70} {value:10.2f} {unit:8} {goal:14} {detail}", flush=True)


@cache
def home_of(rows: int, engine: str) -> Path:
    """A home with so many records, made once and kept in the system's temporary folder."""
    home = Path(tempfile.gettempdir()) / f"mutu-bench-{engine}-{rows}"
    environment = {**os.environ, **urls_of(engine, rows), "MUTU_HOME": str(home), "MUTU_CLOCK_MAY_BE_SET": "1"}
    if (home / "filled").exists():
        subprocess.run([sys.executable, "-m", "mutu.cli.main", "migrate"], env=environment, check=True)
    else:
        home.mkdir(exist_ok=True)
        subprocess.run([sys.executable, "-m", "bench.make", str(rows)], env=environment, check=True)
        (home / "filled").touch()
    return home


@contextmanager
def bare(engine: str, rows: int = 100_000) -> Iterator[Any]:
    """The bare pages on the same engine, served, and somebody signed in."""
    home = Path(tempfile.mkdtemp(prefix="mutu-bare-"))
    environment = {"MUTU_HOME": str(home), "BARE_DATABASE": json.dumps(bare_database(engine, home))}
    made = [sys.executable, "-m", "bench.baseline_rows", str(rows)]
    subprocess.run(made, env={**os.environ, **environment}, check=True)
    with served("bench.baseline:application", home, **environment) as client:
        client.get("/enter")
        yield client


def in_turn(*asked: Callable[[int], float], times: int = 200) -> list[float]:
    """The median milliseconds of each, one after the other in turn: what slows the machine slows them all."""
    took = [[ask(n) for ask in asked] for n in range(times + 10)][10:]
    return [statistics.median(one) for one in zip(*took, strict=True)]


RARE = (
    "/problems/?show=all&text=" + quote("gate vestige 4711"),
    "/problems/?show=hold",
    "/problems/?state=withdrawn",
)


def lists(rows: int) -> None:
    reported = {"defect": "crack", "without_photo": "1"}
    for engine in ENGINES:
        with (
            bare(engine) as plain,
            served("mutu.wsgi:application", home_of(rows, engine), **urls_of(engine, rows)) as client,
        ):
            client.sign_in(SLUG, "1001", PIN)
            addresses = ("/problems/?show=all&period=365", *RARE)
            page, found, *rare = in_turn(
                lambda _n, one=plain: one.timed("/page"),
                *(lambda _n, one=client, path=path: one.timed(path) for path in addresses),
            )
            note(f"bare page, 50 rows by key ({engine})", page, "ms")
            note(f"list of {rows}, a filter, / bare page ({engine})", found / page, "x", "<= 2.0", f"{found:.1f} ms")
            what = f"list of {rows}, filters that match almost nothing, the slowest of 3, / bare page ({engine})"
            note(what, max(rare) / page, "x", "<= 3", f"{max(rare):.1f} ms")
            kept, spent = in_turn(
                lambda n, one=plain: one.sent("/insert", {"what": f"spots {n}"}),
                lambda n, one=client: one.sent("/report", {**reported, "what": f"bench {n}"}),
                times=100,
            )
            note(f"bare insert ({engine})", kept, "ms")
            note(f"report a problem at {rows}, / bare insert ({engine})", spent / kept, "x", "<= 3", f"{spent:.1f} ms")


def growth(rows: int) -> None:
    for engine in ENGINES:
        with (
            served("mutu.wsgi:application", home_of(1000, engine), **urls_of(engine, 1000)) as small,
            served("mutu.wsgi:application", home_of(rows, engine), **urls_of(engine, rows)) as large,
        ):
            for one in (small, large):
                one.sign_in(SLUG, "1001", PIN)
            few, many = in_turn(
                *(lambda _n, one=one: one.timed("/problems/?show=all&period=365") for one in (small, large))
            )
        note(f"list of {rows} / list of 1000 ({engine})", many / few, "x", "<= 1.3", f"{many:.1f} ms")


def searching(rows: int) -> None:
    for engine in ENGINES:
        with served("mutu.wsgi:application", home_of(rows, engine), **urls_of(engine, rows)) as client:
            client.sign_in(SLUG, "1001", PIN)
            times = [client.timed(f"/find?q={quote(query)}") for _round in range(20) for query in QUERIES]
        p95, median = statistics.quantiles(times, n=20)[18], statistics.median(times)
        note(f"search box at {rows}, p95 ({engine})", p95, "ms", "<= 150", f"median {median:.0f}")


def inside(rows: int, section: str) -> None:
    """Measurements inside a process of their own, with the home's data."""
    for engine in ENGINES:
        environment = {
            **os.environ, **urls_of(engine, rows), "MUTU_HOME": str(home_of(rows, engine)),
            "DJANGO_SETTINGS_MODULE": "mutu.settings",
        }  # fmt: skip
        told = subprocess.run(
            [sys.executable, "-m", "bench.inside", section], env=environment, check=True, capture_output=True, text=True
        )
        for line in told.stdout.splitlines():
            said = json.loads(line)
            note(f"{said.pop('what')} ({engine}, {rows})", **said)


def serving(rows: int) -> None:
    from bench.served import free_port

    home, port = home_of(rows, "sqlite"), free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "mutu.cli.main", "serve", "--port", str(port)],
        env={**os.environ, "MUTU_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    try:
        from bench.served import Client

        client = Client(port, process.pid)
        note("mutu serve to first answer", time.perf_counter() - started, "s", "<= 3")
        client.sign_in(SLUG, "1001", PIN)
        for _time in range(40):
            client.get("/problems/")
        time.sleep(2)
        note("memory of mutu serve with two workers (PSS)", proportional_memory(process.pid), "MB", "<= 250")
        weigh(client)
    finally:
        process.terminate()
        process.wait(15)


def weigh(client: Any) -> None:
    """What a browser fetches the first time, and what the next page costs."""
    import re

    _status, html, headers = client.get("/problems/", Accept_Encoding="gzip")
    page = len(html)
    if headers.get("content-encoding") == "gzip":
        import gzip

        html = gzip.decompress(html)
    total = page
    for found in set(re.findall(rb'(?:href|src)="(/static/[^"#]+)', html)):
        total += len(client.get(found.decode(), Accept_Encoding="gzip")[1])
    note("page weight over the wire, first", total / 1000, "kB", "<= 120")
    note("page weight over the wire, next", page / 1000, "kB", "<= 30")


def demo(_rows: int) -> None:
    home = tempfile.mkdtemp(prefix="mutu-demo-")
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mutu.cli.main", "demo", "--build-only"],
        env={**os.environ, "MUTU_HOME": home},
        check=True,
    )
    note("the demo build alone", time.perf_counter() - started, "s", "<= 60")


SECTIONS: dict[str, Callable[[int], None]] = {
    "list": lists,
    "growth": growth,
    "search": searching,
    "readiness": lambda rows: inside(rows, "readiness"),
    "verify": lambda rows: inside(rows, "verify"),
    "prove": lambda rows: inside(rows, "prove"),
    "import": lambda rows: inside(rows, "importing"),
    "paper": lambda rows: inside(rows, "paper"),
    "serve": serving,
    "demo": demo,
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=int(os.environ.get("BENCH_ROWS", "100000")))
    parser.add_argument("--only", default=",".join(SECTIONS))
    given = parser.parse_args()
    importlib.invalidate_caches()
    failed = 0
    for name in given.only.split(","):
        try:
            SECTIONS[name](given.rows)
        except Exception as error:
            failed += 1
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    Path("bench/result.json").write_text(
        json.dumps({"machine": machine, "rows": given.rows, "results": results}, indent=1)
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
