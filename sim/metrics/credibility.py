"""Credibility: what is believed of the campaign's narratives, beyond what would be believed without it."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.kernels.decay import half_life
from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record

_NO_CAMPAIGN = Undefined("no narrative serves the operation")
_NOBODY_MET = Undefined("no member ever met one of the operation's narratives")


class Credibility(Metric):
    """Mean probability of belief among those who met a narrative, and the excess over the paired quiet world.

    Names: perceived credibility, belief; average treatment effect on belief (the excess).
    Assumption: the probability of belief is what credibility means, and each pair of member and narrative weighs
    alike.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "credibility_peak": Key("probability", "Largest mean belief among members who met the narratives.", "lower"),
        "credibility_final": Key(
            "probability", "Mean belief at the end among members who met the narratives.", "lower"
        ),
        "credibility_excess": Key(
            "probability", "Belief of all members minus that in the paired quiet world, mean over the run.", "lower"
        ),
        "credibility_excess_peak": Key(
            "probability", "Largest belief of all members above the quiet world's.", "lower"
        ),
        "credibility_excess_final": Key(
            "probability", "Belief of all members above the quiet world's, at the end.", "lower"
        ),
        "credibility_half_life": Key("hours", "Time from the peak of the excess until it fell to half.", "lower"),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return peak and end of credibility, and size and half-life of the excess."""
        if not record.campaign.any():
            return dict.fromkeys(self.keys, _NO_CAMPAIGN)
        credibility = record.steps["credibility"]
        met = credibility[np.isfinite(credibility)]
        excess = record.steps["belief_mean"] - quiet.steps["belief_mean"]
        return {
            "credibility_peak": float(met.max()) if len(met) else _NOBODY_MET,
            "credibility_final": float(met[-1]) if len(met) else _NOBODY_MET,
            "credibility_excess": float(excess.mean()),
            "credibility_excess_peak": float(excess.max()),
            "credibility_excess_final": float(excess[-1]),
            "credibility_half_life": _lasting(excess, record.tick_hours),
        }


def _lasting(excess: np.ndarray, tick_hours: float) -> Measured:
    life = half_life(excess)
    if life is None:
        return Undefined("the campaign never raised belief above the quiet world's")
    if life.censored:
        return Undefined(f"did not fall to half its peak within the run: > {life.ticks * tick_hours:g} h")
    return life.ticks * tick_hours
