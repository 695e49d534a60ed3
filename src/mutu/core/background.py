"""The worker and the scheduler: what pages left for later, and what is due by the clock."""

import signal
import time
from types import FrameType

from django.db import OperationalError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from mutu.core import schedule

PAUSE = 1.0
BEAT_EVERY = 30.0
LOOK_EVERY = 20.0


class Background:
    """One process for both; a job that was under way when the last one died is taken up again."""

    def __init__(self) -> None:
        self.running = True
        self.worker = Worker(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
            worker_id="mutu", excluded_queue_names=[],
        )  # fmt: skip

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.running = False
        self.worker.running = False

    def keep(self) -> int:
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        take_up_again()
        beaten = looked = 0.0
        while self.running:
            close_old_connections()
            try:
                if DBTaskResult.objects.ready().exists():
                    self.worker.run()
                if time.monotonic() - beaten > BEAT_EVERY:
                    schedule.beat("worker")
                    beaten = time.monotonic()
                if time.monotonic() - looked > LOOK_EVERY:
                    schedule.run_due()
                    schedule.beat("scheduler")
                    looked = time.monotonic()
            except OperationalError:
                time.sleep(PAUSE)
            time.sleep(PAUSE)
        return 0


def take_up_again() -> None:
    """Only one background process runs; whatever is marked as running belonged to one that died."""
    from django_tasks.base import TaskResultStatus

    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.READY, started_at=None, worker_ids=[]
    )
