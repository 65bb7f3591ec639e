"""The newsroom: reports about a voice class go up as posts, and are read and believed like any other."""

from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.news import DESKS
from sim.state.voices import ASSERTS, CRITIC, DENIES, NOBODY, VOICES

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Newsroom:
    """Two desks, one of the press and one of the critics; without news to come there is neither.

    What is reported in a tick goes up as the next one publishes, so that censor and platform meet it like any other
    post. Several reports of the same by the same desk in one tick are one post. What people see for themselves is no
    publication: it goes up at once, past the filter, and only to them.
    """

    def __init__(self, model: "Marketplace") -> None:
        """Begin with nothing to report."""
        self.model = model
        self.waiting: set[tuple[int, int, int]] = set()

    def report(self, about: int, *, reliable: bool, by: int) -> None:
        """Report that a voice class is reliable or not; ``by`` is the voice, press or critic, that readers perceive.

        Raises:
            ValueError: if the scenario foresees no news about that voice, or no desk speaks with ``by``.
        """
        if self.model.doubts.narratives[about] == NOBODY:
            raise ValueError(f"news about {VOICES[about]}: none is foreseen; name the voice in reports_about()")
        self.waiting.add((about, DENIES if reliable else ASSERTS, DESKS.index(by)))

    @property
    def market(self) -> int:
        """The market in which the desks stand."""
        return int(self.model.markets.of[self.model.first_desk])

    def show(self, about: int, sources: np.ndarray) -> np.ndarray:
        """Show those who follow any of the ``sources`` [k] that a voice class is unreliable; return the post's row [1].

        It stands under the critics' desk, which the censor cannot get at, and is one post however many are followed:
        so posts grow with ticks, not with punishments. Who follows several finds it passed on as many times.
        """
        model, desk = self.model, np.array([self.model.first_desk + DESKS.index(CRITIC)])
        row = model.forum.show(model.tick, desk, model.doubts.narratives[[about]])
        model.ledger.record(model.tick, "seen", "voice", [about])
        model.speech.of_witnesses(sources, np.repeat(row, len(sources)))
        return row

    def step(self) -> None:
        """Put up what waits, in an order that does not depend on who reported first."""
        if not self.waiting:
            return
        model, told = self.model, np.array(sorted(self.waiting), np.int64)
        self.waiting.clear()
        sources = model.first_desk + told[:, 2]
        rows = model.forum.report(model.tick, sources, model.doubts.narratives[told[:, 0]], told[:, 1])
        model.ledger.record(model.tick, "reported", "voice", told[:, 0])
        model.speech.of_newsroom(sources, rows)
