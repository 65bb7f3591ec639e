"""What every belief rule promises: it seats the members' priors, forgets a tick's worth, and hears what was read."""

from abc import abstractmethod
from typing import Any, ClassVar, Literal

from sim.base.parameters import Declared
from sim.state.members import Members
from sim.state.narratives import Narratives
from sim.state.scene import Scene


class Belief(Declared):
    """A belief rule; ``scale`` says what its column holds, so that metrics can always read a probability."""

    scale: ClassVar[Literal["log_odds", "unit"]] = "log_odds"

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
