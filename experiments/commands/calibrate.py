"""fits the parameters of which no direct measurement exists to published effects and field figures

One set of values is searched for by which virtual studies come out as the real ones did. Some targets are never shown
to the search. Every trial is kept at once: a search that was broken off goes on with --resume, to the same end.

    shelflife calibrate --trials 200
    shelflife calibrate --trials 400 --resume
    shelflife calibrate --trials 200 --resume --adopt

Writes calibration.yaml and a table of all trials to --out, results/calibration by default; --adopt also writes
conf/calibration/default.yaml, from which every scenario starts (calibration=none: from the declared defaults).
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands._asking import Gathered, WholeNumber
from experiments.commands._writing import add_writing_options, followed, write_object

if TYPE_CHECKING:
    from experiments.calibration.goal import Goal
    from experiments.calibration.search import Search, Trial
    from experiments.calibration.stages import Stages
    from experiments.progress import Progress

GATHERS = True
RESULT_FILE = "calibration.yaml"
TABLE_FILE = "trials.csv"
_OUT = Path("results") / "calibration"
_TRIALS = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    trials = WholeNumber(2, unit="trials")
    parser.add_argument("--trials", type=trials, default=_TRIALS, metavar="N", help=f"trials in all ({_TRIALS})")
    parser.add_argument("--resume", action="store_true", help="go on with the trials in --out")
    parser.add_argument("--adopt", action="store_true", help="also write conf/calibration/default.yaml")
    add_writing_options(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Search, and tell what was found; return the exit status."""
    return followed(arguments, _calibrate)


def _calibrate(arguments: argparse.Namespace, progress: "Progress") -> int:
    from experiments.calibration.goal import goal
    from experiments.cli import DONE
    from experiments.progress import COLD_START, kernels_are_cold

    seed = 0 if arguments.seed is None else arguments.seed
    out = arguments.out or _OUT
    _refuse_what_cannot_be(arguments, out)
    aim = goal(seed)
    both = _opened(out, aim, seed)
    search = both.jointly
    if kernels_are_cold():
        progress.say(COLD_START)
    progress.say(f"{len(aim.shown)} targets shown; held out: {', '.join(target.id for target in aim.held_out)}")

    def told(trial: "Trial", done: int) -> None:
        progress.told(done, arguments.trials, what="trials")
        if trial.loss <= min(each.loss for each in search.finished()):
            progress.say(f"trial {trial.number}: loss {trial.loss:.3f}, {len(trial.met)} of {len(aim.shown)} met")

    both.run(arguments.trials, seed, told)
    progress.end_bar()
    content = _result(both, aim, arguments, seed)
    _write(content, search, out, arguments)
    _tell(content, out, arguments)
    return DONE


def _refuse_what_cannot_be(arguments: argparse.Namespace, out: Path) -> None:
    from experiments.calibration.search import TRIALS_FILE
    from experiments.composing.problems import COMMAND_LINE, Problem
    from experiments.extras import lacking
    from experiments.result_folder import problems_with_filling

    asked = Gathered(arguments)
    problems = asked.problems
    asked.add(lacking("calibration", "calibrate"))
    unfit = problems_with_filling(out)
    asked.add(unfit)
    begun = not unfit and (out / TRIALS_FILE).is_file()
    if begun and not arguments.resume:
        rule = "holds the trials of a calibration; --resume goes on with them, or name another folder"
        problems.append(Problem("--out", str(out), rule, COMMAND_LINE))
    if arguments.resume and not begun and not unfit:
        problems.append(Problem("--resume", None, f"there are no trials in {out}", COMMAND_LINE))
    asked.refuse()


def _opened(out: Path, aim: "Goal", seed: int) -> "Stages":
    from experiments.calibration.stages import stages
    from experiments.composing.problems import COMMAND_LINE, BadInput, Problem
    from sim.base.provenance import model_version

    out.mkdir(parents=True, exist_ok=True)
    try:
        return stages(out, aim, {"seed": seed, "model_version": model_version()})
    except ValueError as error:
        raise BadInput([Problem("--out", str(out), str(error), COMMAND_LINE)]) from error


def _result(both: "Stages", aim: "Goal", arguments: argparse.Namespace, seed: int) -> dict[str, Any]:
    from experiments.calibration.goal import measured
    from experiments.calibration.result import calibrated, document

    found = calibrated(both)
    outcomes = measured(aim.every(), found.values, seed)
    procedure = {
        "command": _command(arguments, seed),
        "sampler": "Optuna's multivariate tree-structured Parzen estimator, begun anew for every trial",
        "starts": "the declared defaults, and the best of a first search group by group",
        "loss": "mean over shown targets of ln(1 + d^2), d the distance in tolerances, and 1 more where missed",
        "seed": seed,
        "trials": len(both.jointly.finished()),
        "trials_by_group": sum(len(group.finished()) for group in both.groups),
    }
    return document(found, aim, outcomes, procedure)


def _command(arguments: argparse.Namespace, seed: int) -> str:
    return f"shelflife calibrate --trials {arguments.trials} --seed {seed}"


def _write(content: dict[str, Any], search: "Search", out: Path, arguments: argparse.Namespace) -> None:
    import pandas as pd

    from experiments.calibration.result import written
    from experiments.configuration_folder import configuration_folder

    text = written(content, content["procedure"]["command"])
    (out / RESULT_FILE).write_text(text, encoding="utf-8")
    rows = [{"trial": t.number, "loss": t.loss, "met": len(t.met)} | t.values | t.distances for t in search.finished()]
    pd.DataFrame(rows).to_csv(out / TABLE_FILE, index=False)
    if arguments.adopt:
        adopted = configuration_folder() / "calibration" / "default.yaml"
        adopted.parent.mkdir(exist_ok=True)
        adopted.write_text(text, encoding="utf-8")


def _tell(content: dict[str, Any], out: Path, arguments: argparse.Namespace) -> None:
    if arguments.json:
        write_object(content | {"files": {name: str(out / name) for name in (RESULT_FILE, TABLE_FILE)}})
    elif not arguments.quiet:
        from experiments.tables import show_rows

        rows = [
            (
                name,
                "met" if target["met"] else "missed",
                f"{target['distance']:g}",
                "held out" if target["held_out"] else "",
                "; ".join(f"{check} {numbers['got']}" for check, numbers in target["checks"].items()),
            )
            for name, target in content["targets"].items()
        ]
        show_rows(f"written to {out}", ("target", "", "distance", "", "got"), rows)
