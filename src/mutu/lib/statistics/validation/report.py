"""The validation report: what was run, on what, with which result, and a hash that shows whether it was
altered.
"""

import datetime
import hashlib
import math
import platform
import sys
from collections.abc import Sequence
from importlib import metadata

import numpy as np

from mutu.lib.statistics.validation.run import CaseResult

PURPOSE = """Evidence under ISO 9001:2015 7.1.5.1 that the statistical functions of this installation are fit
for their purpose: each case below is a published or independently computed question; the functions saw its
input only, and every expected value was compared at the relative tolerance stated (closed forms 1e-8; run
lengths, noncentral t and p-values 1e-6; fitted distributions 1e-4)."""


def version_of(package: str) -> str:
    """The installed version of a package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed as a package"


def report(results: Sequence[CaseResult], now: datetime.datetime | None = None) -> str:
    """The report as Markdown. Its last line is the SHA-256 of everything above that line.

    >>> text = report([], datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC))
    >>> "0 passed, 0 failed" in text, check(text)
    (True, True)
    """
    moment = now or datetime.datetime.now(datetime.UTC)
    body = "\n".join([*_heading(results, moment), *_cases(results), ""])
    return f"{body}\nSHA-256 of the text above: {_digest(body)}\n"


def check(text: str) -> bool:
    """Whether a report is as it was written."""
    body, mark, rest = text.rpartition("\nSHA-256 of the text above: ")
    return bool(mark) and _digest(body) == rest.strip()


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _heading(results: Sequence[CaseResult], moment: datetime.datetime) -> list[str]:
    passed = sum(result.passed for result in results)
    values = sum(result.judged for result in results)
    return [
        "# Validation of the statistical functions",
        "",
        PURPOSE,
        "",
        f"- Result: **{passed} passed, {len(results) - passed} failed**; {values} values compared",
        f"- Date: {moment.isoformat(timespec='seconds')}",
        f"- Mutu {version_of('mutu')}, NumPy {np.__version__}, SciPy {version_of('scipy')}",
        f"- Python {platform.python_version()}, {platform.platform()}",
        f"- Double precision: epsilon {sys.float_info.epsilon!r}",
        "",
    ]


def _cases(results: Sequence[CaseResult]) -> list[str]:
    lines = [
        "| case | procedure | values | largest relative error | result | source |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    notes = []
    for result in results:
        notes += [f"- {result.case.id}: {words} (printed, not judged)" for words in result.case.informative()]
        error = f"{result.largest_error:.1e}" if math.isfinite(result.largest_error) else "-"
        verdict = "pass" if result.passed else "FAIL: " + "; ".join(result.faults[:3])
        cells = (
            result.case.id,
            result.case.procedure,
            str(result.judged),
            error,
            verdict,
            result.case.source,
        )
        lines.append("| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |")
    return [*lines, *(["", *notes] if notes else [])]
