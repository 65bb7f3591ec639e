"""a synthetic data release of a run, ground truth kept apart

The run in DIR is made again from its stored settings and seed, as the tables written there hold the state's accounts
alone. What the platform took down in it is written in the shape of the platform's own releases, beside a sample of
public posts about the same topics; what the accounts truly are stands in a file of its own. Then the detectors are
run on exactly these tables, at every completeness: area under the curve, .5 is chance, with how many covert and how
many ordinary accounts it is made of; below ten of either kind there is none.

    shelflife release results/transparency/0123456789ab --completeness partial

Where the run took down nobody, the release is of a takedown at its end, of all covert accounts that posted. A more
complete release tells more on average over runs; in a single one published reasons may mislead.

Without --out, files go beside DIR, to DIR-release-COMPLETENESS.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands._asking import Gathered, OneOf
from experiments.commands._writing import add_writing_options, begin, files_in, followed, write_object

if TYPE_CHECKING:
    from experiments.composing.problems import Problem
    from experiments.progress import Progress
    from experiments.releasing.detectors import Areas
    from experiments.releasing.stored_run import StoredRun

_COMPLETENESS = ("none", "headline", "partial", "full")
_OF_DETECTORS = ("auc", "auc_undisclosed", "accounts_judged", "disclosures")
_KINDS = ("covert", "ordinary")
_MADE_AGAIN = "made again from the run's stored settings and seed"

GATHERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("run", type=Path, metavar="DIR", help="folder of a run, as `shelflife run` wrote it")
    parser.add_argument(
        "--completeness",
        type=OneOf(_COMPLETENESS),
        default="full",
        metavar="WORD",
        help=f"what is published: {', '.join(_COMPLETENESS)} (full)",
    )
    add_writing_options(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Write the release of a run and tell what detectors make of it; return the exit status."""
    return followed(arguments, _release)


def _release(arguments: argparse.Namespace, progress: "Progress") -> int:
    from experiments.cli import DONE
    from experiments.composing.problems import BadInput
    from experiments.releasing.stored_run import stored_run
    from experiments.result_folder import problems_with, written_at_once

    asked = Gathered(arguments)
    run = asked.attempt(stored_run, arguments.run)
    folder = arguments.run.absolute()
    out = arguments.out or folder.parent / f"{folder.name}-release-{arguments.completeness}"
    asked.add(problems_with(out) or _problems_with_the_run(out, folder))
    if run is None:
        raise BadInput(asked.problems)
    asked.refuse()
    begin([_MADE_AGAIN], progress)
    with written_at_once(out) as partial:
        told = _write(partial, arguments, run, progress)
    told["files"] = files_in(out)
    if arguments.json:
        write_object(told)
    elif not arguments.quiet:
        _show(told, out)
    return DONE


def _problems_with_the_run(out: Path, folder: Path) -> "list[Problem]":
    """Return why a release cannot take the place of the run that it is of: the run would be lost."""
    from experiments.composing.problems import Problem

    out, folder = out.resolve(), folder.resolve()
    if out != folder and out not in folder.parents:
        return []
    return [Problem("--out", str(out), "holds the run that the release is of, and would be replaced; name another")]


