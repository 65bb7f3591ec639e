"""Ordinary messages: what members write of their own accord, as long as some feed holds it."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.chance import purpose
from sim.cast.forum import identities
from sim.kernels.reshares import copies_in_feeds
from sim.state.renumbering import Renumbering
from sim.state.voices import SAYS_NOTHING

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

MESSAGE = purpose("message.identity")


class Messages:
    """Members' messages stand among the posts; the rows of those that no feed holds any more are used again.

    They say nothing of any narrative: nobody answers them, and they have no fate. ``copies`` [posts] counts the feeds
    in which each post lay at the end of the last tick; ``reused`` are the old rows that got a message in this tick.
    """

    def __init__(self, model: "Marketplace") -> None:
        """Begin with none."""
        self.model = model
        self.in_use = model.world.conduct.reshares
        self.free = np.zeros(0, np.int64)
        self.copies = np.zeros(0, np.int32)
        self.reused = np.zeros(0, np.int64)

    def write(self, authors: np.ndarray) -> np.ndarray:
        """Put up the message of each author [k]; return the rows."""
        model, posts = self.model, self.model.forum.posts
        again, self.free = self.free[: len(authors)], self.free[len(authors) :]
        self.reused = again
        rows = np.concatenate([again, posts.append(len(authors) - len(again))])
        quality, appeal = model.world.conduct.messages(model.stream, model.tick, authors)
        keys = identities(model.stream, MESSAGE, model.tick, authors, np.zeros(len(authors), np.int64))
        posts.refill(
            rows,
            key=keys,
            author=authors,
            stance=SAYS_NOTHING,
            appeal=appeal,
            quality=quality,
            born=model.tick,
            last_read=model.tick,
        )
        return rows

    def renumber(self, renumbering: Renumbering) -> None:
        """Name posts by their new rows."""
        if self.in_use:
            self.free, self.reused = renumbering.of(self.free), renumbering.of(self.reused)
            self.copies = self.copies[renumbering.kept]

    def take_back(self) -> None:
        """Free the rows of messages that no feed holds."""
        if self.in_use:
            posts = self.model.forum.posts.in_use()
            self.copies = copies_in_feeds(self.model.feeds, len(posts))
            self.free = np.flatnonzero((self.copies == 0) & (posts["stance"] == SAYS_NOTHING))
