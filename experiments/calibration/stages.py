"""The two stages of a calibration: experiments on participants alone, which are quick, then everything jointly.

The first only finds places for the second to start from; what is kept is judged by all targets that are shown.
"""

from pathlib import Path
from typing import Any, NamedTuple

from experiments.calibration.fitted import fitted
from experiments.calibration.goal import Goal
from experiments.calibration.search import Search, Told, Trial

# Experiments cost a hundredth of field studies, so that a thorough look costs as much as a few joint trials.
LOOKS = 200
_STARTS = 5


class Stages(NamedTuple):
    """Both searches of one calibration."""

    experiments: Search
    jointly: Search

    def run(self, n_trials: int, seed: int, told: Told | None = None) -> list[Trial]:
        """Make what is missing of the first search and of ``n_trials`` of the second, and return these trials."""
        if self.experiments.parameters:
            self.experiments.run(LOOKS, seed, [{}])
        self.jointly.run(n_trials, seed, self._starts(), told)
        return self.jointly.finished()

    def _starts(self) -> list[dict[str, float]]:
        """Return the declared defaults, then the best of the first search with the rest as declared."""
        ordered = sorted(self.experiments.finished(), key=lambda trial: (trial.loss, trial.number))
        return [{}, *(trial.values for trial in ordered[:_STARTS])]


def stages(folder: Path, goal: Goal, about: dict[str, Any]) -> Stages:
    """Open or begin both searches in a folder.

    Raises:
        ValueError: if it holds trials of another calibration.
    """
    quick = goal.experiments()
    return Stages(
        # Made again by every process: it takes seconds, and comes out the same.
        Search(None, fitted([target.id for target in quick]), quick, about),
        Search(folder, fitted([target.id for target in goal.shown]), goal.shown, about),
    )
