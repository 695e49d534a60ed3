"""Today: what is asked for later is folded away with its reason, words for the chat, answers owed to the floor."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import translation
from tests import cast
from tests.cast import Factory
from tests.web.asking import browser

from mutu.core.duties import Deadline
from mutu.core.identity import new_id
from mutu.core.models import Snooze
from mutu.core.nouns import actions as nouns
from mutu.improvement.nonconformities import actions as problems
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.operation.customers import actions as complaints
from mutu.web.today import there

pytestmark = pytest.mark.django_db


@pytest.fixture
def factory() -> Factory:
    cache.clear()
    return cast.build()


@pytest.fixture
def mine(factory: Factory) -> Nonconformity:
    """A problem that waits for Suresh."""
    one = problems.report(new_id(), by=factory.bishnu, what="Flash on the rim", workplace=factory.workplace)
    due = datetime.now(UTC).date() - timedelta(days=2)
    return problems.assign(one.pk, by=factory.nurul, owner=factory.suresh.person, due=due)


def page(factory: Factory, who: str = "suresh") -> str:
    answer = browser(getattr(factory, who)).get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_remind_me_later_asks_only_until_when_and_why(factory: Factory, mine: Nonconformity) -> None:
    (url,) = {one.replace("&amp;", "&") for one in re.findall(r'class="later" href="([^"]+)"', page(factory))}
    client = browser(factory.suresh)
    form = client.get(url).content.decode()
    assert f'<output class="referred" id="f-about">{mine.number}</output>' in form
    until = datetime.now(UTC).date() + timedelta(days=3)
    said = {"id": str(new_id()), "about": f"nonconformity:{mine.pk}:", "until": until.isoformat(), "next": "/"}
    assert client.post("/do/snooze.ask", said).status_code == 422
    assert client.post("/do/snooze.ask", {**said, "reason": "Tool is at the maker."})["Location"] == "/"
    assert Snooze.objects.of(factory.organization).get().reason == "Tool is at the maker."
    after = page(factory)
    assert re.findall(r'<p class="caption">([^<]*)</p></li>', after) == ["Tool is at the maker."] * 2
    assert 'class="later"' not in after
    assert "Nothing needs you." in after


def test_whoever_is_chased_can_be_written_to_in_a_chat(factory: Factory, mine: Nonconformity) -> None:
    (words, *_more) = re.findall(r'data-copy="([^"]+)"', page(factory, "nurul"))
    assert words == f"{mine.number} Contain it: Flash on the rim\nhttp://testserver/problems/{mine.pk}"


def test_the_floor_is_owed_an_answer_within_a_day_and_late_ones_are_said(factory: Factory) -> None:
    now = datetime.now(UTC)
    for hours in (2, 30, 40):
        by = factory.at(now - timedelta(hours=hours)).bishnu
        problems.report(new_id(), by=by, what=f"Flash {hours}", workplace=factory.workplace)
    shown = page(factory, "nurul")
    assert shown.count("answer late") == 2
    assert len(re.findall("answer due \\w{3} \\d\\d:\\d\\d", shown)) == 1
    assert "2 reports in the last 7 days, 0 answered within 24 h." in shown


def test_what_happened_is_said_in_a_sentence_leads_to_its_record_and_is_then_read(factory: Factory) -> None:
    ana, customer = factory.tan, nouns.add_party(new_id(), by=factory.nurul, name="Nordlicht", timezone="Europe/Berlin")
    complaint = complaints.receive(new_id(), by=ana, customer=customer, what="Boss cracks")
    news = re.compile(r'<li><span class="caption">[^·]* · ([^<]*)</span> <a href="([^"]+)">([^<]*)</a></li>')
    (said,) = news.findall(page(factory, "nurul"))
    assert (said[0], said[2]) == ("Tan Wei Ling received a complaint", f"{complaint.number} Boss cracks")
    assert browser(factory.suresh).get(said[1]).status_code == 404
    assert browser(factory.nurul).get(said[1])["Location"] == f"/complaints/{complaint.pk}"
    assert news.findall(page(factory, "nurul")) == []
    assert browser(factory.nurul).get(f"/told/{2**70}").status_code == 404


def test_a_customers_clock_is_told_in_our_time_and_in_theirs() -> None:
    end = datetime(2026, 11, 29, 10, 57, tzinfo=UTC)
    clock = Deadline("Containment", "", "complaint", new_id(), "", end, end, "", "", "", "Europe/Berlin")
    with translation.override("en"):
        assert there(clock, ZoneInfo("Asia/Kuala_Lumpur")) == " · Sun 29 Nov 11:57 Berlin"
        assert there(clock, ZoneInfo("Europe/Berlin")) == ""
