"""Threads: what readers see of them, and which comments they like there."""

from typing import TYPE_CHECKING

import numpy as np

from sim.kernels.gathering import Deeds
from sim.kernels.threads import Stack, glances, stacked
from sim.state.comments import Comments
from sim.state.visits import OPENED
from sim.state.voices import DENIES

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_NO_ROWS = np.zeros(0, np.int64)


class Threads:
    """Cuts long threads to the comments that are shown, and counts likes of those that are.

    The ring goes on with all that is visible; what is not shown only escapes those who read the thread.
    """

    def __init__(self, model: "Marketplace") -> None:
        """Take up what members do in threads; of some conducts none ever opens one."""
        self.model, habits = model, model.world.conduct.in_threads()
        self.shown = habits.shown if habits else None
        self.like_rate = habits.like_rate if habits else 0.0

    def step(self) -> None:
        """Work out anew what force is shown in each thread that is longer than what is shown."""
        if self.shown is None:
            return
        posts, comments = self.model.forum.posts.in_use(), self.model.forum.comments.in_use()
        rows = np.flatnonzero(self._stands(comments))
        posts["cut"] = np.bincount(comments["post"][rows], minlength=len(posts)) > self.shown
        posts["shown_rebuttals"], posts["shown_defences"] = 0.0, 0.0
        stack = self._stacked(rows[posts["cut"][comments["post"][rows]]])
        seen = comments[stack.rows[stack.places < self.shown]]
        against, in_favour = seen[seen["stance"] == DENIES], seen[seen["stance"] != DENIES]
        np.add.at(posts["shown_rebuttals"], (against["post"], against["voice"]), against["force"])
        np.add.at(posts["shown_defences"], in_favour["post"], in_favour["force"])

    def note_reading(self, deeds: Deeds) -> None:
        """Let some who opened a thread like a comment of somebody else that they see there and that they believe."""
        model, posts, comments = self.model, self.model.forum.posts.columns, self.model.forum.comments.columns
        opened = deeds.that(OPENED) if self.like_rate > 0.0 else deeds.where(np.zeros(len(deeds.posts), np.bool_))
        found = glances(opened, posts["key"][opened.posts], self.like_rate, (model.stream, model.tick))
        in_sight = self._in_sight(np.unique(found.posts))
        threads = comments["post"][in_sight]
        first, end = (np.searchsorted(threads, found.posts, side) for side in ("left", "right"))
        free = (end > first) & ~model.members.columns.suspended[found.members]
        looked_at = in_sight[(first + (found.where * (end - first)).astype(np.int64))[free]]
        readers, post = found.members[free], found.posts[free]
        claims = posts["stance"][post] * comments["stance"][looked_at]
        believed = model.world.belief.probabilities(model.members.columns.belief[readers, posts["narrative"][post]])
        agreed = found.asks[free] < np.where(claims > 0, believed, 1.0 - believed)
        np.add.at(comments["likes"], looked_at[agreed & (comments["author"][looked_at] != readers)], 1)

    def _in_sight(self, threads: np.ndarray) -> np.ndarray:
        """Return the comments [k] that are shown in ``threads``, rows of posts, thread by thread from the top."""
        if len(threads) == 0:
            return _NO_ROWS
        comments = self.model.forum.comments.in_use()
        wanted = np.zeros(self.model.forum.posts.n_rows, np.bool_)
        wanted[threads] = True
        rows = np.flatnonzero(wanted[comments["post"]])
        stack = self._stacked(rows[self._stands(comments[rows])])
        return stack.rows if self.shown is None else stack.rows[stack.places < self.shown]

    def _stacked(self, rows: np.ndarray) -> Stack:
        comments, posts = self.model.forum.comments.columns, self.model.forum.posts.columns
        knocked_out = posts["knocked_out"][comments["post"][rows]] >= 0
        return stacked(comments, rows, knocked_out & (comments["stance"][rows] == DENIES))

    @staticmethod
    def _stands(comments: Comments) -> np.ndarray:
        """Return which comments [k] can be seen in some thread."""
        return np.asarray(comments["landed"] & (comments["hidden"] < 0))
