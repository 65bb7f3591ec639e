"""The server of the page: three files, a health check, lessons, and a WebSocket a visitor."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from experiments.app.asked import Open, Refused, read
from experiments.app.dials import choices, scenario_names
from experiments.app.lessons import lessons
from experiments.app.limits import MOST_DRAWN, MOST_MEMBERS, MOST_TICKS, SPEEDS
from experiments.app.places import Places
from experiments.app.replay import metric_words, replay_page
from experiments.app.telling import text_of
from experiments.app.visit import Visit, refusal
from experiments.app.visitors import Visitors
from sim.base.provenance import model_version

BUNDLE: Final = Path(__file__).resolve().parent / "bundle"
_KINDS = {"index.html": "text/html", "page.js": "text/javascript", "page.css": "text/css"}
LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")

_HEADERS = {
    # The page loads nothing from elsewhere, and no other page can frame it or read it.
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_FULL, _FOREIGN, _SLOW, _FAILED = 4429, 4403, 4408, 1011
_LOG = logging.getLogger("uvicorn.error")
_PATIENCE = 10.0


def application(most_visitors: int, hosts: Sequence[str] = LOOPBACK, places: Places | None = None) -> Starlette:
    """Return the application; ``hosts`` are the names under which it may be addressed, ``*`` for any.

    Visitors' worlds live in the ``places``, by default in a thread of this process.
    """
    visitors = Visitors(most_visitors, places)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        tidying = asyncio.create_task(visitors.tidy_up())
        yield
        tidying.cancel()
        await visitors.close()

    async def talk(socket: WebSocket) -> None:
        await _talk(socket, visitors)

    async def replay(request: Request) -> Response:
        return await _replay(request, visitors)

    app = Starlette(
        routes=[
            Route("/", _index),
            Route("/{name}", _file),
            Route("/replay/{token}", replay),
            WebSocketRoute("/talk", talk),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)],
        lifespan=lifespan,
    )
    app.state.visitors = visitors
    return app


@cache
def about() -> dict[str, Any]:
    """Return what every page needs to know first."""
    return {
        "is": "welcome",
        "version": model_version(),
        "scenarios": scenario_names(),
        "families": choices(),
        "lessons": [lesson.model_dump(mode="json") for lesson in lessons()],
        "speeds": SPEEDS,
        "metrics": metric_words(),
        "limits": {"members": MOST_MEMBERS, "ticks": MOST_TICKS, "drawn": MOST_DRAWN},
    }


async def _index(_request: Request) -> Response:
    return _of_bundle("index.html")


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    return _of_bundle(name) if name in _KINDS else PlainTextResponse("not here", 404, headers=_HEADERS)


def _of_bundle(name: str) -> Response:
    return Response((BUNDLE / name).read_bytes(), media_type=_KINDS[name], headers=_HEADERS)


async def _replay(request: Request, visitors: Visitors) -> Response:
    visit = visitors.visits.get(request.path_params["token"])
    page = await visit.replay(replay_page) if visit is not None else None
    if page is None:
        return PlainTextResponse("these worlds are closed; press Reset on the page", 404, headers=_HEADERS)
    attached = {"Content-Disposition": 'attachment; filename="shelflife-replay.html"'}
    return Response(page, media_type="text/html", headers=_HEADERS | attached)


async def _talk(socket: WebSocket, visitors: Visitors) -> None:
    if not _same_origin(socket):
        await socket.close(_FOREIGN, "another site's page has no business here")
        return
    await socket.accept()
    visit = visitors.admit()
    if visit is None:
        why = f"{visitors.most} visitors are in, which is all that this machine was told to serve. Please come back."
        await _send(socket, {"is": "full", "why": why})
        await socket.close(_FULL, "full")
        return
    await _send(socket, about())
    current = [visit]
    visit.send = lambda text: _send_text(socket, text)
    playing = _playing(visit, socket)
    try:
        while (text := await _next_text(socket)) is not None:
            playing = await _answer(text, socket, visitors, current, playing)
    finally:
        playing.cancel()
        visitors.leave(current[0])


async def _next_text(socket: WebSocket) -> str | None:
    """Return the next message, None when the page has gone; what is no text is told to be none."""
    while True:
        try:
            message = await socket.receive()
        except RuntimeError:  # Starlette's word for a socket that is closed already
            return None
        if message["type"] == "websocket.disconnect":
            return None
        if isinstance(message.get("text"), str):
            return str(message["text"])
        await _send(socket, refusal(Refused(["a message must be text: one JSON object"])))


async def _answer(
    text: str, socket: WebSocket, visitors: Visitors, current: list[Visit], playing: "asyncio.Task[None]"
) -> "asyncio.Task[None]":
    """Heed one message; return the task that plays, another one where the visitor came back to worlds of theirs."""
    try:
        asked = read(text)
        back = visitors.come_back(asked.resume) if isinstance(asked, Open) and asked.resume else None
        if back is None:
            await current[0].heed(asked)
            return playing
    except Refused as refused:
        await _send(socket, refusal(refused))
        return playing
    playing.cancel()
    visitors.leave(current[0])
    current[0] = back
    back.send = lambda text: _send_text(socket, text)
    await back.welcome_back()
    return _playing(back, socket)


def _playing(visit: Visit, socket: WebSocket) -> "asyncio.Task[None]":
    """Return the task that plays a visit's worlds; should it fail, it says so in the log and lets the page go."""

    def ended(task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            _LOG.error("a pair of worlds failed while it played", exc_info=task.exception())
            visit.last_words = asyncio.ensure_future(socket.close(_FAILED, "these worlds failed"))

    task = asyncio.create_task(visit.play())
    task.add_done_callback(ended)
    return task


async def _send(socket: WebSocket, message: dict[str, Any]) -> None:
    await _send_text(socket, text_of(message))


async def _send_text(socket: WebSocket, text: str) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        try:
            await asyncio.wait_for(socket.send_text(text), _PATIENCE)
        except TimeoutError:
            # A page that does not take what it is sent is let go; it may come back and resume.
            await socket.close(_SLOW, "the page did not take what it was sent")


def _same_origin(socket: WebSocket) -> bool:
    """Return whether the page that opens the socket came from here; programs other than browsers send no origin."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")
