"""A table with decimal commas becomes a chart and a PDF, a lot a plan: in a real browser, without scripts too."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.journeys.conftest import Site

ComeIn = Callable[..., Page]
TABLE = "x1\tx2\tx3\n" + "\n".join(f"8,0{i % 7}\t8,0{(i + 2) % 7}\t8,0{(i + 4) % 7}" for i in range(25))


def draw(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/charts")
    page.fill("[name=text]", TABLE)
    page.fill("[name=characteristic]", "Boss diameter")
    page.fill("[name=lower]", "7,9")
    page.fill("[name=upper]", "8,2")
    page.click("button[value=show]")
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_pasted_table_becomes_a_chart_and_a_pdf(site: Site, come_in: ComeIn, scripts: bool):
    nurul = come_in("nurul", scripts=scripts)
    draw(nurul, site)
    assert nurul.inner_text("h1") == "Boss diameter"
    assert nurul.locator(".study-picture svg").count() == 3
    assert nurul.input_value("[name=text]").startswith("x1\tx2\tx3\n8,00\t8,02\t8,04\n")
    with nurul.expect_request("**/charts") as asked:
        nurul.click("button[value=pdf]", no_wait_after=True)
    answer = asked.value.response()
    assert answer is not None
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")


def test_a_lot_becomes_a_plan(site: Site, come_in: ComeIn):
    nurul = come_in("nurul", width=390)
    nurul.goto(f"{site.address}/aql")
    nurul.fill("[name=lot]", "1200")
    nurul.click("button:has-text('Look it up')")
    nurul.wait_for_load_state()
    assert nurul.locator(".plan-numbers").first.inner_text().split() == (
        ["check", "80", "n", "accept", "up", "to", "0", "Ac", "refuse", "from", "1", "Re"]
    )
    assert nurul.locator(".study-picture svg").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_both_pages_are_accessible_and_fit(site: Site, come_in: ComeIn, width: int):
    nurul = come_in("nurul", width=width)
    draw(nurul, site)
    found = []
    for where in ("", "/aql?lot=1200&level=II&severity=normal&critical=0&major=2.5&minor=4.0", "/charts?sheet=gauge"):
        if where:
            nurul.goto(f"{site.address}{where}")
        found += [f"{where} {one['id']}" for one in Axe().run(nurul).response["violations"]]
        wide = nurul.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{where} {wide} px too wide"] if wide > 0 else []
    assert found == []
