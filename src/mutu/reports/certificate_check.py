"""The dated report of a check of certificates: which were handed in, what was found of each, against which trust list.

It says what was true at one moment by one verifier's trust list, and says so on every page: a report is no certificate.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from mutu.reports import paper
from mutu.reports.qr import qr_svg
from mutu.reports.wording import Wording

VERDICTS = (
    "valid",
    "suspended",
    "revoked",
    "expired",
    "not-yet-valid",
    "invalid",
    "untrusted",
    "unaccredited",
    "indeterminate",
    "",
)
"""In the order of the count; the empty one carried nothing signed."""


@dataclass(frozen=True)
class Checked:
    """One line: the file, the verdict (empty when it carried nothing signed), and what the certificate says."""

    file: str
    verdict: str
    number: str = ""
    holder: str = ""
    body: str = ""
    scope: str = ""
    valid_until: str = ""
    standards: str = ""
    status_as_of: str = ""


@dataclass(frozen=True)
class CheckReport:
    """What is printed: the lines, when they were checked, by which trust list, and where."""

    lines: tuple[Checked, ...]
    at: datetime
    list_name: str
    list_number: int
    place: str
    link: str
    language: str = "en"


def check_report_pdf(report: CheckReport) -> bytes:
    """The report as PDF/A-2b; it raises what `paper.pdf` raises."""
    return paper.pdf("certificate_check", _facts(report), at=report.at)


def _facts(report: CheckReport) -> dict[str, Any]:
    wording = Wording(report.language, report.language)

    def say(key: str, *parts: str) -> str:
        return _words()[key][report.language].format(*parts)

    counted = Counter(line.verdict for line in report.lines)
    listed = say("trust_list", report.list_name or "–", str(report.list_number)) if report.list_number else ""
    when = wording.moment(report.at)
    return {
        "language": report.language,
        "tall": [],
        "company": say("title"),
        "place": report.place,
        "link": report.link,
        "qr": qr_svg(report.link),
        "number": when,
        "page_of": wording.say("page_of", "{0}", "{1}"),
        "foot": [say("foot", when), ""],
        "heading": say("heading", str(len(report.lines))),
        "checked": say("checked", when),
        "listed": listed or say("no_list"),
        "counts": [
            {"word": say(_key(verdict)), "number": str(counted[verdict])} for verdict in VERDICTS if counted[verdict]
        ],
        "labels": {key: say(key) for key in ("file", "verdict", "certificate", "holder", "valid_until", "status")},
        "lines": [
            {
                "file": line.file,
                "verdict": say(_key(line.verdict)),
                "good": line.verdict == "valid",
                "certificate": " · ".join(filter(None, (line.number, line.standards, line.body))),
                "scope": line.scope,
                "holder": line.holder,
                "valid_until": line.valid_until,
                "status": line.status_as_of,
            }
            for line in report.lines
        ],
        "not_the_product": say("not_the_product"),
        "not_false": say("not_false"),
    }


def _key(verdict: str) -> str:
    return f"verdict_{verdict}" if verdict else "nothing_signed"


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(
        (files("mutu.reports") / "certificate_check_wording.yaml").read_text("utf-8")
    )
    return words
