"""Tidying: settled posts that nobody can reach any more are packed away, so that memory does not grow with the run."""

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.cast.ratings import RatingLog
from sim.kernels.reach import mark_in_feeds, renumber_feeds
from sim.state.posts import ALIVE

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

FROM_ROWS: Final = 8192
"""Rows of posts or comments from which it is worth the trouble: some two megabytes. Small worlds never tidy."""


class Tidying:
    """Looks whether there is something to pack away whenever a table has doubled since the last time.

    Settled is a post that has its fate, that no feed can show, that nobody will judge, rate or release, and that is
    too old for the memory of platforms. Rows are numbered anew; numbers, by which results name posts, stay.
    """

    def __init__(self, model: "Marketplace", *, on: bool) -> None:
        """Begin with everything at hand; unless it is ``on``, nothing is ever packed away."""
        self.model, self.on, self.next_at = model, on, FROM_ROWS

    def step(self) -> None:
        """Pack away what is settled, if the tables have grown enough to look; between two ticks only."""
        if not self.on or self._rows() < self.next_at:
            return
        settled = self._settled()
        if settled.any():
            self._pack(settled)
        self.next_at = max(FROM_ROWS, 2 * self._rows())

    def _rows(self) -> int:
        return max(self.model.forum.posts.n_rows, self.model.forum.comments.n_rows)

    def _settled(self) -> np.ndarray:
        """Return which of the posts in use are settled [rows]."""
        model, forum = self.model, self.model.forum
        posts = forum.posts.in_use()
        reached = (posts["fate"] == ALIVE) | (posts["born"] > model.tick - self._memory())
        mark_in_feeds(reached, model.feeds, forum.posts.records, model.tick, model.mail.chatter)
        # Where members pass on whole messages, what feeds hold is counted, and that though chatter has buried it.
        reached[np.flatnonzero(model.messages.copies)] = True
        for platform in model.platform.each:
            reached[platform.awaits()] = True
        for log in self._logs():
            reached[log.rows()] = True
        return ~reached

    def _memory(self) -> int:
        """Return for how many ticks back some platform goes through the posts."""
        return max((platform.dossiers.memory for platform in self.model.platform.each if platform.parts), default=0)

    def _logs(self) -> list[RatingLog]:
        return [keeper.log for keeper in (self.model.notebook, self.model.bridges) if hasattr(keeper, "log")]

    def _pack(self, settled: np.ndarray) -> None:
        model = self.model
        posts, comments = model.forum.pack(settled)
        renumber_feeds(model.feeds, posts.places)
        for censor in model.censor.each:
            censor.renumber(posts, comments)
        for platform in model.platform.each:
            platform.renumber(posts)
        for log in self._logs():
            log.renumber(posts)
        model.messages.renumber(posts)
        model.operation.forget_threads()
