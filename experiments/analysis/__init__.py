"""What the runs say: differences, decay, fates, trade-offs and sensitivities, with their uncertainty.

The public face, for notebooks and scripts over tables of a store (``experiments.store``):

    from experiments.analysis import paired_difference, fit_decay, sobol_indices

Nothing here simulates. Each function states what it estimates, its unit, its estimator and its source. A name is
loaded on first use, so that a program that needs one does not load the libraries of all.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "adversary": ("payoffs",),
    "bands": ("band", "paired_band"),
    "decay": ("decay",),
    "decay_fits": ("fit_decay",),
    "discovery": ("conditions",),
    "fates": (
        "contested_fragile_posts",
        "cumulative_incidence",
        "median_survival",
        "median_time_to",
        "posts_for_the_state",
        "restricted_mean_time",
        "survival",
    ),
    "intervals": ("mean_interval",),
    "measured": ("comparison_metrics", "measure"),
    "multiplicity": ("holm",),
    "paired": ("paired_difference",),
    "pareto": ("frontier", "frontier_shares"),
    "quotients": ("Quotient", "quotient_difference", "quotient_interval"),
    "ranking": ("by_assumption", "order_kept", "rank_shares"),
    "ratios": ("ratio_of_means",),
    "segments": ("gains_by_segment",),
    "sensitivity": ("morris_effects", "outcome_by_point", "pawn_distances", "sobol_indices"),
    "waiting_medians": ("half_lives", "median_half_life", "median_waiting"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

# `decay` is a function of the module of its name: importing the module would hide it, so it is set here.
from experiments.analysis.decay import decay as decay  # noqa: E402

__all__ = sorted(_HOME_OF)  # noqa: PLE0605 - names are listed once, above


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'experiments.analysis' has no attribute {name!r}")
    return getattr(import_module(f"experiments.analysis.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
