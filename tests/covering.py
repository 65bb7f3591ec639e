"""Which tests measure coverage: ``python -m tests.covering sim`` and ``… experiments`` print their files.

Compiled rules are invisible to a measurement, so what covers ``sim/`` runs with the compiler off, where a world takes a
hundred times as long: small worlds and single rules only. What covers ``experiments/``, where nothing is compiled,
runs with the compiler on. Tests of statistics, of whole markets through every parameter and of layout add no line.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OF_THE_MODEL = ("options", "contracts", "reference", "unit")
OF_EXPERIMENTS = ("unit", "conf", "evidence", "behaviour", "docs")
MANY_WORLDS = {"tests/unit/test_news_about_voices.py"}
"""Rules of the model whose tests live through so many worlds that they would take a third of the measurement; the
contracts and options run every line of them."""
_USED = ("from experiments", "import experiments")


def files_covering(package: str) -> list[str]:
    """Return the test files that measure ``sim`` or ``experiments``, those in folders told by what they import.

    Raises:
        KeyError: for another package.
    """
    folders, uses = {"sim": (OF_THE_MODEL, False), "experiments": (OF_EXPERIMENTS, True)}[package]
    files = [file for folder in folders for file in sorted((ROOT / "tests" / folder).glob("test_*.py"))]
    names = [file.relative_to(ROOT).as_posix() for file in files if _uses_experiments(file) is uses]
    return [name for name in names if name not in MANY_WORLDS]


def _uses_experiments(file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    return any(words in text for words in _USED)


if __name__ == "__main__":
    sys.stdout.write("\n".join(files_covering(sys.argv[1])) + "\n")
