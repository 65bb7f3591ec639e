"""The groups of settings: one folder under ``conf/`` a group, one file in it a choice."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sim.base.options import FAMILIES

PRIMARY = "config"
SCENARIO = "scenario"
CALIBRATION = "calibration"

OF_THE_PROGRAM = ("design", "study", "engine")
"""Folders of settings that are no part of a scenario: what is swept, and where."""

type Groups = Mapping[str, tuple[str, ...]]
type Choice = str | tuple[str, ...]
"""One file of a group or, where the group's parts combine, several."""


class Settings(NamedTuple):
    """A folder of settings files as it is now: the ``state`` of every file is its name, time of change and size."""

    folder: Path
    state: tuple[tuple[str, int, int], ...]

    @property
    def groups(self) -> Groups:
        """The groups and the choices of each."""
        return _grouped(tuple(name for name, _, _ in self.state))

    def file_label(self, config_path: str) -> str:
        """Return how a file is named to people: ``conf/censorship/full.yaml``."""
        return f"{self.folder.name}/{config_path}.yaml"


def settings_in(folder: Path) -> Settings:
    """Return what there is in a folder of settings.

    Raises:
        FileNotFoundError: if the folder has no ``config.yaml``.
    """
    if not (folder / f"{PRIMARY}.yaml").is_file():
        raise FileNotFoundError(f"{folder}: no {PRIMARY}.yaml in it, so it is no folder of settings")
    state = []
    for file in sorted(folder.rglob("*.yaml")):
        found = file.stat()
        state.append((file.relative_to(folder).with_suffix("").as_posix(), found.st_mtime_ns, found.st_size))
    return Settings(folder, tuple(state))


def combines(group: str) -> bool:
    """Return whether several choices of a group may be on together."""
    return group in FAMILIES and FAMILIES[group].combines


def nothing_of(group: str) -> str | None:
    """Return the choice of a group that switches nothing on, None where there is none."""
    return FAMILIES[group].nothing if group in FAMILIES else None


@lru_cache
def _grouped(names: tuple[str, ...]) -> Groups:
    groups: dict[str, tuple[str, ...]] = {}
    for name in names:
        group, _, choice = name.rpartition("/")
        if group.startswith(f"{SCENARIO}/"):
            # A folder of scenarios is no group of its own: scenario=replication/simsom.
            group, _, choice = name.partition("/")
        if group and group not in OF_THE_PROGRAM:
            groups[group] = (*groups.get(group, ()), choice)
    return groups
