"""The trail's pages as a person reads them: who, when by the factory's clock, what; verified, checkpoints, proofs."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Factory, build
from tests.web.asking import browser

from mutu.core import actions, checkpoints, nightly, schedule
from mutu.core.erasing import erase_person
from mutu.core.identity import new_id
from mutu.core.importing.models import Import
from mutu.core.models import Heartbeat, Organization
from mutu.core.trail_models import LogHead
from mutu.improvement.nonconformities import actions as problems
from mutu.improvement.nonconformities.models import ContainmentPlace
from mutu.web import telling

pytestmark = pytest.mark.django_db


@pytest.fixture
def factory() -> Factory:
    return build()


def page(factory: Factory, address: str) -> str:
    answer = browser(factory.nurul).get(address)
    assert answer.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def last(factory: Factory) -> int:
    return LogHead.objects.of(factory.organization).get().size - 1


def entry(factory: Factory) -> str:
    return page(factory, f"/trail/{last(factory)}")


def test_an_entry_is_a_sentence_with_its_record_one_tap_away(factory: Factory) -> None:
    at = datetime(2026, 3, 2, 17, 5, tzinfo=UTC)
    one = problems.report(new_id(), by=factory.at(at).bishnu, what="Flash on the rim", workplace=factory.workplace)
    shown = browser(factory.nurul).get("/trail").content.decode()
    assert f'<p><b>Bishnu Gurung</b> reported <a href="/problems/{one.pk}">{one.number}</a></p>' in shown
    words = page(factory, "/trail")
    assert "What is wrong?: Flash on the rim" in words
    assert "on a page, with badge and PIN" in words
    assert str(one.pk) not in words


def test_times_are_those_of_the_factorys_clock(factory: Factory) -> None:
    """17:05 in UTC on the second is five past one at night on the third in Penang."""
    actions.change_organization(
        factory.organization.pk, by=factory.nurul, name="Bayan", timezone="Asia/Kuala_Lumpur"
    )  # fmt: skip
    at = datetime.now(UTC).replace(hour=17, minute=5) + timedelta(days=1)
    problems.report(new_id(), by=factory.at(at).bishnu, what="Flash")
    local = at + timedelta(hours=8)
    shown = browser(factory.nurul).get("/trail").content.decode()
    assert re.findall(r"<time[^>]*>(\d\d:\d\d)</time>", shown)[0] == "01:05"
    assert (
        re.findall(r'<h2 class="section-head">(\w+ \d+ \w+ \d{4})', shown)[0] == f"{local:%A} {local.day} {local:%B %Y}"
    )
    assert f"{at:%Y-%m-%d %H:%M}" in entry(factory)


def test_values_are_words_and_what_stood_before_is_said(factory: Factory) -> None:
    one = problems.report(new_id(), by=factory.bishnu, what="Flash", workplace=factory.workplace)
    problems.estimate_cost(one.pk, by=factory.nurul, cost=280, currency="MYR")
    assert "Cost 280 " in entry(factory)
    problems.assign(one.pk, by=factory.nurul, owner=factory.suresh.person)
    problems.assign(one.pk, by=factory.nurul, owner=factory.tan.person)
    assert "Tan Wei Ling (before: Suresh Pillai)" in entry(factory)
    problems.contain(
        one.pk, by=factory.suresh, containment="Held",
        places=[ContainmentPlace(where="stock", detail="rack C4", quantity=3, found=1)],
    )  # fmt: skip
    assert re.findall("Places (.*?) What stood", entry(factory)) == ["stock, rack C4, pieces 3, bad found 1"]
    assert re.findall("What stood there before State (\\w+)", entry(factory)) == ["reported"]


def test_a_name_that_was_erased_leaves_a_sentence(factory: Factory) -> None:
    mei = factory.mei.person
    problems.report(new_id(), by=factory.mei, what="Flash", site=factory.other_site)
    actions.leave(mei.pk, by=factory.nurul, left_on=datetime.now(UTC).date())
    erase_person(mei.pk, by=factory.nurul, because="Asked for it in writing.")
    assert "a person whose name was erased reported" in page(factory, "/trail")


def test_older_entries_follow_and_a_records_own_story_stands_alone(factory: Factory) -> None:
    keys = [problems.report(new_id(), by=factory.bishnu, what=f"Flash {n}").pk for n in range(70)]
    shown = browser(factory.nurul).get("/trail").content.decode()
    assert len(re.findall("<li><time", shown)) == 60
    (older,) = re.findall(r'rel="next" href="([^"]+)"', shown)
    assert "Flash 9" in page(factory, older)
    assert "Flash 10 " not in page(factory, older)
    own = browser(factory.nurul).get(f"/trail?record={keys[0]}").content.decode()
    assert len(re.findall("<li><time", own)) == 1
    assert page(factory, "/trail?before=0").count("No entry is older than that.") == 1


def test_the_log_asks_the_same_however_long_it_is(factory: Factory) -> None:
    client, counts = browser(factory.nurul), []
    for many in (1, 50):
        for n in range(many):
            problems.report(new_id(), by=factory.bishnu, what=f"Flash {n}", workplace=factory.workplace)
        client.get("/trail")
        with CaptureQueriesContext(connection) as asked:
            client.get("/trail")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_somebody_may_not_see_stays_closed_in_the_trail(factory: Factory) -> None:
    from mutu.core.importing import actions as importing

    importing.start(new_id(), by=factory.nurul, into="nonconformities", name="secret list.xlsx", sha256="0" * 64)
    assert Import.may_read != ("anyone",)
    assert "secret list.xlsx" in page(factory, "/trail")
    shown = browser(factory.bishnu).get("/trail").content.decode()
    assert "secret list.xlsx" not in shown
    assert shown.count("What was said is not shown to you.") == 1
    assert "secret list.xlsx" not in browser(factory.bishnu).get(f"/trail/{last(factory)}").content.decode()


def test_it_says_when_it_was_read_whole_and_what_is_younger(factory: Factory) -> None:
    assert "Not read whole yet" in page(factory, "/trail")
    organization = Organization.objects.of(factory.organization).get()
    now = datetime.now(UTC)
    schedule.beat(schedule.beat_name("verify", organization.pk), nightly.verify_log(organization, now), at=now)
    size = last(factory) + 1
    assert f"{size} entries, " in page(factory, "/trail")
    assert "Trail unbroken" in page(factory, "/trail")
    problems.report(new_id(), by=factory.bishnu, what="Flash")
    assert "1 entry is younger than that." in page(factory, "/trail")


def test_reading_it_whole_now_is_remembered(factory: Factory) -> None:
    client = browser(factory.nurul)
    assert client.post("/trail/check").status_code == 302
    kept = Heartbeat.objects.get(name=schedule.beat_name("verify", factory.organization.pk))
    assert (kept.ok, nightly.verified(factory.organization)) == (
        True, (last(factory) + 1, checkpoints.root(factory.organization)[1]),
    )  # fmt: skip
    assert "Trail unbroken" in page(factory, "/trail")


def test_what_is_found_is_named_and_stays_said(factory: Factory) -> None:
    one = problems.report(new_id(), by=factory.bishnu, what="Flash")
    type(one).unscoped.filter(pk=one.pk).update(what="No flash")
    client = browser(factory.nurul)
    told = client.post("/trail/check", follow=True).content.decode()
    assert "Something is not as the gate left it" in told
    assert one.number in told or str(one.pk) in told
    assert "Something is not as the gate left it" in page(factory, "/trail")


def test_a_checkpoint_that_cannot_be_believed_is_refused_in_a_sentence(factory: Factory) -> None:
    client = browser(factory.nurul)
    for note in (b"", b"\xff\x00", b"mutu/x\n1\nAAAA\n\n\xe2\x80\x94 x y\n"):
        file = SimpleUploadedFile("checkpoint.txt", note)
        assert client.post("/trail/check", {"checkpoint": file}).status_code == 302
    assert not Heartbeat.objects.filter(name=schedule.beat_name("verify", factory.organization.pk)).exists()


def test_who_is_sent_the_checkpoint_is_said_and_that_nobody_is(factory: Factory) -> None:
    assert "no administrator has an e-mail address" in page(factory, "/trail")
    nurul = factory.nurul.person
    actions.change_person(nurul.pk, by=factory.nurul, name=nurul.name, email="nurul@example.test")
    assert "Sent by mail every Monday to Nurul Aisyah. None has been sent yet." in page(factory, "/trail")


def test_the_proof_is_a_file_to_take_away(factory: Factory) -> None:
    answer = browser(factory.nurul).get(f"/trail/proof/{last(factory)}")
    assert answer["Content-Disposition"] == f'attachment; filename="entry-{last(factory)}.json"'
    assert json.loads(answer.content)["seq"] == last(factory)


@pytest.mark.parametrize("address", ["/trail/99999999", "/trail/proof/99999999", "/trail?record=" + "0" * 32])
def test_an_entry_that_is_not_there_is_not_found(factory: Factory, address: str) -> None:
    assert browser(factory.nurul).get(address).status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "\x00", "½"])
def test_an_odd_address_shows_the_newest(factory: Factory, before: str) -> None:
    assert browser(factory.nurul).get("/trail", {"before": before}).status_code == 200


def test_every_sentence_can_be_linked(factory: Factory) -> None:
    """Braces in a name or a sentence are only braces."""
    odd = actions.add_person(new_id(), by=factory.nurul, name="{0} {who} <b>", site=factory.site, badge="9999")
    from dataclasses import replace

    by = replace(factory.nurul, person=odd, name=odd.name, grants={})
    problems.report(new_id(), by=by, what="{number} %(who)s")
    shown = browser(factory.nurul).get("/trail").content.decode()
    assert "<b>{0} {who} &lt;b&gt;</b> reported" in shown
    assert telling.called("nothing") == "nothing"