def _write(folder: Path, arguments: argparse.Namespace, run: "StoredRun", progress: "Progress") -> dict[str, Any]:
    """Write everything into a folder; return what is told."""
    from experiments.provenance import provenance, sha256_of
    from experiments.releasing.detectors import material_of, policy
    from experiments.releasing.files import ReleaseFiles
    from experiments.releasing.stored_run import lived_again
    from experiments.result_folder import PROVENANCE, write_json
    from sim.base.chance import stream
    from sim.run import record_of

    market = lived_again(run, lambda done, total: progress.told(done, total, what="ticks"))
    progress.end_bar()
    luck = market.stream if arguments.seed is None else stream(arguments.seed)
    material, record = material_of(market, luck), record_of(market)
    release = policy(market, arguments.completeness).redacted(material.complete, luck, market.world.tick_hours)
    ReleaseFiles(market, run.run_id, record.roles).write(folder, release, material)
    told = _told(arguments, run, market, material, luck)
    told["released"] = {
        "accounts": len(release.names),
        "rows_of_accounts": 0 if release.users is None else len(release.users.sources),
        "rows_of_posts": 0 if release.posts is None else len(release.posts.rows),
    }
    write_json(folder / "detectors.json", {name: told[name] for name in _OF_DETECTORS})
    origin = provenance(arguments.command_line, run.scenario.settings(), run.seed)
    files = {name: sha256_of(folder / name) for name in files_in(folder)}
    told["provenance"] = origin | {"run_id": run.run_id, "tables": _MADE_AGAIN, "files": files}
    write_json(folder / PROVENANCE, told["provenance"])
    return told


def _told(arguments: argparse.Namespace, run: "StoredRun", market: Any, material: Any, luck: Any) -> dict[str, Any]:
    import math

    import numpy as np

    covert = market.researcher.record.covert(np.arange(len(market.voices)))
    judged = _judged(market, material, covert, luck)
    studies = [study._asdict() for study in market.researcher.studies]
    return {
        "run": str(arguments.run),
        "run_id": run.run_id,
        "scenario": run.scenario.scenario,
        "seed": run.seed,
        "completeness": arguments.completeness,
        "tables": _MADE_AGAIN,
        "takedown": "at the end of the run" if material.at_the_end else "during the run",
        "taken_down": {
            "accounts": len(material.complete.names),
            "ordinary": int((~covert[material.complete.names]).sum()),
        },
        "public_sample": {
            "accounts": len(material.sample.sources),
            "covert": int(covert[material.sample.sources].sum()),
        },
        **{key: {name: one.by_detector for name, one in by_name.items()} for key, by_name in judged.items()},
        "accounts_judged": {
            key: {name: one.base() for name, one in by_name.items()} for key, by_name in judged.items()
        },
        "disclosures": [
            {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in study.items()}
            for study in studies
        ],
        "persuaded_per_cost": run.summary.get("persuaded_per_cost"),
    }


def _judged(market: Any, material: Any, covert: Any, luck: Any) -> "dict[str, dict[str, Areas]]":
    """Return what detectors make of all in the tables, and of the public sample alone, at each completeness."""
    import numpy as np

    from experiments.releasing.detectors import areas, findings_at

    everyone = np.r_[material.sample.sources, material.complete.names]
    found = {name: findings_at(name, market, material, luck) for name in _COMPLETENESS}
    return {
        key: {name: areas(findings, whom, covert, luck) for name, findings in found.items()}
        for key, whom in (("auc", everyone), ("auc_undisclosed", material.sample.sources))
    }


def _show(told: dict[str, Any], out: Path) -> None:
    from experiments.releasing.detectors import DETECTORS
    from experiments.tables import number, show_line, show_rows

    down, sample = told["taken_down"], told["public_sample"]
    show_line(
        f"{down['accounts']} accounts taken down {told['takedown']}, {down['ordinary']} of them ordinary; sample "
        f"of {sample['accounts']} public accounts, {sample['covert']} of them covert"
    )
    for key, title in (
        ("auc", "AUC, all in the tables"),
        ("auc_undisclosed", "AUC, public sample alone"),
    ):
        bases = told["accounts_judged"][key]
        rows = [
            [name, *(number(areas[detector]) for detector in DETECTORS), *(str(bases[name][kind]) for kind in _KINDS)]
            for name, areas in told[key].items()
        ]
        show_rows(title, ["completeness", *DETECTORS, *_KINDS], rows)
        for reason in dict.fromkeys(base["reason"] for base in bases.values() if base["reason"]):
            show_line(f"no area: {reason}")
    show_line(f"persuaded per cost in the run: {number(told['persuaded_per_cost'])}; written to {out}")
