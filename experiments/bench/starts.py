"""Rows about starting: how long a user waits for a run's first ticks, with nothing compiled yet, and later."""

import os
import resource
import subprocess
import sys
import tempfile
import time

from experiments.bench.row import Row

_COMMAND = (*("-m", "experiments", "run", "scenario=guo_2017"), *("members=2000", "ticks=24", "calibration=default"))
_MOST_COLD, _MOST_WARM, _FIRST_SECOND = 20.0, 2.0, 1.0


def cold() -> Row:
    """Measure a run's start with an empty cache of compiled rules, and when it first says something."""
    with tempfile.TemporaryDirectory() as cache:
        return _started("cold", _MOST_COLD, cache)


def warm() -> Row:
    """Measure the same with every rule compiled before."""
    with tempfile.TemporaryDirectory() as cache:
        _seconds(cache)
        return _started("warm", _MOST_WARM, cache)


def _started(name: str, most: float, cache: str) -> Row:
    told = _seconds(cache)
    met = told["cpu_seconds"] <= most and told["first_word_seconds"] <= _FIRST_SECOND
    note = (
        f"CPU seconds of `shelflife run scenario=guo_2017 ticks=24` and its twin, {told['wall_seconds']:.1f} s on "
        f"the clock beside whatever else ran here; its first word came after {told['first_word_seconds']:.2f} s"
    )
    return Row(name, round(told["cpu_seconds"], 2), "CPU s", f"<= {most:g}", met, note, told)


def _seconds(cache: str) -> dict[str, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = time.monotonic()
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, *_COMMAND, "--out", f"{out}/run"]
        environment = os.environ | {"NUMBA_CACHE_DIR": cache}
        run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603
        said = run.stderr.read(1) if run.stderr else b""
        first_word = time.monotonic() - clock if said else float("inf")
        run.communicate()
        if run.returncode:
            raise subprocess.CalledProcessError(run.returncode, command)
    wall, after = time.monotonic() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu_seconds": cpu, "wall_seconds": wall, "first_word_seconds": first_word}


START_ROWS = {"cold": cold, "warm": warm}
"""Rows that take half a minute each, and need a core of their own to show what a user waits."""
