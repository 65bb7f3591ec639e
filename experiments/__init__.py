"""Shelflife's experiments: settings to scenarios, runs to tables, tables to reports.

``compose("guo_2017", "censorship=full")`` returns a checked ``Scenario``. It is loaded on first use, so that
``shelflife --help`` answers without Hydra and the model.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.compose import compose

__all__ = ["compose"]


def __getattr__(name: str) -> Any:
    if name == "compose":
        return import_module("experiments.compose")
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
