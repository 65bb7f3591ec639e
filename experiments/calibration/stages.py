"""The two stages of a calibration: parameters group by group, then all of them jointly.

A group are parameters of which the same targets speak. Looked at alone, the others left at the best known so far, it
takes a few short trials to bring them near; that only finds a place for the joint search to start from. What is kept is
judged by all targets that are shown.

Names: block coordinate descent, then joint refinement.
"""

from pathlib import Path
from typing import Any, NamedTuple

from experiments.calibration.fitted import fitted, groups
from experiments.calibration.goal import Goal
from experiments.calibration.search import Search, Told, Trial

# Trials of a group whose studies are experiments, which cost next to nothing; else so many for each parameter.
LOOKS_AT_EXPERIMENTS = 80
_LOOKS_A_PARAMETER = 8


class Stages(NamedTuple):
    """The searches of one calibration: of each group in its order, and of all."""

    groups: tuple[Search, ...]
    jointly: Search

    def run(self, n_trials: int, seed: int, told: Told | None = None) -> list[Trial]:
        """Make what is missing of the first searches and of ``n_trials`` of the joint one; return these trials.

        The joint search begins with the declared defaults and with the best of all groups.
        """
        together = {one.name: one.declared for one in self.jointly.parameters}
        for group in self.groups:
            group.run(_looks(group), seed, [{}], others=together)
            together |= group.best().values
        self.jointly.run(n_trials, seed, [{}, together], told)
        return self.jointly.finished()


def stages(folder: Path | None, goal: Goal, about: dict[str, Any]) -> Stages:
    """Open or begin the searches in a folder; in memory without one.

    Raises:
        ValueError: if it holds trials of another calibration.
    """
    shown = [target.id for target in goal.shown]
    return Stages(
        tuple(Search(folder, parameters, goal.named(names), about) for parameters, names in groups(shown)),
        Search(folder, fitted(shown), goal.shown, about),
    )


def _looks(group: Search) -> int:
    if all(target.fast for target in group.targets):
        return LOOKS_AT_EXPERIMENTS
    return _LOOKS_A_PARAMETER * len(group.parameters) + 1
