"""The command line that reproduces what a page shows."""

import shlex
from collections.abc import Sequence

from experiments.app.asked import WorldAsked
from experiments.app.dials import choice_of, number_of
from sim import Scenario


def command_line(asked: WorldAsked, worlds: Sequence[Scenario]) -> str:
    """Return a comparison of both columns, or a run where they are the same.

    A key that only one column sets is told of the other as well, with the value that it has there: a comparison takes
    a key that is given once as common to all.
    """
    first = worlds[0]
    common = [f"scenario={asked.scenario}", f"members={first.members}", f"ticks={first.ticks}", *asked.common]
    a, b = _filled(asked, asked.a, asked.b, first), _filled(asked, asked.b, asked.a, worlds[1])
    chance = f"--seed {first.seed}"
    if a == b:
        return f"shelflife run {shlex.join([*common, *a])} {chance}"
    return f"shelflife compare {shlex.join([' '.join(a), ' '.join(b), *common])} {chance} --replicates 1"


def _filled(asked: WorldAsked, own: Sequence[str], others: Sequence[str], world: Scenario) -> list[str]:
    """Return a column's overrides, with the values of those keys that the other column sets, in one order."""
    set_here = {override.partition("=")[0]: override for override in own}
    for override in others:
        key = override.partition("=")[0]
        if key not in set_here and "." in key:
            value = number_of(world, key)
            if value is not None:
                set_here[key] = f"{key}={value}"
        elif key not in set_here:
            set_here[key] = f"{key}={choice_of(asked, own, key)}"
    return [set_here[key] for key in sorted(set_here)]
