"""Awareness: cards whole in six languages, sets asked and known, learned on a phone (7.3)."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Factory
from tests.web.asking import browser

from mutu import catalogue
from mutu.core import actions as core
from mutu.core.actors import Actor
from mutu.core.duties import own_duties
from mutu.core.identity import new_id
from mutu.core.models import Draft, Reminder
from mutu.core.permissions import Role
from mutu.core.refusals import NotPermitted, NotUnderstood, NotYet
from mutu.core.reminders import remind
from mutu.resources.awareness import actions, content, queries
from mutu.resources.awareness.models import Awareness, AwarenessNeed, CardSet
from mutu.web.listing import lists

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
FLOOR = [f"{card.key}={card.right}" for card in content.sets()["floor"].cards]


def after(days: float) -> datetime:
    return START + timedelta(days=days)


def on(by: Actor, day: float) -> Actor:
    return replace(by, at=after(day))


def ask(factory: Factory, set: str = "floor", role: str = "operator", **facts: Any) -> AwarenessNeed:
    return actions.decide(new_id(), by=on(factory.nurul, 0), set=set, role=role, **facts)


def learn(by: Actor, day: float, **facts: Any) -> Awareness:
    return actions.complete.do(new_id(), by=on(by, day), facts={"set": "floor", "answers": FLOOR, **facts})


def translated() -> list[str]:
    return [one for one in content.LANGUAGES if one != "en"]


def test_twelve_cards_and_four_short_sets() -> None:
    sizes = {key: len(one.cards) for key, one in content.sets().items()}
    assert sizes == {"basics": 12, "top_management": 3, "floor": 5, "auditors": 3, "buyers": 3}
    assert set(sizes) == set(CardSet.values)


@pytest.mark.parametrize("language", content.LANGUAGES)
def test_all_six_languages_are_complete(language: str) -> None:
    words, original = content.words(language), content.words("en")
    assert words.language == language
    assert words.words.keys() == original.words.keys()
    assert words.titles.keys() == content.sets().keys()
    assert words.cards.keys() == {card.key for one in content.sets().values() for card in one.cards}
    for key, card in words.cards.items():
        like = original.cards[key]
        assert (len(card.text), len(card.answers)) == (len(like.text), len(like.answers)), key
        assert all([card.title, card.question, card.because, *card.text, *card.answers]), key
        assert len(set(card.answers)) == len(card.answers), key


@pytest.mark.parametrize("language", content.LANGUAGES)
def test_no_words_are_cut_at_a_comma(language: str) -> None:
    read = yaml.safe_load(catalogue.text(f"awareness/{language}.yaml"))
    assert {key for one in read["sets"].values() for key in one} == {"title", "about"}
    assert {key for one in read["cards"].values() for key in one} == {"title", "text", "question", "answers", "because"}


@pytest.mark.parametrize("language", translated())
def test_every_translation_says_that_it_is_a_draft_and_is_not_the_english_one(language: str) -> None:
    words = content.words(language)
    assert words.draft
    same = [key for key, card in words.cards.items() if card.question == content.words("en").cards[key].question]
    assert same == []


@pytest.mark.parametrize("language", content.LANGUAGES)
def test_the_places_for_values_are_kept(language: str) -> None:
    def places(words: dict[str, str]) -> dict[str, list[str]]:
        return {key: sorted(re.findall(r"{(\w+)}", said)) for key, said in words.items()}

    assert places(content.words(language).words) == places(content.words("en").words)


def test_a_card_takes_a_minute_or_so() -> None:
    for key, card in content.words("en").cards.items():
        read = " ".join([*card.text, card.question, *card.answers]).split()
        assert 45 <= len(read) <= 180, (key, len(read))


def test_every_picture_that_is_named_is_drawn() -> None:
    from django.template.loader import render_to_string

    named = {name for one in content.sets().values() for card in one.cards for name in (card.picture, *card.pictures)}
    drawn = {name: render_to_string("mutu/parts/card_picture.html", {"drawing": name}) for name in named - {""}}
    assert len(drawn) == 20
    assert [name for name, svg in drawn.items() if "<path" not in svg] == []
    pictured = [card for card in content.sets()["floor"].cards if card.picture and len(card.pictures) == 3]
    assert len(pictured) == 5


def test_they_say_what_iso_9001_is_and_is_not() -> None:
    said = " ".join(content.words("en").cards["what_it_is_not"].text)
    assert said.startswith("It is not a certificate for a product. Nobody tested the goods for it.")
    assert "ISO writes the standard and certifies nobody" in said
    assert catalogue.text("awareness/en.yaml").count("certified product") == 1  # quoted as what is wrong


def test_a_completed_set_is_a_record_of_who_read_what_in_which_words(bayan: Factory) -> None:
    done = learn(bayan.bishnu, 3, language="ms", tries=2)
    assert (done.person, done.site, done.set) == (bayan.bishnu.person, bayan.site, "floor")
    assert (done.language, done.tries, done.completed_at) == ("ms", 2, after(3))
    assert done.content == content.digest("floor", "ms") != content.digest("floor", "en")


def test_a_set_with_a_wrong_answer_is_no_record(bayan: Factory) -> None:
    with pytest.raises(NotYet, match="1 of 5 cards"):
        learn(bayan.bishnu, 3, answers=["floor_report=0", *FLOOR[1:]])
    with pytest.raises(NotYet, match="5 of 5 cards"):
        learn(bayan.bishnu, 3, answers=["floor_report=" + "9" * 40, "\u202e", "=", "x=y"])
    with pytest.raises(NotUnderstood):
        learn(bayan.bishnu, 3, set="nothing")


def test_nobody_but_the_quality_manager_or_the_top_asks_it(bayan: Factory, eve: Actor) -> None:
    with pytest.raises(NotPermitted):
        actions.decide(new_id(), by=bayan.bishnu, set="floor")
    with pytest.raises(NotUnderstood):
        actions.decide(new_id(), by=eve, set="floor", site=bayan.site)


def test_the_same_is_asked_once(bayan: Factory) -> None:
    ask(bayan)
    with pytest.raises(NotUnderstood):
        ask(bayan)
    assert ask(bayan, site=bayan.site).site == bayan.site


def test_it_is_due_so_many_days_after_it_was_asked_or_they_came_and_again_when_it_runs_out(bayan: Factory) -> None:
    ask(bayan, within_days=10, renew_days=100)
    bishnu = bayan.bishnu.person
    assert bishnu is not None

    def due(day: float) -> list[Any]:
        return [one.due for one in own_duties(bayan.organization, after(day), bishnu)]

    assert due(1) == [after(10).date()]
    learn(bayan.bishnu, 5)
    assert due(6) == []
    assert due(95) == [after(105).date()]
    new = core.add_person(new_id(), by=on(bayan.nurul, 40), name="Ram", site=bayan.site, joined_on=after(40).date())
    core.give_role(new_id(), by=bayan.nurul, person=new, role=Role.OPERATOR, site=bayan.site)
    assert [one.due for one in own_duties(bayan.organization, after(41), new)] == [after(50).date()]


def test_whoever_left_or_is_elsewhere_is_not_asked(bayan: Factory) -> None:
    need = ask(bayan, role="", site=bayan.other_site)
    assert queries.coverage(need, after(1)) == (0, 1)
    core.leave(bayan.mei.person_id, by=bayan.nurul, left_on=after(1).date())
    assert queries.coverage(need, after(1)) == (0, 0)


def test_the_daily_mail_reminds_whoever_is_late(bayan: Factory) -> None:
    ask(bayan, within_days=10)
    remind(bayan.organization, after(8))
    remind(bayan.organization, after(10))
    sent = Reminder.objects.of(bayan.organization).filter(person=bayan.bishnu.person)
    assert list(sent.order_by("stage").values_list("stage", flat=True)) == [-3, 0]


def test_who_knows_it_costs_the_same_for_a_hundred_as_for_one(bayan: Factory, monkeypatch: Any) -> None:
    monkeypatch.setattr(lists, "PAGE", 200)
    need = ask(bayan, role="")
    client = browser(bayan.nurul)

    def queries_of(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    learn(bayan.bishnu, 0)
    pages = ("/aware/", f"/aware/{need.pk}", "/awareness/")
    for path in pages:
        queries_of(path)
    few = [queries_of(path) for path in pages]
    for n in range(100):
        person = core.add_person(new_id(), by=bayan.nurul, name=f"Worker {n}", site=bayan.site)
        if n % 2:
            learn(Actor(bayan.organization, person, person.name), n / 100)
    for path in pages:  # what is kept while the log stands still is read again
        queries_of(path)
    now = [queries_of(path) for path in pages]
    assert now == few


@pytest.fixture
def phone(bayan: Factory) -> Client:
    return browser(bayan.bishnu)


def answer(client: Client, card: str, said: str, of: str = "floor") -> Any:
    return client.post(f"/learn/{of}", {"card": card, "answer": said})


def test_a_wrong_answer_explains_and_asks_again(phone: Client, bayan: Factory) -> None:
    page = answer(phone, "floor_report", "0")
    assert page.status_code == 422
    text = content.words("en").cards["floor_report"]
    assert page.context["wrong"] == "0"
    assert text.because in page.content.decode() and text.question in page.content.decode()
    assert Awareness.objects.of(bayan.organization).count() == 0


def test_the_place_is_kept_on_any_phone_until_the_set_is_done(phone: Client, bayan: Factory) -> None:
    answer(phone, "floor_report", "0")
    answer(phone, "floor_report", "1")
    other = browser(bayan.bishnu)
    assert other.get("/learn/floor").context["card"].key == "floor_instruction"
    for card in content.sets()["floor"].cards[1:]:
        last = answer(other, card.key, str(card.right))
    assert last["Location"] == "/learn/floor/done"
    assert other.get("/learn/floor/done").status_code == 200
    (done,) = Awareness.objects.of(bayan.organization)
    assert (done.person, done.tries) == (bayan.bishnu.person, 1)
    assert Draft.objects.of(bayan.organization).count() == 0


def test_a_place_that_somebody_wrote_into_the_draft_counts_only_where_it_is_right(bayan: Factory) -> None:
    for values in ({"answers": {"floor_report": 0, "x": 1}}, {"answers": []}, [], {"tries": "x"}):
        Draft.unscoped.update_or_create(organization=bayan.organization, person=bayan.bishnu.person, form="learn/floor",
                                        defaults={"values": values})  # fmt: skip
        page = browser(bayan.bishnu).get("/learn/floor")
        assert page.context["card"].key == "floor_report"


@pytest.mark.parametrize("language", content.LANGUAGES)
def test_the_whole_page_is_in_the_chosen_language(phone: Client, language: str) -> None:
    page = phone.get(f"/learn/floor?language={language}")
    words = content.words(language)
    said = page.content.decode()
    assert f'<html lang="{language}"' in said
    assert words.cards["floor_report"].title in said and words.words["check"] in said
    assert (words.words["draft"] in said) is (language != "en")
    assert words.words["mine"] in phone.get("/learn/").content.decode()


def test_the_cards_are_in_the_person_s_own_language_at_first(bayan: Factory) -> None:
    ana = core.add_person(new_id(), by=bayan.nurul, name="Somsak", language="th")
    page = browser(Actor(bayan.organization, ana, "Somsak")).get("/learn/floor")
    assert content.words("th").cards["floor_report"].question in page.content.decode()


def test_buyers_and_auditors_read_without_coming_in_and_nothing_is_recorded(bayan: Factory) -> None:
    client = browser()
    for card in content.sets()["buyers"].cards:
        last = answer(client, card.key, str(card.right), "buyers")
    assert last["Location"] == "/learn/buyers/done"
    assert content.words("en").words["done_open"] in client.get("/learn/buyers/done").content.decode()
    assert Awareness.objects.of(bayan.organization).count() == 0
    assert client.get("/learn/auditors").status_code == 200
    assert client.get("/learn/floor")["Location"] == "/in/?next=/learn/floor"


def test_one_tap_asks_what_is_usual_and_a_second_one_nothing_more(bayan: Factory) -> None:
    client = browser(bayan.nurul)
    assert "Ask what is usual" in client.get("/aware/").content.decode()
    for _twice in range(2):
        assert client.post("/aware/usual").status_code == 302
    asked = AwarenessNeed.objects.of(bayan.organization).values_list("set", "role")
    assert len(asked) == len(set(asked)) == 9
    assert browser(bayan.bishnu).get("/aware/").status_code == 403


def test_hostile_addresses_are_not_found(phone: Client) -> None:
    for path in ("/learn/nothing", "/learn/nothing/done", f"/learn/asked/{new_id()}"):
        assert phone.get(path).status_code == 404, path
    assert phone.get(f"/aware/{new_id()}").status_code == 403
    assert answer(phone, "no_such_card", "1").status_code == 404
    assert answer(phone, "floor_report", "<script>").status_code == 422
    assert phone.get("/learn/floor?card=%00&language=%00").status_code == 200
