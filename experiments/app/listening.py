"""Where the page is served: a socket on this machine, or to the network for those who ask for it."""

import asyncio
import socket
from typing import TYPE_CHECKING, Any

from experiments.app.limits import LONGEST_MESSAGE
from experiments.app.places import Places
from experiments.app.visit import world_of
from experiments.app.world_pair import WorldPair
from experiments.progress import COLD_START, kernels_are_cold

if TYPE_CHECKING:
    from experiments.progress import Progress

_THIS_MACHINE, _ANYONE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - only where --lan asks for it
_BACKLOG = 128
_FEW_MEMBERS, _FEW_TICKS = 200, 48


def listening_socket(port: int, *, lan: bool) -> socket.socket:
    """Return a socket that listens on this machine only, or with ``lan`` on all its addresses; port 0 takes any.

    Raises:
        OSError: if the port is taken; the message says what to do.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((_ANYONE if lan else _THIS_MACHINE, port))
        found.listen(_BACKLOG)
    except OSError as error:
        found.close()
        raise OSError(f"port {port} cannot be listened on ({error.strerror}); say --port N for another") from None
    return found


def page_address(listening: socket.socket, *, lan: bool) -> str:
    """Return the address to type into a browser; with ``lan`` also by the machine's name."""
    port = listening.getsockname()[1]
    here = f"http://localhost:{port}/"
    return f"{here} and, for others in this network, http://{socket.gethostname()}:{port}/" if lan else here


def settings_of_server() -> dict[str, Any]:
    """Return how the web server is set up: quiet, without logs of who asked what, refusing long messages."""
    return {
        "log_level": "warning",
        "access_log": False,
        "ws_max_size": LONGEST_MESSAGE,
        # Frames stay on this machine or in its network: to press them costs more than to send them.
        "ws_per_message_deflate": False,
        "ws_ping_interval": 15.0,
        "ws_ping_timeout": 15.0,
        "server_header": False,
        "timeout_graceful_shutdown": 2,
        "ws": "websockets-sansio",
    }


async def warm_up(places: Places, progress: "Progress") -> None:
    """Live through a small pair of worlds in every place, so that no class has to wait for the compiler."""
    if kernels_are_cold():
        progress.say(COLD_START)
    # The first one compiles, the others find what it wrote.
    await places.places[0].do(_live_a_little)
    await asyncio.gather(*(place.do(_live_a_little) for place in places.places[1:]))


def _live_a_little() -> None:
    pair = WorldPair(world_of("guo_2017", members=_FEW_MEMBERS, ticks=_FEW_TICKS, b=("censorship=full",)))
    while not pair.over:
        pair.step()
    pair.close()
