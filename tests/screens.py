"""A picture of every page, on a phone and on a desk, in docs/screens: `make screens`.

Builds the demo (or takes one that stands in MUTU_SCREENS_HOME), works on a copy of it, serves the copy on loopback
and looks at every page through Chromium. `python -m tests.screens today problem` takes only those; `--into DIR` puts
them elsewhere.
"""

import argparse
import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from bench.served import served
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.journeys.conftest import CHROMIUM, SWITCHES

WIDTHS = {390: 844, 1280: 800}
TALLEST = 3200
FOLDER = Path(__file__).parent.parent / "docs" / "screens"
QUALITY, OPERATOR, DIRECTOR, ENGINEER = "P-0001", "P-0005", "P-0007", "P-0003"
CAUSE_FOUND = "nonconformity where state = 'cause_found' order by reported_at desc"
CLOSED = "nonconformity where state = 'closed' and why_made <> '[]' and grade <> 'minor' order by reported_at desc"
ACTING = "nonconformity where state = 'acting' and number like 'NC-%-181'"
NEW = "nonconformity where state in ('reported', 'contained', 'corrected') order by state desc, reported_at desc"
LOOSE = "nonconformity where state = 'reported' order by reported_at desc"
COMPLAINT = "complaint where what like 'Cracked screw boss%'"
PERSON = "person where number = 'P-0002'"
TABLES = {"nonconformity": "improvement_nonconformity", "complaint": "operation_complaint", "person": "core_person"}


@dataclass(frozen=True)
class Screen:
    """One page: where, who looks, and what it shows."""

    name: str
    about: str
    path: str
    who: str = QUALITY
    firm: str = "bayan"
    of: str = ""
    extra: tuple[str, ...] = ()
    step: int = 0
    widths: tuple[int, ...] = (1280, 390)


