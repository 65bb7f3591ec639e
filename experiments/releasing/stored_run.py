"""A run made again from what its folder says of it: the tables written there hold the accounts of the state alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from experiments.composing.checking import Composed
from experiments.composing.inputs import inputs_of
from experiments.composing.problems import BadInput, Problem
from experiments.provenance import run_id
from experiments.result_folder import PROVENANCE
from sim import Marketplace, Scenario

_SUMMARY = "summary.json"


class StoredRun(NamedTuple):
    """What a run's folder says: its scenario, seed, replicate, run id and summary."""

    scenario: Scenario
    seed: int
    replicate: int
    run_id: str
    summary: dict[str, float | None]


def stored_run(folder: Path) -> StoredRun:
    """Return what the folder of a run says of it.

    Raises:
        BadInput: if it is no folder of ``shelflife run``, or if the run cannot be made again as it was.
    """
    origin, told = _object(folder, PROVENANCE), _object(folder, _SUMMARY)
    try:
        settings, summary = origin["settings"], told["summary"]
        seed, replicate, identity = int(told["seed"]), int(told["replicate"]), str(told["run_id"])
    except (KeyError, TypeError, ValueError):
        raise _refused(folder, "is not the folder of one run; name one that `shelflife run` wrote") from None
    read = inputs_of(Composed(settings, {}, {}))
    if read.problems:
        raise BadInput(read.problems)
    try:
        scenario = Scenario.model_validate(settings | {"inputs": read.inputs})
    except ValidationError:
        raise _refused(folder, "has settings that this version does not know; run it again") from None
    if run_id(scenario, seed, replicate) != identity:
        rule = "was written by another version of the model, or its input files have changed; run it again"
        raise _refused(folder, rule)
    return StoredRun(scenario, seed, replicate, identity, summary)


def lived_again(run: StoredRun, told: Callable[[int, int], None]) -> Marketplace:
    """Return the run's market after its last tick; ``told`` hears ticks done and ticks in all."""
    market = Marketplace(run.scenario, run.seed, run.replicate)
    for tick in range(run.scenario.ticks):
        market.step()
        told(tick + 1, run.scenario.ticks)
    market.close()
    return market


def _object(folder: Path, name: str) -> dict[str, Any]:
    if not folder.is_dir():
        raise _refused(folder, "is no folder; name one that `shelflife run` wrote")
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _refused(folder, f"has no readable {name}; name a folder that `shelflife run` wrote") from None
    if not isinstance(found, dict):
        raise _refused(folder, f"has a {name} that is no object; name a folder that `shelflife run` wrote")
    return found


def _refused(folder: Path, rule: str) -> BadInput:
    return BadInput([Problem("DIR", str(folder), rule)])
