"""the same world under different rules, paired by seed, with a report

    shelflife compare censorship=open censorship=full scenario=guo_2017 --replicates 20

A key given more than once is a setting each time, and so is each of several values (enforcement=none,suspension).
A quoted group is one setting ('censorship=full enforcement=suspension'); several values in it give all combinations.
A key given once is common to all settings; without scenario=NAME they are of guo_2017. Settings stand side by side and
are never multiplied by each other; the first is the baseline. All settings share every random draw but what they
change, replicate by replicate.

Without --out, results go to results/SCENARIO/compare-ID, and the same comparison writes to the same folder.
"""

import argparse
import os
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
    from experiments.compare import ComparedRuns
    from experiments.compose import Composition
    from experiments.progress import Progress

GATHERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("settings", nargs="*", metavar="SETTING", help="KEY=VALUE, or a quoted group 'A=1 B=2'")
    parser.add_argument(
        "--replicates", type=WholeNumber(), metavar="N", help="paired runs of each setting (1); as replicates=N"
    )
    parser.add_argument("--workers", type=WholeNumber(1), metavar="N", help="processes to run in (all cores)")
    add_writing_options(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Run every setting, compare them, write tables and report; return the exit status."""
    return followed(arguments, _compare)


def _compare(arguments: argparse.Namespace, progress: "Progress") -> int:
    from experiments.cli import DONE, FAILED
    from experiments.compare import compare
    from experiments.extras import report_is_installed
    from experiments.result_folder import written_at_once

    names, worlds, out = _asked_for(arguments)
    begin((note for world in worlds for note in world.notes), progress)
    workers = arguments.workers or os.cpu_count() or 1
    n_runs = len(worlds) * worlds[0].scenario.replicates
    progress.say(
        f"{n_runs} runs: {len(worlds)} settings, {worlds[0].scenario.replicates} replicates, {workers} workers"
    )
    runs = compare(names, worlds, workers, lambda done, total: progress.told(done, total, what="runs"))
    if runs.failures:
        _tell_failures(runs)
        return FAILED
    progress.say("writing tables and report" if report_is_installed() else "writing tables")
    with written_at_once(out) as folder:
        contract = _write(folder, runs, arguments.command_line)
    _tell(arguments, runs, contract, out)
    return DONE


def _asked_for(arguments: argparse.Namespace) -> "tuple[list[str], tuple[Composition, ...], Path]":
    """Return what is compared, by name, and where the results go.

    Raises:
        BadInput: with everything that is wrong with options, settings and ``--out``.
    """
    from experiments.compare import worlds_to_compare
    from experiments.compose import composition
    from experiments.composing.groups import settings_in
    from experiments.configuration_folder import configuration_folder
    from experiments.result_folder import problems_with
    from experiments.settings_to_compare import settings_to_compare

    asked = Gathered(arguments)
    given = overrides_with_options(arguments.settings, seed=arguments.seed, replicates=arguments.replicates)
    compared, problems = settings_to_compare(given, settings_in(configuration_folder()).groups)
    asked.add(problems)
    worlds = asked.attempt(worlds_to_compare, compared) if compared.settings else None
    if not compared.settings:
        # What is common to all may be wrong as well.
        asked.attempt(composition, *compared.common)
    out = arguments.out or (_default_out(worlds[0].scenario.scenario, worlds) if worlds else None)
    asked.add(problems_with(out) if out else [])
    if worlds is None or out is None:
        raise BadInput(asked.problems)
    asked.refuse()
    return [setting.name for setting in compared.settings], worlds, out


def _default_out(scenario: str, worlds: Any) -> Path:
    from experiments.provenance import digest, run_id

    ids = [run_id(world.scenario, world.scenario.seed, 0) for world in worlds]
    return Path("results") / scenario / f"compare-{short_id(digest([ids, worlds[0].scenario.replicates]))}"


def _tell_failures(runs: "ComparedRuns") -> None:
    import sys

    for name, trace in runs.failures:
        sys.stderr.write(f"failed: {name}\n")
        last = trace
    sys.stderr.write(f"{len(runs.failures)} runs failed, nothing was written; the last one:\n{last}\n")


def _write(folder: Path, runs: "ComparedRuns", command_line: list[str]) -> dict[str, object]:
    """Write tables, summary, report and provenance; return the object that ``--json`` promises."""
    from experiments.extras import report_is_installed
    from experiments.provenance import input_fingerprints, provenance, sha256_of
    from experiments.report.stored_comparison import PANEL, TABLES, ComparedTables, comparison_of
    from experiments.report.summary import SUMMARY_NAME, summary_of
    from experiments.result_folder import PROVENANCE, write_json

    tables = ComparedTables(*(getattr(runs, name) for name in (*TABLES, PANEL)))
    for name, table in tables._asdict().items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    contract = runs.as_contract()
    settings = {name: world.scenario.settings() for name, world in zip(runs.settings, runs.worlds, strict=True)}
    inputs = {name: print_ for world in runs.worlds for name, print_ in input_fingerprints(world.scenario).items()}
    origin = provenance(command_line, settings, runs.worlds[0].scenario.seed) | {"inputs": inputs}
    comparison = comparison_of(tables, origin, runs.undefined)
    if report_is_installed():
        from experiments.report.page import write_page

        write_page(folder, comparison)
    write_json(folder / SUMMARY_NAME, summary_of(comparison) | contract | {"undefined": runs.undefined})
    files = {name: sha256_of(folder / name) for name in files_in(folder)}
    write_json(folder / PROVENANCE, origin | {"files": files, "cpu_seconds": runs.cpu_seconds})
    return contract


def _tell(arguments: argparse.Namespace, runs: "ComparedRuns", contract: dict[str, Any], out: Path) -> None:
    if arguments.json:
        write_object(contract | {"files": files_in(out), "cpu_seconds": runs.cpu_seconds})
    elif not arguments.quiet:
        from experiments.tables import show_comparison, show_line

        show_comparison(contract)
        show_line(_where_the_report_is(out))


def _where_the_report_is(out: Path) -> str:
    """Return where the page is, or how to get one from the tables that were written."""
    from experiments.extras import how_to_get, report_is_installed
    from experiments.report.page import PAGE_NAME

    if report_is_installed():
        return f"report: {out / PAGE_NAME}"
    return f"tables: {out}; a page needs the extra [report]: {how_to_get('report')}, then `shelflife report {out}`"
