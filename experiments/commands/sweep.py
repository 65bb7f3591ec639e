"""a Hydra-configured sweep: a study's runs into a store, resumable, on this machine or on many

    shelflife sweep study=enforcement_ladder
    shelflife sweep study=enforcement_ladder members=500 replicates=5 policy=none,strict
    shelflife sweep scenario=guo_2017 design=latin design.samples=64 belief.clarity='interval(.1,.9)'

A study (conf/study/) names a scenario, a design (conf/design/) and the keys that vary. On the command line, a key with
several values (a=1,2, range(…), interval(…), glob(*)) varies, and a key with one value is the same for all points.
Every point is run with the same seeds. Everything is checked before the first run.

Without --out, the store is results/STUDY/DESIGN-HASH: the same study continues in the same folder. --resume completes
what is missing; however often a sweep was interrupted, and by whatever, the results end as the same bytes.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands._asking import Gathered, WholeNumber
from experiments.commands._engine import engine_asked, is_about_engine
from experiments.commands._writing import (
    add_writing_options,
    followed,
    overrides_with_options,
    short_id,
    write_object,
)
from experiments.composing.problems import BadInput, Problem

if TYPE_CHECKING:
    from experiments.progress import Progress
    from experiments.runner.engine import Engine
    from experiments.studies import Study
    from experiments.sweep import Swept

GATHERS = True
_LONG_PILOT_SECONDS = 30.0
_SHOWN_FAILURES = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("overrides", nargs="*", metavar="OVERRIDE", help="study=NAME, KEY=VALUE, KEY=VALUE,VALUE")
    parser.add_argument("--dry-run", action="store_true", help="list the points and estimate the time; write nothing")
    parser.add_argument("--resume", action="store_true", help="complete what is missing in the store")
    parser.add_argument("--workers", type=WholeNumber(1), metavar="N", help="processes to run in (all cores)")
    parser.add_argument("--engine", metavar="NAME", help="where runs are made: local (unless told), dask, slurm")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a running Dask scheduler, as tcp://HOST:PORT")
    add_writing_options(parser, out="folder of the store; one that holds runs already needs --resume")


def execute(arguments: argparse.Namespace) -> int:
    """Make the runs of a study that its store lacks; return the exit status."""
    return followed(arguments, _sweep)


def _sweep(arguments: argparse.Namespace, progress: "Progress") -> int:
    from functools import partial

    from experiments.cli import BAD_INPUT, DONE, FAILED
    from experiments.progress import COLD_START, kernels_are_cold
    from experiments.runner.engine import EngineLost
    from experiments.runner.worker import OtherModel
    from experiments.store import StoreBusy, StoreDiffers
    from experiments.sweep import sweep

    study, engine, out = _asked_for(arguments)
    for note in study.notes:
        progress.say(note)
    if arguments.dry_run:
        for problem in _problems_with_store(out, resume=arguments.resume):
            progress.say(f"with these options the sweep itself would be refused: {problem.line()}")
        return _dry_run(arguments, study, engine, progress)
    progress.say(f"{study.plan().told()}; engine {engine.name}; {out}")
    if kernels_are_cold():
        progress.say(COLD_START)
    try:
        with engine:
            swept = sweep(study, out, engine, partial(progress.told, what="runs"))
    except StoreDiffers as error:
        progress.complain(f"stopped, and nothing was written: {error}")
        return _stopped(arguments, out, error, BAD_INPUT)
    except StoreBusy as error:
        progress.end_bar()
        progress.complain(f"stopped: {error}\n{_how_to_go_on(out)}")
        return _stopped(arguments, out, error, BAD_INPUT)
    except (EngineLost, OtherModel, OSError) as error:
        progress.end_bar()
        progress.complain(f"stopped: {error}\n{_how_to_go_on(out)}")
        return _stopped(arguments, out, error, FAILED)
    except KeyboardInterrupt:
        progress.end_bar()
        progress.complain(_how_to_go_on(out))
        raise
    _tell(arguments, study, swept, out)
    return FAILED if swept.failures else DONE


def _stopped(arguments: argparse.Namespace, out: Path, error: Exception, code: int) -> int:
    """With ``--json`` tell programs too why a sweep that had begun ended: the store's own refusal, or what was lost."""
    from experiments.cli import BAD_INPUT

    if arguments.json and code == BAD_INPUT:
        write_object({"problems": [vars(Problem("--out", str(out), str(error)))]})
    elif arguments.json:
        write_object({"stopped": str(error), "store": str(out)})
    return code


def _how_to_go_on(out: Path) -> str:
    from experiments.store import is_begun, is_store

    if not is_store(out) and not (out.is_dir() and is_begun(out)):
        return "nothing was made"
    return f"what was made is in {out}; the same command with --resume completes it"


