"""Mesa's own view of a world, SolaraViz, for modellers

    shelflife solara scenario=guo_2017 censorship=full members=500

For classes there is `shelflife serve`. This view steps Mesa's model, one for each visitor, and listens on this machine
only.
"""

import argparse
import json
import os
import sys

from experiments.commands._asking import MOST_PORT, Gathered, WholeNumber

_PORT = 8766

GATHERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("overrides", nargs="*", metavar="OVERRIDE", help="KEY=VALUE, as censorship=full")
    parser.add_argument(
        "--port", type=WholeNumber(0, MOST_PORT), default=_PORT, metavar="N", help=f"port to listen on ({_PORT})"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Serve the view until interrupted; return the exit status."""
    from experiments.cli import DONE
    from experiments.compose import composition
    from experiments.extras import lacking

    asked = Gathered(arguments)
    asked.add(lacking("solara", "solara"))
    asked.attempt(composition, *arguments.overrides)
    asked.refuse()
    # Solara imports the page by name, and reads its settings from the environment as it is imported itself.
    os.environ |= {
        "SHELFLIFE_WORLD": json.dumps(arguments.overrides),
        "SOLARA_APP": "experiments.app.mesa_view",
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        "SOLARA_MODE": "production",
        "MPLBACKEND": "agg",
    }
    import solara.server.starlette
    import uvicorn

    from experiments.app.listening import listening_socket

    listening = listening_socket(arguments.port, lan=False)
    sys.stderr.write(f"the view is at http://localhost:{listening.getsockname()[1]}/ (Ctrl-C ends it)\n")
    sys.stderr.flush()
    settings = uvicorn.Config(solara.server.starlette.app, log_level="warning", access_log=False)
    uvicorn.Server(settings).run(sockets=[listening])
    return DONE
