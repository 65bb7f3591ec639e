"""Worlds in which the cited studies are repeated: composed like any other, with the values under trial laid over."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from sim import Scenario


class Worlds:
    """Composes worlds with ``values`` by dotted name, those of the calibration in force if none are given.

    The rest is as declared. A value finds its place where the block it belongs to is there, be it that a study's design
    puts it there: the strength of a warning says nothing of a world without warnings.
    """

    def __init__(self, values: Mapping[str, float] | None = None) -> None:
        """Take the values under trial."""
        self.values = dict(values_in_force() if values is None else values)

    def __call__(self, scenario: str, *overrides: str, changes: Mapping[str, Any] | None = None) -> Scenario:
        """Return a scenario with the overrides, then the ``changes`` of the study's design, by dotted name.

        Changes may put whole blocks. Values under trial come between the two, so that a design's own numbers stand.
        """
        tree = deepcopy(_settings(scenario, (*overrides, "calibration=none")))
        blocks = {name: value for name, value in (changes or {}).items() if isinstance(value, Mapping)}
        for name, value in blocks.items():
            _put(tree, name, deepcopy(value))
        for name, value in self.values.items():
            if name not in _leaves(blocks):
                _put_if_there(tree, name, value)
        for name, value in (changes or {}).items():
            if name not in blocks:
                _put(tree, name, value)
        return Scenario.model_validate(tree)


@cache
def values_in_force() -> dict[str, float]:
    """Return the values of the calibration from which every scenario starts, by dotted name."""
    from omegaconf import OmegaConf

    from experiments.configuration_folder import configuration_folder

    file = configuration_folder() / "calibration" / "default.yaml"
    return {str(name): float(found.value) for name, found in OmegaConf.load(file).parameters.items()}


@cache
def _settings(scenario: str, overrides: tuple[str, ...]) -> dict[str, Any]:
    from experiments.compose import compose

    return compose(scenario, *overrides).settings()


def _put(tree: dict[str, Any], name: str, value: Any) -> None:
    *way, last = name.split(".")
    for step in way:
        tree = tree[step]
    tree[last] = value


def _put_if_there(tree: dict[str, Any], name: str, value: Any) -> None:
    *way, last = name.split(".")
    block: Any = tree
    for step in way:
        block = block.get(step)
        if not isinstance(block, dict):
            return
    block[last] = value


def _leaves(blocks: Mapping[str, Any]) -> set[str]:
    found = set()
    for name, block in blocks.items():
        for key, value in block.items():
            inner = f"{name}.{key}"
            found |= _leaves({inner: value}) if isinstance(value, Mapping) else {inner}
    return found
