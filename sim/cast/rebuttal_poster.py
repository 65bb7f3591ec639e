"""Rebuttal posters: they answer by profession, and critics publish."""

from typing import TYPE_CHECKING, Any

from sim.base.population import Column, PopulationSet, RowAgent
from sim.kernels.publishing import speak_up
from sim.state.voices import CRITIC

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class RebuttalPoster(RowAgent):
    """One professional: a row of the columns, and a Mesa agent like any other."""

    model: "Marketplace"
    voice = Column()
    skill = Column()
    courage = Column()
    fear = Column()
    silenced = Column()
    answers = Column()
    publishes = Column()

    def step(self) -> None:
        """Decide which claim to answer, if any, and what to publish."""
        _speak_up(self.model, self.row, self.row + 1)

    @classmethod
    def batch_step(cls, agents: PopulationSet[Any, Any]) -> None:
        """Do ``step`` for every poster."""
        _speak_up(agents.population.model, 0, agents.population.n_rows)


def _speak_up(model: "Marketplace", start: int, stop: int) -> None:
    """Let the posters ``start`` to ``stop`` speak, each in the market where it stands."""
    for first, after, market in model.markets.blocks(model.first_poster, start, stop):
        speak_up(model.posters.columns, model.callings[market], CRITIC, (model.stream, model.tick), first, after)
