"""Coming in by badge and PIN: who fits comes in, who guesses is slowed, and nobody is sent elsewhere."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from tests.cast import Factory
from tests.web.asking import browser

from mutu.core import actions as core
from mutu.core import badges, tenancy
from mutu.core.models import Pin


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def door(bayan: Factory) -> str:
    core.set_pin(bayan.bishnu.person_id, by=bayan.nurul, pin="481516")
    return f"/in/{bayan.organization.slug}/"


def badge(bayan: Factory) -> str:
    assert bayan.bishnu.person is not None
    return bayan.bishnu.person.badge


def test_badge_and_pin_open_the_door_and_lead_back(bayan: Factory, door: str) -> None:
    phone = browser()
    answer = phone.post(door, {"badge": badge(bayan), "pin": "481516", "next": "/report?lot=7"})
    assert (answer.status_code, answer["Location"]) == (302, "/report?lot=7")
    assert phone.get("/report").status_code == 200


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(bayan: Factory, door: str, target: str) -> None:
    answer = browser().post(door, {"badge": badge(bayan), "pin": "481516", "next": target})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("said", [("x", "481516"), ("", ""), ("\x00", "\x00"), ("1" * 5000, "2" * 5000)])
def test_what_does_not_fit_is_one_and_the_same_answer(bayan: Factory, door: str, said: tuple[str, str]) -> None:
    answer = browser().post(door, {"badge": said[0], "pin": said[1]})
    assert answer.status_code == 422
    assert "Badge and PIN do not fit" in answer.content.decode()


def test_guessing_is_slowed_and_the_right_pin_does_not_help_meanwhile(bayan: Factory, door: str) -> None:
    phone = browser()
    answers = [phone.post(door, {"badge": badge(bayan), "pin": f"{n:06}"}).status_code for n in range(8)]
    assert answers == [422] * 5 + [429] * 3
    assert phone.post(door, {"badge": badge(bayan), "pin": "481516"}).status_code == 429
    with tenancy.reading(bayan.organization):
        assert Pin.objects.of(bayan.organization).get(person=bayan.bishnu.person_id).failures == 5


def test_many_badges_from_one_address_are_slowed_too(bayan: Factory, door: str) -> None:
    phone = browser()
    answers = [phone.post(door, {"badge": f"9{n}", "pin": "1234"}).status_code for n in range(62)]
    assert answers == [422] * 60 + [429] * 2


def test_a_whole_shift_comes_in_at_one_door(bayan: Factory, door: str) -> None:
    said = {"badge": badge(bayan), "pin": "481516"}
    assert {browser().post(door, said).status_code for _ in range(65)} == {302}


def test_each_further_wrong_pin_costs_twice_the_time(bayan: Factory, door: str) -> None:
    def guess() -> int:
        try:
            badges.come_in(bayan.organization.pk, badge(bayan), "0000")
        except badges.Locked as locked:
            return locked.minutes
        return 0

    assert [guess() for _ in range(6)] == [0, 0, 0, 0, 0, 2]


def test_who_left_is_out_at_once(bayan: Factory, door: str) -> None:
    phone = browser()
    phone.post(door, {"badge": badge(bayan), "pin": "481516"})
    assert phone.get("/mine").status_code == 200
    core.leave(bayan.bishnu.person_id, by=bayan.nurul, left_on=bayan.nurul.now().date())
    assert phone.get("/mine").status_code == 302
    assert browser().post(door, {"badge": badge(bayan), "pin": "481516"}).status_code == 422


def test_signing_out_ends_it(bayan: Factory, door: str) -> None:
    phone = browser(bayan.bishnu)
    assert phone.get("/sign-out").status_code == 405
    assert phone.post("/sign-out").status_code == 302
    assert phone.get("/mine")["Location"].startswith("/in/?next=")


def test_the_one_tap_of_the_demo_is_not_there_outside_it(bayan: Factory, door: str) -> None:
    said = {"door": bayan.organization.slug, "person": bayan.nurul.person.number}  # type: ignore[union-attr]
    assert browser().post("/in/as", said).status_code == 404


def test_the_badge_of_another_firm_does_not_open_this_door(bayan: Factory, door: str, eve: object) -> None:
    core.set_pin(eve.person_id, by=eve, pin="271828")  # type: ignore[attr-defined]
    answer = browser().post(door, {"badge": eve.person.badge, "pin": "271828"})  # type: ignore[attr-defined]
    assert answer.status_code == 422