def _asked_for(arguments: argparse.Namespace) -> "tuple[Study, Engine, Path]":
    """Return what is swept, where its runs are made, and where they go.

    Raises:
        BadInput: with everything that is wrong with options, engine, ``--out`` and in any point.
    """
    from experiments.studies import study

    asked = Gathered(arguments)
    about_study = [override for override in arguments.overrides if not is_about_engine(override)]
    place = asked.attempt(engine_asked, arguments)
    found = asked.attempt(study, overrides_with_options(about_study, seed=arguments.seed))
    out = arguments.out or (Path("results") / found.name / short_id(found.hash) if found else None)
    if out is not None and not arguments.dry_run:
        asked.add(_problems_with_store(out, resume=arguments.resume))
    if found is None or place is None or out is None:
        raise BadInput(asked.problems)
    asked.refuse()
    return found, place, out


def _problems_with_store(out: Path, *, resume: bool) -> "list[Problem]":
    """Return why a sweep cannot write to a folder: unasked into a store, among what others wrote, or not at all."""
    from experiments.result_folder import problems_with_filling
    from experiments.store import is_begun, is_store

    unfit = problems_with_filling(out)
    if unfit or not out.is_dir() or all(file.name == ".lock" for file in out.iterdir()):
        return unfit
    if not is_store(out) and not is_begun(out):
        return [Problem("--out", str(out), "is no store of runs; name a new folder")]
    if not resume:
        rule = "holds runs already: add --resume to complete what is missing, or name another folder with --out"
        return [Problem("--out", str(out), rule)]
    return []


def _dry_run(arguments: argparse.Namespace, study: "Study", engine: "Engine", progress: "Progress") -> int:
    """List the points and estimate how long their runs take, from one of them; write nothing."""
    from experiments.cli import DONE, FAILED
    from experiments.progress import in_words

    plan = study.plan()
    progress.say("a pilot run, twice: the first time compiles and loads the rules")
    with engine:
        seconds = _pilot_seconds(study, engine, progress)
        slots = engine.slots()
    if seconds is None:
        progress.complain("the pilot run failed: `shelflife run` with the settings of the first point says why")
        return FAILED
    first, most = (runs * seconds / slots for runs in (plan.runs, plan.most_runs))
    if arguments.json:
        points = [dict(zip(study.columns, point.values, strict=True)) for point in study.points]
        about = {"study": study.name, "design": study.design.kind, "hash": study.hash, "points": points}
        counts = {"runs": plan.runs, "replicates": plan.first, "pilot_seconds": seconds, "estimated_seconds": first}
        at_most = {"most_runs": plan.most_runs, "most_replicates": plan.most, "most_estimated_seconds": most}
        write_object(about | counts | at_most)
    elif not arguments.quiet:
        from experiments.tables import show_line, show_points

        show_points(study.columns, study.rows(), len(study.points))
        show_line(plan.told())
        cap = f", and {in_words(most)} if it goes on to the cap" if plan.is_open else ""
        show_line(f"each run about {seconds:.2g} s: {in_words(first)} at {slots} runs at once{cap}")
    return DONE


def _pilot_seconds(study: "Study", engine: "Engine", progress: "Progress") -> float | None:
    """Return what a run takes once the rules are loaded, None if it fails.

    The first run, however long, says little: it is the one that compiled or loaded them. The faster of two counts,
    since a cluster may give the second to a worker that has yet to load.
    """
    from experiments.progress import in_words
    from experiments.sweep import pilot

    runs = pilot(study, engine)
    first = next(runs)
    if first is None:
        return None
    if first.seconds > _LONG_PILOT_SECONDS:
        progress.say(f"the first took {in_words(first.seconds)}; the second says how much of that was loading")
    second = next(runs)
    return None if second is None else min(first.seconds, second.seconds)


def _tell(arguments: argparse.Namespace, study: "Study", swept: "Swept", out: Path) -> None:
    import sys

    if not arguments.quiet:
        for name, why in swept.set_aside:
            sys.stderr.write(f"set aside: {name}: {why}\n")
    for run_id, error in list(swept.failures.items())[:_SHOWN_FAILURES]:
        sys.stderr.write(f"failed: run {short_id(run_id)}: {error}\n")
    if len(swept.failures) > _SHOWN_FAILURES:
        sys.stderr.write(f"and {len(swept.failures) - _SHOWN_FAILURES:,} more; their traces are in {out / 'log'}\n")
    contract = _contract(study, swept, out)
    if arguments.json:
        write_object(contract)
    elif not arguments.quiet:
        from experiments.store import open as opened
        from experiments.tables import show_conclusion, show_line, show_sweep

        show_sweep(study.columns, opened(out).runs, len(swept.failures))
        show_conclusion(swept.conclusion)
        show_line(f"store: {out}")
        show_line(f"its report: shelflife report {out}")


def _contract(study: "Study", swept: "Swept", out: Path) -> dict[str, Any]:
    """Return the object that ``--json`` promises."""
    return {
        "study": study.name,
        "design": study.design.kind,
        "hash": study.hash,
        "store": str(out),
        "points": len(study.points),
        "runs": {"kept": swept.kept, "made": swept.made, "failed": len(swept.failures)},
        "replicates": swept.replicates,
        "conclusion": swept.conclusion,
        "set_aside": [{"file": name, "why": why} for name, why in swept.set_aside],
        "cpu_seconds": swept.cpu_seconds,
    }
