"""Bad days: the program is killed while it writes, the disk is full. What was acknowledged stays; nothing is half."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from tests import cast
from tests.cast import Factory

from mutu.core import tenancy, trail
from mutu.core.identity import new_id
from mutu.core.verification import verify
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import Nonconformity

WRITING = Path(__file__).with_name("writing.py")


@pytest.fixture
def bayan(committed: None) -> Factory:
    return cast.build()


@pytest.fixture
def program(bayan: Factory) -> Iterator[object]:
    started: list[subprocess.Popen[str]] = []

    def start(way: str) -> subprocess.Popen[str]:
        words = [sys.executable, str(WRITING), str(bayan.organization.pk), str(bayan.bishnu.person_id), way]
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mutu.settings"}
        one = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
        started.append(one)
        return one

    yield start
    for one in started:
        one.kill()
        one.wait()
        if one.stdout is not None:
            one.stdout.close()


def whole(bayan: Factory) -> set[UUID]:
    """Every problem that is there has its entry, and nothing is found wrong."""
    assert list(verify(bayan.organization)) == []
    with tenancy.reading(bayan.organization):
        found = set(Nonconformity.objects.of(bayan.organization).values_list("pk", flat=True))
        told = {line.record for line in trail.story(bayan.organization) if line.action == "nonconformity.report"}
    assert found == told
    return found


@pytest.mark.parametrize("after", [1, 7, 20])
def test_killed_while_it_writes_nothing_acknowledged_is_lost_and_nothing_is_half(
    bayan: Factory, program: object, after: int
) -> None:
    one = program("kill")  # type: ignore[operator]
    acknowledged = [UUID(one.stdout.readline().strip()) for _ in range(after)]
    one.kill()
    acknowledged += [UUID(line) for line in one.stdout.read().split() if len(line) == 36]
    one.wait()
    found = whole(bayan)
    assert set(acknowledged) <= found
    assert len(found - set(acknowledged)) <= 1
    actions.report(new_id(), by=bayan.bishnu, what="Life goes on")
    assert len(whole(bayan)) == len(found) + 1


@pytest.mark.skipif("settings.DATABASES['default']['ENGINE'].endswith('postgresql')", reason="a file of SQLite")
def test_when_the_disk_is_full_it_is_said_in_words_and_nothing_is_half(bayan: Factory, program: object) -> None:
    one = program("full")  # type: ignore[operator]
    lines = one.stdout.read().strip().split("\n")
    assert lines[-1] == "no_room The disk is full: nothing was kept. Make room, then send it again."
    assert whole(bayan) == {UUID(line) for line in lines[:-1]}
    assert len(lines) > 1
    actions.report(new_id(), by=bayan.bishnu, what="Room again")


def test_a_file_for_which_there_is_no_room_leaves_nothing(bayan: Factory, program: object) -> None:
    one = program("files")  # type: ignore[operator]
    said = one.stdout.read().strip()
    assert said == "no_room The file could not be kept: the disk is full. Make room, then send it again."
    folder = Path(settings.MEDIA_ROOT) / str(bayan.organization.pk)
    assert [one for one in folder.rglob("*") if one.is_file()] == []
