"""What every belief rule promises: the scale of its column, how members meet, and what a meeting does to a mind."""

from abc import abstractmethod
from typing import Any, ClassVar, Literal

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import Declared
from sim.kernels.curves import probabilities
from sim.state.meeting import Meeting
from sim.state.members import Members
from sim.state.narratives import Narratives
from sim.state.scene import Scene

type Meets = Literal["feed", "neighbours", "pairs"]


class Belief(Declared):
    """A belief rule; ``scale`` says what its column holds, so that metrics can always read a probability.

    ``meets`` says where minds meet: in the ``feed``, post by post, or once a tick among the members themselves, all
    ``neighbours`` at once or in matched ``pairs`` (see ``Exchange``). ``weighs_reports`` marks that what is read moves
    minds by its likelihood ratio, which a warning can lessen.
    """

    scale: ClassVar[Literal["log_odds", "unit"]] = "log_odds"
    weighs_reports: ClassVar[bool] = False
    kind: str

    @property
    def meets(self) -> Meets:
        """Where minds meet."""
        return "feed"

    def probabilities(self, column: np.ndarray) -> np.ndarray:
        """Return a belief column of any shape as probabilities, in double precision."""
        return probabilities(column) if self.scale == "log_odds" else column.astype(np.float64)

    @abstractmethod
    def rule(self, narratives: Narratives, tick_hours: float) -> Any:
        """Return the numbers of the rule, per tick, as a NamedTuple for the kernels."""

    @abstractmethod
    def seat(self, members: Members, narratives: Narratives, priors: Any, stream: Any) -> None:
        """Write prior and present belief and trust of every member in place."""

    @abstractmethod
    def forget(self, members: Members, rule: Any, start: int, stop: int) -> None:
        """Let a tick's worth of belief, trust and memory fade, for the members ``start`` to ``stop``."""

    @abstractmethod
    def hear(self, scene: Scene, rule: Any, start: int, stop: int) -> None:
        """Let the members ``start`` to ``stop`` make what they will of the items they read in this tick."""


class Exchange(Belief):
    """A belief rule by which members change each other's minds, once a tick and all at the same moment.

    It hears nothing in the feed. ``self_included`` says whether a member counts among its own neighbours.
    """

    scale = "unit"

    @property
    @abstractmethod
    def self_included(self) -> bool:
        """Whether a member counts among its own neighbours."""

    @abstractmethod
    def committed(self, n: int, stream: Stream) -> np.ndarray:
        """Return [n] who never changes its mind: ``FOR``, ``AGAINST`` or ``FREE``."""

    @abstractmethod
    def convene(self, meeting: Meeting, rule: Any) -> Any:
        """Return the agenda: what is worked out once a tick for all, as a NamedTuple of arrays."""

    @abstractmethod
    def meet(self, members: Members, meeting: Meeting, agenda: Any, rule: Any, rows: tuple[int, int]) -> None:
        """Write what the members of ``rows`` (from, to) believe after the meeting, each in its own row."""

    def forget(self, members: Members, rule: Any, start: int, stop: int) -> None:
        """Forget nothing outside the meeting."""

    def hear(self, scene: Scene, rule: Any, start: int, stop: int) -> None:
        """Make nothing of what was read."""
