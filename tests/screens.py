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
from pathlib import Path
from uuid import UUID

import numpy
import pypdfium2
from bench.served import served
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.journeys.conftest import CHROMIUM, SWITCHES
from tests.screen_pages import SCREENS, TABLES, Screen

WIDTHS = {390: 844, 1280: 800}
TALLEST = 1900
COLOURS = 64
FOLDER = Path(__file__).parent.parent / "docs" / "screens"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these pages")
    parser.add_argument("--into", type=Path, default=FOLDER)
    given = parser.parse_args(words)
    wanted = [one for one in SCREENS if not given.names or one.name in given.names]
    missed: list[str] = []
    given.into.mkdir(parents=True, exist_ok=True)
    with (
        a_demo() as (home, badge, pin),
        served("mutu.wsgi:application", home, MUTU_DEMO="1") as client,
        at_work(home),
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        camera = Camera(browser, f"http://127.0.0.1:{client.port}", home, (badge, pin), given.into)
        for one in wanted:
            try:
                camera.take(one)
            except Exception as why:
                print(f"{one.name}: {why}", file=sys.stderr)
                missed.append(one.name)
        if not given.names or "8d" in given.names:
            camera.take_paper()
        browser.close()
    if not given.names:
        (given.into / "README.md").write_text(index(given.into))
    return 1 if missed else 0


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


@contextmanager
def at_work(home: Path) -> Iterator[None]:
    """The worker and the scheduler, for lists that are brought in and what runs by itself."""
    command = [sys.executable, "-m", "mutu.cli.main", "background"]
    process = subprocess.Popen(
        command, env={**os.environ, "MUTU_HOME": str(home), "MUTU_DEMO": "1"}, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


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
            if one.then:
                one.then(page)
            page.wait_for_timeout(100)
            self.keep(page, self.name_of(one.name, width, theme, language), whole=not one.window)
            page.close()

    def name_of(self, name: str, width: int, theme: str, language: str) -> str:
        dark = "-dark" if theme == "dark" else ""
        vi = "-vi" if language == "vi" and not name.endswith("-vi") else ""
        return f"{name}{vi}{dark}-{width}"

    def key_of(self, one: Screen) -> str:
        """The record a picture is of: the first that fits, in the organization asked for."""
        said = re.fullmatch(r"(\w+)(?: where (.+?))?(?: order by (.+))?", one.of)
        assert said, one.of
        kind, condition, order = said[1], said[2] or "1", said[3]
        condition = re.sub(r"^(number|name|language)", r"t.\1", condition)
        query = (
            f"select t.id from {TABLES[kind]} t join core_door d on d.organization_id = t.organization_id"
            f" where d.slug = ? and {condition} order by {order or '1'} limit 1"
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

    def keep(self, page: Page, name: str, whole: bool = True) -> None:
        """The whole page, or its first screens where it is very long."""
        page.evaluate("document.querySelector('.frame')?.style.setProperty('min-height', '0')")
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        width = page.viewport_size["width"]  # type: ignore[index]
        if whole:
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
        picture = Image.open(io.BytesIO(png)).convert("RGB")
        in_few_colours(picture).save(self.into / f"{name}.png", optimize=True)

    def take_paper(self) -> None:
        """The first page of the 8D report, as it is printed."""
        one = next(one for one in SCREENS if one.name == "complaint")
        page = self.page_of(one, 1280, "light", "en")
        answer = page.request.get(f"{self.address}/complaints/{self.key_of(one)}/8d.pdf")
        drawn = io.BytesIO()
        pypdfium2.PdfDocument(answer.body())[0].render(scale=80 / 72).to_pil().save(drawn, "PNG")
        self.put(drawn.getvalue(), "8d-paper")


def in_few_colours(picture: Image.Image) -> Image.Image:
    """As few colours as a page needs, each as it is seen most: the ground of a page stays the ground of a page."""
    found = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    seen = numpy.asarray(picture).astype(numpy.int64) @ numpy.array([65536, 256, 1])
    pairs, counts = numpy.unique((numpy.asarray(found).astype(numpy.int64) << 24 | seen).ravel(), return_counts=True)
    most = dict(zip((pairs >> 24)[numpy.argsort(counts)].tolist(), pairs[numpy.argsort(counts)].tolist(), strict=True))
    found.putpalette([most.get(place, 0) >> shift & 255 for place in range(COLOURS) for shift in (16, 8, 0)])
    return found


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
