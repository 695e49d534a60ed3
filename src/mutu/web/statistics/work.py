"""Hand a task to the worker process, and wait no longer than is reasonable."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

SECONDS = 2.0
"""of processor time for one page's work"""
PATIENCE = 30.0
"""seconds a page waits, however busy the machine is"""
AT_ONCE = 1
"""in each web process, which answers two requests at a time: the other one stays free for the factory's own pages"""
QUEUE = 2.0
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_turns = threading.BoundedSemaphore(AT_ONCE)


class Refused(Exception):
    """The work was not done: a stable code for a page to put into words, and an English sentence with the detail."""

    def __init__(self, code: str, sentence: str = "", status: int = 422) -> None:
        super().__init__(sentence or code)
        self.code, self.sentence, self.status = code, sentence, status


def done(task: Mapping[str, Any], file: bytes = b"") -> dict[str, Any]:
    """The worker's answer to a task; `Refused` with why there is none."""
    if not _turns.acquire(timeout=QUEUE):
        raise Refused("busy", status=503)
    try:
        return _asked_of_worker({**task, "seconds": SECONDS}, file)
    finally:
        _turns.release()


def _asked_of_worker(task: Mapping[str, Any], file: bytes) -> dict[str, Any]:
    words = json.dumps(task).encode()
    try:
        worker = subprocess.run(
            [sys.executable, "-m", "mutu.web.statistics.worker"],
            input=len(words).to_bytes(8, "big") + words + file,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
            env={**os.environ, **ONE_THREAD},
        )
    except subprocess.TimeoutExpired:
        raise Refused("too_much_work") from None
    if worker.returncode < 0:  # ended by its bounds
        raise Refused("too_much_work")
    if worker.returncode:
        raise RuntimeError(worker.stderr.decode(errors="replace")[-2000:])
    answer: dict[str, Any] = json.loads(worker.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"], answer["sentence"])
    return answer
