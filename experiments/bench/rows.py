"""The rows of the performance table: each is measured by running it, in CPU seconds of this machine."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.bench.crowds import CROWD_ROWS
from experiments.bench.foundations import FOUNDATION_ROWS
from experiments.bench.page import PAGE_ROWS
from experiments.bench.peers import PEER_ROWS
from experiments.bench.reports import REPORT_ROWS
from experiments.bench.row import Row
from experiments.bench.starts import START_ROWS
from experiments.bench.sweeps import LONG_ROWS
from experiments.bench.worlds import SEED, overseas, warmed_up

if TYPE_CHECKING:
    from sim import Scenario

_WORLD = ("members=10000", "ticks=720", "censorship=full", "enforcement=suspension", "disclosure=partial")
_PLAIN_TICKS = 24
_WARM_TICKS = 720
_REPEATS = 3


def machine() -> dict[str, Any]:
    """Return what these numbers were measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gigabytes": _gigabytes(),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def _processor() -> str:
    """Return the processor's name where the system tells it, else its kind."""
    listed = Path("/proc/cpuinfo")
    names = (
        [line for line in listed.read_text().splitlines() if line.startswith("model name")] if listed.exists() else []
    )
    return names[0].split(":", 1)[1].strip() if names else platform.processor() or platform.machine()


def _gigabytes() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError):
        return None


def guo_10k() -> Row:
    """Measure 10,000 members x 720 ticks of guo_2017 overseas with every actor on, kernels warm."""
    seconds = _seconds_of_world()
    note = "CPU seconds of one world (full censorship, suspension, partial disclosure), seating included; kernels warm"
    return Row("guo_10k", round(seconds, 3), "CPU s", "<= 2", seconds <= _MOST_SECONDS, note)


def plain_mesa() -> Row:
    """Measure how many times faster a tick is than the same scalar rules on plain Mesa objects, over the same ticks."""
    plain = _plain_seconds_per_tick()
    ours = min(_seconds_per_tick() for _ in range(_REPEATS))
    ratio = plain / ours
    note = (
        f"{plain:.4f} CPU s a tick with 10,000 plain mesa.Agent members and the compiler off, over {ours:.5f} CPU s; "
        f"the same {_PLAIN_TICKS} ticks of the same world, every actor on"
    )
    return Row("plain_mesa", round(ratio, 1), "times", ">= 100", ratio >= _LEAST_RATIO, note)


_MOST_SECONDS = 2.0
_LEAST_RATIO = 100.0
ROWS: dict[str, Callable[[], Row]] = {"guo_10k": guo_10k, "plain_mesa": plain_mesa}
"""The rows of the table that are measured where none is named."""


def known_rows() -> dict[str, Callable[[], Row]]:
    """Return all rows that can be named; some take minutes, and are measured only then."""
    return ROWS | FOUNDATION_ROWS | CROWD_ROWS | PEER_ROWS | START_ROWS | LONG_ROWS | REPORT_ROWS | PAGE_ROWS


def measure(names: tuple[str, ...]) -> Iterator[Row]:
    """Yield each named row as soon as it is measured."""
    rows = known_rows()
    for name in names:
        yield rows[name]()


def _warmed_up() -> "Scenario":
    """Return the world to measure, after every kernel it needs was used once on a small one."""
    warmed_up(overseas(*_WORLD), _WARM_TICKS)
    return overseas(*_WORLD)


def _seconds_of_world() -> float:
    from sim import Marketplace

    world = _warmed_up()
    began = time.process_time()
    market = Marketplace(world, SEED)
    for _ in range(world.ticks):
        market.step()
    return time.process_time() - began


def _seconds_per_tick() -> float:
    """Return CPU seconds a tick over the ticks that are timed on plain objects too."""
    from sim import Marketplace

    market = Marketplace(_warmed_up(), SEED)
    market.step()
    began = time.process_time()
    for _ in range(_PLAIN_TICKS):
        market.step()
    return (time.process_time() - began) / _PLAIN_TICKS


def _plain_seconds_per_tick() -> float:
    """Run the plain objects in a process of their own, where the compiler can be off."""
    code = (
        "import time; from experiments.bench.plain_market import seconds_per_tick; "
        "from experiments.bench.worlds import overseas; "
        f"print(seconds_per_tick(overseas(*{_WORLD!r}), {SEED}, {_PLAIN_TICKS}, time.process_time))"
    )
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout.split()[-1])
