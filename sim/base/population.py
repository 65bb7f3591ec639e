"""A population of individuals kept as columns and living in a Mesa model as real agents.

The one place that touches what Mesa keeps private: the model's register of agents.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.base.mixed_set import MixedSet
from sim.base.population_set import PopulationSet, RowGroups
from sim.base.row_agent import Column, RowAgent, Rows
from sim.base.row_sequence import RowNumbers

__all__ = ["Column", "MixedSet", "Population", "PopulationSet", "RowAgent", "RowGroups"]


class Population[A: RowAgent, C: NamedTuple](Rows[A, C]):
    """Many individuals of one kind: a row each, a column for each of their properties.

    They count as the model's agents: `model.agents`, `model.agents_by_type[agent_class]`, data collectors and
    `model.remove_all_agents` see one row agent for each row that is alive. Set `batch` to false and every verb is
    carried out by one agent after the other. Mesa's signal for an added agent is not sent for rows.
    """

    def __init__(self, model: Any, agent_class: type[A], columns: C, shared: tuple[str, ...] = ()) -> None:
        """Put the rows of `columns` into the model; fields named in `shared` are not columns.

        Raises TypeError or ValueError, before anything is registered, when the columns do not fit each other or the
        properties that the class declares.
        """
        super().__init__(model, agent_class, columns, shared)
        _register(self)

    @property
    def agents(self) -> PopulationSet[A, C]:
        """Everybody who is alive, in row order; a new set at each call, so that sorting it in place harms nobody."""
        return PopulationSet(self)

    def agents_at(self, rows: npt.ArrayLike) -> PopulationSet[A, C]:
        """Return those in the given rows, in that order: someone's neighbours, say.

        Raises TypeError for anything but whole numbers (a mask belongs in `agents.select(where=...)`), IndexError for
        a row that does not exist and ValueError for a row that is named twice.
        """
        given = np.array(rows, ndmin=1)
        if given.size and given.dtype.kind not in "iu":
            raise TypeError(f"rows are {given.dtype}: pass whole numbers; np.flatnonzero makes rows of a mask")
        numbers: RowNumbers = given.astype(np.intp)
        outside = numbers[(numbers < 0) | (numbers >= self.n_rows)]
        if len(outside):
            raise IndexError(f"{self.agent_class.__name__} row {outside[0]}: rows are numbered 0 to {self.n_rows - 1}")
        if len(np.unique(numbers)) != len(numbers):
            raise ValueError(f"rows {numbers.tolist()}: a set holds each row once; remove the repetitions")
        return PopulationSet(self, numbers)


def _register(population: Population[Any, Any]) -> None:
    """Enter a population in its model's register, among those who are there already."""
    model = population.model
    if not isinstance(model.agents, MixedSet):
        model._all_agents = MixedSet(model.agents, model.random)  # noqa: SLF001  # Mesa offers no other way in
    model.agents.add_population(population)

    same_kind = model.agents_by_type.get(population.agent_class)
    if same_kind is None:
        model.agents_by_type[population.agent_class] = PopulationSet(population)
        return
    if isinstance(same_kind, PopulationSet):
        same_kind = MixedSet([same_kind.population], model.random)
        model.agents_by_type[population.agent_class] = same_kind
    same_kind.add_population(population)
