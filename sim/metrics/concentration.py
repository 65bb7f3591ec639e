"""Concentration: do many see a little of the campaign, or few nearly all of it?"""

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.base.parameters import parameter
from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record

_NOT_READ = Undefined("no member read a post that asserts the operation's narratives")
_NOT_SHARED = Undefined("no member passed on a post that asserts the operation's narratives")


class Concentration(Metric):
    """Gini coefficients, and shares of the top members, of exposures to the campaign and of its amplification.

    Exposures are counted over all members, those who met nothing included; the Gini coefficient of amplification is
    over sharers, members who passed on at least one post, while its top share is of all members, as exposures' is. Ties
    need no rule: equal counts are interchangeable. The top is at least one member.

    Names: Gini coefficient, supersharers and superconsumers.
    Source: Grinberg et al. 2019, Science 363: 1 % of voters on Twitter had 80 % of the exposures to fake news sources,
    .1 % made nearly 80 % of the shares.
    """

    top: float = parameter(
        0.01,
        unit="share of members",
        bounds=(0, 1),
        plausible=(0.001, 0.1),
        meaning="How many members are the top, rounded up.",
        source="Grinberg et al. 2019: the top 1 %",
    )
    keys: ClassVar[Mapping[str, Key]] = {
        "exposure_gini": Key("1", "Gini coefficient of exposures to the campaign, over all members."),
        "exposure_top_share": Key("share of exposures", "Exposures of the most exposed top members."),
        "amplification_gini": Key("1", "Gini coefficient of shares of the campaign's posts, over those who shared."),
        "amplification_top_share": Key("share of shares", "Shares by the top members who shared most."),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return both measures of both; undefined where there was nothing to concentrate."""
        exposures, shares = record.exposures_of, record.amplified_by
        exposed, amplified = exposures.any(), shares.any()
        return {
            "exposure_gini": gini(exposures) if exposed else _NOT_READ,
            "exposure_top_share": top_share(exposures, self.top) if exposed else _NOT_READ,
            "amplification_gini": gini(shares[shares > 0]) if amplified else _NOT_SHARED,
            "amplification_top_share": top_share(shares, self.top) if amplified else _NOT_SHARED,
        }


def gini(counts: np.ndarray) -> float:
    """Return the mean difference of two of the n counts over twice their mean: 0 all alike, 1 - 1/n one has all."""
    n, ordered = len(counts), np.sort(counts)
    ranks = 2.0 * np.arange(1, n + 1) - n - 1.0
    return float((ranks * ordered).sum() / (n * ordered.sum()))


def top_share(counts: np.ndarray, top: float) -> float:
    """Return the part of the whole that falls to the ``top`` share of members, at least one, with most."""
    n_top = max(1, math.ceil(top * len(counts)))
    return float(np.sort(counts)[-n_top:].sum() / counts.sum())
