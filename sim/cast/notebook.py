"""The notebook: notes that readers propose and rate, and that are shown once raters who disagree agree."""

from typing import TYPE_CHECKING

import numpy as np

from sim.cast.ratings import RatingLog
from sim.kernels.curves import probabilities
from sim.kernels.gathering import Deeds
from sim.kernels.judging import luck_of_readings
from sim.rebuttals.notes import Notes
from sim.state.voices import ASSERTS, DENIES, NEVER, NOBODY, PEER, SAYS_NOTHING

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Notebook:
    """One note a post, the first that was proposed; without the part ``notes`` it stays empty.

    Notes are written under an alias: fear keeps nobody from proposing or rating one, and nobody is punished for one.
    """

    def __init__(self, model: "Marketplace") -> None:
        """Open an empty notebook."""
        self.model = model
        self.notes: Notes | None = model.world.rebuttals.notes
        if self.notes is not None:
            hours = model.world.tick_hours
            self.every = max(1, round(self.notes.recompute / hours))
            self.log = RatingLog(model.stream, max(1, round(self.notes.memory / hours)))

    def note_reading(self, deeds: Deeds) -> None:
        """Let those who read rate the notes that were there, and propose notes where there was none."""
        if self.notes is None or len(deeds.posts) == 0:
            return
        model, posts = self.model, self.model.forum.posts.columns
        members, rows = deeds.members, deeds.posts
        free = (posts["stance"][rows] != SAYS_NOTHING) & ~model.members.columns.suspended[members]
        if model.markets.several:
            free &= model.markets.may_speak(members, posts["author"][rows])
        members, rows = members[free], rows[free]
        believed = self._believed(members, rows)
        luck = luck_of_readings(members, posts["key"][rows], model.stream, model.tick)
        proposer = posts["note_by"][rows]
        rated = (proposer != NOBODY) & (proposer != members) & self.notes.rates(luck[:, 1])
        helpful = self.notes.finds_helpful(believed, posts["fragility"][rows], luck[:, 2])
        self.log.add(model.tick, members[rated], rows[rated], posts["key"][rows[rated]], helpful[rated])
        wishes = (proposer == NOBODY) & self.notes.proposes(believed, luck[:, 0])
        self._propose(members[wishes], rows[wishes], luck[wishes, 0])

    def step(self) -> None:
        """Every so often, weigh the ratings and show the notes that pass."""
        if self.notes is None or self.model.tick % self.every:
            return
        model, posts = self.model, self.model.forum.posts.columns
        found = self.log.weigh(model.tick)
        ages = (model.tick - posts["born"][found.rows]) * model.world.tick_hours
        waiting = (posts["noted"][found.rows] == NEVER) & (posts["removed"][found.rows] == NEVER)
        self._show(found.rows[waiting & self.notes.shows(found.intercepts, found.n_ratings, ages)], self.notes)

    def _believed(self, members: np.ndarray, rows: np.ndarray) -> np.ndarray:
        posts = self.model.forum.posts.columns
        held = self.model.members.columns.belief[members, posts["narrative"][rows]]
        beliefs = probabilities(held) if self.model.world.belief.scale == "log_odds" else held.astype(np.float64)
        return np.where(posts["stance"][rows] == ASSERTS, beliefs, 1.0 - beliefs)

    def _propose(self, members: np.ndarray, rows: np.ndarray, luck: np.ndarray) -> None:
        """Write down the proposer of each post's note: of several in one tick, the one whom chance puts first."""
        last_is_first = np.argsort(-luck, kind="stable")
        self.model.forum.posts.columns["note_by"][rows[last_is_first]] = members[last_is_first]

    def _show(self, rows: np.ndarray, notes: Notes) -> None:
        model, posts = self.model, self.model.forum.posts.columns
        posts["noted"][rows] = model.tick
        posts["note_up"][rows], posts["note_leaves"][rows] = True, 1.0 - notes.endorsement_cut
        authors, force = posts["note_by"][rows].astype(np.int64), np.full(len(rows), notes.force)
        # Whoever wrote it, an alias is all that readers see: a peer.
        shown = model.forum.comment(model.tick, authors, rows, DENIES, np.full(len(rows), PEER), force)
        model.forum.comments.columns["is_note"][shown] = True
        model.ledger.record(model.tick, "note_shown", "post", model.forum.numbers(rows))
