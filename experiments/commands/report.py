"""the analyst's report of a comparison or a sweep: one page, and a PDF where asked for

    shelflife report results/enforcement_ladder/3f2a91c04b7d
    shelflife report results/demo --baseline censorship=full --pdf

DIR is what `shelflife compare` wrote or the store of `shelflife sweep`. The page answers first which setting halves
what the campaign gains in credibility, what that costs in wrongly removed rebuttals, and how sure it is; then it has
the policy table, decay, fates, trade-offs, robustness, segments, hypotheses, limits and provenance. Beside it lie its
figures with the numbers behind each, and summary.json. Nothing is simulated; --seed is that of the resamples behind
ranks, frontiers and sensitivities.

Without --out, the report goes to DIR/report. Its baseline is the first setting; `--baseline none` names another. Of a
sweep over several keys it compares one and averages over the others, and says so; `--by censorship` names another.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands._asking import Gathered
from experiments.commands._writing import add_writing_options, files_in, followed, write_object
from experiments.composing.problems import BadInput

if TYPE_CHECKING:
    from experiments.progress import Progress
    from experiments.report.comparison import Comparison

GATHERS = True
FOLDER = "report"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("results", type=Path, metavar="DIR", help="folder of a comparison, or store of a sweep")
    parser.add_argument("--baseline", metavar="SETTING", help="what the others are compared with (the first setting)")
    parser.add_argument("--by", metavar="KEY", help="of a sweep: the key whose values are compared")
    parser.add_argument("--pdf", action="store_true", help="write report.pdf too")
    add_writing_options(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Write the report of results; return the exit status."""
    return followed(arguments, _report)


def _report(arguments: argparse.Namespace, progress: "Progress") -> int:
    from dataclasses import replace

    from experiments.cli import DONE
    from experiments.extras import lacking
    from experiments.report.results import read_results
    from experiments.result_folder import problems_with, written_at_once

    asked = Gathered(arguments)
    asked.add(lacking("report", "report"))
    out = arguments.out or arguments.results / FOLDER
    # Where DIR is no folder, that is said of DIR.
    asked.add(problems_with(out) if arguments.out or arguments.results.is_dir() else [])
    progress.say(f"reading {arguments.results}")
    comparison = asked.attempt(read_results, arguments.results, arguments.baseline, arguments.by)
    if comparison is None:
        raise BadInput(asked.problems)
    asked.refuse()
    if arguments.seed is not None:
        comparison = replace(comparison, resampling_seed=arguments.seed)
    progress.say("drawing and writing")
    with written_at_once(out) as folder:
        told = _write(folder, comparison, arguments)
    _tell(arguments, told, out)
    return DONE


def _write(folder: Path, comparison: "Comparison", arguments: argparse.Namespace) -> dict[str, Any]:
    """Write page, figures, summary, PDF and provenance; return what is told."""
    from experiments.provenance import origin, sha256_of
    from experiments.report.page import write_page
    from experiments.report.pdf import write_pdf
    from experiments.report.summary import SUMMARY_NAME, summary_of
    from experiments.result_folder import PROGRAM, PROVENANCE, write_json

    report = write_page(folder, comparison)
    if arguments.pdf:
        write_pdf(folder, report)
    summary = summary_of(comparison)
    write_json(folder / SUMMARY_NAME, summary)
    files = {name: sha256_of(folder / name) for name in files_in(folder)}
    made = {"program": PROGRAM, "command": [PROGRAM, *arguments.command_line], **origin()}
    write_json(folder / PROVENANCE, made | {"files": files})
    return summary


def _tell(arguments: argparse.Namespace, told: dict[str, Any], out: Path) -> None:
    from experiments.report.page import PAGE_NAME
    from experiments.report.pdf import PDF_NAME

    if arguments.json:
        write_object(told | {"files": files_in(out)})
    elif not arguments.quiet:
        from experiments.tables import show_line

        for sentence in (*told["missing"], *told["averaged"], *told["answer"]):
            show_line(sentence)
        show_line(f"report: {out / PAGE_NAME}")
        if arguments.pdf:
            show_line(f"on paper: {out / PDF_NAME}")
