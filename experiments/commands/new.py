"""a new option of a family from a skeleton: its code, settings, test and description

    shelflife new enforcement cool_down

Called in a checkout of Shelflife, or with --out its folder. What it writes works and passes all tests as it is: a
simple rule with one parameter, to be replaced by yours. CONTRIBUTING.md walks through it. Nothing that is there is
written over.
"""

import argparse
from pathlib import Path

from experiments.commands._asking import UnusedSeed

_SEED = UnusedSeed("nothing is drawn here: the same family and name give the same files")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("family", metavar="FAMILY", help="as `shelflife options` names it: enforcement, strategy, …")
    parser.add_argument("name", metavar="NAME", help="lower-case words joined by _, as cool_down")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the checkout to write into (the folder called in)")
    parser.add_argument("--seed", type=_SEED, metavar="N", help=f"changes nothing: {_SEED.why}")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
    parser.add_argument(
        "--json", action="store_true", help="write one JSON object to standard output, and nothing else"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Write the option's files; return the exit status."""
    import subprocess
    import sys

    from experiments.cli import DONE, FAILED
    from experiments.composing.problems import BadInput
    from experiments.skeletons.making import making, problems_with

    root = arguments.out.absolute() if arguments.out else Path.cwd()
    problems = problems_with(root, arguments.family, arguments.name)
    if problems:
        raise BadInput(problems)
    made = making(root, arguments.family, arguments.name)
    for path, text in made.files.items():
        (root / path).write_text(text, encoding="utf-8")
    (root / "sim/ODD.md").write_text(made.odd, encoding="utf-8")
    # Settings and tables follow from the declarations; they are written by what the tests hold them against.
    # Where the name stands in the alphabet decides the order of imports, and its length where lines break.
    tidy = (["ruff", "check", "--quiet", "--fix", *made.files], ["ruff", "format", "--quiet", *made.files])
    for tool in (["tests.conf.declared_settings"], ["tests.docs.declared_tables"], *tidy):
        done = subprocess.run([sys.executable, "-m", *tool], cwd=root, check=False)  # noqa: S603 - of this checkout
        if done.returncode:
            sys.stderr.write(f"`python -m {' '.join(tool)}` failed; its message above says why\n")
            return FAILED
    _tell(list(made.files), arguments)
    return DONE


def _tell(written: list[str], arguments: argparse.Namespace) -> None:
    import sys

    from experiments.commands._writing import write_object

    family, name = arguments.family, arguments.name
    settings = "conf/metrics/default.yaml" if family == "metrics" else f"conf/{family}/{name}.yaml"
    files = [*written, settings, "sim/ODD.md", "sim/PARAMETERS.md", "sim/MEASURES.md"]
    if arguments.json:
        write_object({"family": family, "name": name, "files": files})
    elif not arguments.quiet:
        for path in files:
            sys.stdout.write(f"wrote {path}\n")
        choice = "" if family == "metrics" else f" {family}={name}"
        made = f"then make the rule in {written[0]} yours"
        sys.stdout.write(f"next: shelflife run{choice} members=300 ticks=48, {made}\n")
