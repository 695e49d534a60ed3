"""How long the *Verify* page takes for what people hand in: two hundred certificates, a photo of a code, the report.

``python -m bench.handed_in`` prints a table; seconds are processor time of one core, the best of three rounds.
"""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from mutu.certification.checking import trust_or_nobody
from mutu.certification.many import MOST, checked, opened
from mutu.certification.photographed import text_in
from mutu.demo.certificate_chain import IN_FORCE, write_chain, write_papers
from mutu.lib.credentials.trust import Trust
from mutu.reports.certificate_check import Checked, CheckReport, check_report_pdf

ROUNDS = 3
AIMS = {"a code in a photo of 12 megapixels": "≤ 1 s", "the report on 200, as PDF": "≤ 5 s"}


def best(act: Callable[[], Any]) -> float:
    """The least processor time of some rounds."""
    times = []
    for _round in range(ROUNDS):
        begin = time.process_time()
        act()
        times.append(time.process_time() - begin)
    return min(times)


def packed(data: bytes) -> list[tuple[str, bytes]]:
    """Two hundred copies in one packed folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for number in range(MOST):
            folder.writestr(f"{number}", data)
    return [("folder.zip", out.getvalue())]


def photo(text: str) -> bytes:
    """A photo of 12 megapixels with the code of a printed certificate somewhere in it."""
    import segno

    code = io.BytesIO()
    segno.make(text, error="m").save(code, kind="png", scale=8)
    paper = Image.new("RGB", (3000, 4000), "#d8d4cc")
    with Image.open(code) as image:
        paper.paste(image.convert("RGB").rotate(5, expand=True, fillcolor="white").resize((1100, 1100)), (900, 1500))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=80)
    return out.getvalue()


def _check_all(files: list[tuple[str, bytes]], trust: Trust, now: datetime) -> list[dict[str, Any]]:
    return checked(opened(files), trust, now)


def _report(now: datetime, rounds: Iterator[int]) -> bytes:
    """A report with other words each time, so that the typesetter cannot remember them."""
    again = next(rounds)
    lines = [
        Checked(f"{again}-{number}.json", "valid", f"N-{again}-{number}", "Bayan", "Chao Phraya", f"Moulding {number}")
        for number in range(MOST)
    ]
    return check_report_pdf(CheckReport(tuple(lines), now, "List", 1, "here", "https://here.example/verify"))


def main() -> None:
    """Measure in a throw-away home and print the table."""
    now = datetime.now(UTC)
    with TemporaryDirectory(prefix="mutu-bench-") as folder:
        home = Path(folder)
        os.environ["MUTU_HOME"] = folder
        write_chain(home, now)
        write_papers(home, now)
        place = home / "published" / "cb" / "chao-phraya" / "credentials" / IN_FORCE
        trust, _trouble = trust_or_nobody()
        taken = {}
        for name, path in (
            ("200 bundles", home / "certificates" / f"{IN_FORCE}.qmsbundle"),
            ("200 bare JWTs, completed from published files", place / "1.jwt"),
            ("200 PDFs, completed from published files", place / "1.pdf"),
        ):
            files = packed(path.read_bytes())
            answers = checked(opened(files), trust, now)
            if {answer["verdict"] for answer in answers} != {"valid"}:
                raise SystemExit(f"{name}: not every one came out valid")
            taken[name] = best(partial(_check_all, files, trust, now))
        shot = photo("https://certificates.demo.example/c/1#" + "A" * 574)
        taken["a code in a photo of 12 megapixels"] = best(lambda: text_in(shot))
        taken["the report on 200, as PDF"] = best(partial(_report, now, count()))
    for name, seconds in taken.items():
        print(f"{name:<50} {seconds:6.2f} s  {AIMS.get(name, '≤ 4 s')}")


if __name__ == "__main__":
    main()
