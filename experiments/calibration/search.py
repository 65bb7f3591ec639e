"""The search: trial after trial, each kept in a file as soon as it is made, so that it can be gone on with at any time.

The sampler is begun anew for every trial, seeded by the number of trials that were finished before it. What it proposes
so depends on the seed and on finished trials alone, and a search that was broken off proposes what it would have.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.calibration.fitted import Fitted
from experiments.calibration.goal import loss, measured, met
from experiments.evidence.targets._target import Target, distance_in_tolerances

if TYPE_CHECKING:
    from optuna import Study
    from optuna.distributions import FloatDistribution
    from optuna.trial import FrozenTrial

TRIALS_FILE = "trials.db"
_ABOUT = "about"
# Trials, starts included, before the sampler looks for a pattern. Few, as each costs seconds and the starts are good.
_AT_RANDOM = 6


class Trial(NamedTuple):
    """A finished trial: its ``values`` by parameter, ``loss``, distance by target, and which targets it ``met``."""

    number: int
    values: dict[str, float]
    loss: float
    distances: dict[str, float]
    met: tuple[str, ...]


type Told = Callable[[Trial, int], None]


class Search:
    """A search for values of ``parameters`` by which ``targets`` are met; it lives in a file.

    ``about`` is what else it is a search of: trials of another search are not gone on with.

    Raises:
        ValueError: if the file holds trials of another search.
    """

    def __init__(
        self, folder: Path | None, parameters: Sequence[Fitted], targets: Sequence[Target], about: Mapping[str, Any]
    ) -> None:
        """Open the file in ``folder``, or begin one; without a folder trials are kept in memory alone.

        A file holds several searches, each known by its parameters.
        """
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.parameters, self.targets = tuple(parameters), tuple(targets)
        own = {"targets": [target.id for target in targets], "parameters": [list(one) for one in parameters]}
        whole = dict(about) | own
        storage = None if folder is None else f"sqlite:///{folder / TRIALS_FILE}"
        name = ", ".join(one.name for one in parameters)
        self.study: Study = optuna.create_study(storage=storage, study_name=name, load_if_exists=True)
        known = self.study.user_attrs.get(_ABOUT)
        if known not in (None, whole):
            raise ValueError(f"its trials are of another search: {_difference(known, whole)}")
        if known is None:
            self.study.set_user_attr(_ABOUT, whole)

    def run(
        self,
        n_trials: int,
        seed: int,
        starts: Sequence[Mapping[str, float]],
        told: Told | None = None,
        others: Mapping[str, float] | None = None,
    ) -> None:
        """Go on until ``n_trials`` are finished; ``told`` hears each, and how many there are.

        The first trials are the ``starts``: values of parameters, declared ones where they say nothing. ``others`` are
        values of parameters that are not searched.
        """
        self._give_up_unfinished()
        while (n_done := len(self.finished())) < n_trials:
            trial = self._make(n_done, seed, starts, others or {})
            if told is not None:
                told(trial, n_done + 1)

    def best(self) -> Trial:
        """Return the finished trial with the lowest loss, the earlier of two."""
        return min(self.finished(), key=lambda trial: (trial.loss, trial.number))

    def finished(self) -> list[Trial]:
        """Return the finished trials, in the order in which they were made."""
        from optuna.trial import TrialState

        return [_told(trial) for trial in self.study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))]

    def _make(
        self, number: int, seed: int, starts: Sequence[Mapping[str, float]], others: Mapping[str, float]
    ) -> Trial:
        import optuna

        self.study.sampler = optuna.samplers.TPESampler(
            seed=_sampler_seed(seed, number), multivariate=True, n_startup_trials=_AT_RANDOM
        )
        if number < len(starts):
            self.study.enqueue_trial({one.name: starts[number].get(one.name, one.declared) for one in self.parameters})
        asked = self.study.ask(self._ranges())
        outcomes = measured(self.targets, {**others, **asked.params}, seed)
        asked.set_user_attr("distances", {name: distance_in_tolerances(of.checks) for name, of in outcomes.items()})
        asked.set_user_attr("met", [name for name, of in outcomes.items() if met(of)])
        asked.set_user_attr("number", number)
        return _told(self.study.tell(asked, loss(outcomes)))

    def _ranges(self) -> "dict[str, FloatDistribution]":
        from optuna.distributions import FloatDistribution

        return {one.name: FloatDistribution(one.low, one.high, log=one.wide) for one in self.parameters}

    def _give_up_unfinished(self) -> None:
        """Mark trials that were broken off, and what waited in the queue, as failed: the sampler passes over them."""
        from optuna.trial import TrialState

        states = (TrialState.RUNNING, TrialState.WAITING)
        for trial in self.study.get_trials(deepcopy=False, states=states):
            self.study.tell(trial.number, state=TrialState.FAIL, skip_if_finished=True)


def _told(trial: "FrozenTrial") -> Trial:
    attributes = trial.user_attrs
    return Trial(
        number=attributes["number"],
        values=dict(trial.params),
        loss=float(trial.value or 0.0),
        distances=attributes["distances"],
        met=tuple(attributes["met"]),
    )


def _sampler_seed(seed: int, number: int) -> int:
    """Return a seed of 32 bits for the sampler of a trial, made by the model's own keyed chance."""
    from sim.base.chance import ALONE, AT_START, identity, purpose, stream

    return int(identity(stream(seed), purpose("calibration.proposes"), AT_START, number, ALONE))


def _difference(known: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    keys = sorted(set(known) | set(asked))
    return "; ".join(
        f"{key} {known.get(key)}, not {asked.get(key)}" for key in keys if known.get(key) != asked.get(key)
    )
