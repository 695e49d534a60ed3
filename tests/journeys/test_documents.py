"""A document written by one, sent back and approved with a PIN by another, read at the machine by a third."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.journeys.conftest import Site
from tests.journeys.test_first_light import fill_and_send

ComeIn = Callable[..., Page]


def type_added(nurul: Page, site: Site) -> None:
    nurul.goto(f"{site.address}/documents/rules")
    nurul.click("a:has-text('Add a type') >> nth=0")
    nurul.check("input[name=category][value=instruction]")
    fill_and_send(nurul, name="Work instruction", code="WI", pattern="WI-{n:2}", review_months="24")
    nurul.wait_for_url("**/documents/rules")


@pytest.mark.parametrize("scripts", [True, False])
def test_write_send_back_approve_release_read(site: Site, come_in: ComeIn, scripts: bool):
    nurul, suresh = come_in("nurul", scripts=scripts), come_in("suresh", scripts=scripts)
    nurul.goto(f"{site.address}/documents/rules")
    if nurul.locator("text=WI-{n:2}").count() == 0:
        type_added(nurul, site)

    suresh.goto(f"{site.address}/documents/")
    suresh.click("a:has-text('Write a document') >> nth=0")
    suresh.select_option("[name=type]", label="Work instruction")
    fill_and_send(suresh, name="Purge at colour change", text="1. Close the slide.\n2. Purge until clean.")
    page = re.sub(r"\?.*", "", suresh.url)
    suresh.click(".you-can a:has-text('Send for approval')")
    suresh.click("form.form button.primary")
    assert suresh.locator(".you-can a:text-is('Approve')").count() == 0

    nurul.goto(page)
    nurul.click(".you-can a:has-text('Send back with a reason')")
    fill_and_send(nurul, remarks="Say how many shots.")
    suresh.goto(page)
    assert suresh.locator("text=Say how many shots.").count() >= 1
    suresh.click(".you-can a:text-is('Write')")
    suresh.fill("[name=text]", "1. Close the slide.\n2. Purge 8 shots.")
    suresh.click("button[name=then]")
    assert suresh.locator("#looks li:has-text('Purge 8 shots.')").count() == 1
    suresh.click("form.writing button.primary")
    suresh.click(".you-can a:has-text('Send for approval')")
    suresh.click("form.form button.primary")

    nurul.goto(page)
    nurul.click(".you-can a:text-is('Approve')")
    fill_and_send(nurul, secret="1111")
    assert nurul.locator("text=That is not your PIN or password.").count() >= 1
    fill_and_send(nurul, secret="2468")
    nurul.click(".you-can a:has-text('Release now')")
    nurul.click("form.form button.primary")
    assert nurul.locator(".identity:has-text('In force: Rev A')").count() == 1

    bishnu = come_in("bishnu", width=390, scripts=scripts)
    bishnu.goto(f"{site.address}/wi/bayan/{page.rpartition('/')[2]}")
    bishnu.wait_for_url("**/read")
    assert bishnu.locator(".document-text li:has-text('Purge 8 shots.')").count() == 1
    assert bishnu.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("address", ["/documents/", "/documents/faults", "/documents/rules", "/documents/attach",
                                     "/documents/requests/", "/do/revision.start"])  # fmt: skip
def test_the_pages_are_for_everybody(site: Site, come_in: ComeIn, address: str):
    page = come_in("nurul")
    page.goto(site.address + address)
    faults = [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert faults == []
