"""How many at home get round the firewall for news when it is free."""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Outcome, between
from experiments.evidence.targets._target import Target
from experiments.evidence.watching import lived
from experiments.evidence.worlds import Worlds
from sim import Marketplace


class Circumvention(Target):
    """Fewer than one in twenty at home get round the firewall and read there what is censored.

    The scenario of 2017 for five days. Counted are members at home who circumvent and read at least one post about the
    critic's narrative. Who circumvents is drawn from a share that the scenario sets, so this holds the scenario, and no
    rule, to the study: the model has no demand for foreign news of its own.
    """

    id: ClassVar[str] = "circumvention"
    expected: ClassVar[str] = "fewer than 5 % of those at home"
    tolerance: ClassVar[str] = "none"
    source: ClassVar[str] = "Chen & Yang 2019, American Economic Review 109"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 2.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the share of members at home who circumvent and read of the critic's narrative."""
        world = worlds("guo_2017", changes={"ticks": 120, "members": 4000})
        readers = ReadersAbroad()
        lived(world, seed, readers)
        return Outcome((between("share", 0.0, 0.05 - 1e-9, readers.share),))


class ReadersAbroad:
    """Keeps the share of members at home who circumvent and have met a narrative that serves the critics."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.share = 0.0

    def __call__(self, market: Marketplace) -> None:
        """Look anew."""
        at_home = market.markets.of[: market.world.members] == market.markets.home
        met = market.members.columns.acquainted[:, market.operation.rivals].any(axis=1)
        self.share = float(np.mean((market.markets.circumvents & met)[at_home]))
