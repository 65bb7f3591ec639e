"""Compiling from both ends: what a first run waits for is shared with a second core.

On a machine that never ran the model, a run compiles each rule as its first tick comes to it. A process beside it goes
through a small world of the same settings from the end of the tick to its beginning, and each leaves what it compiled
in the cache, where the other finds it: they meet in the middle. The second process makes no result and its failure is
nobody's: the run compiles whatever it does not find.
"""

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator

from experiments.progress import kernels_are_cold
from sim.marketplace import Marketplace
from sim.scenario import Scenario
from sim.state.inputs import NO_INPUTS

_MEMBERS = 64
"""Of the small world: the rules are compiled for kinds of columns, however long these are."""


@contextlib.contextmanager
def compiled_from_both_ends(world: Scenario) -> Iterator[None]:
    """Let a second core compile what a first run's tick needs last, if nothing is compiled; it ends with the work."""
    helper = _started(world) if kernels_are_cold() and _is_small(world) and _n_cores() > 1 else None
    try:
        yield
    finally:
        if helper is not None:
            helper.kill()
            helper.wait()


def _started(world: Scenario) -> subprocess.Popen[bytes] | None:
    command, nowhere = [sys.executable, "-m", "experiments.warming"], subprocess.DEVNULL
    try:
        helper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere)  # noqa: S603 - ours
    except OSError:
        return None
    with contextlib.suppress(OSError), helper.stdin:
        helper.stdin.write(pickle.dumps(world.settings()))
    return helper


def _is_small(world: Scenario) -> bool:
    """Return whether a world is told by its settings: a network or a release that was read is too much to hand over."""
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
            lambda: read.feed.draw(scene, read.feed_rule, 0, n),
        ]


def compile_backwards(world: Scenario) -> None:
    """Compile what a world's tick needs, from its end on, as far as it goes without a run before it."""
    for part in Backwards(world.model_copy(update={"members": _MEMBERS})).parts():
        # What a part misses it had from the parts before it, and the run itself compiles.
        with contextlib.suppress(Exception):
            part()


if __name__ == "__main__":
    compile_backwards(Scenario.model_validate(pickle.loads(sys.stdin.buffer.read())))  # noqa: S301 - written by the run that started this
