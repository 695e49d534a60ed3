"""Two people at once, a power cut in the middle, others who write meanwhile: on the committed database."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import connections
from tests import cast
from tests.cast import Factory
from tests.core import bringing_in as steps

from mutu.core import tenancy
from mutu.core.importing import actions, progress, running
from mutu.core.importing.models import Import, ImportProgress
from mutu.core.refusals import Refusal
from mutu.core.trail_models import Entry
from mutu.improvement.nonconformities import actions as problems
from mutu.improvement.nonconformities.models import Nonconformity

ROWS = 120
WORKER = """
import sys, django
django.setup()
from uuid import UUID
from mutu.core.importing import running
running.work(UUID(sys.argv[1]), UUID(sys.argv[2]))
"""


@pytest.fixture
def factory(committed: None) -> Factory:
    return cast.build()


def counts(factory: Factory) -> tuple[int, int]:
    """Nonconformities, and trail entries about them."""
    with tenancy.reading(factory.organization):
        keys = list(Nonconformity.objects.of(factory.organization).values_list("pk", flat=True))
        return len(keys), Entry.objects.of(factory.organization).filter(record__in=keys).count()


def test_a_power_cut_in_the_middle_loses_nothing_and_doubles_nothing(factory):
    of = steps.check(steps.receive(steps.good(ROWS), factory.nurul), factory.nurul)
    actions.bring_in(of.pk, by=factory.nurul)
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(of.organization_id), str(of.pk)], env=os.environ)
    for _ in range(600):
        if counts(factory)[0] > 0 or worker.poll() is not None:
            break
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    there, written = counts(factory)
    with tenancy.reading(factory.organization):
        kept = progress.of(of)
    assert 0 < there < ROWS
    assert (written, kept.done) == (there, there)
    assert steps.again(of).state == "bringing_in" and progress.stands_still(kept)
    running.work(of.organization_id, of.pk)
    assert counts(factory) == (ROWS, ROWS)
    after = steps.again(of)
    assert (after.state, after.brought_in, after.faulty) == ("finished", ROWS, 0)


def test_two_who_hand_in_the_same_file_at_once_make_one_import(factory):
    answers: list[object] = []
    start = threading.Barrier(2)

    def hand_in() -> None:
        start.wait()
        try:
            answers.append(steps.receive(steps.good(3), factory.nurul).state)
        except Refusal as refusal:
            answers.append(refusal.fact)
        finally:
            connections.close_all()

    both = [threading.Thread(target=hand_in) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with tenancy.reading(factory.organization):
        assert Import.objects.of(factory.organization).count() == 1
    assert sorted(map(str, answers)) == ["file", "received"]


def test_two_workers_at_one_list_bring_each_row_in_once(factory):
    of = steps.check(steps.receive(steps.good(40), factory.nurul), factory.nurul)
    actions.bring_in(of.pk, by=factory.nurul)
    command = [sys.executable, "-c", WORKER, str(of.organization_id), str(of.pk)]
    workers = [subprocess.Popen(command, env=os.environ) for _ in range(2)]
    assert [worker.wait() for worker in workers] == [0, 0]
    assert counts(factory) == (40, 40)
    assert steps.again(of).state == "finished"


def test_a_worker_that_lost_its_list_to_another_stops(factory):
    of = steps.check(steps.receive(steps.good(5), factory.nurul), factory.nurul)
    actions.bring_in(of.pk, by=factory.nurul)
    assert progress.take(of)
    job = running.Work(steps.again(of), running.importable_of(of), running.actor_of(steps.again(of)), lambda *_: None)
    with tenancy.reading(factory.organization):
        ImportProgress.objects.of(factory.organization).filter(of=of.pk).update(holder="elsewhere:1")
    with pytest.raises(progress.TakenOver):
        running.bring_in(job)
    assert counts(factory) == (0, 0)


def test_others_write_while_a_list_is_brought_in(factory):
    of = steps.check(steps.receive(steps.good(ROWS), factory.nurul), factory.nurul)
    actions.bring_in(of.pk, by=factory.nurul)
    worker = threading.Thread(target=lambda: (running.work(of.organization_id, of.pk), connections.close_all()))
    worker.start()
    written = 0
    while worker.is_alive():
        problems.report(cast.new_id(), by=factory.bishnu, what="Flash", workplace=factory.workplace)
        written += 1
    worker.join()
    assert written > 0
    assert counts(factory) == (ROWS + written, ROWS + written)
    assert steps.again(of).state == "finished"
