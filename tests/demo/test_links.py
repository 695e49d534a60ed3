"""Whoever walks through the demo from Today, link by link, never stands before a closed or missing door."""

import re
from html import unescape

import pytest
from tests.demo.conftest import Told
from tests.web.asking import browser

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.models import Person

pytestmark = pytest.mark.usefixtures("committed")
OF_A_SHAPE = 2
"""So many pages of each shape of address are looked at."""
ELSEWHERE = ("/static/", "/account/", "/api/", "/sign-out")
NUMBER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+")


def in_the_house(link: str, page: str) -> str:
    """The address a link of ours leads to; nothing for others."""
    whole = unescape(link).partition("#")[0]
    whole = page.partition("?")[0] + whole if whole.startswith("?") else whole
    return whole if whole.startswith("/") and not whole.startswith(ELSEWHERE) else ""


def walk(by: Actor) -> list[tuple[int, str]]:
    """Every address that did not open, from Today on."""
    client, closed = browser(by, raise_request_exception=False), []
    to_see, seen, shapes = ["/"], {"/"}, dict[str, int]()
    while to_see:
        page = to_see.pop(0)
        shape = NUMBER.sub("N", page.partition("?")[0]) + ("?" if "?" in page else "")
        shapes[shape] = shapes.get(shape, 0) + 1
        if shapes[shape] > OF_A_SHAPE:
            continue
        answer = client.get(page)
        if answer.status_code not in (200, 302):
            closed.append((answer.status_code, page))
        if not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
            found = (in_the_house(one, page) for one in re.findall(r'href="([^"]+)"', answer.content.decode()))
            new = [one for one in dict.fromkeys(found) if one and one not in seen]
            seen.update(new)
            to_see += new
        answer.close()
    assert len(shapes) > 40
    return closed


@pytest.mark.parametrize("number", ["P-0001", "P-0003"])
def test_every_link_opens(sao_khue: Told, number: str) -> None:
    organization = sao_khue.stage.organization
    with tenancy.reading(organization):
        person = Person.objects.of(organization).select_related("site").get(number=number)
    assert walk(Actor(organization, person, person.name, via="badge")) == []
