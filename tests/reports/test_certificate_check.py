"""The printed report of a check: dated, one line a certificate, the same bytes for the same facts."""

from datetime import UTC, datetime

import pytest

from mutu.reports.certificate_check import VERDICTS, Checked, CheckReport, check_report_pdf
from mutu.reports.glyphs import GlyphMissing

AT = datetime(2026, 11, 28, 13, tzinfo=UTC)
LINE = Checked("one.pdf", "valid", "CPA-1", "บริษัท บายัน", "Chao Phraya", "Scope", "1 Jan 2029", "ISO 9001:2015", "today")


def report(*lines, language="en", **changes):
    facts = {"list_name": "List", "list_number": 1, "place": "qms.example", "link": "https://qms.example/verify"}
    return CheckReport(tuple(lines), AT, language=language, **(facts | changes))


@pytest.mark.parametrize("language", ["en", "vi", "ms"])
def test_every_verdict_is_printed_in_every_language(language):
    lines = [Checked(f"{number}.json", verdict) for number, verdict in enumerate(VERDICTS)]
    made = check_report_pdf(report(LINE, *lines, language=language))
    assert made[:5] == b"%PDF-"
    assert made == check_report_pdf(report(LINE, *lines, language=language))


def test_two_hundred_lines_with_long_names_run_over_pages():
    long = Checked("x" * 120, "expired", "N" * 100, "H" * 200, "B" * 200, "S" * 3000)
    made = check_report_pdf(report(*[LINE] * 199, long, list_number=0))
    assert made.count(b"/Type /Page\n") + made.count(b"/Type /Page ") + made.count(b"/Type/Page") >= 1


def test_a_letter_no_font_has_is_named():
    with pytest.raises(GlyphMissing):
        check_report_pdf(report(Checked("\U00012000.json", "valid")))
