"""Rows about starting: how long a user waits for a run's first ticks, with nothing compiled yet, and later."""

import os
import resource
import subprocess
import sys
import tempfile
import time
import timeit

from experiments.bench.row import Row
from experiments.composing.groups import SCENARIO, settings_in
from experiments.configuration_folder import configuration_folder

_START = ("scenario=guo_2017", "members=2000", "ticks=24", "calibration=default")
_MOST_COLD, _MOST_WARM, _FIRST_SECOND = 20.0, 2.0, 1.0
_REPEATS = 5


def cold() -> Row:
    """Measure a run's start with an empty cache of compiled rules, and when it first says something."""
    with tempfile.TemporaryDirectory() as cache:
        told = _seconds(cache, *_START)
    met = told["wall_seconds"] <= _MOST_COLD and told["first_word_seconds"] <= _FIRST_SECOND
    note = (
        f"seconds on the clock of `shelflife run scenario=guo_2017 ticks=24` and its twin, beside whatever else ran "
        f"here, {told['cpu_seconds']:.1f} CPU s in two processes; its first word came after "
        f"{told['first_word_seconds']:.2f} s; {_speed_of_python()}"
    )
    return Row("cold", round(told["wall_seconds"], 2), "s", f"<= {_MOST_COLD:g}", met, note, told)


def warm() -> Row:
    """Measure the same with every rule compiled before."""
    with tempfile.TemporaryDirectory() as cache:
        _seconds(cache, *_START)
        told = _seconds(cache, *_START)
    note = (
        f"CPU seconds of `shelflife run scenario=guo_2017 ticks=24` and its twin, {told['wall_seconds']:.1f} s on "
        f"the clock beside whatever else ran here; its first word came after {told['first_word_seconds']:.2f} s; "
        f"{_speed_of_python()}"
    )
    met = told["cpu_seconds"] <= _MOST_WARM and told["first_word_seconds"] <= _FIRST_SECOND
    return Row("warm", round(told["cpu_seconds"], 2), "CPU s", f"<= {_MOST_WARM:g}", met, note, told)


def cold_scenarios() -> Row:
    """Measure the longest first run of all scenarios at 2,000 members, over all ticks with nothing compiled."""
    waited = {}
    for scenario in settings_in(configuration_folder()).groups[SCENARIO]:
        if "/" not in scenario:  # what stands in a folder replicates another's program, at that program's own size
            with tempfile.TemporaryDirectory() as cache:
                waited[scenario] = _seconds(cache, f"scenario={scenario}", "members=2000")["wall_seconds"]
    slowest = max(waited, key=lambda scenario: waited[scenario])
    note = f"seconds on the clock of the slowest of {len(waited)}, {slowest}; of each: " + ", ".join(
        f"{scenario} {seconds:.1f}" for scenario, seconds in waited.items()
    )
    note = f"{note}; {_speed_of_python()}"
    value = round(waited[slowest], 2)
    return Row("cold_scenarios", value, "s", f"<= {_MOST_COLD:g}", value <= _MOST_COLD, note, waited)


def _seconds(cache: str, *overrides: str) -> dict[str, float]:
    """Return what one run costs in processors and on the clock, and when its first word came."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = time.monotonic()
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "experiments", "run", *overrides, "--out", f"{out}/run"]
        # An installed package has its bytecode; a shell that forbids writing any would read all sources at each start.
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["NUMBA_CACHE_DIR"] = cache
        run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603
        said = run.stderr.read(1) if run.stderr else b""
        first_word = time.monotonic() - clock if said else float("inf")
        run.communicate()
        if run.returncode:
            raise subprocess.CalledProcessError(run.returncode, command)
    wall, after = time.monotonic() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu_seconds": cpu, "wall_seconds": wall, "first_word_seconds": first_word}


def _speed_of_python() -> str:
    """Return how fast this Python is: a start is its own work, and builds of one version differ more than twofold."""
    best = min(timeit.repeat("for step in range(1_000_000): total += step", "total = 0", number=1, repeat=_REPEATS))
    return f"a step of a plain loop takes this Python {best * 1e3:.0f} ns"


START_ROWS = {"cold": cold, "warm": warm, "cold_scenarios": cold_scenarios}
"""Rows that take half a minute a start, and need a core of their own to show what a user waits."""
