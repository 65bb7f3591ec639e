"""Writes tutorials as notebooks and as scripts: ``python -m tests.docs.notebooks FOLDER``, with the tools of the site.

The page is the source: its prose becomes cells of text and its programs cells of code, so what the tests run on
the page is what the notebook runs. Pages whose programs need files or commands that stand before them have neither.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_OUTPUT = re.compile(r"```text\n.*?```\n+", re.S)
ALONE = ("1_one_tick", "2_one_fight", "3_two_worlds")
"""Tutorials whose programs run from the first to the last without a command between them."""


def write_notebooks(folder: Path) -> None:
    """Write the notebook and the script of each such page of a folder beside it, and lead from the page to them."""
    import jupytext

    for name in ALONE:
        page = folder / f"{name}.md"
        text = page.read_text(encoding="utf-8")
        notebook = jupytext.reads(_OUTPUT.sub("", text), fmt="md")
        notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        jupytext.write(notebook, folder / f"{name}.ipynb")
        jupytext.write(notebook, folder / f"{name}.py", fmt="py:percent")
        title, rest = text.split("\n", 1)
        links = f"This page [as a notebook]({name}.ipynb) or [as a script]({name}.py)."
        page.write_text(f"{title}\n\n{links}\n{rest}", encoding="utf-8")


if __name__ == "__main__":
    write_notebooks(Path(sys.argv[1]))
