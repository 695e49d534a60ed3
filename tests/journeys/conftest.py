"""A real server on loopback with a small factory in it, and a real browser in front of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.served import Client, served
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
FACTORY = """
from mutu.cli import starting
starting.prepare()
from tests.cast import build
from mutu.core.actions import set_pin, change_organization
from mutu.core.nouns.actions import add_party
from mutu.core.identity import new_id
from mutu.core.permissions import Role
from mutu.core import actions
factory = build(slug="bayan")
for person in (factory.nurul, factory.suresh, factory.bishnu, factory.tan):
    set_pin(person.person.pk, by=factory.nurul, pin="2468")
add_party(new_id(), by=factory.nurul, name="Nordlicht Werkzeuge", language="en", country="DE")
from mutu.resources.acknowledgements import actions as reading
from mutu.resources.awareness import actions as awareness
from mutu.resources.documents import actions as documents, revisions
nurul, suresh = factory.nurul, factory.suresh
kind = documents.add_type(new_id(), by=nurul, name="Instruction at the machine", code="WM", category="instruction",
                          pattern="WM-{n:2}")
draft = revisions.start(new_id(), by=suresh, name="Purge at colour change", type=kind, text="1. Purge 8 shots.")
revisions.submit(draft.pk, by=suresh)
revisions.approve(draft.pk, by=nurul, secret="2468")
purge = revisions.release(draft.pk, by=nurul).document
reading.decide(new_id(), by=nurul, document=purge)
awareness.decide(new_id(), by=nurul, set="floor", role="operator")
print(factory.workplace.pk)
print(" ".join(p.person.badge for p in (factory.nurul, factory.suresh, factory.bishnu, factory.tan)))
"""


@dataclass(frozen=True)
class Site:
    """Where the factory is served, and the badges of its people."""

    address: str
    home: Path
    workplace: str
    badges: dict[str, str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("home")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MUTU_DATABASE_URL", "MUTU_OWNER_DATABASE_URL")
    }
    environment |= {"MUTU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "mutu.settings"}
    told = subprocess.run(
        [sys.executable, "-c", FACTORY], env=environment, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    names = dict(zip(("nurul", "suresh", "bishnu", "tan"), told[1].split(), strict=True))
    with served("mutu.wsgi:application", home, MUTU_DATABASE_URL=f"sqlite:///{home / 'mutu.sqlite3'}") as client:
        assert isinstance(client, Client)
        yield Site(f"http://127.0.0.1:{client.port}", home, told[0], names)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def come_in(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`come_in("bishnu", width=390)` gives that person's page, signed in by badge and PIN."""
    pages = []

    def enter(who: str, width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, java_script_enabled=scripts)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{site.address}/in/bayan/")
        page.fill("#badge", site.badges[who])
        page.fill("#pin", "2468")
        page.click("button.big")
        pages.append(context)
        return page

    yield enter
    for context in pages:
        context.close()
