"""A sweep one of whose runs kills the process that makes it, as one that takes all memory would; started as a program.

A worker that is started afresh reads this file too, and so is poisoned as its driver is.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import sim

_honest = sim.simulate


def _poisoned(world: sim.Scenario, *, replicate: int, **given: Any) -> sim.RunResult:
    if world.censorship.fear is not None and replicate == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return _honest(world, replicate=replicate, **given)


sim.simulate = _poisoned

if __name__ == "__main__":
    from experiments import cli

    sys.exit(cli.main(["sweep", *sys.argv[1:]]))
