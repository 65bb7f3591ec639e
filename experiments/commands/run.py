"""one run: progress, a summary table, files

A scenario is run with a campaign and, under the same chance, without: the summary measures the one against the other.

    shelflife run scenario=guo_2017 censorship=full members=5000

Without --out, results go to results/SCENARIO/RUN_ID, and the same run writes to the same folder. A long run keeps
checkpoints beside that folder with --checkpoint-every N (ticks), and --resume goes on from the latest that is whole: to
the same bytes, whatever interrupted it.

    shelflife run scenario=guo_2017 members=1000000 --checkpoint-every 24
    shelflife run scenario=guo_2017 members=1000000 --resume
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands._asking import Gathered, WholeNumber
from experiments.commands._writing import (
    add_writing_options,
    begin,
    files_in,
    followed,
    overrides_with_options,
    short_id,
    write_object,
)
from experiments.composing.problems import BadInput

if TYPE_CHECKING:
    from experiments.checkpoints import Checkpoints
    from experiments.compose import Composition
    from experiments.progress import Progress
    from sim.run import RunResult

GATHERS = True
_TABLES = ("steps", "posts", "comments", "accounts", "events", "members")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("overrides", nargs="*", metavar="OVERRIDE", help="KEY=VALUE, as censorship=full")
    ticks = WholeNumber(1, unit="ticks")
    parser.add_argument("--checkpoint-every", type=ticks, metavar="N", help="keep a checkpoint every N ticks")
    parser.add_argument("--resume", action="store_true", help="go on from the latest checkpoint, if there is one")
    add_writing_options(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Make one run and write it; return the exit status."""
    return followed(arguments, _run)


def _run(arguments: argparse.Namespace, progress: "Progress") -> int:
    import sys
    import time
    import traceback

    from experiments.cli import DONE, FAILED
    from experiments.result_folder import written_at_once

    world, identity, out, kept_every = _asked_for(arguments)
    checkpoints = _checkpoints(arguments, out, identity, kept_every)
    if arguments.resume and kept_every is None:
        progress.say("there is no checkpoint of this run to go on from: it begins at its first tick")
    begin(world.notes, progress)
    started = time.process_time()
    try:
        result = _simulated(world, progress, checkpoints)
    except Exception:  # noqa: BLE001 - whatever a run dies of, the command says so and returns 1
        sys.stderr.write(f"the run failed:\n{traceback.format_exc()}")
        return FAILED
    spent = time.process_time() - started
    progress.end_bar()
    with written_at_once(out) as folder:
        origin = _write(folder, result, world, [arguments.command_line, identity, spent])
    if checkpoints:
        for damage in checkpoints.set_aside:
            progress.complain(f"set aside: {damage}; the run went on from the checkpoint before")
        checkpoints.discard()
    _tell(arguments, result, world, {"run_id": identity, "out": out, "provenance": origin, "cpu_seconds": spent})
    return DONE


def _simulated(world: "Composition", progress: "Progress", checkpoints: "Checkpoints | None") -> "RunResult":
    """Run the world; an interrupt that fell into the compiler, where nobody hears it, is heeded at the next tick."""
    from experiments.stopping import stop_if_asked, stopped_when_asked
    from experiments.warming import compiled_from_both_ends
    from sim import simulate

    def told(done: int, total: int) -> None:
        stop_if_asked()
        # A run lives through two worlds, the one asked for and its twin without the campaign.
        progress.told(done, total, what="ticks of both worlds")

    try:
        with stopped_when_asked(), compiled_from_both_ends(world.scenario):
            bookmarks = checkpoints.of_world if checkpoints else None
            return simulate(world.scenario, progress=told, bookmarks=bookmarks)
    except KeyboardInterrupt:
        if checkpoints:
            progress.complain("the same command with --resume goes on from the latest checkpoint")
        raise


def _asked_for(arguments: argparse.Namespace) -> "tuple[Composition, str, Path, int | None]":
    """Return the world, the run's identity, where its results go, and how often checkpoints to go on from were kept.

    Raises:
        BadInput: with everything that is wrong with options, settings, ``--out`` and checkpoints.
    """
    from experiments.checkpoints import checkpoint_folder, interval_of
    from experiments.compose import composition
    from experiments.provenance import run_id
    from experiments.result_folder import problems_with

    asked = Gathered(arguments)
    world = asked.attempt(composition, *overrides_with_options(arguments.overrides, seed=arguments.seed))
    if world is None:
        asked.add(problems_with(arguments.out) if arguments.out else [])
        raise BadInput(asked.problems)
    identity = run_id(world.scenario, world.scenario.seed, 0)
    out = arguments.out or Path("results") / world.scenario.scenario / short_id(identity)
    asked.add(problems_with(out))
    kept_every = asked.attempt(interval_of, checkpoint_folder(out), identity) if arguments.resume else None
    asked.refuse()
    return world, identity, out, kept_every


def _checkpoints(
    arguments: argparse.Namespace, out: Path, identity: str, kept_every: int | None
) -> "Checkpoints | None":
    """Return where the run keeps checkpoints and goes on from them, None if nobody asked for any."""
    from experiments.checkpoints import Checkpoints, checkpoint_folder

    every = arguments.checkpoint_every or kept_every
    checkpoints = Checkpoints(checkpoint_folder(out), identity, every) if every else None
    if checkpoints and not arguments.resume:
        checkpoints.discard()
    return checkpoints


def _write(folder: Path, result: "RunResult", world: "Composition", about: list[Any]) -> dict[str, Any]:
    """Write the tables, the summary and where they came from; return the latter."""
    from experiments.provenance import input_fingerprints, provenance, sha256_of
    from experiments.result_folder import PROVENANCE, write_json

    command_line, identity, spent = about
    for name in _TABLES:
        getattr(result, name).to_parquet(folder / f"{name}.parquet", index=False)
    write_json(
        folder / "summary.json",
        {
            "scenario": result.scenario.scenario,
            "seed": result.seed,
            "replicate": result.replicate,
            "run_id": identity,
            "summary": result.summary,
            "undefined": result.undefined,
        },
    )
    origin = provenance(command_line, world.scenario.settings(), result.seed) | {
        "run_id": identity,
        "inputs": input_fingerprints(world.scenario),
        "files": {name: sha256_of(folder / name) for name in files_in(folder)},
        "cpu_seconds": spent,
    }
    write_json(folder / PROVENANCE, origin)
    return origin


def _tell(arguments: argparse.Namespace, result: "RunResult", world: "Composition", about: dict[str, Any]) -> None:
    out = about["out"]
    if arguments.json:
        write_object(
            {
                "scenario": result.scenario.scenario,
                "seed": result.seed,
                "run_id": about["run_id"],
                "summary": result.summary,
                "files": files_in(out),
                "provenance": about["provenance"],
                "cpu_seconds": about["cpu_seconds"],
            }
        )
    elif not arguments.quiet:
        from experiments.tables import show_summary

        show_summary(world.scenario, result.summary, result.undefined, out)
