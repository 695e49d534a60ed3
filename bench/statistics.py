"""How fast the statistics are: ratios to sorting the same ten million numbers, in the same run, on one core.

``nice python -m bench.statistics`` prints every figure of the goal with the seconds beside it, and exits 1 where one is
missed. What is called for the first time is measured in a process of its own, imports included.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

POINTS = 10_000_000
TIMES = 5
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
GOALS = {"X-bar-R with limits": 0.5, "eight Nelson rules": 2.5, "CUSUM": 0.4, "EWMA": 0.2}

FIRST = """
import json, sys, time
import numpy
begin = time.process_time()
{statement}
print(json.dumps(time.process_time() - begin))
"""
IMPORTS = (
    "import mutu.lib.statistics; from mutu.lib.statistics import capability, gauge, pictures, rules, sampling, "
    "time_weighted, variables"
)
CONSTANTS = ("d2", "d3", "c4", "c5", "median_range", "sd_median")


def seconds(work: Callable[[], Any], times: int = TIMES) -> float:
    """The least processor time of several runs: what the work itself costs on a shared machine."""
    taken = []
    for _ in range(times):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return min(taken)


def first_time(statement: str, before: str = "") -> float:
    """Processor time of a statement in a new process that has NumPy and ``before`` and nothing else."""
    program = FIRST.replace("begin = ", f"{before}\nbegin = ", 1).format(statement=statement)
    return min(float(_output(program)) for _ in range(3))


def _output(program: str) -> Any:
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def long_series() -> dict[str, tuple[float, float]]:
    """Seconds, and ratio to the sort, of each long computation; the data are one file of ten million values."""
    import numpy as np

    from mutu.lib.statistics.rules import NELSON, signals
    from mutu.lib.statistics.time_weighted import cusum, ewma
    from mutu.lib.statistics.variables import xbar_r

    x = np.random.default_rng(20261122).normal(10.0, 1.0, POINTS)
    work: dict[str, Callable[[], Any]] = {
        "X-bar-R with limits": lambda: xbar_r(x.reshape(-1, 5)),
        "eight Nelson rules": lambda: signals(x - 10.0, NELSON),
        "CUSUM": lambda: cusum(x, target=10.0, sigma=1.0),
        "EWMA": lambda: ewma(x, target=10.0, sigma=1.0),
    }
    sort = seconds(lambda: np.sort(x))
    found = {"numpy.sort": (sort, 1.0)}
    for name, one in work.items():
        taken = seconds(one)
        found[name] = (taken, taken / sort)
    return found


def two_hundred_charts() -> float:
    """200 charts of 100 points with the rules, drawn; nothing of them is kept from one to the next."""
    import numpy as np

    from mutu.lib.statistics.pictures import control_pair
    from mutu.lib.statistics.rules import NELSON
    from mutu.lib.statistics.variables import individuals

    data = np.random.default_rng(7).normal(10.0, 1.0, (200, 100))
    return seconds(lambda: [control_pair(individuals(row, rules=NELSON), title="x") for row in data], 3)


def main() -> int:
    """Measure everything, say it, and answer whether every goal is met."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # before NumPy is loaded, here and in the processes started
    missed = 0

    def say(name: str, figure: str, met: bool) -> None:
        nonlocal missed
        missed += not met
        print(f"{name:<46}{figure:>28}  {'met' if met else 'MISSED'}")

    for name, (taken, ratio) in long_series().items():
        goal = GOALS.get(name, 1.0)
        say(f"{name}, 10 million", f"{taken:.3f} s, {ratio:.2f} x (<= {goal:g})", ratio <= goal)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform != "darwin" else 1e9)
    say("memory at the most", f"{peak:.2f} GB (<= 1)", peak <= 1.0)
    charts = two_hundred_charts()
    say("200 charts of 100 points with rules and SVG", f"{charts:.2f} s (<= 1)", charts <= 1.0)
    loading = first_time(IMPORTS)
    say("import beyond NumPy", f"{loading:.3f} s (<= 0.15)", loading <= 0.15)
    bring = "from mutu.lib.statistics import constants"
    for name in CONSTANTS:
        worst = max(first_time(f"constants.{name}({n})", bring) for n in (5, 100))
        say(f"constant {name}, the first time", f"{1000 * worst:.1f} ms (<= 20)", worst <= 0.020)
    for name, statement in (
        ("EWMA", "ewma(x, target=10.0, sigma=1.0)"),
        ("CUSUM", "cusum(x, target=10.0, sigma=1.0)"),
    ):
        bring = (
            "from mutu.lib.statistics.time_weighted import cusum, ewma\n"
            f"x = numpy.random.default_rng(1).normal(10.0, 1.0, {POINTS})"
        )
        ratio = first_time(statement, bring) / first_time("numpy.sort(x)", bring)
        say(f"{name}, the first call of a process", f"{ratio:.2f} x (<= {GOALS[name]:g})", ratio <= GOALS[name])
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
