"""what is missing on this machine, and how to get it

    shelflife doctor
    shelflife doctor --json

Looks at Python, packages and extras, settings, the built page, the cache of compiled rules, cores, memory and disk.
Exit status: 0 where every run can be made, though extras may be absent; 1 where something is missing that each needs.
"""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from experiments.doctor.finding import Finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--json", action="store_true", help="write one JSON object to standard output")


def execute(arguments: argparse.Namespace) -> int:
    """Examine and tell; return the exit status."""
    from experiments.cli import DONE, FAILED

    found = examined()
    healthy = all(each.state != "missing" for each in found)
    if arguments.json:
        from experiments.commands._writing import write_object

        write_object({"healthy": healthy, "findings": [vars(each) for each in found]})
    else:
        _tell(found)
    return DONE if healthy else FAILED


def examined() -> list["Finding"]:
    """Return everything that is looked at, in the order in which it is told; nothing heavy is imported for it."""
    import shutil
    from pathlib import Path

    from experiments.doctor import installation, machine

    return [
        installation.python(),
        installation.core_packages(),
        *installation.extras(),
        installation.settings(),
        installation.page_bundle(),
        machine.compiler_cache(_cache_folder()),
        machine.cores(),
        machine.memory(machine.free_memory_gb()),
        machine.disk(Path.cwd()),
        installation.browser_for_tests(shutil.which("chromium")),
    ]


def _cache_folder() -> "Path":
    """Return where compiled rules are kept; asking the model would fail where its packages are missing."""
    import os
    from pathlib import Path

    asked = os.environ.get("NUMBA_CACHE_DIR")
    if asked:
        return Path(asked)
    try:
        from platformdirs import user_cache_path

        return user_cache_path("shelflife") / "kernels"
    except ModuleNotFoundError:
        return Path.home() / ".cache" / "shelflife" / "kernels"


def _tell(found: Sequence["Finding"]) -> None:
    """Write a line a finding, with its remedy below it; plain text, as what draws tables may be missing."""
    import sys

    signs = {"well": "ok", "optional": "--", "missing": "NO"}
    width = max(len(each.what) for each in found)
    for each in found:
        sys.stdout.write(f"{signs[each.state]}  {each.what:<{width}}  {each.found}\n")
        if each.remedy:
            sys.stdout.write(f"{'':{width + 4}}  → {each.remedy}\n")
    missing = [each.what for each in found if each.state == "missing"]
    verdict = f"missing for every run: {', '.join(missing)}" if missing else "every run can be made"
    lacking = [each.what for each in found if each.state == "optional"]
    sys.stdout.write(verdict + (f"; for some purposes only: {', '.join(lacking)}" if lacking else "") + "\n")
