"""Snapshots: what a market has become, so that a run which is interrupted goes on to the same bytes.

A fresh market of the same scenario, seed and replicate is seated alike, to the last bit; a snapshot holds what has
changed since, and is laid over it. Networks, settings and Mesa's register of agents are the fresh market's own.
"""

import pickle
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import mesa

from sim.base.parameters import Declared
from sim.base.row_agent import RowAgent, Rows
from sim.marketplace import Marketplace
from sim.scenario import Scenario

_WITHIN_A_TICK = {"scene", "callings", "_threads"}
_OWN_TO_AN_AGENT = {"model", "unique_id", "pos"}
_OWN_TO_A_POPULATION = {"model", "agent_class"}
_POPULATIONS = ("members", "accounts", "posters")
# What a snapshot may be made of beside the model's own classes. Anything else in it was put there by somebody else.
_PLAIN = {
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("builtins", "slice"),
    ("collections", "deque"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy", "record"),
    ("numpy", "recarray"),
    ("numpy.rec", "recarray"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"),
}


class UnreadableSnapshot(ValueError):
    """This is no snapshot of a market of this scenario."""


def snapshot(market: Marketplace) -> bytes:
    """Return what a market has become, between two ticks."""
    state = {name: held for name, held in vars(market).items() if name not in _mesas_own() | _WITHIN_A_TICK}
    populations = [_without(vars(getattr(market, name)), _OWN_TO_A_POPULATION) for name in _POPULATIONS]
    agents = {agent.unique_id: _without(vars(agent), _OWN_TO_AN_AGENT) for agent in _ordinary_agents(market)}
    written = BytesIO()
    _Writer(written, market).dump((state, populations, agents))
    return written.getvalue()


def restored(world: Scenario, seed: int, replicate: int, taken: bytes) -> Marketplace:
    """Return the market of which a snapshot was taken, ready for its next tick.

    Raises:
        UnreadableSnapshot: if it is no snapshot, or not one of this scenario.
    """
    market = Marketplace(world, seed, replicate)
    try:
        state, populations, agents = _Reader(BytesIO(taken), market).load()
        for name, held in zip(_POPULATIONS, populations, strict=True):
            getattr(market, name).__dict__.update(held)
        for agent in _ordinary_agents(market):
            agent.__dict__.update(agents[agent.unique_id])
        market.__dict__.update(state)
    except (pickle.UnpicklingError, EOFError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableSnapshot(f"no snapshot of a market of this scenario: {error}") from error
    return market


def _landmarks(market: Marketplace) -> dict[str, Any]:
    """Return, by name, what a snapshot points at instead of holding it: every market of the scenario has its own."""
    marks: dict[str, Any] = {"market": market, "world": market.world, "audience": market.audience}
    marks |= {f"population {name}": getattr(market, name) for name in _POPULATIONS}
    marks |= {f"agent {agent.unique_id}": agent for agent in _ordinary_agents(market)}
    for agent in _ordinary_agents(market):
        marks |= dict(_settings_in(f"agent {agent.unique_id}", agent, set()))
    for name in sorted(vars(market).keys() - _mesas_own()):
        marks |= dict(_settings_in(name, getattr(market, name), set()))
    networks = {"ties": market.mail.ties, "followees": market.mail.followees}
    for name, network in networks.items():
        if network is not None:
            marks |= {f"{name} {field}": column for field, column in network._asdict().items()}
    return marks


def _settings_in(path: str, held: Any, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """Yield every block of settings that a part of the market holds, however deep, by the path to it."""
    if isinstance(held, Declared):
        yield path, held
    elif isinstance(held, list | dict):
        inside = held.items() if isinstance(held, dict) else enumerate(held)
        yield from ((f"{path}[{key}]", value) for key, value in inside if isinstance(value, Declared))
    elif type(held).__module__.startswith("sim.") and hasattr(held, "__dict__") and id(held) not in seen:
        seen.add(id(held))
        for name, value in vars(held).items():
            if not isinstance(value, mesa.Model | Rows):
                yield from _settings_in(f"{path}.{name}", value, seen)


def _ordinary_agents(market: Marketplace) -> list[mesa.Agent]:
    """Return the agents that are objects: operation, censors, platforms, researcher."""
    kinds = [kind for kind in market.agents_by_type if not issubclass(kind, RowAgent)]
    return [agent for kind in kinds for agent in market.agents_by_type[kind]]


@cache
def _mesas_own() -> frozenset[str]:
    """Return the names of what every Mesa model keeps for itself."""
    return frozenset(vars(mesa.Model(rng=0)))


def _without(held: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in held.items() if name not in names}


class _Writer(pickle.Pickler):
    def __init__(self, file: BytesIO, market: Marketplace) -> None:
        super().__init__(file, protocol=5)
        self._name_of = {id(held): name for name, held in _landmarks(market).items()}

    def persistent_id(self, found: Any) -> str | None:
        return self._name_of.get(id(found))


class _Reader(pickle.Unpickler):
    """Reads a snapshot, and nothing that is none: only the model's own classes and plain arrays are made of it."""

    def __init__(self, file: BytesIO, market: Marketplace) -> None:
        super().__init__(file)
        self._landmarks = _landmarks(market)

    def persistent_load(self, name: Any) -> Any:
        return self._landmarks[name]

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN or module.startswith("sim."):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no snapshot holds")
