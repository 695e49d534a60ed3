"""Saved views stand above their list, open what was saved, are taken away there, and cost next to nothing."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Factory, build
from tests.web.asking import browser
from tests.web.markup import HOSTILE, Page

from mutu.core import saved_view_actions as saved
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import SavedView
from mutu.improvement.nonconformities import actions as problems
from mutu.web.listing import lists, saved_views
from mutu.web.listing.pages import LISTINGS

pytestmark = pytest.mark.django_db


@pytest.fixture
def factory() -> Factory:
    cache.clear()
    return build()


def page(client: Client, address: str = "/problems/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def views(markup: str) -> list[tuple[str, str, bool]]:
    """Name, address and whether it is the one shown now, in order."""
    (nav,) = re.findall(r'<nav aria-label="Saved views">(.*?)</nav>', markup, re.DOTALL) or [""]
    read = Page(nav)
    links = [one for tag, one in read.elements if tag == "a"]
    return [(name, link["href"], "aria-current" in link) for name, link in zip(read.words("a"), links, strict=True)]


def form(markup: str, action: str) -> dict[str, str] | None:
    """The hidden fields of the form that does this, as a browser would send them."""
    found = re.search(rf'<form[^>]*action="(/do/{re.escape(action)}[^"]*)">(.*?)</form>', markup, re.DOTALL)
    if found is None:
        return None
    return {"to": found[1], **{one["name"]: one["value"] for one in Page(found[2]).all("input", type="hidden")}}


def sent(client: Client, said: dict[str, str] | None, **more: str) -> Any:
    assert said is not None
    return client.post(said["to"], {**said, **more})


def keep(by: Actor, name: str, query: str = "show=late", shared: bool = False) -> SavedView:
    return saved.save(new_id(), by=by, name=name, address="/problems/", query=query, shared=shared)


def test_filters_are_saved_opened_and_taken_away_on_the_page_itself(factory: Factory) -> None:
    client = browser(factory.suresh)
    assert "saved-views" not in page(client)
    filtered = page(client, "/problems/?text=rim&show=all")
    answer = sent(client, form(filtered, "saved_view.save"), name="Rims, all of them")
    assert (answer.status_code, answer["Location"]) == (302, "/problems/?show=all&text=rim")
    after = page(client, answer["Location"])
    assert views(after) == [("Rims, all of them", "/problems/?show=all&text=rim", True)]
    assert form(after, "saved_view.save") is None
    assert views(page(client)) == [("Rims, all of them", "/problems/?show=all&text=rim", False)]
    assert form(page(client), "saved_view.take_away") is None
    assert "saved-views" not in page(client, "/actions/")
    answer = sent(client, form(after, "saved_view.take_away"))
    assert (answer.status_code, answer["Location"]) == (302, "/problems/?show=all&text=rim")
    assert views(page(client, answer["Location"])) == []


def test_the_same_form_sent_twice_saves_once(factory: Factory) -> None:
    client = browser(factory.suresh)
    said = form(page(client, "/problems/?show=late"), "saved_view.save")
    assert [sent(client, said, name="Late").status_code for _time in range(2)] == [302, 302]
    assert len(views(page(client))) == 1


def test_a_shared_one_stands_for_everybody_and_only_who_may_takes_it_away(factory: Factory) -> None:
    boss, worker = browser(factory.nurul), browser(factory.bishnu)
    filtered = page(boss, "/problems/?show=hold")
    assert [one["name"] for one in Page(filtered).all("input", type="checkbox")] == ["shared"]
    assert Page(page(worker, "/problems/?show=hold")).all("input", type="checkbox") == []
    assert sent(boss, form(filtered, "saved_view.save"), name="On hold", shared="yes").status_code == 302
    seen = page(worker, "/problems/?show=hold")
    assert views(seen) == [("On hold", "/problems/?show=hold", True)]
    assert form(seen, "saved_view.take_away") is None
    key = SavedView.objects.of(factory.organization).get().pk
    assert worker.post(f"/do/saved_view.take_away/{key}").status_code == 403
    assert form(page(boss, "/problems/?show=hold"), "saved_view.take_away") is not None
    assert views(page(browser(build("Eve & Sons").nurul), "/problems/?show=hold")) == []


def test_a_stranger_cannot_take_it_away(factory: Factory) -> None:
    view = keep(factory.nurul, "Late", shared=True)
    assert browser(build("Eve & Sons").nurul).post(f"/do/saved_view.take_away/{view.pk}").status_code == 404
    assert browser().post("/do/saved_view.save", {"name": "x"})["Location"].startswith("/in/")
    assert len(views(page(browser(factory.bishnu)))) == 1


def test_a_hostile_query_is_refused_in_words_and_a_hostile_name_stays_words(factory: Factory) -> None:
    client = browser(factory.suresh)
    said = form(page(client, "/problems/?show=late"), "saved_view.save")
    answer = sent(client, {**(said or {}), "query": "next=//evil.example"}, name="x")
    assert answer.status_code == 409
    assert "These filters are none of this list." in answer.content.decode()
    answer = sent(client, said, name=HOSTILE[:60])
    assert answer.status_code == 302
    shown = page(client, "/problems/?show=late")
    assert [name for name, _address, _now in views(shown)] == [" ".join(HOSTILE[:60].split())]
    assert HOSTILE[:60] not in shown


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda one: one.address)
def test_every_list_keeps_views_of_its_own(factory: Factory, listing: Any) -> None:
    client = browser(factory.nurul)
    filtered = page(client, f"{listing.address}?text=abc")
    answer = sent(client, form(filtered, "saved_view.save"), name="Abc")
    assert answer.status_code == 302
    assert [(name, now) for name, _address, now in views(page(client, answer["Location"]))] == [("Abc", True)]


def queries(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        page(client, address)
    return [one["sql"] for one in captured]


@pytest.mark.parametrize("address", ["/problems/", "/problems/?show=late", "/problems/?text=view+1"])
def test_a_list_costs_one_query_more_after_a_change_and_none_while_nothing_changed(
    factory: Factory, address: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(lists, "PAGE", 200)
    client = browser(factory.suresh)
    keep(factory.suresh, "View 1", "text=view+1")
    page(client, address)
    problems.report(new_id(), by=factory.bishnu, what="View 1")
    monkeypatch.setattr(saved_views, "above", lambda _asked: {})
    without = len(queries(client, address)), len(queries(client, address))
    monkeypatch.undo()
    monkeypatch.setattr(lists, "PAGE", 200)
    problems.report(new_id(), by=factory.bishnu, what="View 1")
    fresh, still = queries(client, address), queries(client, address)
    assert [sum("core_savedview" in one for one in asked) for asked in (fresh, still)] == [1, 0]
    assert (len(fresh), len(still)) == (without[0] + 1, without[1])
    for n in range(2, 31):
        keep(factory.suresh, f"View {n}", f"text=view+{n}")
    for n in range(30):
        keep(factory.nurul, f"Everybody's {n}", f"text=theirs+{n}", shared=True)
        keep(factory.mei, f"Another's {n}", f"text=theirs+{n}")
    for n in range(98):
        problems.report(new_id(), by=factory.bishnu, what=f"View 1 {n}")
    assert len(queries(client, address)) == len(fresh)
    assert len(views(page(client, address))) == 60
    assert len(queries(client, address)) == len(still)
