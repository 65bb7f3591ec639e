"""Which rows of a population are in a set, and in what order."""

from __future__ import annotations

import operator
import sys
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any, NamedTuple, Self, TypeGuard, overload

import numpy as np
import numpy.typing as npt
from mesa.agentset import AbstractAgentSet

from sim.base.row_agent import RowAgent, Rows

RowNumbers = npt.NDArray[np.intp]


def row_numbers(rows: Iterable[int]) -> RowNumbers:
    """Return the numbers as an array, empty or not, that can index a column."""
    return np.fromiter(rows, dtype=np.intp)


class RowSequence[A: RowAgent, C: NamedTuple](AbstractAgentSet[A], Sequence[A]):
    """Some or all individuals of one population, each at most once, in an order: a set and a sequence as in Mesa.

    It shows those of its rows that are alive at the time. Made without `rows` it is the population itself, in row
    order, and whoever is removed from it leaves the model. Every other set is a selection of row numbers, shape (n,),
    that can be changed by itself.
    """

    def __init__(self, population: Rows[A, C], rows: RowNumbers | None = None) -> None:
        """Take the whole population, or the given rows in the given order."""
        self.population = population
        self._rows = rows
        self._is_member: npt.NDArray[np.bool_] | None = None

    @property
    def model(self) -> Any:
        """The Mesa model the population lives in."""
        return self.population.model

    @property
    def random(self) -> Random:
        """The model's own generator, which Mesa shuffles with."""
        generator: Random = self.population.model.random
        return generator

    @property
    def rng(self) -> np.random.Generator:
        """The model's own NumPy generator."""
        generator: np.random.Generator = self.population.model.rng
        return generator

    @property
    def rows(self) -> RowNumbers:
        """The row numbers of those alive, in the set's order, shape (len(self),)."""
        alive = self.population.alive
        return np.flatnonzero(alive) if self._rows is None else self._rows[alive[self._rows]]

    @property
    def is_whole(self) -> bool:
        """Whether this is everybody alive, in row order."""
        return self._rows is None or np.array_equal(self.rows, np.flatnonzero(self.population.alive))

    def copy(self) -> Self:
        """Return a set of the same individuals that can be changed without changing this one or the model."""
        return self._derived(self.rows)

    __copy__ = copy

    def __len__(self) -> int:
        """Count those alive."""
        alive = self.population.alive
        return int(np.count_nonzero(alive if self._rows is None else alive[self._rows]))

    def __iter__(self) -> Iterator[A]:
        """Hand out a row agent for each, leaving out whoever was removed since the iteration began."""
        population = self.population
        for row in self.rows.tolist():
            if population.alive[row]:
                yield population.agent_class(population, row)

    def __reversed__(self) -> Iterator[A]:
        """Hand out the same agents from the last to the first."""
        return iter(self._derived(self.rows[::-1]))

    def __contains__(self, agent: object) -> bool:
        """Tell whether an agent is a row of this set and alive."""
        if not self._is_of_population(agent) or not self.population.alive[agent.row]:
            return False
        if self._rows is None:
            return True
        if self._is_member is None:
            self._is_member = np.zeros(self.population.n_rows, dtype=np.bool_)
            self._is_member[self._rows] = True
        return bool(self._is_member[agent.row])

    @overload
    def __getitem__(self, item: int) -> A: ...
    @overload
    def __getitem__(self, item: slice) -> list[A]: ...
    def __getitem__(self, item: int | slice) -> A | list[A]:
        """Return the agent at a place in the order, or a list of those in a slice; raises IndexError beyond the end."""
        if isinstance(item, slice):
            return list(self._derived(self.rows[item]))
        return self.population.agent(int(self.rows[operator.index(item)]))

    def to_list(self) -> list[A]:
        """Return the agents as a list."""
        return list(self)

    def index(self, agent: Any, start: int = 0, stop: int = sys.maxsize) -> int:
        """Return an agent's place in the order; raises ValueError when it is not there."""
        if not self._is_of_population(agent) or agent not in self:
            raise ValueError(f"{agent!r} is not in this set of {len(self)} {self.population.agent_class.__name__}")
        rows: list[int] = self.rows.tolist()
        return rows.index(agent.row, start, stop)

    def count(self, agent: Any) -> int:
        """Return 1 when the agent is in the set and 0 when not."""
        return int(agent in self)

    def add(self, agent: A) -> None:
        """Append an individual of this population to this set, once; raises TypeError for anybody else."""
        row = self._row_of(agent)
        if self._rows is not None and agent not in self:
            self._derived(np.append(self.rows, row), inplace=True)

    def discard(self, agent: A) -> None:
        """Take an agent out of this set if it is there; out of the model if this is the population itself."""
        if agent in self:
            self.remove(agent)

    def remove(self, agent: A) -> None:
        """Take an agent out of this set, and out of the model if this is the population itself; KeyError if absent.

        Agents leave a model by their own `remove`, which calls this.
        """
        if agent not in self:
            raise KeyError(f"{agent!r} is not in this set of {len(self)} {self.population.agent_class.__name__}")
        if self._rows is None:
            self.population.alive[agent.row] = False
        else:
            self._derived(self._rows[self._rows != agent.row], inplace=True)

    @property
    def _agents(self) -> dict[A, None]:
        """What Mesa's inherited methods read: the agents as keys, in order."""
        return dict.fromkeys(self)

    def _update(self, agents: Iterable[A]) -> Self:
        """What Mesa's interface asks for: let this set hold these agents, each once, and return it."""
        return self._derived(self._rows_of(agents), inplace=True)

    def _from_iterable(self, agents: Iterable[A]) -> Self:
        """What Python's set operators (&, |, -, ^) make their results with."""
        return self._derived(self._rows_of(agents))

    def _derived(self, rows: RowNumbers, inplace: bool = False) -> Self:
        if not inplace:
            return type(self)(self.population, rows)
        self._rows = rows
        self._is_member = None
        return self

    def _is_of_population(self, agent: object) -> TypeGuard[A]:
        return isinstance(agent, RowAgent) and agent.population is self.population

    def _rows_of(self, agents: Iterable[A]) -> RowNumbers:
        return row_numbers(dict.fromkeys(map(self._row_of, agents)))

    def _row_of(self, agent: A) -> int:
        if not self._is_of_population(agent):
            raise TypeError(
                f"{agent!r} is not one of these {self.population.agent_class.__name__}: a population's size is fixed "
                "and its sets hold its own rows only; use remove() to take a row out, and model.agents for a mixture"
            )
        return agent.row
