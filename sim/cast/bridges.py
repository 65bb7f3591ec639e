"""Bridges: how far the engagement of members who otherwise disagree agrees on each post."""

from typing import TYPE_CHECKING

import numpy as np

from sim.cast.ratings import RatingLog
from sim.kernels.gathering import Deeds
from sim.state.visits import LIKED, SHARED

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Bridges:
    """Scores posts where the feed asks for it: a read that ends in a like or a share is a rating of 1, any other of 0.

    A post that nobody read yet has the score 0, that of ordinary chatter.
    """

    def __init__(self, model: "Marketplace") -> None:
        """Take up what the feed asks for, which for most is nothing."""
        self.model = model
        self.wanted = next((feed.scoring for feed in model.world.rankings() if feed.scoring), None)
        if self.wanted is not None:
            hours = model.world.tick_hours
            self.every = max(1, round(self.wanted.every / hours))
            self.log = RatingLog(model.stream, max(1, round(self.wanted.memory / hours)))

    def note_reading(self, deeds: Deeds) -> None:
        """Take in who engaged with what was read."""
        if self.wanted is not None:
            engaged = (deeds.flags & (LIKED | SHARED)) != 0
            keys = self.model.forum.posts.columns["key"][deeds.posts]
            self.log.add(self.model.tick, deeds.members, deeds.posts, keys, engaged.astype(np.float64))

    def step(self) -> None:
        """Every so often, score anew all posts that are in memory."""
        if self.wanted is None or self.model.tick % self.every:
            return
        posts = self.model.forum.posts.columns
        found = self.log.weigh(self.model.tick)
        # The row of a message that no feed held any more may by now belong to another one.
        same = posts["key"][found.rows] == found.keys
        posts["bridging"][found.rows[same]] = found.intercepts[same]
