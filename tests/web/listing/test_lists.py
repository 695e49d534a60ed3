"""Lists show what was asked, page by page, at a constant number of queries; Excel and print show the same rows."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from python_calamine import CalamineWorkbook
from tests.cast import Factory, build
from tests.web.markup import HOSTILE, Page

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Party
from mutu.core.nouns import actions as nouns
from mutu.core.permissions import Role
from mutu.improvement.nonconformities import actions as problems
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.web.listing import export as list_export
from mutu.web.listing import lists
from mutu.web.listing import pages as list_pages
from mutu.web.listing.declared import PROBLEMS
from mutu.web.listing.lists import Cursor, Reader
from mutu.web.listing.pages import LISTINGS
from mutu.web.listing.rows import table

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)


@pytest.fixture
def factory(db: None) -> Factory:
    return build()


def browser(by: Actor) -> Client:
    client = Client()
    session = client.session
    session["organization"], session["person"] = str(by.organization_id), str(by.person_id)
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def report(factory: Factory, count: int, what: str = "Specks {n}", **facts: Any) -> list[UUID]:
    """Problems a minute apart, oldest first."""
    return [
        problems.report(
            new_id(), by=factory.at(NOON + timedelta(minutes=n)).bishnu, what=what.replace("{n}", str(n)), **facts
        ).pk
        for n in range(count)
    ]


def links(page: str) -> list[str]:
    """The records of a page, in order."""
    return re.findall(r'role="rowheader"><a href="([^"]+)"', page)


def get(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def turned(page: str, rel: str) -> str:
    (address,) = [link["href"] for link in Page(page).all("a", rel=rel)] or [""]
    return str(address)


def test_every_row_is_met_once_going_down_and_again_going_up(factory: Factory) -> None:
    keys = report(factory, 130)
    client = browser(factory.nurul)
    wanted = [f"/problems/{key}" for key in reversed(keys)]
    pages = [get(client, "/problems/")]
    while older := turned(pages[-1], "next"):
        pages.append(get(client, older))
    assert [len(links(page)) for page in pages] == [50, 50, 30]
    assert [link for page in pages for link in links(page)] == wanted
    assert turned(pages[0], "prev") == ""
    up = [pages[-1]]
    while newer := turned(up[-1], "prev"):
        up.append(get(client, newer))
    assert [links(page) for page in reversed(up)] == [links(page) for page in pages]


def test_rows_of_one_moment_are_told_apart_by_their_ids(factory: Factory) -> None:
    by = factory.at(NOON).bishnu
    keys = [problems.report(new_id(), by=by, what=f"Specks {n}").pk for n in range(60)]
    client = browser(factory.nurul)
    first = get(client, "/problems/")
    found = links(first) + links(get(client, turned(first, "next")))
    assert sorted(found) == sorted(f"/problems/{key}" for key in keys)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        get(client, address)
    return len(captured)


@pytest.mark.parametrize(
    "address", ["/problems/", "/problems/?show=all&text=specks&period=730", "/problems/?show=mine"]
)
def test_a_hundred_rows_cost_the_queries_of_one(factory: Factory, address: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(lists, "PAGE", 200)
    client = browser(factory.nurul)
    own = {"workplace": factory.workplace}
    assign(factory, report(factory, 1, **own))
    get(client, address)
    one = queries(client, address)
    assign(factory, report(factory, 99, "More specks {n}", **own))
    assert len(links(get(client, address))) == 100
    assert queries(client, address) == one


def assign(factory: Factory, keys: list[UUID]) -> None:
    for key in keys:
        problems.assign(key, by=factory.nurul, owner=factory.nurul.person)


def filtered(client: Client, query: str) -> set[str]:
    return {link.rpartition("/")[2] for link in links(get(client, f"/problems/?{query}"))}


def test_each_filter_shows_its_rows_and_no_others(factory: Factory) -> None:
    plain, placed, late, mine, elsewhere, ended = map(str, report(factory, 6, "Flash {n}"))
    client, by = browser(factory.nurul), factory.nurul
    problems.describe(UUID(placed), by=by, workplace=factory.workplace)
    problems.assign(UUID(late), by=by, owner=factory.suresh.person, due=date(2026, 7, 1))
    problems.assign(UUID(mine), by=by, owner=by.person, due=date(2040, 1, 1))
    problems.withdraw(UUID(ended), by=by, reason="raised by mistake, nothing is wrong with it")
    moved = problems.report(new_id(), by=factory.mei, what="Sink at Kulim", site=factory.other_site)
    everything = {plain, placed, late, mine, elsewhere, ended, str(moved.pk)}
    assert filtered(client, "") == everything - {ended}
    assert filtered(client, "show=all") == everything
    assert filtered(client, "show=mine") == {mine}
    assert filtered(client, "show=late") == {plain, placed, late, elsewhere}  # due a day after the report
    assert filtered(client, "show=hold") == set()
    assert filtered(client, "state=withdrawn") == {ended}
    assert filtered(client, f"workplace={factory.workplace.pk}") == {placed}
    assert filtered(client, f"owner={factory.suresh.person.pk}") == {late}
    assert filtered(client, f"site={factory.other_site.pk}") == {str(moved.pk)}
    assert filtered(client, "text=kulim+sink") == {str(moved.pk)}
    assert filtered(client, "text=flash&show=all") == everything - {str(moved.pk)}
    assert filtered(client, "period=30") == {str(moved.pk)}
    assert filtered(client, f"owner={factory.suresh.person.pk}&text=sink") == set()


def test_who_holds_a_role_at_one_site_sees_that_site(factory: Factory, monkeypatch: Any) -> None:
    (here,) = report(factory, 1)
    there = problems.report(new_id(), by=factory.mei, what="Sink at Kulim", site=factory.other_site).pk
    monkeypatch.setattr(Nonconformity, "may_read", (Role.LINE_LEADER, Role.QUALITY_MANAGER))
    assert filtered(browser(factory.nurul), "") == {str(here), str(there)}
    assert filtered(browser(factory.mei), "") == {str(there)}
    assert filtered(browser(factory.bishnu), "") == set()
    rows = sheet(browser(factory.mei), "/problems/?format=xlsx")
    assert [row[1] for row in rows[2:]] == ["Sink at Kulim"]


def test_another_organization_sees_nothing_of_it(factory: Factory) -> None:
    report(factory, 2)
    eve = build("Eve")
    client = browser(eve.nurul)
    assert links(get(client, "/problems/?show=all")) == []
    assert links(get(client, f"/problems/?show=all&workplace={factory.workplace.pk}")) == []
    assert links(get(client, "/problems/?text=specks")) == []
    for address in ("/find?q=specks", "/find?q=NC-2026-0001", "/find?q=Suresh"):
        assert str(factory.organization.pk) not in get(client, address)
        assert "Specks" not in get(client, address)


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda one: one.address)
@pytest.mark.parametrize("said", ["before=x", "after=1-2", "before=999999999999999999-" + "0" * 32, "show=nothing"])
def test_an_address_nobody_was_given_is_not_found(factory: Factory, listing: Any, said: str) -> None:
    assert browser(factory.nurul).get(f"{listing.address}?{said}").status_code == 404


HOSTILE_FILTERS = ("text=%00", "text=%25_", "text='%20OR%201=1", "owner=x", "site=' OR 1", "state=\x00", "period=-1",
                   "text=" + "x" * 5000, "workplace=" + "9" * 300, "text=🙂", "period=99999999999")  # fmt: skip


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda one: one.address)
@pytest.mark.parametrize("said", HOSTILE_FILTERS)
def test_a_filter_that_means_nothing_finds_nothing(factory: Factory, listing: Any, said: str) -> None:
    report(factory, 1)
    page = get(browser(factory.nurul), f"{listing.address}?{said}")
    unknown = {one.key for one in listing.selects}.isdisjoint({said.partition("=")[0], "text"} - {"text"})
    assert len(links(page)) == (1 if unknown and not said.startswith("text") and listing is PROBLEMS else 0)


def test_words_of_others_stay_words(factory: Factory) -> None:
    report(factory, 1, HOSTILE)
    page = get(browser(factory.nurul), f"/problems/?text={HOSTILE}")
    assert HOSTILE not in page
    assert escape(HOSTILE) in get(browser(factory.nurul), "/problems/")
    assert HOSTILE not in get(browser(factory.nurul), f"/find?q={HOSTILE}")


def test_the_fast_rows_are_the_rows_of_the_part(factory: Factory) -> None:
    (held, *_rest) = report(factory, 3, HOSTILE + " {n}", workplace=factory.workplace)
    problems.assign(held, by=factory.nurul, owner=factory.suresh.person, due=date(2040, 1, 1))
    reader = Reader.of(factory.nurul)
    tenancy.enter(factory.organization.pk)
    lines = PROBLEMS.model.objects.of(factory.organization).annotate(**PROBLEMS.title_of()).values(*PROBLEMS.fields)
    rows = list_pages.rows_of(PROBLEMS, list(lines.order_by("pk")), reader)
    columns = [{"label": one.label, "role": one.role} for one in PROBLEMS.columns]
    usual = render_to_string("mutu/parts/table.html", {"columns": columns, "rows": rows, "caption": PROBLEMS.title})

    def told(markup: str) -> list[Any]:
        return Page(markup).elements

    assert told(table(PROBLEMS.columns, rows, PROBLEMS.title)) == told(usual)
    assert re.sub(r"<[^>]*>|\s", "", table(PROBLEMS.columns, rows, PROBLEMS.title)) == re.sub(r"<[^>]*>|\s", "", usual)
    assert [row["late"] for row in rows] == [False, True, True]


def sheet(client: Client, address: str, name: int = 0) -> list[list[Any]]:
    content = b"".join(client.get(address).streaming_content)  # type: ignore[arg-type]
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(name).to_python()


def sheet_rows(client: Client, address: str) -> list[list[Any]]:
    """The words of a page's rows; due days are compared apart."""
    rows = re.findall(r'<tr role="row">(<td.*?)</tr>', get(client, address))
    return [[re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td.*?</td>", row)] for row in rows]


def test_excel_is_what_the_page_shows_all_pages_in_the_same_words(factory: Factory, monkeypatch: Any) -> None:
    monkeypatch.setattr(list_export, "AT_ONCE", 7)
    keys = report(factory, 60, "Specks {n}", workplace=factory.workplace)
    assign(factory, keys[:3])
    client = browser(factory.nurul)
    first = get(client, "/problems/?text=specks")
    shown = sheet_rows(client, "/problems/?text=specks") + sheet_rows(client, turned(first, "next"))
    rows = sheet(client, "/problems/?text=specks&format=xlsx")
    assert rows[0] == [str(column.label) for column in PROBLEMS.columns]
    assert rows[1] == ["number", "what", "workplace", "state", "owner", "due"]
    today = Reader.of(factory.nurul).today
    told = [[list_pages.day_in_words(one, today) if isinstance(one, date) else one for one in row] for row in rows[2:]]
    assert told == shown
    assert len(shown) == 60
    about = dict(row[:2] for row in sheet(client, "/problems/?text=specks&format=xlsx", 1))
    assert (about["Filters"], about["Rows"], about["Written by"]) == ("Open · “specks”", "60", "Nurul Aisyah")


def test_excel_holds_dates_as_dates_no_formula_and_says_when_it_was_cut(factory: Factory, monkeypatch: Any) -> None:
    keys = report(factory, 3, '=HYPERLINK("http://x","{n}")')
    problems.assign(keys[0], by=factory.nurul, owner=factory.suresh.person, due=date(2027, 3, 4))
    client = browser(factory.nurul)
    rows = sheet(client, "/problems/?format=xlsx")
    assert rows[-1][1] == '\'=HYPERLINK("http://x","0")'
    assert rows[-1][5] == date(2027, 3, 4)
    monkeypatch.setattr(list_export, "MOST", 2)
    assert len(sheet(client, "/problems/?format=xlsx")) == 4
    about = dict(row[:2] for row in sheet(client, "/problems/?format=xlsx", 1))
    assert about["Rows"] == "2 · there are more; narrow the filters to see them"


def test_the_printed_list_says_who_when_and_what_was_asked(factory: Factory) -> None:
    keys = report(factory, 60)
    page = get(browser(factory.nurul), "/problems/?format=print&text=specks")
    assert links(page) == [f"/problems/{key}" for key in reversed(keys)]
    assert re.findall(r"<span>(Open[^<]*)</span>", page) == ["Open · “specks”"]
    assert len(re.findall(r"printed \d+ \w+ \d{4} \d\d:\d\d by Nurul Aisyah", page)) == 1


def test_an_empty_list_says_so_and_what_to_do(factory: Factory) -> None:
    client = browser(factory.nurul)
    begin = re.findall(r'<a class="button primary" href="([^"]+)">', get(client, "/problems/"))
    assert begin == ["/report"]
    report(factory, 1)
    assert "Nothing in this list under these filters." in get(client, "/problems/?text=nowhere")
    assert "No problem has been reported yet." not in get(client, "/problems/?text=nowhere")


def test_a_cursor_reads_back_and_nothing_else_is_one() -> None:
    cursor = Cursor(NOON + timedelta(microseconds=7), new_id())
    assert Cursor.parse(str(cursor)) == cursor
    for text in ("", "-", "1-", "x-" + "0" * 32, "-1-" + "0" * 32, "１-" + "0" * 32, "1-" + "g" * 32):
        with pytest.raises(ValueError):
            Cursor.parse(text)


def test_figures_count_what_the_list_shows(factory: Factory) -> None:
    for n in range(6):
        problems.report(
            new_id(), by=factory.bishnu, what=f"Case {n}" if n else "Rust", defect="crack" if n else "stain"
        )
    client = browser(factory.nurul)
    whole = get(client, "/problems/figures?show=all")
    assert re.findall(r"Largest: ([^<]*)</p>", whole) == ["Cracked, broken, 5 of 6 problems (83 %)."]
    assert len(re.findall("<svg[^>]*c-chart", whole)) == 3
    few = get(client, "/problems/figures?text=rust")
    assert len(re.findall("<svg[^>]*c-chart", few)) == 0
    assert re.findall(r"<p>(1 cases are too few for a picture: Dirty[^<]*)</p>", few) == [
        "1 cases are too few for a picture: Dirty, stained 1."
    ]
    small = get(client, "/problems/figures?part=small")
    assert len(re.findall("<figure>", small)) == 2
    assert "<html" not in small


def test_costs_in_two_currencies_are_never_added(factory: Factory) -> None:
    keys = report(factory, 7, "Sink {n}")
    for n, key in enumerate(keys):
        problems.estimate_cost(key, by=factory.nurul, cost=100 + n, currency="MYR" if n else "EUR")
    page = get(browser(factory.nurul), "/problems/figures?by=cost")
    assert re.findall(r"Largest: ([^<]*)</p>", page) == ["not said, 621 of 621 MYR (100 %)."]
    assert len(re.findall("1 with costs in another currency are left out", page)) >= 1


def hits(page: str) -> list[str]:
    found = "".join(re.findall(r'<ul class="found[^>]*>(.*?)</ul>', page, re.DOTALL))
    return re.findall(r'<li><a href="([^"]+)"', found)


def test_find_shows_the_thing_first_then_what_holds_it_then_what_to_do(factory: Factory) -> None:
    one, two = report(factory, 2, "Specks {n}", workplace=factory.workplace)
    client = browser(factory.nurul)
    number = number_of(factory, one)
    page = get(client, f"/find?q={number}")
    assert hits(page)[0] == f"/problems/{one}"
    assert [link for link in hits(page) if link.startswith("/do/")] != []
    page = get(client, "/find?q=im 14")
    assert hits(page)[0].endswith(str(factory.workplace.pk))
    assert {f"/problems/{one}", f"/problems/{two}"} <= set(hits(page))
    assert f"/people/{factory.suresh.person.pk}" in hits(get(client, "/find?q=pillai"))
    assert "Nothing here is found by “zzqq”." in get(client, "/find?q=zzqq")


def number_of(factory: Factory, key: UUID) -> str:
    tenancy.enter(factory.organization.pk)
    return str(Nonconformity.objects.of(factory.organization).get(pk=key).number)


def test_local_words_find_the_kind_and_customers_are_found(factory: Factory) -> None:
    (key,) = report(factory, 1, "Sink")
    party = nouns.add_party(new_id(), by=factory.nurul, name="Nordlicht GmbH", relation=Party.Relation.CUSTOMER)
    client = browser(factory.nurul)
    for word in ("NCR", "ng", "LỖI", "loi"):
        assert f"/problems/{key}" in hits(get(client, f"/find?q={word}+sink"))
    assert hits(get(client, "/find?q=nordlicht"))[0].rpartition("/")[2] == str(party.pk)


def test_older_answers_follow_page_by_page(factory: Factory) -> None:
    keys = report(factory, 45)
    client, found, page = browser(factory.nurul), [], get(browser(factory.nurul), "/find?q=specks")
    while True:
        found += [link for link in hits(page) if link.startswith("/problems/")]
        older = turned(page, "next")
        if not older:
            break
        page = get(client, older)
    assert found == [f"/problems/{key}" for key in reversed(keys)]


@pytest.mark.parametrize("query", ["", "%00", "%25_", '"', "' OR 1", "x" * 5000, "🙂", "NEAR(", "%ED%A0%80"])
@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40])
def test_a_hostile_question_is_answered(factory: Factory, query: str, before: str) -> None:
    assert len(get(browser(factory.nurul), f"/find?q={query}&before={before}")) > 1000


def test_who_is_not_known_is_shown_the_door(factory: Factory) -> None:
    for address in ("/problems/", "/actions/", "/complaints/", "/find?q=x", "/problems/figures"):
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/in/")
