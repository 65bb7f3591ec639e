"""The files that a scenario takes from outside, read once and handed to the model as arrays."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from experiments.composing.checking import Composed
from experiments.composing.named_files import State, read_named, settings_at
from experiments.composing.narratives import PATH as NARRATIVES
from experiments.composing.narratives import narratives_in
from experiments.composing.network import network_of
from experiments.composing.problems import Problem
from experiments.readers.release import ReleaseReading, read_release
from experiments.readers.shocks import ShocksReading, read_shocks
from sim.state.inputs import Inputs

_RELEASE = ("operation", "accounts", "path")
_STARTS_ON = ("operation", "starts_on")
_SHOCKS = ("shocks", "path")


class InputsRead(NamedTuple):
    """What was read: the ``inputs``, one line for people on each file, and what is wrong."""

    inputs: Inputs
    notes: tuple[str, ...]
    problems: list[Problem]


def inputs_of(composed: Composed) -> InputsRead:
    """Read the files that the settings name.

    With an edge list, ``members`` becomes the number of its nodes; a table's events join those of the scenario.
    """
    problems: list[Problem] = []
    release = None
    network = network_of(composed, problems)
    starts_on = _start(composed, problems)
    if starts_on and settings_at(composed.tree, ("operation", "accounts", "kind")) == "release":
        release = read_named(composed, _RELEASE, lambda path, state: _release(path, state, starts_on), problems)
    narratives = read_named(composed, NARRATIVES, narratives_in, problems)
    shocks = read_named(composed, _SHOCKS, _shocks, problems)
    if shocks:
        _schedule(shocks, composed)
    of_network = network.read if network else ()
    read = (*of_network, (_RELEASE, release), (NARRATIVES, narratives), (_SHOCKS, shocks))
    found = [(".".join(key), reading) for key, reading in read if reading]
    inputs = Inputs(
        edges=network.edges if network else None,
        accounts=release.accounts if release else None,
        fingerprints=tuple((key, reading.sha256) for key, reading in found),
        nodes=network.nodes if network else None,
    )
    return InputsRead(inputs, tuple(f"{key}: {reading.note()}" for key, reading in found), problems)


# A comparison names the same file once a setting: it is read once, and again only if it changed.
@lru_cache(maxsize=2)
def _release(path: Path, _state: State, starts_on: date) -> ReleaseReading:
    return read_release(path, starts_on)


@lru_cache(maxsize=2)
def _shocks(path: Path, _state: State) -> ShocksReading:
    return read_shocks(path)


def _schedule(shocks: ShocksReading, composed: Composed) -> None:
    """Add the events of a table to those of the scenario."""
    block = composed.tree["shocks"]
    own = block.get("dated") or []
    if isinstance(own, list):
        block["dated"] = [*own, *shocks.dated]


def _start(composed: Composed, problems: list[Problem]) -> date | None:
    """Return the date of the first tick; a text that no calendar knows is a problem, another type is pydantic's."""
    text = settings_at(composed.tree, _STARTS_ON)
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(
            Problem(".".join(_STARTS_ON), text, "must be a date like 2017-08-01", composed.origin(_STARTS_ON))
        )
        return None
