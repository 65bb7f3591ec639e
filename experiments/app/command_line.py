"""The command line that reproduces what a page shows."""

import shlex
from collections.abc import Sequence

from experiments.app.asked import WorldAsked
from sim import Scenario


def command_line(asked: WorldAsked, world: Scenario) -> str:
    """Return a comparison of both columns, or a run where they are the same.

    A comparison takes a key that is given once as common to all. Where the columns do not set the same keys, each is
    therefore written as a group that ends with the sizes of the world, which are the same in both.
    """
    a, b = list(asked.a), list(asked.b)
    sizes, chance = [f"members={world.members}", f"ticks={world.ticks}"], f"--seed {world.seed}"
    common = [f"scenario={asked.scenario}", *asked.common]
    if a == b:
        return f"shelflife run {shlex.join([*common, *sizes, *a])} {chance}"
    if _keys(a) == _keys(b):
        settings, common = [" ".join(a), " ".join(b)], [*common, *sizes]
    else:
        settings = [" ".join([*own, *sizes]) for own in (a, b)]
    return f"shelflife compare {shlex.join([*settings, *common])} {chance} --replicates 1"


def _keys(overrides: Sequence[str]) -> list[str]:
    return [override.partition("=")[0] for override in overrides]
