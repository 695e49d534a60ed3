"""*Data & charts*: a pasted or uploaded table, the right chart and why, paper, and a file that opens again."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.reports.worked import text_of
from tests.web.asking import browser
from tests.web.statistics.sending import WIDE, chart, upload, workbook

from mutu.web.statistics.charts import SHEETS
from mutu.web.statistics.examples import example


@pytest.fixture
def client(bayan):
    return browser(bayan.nurul)


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_entry_sheet_has_an_example_that_works(client, sheet):
    page = client.get(f"/charts?sheet={sheet}&example=1")
    form = example(sheet)
    assert (page.status_code, form["text"].splitlines()[0] in page.content.decode()) == (200, True)
    found = chart(client, sheet=sheet, **form)
    assert (found.status_code, found.context["pictures"][0][0]) == (200, "chart")


def test_a_wide_table_with_decimal_commas_is_an_average_and_range_chart(client):
    found = chart(client, characteristic="Boss diameter", unit="mm", lower="7,9", upper="8,2")
    assert (found.status_code, found.context["answer"]["chart"]) == (200, "xbar_r")
    page = found.content.decode()
    for words in ("Average and range (X̄-R)", "groups of 3", "<h1>Boss diameter</h1>", "LSL 7.9 mm", "75 of 75"):
        assert words in page
    assert [name for name, _svg in found.context["pictures"]] == ["chart", "histogram", "probability"]


@pytest.mark.parametrize(
    ("text", "more", "kind", "why"),
    [
        ("8,01\n8,02\n\n8,03\n8,02\n", {}, "i_mr", "single_values"),
        ("lot;x\nA;1\nA;2\nB;3\nB;4\n", {}, "xbar_r", "small_subgroups"),
        ("lot;x\nA;1\nA;2\nB;3\nB;4\nB;5\n", {}, "xbar_s", "unequal_subgroups"),
        ("a;b\n1;2\n3;\n2;4\n", {}, "xbar_s", "unequal_subgroups"),
        (WIDE, {"chart": "median_r"}, "median_r", "asked"),
        ("bad;of\n1;50\n2;60\n3;50\n", {"sheet": "counts"}, "p", "unequal_samples"),
        ("bad\n1\n2\n3\n", {"sheet": "counts", "size": "50"}, "np", "equal_samples"),
        ("n\n1\n2\n3\n", {"sheet": "counts", "counted": "nonconformities"}, "c", "equal_units"),
        ("n;m\n1;1,5\n2;2\n3;1\n", {"sheet": "counts", "counted": "nonconformities"}, "u", "unequal_units"),
        ("n;of\n900;9000\n2000;9100\n400;9000\n1500;9000\n", {"sheet": "counts"}, "p_prime", "overdispersed"),
    ],
)
def test_the_chart_fits_the_table_and_the_page_says_why(client, text, more, kind, why):
    found = chart(client, text, **more)
    assert (found.status_code, found.context["answer"]["chart"], found.context["answer"]["reason"]) == (200, kind, why)
    assert found.context["why"] in found.content.decode().replace("&#x27;", "'")


def test_limits_can_come_from_the_first_points_only(client):
    shifted = "\n".join(["8,00", "8,01"] * 10 + ["9,00"] * 5)
    found = chart(client, shifted, phase1="20")
    assert found.context["answer"]["lines"][0]["center"] == pytest.approx(8.005)
    assert "limits carried forward" in found.content.decode()


def test_capability_is_withheld_where_the_process_is_not_stable(client):
    jump = "\n".join(["8,00", "8,01"] * 20 + ["9,00"])
    page = chart(client, jump, lower="7", upper="10").content.decode()
    assert "not given: the process is not stable" in page
    steady = chart(client, "\n".join(["8,00", "8,01"] * 20), lower="7", upper="10", rules="iso_7870_2")
    assert "not given" not in steady.content.decode()


def test_nothing_is_stored(client):
    chart(client)
    with CaptureQueriesContext(connection) as seen:
        chart(client)
    said = [one["sql"].split()[0] for one in seen.captured_queries if "set_config" not in one["sql"]]
    told = [verb for verb in said if verb in ("SELECT", "INSERT", "UPDATE", "DELETE")]
    assert told == ["SELECT", "SELECT"]  # the session, and whether anything changed since we knew who is asking


def test_an_excel_file_is_read_and_shown_as_text_to_correct(client):
    book = workbook([["Boss diameter"], ["no", "x", "y"], *[[i, 8 + i / 100, 8.01] for i in range(1, 6)]])
    found = chart(client, "", upload(book, "table.xlsx"))
    assert found.context["answer"]["chart"] == "xbar_r"
    assert found.context["form"]["text"].splitlines()[:2] == ["no\tx\ty", "1\t8.01\t8.01"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "cp1258"])
def test_csv_in_usual_encodings_is_read(client, encoding):
    found = chart(client, "", upload("Maß é;x\nÄ;8,01\nB;8,02\nC;8,03\n".encode(encoding, "replace")))
    assert (found.status_code, found.context["answer"]["chart"]) == (200, "i_mr")


def test_the_study_is_kept_as_a_file_that_opens_again(client):
    asked = {"characteristic": "Boss", "unit": "mm", "lower": "7,9", "upper": "8,2", "rules": "nelson"}
    kept = chart(client, do="json", **asked)
    assert kept["Content-Disposition"] == 'attachment; filename="boss.json"'
    content = json.loads(kept.content)
    assert (content["what"], content["data"]["names"], len(content["data"]["rows"])) == (
        "mutu data and charts", ["a", "b", "c"], 25,
    )  # fmt: skip
    assert content["method"].startswith("mean +- 3 sigma, sigma = mean range / d2")
    again = chart(client, "", upload(kept.content, "boss.json"))
    assert again.context["answer"] == content["answer"]
    assert [again.context["form"][name] for name in ("characteristic", "lower", "rules")] == ["Boss", "7.9", "nelson"]


def test_the_a4_page_says_what_the_screen_says(client):
    pdf = chart(client, do="pdf", characteristic="Đường kính", unit="mm", lower="7,9", upper="8,2")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    words = text_of(pdf.content)
    for said in ("Đường kính", "LSL 7.9 mm", "Average and range", "75 of 75"):
        assert said in words


def test_a_letter_no_font_has_is_said_and_not_printed_as_a_box(client):
    found = chart(client, do="pdf", characteristic="\U0001f9ff")
    assert (found.status_code, "No font here can draw" in found.content.decode()) == (422, True)


def test_columns_can_be_named(client):
    text = "x;lot;y\n1;A;5\n2;A;6\n3;B;7\n4;B;9\n"
    found = chart(client, text, column_value="y", column_subgroup="lot")
    assert found.context["answer"]["figures"]["mean"] == 6.75
    assert '<option value="y" selected>' in found.content.decode()


def test_an_incomplete_gauge_study_names_the_cell(client):
    text = "part;operator;t1;t2\n1;A;2;2,1\n1;B;2;2,1\n2;A;3;3,1\n"
    page = chart(client, text, sheet="gauge")
    assert (page.status_code, "operator &#x27;B&#x27;: 0 measurements instead of 2" in page.content.decode()) == (
        422, True,
    )  # fmt: skip


def test_parts_of_their_own_are_a_nested_study(client):
    text = "part;operator;t1;t2\n1;A;7,0;7,2\n2;A;6,6;6,7\n3;B;7,3;7,3\n4;B;7,1;7,5\n"
    found = chart(client, text, sheet="gauge")
    assert (found.status_code, found.context["answer"]["chart"]) == (200, "gauge_nested")


def test_other_languages_have_their_own_decimal_sign(client):
    client.post("/language", {"language": "vi", "next": "/charts"})
    found = chart(client, characteristic="x", unit="mm", lower="7,9")
    assert "LSL 7,9 mm" in found.content.decode()
