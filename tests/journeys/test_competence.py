"""A skill is asked for, learned in a class, shown at the machine, and handed over by a leaver; in a real browser."""

from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.journeys.conftest import Site

ComeIn = Callable[..., Page]
PAGES = ("/skills/", "/skills/gaps", "/trainings/", "/roles", "/do/competence.assess", "/do/training.plan")


def send(page: Page, **facts: str) -> None:
    for name, value in facts.items():
        page.fill(f"[name='{name}']", value)
    page.click("form.form button.primary")
    page.wait_for_load_state()


def choose(page: Page, **facts: str) -> None:
    """Each a select or a row of choices, by its words."""
    for name, label in facts.items():
        if page.locator(f"select[name='{name}']").count():
            page.select_option(f"select[name='{name}']", label=label)
        else:
            page.check(f".field[data-fact='{name}'] label:has-text('{label}') input")


def test_from_what_the_machine_asks_to_who_may_run_it(site: Site, come_in: ComeIn):
    nurul = come_in("nurul")
    nurul.goto(f"{site.address}/skills/")
    nurul.click("a:has-text('Add a skill') >> nth=0")
    send(nurul, name="Starting after a stop")
    skill = nurul.url
    nurul.click("a:has-text('Say what asks for it')")
    choose(nurul, asked_of="a machine or place")
    nurul.select_option("select[name='workplace']", index=1)
    send(nurul)
    assert nurul.url == skill
    nurul.goto(f"{site.address}/do/assignment.start")
    choose(nurul, person="Bishnu Gurung")
    nurul.select_option("select[name='workplace']", index=1)
    send(nurul)

    bishnu = come_in("bishnu", width=390)
    bishnu.goto(f"{site.address}/at/bayan/{site.workplace}")
    bishnu.click("a:has-text('Who may run')")
    assert "Bishnu Gurung, not yet." in bishnu.inner_text("main")

    suresh = come_in("suresh")
    suresh.goto(f"{skill.replace('/skills/', '/skills/gaps?skill=')}")
    assert suresh.locator("tr:has-text('Bishnu Gurung')").count() == 1
    suresh.click("a:has-text('Plan a training for them')")
    assert suresh.locator("[name='attendees.0.person'] option:checked").inner_text() == "Bishnu Gurung"
    choose(suresh, judge="Nurul Aisyah", trainer="Tan Wei Ling")
    send(suresh, what="Starting after a stop", planned_on=date.today().isoformat(), criterion="No scrap at start")
    training = suresh.url

    tan = come_in("tan", width=390)
    tan.goto(training)
    tan.click(".you-can a:has-text('It was held')")
    tan.check("label:has-text('Bishnu Gurung') input")
    tan.select_option("[name='attendees.0.result']", "passed")
    send(tan)
    assert tan.url == training

    bishnu.reload()
    assert "Bishnu Gurung, you may run it." in bishnu.inner_text("main")
    bishnu.click("a:has-text('Show the evidence')")
    assert "Starting after a stop" in bishnu.inner_text("main")


def test_the_evidence_for_a_person_is_three_clicks_away_and_prints(site: Site, come_in: ComeIn):
    nurul = come_in("nurul")
    nurul.click(".index a:has-text('People')")
    nurul.click("td.subject a:has-text('Suresh Pillai')")
    nurul.click("a:has-text('Show the evidence')")
    assert nurul.locator("h2:has-text('What this person can do')").count() == 1
    paper = nurul.pdf()
    assert paper[:5] == b"%PDF-"


def test_a_leaver_hands_everything_over_on_one_screen(site: Site, come_in: ComeIn):
    nurul = come_in("nurul")
    nurul.goto(f"{site.address}/people/")
    nurul.click("td.subject a:has-text('Suresh Pillai')")
    nurul.click("a:has-text('Leaves')")
    assert "Injection moulding" in nurul.inner_text(".hands")
    nurul.fill("[name='left_on']", date.today().isoformat())
    nurul.click("button.destroy")
    assert "Name who carries on" in nurul.inner_text("main")
    nurul.goto(f"{site.address}/roles")
    assert nurul.locator(".owners li:has-text('Injection moulding') >> text=Suresh Pillai").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_no_serious_fault_for_people_who_read_otherwise(site: Site, come_in: ComeIn, path: str, width: int):
    page = come_in("nurul", width=width)
    page.goto(site.address + path)
    serious = [
        (fault["id"], fault["nodes"][0]["html"][:160])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
