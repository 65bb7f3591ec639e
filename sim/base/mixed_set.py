"""Agents of several kinds in one order: objects one by one, populations as a whole."""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any, Self, overload

from mesa import Agent
from mesa.agentset import AbstractAgentSet

from sim.base.population_set import PopulationSet, caller
from sim.base.row_agent import RowAgent, Rows

type Entry = Agent | Rows[Any, Any]


class MixedSet(AbstractAgentSet[Any]):
    """What `model.agents` is once a model has a population: everybody, in the order in which they came.

    A population is one entry and stands for its rows, so that it stays an array. Sets derived from this one hold
    agents one by one. A set shows those of its agents who are in the model at the time: Mesa reaches the same end
    with weak references, which a row agent, made when asked for, would not survive.
    """

    def __init__(self, entries: Iterable[Entry], random: Random) -> None:
        """Hold agents and populations in the given order; `random` is the model's generator, used to shuffle."""
        self._entries: dict[Entry, None] = dict.fromkeys(entries)
        self.random = random

    def add_population(self, population: Rows[Any, Any]) -> None:
        """Let a whole population stand after everybody else."""
        self._entries[population] = None

    def copy(self) -> MixedSet:
        """Return a set of the same agents that can be changed without changing this one or the model."""
        return MixedSet(self, self.random)

    __copy__ = copy

    def __len__(self) -> int:
        """Count those in the model."""
        return sum(len(part) for part in self._parts())

    def __iter__(self) -> Iterator[Any]:
        """Hand out agents, making row agents on the way."""
        for part in self._parts():
            yield from part

    def __contains__(self, agent: object) -> bool:
        """Tell whether an agent is in this set and in its model."""
        if not isinstance(agent, Agent) or not _is_in_model(agent):
            return False
        return agent in self._entries or (isinstance(agent, RowAgent) and agent.population in self._entries)

    @overload
    def __getitem__(self, item: int) -> Any: ...
    @overload
    def __getitem__(self, item: slice) -> list[Any]: ...
    def __getitem__(self, item: int | slice) -> Any:
        """Return the agent at a place in the order, or a list of those in a slice."""
        return list(self)[item]

    def add(self, agent: Agent) -> None:
        """Append an agent, once; Mesa calls this when an object agent is made."""
        if not (isinstance(agent, RowAgent) and agent.population in self._entries):
            self._entries[agent] = None

    def discard(self, agent: Agent) -> None:
        """Take an agent out of this set if it is there."""
        with contextlib.suppress(KeyError):
            self.remove(agent)

    def remove(self, agent: Agent) -> None:
        """Take an agent out of this set, or its row out of the population that is in the set; KeyError if absent.

        Agents leave a model by their own `remove`, which calls this.
        """
        if isinstance(agent, RowAgent) and agent.population in self._entries:
            agent.population.alive[agent.row] = False
        else:
            del self._entries[agent]

    def shuffle(self, inplace: bool = False) -> MixedSet:
        """Return the same agents in an order drawn from the model's generator exactly as Mesa draws it."""
        agents = list(self)
        self.random.shuffle(agents)
        return self._derived(agents, inplace)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> MixedSet:
        """Return the same agents ordered by an attribute or a function; ties keep their order."""
        key_of = operator.attrgetter(key) if isinstance(key, str) else key
        return self._derived(sorted(self, key=key_of, reverse=not ascending), inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Let everybody carry out a verb or be the first argument of a function; populations do it in their own way."""
        call = caller(method, *args, **kwargs)
        for part in self._parts():
            if isinstance(part, PopulationSet):
                part.do(method, *args, **kwargs)
            else:
                call(part[0])
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Let everybody carry out a verb one by one, in an order drawn as Mesa draws it, rows among objects."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Return what each agent answers to a verb or a function, asked one by one in the set's order."""
        call = caller(method, *args, **kwargs)
        return [call(agent) for agent in self]

    @property
    def _agents(self) -> dict[Any, None]:
        """What Mesa's inherited methods read: the agents as keys, in order."""
        return dict.fromkeys(self)

    def _update(self, agents: Iterable[Any]) -> Self:
        """What Mesa's interface asks for: let this set hold these agents, and return it."""
        self._entries = dict.fromkeys(agents)
        return self

    def _from_iterable(self, agents: Iterable[Any]) -> MixedSet:
        """What Python's set operators (&, |, -, ^) make their results with."""
        return MixedSet(agents, self.random)

    def _derived(self, agents: list[Any], inplace: bool) -> MixedSet:
        return self._update(agents) if inplace else MixedSet(agents, self.random)

    def _parts(self) -> Iterator[PopulationSet[Any, Any] | list[Agent]]:
        """Populations as sets and agents as lists of one, as long as they are in the model when their turn comes."""
        for entry in list(self._entries):
            if isinstance(entry, Rows):
                yield PopulationSet(entry)
            elif _is_in_model(entry):
                yield [entry]


def _is_in_model(agent: Agent) -> bool:
    if isinstance(agent, RowAgent):
        return bool(agent.population.alive[agent.row])
    return agent in agent.model.agents_by_type.get(type(agent), ())
