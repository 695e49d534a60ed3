"""What somebody may hand in to hurt the pages: too much, no numbers, formulas, wrong letters, forged files."""

import json
import subprocess
import sys
import time

import pytest
from django.core.cache import cache
from tests.web.asking import browser
from tests.web.markup import HOSTILE
from tests.web.statistics.sending import WIDE, chart, upload, workbook

from mutu.web.statistics import access, work


@pytest.fixture
def client(bayan):
    return browser(bayan.nurul)


KEPT = {
    "what": "mutu data and charts", "version": 1, "made": "mutu", "method": "", "answer": {},
    "asked": {"sheet": "measurements"}, "data": {"names": ["x"], "rows": [["1"], ["2"], ["3"]]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1\n" * 200_000, "up to 100,000 values"),
        (";".join("1" * 600), "up to 100,000 values in up to 500 columns"),
        ("1\nNaN\n2\n", "is no number"),
        ("1\ninf\n2\n", "is no number"),
        ("1\n1e999\n2\n", "infinite or far too large"),
        ("1\n=SUM(A1)\n2\n", "is no number"),
        ("8,05 mm\n8,06 mm\n", "is no number"),
        ("1.234,5\n1.234,6\n", "is no number"),
        ("7\n", "too few values"),
        ("\n ; ;\n", "There is no table"),
        ("\x00\x01\x02", "is no number"),
        (HOSTILE, "is no number"),
    ],
)
def test_a_hostile_table_gets_a_clear_sentence(client, text, words):
    found = chart(client, text)
    assert (found.status_code, words in found.content.decode()) == (422, True)


def test_more_text_than_a_form_may_hold_is_refused(client):
    found = chart(client, "8,0512345\n" * 300_000)
    assert (found.status_code, "up to 100,000 values" in found.content.decode()) == (413, True)


def test_a_million_values_are_refused_before_they_are_read(client):
    begin = time.perf_counter()
    found = chart(client, "8,0512345\n" * 1_000_000)
    assert (found.status_code, "up to 5 MB" in found.content.decode()) == (413, True)
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"\x00" * 10_000_000, 413, "up to 5 MB"),
        (b"7\n" * 3_000_000, 422, "too large"),
        (b"\xff\xfe\x00\xd8\x00\xd8", 422, "cannot be read"),
        (b"%PDF-1.7", 422, "no spreadsheet"),
        (b"PK\x03\x04 broken", 422, "damaged"),
        (b"\x89PNG\r\n", 422, "no spreadsheet"),
        (b'{"a":' * 100_000, 422, "not kept by this page"),
        (b"{}", 422, "not kept by this page"),
        (b'{"what": "mutu data and charts", "version": NaN}', 422, "not kept by this page"),
    ],
)
def test_a_hostile_file_gets_a_clear_sentence(client, data, status, words):
    found = chart(client, "", upload(data))
    assert (found.status_code, words in found.content.decode()) == (status, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"asked": {"sheet": "secret"}}, "none of"),
        ({"asked": {"lower": 1e308, "upper": 1e309}}, "infinite"),
        ({"asked": {"lower": True, "upper": "x"}}, "no number"),
        ({"asked": {"columns": {"__class__": "x"}}}, "Columns are named"),
        ({"asked": {"characteristic": "x" * 1000}}, "up to 200 letters"),
        ({"asked": {"phase1": 1e30}}, ""),
        ({"asked": ["sheet"]}, "not kept by this page"),
        ({"asked": {"__init__": 1}}, "not kept by this page"),
        ({"data": {"names": ["x"], "rows": [[1]]}}, "not kept by this page"),
        ({"data": {"names": "x", "rows": []}}, "not kept by this page"),
        ({"data": {"names": ["x"], "rows": [["1"]] * 100_001}}, "up to 100,000 values"),
        ({"more": 1}, "not kept by this page"),
        ({"version": 2}, "not kept by this page"),
    ],
)
def test_a_forged_file_of_ours_is_refused(client, change, words):
    found = chart(client, "", upload(json.dumps({**KEPT, **change}).encode()))
    assert found.status_code in (200, 422)
    assert words in found.content.decode()


def test_formulas_count_as_the_value_they_showed_and_faults_are_no_numbers(client):
    good = workbook([["x"], ["=A1*2"], [8.03], [8.04]])
    assert chart(client, "", upload(good)).context["answer"]["figures"]["n"] == 3
    bad = workbook([["x"], [8.01], ["=1/0"], [8.04]])
    assert chart(client, "", upload(bad)).status_code == 422


@pytest.mark.parametrize("place", ["characteristic", "unit", "sampling", "text"])
def test_words_cannot_break_out_of_the_page_or_the_picture(client, place):
    text = f"{HOSTILE};y\n1;2\n3;4\n5;6\n" if place == "text" else WIDE
    more = {} if place == "text" else {place: HOSTILE}
    page = chart(client, text, **more).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("name", ["lower", "upper", "target", "phase1"])
@pytest.mark.parametrize("value", ["x", "1e999", "nan", "8,05 mm", "1" * 39])
def test_a_hostile_number_is_refused_or_used_but_never_an_accident(client, name, value):
    assert chart(client, **{name: value}).status_code in (200, 422)


@pytest.mark.parametrize("name", ["sheet", "chart", "rules", "decimal", "column_value"])
def test_a_choice_that_does_not_exist_is_refused(client, name):
    assert chart(client, **{name: "x'); DROP"}).status_code in (200, 422)


def test_work_ends_at_its_bounds(client, monkeypatch):
    monkeypatch.setattr(work, "SECONDS", 0.01)
    found = chart(client, "\n".join(str(i % 17) for i in range(90_000)), rules="nelson")
    assert (found.status_code, "more work than one page may take" in found.content.decode()) == (422, True)


def test_a_worker_that_does_not_answer_is_ended(client, monkeypatch):
    monkeypatch.setattr(work, "PATIENCE", 0.01)
    assert "more work than one page may take" in chart(client).content.decode()


def test_only_so_many_work_at_once(client, monkeypatch):
    monkeypatch.setattr(work, "QUEUE", 0.01)
    for _ in range(work.AT_ONCE):
        work._turns.acquire()
    try:
        found = chart(client)
    finally:
        for _ in range(work.AT_ONCE):
            work._turns.release()
    assert (found.status_code, "Several charts are being drawn" in found.content.decode()) == (503, True)


def test_the_web_process_loads_neither_numpy_nor_scipy():
    program = (
        "import django, sys; django.setup(); import mutu.urls; from django.urls import get_resolver; "
        "get_resolver().url_patterns; print([one for one in ('numpy', 'scipy') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", ["/charts", "/aql?lot=1200&major=2.5"])
def test_strangers_are_shown_the_door_unless_the_owner_opened_it(db, settings, path):
    stranger = browser()
    assert stranger.get(path).status_code == 302
    settings.OPEN_TOOLS = True
    assert stranger.get(path).status_code == 200


def test_a_stranger_is_counted_and_slowed(db, settings, monkeypatch):
    settings.OPEN_TOOLS = True
    monkeypatch.setattr(access, "STRANGERS", 1)
    cache.clear()
    stranger = browser()
    assert [chart(stranger).status_code for _ in range(2)] == [200, 429]
    assert stranger.get("/charts").status_code == 200


def test_a_form_from_elsewhere_is_not_accepted(db, settings):
    settings.OPEN_TOOLS = True
    assert chart(browser(enforce_csrf_checks=True)).status_code == 403
