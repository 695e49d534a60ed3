"""Somebody who was handed a certificate, on a phone and at a desk: no account, no instruction."""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bench.served import served
from playwright.sync_api import Browser, Page, expect

from mutu.demo.certificate_chain import IN_FORCE, SUSPENDED_ONE, WITHDRAWN_ONE

PREPARE = """
from mutu.cli import starting
starting.prepare()
from datetime import UTC, datetime
from mutu.certification.checking import home
from mutu.demo.certificate_chain import write_chain, write_papers
write_chain(home(), datetime.now(UTC))
write_papers(home(), datetime.now(UTC))
"""
FIRST_LOAD = 120_000


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server on which the demo's two bodies publish, and its home."""
    home = tmp_path_factory.mktemp("certificates")
    keep_out = ("MUTU_DATABASE_URL", "MUTU_OWNER_DATABASE_URL")
    environment = {name: value for name, value in os.environ.items() if name not in keep_out}
    environment |= {"MUTU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "mutu.settings", "MUTU_DEMO": "1"}
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True)
    database = f"sqlite:///{home / 'mutu.sqlite3'}"
    with served("mutu.wsgi:application", home, MUTU_DATABASE_URL=database, MUTU_DEMO="1") as client:
        yield f"http://127.0.0.1:{client.port}", home


@pytest.fixture
def visit(place: tuple[str, Path], browser: Browser) -> Iterator[Callable[..., Page]]:
    """`visit("/verify", width=390)` is a stranger's page."""
    contexts = []

    def enter(path: str, width: int = 390, scripts: bool = True, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=scripts, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(place[0] + path)
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_bundle_is_handed_in_and_its_verdict_read(visit, place, scripts):
    page = visit("/verify", scripts=scripts)
    page.set_input_files("#file", place[1] / "certificates" / f"{IN_FORCE}.qmsbundle")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_contain_text("This certificate is genuine and in force.")
    expect(page.locator(".standing li")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") if scripts else True


def test_files_are_dropped_on_the_page_at_a_desk(visit, place):
    page = visit("/verify", width=1280)
    text = (place[1] / "certificates" / f"{SUSPENDED_ONE}.qmsbundle").read_text()
    page.evaluate(
        """(text) => {
            const carrier = new DataTransfer();
            carrier.items.add(new File([text], "handed.qmsbundle"));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: carrier, bubbles: true, cancelable: true }));
        }""",
        text,
    )
    expect(page.locator("h1")).to_contain_text("This certificate is suspended since")


def test_a_folder_becomes_a_table_and_a_dated_report(visit, place):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        for number in (IN_FORCE, SUSPENDED_ONE, WITHDRAWN_ONE):
            folder.write(place[1] / "certificates" / f"{number}.qmsbundle", f"{number}.qmsbundle")
    page = visit("/verify", width=1280)
    page.set_input_files("#file", {"name": "f.zip", "mimeType": "application/zip", "buffer": out.getvalue()})
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("3 certificates checked")
    expect(page.locator("tbody tr")).to_have_count(3)
    report = page.request.post(
        f"{place[0]}/verify/report", form={"report": page.locator("[name=report]").input_value()}
    )
    assert (report.status, report.body()[:5]) == (200, b"%PDF-")
    assert re.search(r"certificate-check-\d{4}-\d\d-\d\d", report.headers["content-disposition"])


def test_a_folder_is_chosen_at_a_desk(visit, place):
    page = visit("/verify", width=1280)
    page.set_input_files("#folder", place[1] / "certificates")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("3 certificates checked")


def test_the_browser_s_own_reader_of_codes_sends_what_it_reads(visit, place, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(
        """window.BarcodeDetector = class {
            static async getSupportedFormats() { return ["qr_code"]; }
            async detect() { return [{ rawValue: "https://certificates.demo.example/c/1#AAAA" }]; }
        };
        const still = document.createElement("canvas");
        navigator.mediaDevices.getUserMedia = async () => still.captureStream();
        HTMLMediaElement.prototype.play = async () => {};"""
    )
    page.goto(f"{place[0]}/verify")
    page.get_by_role("button", name="Scan its code with the camera").click()
    expect(page.locator("h1")).to_contain_text("That does not mean it is false.")
    context.close()


def test_a_plain_certificate_gets_findings_registers_and_a_letter(visit):
    page = visit("/verify")
    page.get_by_role("link", name="Check a plain certificate").click()
    for name, value in (("number", "VN-1"), ("holder", "Bayan"), ("standard", "ISO 9001:2017"), ("body", "CPA")):
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("1 point speaks against relying on it.")
    assert page.get_by_role("link", name="Write to the body").get_attribute("href").startswith("mailto:?subject=")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_number_that_is_not_here_is_not_called_fake(visit):
    page = visit("/verify")
    page.fill("#number", "NOBODY-7")
    page.get_by_role("button", name="Look it up").click()
    expect(page.locator("h1")).to_contain_text("This does not mean it is fake.")
    page.get_by_role("link", name="Check it, and write to the body").click()
    expect(page.locator("[name=number]")).to_have_value("NOBODY-7")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/verify", f"/c/{IN_FORCE}", f"/c/{WITHDRAWN_ONE}", "/c/none", "/verify/paper", "/trust"]
)
def test_every_page_can_be_used_by_everybody(visit, path, scheme, width):
    page = visit(path, width=width, scheme=scheme)
    found = Axe().run(page)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_answers_can_be_used_by_everybody(visit, place, width):
    changed = (place[1] / "published" / "cb" / "chao-phraya" / "credentials" / IN_FORCE / "1.json").read_text()
    page = visit("/verify", width=width)
    page.fill("#text", changed.replace("Injection moulding", "Design"))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("link", name="Open the real one")).to_be_visible()
    found = Axe().run(page).response["violations"]
    page.goto(f"{place[0]}/verify")
    page.set_input_files(
        "#file", [place[1] / "certificates" / f"{number}.qmsbundle" for number in (IN_FORCE, SUSPENDED_ONE)]
    )
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("2 certificates checked")
    found += Axe().run(page).response["violations"]
    page.goto(f"{place[0]}/verify/paper")
    page.fill("[name=holder]", "Bayan")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#registers")).to_be_visible()
    found += Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_first_load_is_light(visit, place, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page, sizes = context.new_page(), []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(f"{place[0]}/verify", wait_until="networkidle")
    assert 10_000 < sum(sizes) <= FIRST_LOAD
    context.close()
