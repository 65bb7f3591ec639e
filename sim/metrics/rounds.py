"""Rounds: how long fragile claims stand in the ring."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.base.parameters import parameter
from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.posts import KNOCKED_OUT
from sim.state.record import Record


class Rounds(Metric):
    """Rounds to knock-out of contested posts that were knocked out, the fragile and the well-evidenced apart.

    Posts still standing are not counted here: they are the business of the survival curves.

    Names: rounds to knock-out.
    Assumption: a tick in which a visible rebuttal lands is a round.
    """

    fragile: float = parameter(
        0.8,
        unit="fragility",
        bounds=(0, 1),
        meaning="Fragility from which a post counts as fragile.",
        source="The source's claim is about poor ideas: hypothesis H3",
    )
    evidenced: float = parameter(
        0.1,
        unit="fragility",
        bounds=(0, 1),
        meaning="Fragility up to which a post counts as well evidenced.",
        source="The complement of hypothesis H3",
    )
    keys: ClassVar[Mapping[str, Key]] = {
        "rounds_median": Key("rounds", "Median rounds to knock-out of contested fragile posts.", "lower"),
        "rounds_median_evidenced": Key("rounds", "The same of contested well-evidenced posts."),
        "knocked_out_fragile": Key("share", "Contested fragile posts that were knocked out.", "higher"),
        "knocked_out_evidenced": Key("share", "Contested well-evidenced posts that were knocked out.", "lower"),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return medians and shares of both kinds."""
        contested = record.posts.rounds > 0
        knocked_out = record.posts.fate == KNOCKED_OUT
        fragile = contested & (record.posts.fragility >= self.fragile)
        evidenced = contested & (record.posts.fragility <= self.evidenced)
        rounds = record.posts.rounds
        return {
            "rounds_median": _median(rounds[fragile & knocked_out], "no contested fragile post was knocked out"),
            "rounds_median_evidenced": _median(
                rounds[evidenced & knocked_out], "no contested well-evidenced post was knocked out"
            ),
            "knocked_out_fragile": _share(knocked_out[fragile], "no fragile post was contested"),
            "knocked_out_evidenced": _share(knocked_out[evidenced], "no well-evidenced post was contested"),
        }


def _median(values: np.ndarray, otherwise: str) -> Measured:
    return float(np.median(values)) if len(values) else Undefined(otherwise)


def _share(chosen: np.ndarray, otherwise: str) -> Measured:
    return float(np.mean(chosen)) if len(chosen) else Undefined(otherwise)
