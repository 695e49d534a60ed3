"""How long a master list of 2,000 lines takes to be tried, and a page of a document: `python -m bench.documents`.

A throw-away home with a small factory; figures are printed, and the program ends with 1 where one is missed.
"""

import os
import sys
import tempfile
import time

DRY_RUN, PAGE = 5.0, 0.5
LINES = int(os.environ.get("LINES", "2000"))


def main() -> int:
    """Build, try the list, open pages."""
    with tempfile.TemporaryDirectory(prefix="mutu-bench-") as home:
        os.environ |= {"MUTU_HOME": home, "DJANGO_SETTINGS_MODULE": "mutu.settings", "MUTU_CLOCK_MAY_BE_SET": "1"}
        from mutu.cli import starting

        starting.prepare()
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["testserver"]
        missed = tried() + opened()
    return 1 if missed else 0


def said(what: str, seconds: float, most: float) -> int:
    print(f"{what}: {seconds:.2f} s (at most {most} s)")
    return int(seconds > most)


def tried() -> int:
    """The dry run of a list as long as a large factory's."""
    from tests.core.bringing_in import check, faults, receive, xlsx
    from tests.resources.writing import build

    factory = build().factory
    rows: list[tuple[object, ...]] = [("Doc No", "Title", "Rev", "Effective date", "Approved by", "Next review")]
    rows += [(f"WI-{n:04}", f"Instruction {n}", "A", "15/01/2025", "Nurul Aisyah", "15/01/2030") for n in range(LINES)]
    of = receive(xlsx(rows), factory.nurul, "documents", "master.xlsx")
    began = time.perf_counter()
    of = check(of, factory.nurul)
    seconds = time.perf_counter() - began
    assert (of.good, faults(of)) == (LINES, [])
    return said(f"master list of {LINES} lines, dry run", seconds, DRY_RUN)


def opened() -> int:
    """The page of a document with twenty revisions, and the reading page on a phone."""
    from tests.resources.writing import build
    from tests.web.asking import browser

    office = build()
    document = office.document()
    for day in range(20):
        office.revised(document, day + 1)
    client, missed = browser(office.factory.nurul), 0
    for address in (f"/documents/{document.pk}", f"/documents/{document.pk}/read"):
        client.get(address)
        began = time.perf_counter()
        answer = client.get(address)
        seconds = time.perf_counter() - began
        size = len(answer.content)
        missed += said(f"{address.rpartition('/')[2][:4]} ({answer.status_code}, {size / 1000:.1f} kB)", seconds, PAGE)
    return missed


if __name__ == "__main__":
    sys.exit(main())
