"""Commands that pages show in passing: in blocks without a language, without what they print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("docs/inputs.md", "docs/sweeps.md", "docs/page.md", "docs/report.md", "docs/calibration.md")
PROGRAMS = ("shelflife", "python", "dask")
_FENCED = re.compile(r"^```(?P<language>[^\n]*)\n(?P<code>.*?)^```$", re.M | re.S)


def plain_blocks(page: str) -> list[str]:
    """Return what stands in a page's blocks without a language, in order."""
    return [found["code"] for found in _fenced(page) if not found["language"]]


def programs(page: str) -> list[str]:
    """Return a page's blocks of Python."""
    return [found["code"] for found in _fenced(page) if found["language"] == "python"]


def shown(page: str) -> list[list[str]]:
    """Return the words of each command in a page's blocks without a language."""
    lines = "".join(plain_blocks(page)).replace("\\\n", " ").splitlines()
    words = [shlex.split(line, comments=True) for line in lines]
    return [each for each in words if each and each[0] in PROGRAMS]


def _fenced(page: str) -> list[re.Match[str]]:
    return list(_FENCED.finditer((ROOT / page).read_text(encoding="utf-8")))
