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

from experiments.commands._asking import LARGEST_SEED, MOST_PORT, Gathered, Meaningless, WholeNumber

if TYPE_CHECKING:
    from experiments.composing.problems import Problem
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
        "--seed", type=WholeNumber(0, LARGEST_SEED), metavar="N", help="root of all chance, for --replay (0)"
    )
    out = Meaningless("writes no folder: --replay FILE names the one file that it can write")
    parser.add_argument("--out", type=out, metavar="DIR", help=f"refused: {out.why}")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
    parser.add_argument("--json", action="store_true", help="with --replay: write one JSON object to standard output")


def execute(arguments: argparse.Namespace) -> int:
    """Serve until interrupted, or write a replay; return the exit status."""
    from experiments.commands._writing import followed

    _refuse_bad(arguments)
    return followed(arguments, _write_replay if arguments.replay else _serve)


def _refuse_bad(arguments: argparse.Namespace) -> None:
    from experiments.app.pair_asked import pair_asked
    from experiments.composing.problems import Problem
    from experiments.extras import lacking

    asked = Gathered(arguments)
    problems = asked.problems
    if not arguments.replay:
        problems += _for_replays(arguments)
        asked.add(lacking("app", "serve"))
        asked.refuse()
        return
    why = _why_no_file(arguments.replay)
    problems += [Problem("--replay", str(arguments.replay), why)] if why else []
    asked.attempt(pair_asked, arguments.settings, _seed(arguments))
    asked.refuse()


def _seed(arguments: argparse.Namespace) -> int:
    return 0 if arguments.seed is None else arguments.seed


def _for_replays(arguments: argparse.Namespace) -> "list[Problem]":
    """Return what was given that only a replay has a use for."""
    from experiments.composing.problems import Problem

    found = []
    if arguments.settings:
        found.append(Problem(arguments.settings[0], None, "settings are for --replay; on the page they are dials"))
    if arguments.json:
        found.append(Problem("--json", None, "is for --replay; the page is served until it is stopped"))
    if arguments.seed is not None:
        rule = "is for --replay; on the page each visitor chooses the seed"
        found.append(Problem("--seed", str(arguments.seed), rule))
    return found


def _why_no_file(file: Path) -> str | None:
    """Return why a replay cannot be written to a file, None if it can."""
    from experiments.result_folder import why_nothing_can_be_written

    try:
        if file.is_dir() or not file.parent.is_dir():
            return "must be a file in a folder that exists"
        if file.exists():
            return None if os.access(file, os.W_OK) else "may not be written to"
        why = why_nothing_can_be_written(file.parent)
    except OSError as error:
        return f"cannot be made: {error.strerror}"
    return why and f"cannot be made: {file.parent} {why}"


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
    from experiments.app.pair_asked import pair_asked
    from experiments.app.replay import replay_page
    from experiments.cli import DONE
    from experiments.commands._writing import write_object
    from experiments.composing.problems import BadInput, Problem

    asked = pair_asked(arguments.settings, _seed(arguments))
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
