"""The authorities of all markets: a censor and a platform in each, addressed as one."""

from typing import TYPE_CHECKING

import numpy as np

from sim.cast.censor import Censor
from sim.cast.platform import Platform
from sim.kernels.gathering import Deeds
from sim.state.alarms import Alarms, joined
from sim.state.voices import STATE

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Censors:
    """The censor of each market, at work one after the other; what they did in this tick is that of all of them."""

    def __init__(self, model: "Marketplace") -> None:
        """Appoint a censor in each market, to the rules of its environment."""
        self.model = model
        self.each = [Censor(model, market, rules) for market, rules in enumerate(model.world.environments())]

    def step(self) -> None:
        """Let each do its work; what punishment was seen of it is told to those who saw it."""
        for censor in self.each:
            censor.step()
        if len(self.shown):
            row = self.model.newsroom.show(STATE, self.shown)
            self.model.forum.posts.columns["friction"][row] = self.each[self.model.newsroom.market].slowdown

    @property
    def alarms(self) -> Alarms:
        """Whose fate frightens their followers in this tick, and how much."""
        return joined([censor.reprisals.alarms for censor in self.each])

    @property
    def shown(self) -> np.ndarray:
        """The sources punished in this tick in sight of those who follow them, rising."""
        return np.unique(np.concatenate([censor.reprisals.shown for censor in self.each]))

    @property
    def n_hidden(self) -> int:
        """How many items were hidden, removed or turned back in this tick."""
        return sum(censor.n_hidden for censor in self.each)

    def let_pass(self, sources: np.ndarray, posts: np.ndarray) -> np.ndarray:
        """Return which posts [k] the sources [k] can pass on, as far as the censors where they stand are concerned."""
        passing = np.ones(len(posts), np.bool_)
        for censor in self.each:
            passing &= ~censor.turns_back(sources, posts)
        return passing


class Platforms:
    """The platform of each market; costs and reports are the sums over all."""

    def __init__(self, model: "Marketplace") -> None:
        """Open a platform in each market, with the enforcement that is its own."""
        self.each = [Platform(model, market, terms) for market, terms in enumerate(model.world.platforms())]

    def note_speakers(self, sources: np.ndarray) -> None:
        """Remember who posted, shared, quoted or commented."""
        for platform in self.each:
            platform.note_speakers(sources)

    def note_reading(self, deeds: Deeds) -> None:
        """Take in what members shared, and what they report."""
        for platform in self.each:
            platform.note_reading(deeds)

    def note_boosts(self, posts: np.ndarray) -> None:
        """Count what accounts passed on."""
        for platform in self.each:
            platform.note_boosts(posts)

    def step(self) -> None:
        """Let each enforce its terms."""
        for platform in self.each:
            platform.step()

    @property
    def spent(self) -> float:
        """What enforcing cost so far."""
        return sum(platform.spent for platform in self.each)

    @property
    def spent_now(self) -> float:
        """What enforcing cost in this tick."""
        return sum(platform.spent_now for platform in self.each)

    @property
    def n_reports(self) -> int:
        """How many reports came in this tick."""
        return sum(platform.n_reports for platform in self.each)
