"""A problem reported on a phone, put right by another, cured and closed by a third; in a real browser."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page
from tests.journeys.conftest import Site

ComeIn = Callable[..., Page]
PAGES = (
    "/", "/problems/", "/problems/figures", "/complaints/", "/actions/", "/report", "/mine", "/people/", "/trail",
    "/system", "/readiness", "/find?q=cap", "/import/", "/records/", "/do/nonconformity.report",
)  # fmt: skip


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "cap.jpg"
    Image.new("RGB", (800, 600), "white").save(file)
    return str(file)


def report(page: Page, site: Site, photo: str, words: str) -> str:
    """Three taps and a photo; the answer is the number."""
    page.goto(f"{site.address}/at/bayan/{site.workplace}")
    page.click("label.tile:has-text('Dirty')")
    if page.locator("[data-next]:visible").count():
        page.click("[data-next]:visible")
    page.click("label.tile:has-text('A few')")
    if page.locator("[data-next]:visible").count():
        page.click("[data-next]:visible")
    page.set_input_files("input[type=file]", photo)
    page.evaluate(f"document.querySelector('[name=what]').value = {words!r}")
    page.click("button[type=submit]:visible")
    page.wait_for_url("**/reported/**")
    return re.search(r"NC-\d{4}-\d{4}", page.inner_text("main"))[0]


def fill_and_send(page: Page, **facts: str) -> None:
    for name, value in facts.items():
        page.fill(f"[name='{name}']", value)
    page.click("form.form button.primary")
    page.wait_for_load_state()


def test_report_correct_close_by_three_people(site: Site, come_in: ComeIn, photo: str):
    bishnu = come_in("bishnu", width=390)
    number = report(bishnu, site, photo, "White cap has black points")

    suresh = come_in("suresh")
    suresh.goto(f"{site.address}/problems/")
    suresh.click(f"tr:has-text('{number}') a")
    suresh.click(".you-can a:has-text('Contain it')")
    fill_and_send(suresh, containment="Machine stopped, lot held")
    assert suresh.locator("text=say at least one place").count() > 0
    suresh.select_option("[name='places.0.where']", "in_process")
    fill_and_send(suresh, **{"places.0.quantity": "240", "places.0.found": "12"})
    suresh.click(".you-can a:has-text('put right')")
    fill_and_send(suresh, correction="240 caps sorted, 12 scrapped")

    nurul = come_in("nurul")
    nurul.goto(f"{site.address}/problems/")
    nurul.click(f"tr:has-text('{number}') a")
    problem = nurul.url
    nurul.click(".you-can a:has-text('No corrective action')")
    fill_and_send(nurul, no_action_reason="Single case; the screen was torn and is replaced")
    nurul.goto(f"{site.address}/do/nonconformity.answer_reporter/{problem.rpartition('/')[2]}")
    fill_and_send(nurul, answer="Thank you. The screen is replaced.")
    nurul.click(".you-can a:has-text('Close')")
    fill_and_send(nurul, conclusion="Sorted, screen replaced")
    assert nurul.url == problem
    assert nurul.locator(".state-line .is-done").count() >= 4

    bishnu.goto(f"{site.address}/mine")
    assert bishnu.locator("text=Thank you. The screen is replaced.").count() == 1
    bishnu.click("button:has-text('Still wrong')")
    nurul.goto(problem)
    assert nurul.locator(".you-can a:has-text('Say what caused it')").count() == 1


def test_reporting_works_without_scripts(site: Site, come_in: ComeIn, photo: str):
    page = come_in("bishnu", width=390, scripts=False)
    page.goto(f"{site.address}/report?workplace={site.workplace}")
    page.check("input[name=defect][value=crack]", force=True)
    page.set_input_files("input[type=file]", photo)
    page.click("button[type=submit]:visible")
    page.wait_for_url("**/reported/**")


def test_a_complaint_becomes_an_8d_report(site: Site, come_in: ComeIn):
    nurul = come_in("nurul")
    nurul.goto(f"{site.address}/do/complaint.receive")
    nurul.select_option("[name=customer]", label="Nordlicht Werkzeuge")
    fill_and_send(nurul, what="Cracked screw boss on drill housing")
    complaint = nurul.url
    nurul.click("a:has-text('Raise a nonconformity') >> nth=0")
    nurul.click("form.form button.primary")
    nurul.goto(f"{complaint}/compose?slot=problem")
    first = nurul.locator(".phrase").first
    first.locator("input[type=checkbox]").check()
    for box in first.locator(".boxes input").all():
        box.fill("42")
    nurul.click("button:has-text('Keep these words')")
    assert "42" in nurul.inner_text(".letter")
    answer = nurul.request.get(f"{complaint}/8d.pdf")
    assert answer.ok
    assert answer.body()[:5] == b"%PDF-"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_no_serious_fault_for_people_who_read_otherwise(site: Site, come_in: ComeIn, path: str, width: int):
    page = come_in("nurul", width=width)
    page.goto(site.address + path)
    found = Axe().run(page)
    serious = [
        (fault["id"], fault["nodes"][0]["html"][:160])
        for fault in found.response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_find_panel_is_driven_by_the_keyboard_alone(site: Site, come_in: ComeIn):
    page = come_in("nurul")
    page.goto(f"{site.address}/problems/")
    page.keyboard.press("/")
    page.keyboard.type("suresh")
    chosen = page.locator("#find [aria-selected=true]")
    chosen.wait_for()
    assert chosen.inner_text().startswith("P-")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.locator("#find input").get_attribute("aria-activedescendant") == "find-0"
    faults = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert faults == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/**")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert page.locator("#find").is_hidden()


def test_without_scripts_the_find_bar_leads_to_the_page_of_answers(site: Site, come_in: ComeIn):
    page = come_in("nurul", scripts=False)
    page.goto(f"{site.address}/problems/")
    page.fill("header .find input", "suresh")
    page.press("header .find input", "Enter")
    page.wait_for_url("**/find?q=suresh")
    assert page.locator("ul.found.best a").count() == 1
