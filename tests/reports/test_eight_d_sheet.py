"""The 8D report as a spreadsheet says what the PDF says, and no cell of it is a formula."""

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from tests.operation.complaining import Case
from tests.reports.test_eight_d import HOSTILE, bare
from tests.reports.worked import PRINTED, cold_crack, tight_thread
from tests.web.asking import browser

from mutu.reports.eight_d import ContainmentPlace, EightD, content_hash
from mutu.reports.eight_d_sheet import eight_d_xlsx
from mutu.reports.eight_d_view import short_hash
from mutu.reports.said import own_words


@pytest.fixture
def case(db: None) -> Case:
    from tests.operation import complaining

    return complaining.build()


def rows(report: EightD, sheet: int = 0, **languages: str) -> list[list[Any]]:
    made = eight_d_xlsx(report, printed=PRINTED, **languages)
    return CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(sheet).to_python()


@pytest.mark.parametrize("report", [cold_crack(), tight_thread()])
def test_each_d_has_its_words_in_both_languages_and_the_hash_of_the_pdf(report: EightD) -> None:
    found = rows(report)
    assert found[0][:2] == ["8D", report.number]
    assert {f"D{number}" for number in range(1, 9)} <= {row[0] for row in found}
    assert [row[2] for row in found if row[2]][-1] == short_hash(content_hash(report))
    assert [row for row in found if row[0] == "D2" and row[2] and row[3]] != []


def test_what_nobody_counted_is_empty_and_what_was_counted_is_a_number() -> None:
    places = (ContainmentPlace("stock", 120, found=3), ContainmentPlace("at_customer", None))
    found = rows(replace(bare(), places=places, made=500, language="en", own_language="en"), sheet=1)
    assert [row[1] for row in found[1:]] == [120, "", 500]


def test_what_is_not_yet_filled_in_says_so() -> None:
    found = rows(bare(), language="en", own_language="en")
    assert [row[2] for row in found if row[0] == "D4"] == ["not yet filled in"]


def test_words_stay_words() -> None:
    report = replace(bare(), title=own_words("=1+1", "en"), problem=(own_words(f"=cmd|' /C calc'!A0 {HOSTILE}", "en"),))
    made = eight_d_xlsx(report, printed=PRINTED)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    assert [row[2] for row in rows(report) if str(row[2]).lstrip("'").startswith("=1+1")] != []


def test_ten_thousand_words_fit_into_a_cell() -> None:
    report = replace(bare(), problem=(own_words("word " * 20_000, "en"),))
    assert max(len(str(cell)) for row in rows(report) for cell in row) <= 32_767


def test_the_page_hands_it_out_to_those_who_may_see_the_complaint(case: Case) -> None:
    complaint = case.receive()
    answer = browser(case.ana).get(f"/complaints/{complaint.pk}/8d.xlsx")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="8D-{complaint.number}.xlsx"'
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[0][:2] == ["8D", complaint.number]
    assert browser().get(f"/complaints/{complaint.pk}/8d.xlsx").status_code == 302
