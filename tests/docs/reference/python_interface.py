"""The pages of the Python interface: which names are public; what they say is read from their docstrings."""

from __future__ import annotations

import ast
from pathlib import Path

import experiments.analysis
import sim

ROOT = Path(__file__).resolve().parents[3]

_OPENING = """\
# From Python

```python
from experiments import compose
from sim import simulate

result = simulate(compose("guo_2017", "censorship=full", "members=200", "ticks=48"), seed=3)
```
"""


def pages() -> dict[str, str]:
    """Return the pages."""
    text = _OPENING + "\n## Settings to a world\n" + _entry("experiments.compose.compose")
    text += "\n## A world and its run\n" + "".join(_entry(_defined("sim", name)) for name in sim.__all__)
    text += "\n## Stores of sweeps\n\n`experiments.store.open` is `opened`.\n" + _entry(
        "experiments.store.reading.opened"
    )
    text += _entry("experiments.store.reading.Store")
    analysis = "# Analysis\n\nFunctions over tables, for notebooks: `from experiments.analysis import …`.\n"
    homes = experiments.analysis._HOME_OF
    analysis += "".join(_entry(f"experiments.analysis.{homes[name]}.{name}") for name in experiments.analysis.__all__)
    return {"python.md": text, "analysis.md": analysis}


def _entry(name: str) -> str:
    return f"\n::: {name}\n"


def _defined(package: str, name: str) -> str:
    """Return the dotted name under which the tool finds a public name: where it is defined."""
    face = ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in face.body if isinstance(node, ast.ImportFrom)]
    home = next(node.module for node in imports if name in {alias.name for alias in node.names})
    return f"{home}.{name}"
