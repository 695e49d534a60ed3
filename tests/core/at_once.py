"""Several people at the same moment, each on a connection of their own."""

import threading
from collections.abc import Callable

from django.db import connections

from mutu.core.refusals import Refusal


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all at the same moment; answers in their order, a refusal as itself, any other error raised."""
    start = threading.Barrier(len(works))
    answered: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            start.wait(10)
            answered[place] = work()
        except Refusal as refusal:
            answered[place] = refusal
        except BaseException as error:
            answered[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for answer in answered:
        if isinstance(answer, BaseException) and not isinstance(answer, Refusal):
            raise answer
    return answered