SCREENS = (
    Screen("in", "The first page of the demo", "/in/", who="", extra=("vi",)),
    Screen("door", "A badge and its PIN", "/in/bayan/", who=""),
    Screen("today", "Today, for the quality manager", "/", extra=("dark",)),
    Screen("today-operator", "Today, for an operator", "/", who=OPERATOR),
    Screen("today-director", "Today, for the managing director", "/", who=DIRECTOR),
    Screen("today-vi", "Today at Sao Khuê, in Vietnamese", "/", firm="sao-khue", extra=("vi",)),
    Screen("today-empty", "Today on the first day of an organization", "/", firm="new"),
    Screen("problems", "The list of problems", "/problems/", extra=("dark",)),
    Screen("problems-vi", "The list of problems, in Vietnamese", "/problems/", firm="sao-khue", extra=("vi",)),
    Screen("problems-empty", "The list of problems before there is one", "/problems/", firm="new"),
    Screen("problem-new", "A problem just reported", "/problems/{}", of=NEW),
    Screen("problem-cause", "A problem whose cause was found", "/problems/{}", of=CAUSE_FOUND),
    Screen("problem-acting", "A problem with its actions", "/problems/{}", of=ACTING, extra=("dark",)),
    Screen("problem-closed", "A closed problem", "/problems/{}", of=CLOSED),
    Screen("problem-vi", "A problem, in Vietnamese", "/problems/{}", firm="sao-khue", of=CAUSE_FOUND, extra=("vi",)),
    Screen("do-contain", "Fix now: containment", "/do/nonconformity.contain/{}", of=LOOSE),
    Screen("do-cause", "Saying what caused it", "/do/nonconformity.determine_cause/{}", of=NEW),
    Screen("do-disposition", "What becomes of the pieces", "/do/nonconformity.decide_disposition/{}", of=NEW),
    Screen("do-receive", "Receiving a complaint", "/do/complaint.receive"),
    Screen("report-1", "Reporting: what do you see?", "/report", who=OPERATOR, extra=("dark", "vi")),
    Screen("report-2", "Reporting: how many?", "/report", who=OPERATOR, step=1, widths=(390,)),
    Screen("report-3", "Reporting: a photo, send", "/report", who=OPERATOR, step=2, widths=(390,)),
    Screen("reported", "Thanks", "/report", who=OPERATOR, step=3),
    Screen("mine", "What I reported, and the answers", "/mine", who=OPERATOR),
    Screen("complaints", "The list of complaints", "/complaints/"),
    Screen("complaint", "A complaint with its clock", "/complaints/{}", of=COMPLAINT),
    Screen("compose", "The letter in two languages", "/complaints/{}/compose?slot=problem", of=COMPLAINT),
    Screen("actions", "The list of actions", "/actions/"),
    Screen("figures", "The figures of the problems", "/problems/figures"),
    Screen("find", "Finding something", "/find?q=KX-118"),
    Screen("find-nothing", "Finding nothing", "/find?q=zeppelin"),
    Screen("readiness", "Readiness by clause", "/readiness"),
    Screen("readiness-clause", "One clause with its checks", "/readiness/iso9001-2015/10.2.1"),
    Screen("readiness-changes", "What the edition of 2026 changes", "/readiness/changes"),
    Screen("readiness-principles", "Readiness by principle", "/readiness/principles"),
    Screen("people", "People", "/people/"),
    Screen("person", "One person", "/people/{}", of=PERSON),
    Screen("leave", "Somebody leaves", "/people/{}/leave", of=PERSON),
    Screen("trail", "The trail", "/trail"),
    Screen("system", "The system", "/system"),
    Screen("verify", "Checking a certificate, without signing in", "/verify", who="", extra=("vi",)),
    Screen("certificate", "A certificate in force", "/c/DEMO-QMS-20418", who="", extra=("dark",)),
    Screen("certificate-suspended", "A suspended certificate", "/c/DEMO-QMS-20419", who=""),
    Screen("certificate-withdrawn", "A withdrawn certificate", "/c/DEMO-QMS-20420", who=""),
    Screen("certificate-not-found", "A number that is not on this register", "/c/DEMO-QMS-20481", who=""),
    Screen("verify-paper", "The points of a plain certificate", "/verify/paper", who=""),
    Screen("trust", "Whom this site trusts", "/trust", who=""),
    Screen("import", "Bringing a list in", "/import/"),
    Screen("learn", "Cards somebody is asked to learn from", "/learn/", who=OPERATOR),
    Screen(
        "card", "A card with its question", "/learn/floor?card=floor_report&language=ms", who=OPERATOR, extra=("dark",)
    ),
    Screen("aware", "Who knows what", "/aware/"),
    Screen("to-read", "What somebody must read and sign", "/to-read/", who=OPERATOR),
    Screen("readers", "Who has read what is in force", "/readers/"),
    Screen("class", "Choosing what a class signs", "/class/"),
    Screen("records", "Every kind of record", "/records/"),
    Screen("not-found", "An address that leads nowhere", "/nowhere"),
    Screen("vocabulary", "Shapes and words", "/vocabulary"),
)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these pages")
    parser.add_argument("--into", type=Path, default=FOLDER)
    given = parser.parse_args(words)
    wanted = [one for one in SCREENS if not given.names or one.name in given.names]
    given.into.mkdir(parents=True, exist_ok=True)
    with (
        a_demo() as (home, badge, pin),
        served("mutu.wsgi:application", home, MUTU_DEMO="1") as client,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        camera = Camera(browser, f"http://127.0.0.1:{client.port}", home, (badge, pin), given.into)
        for one in wanted:
            camera.take(one)
        if not given.names or "8d" in given.names:
            camera.take_paper()
        browser.close()
    if not given.names:
        (given.into / "README.md").write_text(index(given.into))
    return 0


@contextmanager
def a_demo() -> Iterator[tuple[Path, str, str]]:
    """A copy of the demo with one more organization in it, that has only begun; and the badge and PIN of its owner."""
    with tempfile.TemporaryDirectory(prefix="mutu-screens-") as scratch:
        home = Path(scratch) / "home"
        standing = os.environ.get("MUTU_SCREENS_HOME")
        mutu = [sys.executable, "-m", "mutu.cli.main"]
        environment = {**os.environ, "MUTU_DEMO": "1", "MUTU_HOME": str(home)}
        if standing:
            shutil.copytree(standing, home)
        else:
            subprocess.run([*mutu, "demo", "--build-only"], env=environment, check=True)
        begun = subprocess.run(
            [*mutu, "init", "--language", "en", "--name", "Kilat Stamping", "--person", "Aminah Yusof"],
            env=environment, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL,
        ).stdout  # fmt: skip
        said = re.search(r"badge (\S+), PIN (\d+)", begun)
        assert said, begun
        yield home, said[1], said[2]


class Camera:
    """A browser that comes in as whoever is asked for, and keeps small pictures."""

    def __init__(self, browser: Browser, address: str, home: Path, newcomer: tuple[str, str], into: Path):
        self.browser, self.address, self.home, self.newcomer, self.into = browser, address, home, newcomer, into
        self.inside: dict[tuple[object, ...], BrowserContext] = {}

    def take(self, one: Screen) -> None:
        variants = [(width, "light", "en") for width in one.widths]
        if "dark" in one.extra:
            variants += [(width, "dark", "en") for width in one.widths]
        if "vi" in one.extra:
            variants = [v for v in variants if not one.name.endswith("-vi")] + [
                (width, "light", "vi") for width in one.widths
            ]
        path = one.path.format(self.key_of(one)) if one.of else one.path
        for width, theme, language in variants:
            page = self.page_of(one, width, theme, language)
            page.goto(self.address + path, wait_until="load")
            self.go_on(page, one.step)
            page.wait_for_timeout(100)
            self.keep(page, self.name_of(one.name, width, theme, language))
            page.close()

    def name_of(self, name: str, width: int, theme: str, language: str) -> str:
        dark = "-dark" if theme == "dark" else ""
        vi = "-vi" if language == "vi" and not name.endswith("-vi") else ""
        return f"{name}{vi}{dark}-{width}"

    def key_of(self, one: Screen) -> str:
        """The record a picture is of: the first that fits, in the organization asked for."""
        kind, _space, rest = one.of.partition(" ")
        condition, _word, order = rest.removeprefix("where ").partition(" order by ")
        query = (
            f"select t.id from {TABLES[kind]} t join core_door d on d.organization_id = t.organization_id"
            f" where d.slug = ? and {re.sub(r'^number', 't.number', condition)} order by {order or '1'} limit 1"
        )
        with closing(sqlite3.connect(self.home / "mutu.sqlite3")) as database:
            found = database.execute(query, (one.firm,)).fetchone()
        assert found, f"{one.name}: the demo has no such record"
        return str(UUID(found[0]))

    def page_of(self, one: Screen, width: int, theme: str, language: str) -> Page:
        """A page of somebody who has come in, in one language and one theme."""
        key = (one.firm, one.who, width, theme, language)
        if key not in self.inside:
            context = self.browser.new_context(
                viewport={"width": width, "height": WIDTHS[width]}, color_scheme=theme, locale=language
            )
            context.set_default_timeout(60_000)
            page = context.new_page()
            if one.who:
                self.come_in(page, one)
            self.speak(page, language)
            page.close()
            self.inside[key] = context
        return self.inside[key].new_page()

    def come_in(self, page: Page, one: Screen) -> None:
        if one.firm == "new":
            badge, pin = self.newcomer
            page.goto(f"{self.address}/in/kilat-stamping/")
            page.fill("#badge", badge)
            page.fill("#pin", pin)
            page.click("button.big")
        else:
            page.goto(f"{self.address}/in/")
            page.click(f"form:has([name=door][value='{one.firm}']):has([name=person][value='{one.who}']) button")
        page.wait_for_load_state()

    def speak(self, page: Page, language: str) -> None:
        """The language, chosen as a reader would, from the menu of the page."""
        page.goto(f"{self.address}/in/bayan/") if page.url == "about:blank" else None
        page.evaluate(
            """language => { const chosen = [...document.querySelectorAll("form")]
              .find(one => one.getAttribute("action") === "/language");
              const said = chosen.querySelector(`button[value='${language}']`); said.click(); }""",
            language,
        )
        page.wait_for_load_state()

    def go_on(self, page: Page, step: int) -> None:
        """The steps of a report, as far as the picture needs them."""
        for chosen in ("label.tile:has(input[value=crack])", "label.tile:has(input[value=some])")[:step]:
            page.click(chosen)
            if page.locator("[data-next]:visible").count():
                page.click("[data-next]:visible")
        if step == 3:
            page.check("[name=without_photo]")
            page.click("button[type=submit]:visible")
            page.wait_for_url("**/reported/**")

    def keep(self, page: Page, name: str) -> None:
        """The whole page, or its first screens where it is very long."""
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        width = page.viewport_size["width"]  # type: ignore[index]
        page.set_viewport_size({"width": width, "height": max(height, WIDTHS[width])})
        page.evaluate(
            """Promise.race([new Promise(done => setTimeout(done, 5000)), Promise.all([...document.images].map(
              one => one.complete || new Promise(done => { one.onload = one.onerror = done; })))])"""
        )
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            print(f"{name}: {wide} px wide, on a screen of {width}")
        self.put(page.screenshot(), name)
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})

    def put(self, png: bytes, name: str) -> None:
        picture = (
            Image.open(io.BytesIO(png))
            .convert("RGB")
            .quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        )
        picture.save(self.into / f"{name}.png", optimize=True)

    def take_paper(self) -> None:
        """The first page of the 8D report, as it is printed."""
        one = next(one for one in SCREENS if one.name == "complaint")
        page = self.page_of(one, 1280, "light", "en")
        answer = page.request.get(f"{self.address}/complaints/{self.key_of(one)}/8d.pdf")
        done = subprocess.run(
            ["pdftoppm", "-png", "-r", "80", "-singlefile", "-"],
            input=answer.body(), capture_output=True, check=True,
        )  # fmt: skip
        self.put(done.stdout, "8d-paper")


def index(folder: Path) -> str:
    """What is in the folder, in the order of the pages."""
    lines = ["# What it looks like", "", "Taken by `make screens` from the demo; nobody draws on them.", ""]
    for one in SCREENS:
        found = sorted(path.name for path in folder.glob("*.png") if belongs(path.stem, one.name))
        links = " · ".join(f"[{name.removesuffix('.png').removeprefix(one.name + '-')}]({name})" for name in found)
        lines.append(f"- {one.about}: {links}")
    lines.append("- The 8D report on paper, first page: [page](8d-paper.png)")
    return "\n".join(lines) + "\n"


def belongs(stem: str, name: str) -> bool:
    named = [one.name for one in SCREENS if stem == one.name or stem.startswith(f"{one.name}-")]
    return bool(named) and max(named, key=len) == name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
