"""Compiling from both ends: what a first run waits for is shared with a second core.

On a machine that never ran the model, a run compiles each rule as its first tick comes to it. A process beside it goes
through a small world of the same settings from the end of the tick to its beginning, and each leaves what it compiled
in the cache, where the other finds it: they meet in the middle. The second process makes no result and its failure is
nobody's: the run compiles whatever it does not find.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from typing import Any, Final

import numpy as np

from experiments.progress import kernels_are_cold
from sim.base.compiled import as_written
from sim.marketplace import Marketplace
from sim.scenario import Scenario
from sim.state.inputs import NO_INPUTS

_MEMBERS = 64
"""Of the small world: the rules are compiled for kinds of columns, however long these are."""

_HOW_STARTED: Final = "fork" if sys.platform == "linux" else "spawn"
"""A fork has imported everything when it begins, a third of what a second process has to do; elsewhere it is unsafe."""


@contextlib.contextmanager
def compiled_from_both_ends(world: Scenario) -> Iterator[None]:
    """Let a second core compile what a first run's tick needs last, if nothing is compiled; it ends with the work."""
    helper = _started(world) if kernels_are_cold() and _is_small(world) and _n_cores() > 1 else None
    try:
        yield
    finally:
        if helper is not None:
            helper.kill()
            helper.join()


def _started(world: Scenario) -> BaseProcess | None:
    helper = multiprocessing.get_context(_HOW_STARTED).Process(
        target=_compile_unseen, args=(world.settings(),), daemon=True
    )
    try:
        helper.start()
    except OSError:
        return None
    return helper


def _compile_unseen(settings: dict[str, Any]) -> None:
    """Compile in a process of its own, which neither says nor hears anything: whoever started it ends it.

    It is handed the world's settings, since a process that is no fork cannot be handed the world.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    compile_backwards(Scenario.model_validate(settings))


def _is_small(world: Scenario) -> bool:
    """Return whether a world is told by its settings: of a network that was read no smaller one can be made."""
    return world.inputs == NO_INPUTS


def _n_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Backwards(Marketplace):
    """A world whose first tick goes from its end to its beginning; what it comes to is no result."""

    def parts(self) -> list[Callable[[], object]]:
        """Return a tick's parts, the last first; none needs what the others leave."""
        self.forum.begin_tick()
        self.scene = self._scene()
        self.callings = [self._calling(market) for market in range(len(self.markets.sizes))]
        read, scene, n = self.reading, self.scene, self.world.members
        return [
            lambda: self.audience.do("receive"),
            self.observer.observe,
            lambda: self.forum.settle_fates(self.tick, self.shelf),
            self.speech.post_mail,
            self.researcher.step,
            self.bridges.step,
            self.platform.step,
            lambda: self.forum.settle_ring(self.tick, self.blows),
            self.censor.step,
            self.notebook.step,
            self.speech.of_posters,
            self.speech.of_members,
            lambda: read.conduct.react(scene, read.conduct_rule, 0, n),
            lambda: read.belief.hear(scene, read.belief_rule, 0, n),
            lambda: read.conduct.attend(scene, read.conduct_rule, 0, n),
            lambda: read.draw(scene, 0, n),
            self.threads.step,
        ]


def compile_backwards(world: Scenario) -> None:
    """Compile what a world's tick needs, from its end on, as far as it goes without a run before it."""
    # The run compiles what seats a world at this very time; these few can be seated without.
    with as_written(), np.errstate(over="ignore"):
        market = Backwards(world.model_copy(update={"members": _MEMBERS}))
    for part in market.parts():
        # What a part misses it had from the parts before it, and the run itself compiles.
        with contextlib.suppress(Exception):
            part()
