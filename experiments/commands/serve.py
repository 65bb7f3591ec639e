"""the teacher's page: two worlds side by side in a browser, without internet

    shelflife serve
    shelflife serve --lan --visitors 25
    shelflife serve --replay two_worlds.html censorship=open censorship=full scenario=guo_2017 strategy=broadcast

It listens on this machine only, unless --lan is given. With --replay FILE nothing is served: the two settings, given as
for `shelflife compare`, are lived through and written to one file that plays in any browser without a server.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.commands._asking import LARGEST_SEED, MOST_PORT, Gathered, WholeNumber

if TYPE_CHECKING:
    from experiments.app.asked import WorldAsked
    from experiments.progress import Progress

GATHERS = True
_PORT, _VISITORS = 8765, 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("settings", nargs="*", metavar="SETTING", help="with --replay: KEY=VALUE, or a group 'A=1 B=2'")
    parser.add_argument(
        "--port", type=WholeNumber(0, MOST_PORT), default=_PORT, metavar="N", help=f"port to listen on ({_PORT})"
    )
    parser.add_argument("--lan", action="store_true", help="listen to other machines too, not to this one only")
    parser.add_argument(
        "--visitors", type=WholeNumber(1), default=_VISITORS, metavar="N", help=f"most at once ({_VISITORS})"
    )
    parser.add_argument("--replay", type=Path, metavar="FILE", help="write a replay to this file; serve nothing")
    parser.add_argument(
        "--seed", type=WholeNumber(0, LARGEST_SEED), default=0, metavar="N", help="root of all chance, for --replay (0)"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
    parser.add_argument("--json", action="store_true", help="with --replay: write one JSON object to standard output")


def execute(arguments: argparse.Namespace) -> int:
    """Serve until interrupted, or write a replay; return the exit status."""
    from experiments.commands._writing import followed

    _refuse_bad(arguments)
    return followed(arguments, _write_replay if arguments.replay else _serve)


def _refuse_bad(arguments: argparse.Namespace) -> None:
    from experiments.composing.problems import Problem
    from experiments.extras import lacking

    asked = Gathered(arguments)
    problems = asked.problems
    if arguments.settings and not arguments.replay:
        problems.append(Problem(arguments.settings[0], None, "settings are for --replay; on the page they are dials"))
    if arguments.json and not arguments.replay:
        problems.append(Problem("--json", None, "is for --replay; the page is served until it is stopped"))
    if arguments.replay and (arguments.replay.is_dir() or not arguments.replay.parent.is_dir()):
        problems.append(Problem("--replay", str(arguments.replay), "must be a file in a folder that exists"))
    if arguments.replay:
        asked.attempt(_asked, arguments)
    else:
        asked.add(lacking("app", "serve"))
    asked.refuse()


def _serve(arguments: argparse.Namespace, progress: "Progress") -> int:
    import uvicorn

    from experiments.app.listening import listening_socket, page_address, settings_of_server, warm_up
    from experiments.app.places import in_processes
    from experiments.app.server import LOOPBACK, application
    from experiments.cli import DONE

    listening = listening_socket(arguments.port, lan=arguments.lan)
    places = in_processes(min(os.cpu_count() or 1, arguments.visitors))
    asyncio.run(warm_up(places, progress))
    app = application(arguments.visitors, ["*"] if arguments.lan else LOOPBACK, places)
    progress.say(f"the page is at {page_address(listening, lan=arguments.lan)} (Ctrl-C ends it)")
    uvicorn.Server(uvicorn.Config(app, **settings_of_server())).run(sockets=[listening])
    return DONE


def _write_replay(arguments: argparse.Namespace, progress: "Progress") -> int:
    from experiments.app.asked import Refused
    from experiments.app.replay import replay_page
    from experiments.cli import DONE
    from experiments.commands._writing import write_object
    from experiments.composing.problems import BadInput, Problem

    asked = _asked(arguments)
    try:
        page = replay_page(
            asked, asked.ticks or sys.maxsize, lambda done, total: progress.told(done, total, what="ticks")
        )
    except Refused as refused:
        raise BadInput([Problem("--replay", None, problem) for problem in refused.problems]) from None
    arguments.replay.write_text(page, encoding="utf-8")
    if arguments.json:
        write_object({"replay": str(arguments.replay), "seed": asked.seed, "bytes": len(page.encode())})
    progress.say(f"{arguments.replay}: {len(page.encode()) / 1000:,.0f} kB; it opens in any browser, without a server")
    return DONE


def _asked(arguments: argparse.Namespace) -> "WorldAsked":
    """Return the pair of worlds that the settings describe, read as `shelflife compare` reads them.

    Raises:
        BadInput: if they are not two settings.
    """
    from pydantic import ValidationError

    from experiments.app.asked import WorldAsked
    from experiments.composing.groups import settings_in
    from experiments.composing.problems import BadInput, Problem
    from experiments.configuration_folder import configuration_folder
    from experiments.settings_to_compare import settings_to_compare

    compared, problems = settings_to_compare(arguments.settings, settings_in(configuration_folder()).groups)
    if not problems and len(compared.settings) != 2:
        problems = [Problem("--replay", None, f"shows two settings; {len(compared.settings)} were given")]
    if problems:
        raise BadInput(problems)
    sizes: dict[str, int | str] = {"scenario": "guo_2017", "seed": 0 if arguments.seed is None else arguments.seed}
    common = []
    for override in compared.common:
        key, _, value = override.partition("=")
        if key in ("scenario", "members", "ticks"):
            sizes[key] = int(value) if value.isdigit() else value
        else:
            common.append(override)
    a, b = (setting.overrides for setting in compared.settings)
    try:
        return WorldAsked.model_validate(sizes | {"common": common, "a": a, "b": b})
    except ValidationError as error:
        raise BadInput(
            [Problem(".".join(map(str, e["loc"])), str(e["input"]), e["msg"]) for e in error.errors()]
        ) from None
