"""The system page: what ran, in the reader's language; what a key may do, in words."""

import re

import pytest
from django.utils import translation
from tests import cast
from tests.web.asking import browser

from mutu.core import actions, schedule, tokens
from mutu.core.identity import new_id
from mutu.web.system import in_words, scope_in_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("8 mails, 27 reminders", "8 mails, 27 reminders"),
        ("3 entries, 2 records, 1 files", "3 new entries, 2 records, 1 files: as the gate left them"),
        ("mutu-1.zip restored, every trail verified", "mutu-1.zip restored on trial, every trail verified"),
        ("OSError: no room", "OSError: no room"),
        ("", ""),
    ],
)
def test_what_came_of_a_job_is_a_sentence(result: str, said: str) -> None:
    with translation.override("en"):
        assert in_words(result) == said


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("*", "everything this person may do"),
        ("nonconformity.*", "Problems"),
        ("nonconformity.read", "read: Problems"),
        ("nonconformity.close", "Close"),
        ("nothing.here", "nothing.here"),
    ],
)
def test_what_a_key_may_do_is_said_in_words(scope: str, said: str) -> None:
    with translation.override("en"):
        assert scope_in_words(scope) == said


def test_the_page_shows_both_to_an_administrator_and_to_nobody_else() -> None:
    factory = cast.build()
    schedule.beat(schedule.beat_name("reminders", factory.organization.pk), "2 mails, 3 reminders")
    actions.make_token(
        new_id(), by=factory.nurul, name="scale", person=factory.tan.person, scopes=["nonconformity.*"],
        secret=tokens.new_secret(),
    )  # fmt: skip
    shown = browser(factory.nurul).get("/system").content.decode()
    assert "2 mails, 3 reminders" in shown
    assert re.findall(r'<td class="rest">Tan Wei Ling</td><td class="rest">([^<]*)</td>', shown) == ["Problems"]
    assert browser(factory.bishnu).get("/system").status_code == 403


def test_the_index_shows_nobody_a_door_that_is_closed_to_them() -> None:
    factory = cast.build()
    doors = ('href="/system"', 'href="/readers/"', 'href="/aware/"')
    for who, open_ones in ((factory.nurul, doors), (factory.tan, doors[1:]), (factory.bishnu, ())):
        shown = browser(who).get("/problems/").content.decode()
        assert tuple(door for door in doors if door in shown) == open_ones
