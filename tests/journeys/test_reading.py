"""A class of three signs by badge, and an operator goes through a set of cards on a phone; in a real browser."""

import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.journeys.conftest import Site

ComeIn = Callable[..., Page]
PURGE = "Purge at colour change"


def begin_class(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/readers/")
    page.click(f"tr:has-text('{PURGE}') a")
    page.click(".crumb a >> nth=1")
    page.click("a:has-text('Sign in a class')")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_class_of_three_signs_by_badge(site: Site, come_in: ComeIn, scripts: bool) -> None:
    page = come_in("nurul", width=390, scripts=scripts)
    begin_class(page, site)
    began = time.monotonic()
    for who, name in (("suresh", "Suresh Pillai"), ("bishnu", "Bishnu Gurung"), ("tan", "Tan Wei Ling")):
        page.fill("#badge", site.badges[who])
        page.press("#badge", "Enter")  # as a scanner does: the browser asks for the PIN, nothing is sent
        page.fill("#pin", "2468")
        page.press("#pin", "Enter")
        page.wait_for_load_state()
        page.wait_for_selector(f".class-last:has-text('{name}')")
    each = (time.monotonic() - began) / 3
    assert each < 15
    if scripts:
        assert page.locator(".class-here li").count() == 3
    page.goto(f"{site.address}/readers/")
    assert page.locator(f"tr:has-text('{PURGE}'):has-text('3 of 5')").count() == 1


def test_a_wrong_pin_signs_nothing_and_says_so(site: Site, come_in: ComeIn) -> None:
    page = come_in("nurul", width=390)
    begin_class(page, site)
    page.fill("#badge", site.badges["suresh"])
    page.fill("#pin", "0000")
    page.press("#pin", "Enter")
    page.wait_for_selector("text=Badge and PIN do not fit")
    assert page.input_value("#badge") == site.badges["suresh"]


def test_an_operator_goes_through_the_cards_on_a_phone(site: Site, come_in: ComeIn) -> None:
    page = come_in("bishnu", width=390, scripts=False)
    page.goto(f"{site.address}/")
    page.click("a:has-text('Go through the cards')")
    assert page.inner_text("h1") == "Something wrong? Stop and report"
    page.click("label.tile:has-text('Hide it')")
    page.click("button.big")
    assert page.locator("text=Not quite.").count() == 1
    for answer in ("Report it", "The code at the machine"):
        page.click(f"label.tile:has-text('{answer}')")
        page.click("button.big")
    page.goto(f"{site.address}/learn/")  # the phone is put away and taken out again
    page.click("a:has-text('Go on')")
    page.click(".menu summary")
    page.click("a[lang=ms]")
    for answer in ("Apa yang saya ukur sekarang", "Kata tidak", "Tunjukkan kerja saya"):
        page.click(f"label.tile:has-text('{answer}')")
        page.click("button.big")
    assert page.url.endswith("/learn/floor/done")
    lead = come_in("nurul")
    lead.goto(f"{site.address}/awareness/")
    assert lead.locator("tr:has-text('Bishnu Gurung'):has-text('Bahasa Melayu')").count() == 1


@pytest.mark.parametrize(
    "path", ["/learn/", "/learn/basics", "/learn/floor", "/to-read/", "/class/", "/readers/", "/aware/"]
)
def test_the_pages_of_reading_and_learning_can_be_used_by_everybody(site: Site, come_in: ComeIn, path: str) -> None:
    page = come_in("nurul", width=390)
    page.goto(site.address + path)
    found = Axe().run(page)
    assert [one["id"] for one in found.response["violations"]] == []
