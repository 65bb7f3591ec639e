"""one run: progress, a summary table, files

A scenario is run with a campaign and, under the same chance, without: the summary measures the one against the other.

    shelflife run scenario=guo_2017 censorship=full members=5000

Without --out, results go to results/SCENARIO/RUN_ID, and the same run writes to the same folder.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands._writing import (
    add_writing_options,
    begin,
    files_in,
    followed,
    overrides_with_options,
    short_id,
    write_object,
)

if TYPE_CHECKING:
    from experiments.compose import Composition
    from experiments.progress import Progress
    from sim.run import RunResult

_TABLES = ("steps", "posts", "comments", "accounts", "events", "members")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("overrides", nargs="*", metavar="OVERRIDE", help="KEY=VALUE, as censorship=full")
    add_writing_options(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Make one run and write it; return the exit status."""
    return followed(arguments, _run)


def _run(arguments: argparse.Namespace, progress: "Progress") -> int:
    import sys
    import time
    import traceback

    from experiments.cli import DONE, FAILED
    from experiments.compose import composition
    from experiments.provenance import run_id
    from experiments.result_folder import written_at_once
    from sim import simulate

    world = composition(*overrides_with_options(arguments.overrides, seed=arguments.seed))
    identity = run_id(world.scenario, world.scenario.seed, 0)
    out = arguments.out or Path("results") / world.scenario.scenario / short_id(identity)
    begin(out, world.notes, progress)
    started = time.process_time()
    try:
        result = simulate(world.scenario, progress=lambda done, total: progress.told(done, total, "ticks"))
    except Exception:  # noqa: BLE001 - whatever a run dies of, the command says so and returns 1
        sys.stderr.write(f"the run failed:\n{traceback.format_exc()}")
        return FAILED
    spent = time.process_time() - started
    progress.end_bar()
    with written_at_once(out) as folder:
        origin = _write(folder, result, world, [arguments.command_line, identity, spent])
    _tell(arguments, result, world, {"run_id": identity, "out": out, "provenance": origin, "cpu_seconds": spent})
    return DONE


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
