"""Threads: what readers see of them, and which comments they like there."""

from typing import TYPE_CHECKING

import numpy as np

from sim.kernels.gathering import Deeds
from sim.kernels.threads import Stack, glances, stacked
from sim.state.visits import OPENED
from sim.state.voices import DENIES

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_NO_ROWS = np.zeros(0, np.int64)


class Threads:
    """Buries what stands below the comments that are shown, and counts likes of those that are.

    The ring goes on with all that is visible; what is buried only escapes those who read the thread.
    """

    def __init__(self, model: "Marketplace") -> None:
        """Take up what members do in threads; of some conducts none ever opens one."""
        self.model, habits = model, model.world.conduct.in_threads()
        self.shown = habits.shown if habits else None
        self.like_rate = habits.like_rate if habits else 0.0

    def step(self) -> None:
        """Work out anew how much force is buried in each thread, where not all comments are shown."""
        if self.shown is None:
            return
        posts, comments = self.model.forum.posts.in_use(), self.model.forum.comments.in_use()
        posts["buried_rebuttals"], posts["buried_defences"] = 0.0, 0.0
        rows = self._standing()
        long = np.bincount(comments["post"][rows], minlength=len(posts)) > self.shown
        stack = stacked(comments, rows[long[comments["post"][rows]]])
        buried = stack.rows[stack.places >= self.shown]
        against = comments["stance"][buried] == DENIES
        below = comments[buried[against]]
        np.add.at(posts["buried_rebuttals"], (below["post"], below["voice"]), below["force"])
        below = comments[buried[~against]]
        np.add.at(posts["buried_defences"], below["post"], below["force"])

    def note_reading(self, deeds: Deeds) -> None:
        """Let some who opened a thread like one comment that they see there, if it says what they believe."""
        model, posts, comments = self.model, self.model.forum.posts.columns, self.model.forum.comments.columns
        opened = deeds.that(OPENED) if self.like_rate > 0.0 else deeds.where(np.zeros(len(deeds.posts), np.bool_))
        found = glances(opened, posts["key"][opened.posts], self.like_rate, (model.stream, model.tick))
        stack = self._in_sight(np.unique(found.posts))
        threads = comments["post"][stack.rows]
        first, end = (np.searchsorted(threads, found.posts, side) for side in ("left", "right"))
        free = (end > first) & ~model.members.columns.suspended[found.members]
        looked_at = stack.rows[(first + (found.where * (end - first)).astype(np.int64))[free]]
        said, post = comments["stance"][looked_at], found.posts[free]
        narratives, claims = posts["narrative"][post], posts["stance"][post] * said
        believed = model.world.belief.probabilities(model.members.columns.belief[found.members[free], narratives])
        agreed = np.where(claims > 0, believed, 1.0 - believed)
        np.add.at(comments["likes"], looked_at[found.asks[free] < agreed], 1)

    def _standing(self) -> np.ndarray:
        """Return the comments [k] that can be seen in some thread."""
        comments = self.model.forum.comments.in_use()
        return np.flatnonzero(comments["landed"] & (comments["hidden"] < 0))

    def _in_sight(self, threads: np.ndarray) -> Stack:
        """Return the comments that are shown in ``threads`` [k], rows of posts."""
        if len(threads) == 0:
            return Stack(_NO_ROWS, _NO_ROWS)
        comments = self.model.forum.comments.in_use()
        wanted = np.zeros(self.model.forum.posts.n_rows, np.bool_)
        wanted[threads] = True
        rows = np.flatnonzero(wanted[comments["post"]])
        rows = rows[comments["landed"][rows] & (comments["hidden"][rows] < 0)]
        stack = stacked(comments, rows)
        if self.shown is None:
            return stack
        on_top = stack.places < self.shown
        return Stack(stack.rows[on_top], stack.places[on_top])
