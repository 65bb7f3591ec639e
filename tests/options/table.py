"""What each option has: ``python -m tests.options.table`` prints contract, transcripts, limits, names and source."""

import re
import sys

from sim.base.options import FAMILIES, option_class
from tests.architecture.tree import ROOT, python_files, source
from tests.options import marks

_COLUMNS = ("option", "contract", "transcripts", "limits", "parameters", "Names", "source")


def rows() -> list[tuple[str, ...]]:
    """Return a row an option: how many tests of each kind it has, and whether its docstring names it and its origin."""
    known = marks.limited_parameters()
    tests = (name for name in python_files("tests") if name.rsplit("/", 1)[-1].startswith("test_"))
    found = [(mark, marks.options_of(mark, known)) for mark in marks.marks(source(name) for name in tests)]
    made = []
    for option, parameters in known.items():
        family, name = option.split(".")
        contract = (ROOT / f"tests/contracts/test_{FAMILIES[family].folder}.py").is_file()
        counts = [
            len({mark.test for mark, about in found if mark.kind == kind and option in about})
            for kind in (marks.TRANSCRIPT, marks.LIMITS)
        ]
        text = "" if name == marks.SHARED else option_class(family, name).__doc__ or ""
        origin = re.search(r"Source: |Assumption: |\b(1[6-9]|20)\d\d\b", text)
        told = ("yes" if "Names: " in text else "-", "yes" if origin else "-")
        made.append((option, "yes" if contract else "-", *map(str, counts), str(len(parameters)), *told))
    return made


if __name__ == "__main__":
    for row in (_COLUMNS, *rows()):
        sys.stdout.write("{:28} {:>8} {:>11} {:>6} {:>10} {:>5} {:>6}\n".format(*row))
